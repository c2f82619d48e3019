//! One document: name, front matter, body. Parsing never fails.

pub use super::facts::{DocumentType, Track};
use super::front_matter;
pub use super::front_matter::{Fence, FrontMatter, KEY_ORDER};
use super::lifecycle::{Lifecycle, Status, parse_date};
use super::markdown::Body;
use super::name::{Name, NameKind};
use super::statement::Anchored;
use crate::load::Entry;
use crate::patch::Patch;
use crate::text::path::file_name;
use crate::text::{Source, Span};
use crate::value::Node;
use crate::value::schema::Schema;
use jiff::civil::Date;
use std::sync::{Arc, OnceLock};

/// A document, supplement, proposal or template. Clones share the parsed data.
#[derive(Clone, Debug)]
pub struct Document {
    /// Path relative to the root.
    pub path: String,
    /// The parsed file name.
    pub name: Name,
    /// The text.
    pub source: Arc<Source>,
    /// Size and limit in bytes, if the file is too large and only its start was read.
    pub too_large: Option<(u64, u64)>,
    /// The front matter.
    pub front: Arc<FrontMatter>,
    /// The body.
    pub body: Arc<Body>,
    /// Its requirements and possibly normative sentences, computed on first use.
    pub(super) statements: Arc<OnceLock<Vec<Anchored>>>,
    /// Status and dates, if valid.
    pub life: Lifecycle,
    /// The type, ignoring case.
    pub kind: Option<DocumentType>,
    /// The track, ignoring case.
    pub track: Option<Track>,
}

impl Document {
    /// Reads a document. Never fails.
    pub fn parse(path: &str, entry: &Entry) -> Self {
        let file = file_name(path);
        let name = Name::parse(file);
        let source = Source::new(entry.bytes());
        let too_large = match entry {
            Entry::TooLarge { size, limit, .. } => Some((*size, *limit)),
            _ => None,
        };
        let (mut front, body_start) = front_matter::read(&source);
        let body = Body::parse(source.text(), body_start);
        front.validate(&name);
        let text = |key: &str| front.get(key).and_then(Node::as_str);
        let date = |key: &str| text(key).and_then(parse_date);
        let life = Lifecycle {
            status: text("status").and_then(read_status),
            stabilized_at: date("stabilized_at"),
            deprecated_at: date("deprecated_at"),
            rejected_at: date("rejected_at"),
            supplement: name.kind == NameKind::Supplement,
            past: None,
        };
        let kind = text("type").and_then(DocumentType::parse);
        let track = text("track").and_then(Track::parse);
        let (source, front, body) = (Arc::new(source), Arc::new(front), Arc::new(body));
        let statements = Arc::default();
        Document { path: path.into(), name, source, too_large, front, body, statements, life, kind, track }
    }

    /// The schema of its front matter.
    pub fn schema(&self) -> Schema {
        front_matter::schema_of(&self.name, self.kind)
    }

    /// Whether the file name is that of a supplement.
    pub fn is_supplement(&self) -> bool {
        self.name.kind == NameKind::Supplement
    }

    /// The state on a date in words; `Supplement` for a supplement.
    pub fn state_words(&self, at: Date) -> String {
        if self.is_supplement() { "Supplement".to_owned() } else { self.life.words(at) }
    }

    /// Whether it has versions: not a supplement, template or malformed name.
    pub fn is_versioned(&self) -> bool {
        matches!(self.name.kind, NameKind::Document | NameKind::Proposal)
    }

    /// Identity without the slug: `scs-0100-v3`.
    pub fn id(&self) -> String {
        self.name.id()
    }

    /// The title, else the file name.
    pub fn title(&self) -> &str {
        let title = self.front.get("title").and_then(Node::as_str).map(str::trim);
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| self.name.stem())
    }

    /// The track of the front matter, else of the number.
    pub fn track(&self) -> Option<Track> {
        self.track.or_else(|| self.name.number.and_then(Track::of_number))
    }

    /// The date of a key, if valid.
    pub fn date(&self, key: &str) -> Option<Date> {
        self.front.get(key).and_then(Node::as_str).and_then(parse_date)
    }

    /// The texts in the list of a key (or a single text instead of a list), as written, with their locations.
    pub fn list(&self, key: &str) -> impl Iterator<Item = (&str, Span)> {
        let items = self.front.get(key).map(Node::items_or_self).unwrap_or_default();
        items.iter().filter_map(|item| Some((item.as_str()?, item.span)))
    }

    /// Begins to edit the front matter.
    ///
    /// # Errors
    /// A sentence about the file, when the front matter is missing or invalid.
    pub fn patch(&self) -> Result<Patch<'_>, String> {
        let path = &self.path;
        match self.front.fence {
            _ if self.too_large.is_some() => Err(format!("{path} is too large to be edited")),
            Fence::Missing => Err(format!("{path} has no front matter")),
            Fence::Unclosed => Err(format!("the front matter of {path} is not closed by a line of three hyphens")),
            Fence::Closed => Patch::new(path, &self.source, self.front.yaml_span, &KEY_ORDER),
        }
    }

    /// The location of a key's value; of the key if the value is empty; of the first fence if there is neither.
    pub fn place(&self, key: &str) -> Span {
        match self.front.entry(key) {
            Some(entry) if entry.value.span.is_empty() => entry.key.span,
            Some(entry) => entry.value.span,
            None => self.front.missing_key_span(),
        }
    }
}

/// Parses a status leniently: a former name or wrong case counts.
pub(super) fn read_status(text: &str) -> Option<Status> {
    let text = text.trim();
    let exact = Status::ALL.into_iter().find(|status| status.name().eq_ignore_ascii_case(text));
    exact.or_else(|| Schema::Document.key("status").and_then(|key| key.former(text)).and_then(Status::parse))
}
