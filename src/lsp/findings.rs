//! Findings as diagnostics of the protocol.

use super::place::Encoding;
use super::workspace::Open;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::report::clause;
use crate::text::Source;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Converts URIs and positions for this client.
pub(super) struct Writer<'a> {
    pub(super) open: &'a Open,
    pub(super) corpus: &'a Corpus,
    pub(super) encoding: Encoding,
}

impl Open {
    /// The URI of a file of the register, as spelled by the client if the file is open.
    pub(super) fn uri(&self, path: &str) -> String {
        self.texts.get(path).map_or_else(|| self.register.uri(path), |(uri, _)| uri.clone())
    }
}

impl Writer<'_> {
    /// The URI of a file of the register.
    pub(super) fn uri(&self, path: &str) -> String {
        self.open.uri(path)
    }

    /// The text of a file; empty if it could not be read.
    pub(super) fn source(&self, path: &str) -> &Source {
        static EMPTY: std::sync::LazyLock<Source> = std::sync::LazyLock::new(Source::default);
        self.corpus.source(path).unwrap_or(&EMPTY)
    }

    pub(super) fn location(&self, path: &str, span: crate::text::Span) -> Value {
        json!({"uri": self.uri(path), "range": self.encoding.range(self.source(path), span)})
    }

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
        // Locations in an older state cannot be opened.
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
        let clause = clause::of(found, self.corpus).and_then(|clause| clause::address(clause, self.corpus));
        if let (Some(href), Some(out)) = (clause, out.as_object_mut()) {
            out.insert("codeDescription".into(), json!({"href": href}));
        }
        out
    }

    pub(super) fn findings(&self, found: &[Diagnostic]) -> Vec<Value> {
        found.iter().map(|found| self.finding(found)).collect()
    }
}

/// A hash of a list of findings.
pub(super) fn result_id(items: &[Value]) -> String {
    let mut hasher = DefaultHasher::new();
    for item in items {
        item.to_string().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
