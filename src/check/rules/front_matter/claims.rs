//! Assigns each violation of the front-matter schemas to exactly one rule.

use super::*;
use crate::model::facts::DateKey;
use crate::value::schema::Step;

/// The violations that the rule of this name reports; none if the front matter could not be parsed completely, since then
/// only the cause is reported.
pub(super) fn claimed<'a>(document: &'a Document, rule: &'static str) -> impl Iterator<Item = &'a Violation> {
    let violations = if document.front.complete() { document.front.violations.as_slice() } else { &[] };
    violations.iter().filter(move |violation| owner(document, violation) == rule)
}

/// The name of the rule that reports a violation.
fn owner(document: &Document, violation: &Violation) -> &'static str {
    let schema = document.schema();
    if schema.key(violation.top()).is_some_and(|key| key.deprecated()) {
        return "extra-key";
    }
    let title = violation.path == [Step::Key("title".into())];
    let kind = value(document, violation).map(|node| &node.kind);
    let key = schema.at(&violation.path);
    match &violation.fault {
        Fault::Missing { key } if violation.path.is_empty() => match DateKey::parse(key) {
            Some(DateKey::StabilizedAt) => "missing-stabilized-at",
            Some(DateKey::DeprecatedAt) => "missing-deprecated-at",
            Some(DateKey::RejectedAt) => "missing-rejected-at",
            None => "missing-key",
        },
        Fault::Missing { .. } => "missing-key",
        Fault::Unknown { .. } => "unknown-key",
        Fault::Forbidden => "forbidden-key",
        Fault::Type { .. } | Fault::Format { .. } if key.and_then(|key| key.format()) == Some("date") => "invalid-date",
        Fault::Type { .. } if title && matches!(kind, Some(Kind::Null)) => "empty-title",
        Fault::Type { .. } if key.is_some_and(|key| key.is_text_list()) && matches!(kind, Some(Kind::Text(_))) => {
            "scalar-for-list"
        }
        Fault::Type { .. } => "wrong-type",
        Fault::Empty if title => "empty-title",
        Fault::Value { .. } if !matches!(kind, Some(Kind::Text(_) | Kind::Null)) => "wrong-type",
        Fault::Empty | Fault::Value { .. } | Fault::Format { .. } | Fault::Pattern { .. } | Fault::Other { .. } => {
            "invalid-value"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::{Cx, DiagnosticSink, Run, TextFile};
    use crate::config::Config;
    use crate::load::Tree;
    use crate::model::Corpus;
    use crate::value::schema::Schema;
    use jiff::civil::date;
    use serde_json::{Value as Json, json};
    use std::collections::{BTreeMap, BTreeSet};

    const LIFECYCLE: [&str; 3] = ["missing-stabilized-at", "missing-deprecated-at", "missing-rejected-at"];

    /// Valid front matter that uses every key somewhere.
    const CLEAN: [(&str, &str); 4] = [
        (
            "Standards/scs-0501-v1-a.md",
            r#"{"title": "A", "type": "Standard", "status": "Stable", "track": "Scopes", "description": "d",
            "stabilized_at": "2024-01-31", "replaces": ["b"], "authors": "A", "version": 1, "state": "x", "enhances": ["y"],
            "scope": {"file": "scs-x.yaml", "uuid": "d912d0a5-826a-4b01-bafd-b48f65f76f43", "name": "X", "version": "v1",
              "variables": ["a", {"b": "c"}], "include": ["scs-0100-v1", {"ref": "scs-0101-v1", "parameters": {"p": "q"}}],
              "warn_from": "2026-01-31", "draft_from": "2025-01-31", "url": "https://example.org/scs-x.yaml",
              "next": {"since": "2026-01-31", "include": ["scs-0100-v2", {"ref": "scs-0101-v1", "parameters": {"p": "q"}}]},
              "prerequisite": {"name": "Y", "url": "https://example.org/scs-y.yaml"}}}"#,
        ),
        (
            "Standards/scs-0100-v1-b.md",
            r#"{"title": "A", "type": "Standard", "status": "Deprecated", "track": "IaaS",
            "stabilized_at": "2024-01-31", "deprecated_at": "2025-01-31", "replaced_by": ["c"]}"#,
        ),
        (
            "Standards/scs-0100-v1-c.md",
            r#"{"title": "A", "type": "Decision Record", "status": "Rejected", "track": "IaaS", "rejected_at": "2025-01-31"}"#,
        ),
        (
            "Standards/scs-0100-w1-d.md",
            r#"{"title": "A", "type": "Supplement", "track": "IaaS", "description": "d", "supplements": ["b"],
            "authors": "A", "version": 1, "state": "x", "enhances": ["y"], "tests": [{"executable": "a.py", "args": "-x",
              "env": {"A": "b"}, "testcases": [{"id": "t", "description": "d", "target": "main", "versions": ["v1"],
              "lifetime": "day", "section": "s", "manual": true}]}]}"#,
        ),
    ];

    /// Every value that differs from `value` in one place: removed, added, or something else.
    fn seeds(value: &Json) -> Vec<Json> {
        let other = json!([null, "", "zz top", 12, true, [], [1], ["zz"], {}, {"zz": 1}]);
        let mut all = other.as_array().unwrap().clone();
        if let Json::Object(map) = value {
            let with =
                |key: &str, value: Json| Json::Object(map.clone().into_iter().chain([(key.into(), value)]).collect());
            for (key, inner) in map {
                let others = map.clone().into_iter().filter(|(other, _)| other != key);
                all.push(Json::Object(others.collect()));
                all.extend(seeds(inner).into_iter().map(|seed| with(key, seed)));
            }
            let more = ["zz", "Title", "supplements", "tests", "scope", "status", "replaced_by", "7"];
            all.extend(more.into_iter().filter(|key| !map.contains_key(*key)).map(|key| with(key, json!("x"))));
            all.push(with("status", json!("Draft")));
        }
        for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
            all.extend(seeds(inner).into_iter().map(|seed| {
                let mut with = value.clone();
                with[index] = seed;
                with
            }));
        }
        all
    }

    #[test]
    fn every_violation_is_claimed_by_exactly_one_rule() {
        let mut owners: BTreeSet<&str> = BTreeSet::new();
        let mut faults: BTreeSet<String> = BTreeSet::new();
        for (path, front) in CLEAN {
            let front: Json = serde_json::from_str(front).unwrap();
            for seed in std::iter::once(front.clone()).chain(seeds(&front)) {
                let Json::Object(map) = &seed else { continue };
                let yaml: String = map.iter().map(|(key, value)| format!("{}: {value}\n", json!(key))).collect();
                let text = format!("---\n{yaml}---\n\n## Introduction\n");
                let tree = Tree::in_memory([(path, text.as_bytes())]);
                let corpus = Corpus::build(&tree, Config::default(), &tree);
                let document = &corpus.documents[0];
                assert!(document.front.complete(), "{text}");
                let cx = Cx::new(&corpus, date(2026, 11, 20), None);
                let mut found = DiagnosticSink::default();
                for rule in super::super::RULES {
                    match rule.run {
                        Run::Document(check) => check(document, &cx, &mut found),
                        Run::Corpus(check) => check(&cx, &mut found),
                        Run::File(check) => check(&TextFile::of(document), &mut found),
                        _ => {}
                    }
                }
                let found = found.into_vec();
                if seed == front {
                    assert_eq!(document.front.violations, [], "{text}");
                }
                let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
                for violation in &document.front.violations {
                    faults.insert(format!("{:?}", violation.fault).split([' ', '{']).next().unwrap_or_default().into());
                    *wanted.entry(owner(document, violation)).or_default() += 1;
                }
                for (name, count) in wanted {
                    owners.insert(name);
                    let reported = found.iter().filter(|found| found.rule == name).count();
                    match name {
                        "extra-key" => assert!(reported > 0, "{name}: {text}"),
                        name if LIFECYCLE.contains(&name) => {}
                        name => assert_eq!(reported, count, "{name}: {text}{:?}", document.front.violations),
                    }
                }
            }
        }
        let expected = "empty-title extra-key forbidden-key invalid-date invalid-value missing-key scalar-for-list \
                        unknown-key wrong-type";
        let expected: BTreeSet<&str> = expected.split_whitespace().chain(LIFECYCLE).collect();
        assert_eq!(owners, expected);
        assert_eq!(faults.len(), 9, "a kind of violation is never seeded, or is new: {faults:?}");
        assert!(Schema::Document.at(&[]).is_some());
    }
}
