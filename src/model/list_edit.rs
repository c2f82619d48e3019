//! Where and how to write names into a list of a document's front matter, in the document's own style.

use super::document::Document;
use crate::text::Span;
use crate::value::{Kind, Style};

/// Keys behind which a list of replacements stands, the best first.
const ANCHORS: [&str; 6] = ["deprecated_at", "rejected_at", "stabilized_at", "status", "track", "title"];

/// The edit that adds `names` to the list under `key`: what to replace, and by what.
///
/// A list that is there keeps its style; a scalar becomes a list; a new list is written in block style behind the
/// dates. Line endings are kept. Nothing where the front matter is written in a way that cannot be edited for sure
/// (a mapping in braces, an alias), or a name would need quotes.
pub fn add_to_list(document: &Document, key: &str, names: &[&str]) -> Option<(Span, String)> {
    let front = &document.front;
    let flow = front.root.as_ref().is_none_or(|root| root.style == Style::Flow);
    if flow || names.is_empty() || !front.complete() || !names.iter().all(|name| is_plain(name)) {
        return None;
    }
    let source = &document.source;
    let newline = source.line_ending();
    let Some(entry) = front.entry(key) else {
        return new_list(document, key, names);
    };
    let column = indent(document, entry.key.span)?;
    let block = |indent: &str, names: &[&str]| -> String {
        names.iter().map(|name| format!("{newline}{indent}- {name}")).collect()
    };
    // Between the key and its value stands nothing but a colon, blanks and a comment; else it is an alias or a tag.
    let between = source.text().get(entry.key.span.end as usize..entry.value.span.start as usize)?;
    let colon = between.find(':');
    let colon = colon.map(|at| entry.key.span.end as usize + at + 1);
    match &entry.value.kind {
        Kind::List(items) if entry.value.style == Style::Flow => {
            plain_between(between)?;
            let text = source.slice(entry.value.span);
            if !text.starts_with('[') || !text.ends_with(']') {
                return None;
            }
            let joined = names.join(", ");
            match items.last() {
                Some(last) => Some((Span::at(last.span.end as usize), format!(", {joined}"))),
                None => Some((entry.value.span, format!("[{joined}]"))),
            }
        }
        Kind::List(items) => {
            plain_between(between)?;
            let last = items.last()?;
            let line = source.line_of(last.span.start as usize);
            let dashes = source.line_text(line).split('-').next()?;
            let blank = dashes.bytes().all(|b| b == b' ') && entry.value.span.contains(last.span);
            let text = source.line_text(line).get(dashes.len()..)?;
            if !blank || !text.starts_with("- ") || last.style == Style::Block {
                return None;
            }
            let end = source.line_span(source.line_of((last.span.end as usize).max(1) - 1)).start as usize
                + source.line_text(source.line_of((last.span.end as usize).max(1) - 1)).len();
            Some((Span::at(end), block(dashes, names)))
        }
        Kind::Text(text) if entry.value.style != Style::Block => {
            plain_between(between)?;
            let old = source.slice(entry.value.span);
            if text.trim().is_empty() || old.contains(['\n', '\r']) || old.starts_with(['*', '&', '!']) {
                return None;
            }
            let list = format!("{}{}", block(&format!("{column}  "), &[old]), block(&format!("{column}  "), names));
            Some((Span::new(colon?, entry.value.span.end as usize), list))
        }
        _ => None,
    }
}

fn new_list(document: &Document, key: &str, names: &[&str]) -> Option<(Span, String)> {
    let source = &document.source;
    let newline = source.line_ending();
    let anchor = ANCHORS.iter().find_map(|anchor| {
        let entry = document.front.entry(anchor)?;
        let value = &entry.value;
        let line = source.line_of(entry.key.span.start as usize);
        let same_line = value.span.start >= entry.key.span.end
            && source.line_of((value.span.end as usize).max(1) - 1) == line
            && !value.span.is_empty()
            && value.style != Style::Block;
        same_line.then_some((entry, line))
    });
    let (entry, line) = anchor?;
    let column = indent(document, entry.key.span)?;
    let at = source.line_span(line).start as usize + source.line_text(line).len();
    let items: String = names.iter().map(|name| format!("{newline}{column}  - {name}")).collect();
    Some((Span::at(at), format!("{newline}{column}{key}:{items}")))
}

/// The blanks before a key; nothing where something else stands before it.
fn indent(document: &Document, key: Span) -> Option<String> {
    let source = &document.source;
    let line = source.line_span(source.line_of(key.start as usize));
    let before = source.slice(Span { start: line.start, end: key.start });
    before.bytes().all(|b| b == b' ').then(|| before.to_owned())
}

fn plain_between(text: &str) -> Option<()> {
    let rest = text.trim_start().strip_prefix(':')?;
    let plain = rest.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "-"
    });
    plain.then_some(())
}

