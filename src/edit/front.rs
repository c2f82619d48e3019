//! Editing front matter so that every byte that is not owned stays: comments, order, quotes, spacing, line endings.
//!
//! Each function gives edits of the file that [`Document`] was read from. They are meant for front matter that
//! could be read whole; [`verify`] makes sure that they do what was asked and nothing else.

use crate::model::document::{Document, Fence};
use crate::text::Span;
use crate::value::{Entry, Kind, Node, Style, yaml};
use serde_json::Value as Json;

/// Replacements of bytes in one file.
pub type Edits = Vec<(Span, String)>;

/// The keys in the order in which registers write them.
pub const ORDER: [&str; 11] = [
    "title",
    "type",
    "status",
    "stabilized_at",
    "deprecated_at",
    "rejected_at",
    "replaced_by",
    "replaces",
    "track",
    "supplements",
    "description",
];

/// Why front matter cannot be edited; nothing where it can.
pub fn unfit(document: &Document) -> Option<String> {
    let path = &document.path;
    if document.too_large.is_some() {
        return Some(format!("{path} is too large to be edited"));
    }
    match document.front.fence {
        Fence::Missing => Some(format!("{path} has no front matter")),
        Fence::Unclosed => Some(format!("the front matter of {path} is not closed by a line of three hyphens")),
        Fence::Closed if !document.front.problems.is_empty() || document.front.root.is_none() => {
            let problem = document.front.problems.first().map_or("it is no mapping", |problem| &problem.message);
            Some(format!("the front matter of {path} cannot be edited: {problem}"))
        }
        Fence::Closed => None,
    }
}

/// Sets `key` to a text: in place where it has a value, else in a new line where registers put it.
pub fn set(document: &Document, key: &str, value: &str) -> Edits {
    let Some(entry) = document.front.entry(key) else {
        return insert(document, key, &scalar(value, in_flow(document)));
    };
    let old = &entry.value;
    let text = match old.style {
        Style::Quoted if matches!(old.kind, Kind::Text(_)) => {
            let single = document.source.slice(old.span).starts_with('\'');
            if single && !value.contains(|c: char| c.is_control()) {
                single_quoted(value)
            } else {
                double_quoted(value)
            }
        }
        _ => scalar(value, in_flow(document)),
    };
    put(document, entry, &text)
}

/// Puts `text` in the place of a key's value, whatever that is.
pub(super) fn put(document: &Document, entry: &Entry, text: &str) -> Edits {
    let value = &entry.value;
    let colon = after_colon(document, entry);
    if value.span.is_empty() {
        return vec![(Span::at(colon), format!(" {text}"))];
    }
    if value.style != Style::Block {
        return vec![(value.span, text.to_owned())];
    }
    let start = value.span.start as usize;
    let end = start + document.source.slice(value.span).trim_end().len();
    let line = document.source.line_span(document.source.line_of(colon.saturating_sub(1)));
    let line_end = line.start as usize + document.source.slice(line).trim_end_matches(['\r', '\n']).len();
    if matches!(value.kind, Kind::Text(_)) || start < line_end {
        // The mark of a block scalar belongs to the value.
        return vec![(Span::new(colon, end), format!(" {text}"))];
    }
    vec![(Span::at(colon), format!(" {text}")), (Span::new(line_end, end), String::new())]
}

/// Removes `key` with its value and the rest of its lines, and comments below that are indented further; comments
/// above it stay.
pub fn remove(document: &Document, key: &str) -> Edits {
    let Some(entry) = document.front.entry(key) else { return Vec::new() };
    let source = &document.source;
    if in_flow(document) {
        let entries = document.front.root.as_ref().map(Node::entries).unwrap_or_default();
        let spans: Vec<Span> = entries.iter().map(Entry::span).collect();
        return vec![(flow_item(&spans, entry.span()), String::new())];
    }
    let first = source.line_span(source.line_of(entry.key.span.start as usize));
    let indent = entry.key.span.start - first.start;
    let mut last = last_line(document, entry);
    // A comment below that is indented further belongs to the value, and might become a part of the one above.
    let belongs = |line: usize| {
        let text = source.line_text(line);
        let blank = text.len() - text.trim_start().len();
        blank > indent as usize && text.trim_start().starts_with('#')
    };
    while belongs(last + 1) {
        last += 1;
    }
    vec![(Span { start: first.start, end: source.line_span(last).end }, String::new())]
}

