//! Code actions: fixes of findings, all safe fixes of a file at once, and waivers.

use super::{Action, ActionKind, AssistContext, Edits, waive};
use crate::diagnostic::{Diagnostic, Edit};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of findings with offered waivers; each is tried on the text.
const MOST_WAIVERS: usize = 20;

/// Code actions for findings in a range: fixes, safe ones first; then all safe fixes of the file at once (that
/// action has no rule); then waivers, with an empty reason, so that `waiver-without-reason` asks for one.
pub fn actions(context: AssistContext<'_>, path: &str, span: Span, findings: &[Diagnostic]) -> Vec<Action> {
    let own: Vec<&Diagnostic> = findings.iter().filter(|found| found.path == path).collect();
    let here = own.iter().copied().filter(|found| found.span.start <= span.end && span.start <= found.span.end);
    let here: Vec<&Diagnostic> = here.collect();
    let mut fixes: Vec<Action> = Vec::new();
    for found in &here {
        let Some(fix) = found.fix.as_ref().filter(|fix| !fix.edits.is_empty()) else { continue };
        let kind = if fix.safe { ActionKind::Safe } else { ActionKind::Unsafe };
        let action = Action { title: fix.title.clone(), kind, rule: found.rule, edits: by_path(&fix.edits) };
        if !fixes.contains(&action) {
            fixes.push(action);
        }
    }
    fixes.sort_by_key(|action| action.kind);
    fixes.extend(fix_all(path, &own));
    let mut seen = BTreeSet::new();
    for found in here.iter().filter(|found| seen.insert((found.rule, found.span.start))).take(MOST_WAIVERS) {
        if let Some(action) = waive::here(context, found) {
            let known = fixes.iter().any(|other| other.kind == ActionKind::Waiver && other.edits == action.edits);
            fixes.extend((!known).then_some(action));
        }
    }
    let rules: BTreeSet<&'static str> = here.iter().map(|found| found.rule).collect();
    fixes.extend(rules.into_iter().take(MOST_WAIVERS).filter_map(|rule| waive::in_settings(context, path, rule)));
    fixes
}

fn by_path(edits: &[Edit]) -> Edits {
    let mut all: BTreeMap<String, Vec<(Span, String)>> = BTreeMap::new();
    for edit in edits {
        all.entry(edit.path.clone()).or_default().push((edit.span, edit.replacement.clone()));
    }
    all.values_mut().for_each(|edits| edits.sort_by_key(|(span, _)| *span));
    all
}

/// The safe fixes of a file that change only this file; of overlapping ones, the first.
fn fix_all(path: &str, findings: &[&Diagnostic]) -> Option<Action> {
    let mut used: BTreeMap<u32, u32> = BTreeMap::new();
    let mut edits: Vec<(Span, String)> = Vec::new();
    let mut count = 0;
    for fix in findings.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.safe && !fix.edits.is_empty()) {
        let touches = |edit: &Edit| {
            let last = used.range(..=edit.span.end).next_back();
            last.is_some_and(|(start, end)| *end >= edit.span.start || *start == edit.span.start)
        };
        if fix.edits.iter().any(|edit| edit.path != path || touches(edit)) {
            continue;
        }
        for edit in &fix.edits {
            used.insert(edit.span.start, edit.span.end);
            edits.push((edit.span, edit.replacement.clone()));
        }
        count += 1;
    }
    edits.sort_by_key(|(span, _)| *span);
    let title = match count {
        0 => return None,
        1 => "apply the safe fix in this file".to_owned(),
        count => format!("apply all {count} safe fixes in this file"),
    };
    Some(Action { title, kind: ActionKind::Safe, rule: "", edits: Edits::from([(path.to_owned(), edits)]) })
}