/// Whether a name needs no quotes in YAML, in block and in flow style.
pub fn is_plain(name: &str) -> bool {
    name.starts_with("scs-") && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Entry;

    fn edited(front: &str) -> Option<String> {
        let newline = if front.contains('\r') { "\r\n" } else { "\n" };
        let text = format!("---{newline}{front}---{newline}");
        let document = Document::parse("Standards/scs-0100-v1-x.md", &Entry::File(text.as_bytes().into()));
        let (span, new) = add_to_list(&document, "replaced_by", &["scs-0100-v2-x.md"])?;
        let mut text = text;
        text.replace_range(span.range(), &new);
        Some(text.trim_start_matches(['-', '\r', '\n']).strip_suffix(&format!("---{newline}"))?.to_owned())
    }

    #[test]
    fn every_style_is_kept() {
        for (before, after) in [
            ("status: Deprecated  # so\n", "status: Deprecated  # so\nreplaced_by:\n  - scs-0100-v2-x.md\n"),
            (
                "deprecated_at: 2024-01-01\r\ntitle: x\r\n",
                "deprecated_at: 2024-01-01\r\nreplaced_by:\r\n  - scs-0100-v2-x.md\r\ntitle: x\r\n",
            ),
            ("replaced_by:\n- a  # b\n", "replaced_by:\n- a  # b\n- scs-0100-v2-x.md\n"),
            (
                "replaced_by: # c\n    - \"a\"\ntitle: x\n",
                "replaced_by: # c\n    - \"a\"\n    - scs-0100-v2-x.md\ntitle: x\n",
            ),
            ("replaced_by: [a, 'b' ]\n", "replaced_by: [a, 'b', scs-0100-v2-x.md ]\n"),
            ("replaced_by: []\n", "replaced_by: [scs-0100-v2-x.md]\n"),
            ("replaced_by: a\n", "replaced_by:\n  - a\n  - scs-0100-v2-x.md\n"),
        ] {
            assert_eq!(edited(before).as_deref(), Some(after), "{before:?}");
        }
    }

    #[test]
    fn what_is_written_too_cleverly_is_left_alone() {
        for text in [
            "{status: Deprecated}\n",
            "status: &a Deprecated\nx: [b]\nreplaced_by: &c [a]\ny: 1\n",
            "x: &l\n  - a\nreplaced_by: *l\n",
            "replaced_by:\n  - >-\n    a\n",
            "replaced_by: {a: b}\n",
        ] {
            assert_eq!(edited(text), None, "{text:?}");
        }
    }

    /// Front matter in many styles: an edit gives a document that reads the same, with one more name at the end.
    #[test]
    fn an_edited_list_reads_as_it_should() {
        let values = [
            "",
            " ",
            "a.md",
            "'a b'",
            "\"a\" # c",
            "[]",
            "[ ]",
            "[a, \"b\"]",
            "[a,\n  b\n]",
            "[a, b,]",
            "# c\n  - a\n  - b # d",
            "\n- a\n\n- b\n# c",
            "\n  -  a\n  -  b",
            "\n  -\n    a",
            "\n  - [a]",
            "\n  - |\n    a\n",
            "&x\n  - a",
            "!!seq [a]",
            "a\n  b",
            ">-\n  a\n",
            "{}",
            "~",
            "*no",
            "\n  - a\n  - &y b",
            "\n  - 'a\n    b'",
            "\n  - a: b",
        ];
        for value in values {
            for after in ["", "track: IaaS\n", "# end\n", "deprecated_at: 2024-01-01\n"] {
                for newline in ["\n", "\r\n"] {
                    let text =
                        format!("---\nstatus: Deprecated\nreplaced_by: {value}\n{after}---\n").replace('\n', newline);
                    let read = |text: &str| Document::parse("scs-0100-v1-x.md", &Entry::File(text.as_bytes().into()));
                    let before = read(&text);
                    let Some((span, new)) = add_to_list(&before, "replaced_by", &["scs-0100-v2-x.md"]) else {
                        continue;
                    };
                    let mut edited = text.clone();
                    edited.replace_range(span.range(), &new);
                    let after = read(&edited);
                    let names = |document: &Document| -> Vec<String> {
                        document.list("replaced_by").map(|(name, _)| name.to_owned()).collect()
                    };
                    let mut wanted = names(&before);
                    wanted.push("scs-0100-v2-x.md".into());
                    assert!(after.front.complete(), "{text:?} became {edited:?}");
                    assert_eq!(names(&after), wanted, "{text:?} became {edited:?}");
                    assert_eq!(after.front.comments.len(), before.front.comments.len(), "{text:?} became {edited:?}");
                }
            }
        }
    }
}
