use super::*;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "duplicate-number",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "two documents have the same number and version",
    why: "People and certificates refer to a document by its number, so `SCS-0100-v3` must be one text. \
          Two pull requests that take the next free number at the same time cause this.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/scs-0130-v1-backup.md\nStandards/scs-0130-v1-dns.md",
    correct: "Standards/scs-0130-v1-backup.md\nStandards/scs-0131-v1-dns.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (_, documents) in cx.corpus.numbers() {
        // Proposals have no number and so are not among them.
        let mut first: HashMap<String, &Document> = HashMap::new();
        for document in documents {
            let label = document.name.version_label();
            let Some(first) = first.get_mut(&label) else {
                first.insert(label, document);
                continue;
            };
            // The file that a change adds is the one to rename.
            let added = |document: &Document| cx.base.is_some_and(|base| base.old.source(&document.path).is_none());
            let swap = added(first) && !added(document);
            let (other, document) = if swap { (document, *first) } else { (*first, document) };
            *first = other;
            let what = if document.is_supplement() { "supplement" } else { "document" };
            let message = format!("another {what} already has the number and version `{}`", document.id());
            let finding = RULE.at(&document.path, Span::at(0), message).related(
                &other.path,
                Span::at(0),
                format!("this {what} has the same number and version"),
            );
            out.push(finding.help(if document.is_supplement() {
                "rename the newer file to the next free version (`w2`, …)"
            } else {
                "give the newer document the next free number of its track, or the next version if it replaces the other"
            }));
        }
    }
}
