use super::timeline::{Removal, both, by_date, differences, gone};
use super::*;

pub static RULE: Rule = Rule {
    name: "timeline-rewritten",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a past timeline entry was added, changed, moved or removed",
    why: "The timeline states which versions certificates were issued for at what time, and new entries are only \
          added at its front. A \
          changed entry would declare past certificates valid or invalid. Entries may be removed six months after \
          they expired, and removed ones restored. Entries that change no validity are not reported.",
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
                .map(|(name, old, new)| format!("`{name}` went from `{}` to `{}`", old.name(), new.name()))
                .collect();
            let message = format!("the past timeline entry {date} was changed: {}", words.join(", "));
            let help = "restore the entry, and add one with a future date in front of it";
            out.push(RULE.at(&new.path, now.date_span, message).help(help).related_in(
                base.short(),
                &old.path,
                period.date_span,
                "the previous entry",
            ));
        }
        let key = new.root.as_ref().and_then(|root| root.entry("timeline")).map(|entry| entry.key.span);
        let same = |scope: &ScopeFile, date: Date, period| {
            scope.period_at(date).is_some_and(|other| differences(other, period).is_empty())
        };
        let removed = gone(old, new, cx.at).into_iter().filter(|(.., gone)| *gone == Removal::Rewritten);
        for (date, period, _) in removed.filter(|(date, period, _)| !same(new, *date, period)) {
            let message = format!("the past timeline entry {date} was removed");
            let help = "restore it; it may be removed six months after it ended";
            out.push(RULE.at(&new.path, key.unwrap_or_default(), message).help(help).related_in(
                base.short(),
                &old.path,
                period.date_span,
                "the removed entry",
            ));
        }
        // A new entry must be later than all past ones.
        let Some((latest, last)) = before.range(..=cx.at).next_back() else { continue };
        let restored = |date: Date| old.pruned_until().is_some_and(|begin| date < begin);
        let added = after.range(..*latest).filter(|(date, _)| !before.contains_key(*date));
        for (date, period) in added.filter(|(date, period)| !restored(**date) && !same(old, **date, period)) {
            let message = format!("timeline entry {date} was added in the past, before {latest}");
            let help = "add a new entry with a future date, in front of all others";
            out.push(RULE.at(&new.path, period.date_span, message).help(help).related_in(
                base.short(),
                &old.path,
                last.date_span,
                "the latest past entry",
            ));
        }
    }
}
