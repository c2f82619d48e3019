//! Dates in files.

use jiff::civil::Date;

/// Parses a date: exactly ten characters, `YYYY-MM-DD`, and a day that exists.
pub fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if shape { text.parse().ok() } else { None }
}
