#!/usr/bin/env bash
# Cost by number of documents: registers of 500 to 5,000 documents, copied from ROOT under other numbers:
#   benches/large.sh [ROOT] [RUNS]
# Prints time, memory, and both per document: the last columns should be constant.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "${1:-$here}" && pwd)
runs=${2:-7}
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
python3 - "$here/target/release/scsdoc" "$root" "$runs" <<'PY'
import glob, os, re, resource, statistics, subprocess, sys, tempfile, time
ours, root, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
named = re.compile(r"scs-(\d)(\d{3})-v(\d+)-(.*)\.md$")
sources = [(open(path, encoding="utf-8", errors="surrogateescape").read(), found)
           for path in sorted(glob.glob(f"{root}/Standards/*.md")) if (found := named.search(path))]
print("documents   text MiB   median ms   max ms   peak MiB   µs/document   KiB/document")
for count in (500, 1000, 2000, 5000):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/Standards")
        size = 0
        for at in range(count):
            text, found = sources[at % len(sources)]
            copy = at // len(sources)
            name = f"scs-{copy % 10}{found[2]}-v{int(found[3]) + 10 * (copy // 10)}-{found[4]}.md"
            with open(f"{folder}/Standards/{name}", "w", encoding="utf-8", errors="surrogateescape") as file:
                size += file.write(text)
        times, peak = [], 0
        for turn in range(runs + 1):
            start = time.perf_counter()
            child = subprocess.Popen([ours, "--root", folder, "--at", "2026-11-20", "check", "--format", "json"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, _, usage = os.wait4(child.pid, 0)
            if turn:
                times.append(1000 * (time.perf_counter() - start))
                peak = max(peak, usage.ru_maxrss / 1024)
        median = statistics.median(times)
        print(f"{count:9}   {size / 2**20:8.1f}   {median:9.1f}   {max(times):6.1f}   {peak:8.1f}   {1000 * median / count:11.1f}   {1024 * peak / count:12.1f}")
PY
