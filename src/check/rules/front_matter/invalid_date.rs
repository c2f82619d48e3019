use super::claims::claimed;
use super::*;
use crate::model::lifecycle::parse_date;
use jiff::fmt::strtime;

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

/// Forms in which dates are written, as of `strptime`; with slashes, day or month may come first.
const FORMS: [&str; 12] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
];

fn meant(text: &str) -> ProbableDate {
    let text = text.trim();
    // A time after the date is ignored.
    let has_time =
        |(_, time): &(&str, &str)| time.contains(':') && time.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let text = text.split_once(['T', 't', ' ']).filter(has_time).map_or(text, |(date, _)| date);
    let read = FORMS.iter().filter_map(|form| strtime::parse(form, text).ok());
    let read: Vec<_> = read.filter(|date| date.year().is_some_and(|year| year >= 1000)).collect();
    let mut dates: Vec<Date> = read.iter().filter_map(|date| date.to_date().ok()).collect();
    dates.dedup();
    match dates.as_slice() {
        [one] => ProbableDate::One(*one),
        [one, other] => ProbableDate::Either(*one, *other),
        _ if read.is_empty() => ProbableDate::Nothing,
        _ => ProbableDate::NoSuchDay,
    }
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
        for text in ["2024.02.08", "8.2.2024", "Feb 8, 2024", "February 8, 2024", "8 Feb 2024", "08-Feb-2024"] {
            assert_eq!(meant(text), ProbableDate::One(date(2024, 2, 8)), "{text}");
        }
        assert_eq!(meant("12/31/2024"), ProbableDate::One(date(2024, 12, 31)));
        assert_eq!(meant("02/02/2024"), ProbableDate::One(date(2024, 2, 2)));
        assert_eq!(meant("31.04.2024"), ProbableDate::NoSuchDay);
        for text in ["2024-02-08 or later", "2024-02", "v1.2.3", "8.2.24", "1-2-3", "99999999999999999999"] {
            assert_eq!(meant(text), ProbableDate::Nothing, "{text}");
        }
    }
}
