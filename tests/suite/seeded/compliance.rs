//! Seeds in reports, the ledger and the list of environments.

use super::{Base, Seed, wide};
use crate::common::rows;

const SCOPE: &str = "Tests/scs-compatible.yaml";
const REPORT: &str = "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}
checked_at: 2026-11-19 03:14:15
subject: regio-a
run:
  uuid: 04948c23-acd6-54c8-86ff-ceea742af437
  invocations: {x: {results: {scs-0100-syntax-check: 1, scs-0101-entropy-avail: 1}}}
";
const ENVIRONMENTS: &str = "environments:
- id: regio
  name: Regio
  operator: Example GmbH
  listed: voluntary
  subjects: {scs-compatible: [regio-a]}
accounts: []
";

/// A seed that adds evidence in which `from` is replaced, in the report or the list of environments.
fn evidence(rule: String, what: String, from: String, to: String) -> Seed {
    wide(rule, what.clone(), move |_: &Base, path: &str| {
        assert!(REPORT.contains(&from) || ENVIRONMENTS.contains(&from), "{what}: {from:?}");
        let changed = |text: &str| Some(text.replacen(&from, &to, 1).into_bytes());
        (path == SCOPE).then(|| {
            vec![
                ("Certification/reports/report.yaml".to_owned(), changed(REPORT)),
                ("Certification/environments.yaml".to_owned(), changed(ENVIRONMENTS)),
            ]
        })
    })
}

/// A rule, what is wrong, and what replaces what in the report or the list.
const SEEDS: &str = r#"
["invalid-report", "a time that is none", "2026-11-19 03:14:15", "yesterday"]
["invalid-report", "a key twice", "subject: regio-a\n", "subject: regio-a\nsubject: regio-b\n"]
["invalid-report", "no run", "  uuid: 04948c23", "  id: 04948c23"]
["invalid-result", "a word", "scs-0100-syntax-check: 1", "scs-0100-syntax-check: PASS"]
["invalid-result", "out of range", "scs-0100-syntax-check: 1", "scs-0100-syntax-check: 2"]
["contradictory-result", "two invocations", "{x: {", "{y: {results: {scs-0100-syntax-check: -1}}, x: {"]
["duplicate-run", "a second report", "spec: ", "---\nspec: {uuid: x}\nchecked_at: 2026-11-18\nsubject: regio-a\nrun: {uuid: 04948c23-acd6-54c8-86ff-ceea742af437, invocations: {}}\n---\nspec: "]
["future-result", "a year ahead", "2026-11-19", "2027-11-19"]
["unknown-subject", "spelled otherwise", "subject: regio-a", "subject: Regio-A"]
["unknown-report-scope", "no such scope", "{uuid: 50393e6f", "{uuid: 60393e6f"]
["invalid-environments", "a missing key", "  operator: Example GmbH\n", ""]
["invalid-environments", "an unknown scope", "scs-compatible:", "scs-compatible-iaas:"]
["invalid-environments", "not YAML", "environments:\n", "environments: [\n"]
["untrusted-report", "no signature", "accounts: []\n", "accounts:\n- {subject: regio-a, keys: [{key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFjMfF9TEwUG0kmTkHDNdDw3afqwjzBBSbrdROLf6Yta}]}\n"]
"#;

pub fn seeds() -> Vec<Seed> {
    rows(SEEDS).map(|[rule, what, from, to]| evidence(rule, what, from, to)).collect()
}
