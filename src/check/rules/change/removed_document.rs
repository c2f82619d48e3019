use super::*;

pub static RULE: Rule = Rule {
    name: "removed-document",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a document was removed from the register",
    why: "A document that is no longer wanted is deprecated or rejected and stays: its address is public, and old \
          certificates refer to \
          it. Removing a Draft does little harm, so it is reported as a note.",
    clause: "scs-0001-v1#rejection",
    incorrect: "git rm Standards/scs-0128-v1-backup.md",
    correct: "-- Standards/scs-0128-v1-backup.md --
-status: Draft
+status: Rejected
+rejected_at: 2026-11-20",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let (Some(old), None) = (change.old, change.new) else { return };
    // unreadable-file reports paths that can no longer be read.
    if !base.accepted(old) || base.new.unreadable.iter().any(|(path, _)| *path == old.path) {
        return;
    }
    let revision = base.short();
    let settled = old.life.status.filter(|status| *status != Status::Draft && !old.is_supplement());
    let found = match settled {
        Some(status) => {
            let message = format!("`{}`, {status} at {revision}, was removed", old.name.file);
            RULE.at(&old.path, Span::at(0), message).help(match status {
                Status::Stable => "restore the file, and set `status: Deprecated` and `deprecated_at`",
                _ => "restore the file; its status already says that it is no longer in force",
            })
        }
        None => {
            let sort = if old.is_supplement() { "a supplement" } else { "a draft" };
            let message = format!("`{}`, {sort} at {revision}, was removed", old.name.file);
            let found = RULE.at(&old.path, Span::at(0), message).severity(Severity::Note);
            if old.is_supplement() {
                found
            } else {
                found.help("consider `status: Rejected`, which keeps the URL and records the decision")
            }
        }
    };
    let place = if old.is_supplement() { old.place("supplements") } else { old.place("status") };
    out.push(found.related_in(revision, &old.path, place, "removed file"));
}
