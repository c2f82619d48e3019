use super::*;

pub static RULE: Rule = Rule {
    name: "deprecated-before-successor",
    group: Group::Change,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a document is deprecated before its successor is stable",
    why: "A document can only be deprecated once the new one is stable. Otherwise there is a period during which \
          neither is in force.",
    clause: "scs-0001-v1#proposal-of-a-major-update-to-a-stable-document",
    incorrect: "-- Standards/scs-0101-v1-entropy.md --
-status: Stable
+status: Deprecated
+deprecated_at: 2026-11-20
+replaced_by:
+  - scs-0101-v2-entropy.md
-- Standards/scs-0101-v2-entropy.md --
 status: Draft
 replaces:
   - scs-0101-v1-entropy.md",
    correct: "-- Standards/scs-0101-v1-entropy.md --
-status: Stable
+status: Deprecated
+deprecated_at: 2026-11-20
+replaced_by:
+  - scs-0101-v2-entropy.md
-- Standards/scs-0101-v2-entropy.md --
 status: Stable
 stabilized_at: 2026-11-01
 replaces:
   - scs-0101-v1-entropy.md",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both() else { return };
    let stable = |document: &Document| document.life.status == Some(Status::Stable);
    if !stable(old) || new.life.status != Some(Status::Deprecated) {
        return;
    }
    let mut successors = cx.corpus.successors(new);
    // A rejected one counts if the document itself names it.
    let named = |document: &Document| new.list("replaced_by").any(|(file, _)| file == document.name.file);
    successors.retain(|document| document.life.status != Some(Status::Rejected) || named(document));
    let names = names(successors.iter().map(|document| document.name.file.as_str()));
    // A deprecated successor was stable once, or other rules report it.
    let waiting = |document: &Document| matches!(document.life.status, Some(Status::Draft | Status::Rejected));
    let ready: Vec<&&Document> = successors.iter().filter(|document| !waiting(document)).collect();
    let Some(first) = successors.first() else { return };
    let (message, help, place) = if ready.is_empty() {
        let message = match successors.len() {
            1 => format!("`{}` was deprecated, but its successor {names} is not stable", new.id()),
            _ => format!("`{}` was deprecated, but none of its successors {names} is stable", new.id()),
        };
        (message, "keep `status: Stable` until a successor is stable".to_owned(), first.place("status"))
    } else {
        // The first day on which a successor is effective.
        let begins = ready.iter().filter_map(|document| document.life.stabilized_at).min();
        let (Some(ends), Some(begins)) = (new.life.deprecated_at, begins) else { return };
        if begins <= ends {
            return;
        }
        let message = format!("`{}` ends on {ends}, but {names} does not become effective until {begins}", new.id());
        (message, format!("set `deprecated_at: {begins}` or a later date"), first.place("stabilized_at"))
    };
    let key = if ready.is_empty() { "status" } else { "deprecated_at" };
    let found = RULE.at(&new.path, new.place(key), message).help(help).related(&first.path, place, "the successor");
    out.push(found.related_in(base.short(), &old.path, old.place("status"), "previously `Stable`"));
}
