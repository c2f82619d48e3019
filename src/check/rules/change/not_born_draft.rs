use super::*;
use crate::model::document::DocumentType;
use crate::model::name::NameKind;

pub static RULE: Rule = Rule {
    name: "not-born-draft",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a new document is not a Draft",
    why: "A document is a Draft first, so that others can try it and object before it applies. Only a Decision Record may start as \
          Stable.",
    clause: "scs-0001-v1#proposal-of-a-new-document",
    incorrect: "-- Standards/scs-0129-v1-dns.md --\n+status: Stable\n+stabilized_at: 2026-11-20",
    correct: "-- Standards/scs-0129-v1-dns.md --\n+status: Draft",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(new) = change.new else { return };
    // A proposal that gets its number becomes a document of the register.
    let accepted = |old: &Document| {
        old.name.kind == NameKind::Proposal && new.name.number.is_some() && old.life.status == new.life.status
    };
    if change.old.is_some_and(|old| !accepted(old)) {
        return;
    }
    if !new.is_versioned() || base.is_initial() {
        return;
    }
    let (Some(status), Some(kind)) = (new.life.status, new.kind) else { return };
    let fits = match transition(None, status) {
        Legality::Legal => true,
        Legality::DecisionRecordOnly => kind == DocumentType::DecisionRecord,
        Legality::WithReplacement | Legality::Illegal => false,
    };
    if fits {
        return;
    }
    let message = format!("a new {} must start as `Draft`, not `{status}`", kind.name());
    let help = "set `status: Draft` without dates, and change the status in a later pull request";
    let related = match new.name.version {
        0 | 1 => None,
        version => new.name.number.and_then(|number| base.old.version(number, version - 1)),
    };
    let found = RULE.at(&new.path, new.place("status"), message).help(help);
    out.push(match related {
        Some(old) => found.related_in(base.short(), &old.path, old.place("status"), "the previous version"),
        None => found,
    });
}
