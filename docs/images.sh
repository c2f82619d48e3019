#!/bin/sh
# Takes the screenshots in docs/images from the site of this repository, with Chromium.
#
#     cargo build --release && docs/images.sh        # SCSDOC names another program
set -eu
cd "$(dirname "$0")/.."
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
"${SCSDOC:-target/release/scsdoc}" --quiet --at 2026-11-28 build --no-history --out "$site"

# Name, page, size
picture() {
    chromium --headless=new --no-sandbox --hide-scrollbars --window-size="$3" \
        --screenshot="docs/images/$1.png" "file://$site/$2/index.html" 2> /dev/null
}

picture overview . 1180,700
picture clouds standards/certification/overview 1180,920
