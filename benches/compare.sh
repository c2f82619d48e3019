#!/usr/bin/env bash
# Whole processes against another tool on the same documents, in turn, in the same minute:
#   benches/compare.sh [ROOT] [RUNS]
# The other tool is markdownlint-cli2 (from npm), which the public register runs in its own checks.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "${1:-$here}" && pwd)
runs=${2:-15}
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
ours=$here/target/release/scsdoc
peer=$here/target/peers/node_modules/.bin/markdownlint-cli2
[ -x "$peer" ] || npm install --silent --no-fund --no-audit --prefix "$here/target/peers" markdownlint-cli2 >/dev/null

cd "$root"
python3 - "$ours" "$peer" "$runs" <<'PY'
import resource, statistics, subprocess, sys, time
ours, peer, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
commands = {
    "scsdoc check": [ours, "check", "--at", "2026-11-20", "--format", "json"],
    "markdownlint-cli2": [peer, "Standards/*.md"],
}
times = {name: [] for name in commands}
for turn in range(runs + 1):
    for name, command in commands.items():
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if turn:  # the first turn warms up
            times[name].append(1000 * (time.perf_counter() - start))
for name, values in times.items():
    print(f"{name:<20} median {statistics.median(values):8.1f} ms   min {min(values):8.1f}   max {max(values):8.1f}   ({runs} runs)")
a, b = (times[name] for name in commands)
ratios = sorted(y / x for x, y in zip(a, b))
print(f"{'ratio, pair by pair':<20} median {statistics.median(ratios):8.1f}      min {ratios[0]:8.1f}   max {ratios[-1]:8.1f}")
PY
