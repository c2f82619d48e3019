//! Properties that must hold for any bytes: one function for each fuzz target. `tests/long/fuzz.rs` runs the same
//! functions on randomly mutated fixtures, so they need only the stable toolchain.
//!
//! A body takes bytes and panics if a promise is broken. It ignores bytes that do not encode its input.

#![allow(dead_code)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod change;
mod editor;
mod edits;
mod front;
mod html;
mod outputs;
mod past;
mod registers;
mod scopes;
mod text;
mod yaml_like;

use jiff::civil::{Date, date};
use scsdoc::testing::config::{Config, FILE_NAME};
use scsdoc::testing::load::{Entry, Tree, config_of};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::text::Span;

pub use change::{change, rebuild};
pub use editor::lsp;
pub use edits::{edit, plan};
pub use front::{front_matter, toml, yaml};
pub use html::html;
pub use outputs::{encode, report};
pub use past::history;
pub use registers::{check, fix};
pub use scopes::scope;
pub use text::{markdown, name};

/// What a body is fed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Food {
    /// A document.
    Document,
    /// The front matter of a document, without its fences, or a scope file.
    Yaml,
    /// A configuration.
    Toml,
    /// Several files, each after a line `-- path --`; those of an older state after `-- base:path --`.
    Register,
    /// Two lines of settings, and a document below them.
    Edit,
    /// Any text.
    Text,
    /// File names, one per line.
    Names,
}

/// A body with its name and seeds.
pub type Body = (&'static str, Food, fn(&[u8]));

/// All bodies, by name.
pub const ALL: &[Body] = &[
    ("change", Food::Register, change),
    ("check", Food::Register, check),
    ("edit", Food::Edit, edit),
    ("encode", Food::Text, encode),
    ("fix", Food::Register, fix),
    ("front_matter", Food::Document, front_matter),
    ("history", Food::Register, history),
    ("html", Food::Document, html),
    ("lsp", Food::Text, lsp),
    ("markdown", Food::Document, markdown),
    ("name", Food::Names, name),
    ("plan", Food::Register, plan),
    ("rebuild", Food::Register, rebuild),
    ("report", Food::Text, report),
    ("scope", Food::Register, scope),
    ("toml", Food::Toml, toml),
    ("yaml", Food::Yaml, yaml),
];

/// The assumed date.
pub const AT: Date = date(2026, 11, 20);

/// Maximum input size: the fuzzer tends to long inputs, and slow ones hide bugs.
pub const MOST: usize = 64 << 10;

/// The files of a register and those of its older state.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub new: Vec<(String, Vec<u8>)>,
    pub old: Vec<(String, Vec<u8>)>,
}

/// Reads files after lines `-- path --`. What precedes the first is left out.
pub fn files(data: &[u8]) -> Files {
    let mut files = Files::default();
    let mut open: Option<(String, Vec<u8>)> = None;
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let text = std::str::from_utf8(line).unwrap_or_default().trim_end();
        let header = text.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (header, &mut open) {
            (Some(header), _) => {
                close(&mut files, open.take());
                // Marks of fixtures are part of the name; here they are left out.
                let name = header.split(" [").next().unwrap_or(header).trim();
                open = Some((name.to_owned(), Vec::new()));
            }
            (None, Some((_, bytes))) => bytes.extend_from_slice(line),
            (None, None) => {}
        }
    }
    close(&mut files, open);
    files
}

fn close(files: &mut Files, open: Option<(String, Vec<u8>)>) {
    let Some((name, bytes)) = open else { return };
    match name.strip_prefix("base:") {
        Some(name) if !name.is_empty() => files.old.push((name.to_owned(), bytes)),
        Some(_) => {}
        None if name != "expected" => files.new.push((name, bytes)),
        None => {}
    }
}

/// A tree of files as a loader returns it, without paths that lead out of the root.
pub fn tree(files: Vec<(String, Vec<u8>)>) -> Tree {
    Tree::in_memory(files.into_iter().filter(|(path, _)| scsdoc::testing::edit::set::inside(path)))
}

/// The register in a tree.
pub fn corpus(tree: &Tree) -> Corpus {
    Corpus::build(tree, settings(tree), tree)
}

/// The settings in a tree.
pub fn settings(tree: &Tree) -> Config {
    tree.entries.get(FILE_NAME).map(|entry| config_of(FILE_NAME, entry)).unwrap_or_default()
}

/// Bytes as the entry at a path.
pub fn file(bytes: &[u8]) -> Entry {
    Entry::File(bytes.into())
}

/// A span must lie on characters of the text.
#[track_caller]
pub fn fits(text: &str, span: Span, what: &str) {
    assert!(text.get(span.range()).is_some(), "{what}: {span:?} does not fit {text:?}");
}
