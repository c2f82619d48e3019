use super::claims::claimed;
use super::*;
use crate::model::lifecycle::parse_date;

pub static RULE: Rule = Rule {
    name: "invalid-date",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a date does not have the form YYYY-MM-DD or does not exist",
    why: "Dates determine when a document is effective and which certificates are valid. scs-0001 requires ISO 8601 dates; an invalid \
          one is ignored, so the document never becomes effective, or never ends.",
    clause: "scs-0001-v1#document-format",
    incorrect: "stabilized_at: 8.2.2024",
    correct: "stabilized_at: 2024-02-08",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for violation in claimed(document, RULE.name) {
        let place = violation.place();
        let Some(node) = value(document, violation) else { continue };
        let text = match &node.kind {
            Kind::Text(text) => text.clone(),
            Kind::Number(_) => document.source.slice(node.span).to_owned(),
            _ => String::new(),
        };
        let nothing = node.kind == Kind::Null || (node.as_str().is_some() && text.trim().is_empty());
        let message = match &node.kind {
            _ if nothing => format!("missing date in `{place}`"),
            Kind::Text(_) if parse_date(text.trim()).is_some() => {
                format!("`{place}` has whitespace around the date `{}`", text.trim())
            }
            Kind::Text(_) => format!("invalid date `{}`: expected YYYY-MM-DD", short(&text)),
            Kind::Number(_) => {
                format!("invalid date `{}`: expected YYYY-MM-DD, found a number", shown(document, node.span))
            }
            _ => format!("invalid date in `{place}`: expected YYYY-MM-DD, found {}", node.kind_name()),
        };
        let finding = RULE.at(&document.path, violation.span, message);
        out.push(match meant(&text) {
            _ if nothing => finding.help("add the date, or remove the key"),
            ProbableDate::One(date) if replaceable(document, node) => {
                let title = match parse_date(text.trim()) {
                    Some(_) => "remove the whitespace".into(),
                    None => format!("replace `{}` with `{date}`", short(&text)),
                };
                let new = requoted(document, node, &date.to_string());
                finding.help(format!("use `{date}`")).fix(true, title, node.span, new)
            }
            ProbableDate::One(date) => finding.help(format!("use `{date}`")),
            ProbableDate::Either(one, other) => finding.help(format!("use `{one}` or `{other}`")),
            ProbableDate::NoSuchDay => finding.help("use a date that exists"),
            ProbableDate::Nothing => finding.help("use year, month and day separated by hyphens, such as 2026-01-31"),
        });
    }
}

/// What an invalid date probably means.
#[derive(Debug, PartialEq)]
enum ProbableDate {
    /// This day.
    One(Date),
    /// One of these dates: day and month are ambiguous.
    Either(Date, Date),
    /// It has the form of a date but does not exist.
    NoSuchDay,
    /// Not a date.
    Nothing,
}

/// Month names in English and German; the first three letters are unique.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar"],
    &["february", "februar"],
    &["march", "märz"],
    &["april"],
    &["may", "mai"],
    &["june", "juni"],
    &["july", "juli"],
    &["august"],
    &["september"],
    &["october", "oktober"],
    &["november"],
    &["december", "dezember"],
];

fn meant(text: &str) -> ProbableDate {
    let text = text.trim();
    if text.len() > 40 {
        return ProbableDate::Nothing;
    }
    // A time after the date is ignored.
    let (head, tail) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let time = tail.trim_start();
    let has_time = time.len() >= 5 && time.contains(':') && time.starts_with(|c: char| c.is_ascii_digit());
    let text = if has_time { head } else { text };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 8 && digits(text) {
        return numbers(&[&text[..4], &text[4..6], &text[6..]], '-');
    }
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ' ', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() != 3 {
        return ProbableDate::Nothing;
    }
    if let Some((at, month)) = parts.iter().enumerate().find_map(|(at, part)| Some((at, month(part)?))) {
        let rest: Vec<&str> =
            parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect();
        let year = rest.iter().find(|part| part.len() == 4);
        let day = rest.iter().find(|part| part.len() <= 2);
        return match (year, day) {
            (Some(year), Some(day)) => {
                day_of(year, &month.to_string(), day).map_or(ProbableDate::NoSuchDay, ProbableDate::One)
            }
            _ => ProbableDate::Nothing,
        };
    }
    if !parts.iter().all(|part| digits(part)) {
        return ProbableDate::Nothing;
    }
    let separator = if text.contains('.') { '.' } else { '/' };
    numbers(&[parts[0], parts[1], parts[2]], separator)
}

