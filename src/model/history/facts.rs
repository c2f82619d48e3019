//! What the history needs to know of one version of a file: its front matter, and marks of its lines.

use crate::load::Entry;
use crate::model::document::{DocumentType, read_status};
use crate::model::front_matter;
use crate::model::lifecycle::Status;
use crate::text::Source;
use crate::value::Node;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The dates of the lifecycle: key, and the name it had once.
pub const DATES: [(&str, Option<&str>); 3] =
    [("stabilized_at", None), ("deprecated_at", Some("obsoleted_at")), ("rejected_at", None)];

/// What one version of a file says about its document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the front matter could be read to its end.
    pub complete: bool,
    /// The title.
    pub title: Option<String>,
    /// The type, as written.
    pub kind: Option<String>,
    /// The status, as written.
    pub status: Option<String>,
    /// The dates in the order of [`DATES`], each with the key it stands under.
    pub dates: [Option<(&'static str, String)>; 3],
    /// File names of what it replaces.
    pub replaces: Vec<String>,
    /// Whether it names what replaces it.
    pub replaced: bool,
    /// Marks of the different lines that are longer than three characters, sorted; empty where they were not asked for.
    pub lines: Vec<u64>,
}

impl Facts {
    /// Reads the front matter and never the body; the marks of lines only where they are wanted.
    pub fn read(entry: &Entry, lines: bool) -> Self {
        let bytes = entry.bytes();
        let source = Source::new(head(bytes));
        let (front, _) = front_matter::read(&source);
        let text = |key: &str| {
            let text = front.get(key).and_then(Node::key_text).unwrap_or_default();
            let text = text.trim();
            (!text.is_empty() && text != "null").then(|| text.to_owned())
        };
        let list = |key: &str| {
            let items = front.get(key).map(Node::items_or_self).unwrap_or_default();
            items.iter().filter_map(Node::as_str).map(|file| file.trim().to_owned()).collect::<Vec<_>>()
        };
        let date = |(key, former): (&'static str, Option<&'static str>)| {
            let keys = [Some(key), former];
            keys.into_iter().flatten().find_map(|key| Some((key, text(key)?)))
        };
        Facts {
            complete: front.complete(),
            title: text("title"),
            kind: text("type"),
            status: text("status"),
            dates: DATES.map(date),
            replaces: list("replaces"),
            replaced: !list("replaced_by").is_empty(),
            lines: if lines { marks(bytes) } else { Vec::new() },
        }
    }

    /// The status; a former name counts as the name of today.
    pub fn status(&self) -> Option<Status> {
        self.status.as_deref().and_then(read_status)
    }

    /// Whether it is a Decision Record.
    pub fn is_decision(&self) -> bool {
        self.kind.as_deref().and_then(DocumentType::parse) == Some(DocumentType::DecisionRecord)
    }
}

/// The bytes up to the end of the front matter; all, where no line closes it.
fn head(bytes: &[u8]) -> &[u8] {
    let mut end = 0;
    for (index, line) in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')).enumerate() {
        end += line.len();
        let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| index == 0).unwrap_or(line);
        match (index, text.trim_ascii_end() == b"---") {
            // Without a first fence there is no front matter.
            (0, false) => break,
            (1.., true) => break,
            _ => {}
        }
    }
    bytes.get(..end).unwrap_or(bytes)
}

fn marks(bytes: &[u8]) -> Vec<u64> {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    let mut marks: Vec<u64> = lines
        .filter(|line| line.len() > 3)
        .map(|line| {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        Facts::read(&Entry::File(text.as_bytes().into()), true)
    }

    #[test]
    fn only_the_front_matter_is_read() {
        for text in [
            "---\ntitle: A\nstatus: Proposal\nobsoleted_at: 2023-10-31\n---\n\nstatus: Stable\n---\nbody\n",
            "\u{feff}---\r\ntitle: A\r\nstatus: Proposal\r\nobsoleted_at: 2023-10-31\r\n---\r\n\r\nbody",
            "---\rtitle: A\rstatus: Proposal\robsoleted_at: 2023-10-31\r---",
        ] {
            let facts = facts(text);
            assert!(facts.complete, "{text:?}");
            assert_eq!((facts.title.as_deref(), facts.status()), (Some("A"), Some(Status::Draft)), "{text:?}");
            assert_eq!(facts.dates[1], Some(("obsoleted_at", "2023-10-31".into())));
        }
        let long = format!("---\ntitle: A\n---\n{}", "x\n".repeat(1000));
        assert_eq!(head(long.as_bytes()).len(), 17);
    }

    #[test]
    fn what_cannot_be_read_is_known_to_be_so() {
        for text in ["", "---", "---\ntitle: [\n---\n", "---\ntitle: x\n\n## Body\n", "none\n", "\u{0}"] {
            assert!(!facts(text).complete, "{text:?}");
        }
        assert!(facts("---\nstabilized_at:\n---\n").dates[0].is_none());
    }
}
