//! Input of templates: the data of each kind of page. Custom templates rely on field names.

use super::clouds::CloudsPage;
use super::overview::Group;
use super::past::{PastView, Touched};
use super::requirements::DocumentRequirements;
use super::scope_view::{Event, VersionLine};
use super::timeline::Timeline;
use super::traced::{Group as CaseGroup, ScopeLink};
use crate::config::SiteLink;
use serde::Serialize;

/// The frame of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// The language of the interface: `en`.
    pub lang: &'static str,
    /// The language of documents, if different.
    pub text_lang: Option<&'static str>,
    /// The relative path to the root of the site.
    pub root: String,
    /// Name of the register.
    pub title: String,
    /// The permanent URL of the page.
    pub canonical: String,
    /// A sentence for search engines.
    pub description: String,
    /// The pages of the tracks.
    pub tracks: Vec<TrackLink>,
    /// The page of all tests.
    pub tests: TrackLink,
    /// The page of the lifecycle.
    pub lifecycle: TrackLink,
    /// The page about certificates.
    pub certification: TrackLink,
    /// The register's own pages.
    pub pages: Vec<TrackLink>,
    /// The feed of the page, if it has its own.
    pub feed: Option<String>,
    /// The next date that changes the page.
    pub next: Option<String>,
    /// Path of the logo below the root of the site.
    pub logo: Option<String>,
    /// Address of the image for social media.
    pub image: Option<String>,
    /// License of the documents.
    pub license: Option<SiteLink>,
    /// Links at the foot of the page.
    pub footer: Vec<SiteLink>,
    /// Whether there is a style sheet of the register.
    pub custom: bool,
    /// Whether the site shows findings.
    pub editorial: bool,
    /// Hosts of images that the page may load, for its policy.
    pub images: Vec<String>,
    /// Address of the repository.
    pub repository: String,
    /// The date that was assumed.
    pub at: String,
    /// Whether the page is served and waits for the next build.
    pub live: bool,
    /// Name and version of this program.
    pub generator: &'static str,
}

/// A link to the page of a track.
#[derive(Clone, Debug, Serialize)]
pub struct TrackLink {
    pub name: String,
    /// The link.
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

/// The page of a track.
#[derive(Serialize)]
pub struct TrackView<'a> {
    /// Name of the track.
    pub name: &'static str,
    /// Its part of the overview.
    pub groups: Vec<Group>,
    /// On the track Scopes, the certificate scopes.
    pub scopes: Vec<ScopeLine>,
    /// On the track Scopes, the cloud environments, if the register lists any.
    pub clouds: Option<CloudsPage<'a>>,
    /// The register's own introduction, as sanitized HTML.
    pub intro: Option<String>,
}

/// A certificate scope in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeLine {
    /// Its page.
    pub scope: Reference,
    /// Number of errors in its file.
    pub errors: usize,
    /// The versions that can be certified or tested, with their validity.
    pub versions: Vec<VersionLine>,
    /// The next change.
    pub next: Option<Event>,
}

/// The page of a number.
#[derive(Clone, Debug, Serialize)]
pub struct NumberView {
    /// `scs-0100`
    pub label: String,
    /// Title of the newest version.
    pub title: String,
    pub track: Option<TrackLink>,
    /// Description of the effective (else the newest) version.
    pub description: Option<String>,
    /// The versions, lowest first.
    pub versions: Vec<Version>,
    pub supplements: Vec<Version>,
    /// The dates and relations that any version has, by their keys.
    pub columns: Vec<&'static str>,
    /// The timeline diagram; `None` if no version has a date.
    pub timeline: Option<Timeline>,
    /// Pages that compare two versions, newest first.
    pub comparisons: Vec<Reference>,
    /// The scope versions that require each version.
    pub required_by: Vec<(Reference, Vec<ScopeLink>)>,
    /// Its test cases.
    pub cases: Vec<CaseGroup>,
    /// History of its documents.
    pub past: Option<PastView>,
    /// The pages of the numbers before and after it.
    pub around: Neighbors,
}

