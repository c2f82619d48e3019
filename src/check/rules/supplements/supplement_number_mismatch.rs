use super::*;
use crate::model::name::Name;

pub static RULE: Rule = Rule {
    name: "supplement-number-mismatch",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a supplement has a different number from the document that it supplements",
    why: "A supplement uses the number of its document, so that both are listed together. If it also names a document \
          with its own number, this is reported as a warning.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0102-w1-entropy-notes.md --\nsupplements:\n  - scs-0101-v1-entropy.md",
    correct: "-- Standards/scs-0101-w2-entropy-notes.md --\nsupplements:\n  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(number) = document.name.number.filter(|_| document.is_supplement()) else { return };
    let own = document.list("supplements").any(|(name, _)| Name::parse(name).number == Some(number));
    for (other, span) in super::supplemented(document, cx) {
        let Some(wrong) = other.name.number.filter(|wrong| *wrong != number) else { continue };
        let message = format!("the supplement has the number {number:04} but names `{}`", other.id());
        let found = RULE.at(&document.path, span, message);
        out.push(if own {
            found.severity(Severity::Warning).help("link the other document in the text instead")
        } else {
            found.help(format!(
                "use a document of {number:04}, or rename the file to the next free `scs-{wrong:04}-wN-…`"
            ))
        });
    }
}
