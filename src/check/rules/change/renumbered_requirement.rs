use super::*;
use crate::model::change::was_stable;
use crate::model::requirements::{Requirement, requirements};
use crate::model::statements::{Statement, diff};
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "renumbered-requirement",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "an edit to a stable text renumbers its requirements",
    why: "Requirements are numbered by their order in the text. Test cases, auditors' reports and links name them by \
          number; after the edit these refer to different requirements.",
    clause: "",
    incorrect: "-- Standards/scs-0101-v1-entropy.md --
 status: Stable
 ---
 ## Standard
 
+Images SHOULD use the source that the hardware has.
 Images MUST have a source of entropy.",
    correct: "-- Standards/scs-0101-v1-entropy.md --
 status: Stable
 ---
 ## Standard
 
 Images MUST have a source of entropy.
+Images SHOULD use the source that the hardware has.",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both().filter(|(old, new)| readable(old, new)) else { return };
    if !was_stable(old) || old.is_supplement() || !change.edited() {
        return;
    }
    let numbered = |document| -> Vec<Requirement<'_>> {
        requirements(document, 0).into_iter().filter(|found| found.number.is_some()).collect()
    };
    let (before, after) = (numbered(old), numbered(new));
    let texts =
        |all: &[Requirement<'_>]| all.iter().map(|found| (*found.statement).clone()).collect::<Vec<Statement>>();
    let (old_texts, new_texts) = (texts(&before), texts(&after));
    let altered = diff(&old_texts, &new_texts).altered;
    let altered: HashMap<Span, Span> = altered.iter().map(|pair| (pair.old.span, pair.new.span)).collect();
    // Equal sentences are matched in order.
    let mut open: HashMap<&str, Vec<&Requirement<'_>>> = HashMap::new();
    for found in after.iter().rev() {
        open.entry(&found.statement.text).or_default().push(found);
    }
    let mut moved: Vec<(&Requirement<'_>, &Requirement<'_>)> = Vec::new();
    for found in &before {
        let now = match altered.get(&found.statement.span) {
            Some(span) => after.iter().find(|other| other.statement.span == *span),
            None => open.get_mut(found.statement.text.as_str()).and_then(Vec::pop),
        };
        moved.extend(now.filter(|now| now.number != found.number).map(|now| (found, now)));
    }
    let Some((first, now)) = moved.first() else { return };
    let were = names(moved.iter().map(|(old, _)| old.fragment()));
    let are = names(moved.iter().map(|(_, new)| new.fragment()));
    let message = format!("requirements are renumbered: {were} became {are}");
    let found = RULE.at(&new.path, now.statement.span, message);
    let found = found.help("add new requirements after the last one, or make the change in a new version");
    out.push(found.related_in(base.short(), &old.path, first.statement.span, "the first one before the change"));
}
