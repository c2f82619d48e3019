//! Formats of texts that the library checks otherwise.

use crate::value::date::parse_date;

/// Whether a text is a date; the library is laxer.
pub(super) fn is_date(text: &str) -> bool {
    parse_date(text).is_some()
}

/// Whether a text is a UUID; the library knows none in draft 7.
pub(super) fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn a_uuid_is_what_the_library_takes_for_one(text in "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{11,13}|[0-9a-fg-]{35,37}|[{]?[0-9a-f-]{36}[}]?") {
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
            let library = options.build(&json!({"format": "uuid"})).unwrap();
            prop_assert_eq!(is_uuid(&text), library.is_valid(&json!(text)));
        }
    }
}
