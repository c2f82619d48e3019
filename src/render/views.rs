//! What several pages show: links, versions, findings, and messages in pieces. Custom templates rely on field names.

use super::address::Address;
use super::cx::Cx;
use super::overview::{kind, short_title, to_come};
use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::name::NameKind;
use crate::text::Source;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashSet;

#[derive(Clone, Debug, Serialize)]
pub struct TrackLink {
    pub name: String,
    pub href: String,
    /// Whether this is its page.
    pub current: bool,
}

/// A link to a document, or the name of an unknown one.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// `scs-0100-v3`, or the name as written.
    pub label: String,
    pub title: Option<String>,
    /// The link; `None` if there is no such document.
    pub href: Option<String>,
}

impl Reference {
    /// A link without a title.
    pub fn to(label: impl Into<String>, href: Option<String>) -> Self {
        Reference { label: label.into(), title: None, href }
    }
}

/// A version or supplement in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Version {
    /// `scs-0100-v3`
    pub id: String,
    /// `v3`
    pub label: String,
    /// Link to its page.
    pub href: String,
    /// Its title; of a supplement, without the title of its standard.
    pub title: String,
    pub kind: String,
    pub state: &'static str,
    /// The next change.
    pub when: Option<String>,
    /// Dates, if present.
    pub stabilized_at: Option<String>,
    /// Deprecated from this date on.
    pub deprecated_at: Option<String>,
    /// Rejected on this date.
    pub rejected_at: Option<String>,
    pub replaces: Vec<Reference>,
    /// Documents that replace it, by its `replaced_by` or their `replaces`.
    pub replaced_by: Vec<Reference>,
    pub supplements: Vec<Reference>,
    pub errors: usize,
    /// Whether this is the page of that version.
    pub current: bool,
}

impl Version {
    /// A version or supplement for a list. `standard` is the title of the supplemented document.
    pub fn of(document: &Document, standard: Option<&str>, cx: &Cx<'_>) -> Self {
        let life = &document.life;
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        // Only editors see names of files that do not exist.
        let known = |files: Vec<&str>| {
            let mut all = references(files.into_iter(), cx.corpus);
            all.retain(|reference| cx.editorial || reference.href.is_some());
            all
        };
        Version {
            id: document.id(),
            label: match document.name.kind {
                NameKind::Malformed => document.name.file.clone(),
                _ => document.name.version_label(),
            },
            href: Address::document(document).href(),
            title: short_title(document, standard).into(),
            kind: kind(document),
            state: life.state(cx.at).name(),
            when: to_come(document, cx.at, &cx.words),
            stabilized_at: date(life.stabilized_at),
            deprecated_at: date(life.deprecated_at),
            rejected_at: date(life.rejected_at),
            replaces: known(document.list("replaces").map(|(file, _)| file).collect()),
            replaced_by: known(cx.corpus.replacing(document)),
            supplements: known(document.list("supplements").map(|(file, _)| file).collect()),
            errors: cx.errors(&document.path),
            current: false,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The message, in pieces.
    pub message: Vec<Part>,
    /// Line in the file, from 1.
    pub line: usize,
}

pub(super) fn finding(diagnostic: &Diagnostic, source: Option<&Source>) -> Finding {
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        message: parts(&diagnostic.message),
        line: source.map_or(0, |source| source.line_of(diagnostic.span.start as usize)) + 1,
    }
}

pub(super) fn track_link(track: Track, page: Option<&Address>) -> TrackLink {
    let address = Address::track(track);
    TrackLink { name: track.name().into(), href: address.href(), current: page == Some(&address) }
}

/// A link to the page of a document.
pub(super) fn reference(document: &Document) -> Reference {
    Reference {
        label: document.id(),
        title: Some(document.title().into()),
        href: Some(Address::document(document).href()),
    }
}

/// Deduplicated references to files by name, in order.
pub fn references<'f>(files: impl Iterator<Item = &'f str>, corpus: &Corpus) -> Vec<Reference> {
    let mut seen = HashSet::new();
    let unseen = files.filter(|file| seen.insert(*file));
    let found = unseen.map(|file| match corpus.by_file(file) {
        Some(document) => reference(document),
        None => Reference::to(file, None),
    });
    found.collect()
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Whether it is in backticks: a name or value.
    pub code: bool,
    pub text: String,
}

/// A message in pieces; a backtick without a partner is text.
pub(super) fn parts(message: &str) -> Vec<Part> {
    let mut pieces: Vec<&str> = message.split('`').collect();
    let odd = if pieces.len().is_multiple_of(2) { pieces.pop() } else { None };
    let part = |(at, text): (usize, &str)| Part { code: at % 2 == 1, text: text.to_owned() };
    let mut parts: Vec<Part> = pieces.into_iter().enumerate().map(part).collect();
    if let Some(text) = odd {
        parts.push(Part { code: false, text: format!("`{text}") });
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// A description in Markdown in pieces, with escapes outside of code resolved.
pub(super) fn described(text: &str) -> Vec<Part> {
    let mut parts = parts(text);
    for part in parts.iter_mut().filter(|part| !part.code && part.text.contains('\\')) {
        let mut chars = std::mem::take(&mut part.text).chars().collect::<Vec<_>>().into_iter().peekable();
        while let Some(c) = chars.next() {
            let escaped = chars.next_if(|next| c == '\\' && next.is_ascii_punctuation());
            part.text.push(escaped.unwrap_or(c));
        }
    }
    parts
}

/// A requirement or possibly normative sentence in the list next to the text.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    /// Its permanent id on the page.
    pub id: String,
    /// `R7`; a possibly normative one has none.
    pub number: Option<String>,
    /// Its strongest keyword.
    pub word: &'static str,
    /// Its truncated text.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_at_backticks() {
        let show = |message| -> String {
            let parts = parts(message).into_iter();
            parts.map(|part| if part.code { format!("<{}>", part.text) } else { part.text }).collect()
        };
        assert_eq!(show("`a` is not `b`"), "<a> is not <b>");
        assert_eq!(show("`a` is ` odd"), "<a> is ` odd");
        assert_eq!(show("plain"), "plain");
        let text: String = described(r"os\_distro `a\_b` C:\x \\_ \").into_iter().map(|part| part.text).collect();
        assert_eq!(text, r"os_distro a\_b C:\x \_ \");
    }
}
