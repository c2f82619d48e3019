//! Syntax that the parser leaves in the text: bare URLs, undefined footnotes, cells of rows.
//!
//! Every function is linear in the length of the text.

use super::mdx::directive_name;
use crate::text::Span;

/// The text of the code span `source`. The parser replaces CR LF with two spaces,
/// other line breaks with one.
pub(super) fn code_text(text: String, source: Option<&str>) -> String {
    let Some(source) = source.filter(|source| source.contains('\r') && source.contains("\r\n")) else { return text };
    let inner = source.trim_matches('`');
    let strip = |line: &str| match line.strip_prefix(' ').and_then(|line| line.strip_suffix(' ')) {
        Some(inside) if !line.trim().is_empty() => inside.to_owned(),
        _ => line.to_owned(),
    };
    // In a quote or list, markers are in between.
    if strip(&inner.replace("\r\n", "  ")).trim() == text.trim() {
        strip(&inner.replace("\r\n", " "))
    } else {
        text.replace("  ", " ")
    }
}

/// Addresses with a scheme in running text, as GitHub links them.
pub fn bare_addresses(text: &str) -> Vec<(Span, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let Some(before) = text.get(..colon) else { continue };
        let Some(start) = before.strip_suffix("https").or_else(|| before.strip_suffix("http")).map(str::len) else {
            continue;
        };
        let Some(rest) = text.get(start..).filter(|_| start >= at) else { continue };
        let scheme = match rest {
            _ if rest.starts_with("https://") => 8,
            _ if rest.starts_with("http://") => 7,
            _ => continue,
        };
        if text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '=') {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\'));
        let rest = &rest[..end.unwrap_or(rest.len())];
        at = start + rest.len();
        let url = without_tail(rest);
        if url.len() > scheme {
            found.push((Span::new(start, start + url.len()), url));
        }
    }
    found
}

/// A URL without trailing punctuation; a balanced parenthesis is kept.
fn without_tail(mut url: &str) -> &str {
    let opened = url.matches('(').count();
    let mut closed = url.matches(')').count();
    loop {
        let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        let trimmed = match trimmed.strip_suffix(')') {
            Some(inner) if closed > opened => {
                closed -= 1;
                inner
            }
            _ => trimmed.strip_suffix(']').unwrap_or(trimmed),
        };
        if trimmed.len() == url.len() {
            return url;
        }
        url = trimmed;
    }
}

/// Footnotes that the parser left in the text: span of `[^label]` and label.
pub fn footnotes(text: &str) -> Vec<(Span, &str)> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        let Some(rest) = text.get(at + 1..).and_then(|rest| rest.strip_prefix('^')) else { continue };
        let Some(len) = rest.find(|c: char| c == ']' || c == '[' || c.is_whitespace()) else { break };
        let defines = rest[len..].starts_with("]:") && text[..at].trim_end_matches(' ').is_empty();
        if len > 0 && rest[len..].starts_with(']') && !defines {
            found.push((Span::new(at, at + 2 + len + 1), &rest[..len]));
        }
    }
    found
}

/// Number of cells in a table row, as GitHub counts them: unescaped bars separate cells,
/// including those in code spans; bars at either end are ignored.
pub fn cells(line: &str) -> usize {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut bars = 0;
    let mut escaped = false;
    let mut last = false;
    for byte in line.bytes() {
        last = byte == b'|' && !escaped;
        bars += usize::from(last);
        escaped = byte == b'\\' && !escaped;
    }
    if last { bars } else { bars + 1 }
}

/// Location of a definition's target; the whole `span` if it is written with escapes.
pub fn definition_target(text: &str, span: Span, target: &str) -> Span {
    let raw = text.get(span.range()).unwrap_or_default();
    let from = raw.find("]:").map_or(0, |at| at + 2);
    place(raw, from, target).map_or(span, |place| place.shifted(span.start as usize))
}

/// Location of the target of an inline link, given the end of its text; the whole `span` if it
/// is written with escapes.
pub fn link_target(text: &str, span: Span, text_end: usize, target: &str) -> Span {
    let tail = text.get(text_end..span.end as usize).unwrap_or_default();
    let from = if tail.starts_with("](") { Some(0) } else { tail.find("](") }.map_or(0, |at| at + 2);
    place(tail, from, target).map_or(span, |place| place.shifted(text_end))
}

fn place(raw: &str, from: usize, target: &str) -> Option<Span> {
    if target.is_empty() {
        return None;
    }
    let rest = raw.get(from..)?;
    let at = from + if rest.starts_with(target) { 0 } else { rest.find(target)? };
    Some(Span::new(at, at + target.len()))
}

/// A label normalized for comparison: lowercase, with single spaces.
pub fn label_key(label: &str) -> String {
    let mut key = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.to_lowercase());
    }
    key
}

/// The text of a heading and the anchor that `## Heading {#anchor}` or `## Heading {/* #anchor */}` sets, as Docusaurus reads
/// them.
pub fn explicit_anchor(heading: &str) -> Option<(&str, &str)> {
    let inner = heading.trim_end().strip_suffix('}')?;
    let (text, anchor) = match inner.strip_suffix("*/") {
        Some(inner) => {
            let (text, comment) = inner.rsplit_once("{/*")?;
            (text, comment.trim().split(' ').next()?.strip_prefix('#')?)
        }
        None => inner.rsplit_once("{#").map(|(text, anchor)| (text, anchor.trim()))?,
    };
    (!anchor.is_empty() && !anchor.contains('}')).then_some((text.trim_end(), anchor))
}

/// A text without the names of text directives, `:name`, which the ids of Docusaurus do not have.
pub fn without_directives(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        let name = if rest[..at].ends_with(':') || (at == 0 && kept.ends_with(':')) {
            0
        } else {
            directive_name(&rest[at + 1..])
        };
        kept.push_str(&rest[..at + usize::from(name == 0)]);
        rest = &rest[at + 1 + name..];
    }
    kept + rest
}