/// The bytes to take out so that one of several things between brackets goes with one comma.
pub(super) fn flow_item(all: &[Span], gone: Span) -> Span {
    let at = all.iter().position(|span| *span == gone).unwrap_or(0);
    if let Some(next) = all.get(at + 1) {
        return Span { start: gone.start, end: next.start };
    }
    let previous = at.checked_sub(1).and_then(|at| all.get(at));
    Span { start: previous.map_or(gone.start, |previous| previous.end), end: gone.end }
}

/// Inserts a line `key: text` behind the nearest key that registers put before it. `text` may have several lines, each
/// beginning with a line break as `\n`.
pub(super) fn insert(document: &Document, key: &str, text: &str) -> Edits {
    let source = &document.source;
    let space = if text.starts_with('\n') || text.is_empty() { "" } else { " " };
    let rank = |key: &str| ORDER.iter().position(|other| *other == key);
    let own = rank(key).unwrap_or(ORDER.len());
    let entries = document.front.root.as_ref().map(Node::entries).unwrap_or_default();
    let before = entries.iter().filter(|entry| rank(entry.name()).is_some_and(|rank| rank < own));
    let before = before.max_by_key(|entry| rank(entry.name())).or_else(|| entries.last());
    if in_flow(document) {
        let root = document.front.root.as_ref().map_or(Span::default(), |root| root.span);
        return match before {
            Some(before) => vec![(Span::at(before.span().end as usize), format!(", {key}:{space}{text}"))],
            None => vec![(Span::at(root.start as usize + 1), format!("{key}:{space}{text}"))],
        };
    }
    let (line, indent) = match before {
        Some(before) => {
            let start = source.line_span(source.line_of(before.key.span.start as usize)).start;
            let indent = source.slice(Span { start, end: before.key.span.start });
            let blank = indent.len() - indent.trim_start_matches([' ', '\t']).len();
            (last_line(document, before), indent.get(..blank).unwrap_or(""))
        }
        None => (source.line_of(document.front.opening.start as usize), ""),
    };
    let span = source.line_span(line);
    let ending = ending_of(document, span);
    let text = text.replace('\n', &format!("{ending}{indent}"));
    vec![(Span::at(span.end as usize), format!("{indent}{key}:{space}{text}{ending}"))]
}

/// The line ending of a line; the file's where the line has none.
pub(super) fn ending_of(document: &Document, line: Span) -> &'static str {
    let text = document.source.slice(line);
    match text {
        _ if text.ends_with("\r\n") => "\r\n",
        _ if text.ends_with('\n') => "\n",
        _ if text.ends_with('\r') => "\r",
        _ => document.source.line_ending(),
    }
}

/// The last line (from 0) that belongs to an entry at the top: its value's, with a comment behind it.
pub(super) fn last_line(document: &Document, entry: &Entry) -> usize {
    let source = &document.source;
    let (start, end) = (entry.value.span.start as usize, entry.value.span.end as usize);
    let value = source.slice(entry.value.span);
    let key_end = entry.key.span.end as usize;
    let last = match value.trim_end().len() {
        0 => after_colon(document, entry).saturating_sub(1).max(key_end.saturating_sub(1)),
        // Blank lines that a block scalar keeps are a part of it.
        _ if entry.value.style == Style::Block && keeps(document, entry) => {
            let blank = value.len() - value.trim_end_matches([' ', '\t']).len();
            end.saturating_sub(blank + 1)
        }
        len => (start + len).saturating_sub(1),
    };
    source.line_of(last.max(key_end.saturating_sub(1)))
}

/// Whether a block scalar keeps the line breaks at its end: `|+`.
fn keeps(document: &Document, entry: &Entry) -> bool {
    let head = Span { start: entry.key.span.end, end: entry.value.span.start.max(entry.key.span.end) };
    let head = document.source.slice(head);
    matches!(entry.value.kind, Kind::Text(_)) && head.split('#').next().unwrap_or(head).contains('+')
}

