#!/usr/bin/env bash
# Writes the generated pages of docs.scs.community with scsdoc: run it in a checkout of SovereignCloudStack/docs after
# `node getDocs.js`, in place of `node populateStds.js`. Arguments go to scsdoc, such as `--at 2026-11-20`. SCSDOC names
# the program; by default it is that of the npm package.
set -euo pipefail
scsdoc=${SCSDOC:-node_modules/.bin/scsdoc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$scsdoc" "$@" export docusaurus "$work/export"
rm "$work/export/.scsdoc-export"
cp -R "$work/export/." .

# The table replaces the marker in the template. Without environments in the checkout, populateClouds.js inserts it.
page=standards/certification/overview
if [ -e Certification/environments.yaml ]; then
  "$scsdoc" "$@" compliance --format markdown > "$work/clouds"
  sed -e "/<!--CLOUDS-->/{r $work/clouds" -e 'd}' "$page.template.md" > "$page.md"
fi
