#!/usr/bin/env bash
# Cost of each dependency: the number of crates that only it needs and, if cargo-bloat is installed, its code size.
#   benches/dependencies.sh           counts crates; with --build also times a cold build and compares binaries by feature
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
python3 - <<'PY'
import json, subprocess
data = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]))
names = {package["id"]: package["name"] for package in data["packages"]}
nodes = {node["id"]: [dep["pkg"] for dep in node["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
         for node in data["resolve"]["nodes"]}
root = data["resolve"]["root"]
def reached(without=None):
    seen, open_ = set(), [root]
    while open_:
        for dep in nodes[open_.pop()]:
            if dep != without and dep not in seen:
                seen.add(dep); open_.append(dep)
    return seen
everything = reached()
rows = sorted(((len(everything - reached(dep)), names[dep]) for dep in nodes[root]), reverse=True)
print(f"{len(everything)} crates in all, besides those for tests and builds")
print("crates that go with it   dependency")
for count, name in rows:
    print(f"{count:22}   {name}")
PY
if command -v cargo-bloat >/dev/null; then
  cargo bloat --release --crates -n 20
else
  echo "cargo-bloat is not installed (cargo install cargo-bloat): sizes are omitted"
fi
if [ "${1:-}" = --build ]; then
  for features in "" "--no-default-features"; do
    folder=$(mktemp -d)
    start=$(date +%s)
    CARGO_TARGET_DIR=$folder cargo build --release --locked --quiet $features
    echo "cold build, release ${features:-(all features)}: $(($(date +%s) - start)) s, binary $(($(stat -c %s "$folder/release/scsdoc") / 1024)) KiB"
    rm -rf "$folder"
  done
fi
