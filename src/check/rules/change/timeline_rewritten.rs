//! timeline-rewritten

use super::timeline::{Gone, both, by_date, differences, gone};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::change::Comparison;

/// The rule.
pub static RULE: Rule = Rule {
    name: "timeline-rewritten",
    group: Group::Change,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "an entry of a timeline whose date has come already was changed, moved, removed or put in afterwards",
    why: "The timeline says which version certificates were given for at what time, and the list is only ever continued at its front. A changed entry \
          would declare certificates of the past valid or invalid. Only what has been out of force for six months may be cleaned up.",
    clause: "scs-0003-v1#process",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
 timeline:
   - date: 2024-12-19
     versions:
-      v1: effective
+      v1: warn",
    correct: "-- Tests/scs-compatible-iaas.yaml --
 timeline:
+  - date: 2026-12-01
+    versions:
+      v1: warn
   - date: 2024-12-19
     versions:
       v1: effective",
    run: Run::Comparison(check),
};

fn check(base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (old, new) in base.scopes.iter().filter_map(both) {
        let (before, after) = (by_date(old), by_date(new));
        for (date, period) in before.range(..=cx.at) {
            let Some(now) = after.get(date) else { continue };
            let changed = differences(period, now);
            if changed.is_empty() {
                continue;
            }
            let words: Vec<String> = changed
                .iter()
                .take(5)
                .map(|(name, old, new)| format!("`{name}` went from `{}` to `{}`", old.code(), new.code()))
                .collect();
            let message = format!("the entry of {date}, which has come already, was changed: {}", words.join(", "));
            let help = "put the entry back, and add one in front of it that begins on a date to come";
            out.push(RULE.at(&new.path, now.date_span, message).help(help).related_in(
                base.short(),
                &old.path,
                period.date_span,
                "the entry as it was",
            ));
        }
        let key = new.root.as_ref().and_then(|root| root.entry("timeline")).map(|entry| entry.key.span);
        for (date, period, _) in gone(old, new, cx.at).into_iter().filter(|(.., gone)| *gone == Gone::Rewritten) {
            let message = format!("the entry of {date}, which has come already, was removed from the timeline");
            let help = "put it back; it may go when it has been out of force for six months";
            out.push(RULE.at(&new.path, key.unwrap_or_default(), message).help(help).related_in(
                base.short(),
                &old.path,
                period.date_span,
                "the entry that is gone",
            ));
        }
        // What is new must lie in front of what has come already.
        let Some((latest, last)) = before.range(..=cx.at).next_back() else { continue };
        for (date, period) in after.range(..*latest).filter(|(date, _)| !before.contains_key(*date)) {
            let message = format!("the entry of {date} was put into the past: that of {latest} has come already");
            let help = "a new entry begins on a date to come, in front of all others";
            out.push(RULE.at(&new.path, period.date_span, message).help(help).related_in(
                base.short(),
                &old.path,
                last.date_span,
                "the last entry that had come",
            ));
        }
    }
}
