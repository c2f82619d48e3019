#!/usr/bin/env bash
# Instructions of one `check` in one thread, counted by Callgrind without noise, so that two commits can be compared.
#   benches/instructions.sh [ROOT]
# Prints the total and the largest stages. Without Valgrind, it prints a note and exits with 0.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "${1:-$here}" && pwd)
if ! command -v valgrind >/dev/null; then
  echo "valgrind is not installed: instructions are not counted"
  exit 0
fi
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$counts" \
  "$here/target/release/scsdoc" --root "$root" --at 2026-11-20 check --format json >/dev/null 2>&1 || [ $? -eq 1 ]
callgrind_annotate --inclusive=yes --threshold=100 "$counts" | python3 -c '
import re, sys
stages = [("whole process", "PROGRAM TOTALS"), ("read", "Global::load"), ("parse Markdown", "Body::parse"),
          ("parse front matter", "front_matter::read"), ("parse scope files", "ScopeFile::parse"),
          ("make schemas ready", "jsonschema::compiler::build_validator "), ("report", "report::json::write")]
counts = {}
for line in sys.stdin:
    found = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)", line)
    if found:
        for stage, mark in stages:
            if mark in found[2] + " ":
                counts[stage] = max(counts.get(stage, 0), int(found[1].replace(",", "")))
        rule = re.search(r"check::rules::(\w+)::(\w+)::check ", found[2])
        if rule:
            counts["rule " + rule[2].replace("_", "-")] = int(found[1].replace(",", ""))
total = counts["whole process"]
rules = [name for name in counts if name.startswith("rule ")]
for name in [stage for stage, _ in stages if stage in counts] + sorted(rules, key=counts.get, reverse=True)[:8]:
    print(f"{name:<32} {counts[name] / 1e6:8.2f} million   {100 * counts[name] / total:5.1f} %")
'
