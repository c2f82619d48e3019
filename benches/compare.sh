#!/usr/bin/env bash
# Whole processes compared with other tools on the same documents, in alternating runs:
#   benches/compare.sh [ROOT [RUNS [alone]]]
# With `alone`, only our commands run, one after the other, with warm caches.
# Peers: markdownlint-cli2 (npm; what the public register runs in its own checks), remark with
# remark-validate-links (npm; local links only), and lychee --offline (cargo install lychee --root target/peers, which takes
# long, so it is optional). For reference, it also measures the minimum of any checker: starting a program,
# and reading the documents. With a repository at ROOT, `history` runs too.
# None of them does the same work: the ratio compares waiting times, not efficiency.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "${1:-$here}" && pwd)
runs=${2:-15}
alone=${3:-}
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
peers=$here/target/peers
bin=$peers/node_modules/.bin
if [ "$alone" != alone ] && { [ ! -x "$bin/markdownlint-cli2" ] || [ ! -x "$bin/remark" ]; }; then
  npm install --silent --no-fund --no-audit --prefix "$peers" markdownlint-cli2 remark-cli remark-gfm remark-frontmatter \
    remark-validate-links >/dev/null
fi

cd "$root"
python3 - "$here/target/release/scsdoc" "$bin" "$peers/node_modules" "$runs" "$alone" <<'PY'
import glob, os, shutil, statistics, subprocess, sys, time
ours, bin, modules, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
documents = sorted(glob.glob("Standards/*.md"))
plugin = lambda name: ["--use", f"{modules}/{name}/index.js"]
check = [ours, "check", "--at", "2026-11-20", "--format", "json"]
# The CPU cores of a command; all by default.
cores = {}
if hasattr(os, "sched_setaffinity"):
    every = sorted(os.sched_getaffinity(0))
    cores = {"on two cores": every[:2], "on one core": every[:1]}
commands = {
    "scsdoc check": check,
    **{name: check for name in cores},
    "in words": [ours, "check", "--at", "2026-11-20"],
    "scsdoc check FILE": [*check, documents[len(documents) // 2]],
    "scsdoc --version": [ours, "--version"],
    "true": ["true"],
    "cat Standards/*": ["cat", *documents],
    "markdownlint-cli2": [f"{bin}/markdownlint-cli2", "Standards/*.md"],
    "remark (links)": [f"{bin}/remark", "--quiet", "--no-stdout", "--no-config", *plugin("remark-frontmatter"), *plugin("remark-gfm"),
                       "--use", f"{modules}/remark-validate-links/index.js=repository:false", *documents],
}
if os.path.exists(".git"):
    commands["scsdoc history"] = [ours, "--at", "2026-11-20", "history", "--format", "json"]
    commands["history --violations"] = [ours, "--at", "2026-11-20", "history", "--violations"]
lychee = shutil.which("lychee") or f"{os.path.dirname(modules)}/bin/lychee"
if os.path.exists(lychee):
    commands["lychee --offline"] = [lychee, "--config", os.devnull, "--offline", "--no-progress", *documents]
else:
    print("lychee is not installed: left out")
silence = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
if sys.argv[5] == "alone":
    commands = {name: command for name, command in commands.items() if command[0] == ours}
    turns = [(turn, name) for name in commands for turn in range(runs + 1)]
else:
    turns = [(turn, name) for turn in range(runs + 1) for name in commands]
times = {name: [] for name in commands}
for turn, name in turns:
    command = commands[name]
    if not turn:  # the first turn warms up, and says whether there is something to measure
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1, 2) or b"Cannot find" in done.stderr:
            sys.exit(f"{name} did not run: {done.stderr.decode()[:500]}")
        continue
    if name in cores:
        os.sched_setaffinity(0, cores[name])
    start = time.perf_counter()
    # No other part of this script runs at the same time, not even to read the output.
    os.waitpid(os.posix_spawnp(command[0], command, os.environ, file_actions=silence), 0)
    times[name].append(1000 * (time.perf_counter() - start))
    if name in cores:
        os.sched_setaffinity(0, every)
own = times["scsdoc check"]
print(f"{len(documents)} documents, {runs} runs {sys.argv[5] or 'in turn'}")
for name, values in times.items():
    ratios = sorted(value / mine for value, mine in zip(values, own))
    print(f"{name:<20} median {statistics.median(values):8.1f} ms   min {min(values):8.1f}   max {max(values):8.1f}"
          f"   ratio to check {statistics.median(ratios):6.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
PY
