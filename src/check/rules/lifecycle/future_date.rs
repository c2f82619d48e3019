use super::*;

pub static RULE: Rule = Rule {
    name: "future-date",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a lifecycle date is in the future",
    why: "A future date announces a change. This note shows it, so that the current state is not misread and a typo in the year is \
          noticed.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Deprecated\nstabilized_at: 2024-02-28\ndeprecated_at: 2205-07-01",
    correct: "status: Deprecated\nstabilized_at: 2024-02-28\ndeprecated_at: 2025-07-01",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.is_supplement() || !super::certain(document) {
        return;
    }
    let conflicts = super::conflicts(document);
    for key in DateKey::ALL {
        let Some(date) = document.life.date(key).filter(|date| *date > cx.at) else { continue };
        if conflicts.iter().any(|(conflict, _)| *conflict == key) {
            continue;
        }
        let (now, then) = (document.life.state(cx.at), document.life.state(date));
        let message = if now == then {
            format!("`{key}` is in the future and has no effect: the document stays {now}")
        } else {
            format!("`{key}` is in the future: the document is {now} now and {then} from {date}")
        };
        out.push(RULE.at(&document.path, document.place(key.name()), message));
    }
}
