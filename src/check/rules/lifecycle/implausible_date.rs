use super::*;

/// Maximum number of years between the assumed date and a plausible one.
const MAX_YEARS: i16 = 20;
/// First year of Sovereign Cloud Stack.
const FIRST_YEAR: i16 = 2019;

pub static RULE: Rule = Rule {
    name: "implausible-date",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a lifecycle date is before 2019 or more than 20 years in the future",
    why: "The first standards were written in 2019, and nothing is planned twenty years ahead. Such a date is a typo in the year, \
          and all tables would use it.",
    clause: "",
    incorrect: "status: Stable\nstabilized_at: 2004-02-08",
    correct: "status: Stable\nstabilized_at: 2024-02-08",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for key in DateKey::ALL {
        let Some(date) = document.life.date(key) else { continue };
        let when = match date.year() {
            year if year < FIRST_YEAR => format!("before {FIRST_YEAR}"),
            year if year > cx.at.year().saturating_add(MAX_YEARS) => {
                format!("more than {MAX_YEARS} years in the future")
            }
            _ => continue,
        };
        let found = RULE.at(&document.path, document.place(key.name()), format!("`{key}` is {date}, {when}"));
        out.push(found.help("correct the year"));
    }
}
