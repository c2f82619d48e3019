//! What an editor asks of a register: completion, hover, definition, references, symbols, rename, actions, folds, hints.
//!
//! Pure functions of a register and a place in it. They know no protocol, and no disk. Offsets are bytes from the start
//! of a file; any offset and any path are safe, and what is unknown gives an empty answer.

mod actions;
mod answers;
mod cards;
mod complete;
mod document_things;
mod find;
mod folds;
mod hints;
mod hover;
mod rename;
mod scope_things;
mod symbols;
mod things;
mod waive;

pub use actions::actions;
pub use answers::{definition, references};
pub use complete::completions;
pub use find::find;
pub use folds::folds;
pub use hints::hints;
pub use hover::hover;
pub use rename::{prepare_rename, rename};
pub use symbols::symbols;

use crate::model::Corpus;
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Changes of texts, by path: each span is replaced by its text; sorted, and none overlaps another.
pub type Edits = BTreeMap<String, Vec<(Span, String)>>;

/// What there is to answer from.
#[derive(Clone, Copy)]
pub struct AssistContext<'a> {
    /// The register, with the unsaved texts of the editor in it.
    pub corpus: &'a Corpus,
    /// The date that is assumed.
    pub at: Date,
}

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<'a> {
    /// Path relative to the root.
    pub path: &'a str,
    /// Byte offset in the file's text; any value is safe.
    pub offset: usize,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path relative to the root.
    pub path: String,
    /// The bytes.
    pub span: Span,
}

/// What a completion inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A key of front matter, of a scope file, or of the settings.
    Key,
    /// A value that a schema names.
    Value,
    /// A date.
    Date,
    /// A document.
    Document,
    /// A heading's anchor.
    Anchor,
    /// A label of a link or footnote that the document defines.
    Reference,
    /// A test case.
    TestCase,
    /// A module of a scope file.
    Module,
    /// A version of a scope.
    Version,
    /// A rule.
    Rule,
}

/// One proposal of what could be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside the label; may be empty.
    pub detail: String,
    /// What it means, in Markdown; may be empty.
    pub documentation: String,
    /// What is replaced: the part of a word that is written already, and what of it stands behind the cursor.
    pub replace: Span,
    /// What takes its place.
    pub insert: String,
    /// Smaller numbers come first.
    pub sort: u32,
}

/// What is told of the thing under the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The thing.
    pub span: Span,
    /// The text, in Markdown.
    pub markdown: String,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A document or supplement.
    Document,
    /// Front matter.
    FrontMatter,
    /// A heading with its section.
    Heading,
    /// A group of others in a scope file: scripts, modules, timeline, versions.
    Group,
    /// A script or manual audit.
    Script,
    /// A test case.
    TestCase,
    /// A module.
    Module,
    /// A version of a scope.
    Version,
    /// A scope.
    Scope,
    /// A key with its value.
    Key,
}

/// A part of a file that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// A few words beside it; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The whole of it.
    pub span: Span,
    /// Its name; lies in `span`.
    pub name_span: Span,
    /// What lies inside.
    pub children: Vec<Symbol>,
}

/// A symbol somewhere in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name.
    pub name: String,
    /// What it belongs to: the id of a document, the name of a scope.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it is.
    pub location: Location,
}

/// What a renaming changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rename {
    /// Changes of texts, by the paths before the moves.
    pub edits: Edits,
    /// Files that move: from, to.
    pub moves: Vec<(String, String)>,
}

/// What sort of change an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// A fix that cannot change the meaning.
    Safe,
    /// A fix that a person should look at.
    Unsafe,
    /// The finding is suppressed, with a reason that is still to be written.
    Waiver,
}

/// A change that answers findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, in a few words.
    pub title: String,
    /// What sort of change it is.
    pub kind: ActionKind,
    /// Name of the rule; empty where it answers findings of several.
    pub rule: &'static str,
    /// The changes.
    pub edits: Edits,
}

/// What is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// Front matter.
    FrontMatter,
    /// A section.
    Section,
    /// A code block.
    Code,
    /// A comment.
    Comment,
    /// A list or mapping, or one of its items.
    Region,
}

/// Lines that can be folded into the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// First line, from 0.
    pub first_line: usize,
    /// Last line, from 0.
    pub last_line: usize,
    /// What it is.
    pub kind: FoldKind,
}

/// A few words that an editor shows in a text without being part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Before which byte.
    pub offset: usize,
    /// The words.
    pub text: String,
}
