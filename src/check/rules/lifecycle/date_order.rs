use super::*;

pub static RULE: Rule = Rule {
    name: "date-order",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the end date of a document is before its start date",
    why: "A document becomes stable first and is deprecated later. With the dates reversed it was never in effect, \
          and certificates for \
          it have no basis. Usually one digit is wrong.",
    clause: "scs-0001-v1#document-format",
    incorrect: "stabilized_at: 2023-11-30\ndeprecated_at: 2023-10-31",
    correct: "stabilized_at: 2022-11-30\ndeprecated_at: 2023-10-31",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(stabilized) = document.life.stabilized_at.filter(|_| !document.is_supplement()) else { return };
    for key in DateKey::ALL {
        let Some(end) = document.life.date(key).filter(|end| *end < stabilized) else { continue };
        let message = format!("`{key}` is {end}, before `stabilized_at` ({stabilized})");
        out.push(
            RULE.at(&document.path, document.place(key.name()), message)
                .related(&document.path, document.place("stabilized_at"), "stable from this date")
                .help("check both dates in the history of the file"),
        );
    }
}
