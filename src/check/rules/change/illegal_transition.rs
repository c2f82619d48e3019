use super::*;
use crate::model::lifecycle::TRANSITIONS;

pub static RULE: Rule = Rule {
    name: "illegal-transition",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the status changed in a way that the lifecycle does not allow",
    why: "Providers rely on what was stable, and certificates were issued for it. A document that returns from Stable to Draft, or \
          from Rejected, withdraws a promise; create a new version instead. A Draft may be deprecated only if another document \
          replaces it; otherwise it is rejected.",
    clause: "scs-0001-v1#process",
    incorrect: "-status: Stable\n+status: Draft\n stabilized_at: 2024-02-08",
    correct: "-status: Stable
+status: Deprecated
 stabilized_at: 2024-02-08
+deprecated_at: 2026-12-01",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both().filter(|(old, new)| readable(old, new)) else { return };
    if old.is_supplement() || new.is_supplement() {
        return;
    }
    let (Some(from), Some(to)) = (old.life.status, new.life.status) else { return };
    let span = new.place("status");
    let found = match transition(Some(from), to) {
        Legality::Legal => return,
        Legality::WithReplacement => {
            let replaced = new.list("replaced_by").next().is_some() || !base.new.replacers(new).is_empty();
            if replaced {
                let message = format!("the status changed from `{from}` to `{to}` without having been Stable");
                RULE.at(&new.path, span, message)
                    .severity(Severity::Note)
                    .help("allowed, because another document replaces it")
            } else {
                let message = format!("the status changed from `{from}` to `{to}`, but no document replaces it");
                let help = "set `status: Rejected` and `rejected_at`, or add the successor to `replaced_by`";
                RULE.at(&new.path, span, message).help(help)
            }
        }
        Legality::DecisionRecordOnly | Legality::Illegal => {
            let message = format!("a `{from}` document cannot become `{to}`");
            RULE.at(&new.path, span, message).help(help(from))
        }
    };
    out.push(found.related_in(base.short(), &old.path, old.place("status"), format!("previously `{from}`")));
}

fn help(from: Status) -> String {
    let ways = TRANSITIONS.iter().filter(|(old, new, legality)| {
        *old == Some(from) && *new != from && matches!(legality, Legality::Legal | Legality::WithReplacement)
    });
    let ways: Vec<String> = ways.map(|(_, to, _)| format!("`{to}`")).collect();
    match ways.as_slice() {
        [] => format!("keep `{from}`, which is final, and create a new version or document"),
        ways => format!("keep `{from}`, or change it to {}", ways.join(" or ")),
    }
}
