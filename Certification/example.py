#!/usr/bin/env python3
"""Makes the ledger of the invented clouds in environments.yaml: a year of reports, the same at every run.

    cargo build --release
    python3 Certification/example.py              # SCSDOC names another program

The reports reach into 2027 so that the example does not expire soon.
"""

import datetime
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import uuid

HERE = pathlib.Path(__file__).resolve().parent
SCSDOC = os.environ.get("SCSDOC", HERE.parent / "target/release/scsdoc")
LEDGER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "ledger"
# Every other Monday: a result counts until the Monday of the week after next.
DAYS = [datetime.date(2026, 2, 2) + datetime.timedelta(weeks=2 * n) for n in range(27)]

IAAS, KAAS = "scs-compatible-iaas", "scs-compatible-kaas"
VERSIONS = {IAAS: ["v5.1", "next"], KAAS: ["v1"]}
SUBJECTS = [("nordlicht-1", IAAS), ("nordlicht-2", IAAS), ("nordlicht-k8s", KAAS), ("musterwolke", IAAS), ("campus", IAAS),
            ("campus-k8s", KAAS)]
# Subject, first and last day, test cases and their result; without test cases there is no report.
EPISODES = [
    ("nordlicht-1", "2026-04-13", "2026-04-27", ["scs-0101-entropy-avail"], -1),
    ("nordlicht-2", "2026-07-20", "2026-08-17", [], None),
    ("musterwolke", "2026-06-08", "2026-06-08", ["scs-0115-default-rules"], 0),
    ("musterwolke", "2026-10-26", "2027-12-31", ["scs-0102-image-recency", "scs-0104-source-debian-13"], -1),
    ("campus", "2026-02-02", "2026-05-11", ["scs-0114-syntax-check", "scs-0123-swift-s3"], -1),
    ("campus", "2026-11-09", "2027-12-31", ["scs-0116-permissions", "scs-0117-test-backup"], 0),
    ("campus-k8s", "2026-09-28", "2027-12-31", [], None),
]


def required(scope):
    """Identifier of a scope, and the test cases that its versions require."""
    text = subprocess.run([SCSDOC, "--root", HERE.parent, "scope", "render", scope], check=True, capture_output=True, text=True).stdout
    main, includes, module, version, target = {}, {}, None, None, None
    for line in text.splitlines():
        if found := re.match(r"  - id: (\S+)", line):
            module, main[found[1]] = found[1], []
        elif found := re.match(r"  - version: (\S+)", line):
            version, includes[found[1]] = found[1], []
        elif version and (found := re.match(r"      - (?:ref: )?(\S+)", line)):
            includes[version].append(found[1])
        elif found := re.match(r"      (\w+):$", line):
            target = found[1]
        elif module and target == "main" and (found := re.match(r"        - (\S+)", line)):
            main[module].append(found[1])
    cases = {case for version in VERSIONS[scope] for module in includes[version] for case in main.get(module, [])}
    return re.search(r"^uuid: (\S+)", text, re.M)[1], sorted(cases)


def report(subject, scope, day):
    """One document of a report; nothing where the subject did not report."""
    results = dict.fromkeys(SCOPES[scope][1], 1)
    for who, first, last, cases, result in EPISODES:
        if who == subject and first <= str(day) <= last:
            if not cases:
                return ""
            results.update((case, result) for case in cases if case in results or sys.exit(f"{case} is not required"))
    run = uuid.uuid5(uuid.NAMESPACE_DNS, f"{subject}.{day}.example")
    lines = [f"---\nspec: {{uuid: {SCOPES[scope][0]}}}", f"checked_at: {day} 03:14:15", f"subject: {subject}",
             f"run:\n  uuid: {run}\n  invocations:\n    {run}:\n      results:"]
    return "\n".join(lines + [f"        {case}: {result}" for case, result in results.items()]) + "\n"


SCOPES = {scope: required(scope) for scope in VERSIONS}
for old in LEDGER.glob("*.jsonl"):
    old.unlink()
with tempfile.TemporaryDirectory() as folder:
    for day in DAYS:
        text = "".join(report(subject, scope, day) for subject, scope in SUBJECTS)
        pathlib.Path(folder, f"{day}.yaml").write_text(text)
    command = [SCSDOC, "--root", HERE.parent, "--at", str(DAYS[-1]), "compliance", "add", folder, "--into", LEDGER]
    sys.exit(subprocess.run(command).returncode)
