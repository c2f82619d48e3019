//! Language features of the editor: completion, hover, definition, references, symbols, rename, actions, folds, hints.
//!
//! Pure functions of a register and a position in it, independent of protocol and disk. Offsets are bytes from the start
//! of a file; any offset and any path are valid, and an unknown one gives an empty answer.

mod actions;
mod answers;
mod cards;
mod complete;
mod document_occurrences;
mod find;
mod folds;
mod hints;
mod hover;
mod occurrences;
mod rename;
mod scope_occurrences;
mod symbols;
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

/// Text edits by path, sorted and without overlaps.
pub type Edits = BTreeMap<String, Vec<(Span, String)>>;

/// Input of every request.
#[derive(Clone, Copy)]
pub struct AssistContext<'a> {
    /// The register, including unsaved buffers of the editor.
    pub corpus: &'a Corpus,
    /// The assumed date.
    pub at: Date,
}

/// Position of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<'a> {
    /// Path relative to the root.
    pub path: &'a str,
    /// Byte offset in the file; any value is valid.
    pub offset: usize,
}

/// A location in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path relative to the root.
    pub path: String,
    /// Byte range.
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A key of front matter, of a scope file, or of the settings.
    Key,
    /// A value from a schema.
    Value,
    Date,
    Document,
    /// The anchor of a heading.
    Anchor,
    /// A label of a link or footnote that the document defines.
    Reference,
    TestCase,
    /// A module of a scope file.
    Module,
    /// A version of a scope.
    Version,
    Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Text shown in the list.
    pub label: String,
    pub kind: CompletionKind,
    /// Short text next to the label; may be empty.
    pub detail: String,
    /// Documentation in Markdown; may be empty.
    pub documentation: String,
    /// The replaced range: the word around the cursor.
    pub replace: Span,
    pub insert: String,
    /// Sort key, ascending.
    pub sort: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The hovered name.
    pub span: Span,
    /// The text, in Markdown.
    pub markdown: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A document or supplement.
    Document,
    FrontMatter,
    /// A heading with its section.
    Heading,
    /// A group of others in a scope file: scripts, modules, timeline, versions.
    Group,
    /// A script or manual audit.
    Script,
    TestCase,
    Module,
    /// A version of a scope.
    Version,
    Scope,
    /// A key with its value.
    Key,
}

/// A named part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// Short text next to the name; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Its full range.
    pub span: Span,
    /// The range of its name, within `span`.
    pub name_span: Span,
    /// Nested symbols.
    pub children: Vec<Symbol>,
}

/// A symbol somewhere in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name.
    pub name: String,
    /// Container: the ID of a document or the name of a scope.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it is.
    pub location: Location,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rename {
    /// Text edits, by the paths before the moves.
    pub edits: Edits,
    /// Renamed files: from, to.
    pub moves: Vec<(String, String)>,
}

/// Kind of a code action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// A fix that cannot change the meaning.
    Safe,
    /// A fix that needs review.
    Unsafe,
    /// A waiver whose reason is still to be written.
    Waiver,
}

/// A code action for findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Title for the menu.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// Name of the rule; empty if it fixes findings of several rules.
    pub rule: &'static str,
    /// Its edits.
    pub edits: Edits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    FrontMatter,
    Section,
    /// A code block.
    Code,
    Comment,
    /// A list or mapping, or one of its items.
    Region,
}

/// A range of lines that folds into its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// First line, from 0.
    pub first_line: usize,
    /// Last line, from 0.
    pub last_line: usize,
    pub kind: FoldKind,
}

/// An inlay hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Byte offset that it precedes.
    pub offset: usize,
    /// Its text.
    pub text: String,
}
