use super::*;

pub static RULE: Rule = Rule {
    name: "extra-key",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "the front matter has a key that is no longer used",
    why: "scs-0001 does not define `authors`, `version`, `state` and `enhances`. Nothing reads them, so they become outdated: the \
          version is in the file name, the state follows from the status, and git records authorship.",
    clause: "scs-0001-v1#document-format",
    incorrect: "title: Entropy\nauthors: A. Person",
    correct: "title: Entropy",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(root) = document.front.root.as_ref().filter(|_| document.front.complete()) else { return };
    for key in document.schema().keys().filter(|key| key.deprecated()) {
        let Some(entry) = root.entry(key.name) else { continue };
        let message = format!("`{}` is not defined by scs-0001; it is accepted for old documents", key.name);
        out.push(RULE.at(&document.path, entry.key.span, message).help(removal(document, key.name)));
    }
}

/// Why to remove a key that is no longer used.
pub(super) fn removal(document: &Document, name: &str) -> String {
    let key = document.schema().key(name);
    let reason = key.as_ref().and_then(|key| key.description().trim_end_matches('.').split_once("; "));
    reason.map_or_else(|| "remove it".to_owned(), |(_, reason)| format!("remove it; {reason}"))
}
