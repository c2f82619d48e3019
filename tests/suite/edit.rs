//! Properties of edits. PROPTEST_CASES sets the number of cases (default: 200).

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{corpus, fixtures};
use proptest::prelude::*;
use proptest::sample::select;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::diagnostic::{Diagnostic, Edit, Severity};
use scsdoc::testing::edit::fix::{FixRequest, fix};
use scsdoc::testing::edit::set::{EditSet, Error};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::document::Document;
use scsdoc::testing::patch::Patch;
use scsdoc::testing::text::Span;
use std::path::Path;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200);
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_global_rejects: 10 * cases + 1024,
        ..ProptestConfig::default()
    }
}

fn edit(path: &str, start: usize, end: usize, replacement: &str) -> Edit {
    Edit { path: path.into(), span: Span::new(start, end), replacement: replacement.into() }
}

proptest! {
    #![proptest_config(config())]

    /// Bytes outside the ranges of an edit are unchanged, and overlapping edits are refused.
    #[test]
    fn an_edit_changes_nothing_outside_its_ranges(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        edits in prop::collection::vec((0usize..64, 0usize..8, "[a-c]{0,4}"), 0..6),
    ) {
        let tree = Tree::in_memory([("a/b.md", bytes.clone()), ("a/other.md", b"other".to_vec())]);
        let mut set = EditSet::new("test", true);
        let mut sorted: Vec<(usize, usize, String)> = Vec::new();
        for (start, len, text) in edits {
            set.edit(edit("a/b.md", start, start + len, &text));
            let at = sorted.partition_point(|other| (other.0, other.1) <= (start, start + len));
            sorted.insert(at, (start, start + len, text));
        }
        let overlap = sorted.windows(2).any(|pair| pair[1].0 < pair[0].1);
        let outside = sorted.iter().any(|edit| edit.1 > bytes.len());
        match set.apply(&tree) {
            Err(Error::Overlap(_)) => prop_assert!(overlap),
            Err(Error::OutOfRange(_)) => prop_assert!(outside),
            Err(error) => prop_assert!(false, "{error}"),
            Ok(after) => {
                prop_assert!(!overlap && !outside);
                let mut expected = bytes;
                for (start, end, text) in sorted.iter().rev() {
                    expected.splice(start..end, text.bytes());
                }
                prop_assert_eq!(after.entries["a/b.md"].bytes(), expected.as_slice());
                prop_assert_eq!(&after.entries["a/other.md"], &tree.entries["a/other.md"]);
            }
        }
    }
}

/// Front matter as people write it.
#[derive(Clone, Debug)]
struct Written {
    text: String,
}

