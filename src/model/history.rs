//! What became of each document from commit to commit: created, renamed, stabilized, and so on. Pure: the
//! commits come as data, with what each changed file said before and after.
//!
//! A document is followed under all names it ever had. While its front matter cannot be read, what it said
//! last counts; what changed meanwhile is found in the commit that mends it.

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

/// A commit and what it changed.
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
    /// Whether history is cut off here: what the commit holds may have been there before.
    pub cut: bool,
    /// Documents that it changed.
    pub changes: Vec<FileChange>,
}

/// A file before and after a commit.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// Its path.
    pub path: String,
    /// The path that it had before, where the commit renamed it.
    pub from: Option<String>,
    /// What it says after; nothing where it is gone.
    pub new: Option<Arc<Facts>>,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It was there already when the history that is here begins.
    Known,
    /// It came into the register.
    Created,
    /// It left the register.
    Removed,
    /// It came back after it had been removed.
    Restored,
    /// Its front matter cannot be read any more.
    Unreadable,
    /// Its front matter can be read again.
    Readable,
    /// The file has another slug, or its name was malformed before or is now.
    Renamed,
    /// A proposal was given its number.
    Numbered,
    /// A number or version was exchanged for another.
    Renumbered,
    /// The written status changed.
    Status,
    /// A date under this key was set, moved or removed.
    Date(&'static str),
    /// A former key or value was written as it is today; it means the same.
    Respelled,
    /// The type changed.
    Type,
    /// The title changed.
    Title,
}

impl Kind {
    /// The name of the kind for programs; it never changes.
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

/// What the table of transitions says of a change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgment {
    /// It allows it.
    Legal,
    /// It allows it because the replacement of the Draft is named.
    Replaced,
    /// It forbids it.
    Illegal,
    /// It forbids it, and would not if a replacement were named.
    NotReplaced,
}

impl Judgment {
    /// Whether the table forbids the change.
    pub fn forbidden(self) -> bool {
        matches!(self, Judgment::Illegal | Judgment::NotReplaced)
    }
}

/// One change of one document in one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Index of the commit in [`History::commits`].
    pub commit: usize,
    /// What happened.
    pub kind: Kind,
    /// What was before, in the words of the document.
    pub from: Option<String>,
    /// What is after, in the words of the document.
    pub to: Option<String>,
    /// What the table says of it; nothing where it is no change of status.
    pub judgment: Option<Judgment>,
}

/// One document along the whole history.
#[derive(Clone, Debug)]
pub struct Lineage {
    /// The names it had in the order of time, each with its path; never empty. The last is the name of today.
    pub names: Vec<(Name, String)>,
    /// Whether it has been removed.
    pub gone: bool,
    /// What it said when it could last be read.
    pub facts: Arc<Facts>,
    /// What happened to it, oldest first.
    pub transitions: Vec<Transition>,
    /// The last status it had.
    status: Option<Status>,
    /// Whether its beginning is not known.
    cut: bool,
}

/// The history of a register.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The commits, oldest first.
    pub commits: Vec<Commit>,
    /// All documents that ever were, by the identity and name they have now.
    pub documents: Vec<Lineage>,
}

impl History {
    /// The documents that `text` names: of a number all versions and supplements. Names and numbers that a document had
    /// once count too.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(&self, text: &str) -> Result<Vec<&Lineage>, NotFound> {
        Query::parse(text).among(self.documents.iter(), |document| document.names.iter().map(|(name, _)| name))
    }
}

impl Lineage {
    /// Name of today, or the last one.
    pub fn name(&self) -> &Name {
        // A lineage is made with a name and never loses one.
        &self.names[self.names.len() - 1].0
    }

    /// The title it had last; the file name where it had none.
    pub fn title(&self) -> &str {
        self.facts.title.as_deref().unwrap_or_else(|| self.name().stem())
    }
}

impl History {
    /// Follows the documents through commits, oldest first. Time is linear in the number of changes.
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
    /// Tells the documents of a register what git knows of their beginning. What is not committed counts from the last commit
    /// on. Where the history is cut off, or there is none, the dates alone decide: gives whether anything is known.
    pub fn tell(&self, corpus: &mut Corpus) -> bool {
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

    /// The beginning of a document. A text that was written down later, whose first revision is already past Draft, begins
    /// with the first of its own dates.
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
