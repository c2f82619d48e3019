//! Findings as the protocol has them.

use super::place::Encoding;
use super::register::Register;
use crate::check::rules;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::clause;
use crate::text::Source;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How addresses and positions are written for this client.
pub(super) struct Writer<'a> {
    pub(super) register: &'a Register,
    pub(super) encoding: Encoding,
    /// The address that the client itself gave a file.
    pub(super) uris: &'a HashMap<String, String>,
}

impl Writer<'_> {
    /// The address of a file of the register.
    pub(super) fn uri(&self, path: &str) -> String {
        self.uris.get(path).cloned().unwrap_or_else(|| self.register.uri(path))
    }

    /// The text of a file; empty where it could not be read.
    pub(super) fn source(&self, path: &str) -> &Source {
        static EMPTY: std::sync::LazyLock<Source> = std::sync::LazyLock::new(Source::default);
        self.register.corpus().source(path).unwrap_or(&EMPTY)
    }

    /// A place in a file.
    pub(super) fn location(&self, path: &str, span: crate::text::Span) -> Value {
        json!({"uri": self.uri(path), "range": self.encoding.range(self.source(path), span)})
    }

    /// A finding.
    pub(super) fn finding(&self, found: &Diagnostic) -> Value {
        let severity = match found.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Note => 3,
        };
        let message = match &found.help {
            Some(help) => format!("{}\nhelp: {help}", found.message),
            None => found.message.clone(),
        };
        // A place in an older state cannot be opened.
        let related = found.related.iter().filter(|label| label.revision.is_none()).map(|label| {
            let message = if label.message.is_empty() { "see here" } else { &label.message };
            json!({"location": self.location(&label.path, label.span), "message": message})
        });
        let fix = found.fix.as_ref().map(|fix| json!({"title": fix.title, "safe": fix.safe}));
        let mut out = json!({
            "range": self.encoding.range(self.source(&found.path), found.span),
            "severity": severity,
            "code": found.rule,
            "source": "scsdoc",
            "message": message,
            "relatedInformation": related.collect::<Vec<Value>>(),
            "data": {"rule": found.rule, "fix": fix},
        });
        let clause = rules::find(found.rule).and_then(|rule| clause::address(rule.clause, self.register.corpus()));
        if let (Some(href), Some(out)) = (clause, out.as_object_mut()) {
            out.insert("codeDescription".into(), json!({"href": href}));
        }
        out
    }

    /// The findings in a file.
    pub(super) fn findings(&self, found: &[Diagnostic]) -> Vec<Value> {
        found.iter().map(|found| self.finding(found)).collect()
    }
}

/// A name for a list of findings that is another one for another list.
pub(super) fn result_id(items: &[Value]) -> String {
    let mut hasher = DefaultHasher::new();
    for item in items {
        item.to_string().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// What the client was told last.
#[derive(Default)]
pub(super) struct Told {
    by_path: BTreeMap<String, Vec<Diagnostic>>,
}

impl Told {
    /// The files of which the client has findings.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// The files about which something else is to be told now, each with its findings. `moved` are those whose text is another.
    pub(super) fn renew(&mut self, found: &[Diagnostic], moved: &BTreeSet<String>) -> Vec<(String, Vec<Diagnostic>)> {
        let mut news = Vec::new();
        let mut present = BTreeSet::new();
        for group in found.chunk_by(|a, b| a.path == b.path) {
            let Some(first) = group.first() else { continue };
            present.insert(first.path.as_str());
            let places = || group.iter().flat_map(|one| one.related.iter().map(|label| &label.path));
            let same = self.by_path.get(&first.path).is_some_and(|before| before == group);
            if !same || moved.contains(&first.path) || (!moved.is_empty() && places().any(|path| moved.contains(path)))
            {
                news.push((first.path.clone(), group.to_vec()));
            }
        }
        let gone: Vec<String> = self.by_path.keys().filter(|path| !present.contains(path.as_str())).cloned().collect();
        for path in gone {
            self.by_path.remove(&path);
            news.push((path, Vec::new()));
        }
        for (path, findings) in news.iter().filter(|(_, findings)| !findings.is_empty()) {
            self.by_path.insert(path.clone(), findings.clone());
        }
        news
    }
}

/// The findings in one file, out of all of them in their order.
pub(super) fn of_file<'a>(found: &'a [Diagnostic], path: &str) -> &'a [Diagnostic] {
    let start = found.partition_point(|one| one.path.as_str() < path);
    let end = found.partition_point(|one| one.path.as_str() <= path);
    found.get(start..end).unwrap_or_default()
}