/// The previous and next page in the order of numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Neighbors {
    /// The page before it.
    pub before: Option<Reference>,
    /// The page after it.
    pub after: Option<Reference>,
}

/// One of the register's own pages.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    pub title: String,
    /// Its text as sanitized HTML.
    pub body: String,
    /// Whether there are diagrams that a script draws.
    pub diagrams: bool,
}

/// The page with all findings.
#[derive(Clone, Debug, Serialize)]
pub struct FindingsView {
    pub files: Vec<FileFindings>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FileFindings {
    pub path: String,
    /// Its page, or its URL in the repository.
    pub href: String,
    /// Its address in the repository.
    pub source: String,
    /// Its findings in the order of lines.
    pub findings: Vec<Finding>,
}

/// The page that explains feeds: for each group, the pages that have one.
#[derive(Clone, Debug, Serialize)]
pub struct SubscribeView {
    /// URL for subscribing to the calendar.
    pub webcal: String,
    /// Address of the feed of all changes.
    pub feed: String,
    /// Cloud environments, with links to their feeds; the first is that of all.
    pub clouds: Vec<Reference>,
    /// Whether these are fictional.
    pub example: bool,
    /// Tracks.
    pub tracks: Vec<Reference>,
    /// Certificate scopes.
    pub scopes: Vec<Reference>,
    pub standards: Vec<Reference>,
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
    /// Its type.
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
    /// Documents that it replaces.
    pub replaces: Vec<Reference>,
    /// Documents that replace it, by its `replaced_by` or their `replaces`.
    pub replaced_by: Vec<Reference>,
    /// Documents that it supplements.
    pub supplements: Vec<Reference>,
    /// Number of errors.
    pub errors: usize,
    /// Whether this is the page of that version.
    pub current: bool,
}

/// The page of a document.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    /// The document among its versions.
    pub this: Version,
    /// The title in full.
    pub title: String,
    /// State in words: `Effective since 2024-11-13`.
    pub words: String,
    /// Whether it is a supplement, which has no state.
    pub supplement: bool,
    pub track: Option<TrackLink>,
    /// The page of its number.
    pub number: Option<Reference>,
    pub description: Option<String>,
    /// Supplements to it.
    pub supplemented_by: Vec<Reference>,
    /// The versions of its number: the newest, and its own.
    pub versions: Vec<Version>,
    /// Number of others.
    pub more_versions: usize,
    /// The effective version, if it is another one.
    pub in_force: Option<Version>,
    /// Whether all documents that replace it are drafts.
    pub replaced_by_draft: bool,
    /// Path of the source.
    pub path: String,
    /// Address of the source in the repository.
    pub source: String,
    /// Findings at error level, not more than fit a page; of an editorial site only.
    pub errors: Vec<Finding>,
    /// Number of omitted errors.
    pub more_errors: usize,
    /// Notices for readers: state, dates or relations may be wrong.
    pub cautions: Vec<String>,
    /// The commits that created and last changed it.
    pub touched: Option<Touched>,
    /// The pages of the numbers before and after it.
    pub around: Neighbors,
    /// Sections for the table of contents; empty for short documents.
    pub contents: Vec<Section>,
    /// Its requirements, in order.
    pub statements: Vec<Mark>,
    /// Its requirements with their test cases.
    pub requirements: Option<DocumentRequirements>,
    /// Comparisons with other versions.
    pub comparisons: Vec<Reference>,
    pub diagrams: bool,
    /// The versions of scopes that require it and are not over.
    pub required_by: Vec<ScopeLink>,
    /// Its first test cases, with links.
    pub tests: Vec<Reference>,
    /// Number of others.
    pub more_tests: usize,
    /// JSON-LD for search engines, safe within a `script` element.
    pub json_ld: String,
    /// The text as sanitized HTML.
    pub body: String,
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

/// A line of a table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// 2 or 3.
    pub level: u8,
    /// The heading.
    pub text: String,
    /// The link, with `#`.
    pub href: String,
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
