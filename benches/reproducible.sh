#!/usr/bin/env bash
# Builds the release binary from two copies of the source in differently named folders, and compares them.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
registry=${CARGO_HOME:-$HOME/.cargo}
for name in one another-folder; do
  mkdir "$work/$name"
  git -C "$here" archive HEAD | tar -x -C "$work/$name"
  (cd "$work/$name" &&
    CARGO_INCREMENTAL=0 RUSTFLAGS="--remap-path-prefix=$work/$name=/src --remap-path-prefix=$registry=/cargo" \
      CFLAGS="-ffile-prefix-map=$work/$name=/src -ffile-prefix-map=$registry=/cargo" \
      cargo build --release --locked --quiet --target-dir "$work/$name/target")
done
sha256sum "$work"/*/target/release/scsdoc
cmp "$work/one/target/release/scsdoc" "$work/another-folder/target/release/scsdoc"
echo "identical"
