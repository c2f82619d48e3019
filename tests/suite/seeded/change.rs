//! Seeds of change rules: the clean register is the older state, the seeded one the newer.

use super::front::{append, is_document, is_supplement, is_versioned, plain, replace, value};
use super::{Base, Change, Seed, seed, swap, wide};
use crate::common::rows;
use scsdoc::testing::model::lifecycle::{Legality, Status, transition};

const FILE: &str = "Tests/scs-compatible.yaml";
pub const LEDGER: &str = "Certification/ledger/2026-11.jsonl";
pub const LINE: &str = "{\"run\":\"f76c25a2-2f40-5ea7-9a30-24fe24d12a6b\",\"subject\":\"regio-a\",\
    \"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-16T03:14:15Z\",\
    \"sha256\":\"7e80e8eb36d1da0c602f482cb9350e0db05a0019744e2845c657c3826f660a39\",\"signed_by\":null,\
    \"results\":{\"scs-0100-syntax-check\":-1}}\n";

fn renamed(base: &Base, path: &str, to: String) -> Option<Change> {
    let fits = is_versioned(path) && !base.files.contains_key(&to);
    fits.then(|| vec![(path.into(), None), (to, Some(base.text(path).as_bytes().to_vec()))])
}

/// New documents with these names, in which something is replaced.
fn added(
    names: &'static [&'static str],
    swaps: &'static [(&'static str, &'static str)],
) -> impl Fn(&Base, &str) -> Option<Change> + Send + Sync {
    move |base, path| {
        let text = swaps.iter().fold(String::from_utf8(plain("")).unwrap(), |text, (from, to)| text.replace(from, to));
        let new = |name: &&str| (format!("Standards/{name}"), Some(text.clone().into_bytes()));
        // Once for the whole register is enough.
        (path == base.documents().next()?).then(|| names.iter().map(new).collect())
    }
}

const STABLE: (&str, &str) = ("status: Draft", "status: Stable\nstabilized_at: 2026-01-01");

/// A rule, what is wrong, and what replaces what in the scope file.
const IN_SCOPE: &str = r#"
["stable-scope-version-changed", "one module less", "      - scs-0101-v1\n  - version: v1", "  - version: v1"]
["timeline-rewritten", "the past changed", "      v1: warn\n", "      v1: deprecated\n"]
["renamed-test-case", "another id", "      - id: scs-0100-length-10\n", "      - id: scs-0100-length-ten\n"]
["pruned-scope", "an old entry gone", "  - date: 2024-01-15\n    versions:\n      v1: effective\n", ""]
"#;

pub fn seeds() -> Vec<Seed> {
    let mut seeds = vec![
        wide("renamed-slug", "another slug", |base, path| {
            renamed(base, path, format!("{}-too.md", path.strip_suffix(".md")?))
        }),
        wide("renumbered", "another number", |base, path| {
            renamed(base, path, format!("Standards/scs-09{}", path.strip_prefix("Standards/scs-")?.get(2..)?))
        }),
        wide("removed-document", "gone", |_, path| is_versioned(path).then(|| vec![(path.into(), None)])),
        seed("changed-lifecycle-date", "another date", |path, text| {
            is_document(path).then(|| replace(text, "stabilized_at", "stabilized_at: 2020-02-02\n")).flatten()
        }),
        seed("changed-lifecycle-date", "another end", |path, text| {
            is_document(path).then(|| replace(text, "deprecated_at", "deprecated_at: 2026-02-02\n")).flatten()
        }),
        seed("date-already-past", "stable since before the change", |path, text| {
            let fits = is_versioned(path) && value(text, "status") == Some("Draft");
            fits.then(|| replace(text, "status", "status: Stable\nstabilized_at: 2026-02-02\n")).flatten()
        }),
        seed("stable-text-changed", "one more demand", |path, text| {
            is_stable(path, text).then(|| format!("{text}\nClouds MUST fly as well.\n"))
        }),
        seed("stable-text-changed", "a demand less", |path, text| {
            let weaker = text.replacen(" MUST ", " can ", 1);
            (is_stable(path, text) && weaker != *text && !first_is_declaration(text)).then_some(weaker)
        }),
        seed("renumbered-requirement", "a demand before the others", |path, text| {
            let has_others = text.matches(" MUST ").count() > 2;
            (is_stable(path, text) && has_others)
                .then(|| text.replacen("\n---\n", "\n---\n\nClouds MUST fly as well.\n", 1))
        }),
        wide("number-not-next", "a number far away", added(&["scs-0077-v1-new.md"], &[])),
        wide("several-new-documents", "two at once", added(&["scs-xxxx-v1-new.md", "scs-xxxx-v1-other.md"], &[])),
        wide("not-born-draft", "stable at birth", added(&["scs-xxxx-v1-new.md"], &[STABLE])),
        wide(
            "stabilized-untested",
            "stable without test cases",
            added(&["scs-xxxx-v1-new.md"], &[STABLE, ("Procedural", "Standard")]),
        ),
        wide("deprecated-before-successor", "over while the successor is a draft", |base, path| {
            let number = path.get(..18)?;
            let draft = base.documents().find(|other| {
                other.starts_with(number) && !is_supplement(other) && value(base.text(other), "status") == Some("Draft")
            })?;
            let text = base.text(path);
            if value(text, "status") != Some("Stable") || !is_versioned(path) {
                return None;
            }
            let text = replace(text, "status", "status: Deprecated\ndeprecated_at: 2026-11-20\n")?;
            let text = append(&text, &format!("replaced_by:\n  - {}\n", draft.rsplit('/').next()?))?;
            Some(vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed("ledger-rewritten", "a failed test case passes", |path, text| {
            (path == LEDGER).then(|| text.replace("-1}", "1}"))
        }),
        seed("ledger-rewritten", "no line left", |path, _| (path == LEDGER).then(String::new)),
        seed("settings-changed", "one more waiver", |path, text| {
            let waiver = "[[waiver]]\nrule = \"future-date\"\npath = \"x\"\nreason = \"y\"\n";
            (path == "scsdoc.toml").then(|| format!("{text}\n{waiver}"))
        }),
    ];
    seeds.extend(rows(IN_SCOPE).map(|[rule, what, from, to]| swap(rule, what, FILE, from, to)));
    for from in Status::ALL {
        for to in Status::ALL {
            if transition(Some(from), to) == Legality::Illegal {
                seeds.push(seed("illegal-transition", format!("{from} to {to}"), move |path, text| {
                    let fits = is_versioned(path) && value(text, "status") == Some(from.name());
                    fits.then(|| replace(text, "status", &format!("status: {to}\n"))).flatten()
                }));
            }
        }
    }
    seeds
}

fn is_stable(path: &str, text: &str) -> bool {
    is_versioned(path) && value(text, "type") == Some("Standard") && value(text, "status") == Some("Stable")
}

/// Whether the first keyword is in the sentence that explains keywords.
fn first_is_declaration(text: &str) -> bool {
    text.find(" MUST ").is_some_and(|at| text[at.saturating_sub(60)..].starts_with("Key words"))
}