/// The offset behind the colon of an entry.
pub(super) fn after_colon(document: &Document, entry: &Entry) -> usize {
    let end = entry.key.span.end as usize;
    let rest = document.source.text().get(end..document.front.yaml_span.end as usize).unwrap_or("");
    let blank = rest.len() - rest.trim_start().len();
    if rest[blank..].starts_with(':') { end + blank + 1 } else { end }
}

/// Whether the front matter is written in braces.
pub(super) fn in_flow(document: &Document) -> bool {
    document.front.root.as_ref().is_some_and(|root| root.style == Style::Flow)
}

/// A text as YAML: without quotes where every parser then reads the same text, else in double quotes.
pub fn scalar(text: &str, flow: bool) -> String {
    let other_parsers =
        ["yes", "no", "on", "off", "y", "n"].into_iter().any(|word| text.eq_ignore_ascii_case(word)) || text == "=";
    let odd = |c: char| matches!(c, '\n' | '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let marks = flow && text.contains([',', '[', ']', '{', '}']);
    let plain = !other_parsers && !marks && !text.contains(odd) && !text.contains(COMMAND) && {
        let parsed = yaml::parse(&format!("k: {text}\n"));
        let value = parsed.root.as_ref().and_then(|root| root.get("k"));
        parsed.problems.is_empty()
            && parsed.comments.is_empty()
            && value.is_some_and(|value| value.style == Style::Plain && value.as_str() == Some(text))
    };
    if plain { text.to_owned() } else { double_quoted(text) }
}

pub(super) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What a workflow on GitHub takes for a command, wherever it stands in a line; `::` counts at the begin of one.
const COMMAND: &str = "##[";

/// A text in double quotes, with escapes for what cannot be seen and what a workflow would obey.
pub fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (at, c) in text.char_indices() {
        match c {
            '#' if text.get(at..).is_some_and(|rest| rest.starts_with(COMMAND)) => out.push_str("\\x23"),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) <= 0xff && c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The lines of a folded block scalar that is read as `text`, each of at most `room` bytes where words allow it; nothing
/// for a text that fits one line, or that folding would change.
pub fn folded(text: &str, room: usize) -> Option<Vec<String>> {
    let words = || text.split(' ');
    let odd = |word: &str| word.is_empty() || word.starts_with("::") || word.contains(COMMAND);
    if text.len() <= room || words().any(odd) || text.contains(|c: char| c.is_control() || c == '\u{2028}') {
        return None;
    }
    let mut lines = vec![String::new()];
    for word in words() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

/// Whether the front matter after an edit says what it said before, but for what was asked: keys with their new
/// value, or nothing for one that must be gone.
///
/// # Errors
/// A sentence that names the file, when it does not: then the edit must not be made.
pub fn verify(before: &Document, after: &Document, asked: &[(&str, Option<Json>)]) -> Result<(), String> {
    let json = |document: &Document| document.front.root.as_ref().map(Node::to_json).unwrap_or_default();
    let mut expected = json(before);
    if let Json::Object(map) = &mut expected {
        for (key, value) in asked {
            match value {
                Some(value) => drop(map.insert((*key).to_owned(), value.clone())),
                None => drop(map.remove(*key)),
            }
        }
    }
    let body = |document: &Document| document.source.text().get(document.front.span.end as usize..).map(str::to_owned);
    let same = unfit(after).is_none() && json(after) == expected && body(before) == body(after);
    if same {
        return Ok(());
    }
    Err(format!("the front matter of {} is written in a way that cannot be edited safely; do it by hand", before.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_scalar_speaks_to_a_workflow_and_each_is_read_as_it_was() {
        let texts =
            ["##[error]x", "a ##[error]x", "a\n::error::x\n##[error]x", "\u{202e}x\u{2066}", "::error::x", "# # [x]"];
        for text in texts {
            let written = scalar(text, false);
            let bare = !written.contains(COMMAND) && !written.contains(['\n', '\u{202e}', '\u{2066}']);
            assert!(bare, "{written}");
            let parsed = yaml::parse(&format!("k: {written}\n"));
            assert_eq!(parsed.root.as_ref().and_then(|root| root.text("k")), Some(text), "{written}");
        }
        assert_eq!(folded(&format!("{} ::error::x", "word ".repeat(40).trim()), 40), None);
    }
}
