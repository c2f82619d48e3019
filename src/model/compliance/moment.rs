//! Check times, and the validity of results.
//!
//! All times are in UTC and validity ends at midnight, so a date determines which results count.

pub use crate::model::facts::Lifetime;
use crate::value::date::parse_date;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};

impl Lifetime {
    /// The first day on which a result of `checked` no longer counts, saturating at the last date.
    pub fn expires(self, checked: Date) -> Date {
        let first = checked.first_of_month();
        let quarter = first.checked_sub(Span::new().months((checked.month() - 1) % 3)).unwrap_or(first);
        let days = i64::from(checked.weekday().since(Weekday::Monday));
        let monday = checked.checked_sub(Span::new().days(days)).unwrap_or(checked);
        let (from, span) = match self {
            Lifetime::Day => (checked, Span::new().days(2)),
            Lifetime::Week => (monday, Span::new().days(14)),
            Lifetime::Month => (first, Span::new().months(2)),
            Lifetime::Quarter => (quarter, Span::new().months(6)),
            Lifetime::Year => (first, Span::new().months(14)),
        };
        from.checked_add(span).unwrap_or(Date::MAX)
    }
}

/// Parses a time of a report, in UTC: a date, or a date and a time after `T` or spaces, with or without an offset.
pub fn parse_moment(text: &str) -> Option<DateTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = parse_date(date)?;
    if rest.is_empty() {
        return Some(date.to_datetime(Time::midnight()));
    }
    let rest = match rest.strip_prefix(['T', 't']) {
        Some(rest) => rest,
        None => rest.strip_prefix([' ', '\t'])?.trim_start_matches([' ', '\t']),
    };
    let clock = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(clock)?;
    let clock = Time::strptime("%H:%M:%S%.f", clock).ok()?;
    date.to_datetime(clock).checked_sub(Span::new().minutes(parse_offset(zone.trim_start())?)).ok()
}

/// Offset of a zone from UTC in minutes.
fn parse_offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let offset = ["%H:%M", "%H%M", "%H"].into_iter().find_map(|form| Time::strptime(form, digits).ok())?;
    Some(sign * (i64::from(offset.hour()) * 60 + i64::from(offset.minute())))
}

/// Formats a time: `2026-08-20T03:14:15Z`, with as many fractional digits as it has.
pub fn write_moment(moment: DateTime) -> String {
    format!("{moment}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_result_counts_until_the_end_of_the_next_period() {
        let of = |lifetime: Lifetime, checked| lifetime.expires(checked);
        let friday = date(2026, 8, 21);
        assert_eq!(of(Lifetime::Day, friday), date(2026, 8, 23));
        assert_eq!(of(Lifetime::Week, friday), date(2026, 8, 31));
        assert_eq!(of(Lifetime::Month, friday), date(2026, 10, 1));
        assert_eq!(of(Lifetime::Quarter, friday), date(2027, 1, 1));
        assert_eq!(of(Lifetime::Year, friday), date(2027, 10, 1));
        // A result of Sunday evening is valid for a week, one of Monday morning for two.
        assert_eq!(of(Lifetime::Week, date(2026, 8, 23)), date(2026, 8, 31));
        assert_eq!(of(Lifetime::Week, date(2026, 8, 24)), date(2026, 9, 7));
        assert_eq!(of(Lifetime::Year, date(2024, 12, 31)), date(2026, 2, 1));
        assert_eq!(of(Lifetime::Year, date(9999, 12, 31)), Date::MAX);
    }

    #[test]
    fn times_are_parsed_and_converted_to_utc() {
        let read = |text| parse_moment(text).map(write_moment);
        let same = Some("2026-08-21T03:14:15Z".to_owned());
        for text in [
            "2026-08-21 03:14:15",
            "2026-08-21T03:14:15Z",
            "2026-08-21t3:14:15.000",
            "2026-08-21   05:14:15 +02:00",
            "2026-08-20T22:14:15-05",
            "2026-08-21T08:44:15+0530",
        ] {
            assert_eq!(read(text), same, "{text}");
        }
        assert_eq!(read("2026-08-21"), Some("2026-08-21T00:00:00Z".into()));
        assert_eq!(read("2026-08-21 03:14:15.857464"), Some("2026-08-21T03:14:15.857464Z".into()));
        assert_eq!(read("2026-08-20T00:30:00+02:00"), Some("2026-08-19T22:30:00Z".into()));
        for text in [
            "",
            "soon",
            "2026-02-30",
            "2026-8-21",
            "2026-08-21 ",
            "2026-08-21 03:14",
            "2026-08-21 25:00:00",
            "2026-08-21 03:14:15 UTC",
            "2026-08-21 03:14:15+24:00",
            "2026-08-21 03:14:15.5x",
            "2026-08-21 03:14:15:16",
            "2026-08-2١",
            "-9999-01-01T00:00:00+01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
