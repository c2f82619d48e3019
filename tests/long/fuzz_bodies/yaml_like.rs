//! Compares two parsers on a YAML text. They intentionally differ in a few cases (numbers with signs and bases, tags,
//! line endings), which are skipped; everything else must be equal.

use scsdoc::testing::value::{Kind, Node, Style};
use serde_json::Value as Json;

/// Whether a text uses only what YAML 1.1 and 1.2 have in common: no tags, anchors, directives or several documents, no tabs,
/// and no line ends but the usual ones.
pub fn ordinary(text: &str) -> bool {
    let strange = |c: char| {
        matches!(c, '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '&' | '*' | '%' | '?' | '`' | '@')
            || (c.is_control() && c != '\n')
    };
    let marks = |line: &str| line.trim_start().starts_with("---") || line.trim_start().starts_with("...");
    // Whether `|+` keeps a line break that is not there is a matter of taste.
    text.ends_with('\n')
        && !text.contains(strange)
        && !text.contains("<<")
        && !text.contains('!')
        && !text.lines().any(marks)
}

/// The same collections with the same keys, and the same texts; plain scalars may be read by another schema.
#[track_caller]
pub fn alike(ours: &Node, theirs: &Json, text: &str) {
    match (&ours.kind, theirs) {
        (Kind::Map(entries), Json::Object(map)) => {
            let keys: Option<Vec<String>> = entries.iter().map(|entry| entry.key.key_text()).collect();
            let Some(keys) = keys else { panic!("a key that is no text, and no problem: {text:?}") };
            // Keys that are not text are written in several ways.
            if entries.iter().any(|entry| !matches!(entry.key.kind, Kind::Text(_))) {
                return;
            }
            assert_eq!(map.len(), keys.len(), "{text:?}");
            for (key, entry) in keys.iter().zip(entries) {
                let Some(theirs) = map.get(key) else { panic!("only we read the key {key:?} in {text:?}") };
                alike(&entry.value, theirs, text);
            }
        }
        (Kind::List(items), Json::Array(array)) => {
            assert_eq!(items.len(), array.len(), "{text:?}");
            items.iter().zip(array).for_each(|(ours, theirs)| alike(ours, theirs, text));
        }
        (Kind::List(_) | Kind::Map(_), theirs) => panic!("{ours:?} and {theirs:?} in {text:?}"),
        (ours, Json::Array(_) | Json::Object(_)) => panic!("{ours:?} and {theirs:?} in {text:?}"),
        (Kind::Text(ours), Json::String(theirs)) => assert_eq!(ours, theirs, "{text:?}"),
        (Kind::Text(_), theirs) if ours.style != Style::Plain => panic!("{ours:?} and {theirs:?} in {text:?}"),
        (Kind::Bool(ours), Json::Bool(theirs)) => assert_eq!(ours, theirs, "{text:?}"),
        (Kind::Number(ours), Json::Number(theirs)) => assert_eq!(ours.as_f64(), theirs.as_f64(), "{text:?}"),
        _ => {}
    }
}
