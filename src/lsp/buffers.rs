//! The texts that are open in the editor, saved or not.

use super::place::Encoding;
use crate::text::Source;
use serde_json::Value;
use std::path::PathBuf;

/// A text that is open.
pub(super) struct Buffer {
    /// The file.
    pub(super) file: PathBuf,
    /// The text.
    pub(super) source: Source,
    /// Its version, as the client counts.
    pub(super) version: Value,
}

impl Buffer {
    /// Takes over the changes of `textDocument/didChange`, in their order. What is no change is passed over.
    pub(super) fn change(&mut self, changes: &Value, encoding: Encoding) {
        for change in changes.as_array().into_iter().flatten() {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            match change.get("range") {
                None | Some(Value::Null) => self.source = Source::new(new.as_bytes()),
                Some(range) => {
                    let Some(span) = encoding.span(&self.source, range) else { continue };
                    let mut text = self.source.text().to_owned();
                    text.replace_range(span.range(), new);
                    self.source = Source::new(text.as_bytes());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn changed(text: &str, changes: Value) -> String {
        let mut buffer = Buffer { file: PathBuf::new(), source: Source::new(text.as_bytes()), version: Value::Null };
        buffer.change(&changes, Encoding::Utf16);
        buffer.source.text().to_owned()
    }

    #[test]
    fn changes_apply_one_after_another() {
        let at = |l, c, m, d| json!({"start": {"line": l, "character": c}, "end": {"line": m, "character": d}});
        assert_eq!(
            changed(
                "a😀b\nc\n",
                json!([
                    {"range": at(0, 1, 0, 3), "text": "XY\n"},
                    {"range": at(1, 0, 2, 0), "text": ""},
                    {"range": at(9, 9, 99, 9), "text": "end"},
                    {"text": 3},
                    {"range": "x", "text": "no"},
                ])
            ),
            "aXY\nc\nend"
        );
        assert_eq!(changed("x", json!([{"text": "whole"}])), "whole");
        assert_eq!(changed("x", json!("no list")), "x");
    }

    proptest! {
        #[test]
        fn any_range_is_safe(
            text in "[aä😀\r\n]{0,20}",
            (a, b, c, d) in (0u64..9, 0u64..9, 0u64..9, 0u64..9),
            new in "[x\r\n]{0,3}",
        ) {
            let range = json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
            changed(&text, json!([{"range": range, "text": new}]));
        }
    }
}
