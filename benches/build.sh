#!/usr/bin/env bash
# A clean build of the site compared with mdBook on the same Markdown, in alternating runs:
#   benches/build.sh [ROOT] [RUNS]
# mdBook (from crates.io) only renders the documents: no checks, no states, no tables, no comparison of versions, and its
# search index is disabled. Ours does all of this.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "${1:-$here}" && pwd)
runs=${2:-15}
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
ours=$here/target/release/scsdoc
peer=$here/target/peers/bin/mdbook
[ -x "$peer" ] || cargo install mdbook --locked --quiet --no-default-features --root "$here/target/peers"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cp "$root"/Standards/*.md "$work/src/"
{
  echo "# Summary"
  echo
  for file in "$work"/src/*.md; do
    name=$(basename "$file")
    [ "$name" = SUMMARY.md ] || echo "- [${name%.md}]($name)"
  done
} >"$work/SUMMARY.tmp"
mv "$work/SUMMARY.tmp" "$work/src/SUMMARY.md"
printf '[book]\ntitle = "Register"\n[output.html.search]\nenable = false\n' >"$work/book.toml"

python3 - "$ours" "$peer" "$runs" "$root" "$work" <<'PY'
import os, shutil, statistics, subprocess, sys, time
ours, peer, runs, root, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
site, book = f"{folder}/site", f"{folder}/book"
build = [ours, "--root", root, "--at", "2026-11-20", "--quiet", "build", "--out", site]
commands = {
    "scsdoc build": (build, site),
    "scsdoc build, again": (build, None),
    "mdbook build": ([peer, "build", folder], book),
}
times = {name: [] for name in commands}
work = {name: [] for name in commands}  # CPU time, which depends less on the load of the machine
memory = {}
for turn in range(runs + 1):
    for name, (command, fresh) in commands.items():
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        taken = 1000 * (time.perf_counter() - start)
        if status:
            sys.exit(f"{name} failed: {' '.join(command)}")
        memory[name] = max(memory.get(name, 0), usage.ru_maxrss // 1024)
        if turn:  # the first turn warms up
            times[name].append(taken)
            work[name].append(1000 * (usage.ru_utime + usage.ru_stime))
for name, values in times.items():
    quarter = statistics.quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3
    print(f"{name:<22} median {statistics.median(values):8.1f} ms   middle half {quarter[0]:.1f} to {quarter[2]:.1f}   "
          f"min {min(values):.1f}   max {max(values):.1f}   work {statistics.median(work[name]):.1f} ms   {memory[name]} MiB   ({runs} runs)")
for what, measured in [("time", times), ("work", work)]:
    ratios = sorted(y / x for x, y in zip(measured["scsdoc build"], measured["mdbook build"]))
    print(f"{f'mdbook/ours, {what}':<22} median {statistics.median(ratios):8.2f}      min {ratios[0]:.2f}   max {ratios[-1]:.2f}")
PY
