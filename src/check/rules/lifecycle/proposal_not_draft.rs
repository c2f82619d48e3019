use super::*;
use crate::model::lifecycle::Status;
use crate::model::name::NameKind;

pub static RULE: Rule = Rule {
    name: "proposal-not-draft",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a proposal, which has no number yet, is Stable or Deprecated",
    why: "A document becomes part of the register with its number, as a Draft. A Stable proposal would be effective under an \
          address that changes when it gets a number. A rejected proposal keeps its name.",
    clause: "scs-0001-v1#process",
    incorrect: "-- Standards/scs-xxxx-v1-dns.md --
status: Stable
stabilized_at: 2024-02-08",
    correct: "-- Standards/scs-xxxx-v1-dns.md --
status: Draft",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(status @ (Status::Stable | Status::Deprecated)) = document.life.status else { return };
    if document.name.kind != NameKind::Proposal {
        return;
    }
    let message = format!("the status is `{status}`, but the document has no number yet");
    let help = format!("set `status: Draft`, and give it a number: scsdoc accept {}", document.path);
    out.push(RULE.at(&document.path, document.place("status"), message).help(help));
}
