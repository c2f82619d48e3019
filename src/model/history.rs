//! History of each document: created, renamed, stabilized, and so on. Pure: the
//! commits are data, with the state of each changed file.
//!
//! A document is followed across renames. While its front matter is invalid, the last valid
//! state counts; changes in between are attributed to the commit that fixes it.

mod facts;
mod follow;

pub use facts::Facts;

use super::Corpus;
use super::document::read_status;
use super::lifecycle::{Lifecycle, Past, Status};
use super::lookup::{NotFound, Query};
use super::name::{Name, NameKind};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// A commit with its changes.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// Name of the author.
    pub author: String,
    /// When it was committed, in UTC.
    pub date: Date,
    /// Whether history is truncated here: files of the commit may be older.
    pub cut: bool,
    /// Documents that it changed.
    pub changes: Vec<FileChange>,
}

/// A file before and after a commit.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// Its path.
    pub path: String,
    /// The path before a rename.
    pub from: Option<String>,
    /// Its facts afterwards; `None` if it was removed.
    pub new: Option<Arc<Facts>>,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is older than the known history.
    Known,
    /// It was added.
    Created,
    Removed,
    Restored,
    /// Its front matter became invalid.
    Unreadable,
    /// Its front matter became valid again.
    Readable,
    /// The slug changed, or the name is or was malformed.
    Renamed,
    /// A proposal got its number.
    Numbered,
    /// The number or version changed.
    Renumbered,
    /// The status changed.
    Status,
    /// The date of this key was added, changed or removed.
    Date(&'static str),
    /// A former key or value was replaced by its current equivalent.
    Respelled,
    /// The type changed.
    Type,
    /// The title changed.
    Title,
}

impl Kind {
    /// The stable name of the kind, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Known => "known",
            Kind::Created => "created",
            Kind::Removed => "removed",
            Kind::Restored => "restored",
            Kind::Unreadable => "unreadable",
            Kind::Readable => "readable",
            Kind::Renamed => "renamed",
            Kind::Numbered => "numbered",
            Kind::Renumbered => "renumbered",
            Kind::Status => "status",
            Kind::Date(key) => key,
            Kind::Respelled => "respelled",
            Kind::Type => "type",
            Kind::Title => "title",
        }
    }
}

/// Judgment of a status change by the transition table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgment {
    Legal,
    /// Legal, because the Draft names a replacement.
    Replaced,
    Illegal,
    /// Illegal, unless a replacement is named.
    NotReplaced,
}

impl Judgment {
    /// Whether the change is illegal.
    pub fn forbidden(self) -> bool {
        matches!(self, Judgment::Illegal | Judgment::NotReplaced)
    }
}

/// One change of one document in one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Index of the commit in [`History::commits`].
    pub commit: usize,
    pub kind: Kind,
    /// The old value, as written.
    pub from: Option<String>,
    /// The new value, as written.
    pub to: Option<String>,
    /// Its judgment, for a status change.
    pub judgment: Option<Judgment>,
}

/// The history of one document.
#[derive(Clone, Debug)]
pub struct Lineage {
    /// Its names in chronological order, each with its path; never empty. The last one is current.
    pub names: Vec<(Name, String)>,
    /// Whether it has been removed.
    pub gone: bool,
    /// Its last valid facts.
    pub facts: Arc<Facts>,
    /// What happened to it, oldest first.
    pub transitions: Vec<Transition>,
    /// The last status it had.
    status: Option<Status>,
    /// Whether its beginning is unknown.
    cut: bool,
}

/// The history of a register.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The commits, oldest first.
    pub commits: Vec<Commit>,
    /// All documents, including removed ones, by current identity and name.
    pub documents: Vec<Lineage>,
}

impl History {
    /// The documents matching `text`: for a number all versions and supplements. Former names and numbers
    /// count too.
    ///
    /// # Errors
    /// Where there is not one.
    pub fn find(&self, text: &str) -> Result<Vec<&Lineage>, NotFound> {
        Query::parse(text).among(self.documents.iter(), |document| document.names.iter().map(|(name, _)| name))
    }
}

impl Lineage {
    /// Current or last name.
    pub fn name(&self) -> &Name {
        // A lineage always has a name.
        &self.names[self.names.len() - 1].0
    }

    /// The last title, else the file name.
    pub fn title(&self) -> &str {
        self.facts.title.as_deref().unwrap_or_else(|| self.name().stem())
    }
}

impl History {
    /// Follows documents through commits, oldest first. Linear in the number of changes.
    pub fn build(commits: Vec<Commit>) -> Self {
        let mut documents = follow::follow(&commits);
        let key = |document: &Lineage| {
            let name = document.name();
            (name.number.is_none(), name.number, name.kind == NameKind::Supplement, name.version, name.file.clone())
        };
        documents.sort_by_cached_key(key);
        History { commits, documents }
    }
}

impl History {
    /// Sets the past of the documents of a register from git. Uncommitted documents count from the last commit
    /// on. Without a complete history, only dates in documents are used. Returns whether history is known.
    pub fn set_pasts(&self, corpus: &mut Corpus) -> bool {
        let Some(last) = self.commits.iter().map(|commit| commit.date).max() else { return false };
        if self.commits.iter().any(|commit| commit.cut) {
            return false;
        }
        let present = self.documents.iter().filter(|document| !document.gone);
        let known: HashMap<&str, &Lineage> =
            present.filter_map(|document| Some((document.names.last()?.1.as_str(), document))).collect();
        for document in &mut corpus.documents {
            let lineage = known.get(document.path.as_str());
            let past = lineage.and_then(|lineage| self.past(lineage, &document.life, last));
            document.life.past = Some(past.unwrap_or(Past { since: last, draft_until: last }));
        }
        true
    }

    /// The beginning of a document. If its first revision is past Draft already, it begins
    /// on the first of its own dates.
    fn past(&self, lineage: &Lineage, life: &Lifecycle, last: Date) -> Option<Past> {
        let date = |found: &Transition| self.commits.get(found.commit).map_or(last, |commit| commit.date);
        let left = |found: &&Transition| {
            let status = found.to.as_deref().and_then(read_status);
            matches!(found.kind, Kind::Created | Kind::Status) && status.is_some_and(|status| status != Status::Draft)
        };
        let birth = lineage.transitions.first()?;
        let born = date(birth);
        if left(&birth) {
            let written = [life.stabilized_at, life.deprecated_at, life.rejected_at];
            let since = written.into_iter().flatten().fold(born, Date::min);
            return Some(Past { since, draft_until: since });
        }
        let draft_until = lineage.transitions.iter().find(left).map_or(last, date);
        Some(Past { since: born, draft_until: draft_until.max(born) })
    }
}

#[cfg(test)]
mod tests;