fn key_lines() -> impl Strategy<Value = Vec<String>> {
    let title = select(vec![
        "title: A plain title",
        "title:   'It''s quoted'   # a comment",
        "title: \"With: colon \\\" and quote\"",
        "title: >-\n  folded over\n  two lines",
        "title:\n  on the next line",
        "\"title\": Quoted key",
    ]);
    let state = select(vec![
        "status: Draft",
        "status:   Draft  # since May",
        "status: 'Draft'",
        "status: \"Draft\" # quoted",
        "status:\tDraft",
        "'status' : Draft",
        "status:\n  Draft",
        "status: &s Draft",
    ]);
    let track = select(vec!["track: IaaS", "track: IaaS  # | KaaS", "track:    \"IaaS\""]);
    let description = select(vec![
        "",
        "description: |\n  One.\n\n  Two.\n",
        "description: >\n  One.\n\n\n",
        "description: |+\n  One.\n\n\n",
        "description: text that\n  goes on  # comment",
        "description:",
    ]);
    let replaces = select(vec![
        "",
        "replaces: scs-0100-v0-x.md",
        "replaces: scs-0100-v0-x.md  # old",
        "replaces:\n- scs-0100-v0-x.md\n- 'b.md'  # two",
        "replaces:\n    -   scs-0100-v0-x.md",
        "replaces: [scs-0100-v0-x.md, \"b.md\"]  # flow",
        "replaces: [\n  scs-0100-v0-x.md,\n  b.md,\n]",
        "replaces: []",
        "replaces:  # nothing yet",
        "replaces:\n  - a.md\n\n  # between\n  - \"c.md\"",
        "replaces: >-\n  folded.md",
    ]);
    let date =
        select(vec!["", "", "", "stabilized_at: 2020-01-01", "stabilized_at: '2020-01-01' # was", "stabilized_at:"]);
    let extra = select(vec!["", "authors: [A, B]", "x-y: {a: 1, b: [c]}", "? complex\n: 3", "authors:\n- A\n- B"]);
    let lines = (title, state, track, description, replaces, date, extra);
    lines
        .prop_map(|(title, state, track, description, replaces, date, extra)| {
            let lines = [title, state, "type: Decision Record", track, description, replaces, date, extra];
            lines.into_iter().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

fn written() -> impl Strategy<Value = Written> {
    let noise = prop::collection::vec(select(vec!["", "", "", "# a comment", "  # indented", "\n"]), 9);
    let body = select(vec![
        "",
        "\n",
        "\n## Heading\n\nText",
        "\n## Heading\n\nText\n",
        "no blank line",
        "\n---\nstatus: Draft\n",
    ]);
    let ending = select(vec!["\n", "\n", "\r\n", "\r\n", "\r"]);
    let flags = (any::<bool>(), any::<bool>(), select(vec!["", "", "", " ", "    "]));
    (key_lines(), noise, body, ending, flags).prop_map(|(lines, noise, body, ending, (bom, end, indent))| {
        let mut text = String::from(if bom { "\u{feff}---\n" } else { "---\n" });
        for (line, noise) in lines.iter().zip(noise) {
            if !noise.is_empty() {
                text.push_str(noise.trim_end_matches('\n'));
                text.push('\n');
            }
            for part in line.split('\n') {
                if !part.is_empty() {
                    text.push_str(indent);
                }
                text.push_str(part);
                text.push('\n');
            }
        }
        text.push_str(if end || !body.is_empty() { "---\n" } else { "---" });
        text.push_str(body);
        Written { text: text.replace('\n', ending) }
    })
}

const PATH: &str = "Standards/scs-0100-v1-x.md";

fn document(text: &str) -> Document {
    Document::parse(PATH, &Entry::File(text.as_bytes().into()))
}

/// The document with an edit of its front matter.
fn patched(document: &Document, edit: impl Fn(&mut Patch<'_>) -> Result<(), String>) -> Result<Document, String> {
    let mut patch = document.patch()?;
    edit(&mut patch)?;
    let mut set = EditSet::new("test", true);
    set.edits(PATH, patch.edits());
    let tree = Tree::in_memory([(PATH, document.source.text().as_bytes())]);
    let tree = set.apply(&tree).unwrap();
    assert_eq!(tree.entries[PATH].bytes(), patch.text().as_bytes());
    Ok(Document::parse(PATH, &tree.entries[PATH]))
}

/// What front matter says, and the body.
fn said(document: &Document) -> (serde_json::Value, &str) {
    let json = document.front.root.as_ref().map(|root| root.to_json()).unwrap_or_default();
    (json, &document.source.text()[document.front.span.end as usize..])
}

proptest! {
    #![proptest_config(config())]

    /// Add to a list of any style, set it, set and remove keys: only the requested changes are made.
    #[test]
    fn front_matter_edits_change_only_the_requested_keys(
        written in written(),
        key in select(vec!["title", "status", "replaces", "description", "track", "stabilized_at"]),
        text in "[ -~äß\u{feff}\u{85}\n\t]{1,12}",
    ) {
        let before = document(&written.text);
        prop_assume!(before.front.complete() && before.front.problems.is_empty());
        let (old, body) = said(&before);
        let with = |key: &str, value: serde_json::Value| {
            let mut json = old.clone();
            json[key] = value;
            json
        };
        let mut names: Vec<String> = before.list("replaces").map(|(name, _)| name.to_owned()).collect();
        names.push("scs-0099-v1-new.md".into());
        let added = patched(&before, |patch| patch.add("replaces", &["scs-0099-v1-new.md"]).map(drop));
        prop_assert_eq!(added.as_ref().map(said), Ok((with("replaces", serde_json::json!(names)), body)));
        let set = patched(&before, |patch| patch.set_list("replaces", &["only.md"]).map(drop));
        prop_assert_eq!(set.as_ref().map(said), Ok((with("replaces", serde_json::json!(["only.md"])), body)));
        let set = patched(&before, |patch| patch.set("title", &text).map(drop));
        prop_assert_eq!(set.as_ref().map(said), Ok((with("title", serde_json::json!(text)), body)));
        // Blank lines after a removed entry would become part of a block scalar: refused.
        if !written.text.contains("|+") && old.as_object().is_some_and(|map| map.len() > 1) {
            let gone = patched(&before, |patch| patch.remove(key).map(drop));
            let mut left = old.clone();
            left.as_object_mut().unwrap().remove(key);
            prop_assert_eq!(gone.as_ref().map(said), Ok((left, body)));
        }
    }
}

/// Toy rules: some shrink, two undo each other, one breaks something.
fn toy(tree: &Tree) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, entry) in &tree.entries {
        let text = String::from_utf8_lossy(entry.bytes()).into_owned();
        let rules: [(&'static str, &str, &str); 6] = [
            ("shrink", "ab", "b"),
            ("blank", " ", ""),
            ("there", "x", "y"),
            ("back", "y", "x"),
            ("break", "q", "!"),
            ("mend", "q!", "z"),
        ];
        for (rule, word, by) in rules {
            for (at, _) in text.match_indices(word) {
                let fix = edit(path, at, at + word.len(), by);
                found.push(finding(rule, Severity::Warning, path, at).fix_edits(true, "toy", vec![fix]));
            }
        }
        for (at, _) in text.match_indices('!') {
            found.push(finding("bang", Severity::Error, path, at));
        }
    }
    found
}

fn finding(rule: &'static str, severity: Severity, path: &str, at: usize) -> Diagnostic {
    crate::common::finding(rule, severity, path, Span::at(at), &format!("at {at}"))
}

fn bangs(tree: &Tree) -> usize {
    tree.entries.values().map(|entry| entry.bytes().iter().filter(|b| **b == b'!').count()).sum()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn fixes_are_idempotent(one in "[abxyq! ]{0,14}", two in "[abxyq! ]{0,8}") {
        let tree = Tree::in_memory([("a.md", one), ("b.md", two)]);
        let once = fix(&tree, &FixRequest::default(), &toy);
        let twice = fix(&once.tree, &FixRequest::default(), &toy);
        prop_assert_eq!(&once.tree.entries, &twice.tree.entries);
        prop_assert!(bangs(&once.tree) <= bangs(&tree));
        let only = FixRequest { files: Some(vec!["a.md".into()]), ..FixRequest::default() };
        let some = fix(&tree, &only, &toy);
        prop_assert_eq!(&some.tree.entries["b.md"], &tree.entries["b.md"]);
    }
}

#[test]
fn fixes_are_idempotent_on_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for fixture in folders.iter().flat_map(|folder| fixtures(folder)) {
        let look = |tree: &Tree| check::run(&corpus(tree), &Options::at(fixture.at)).diagnostics;
        for with_unsafe in [false, true] {
            let wanted = FixRequest { with_unsafe, ..FixRequest::default() };
            let tree = fixture.tree();
            let once = fix(&tree, &wanted, &look);
            let twice = fix(&once.tree, &wanted, &look);
            assert_eq!(once.tree.entries, twice.tree.entries, "{}", fixture.path.display());
            let errors = |found: &[Diagnostic]| found.iter().filter(|f| f.severity == Severity::Error).count();
            assert!(errors(&once.left) <= errors(&look(&tree)), "{}", fixture.path.display());
        }
    }
}

#[test]
fn paths_cannot_escape_the_root() {
    let tree = Tree::in_memory([("a.md", "x")]);
    for path in ["../x.md", "/x.md", "a//b.md", "./x.md", "C:\\x.md", "c:x.md", ""] {
        let mut set = EditSet::new("test", true);
        set.create(path, "x");
        assert_eq!(set.apply(&tree).err(), Some(Error::Outside(path.into())));
        let mut set = EditSet::new("test", true);
        set.rename("a.md", path);
        assert!(set.apply(&tree).is_err());
    }
    let mut set = EditSet::new("test", true);
    set.create("a.md", "y");
    assert_eq!(set.apply(&tree).err(), Some(Error::Exists("a.md".into())));
}
