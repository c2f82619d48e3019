use super::*;

pub static RULE: Rule = Rule {
    name: "deprecated-before-successor",
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
    let was_stable = old.life.status == Some(Status::Stable);
    let Some(gap) = gap(new, cx.corpus) else { return };
    // An announced end, or the begin of the successor, may move later.
    let moved = || {
        let announced = new.life.deprecated_at.is_some_and(|end| end > cx.at) && gap.begins.is_some();
        old.life.status == Some(Status::Deprecated) && announced && self::gap(old, base.old).is_none()
    };
    if !was_stable && !moved() {
        return;
    }
    let Gap { first, message, help, begins } = gap;
    let (key, place) = if begins.is_some() { ("deprecated_at", "stabilized_at") } else { ("status", "status") };
    let found = RULE.at(&new.path, new.place(key), message).help(help);
    let found = found.related(&first.path, first.place(place), "the successor");
    out.push(match was_stable {
        true => found.related_in(base.short(), &old.path, old.place("status"), "previously `Stable`"),
        false => found,
    });
}

/// Time without a version in force after a document is deprecated.
struct Gap<'a> {
    first: &'a Document,
    message: String,
    help: String,
    /// When the successor becomes effective, if it is stable.
    begins: Option<Date>,
}

fn gap<'a>(document: &'a Document, corpus: &'a Corpus) -> Option<Gap<'a>> {
    if document.life.status != Some(Status::Deprecated) {
        return None;
    }
    let mut successors = corpus.successors(document);
    // A rejected one counts if the document itself names it.
    let named = |other: &Document| document.list("replaced_by").any(|(file, _)| file == other.name.file);
    successors.retain(|other| other.life.status != Some(Status::Rejected) || named(other));
    let names = names(successors.iter().map(|other| other.name.file.as_str()));
    // A deprecated successor was stable once, or other rules report it.
    let waiting = |other: &Document| matches!(other.life.status, Some(Status::Draft | Status::Rejected));
    let ready: Vec<&&Document> = successors.iter().filter(|other| !waiting(other)).collect();
    let (first, id) = (*successors.first()?, document.id());
    if ready.is_empty() {
        let message = match successors.len() {
            1 => format!("`{id}` was deprecated, but its successor {names} is not stable"),
            _ => format!("`{id}` was deprecated, but none of its successors {names} is stable"),
        };
        let help = "keep `status: Stable` until a successor is stable".to_owned();
        return Some(Gap { first, message, help, begins: None });
    }
    // The first day on which a successor is effective.
    let begins = ready.iter().filter_map(|other| other.life.stabilized_at).min()?;
    let ends = document.life.deprecated_at.filter(|ends| *ends < begins)?;
    let message = format!("`{id}` ends on {ends}, but {names} does not become effective until {begins}");
    let help = format!("set `deprecated_at: {begins}` or a later date");
    Some(Gap { first, message, help, begins: Some(begins) })
}