/// The number of the month with this name, in full or in short.
fn month(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let fits = |full: &&str| full.starts_with(&name) && (name.chars().count() >= 3 || name == **full);
    MONTHS.iter().position(|names| names.iter().any(fits)).map(|at| at + 1)
}

fn numbers(parts: &[&str; 3], separator: char) -> ProbableDate {
    let [first, second, third] = parts;
    if first.len() == 4 {
        return day_of(first, second, third).map_or(ProbableDate::NoSuchDay, ProbableDate::One);
    }
    if third.len() != 4 {
        return ProbableDate::Nothing;
    }
    let day_first = day_of(third, second, first);
    // With dots, the day comes first.
    let month_first = if separator == '.' { None } else { day_of(third, first, second) };
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => ProbableDate::Either(one, other),
        (Some(date), _) | (None, Some(date)) => ProbableDate::One(date),
        (None, None) => ProbableDate::NoSuchDay,
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= 1000).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn schema_and_model_agree_on_dates() {
        let texts = [
            "2024-02-08",
            "2024-02-29",
            "2023-02-29",
            "0000-01-01",
            "9999-12-31",
            "2024-2-8",
            "2024-02-08 ",
            " 2024-02-08",
            "+2024-02-08",
            "-001-02-08",
            "2024-02-08Z",
            "2024-02-08T00:00:00Z",
            "２０２４-02-08",
            "2024‐02‐08",
            "20240208",
            "2024-W06-4",
            "2024-039",
            "2024-13-01",
            "2024-00-10",
            "2024-01-00",
            "2024-01-32",
            "2024-02-0a",
            "",
        ];
        for text in texts {
            let yaml =
                format!("---\ntitle: X\ntype: Standard\nstatus: Draft\ntrack: IaaS\nstabilized_at: \"{text}\"\n---\n");
            let entry = crate::load::Entry::File(yaml.as_bytes().into());
            let document = Document::parse("Standards/scs-0100-v1-x.md", &entry);
            assert_eq!(document.front.violations.is_empty(), parse_date(text).is_some(), "{text}");
        }
    }

    #[test]
    fn ambiguous_dates_are_not_parsed() {
        for text in [
            "2024-2-8",
            " 2024-02-08 ",
            "2024/02/08",
            "2024.02.08",
            "8.2.2024",
            "08.02.2024",
            "20240208",
            "2024-02-08T12:00:00Z",
            "2024-02-08 12:00",
            "8 February 2024",
            "Feb 8, 2024",
            "8. Februar 2024",
            "08-Feb-2024",
        ] {
            assert_eq!(meant(text), ProbableDate::One(date(2024, 2, 8)), "{text}");
        }
        assert_eq!(meant("31/12/2024"), ProbableDate::One(date(2024, 12, 31)));
        assert_eq!(meant("12/31/2024"), ProbableDate::One(date(2024, 12, 31)));
        assert_eq!(meant("02/02/2024"), ProbableDate::One(date(2024, 2, 2)));
        assert_eq!(meant("02/03/2024"), ProbableDate::Either(date(2024, 3, 2), date(2024, 2, 3)));
        for text in ["2024-02-30", "31.04.2024", "2024-13-01", "20241301"] {
            assert_eq!(meant(text), ProbableDate::NoSuchDay, "{text}");
        }
        for text in
            ["soon", "2024", "2024-02", "v1.2.3", "8.2.24", "", "1-2-3", "２０２４-02-08", "99999999999999999999"]
        {
            assert_eq!(meant(text), ProbableDate::Nothing, "{text}");
        }
    }
}
