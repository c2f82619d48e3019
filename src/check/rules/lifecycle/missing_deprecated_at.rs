use super::*;

pub static RULE: Rule = Rule {
    name: "missing-deprecated-at",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`deprecated_at` is missing in a Deprecated document",
    why: "The status announces the end, and the date is when it takes effect. Without the date the document stays in effect in \
          every table, and providers cannot plan their move to the successor.",
    clause: "scs-0001-v1#deprecation-phase-deprecated",
    incorrect: "status: Deprecated\nstabilized_at: 2023-02-21",
    correct: "status: Deprecated\nstabilized_at: 2023-02-21\ndeprecated_at: 2023-11-30",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let help = "add `deprecated_at: YYYY-MM-DD`; a future date announces the end";
    super::missing_date(&RULE, document, DateKey::DeprecatedAt, help, cx, out);
}
