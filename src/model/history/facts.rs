//! The front matter of one revision of a file, without locations.

use crate::load::Entry;
use crate::model::document::{DocumentType, read_status};
use crate::model::facts::{DateKey, Relation, Status};
use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};

/// The facts of one revision of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the front matter was parsed completely.
    pub complete: bool,
    /// The title.
    pub title: Option<String>,
    /// The type, as written.
    pub kind: Option<String>,
    /// The status, as written.
    pub status: Option<String>,
    /// The dates in the order of [`DateKey::ALL`], each with the key it is under.
    pub dates: [Option<(&'static str, String)>; 3],
    /// File names of the replaced documents.
    pub replaces: Vec<String>,
    /// Whether it names a replacement.
    pub replaced: bool,
}

/// YAML engine for front matter of old revisions, of which only values are needed.
struct Yaml;

impl Engine for Yaml {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        serde_yaml::from_str(content).map_err(|error| gray_matter::Error::deserialize_error(&error.to_string()))
    }
}

impl Facts {
    /// Reads the front matter.
    pub fn read(entry: &Entry) -> Self {
        let text = String::from_utf8_lossy(entry.bytes());
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let front = Matter::<Yaml>::new().parse(text).ok().and_then(|parsed| parsed.data);
        let Some(Pod::Hash(front)) = front else { return Facts::default() };
        let text = |key: &str| front.get(key).and_then(scalar);
        let list = |key: &str| match front.get(key) {
            Some(Pod::Array(items)) => items.iter().filter_map(scalar).collect(),
            value => Vec::from_iter(value.and_then(scalar)),
        };
        let date = |key: DateKey| {
            let keys = [Some(key.name()), key.former()];
            keys.into_iter().flatten().find_map(|key| Some((key, text(key)?)))
        };
        Facts {
            complete: true,
            title: text("title"),
            kind: text("type"),
            status: text("status"),
            dates: DateKey::ALL.map(date),
            replaces: list(Relation::Replaces.name()),
            replaced: !list(Relation::ReplacedBy.name()).is_empty(),
        }
    }

    /// The status; former names count.
    pub fn status(&self) -> Option<Status> {
        self.status.as_deref().and_then(read_status)
    }

    /// Whether it is a Decision Record.
    pub fn is_decision(&self) -> bool {
        self.kind.as_deref().and_then(DocumentType::parse) == Some(DocumentType::DecisionRecord)
    }
}

/// A scalar as text; `None` for an empty one and for collections.
fn scalar(value: &Pod) -> Option<String> {
    let text = match value {
        Pod::String(text) => text.trim().to_owned(),
        Pod::Integer(number) => number.to_string(),
        Pod::Float(number) => number.to_string(),
        Pod::Boolean(value) => value.to_string(),
        Pod::Null | Pod::Array(_) | Pod::Hash(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        Facts::read(&Entry::File(text.as_bytes().into()))
    }

    #[test]
    fn only_the_front_matter_is_read() {
        for text in [
            "---\ntitle: A\nstatus: Proposal\nobsoleted_at: 2023-10-31\n---\n\nstatus: Stable\n---\nbody\n",
            "\u{feff}---\r\ntitle: A\r\nstatus: Proposal\r\nobsoleted_at: 2023-10-31\r\n---\r\n\r\nbody",
            "---\ntitle: A\ntitle: A\nstatus: Proposal\nobsoleted_at: '2023-10-31'\n---",
        ] {
            let facts = facts(text);
            assert!(facts.complete, "{text:?}");
            assert_eq!((facts.title.as_deref(), facts.status()), (Some("A"), Some(Status::Draft)), "{text:?}");
            assert_eq!(facts.dates[1], Some(("obsoleted_at", "2023-10-31".into())));
        }
    }

    #[test]
    fn unreadable_front_matter_is_marked() {
        for text in
            ["", "---", "---\ntitle: [\n---\n", "---\ntitle: x\n\n## Body\n", "none\n", "\u{0}", "---\n- a\n---\n"]
        {
            assert!(!facts(text).complete, "{text:?}");
        }
        let facts = facts("---\nstabilized_at:\ntitle: 2024\nreplaces: a.md\n---\n");
        assert!(facts.complete && facts.dates[0].is_none() && facts.title.as_deref() == Some("2024"));
        assert_eq!(facts.replaces, ["a.md"]);
    }
}
