use super::timeline::{Removal, both, by_date, complete, differences, gone};
use super::*;
use crate::model::scope::Period;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "timeline-rewritten",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a past timeline entry was added, changed, moved or removed, and the validity on past days changes",
    why: "The timeline states which versions certificates were issued for at what time, and new entries are only \
          added at its front, with the day of the change or a later one. A \
          change of the past would declare past certificates valid or invalid, so the validity of each version on each past \
          day stays as it was. Entries may be removed six months after \
          they expired, the oldest first, and removed ones restored. Entries that change no validity are not reported.",
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
    for (old, new) in base.scopes.iter().filter_map(both).filter(|(_, new)| complete(new)) {
        let (before, after) = (by_date(old), by_date(new));
        let key = new.root.as_ref().and_then(|root| root.entry("timeline")).map(|entry| entry.key.span);
        let Some((begin, first)) = before.first_key_value() else { continue };
        let mut report = |message: String, span: Option<Span>, help: &str, related: &Period, label: &str| {
            let found = RULE.at(&new.path, span.or(key).unwrap_or_default(), message).help(help);
            out.push(found.related_in(base.short(), &old.path, related.date_span, label));
        };
        // Days before both timelines are not known; those of one of them were removed or restored.
        let common = after.keys().next().map_or(*begin, |date| *date.max(begin));
        let removed = gone(old, new, cx.at).into_iter().filter(|(date, ..)| *date < common);
        for (date, period, _) in removed.filter(|(.., gone)| *gone == Removal::Rewritten) {
            let message = format!("the past timeline entry {date} was removed");
            report(
                message,
                None,
                "restore it; it may be removed six months after it ended",
                period,
                "the removed entry",
            );
        }
        if old.pruned_until().is_none() {
            for (date, period) in after.range(..*begin) {
                let message = format!("timeline entry {date} was added in the past, before {begin}");
                let help = "add a new entry with a future date, in front of all others";
                report(message, Some(period.date_span), help, first, "the first entry");
            }
        }
        if common > cx.at {
            continue;
        }
        let mut dates: BTreeSet<Date> = before.range(common..=cx.at).map(|(date, _)| *date).collect();
        // A new entry may begin today.
        dates.extend(after.range(common..cx.at).map(|(date, _)| *date));
        dates.insert(common);
        let mut last = Vec::new();
        for date in dates {
            let Some((was, is)) = old.period_at(date).zip(new.period_at(date)) else { continue };
            let changed = differences(was, is);
            // What began to differ on an earlier date has been reported.
            if changed.is_empty() || changed == last {
                last = changed;
                continue;
            }
            let words = changed.iter().take(5);
            let words =
                words.map(|(name, old, new)| format!("`{name}` went from `{}` to `{}`", old.name(), new.name()));
            let words = words.collect::<Vec<_>>().join(", ");
            let help = "restore the entry, and add one with a future date in front of it";
            match (before.get(&date), after.get(&date)) {
                (Some(period), Some(now)) => {
                    let message = format!("the past timeline entry {date} was changed: {words}");
                    report(message, Some(now.date_span), help, period, "the previous entry");
                }
                (Some(period), None) => {
                    let to = after
                        .iter()
                        .find(|(date, now)| !before.contains_key(*date) && differences(period, now).is_empty());
                    let verb = to.map_or("removed".to_owned(), |(to, _)| format!("moved to {to}"));
                    let message = format!("the past timeline entry {date} was {verb}: {words}");
                    report(message, to.map(|(_, now)| now.date_span), help, period, "the previous entry");
                }
                (None, _) => {
                    let message = format!("timeline entry {date} was added in the past: {words}");
                    let help = "add a new entry with a future date, in front of all others";
                    report(message, Some(is.date_span), help, was, "the entry that applied");
                }
            }
            last = changed;
        }
    }
}
