//! Editor requests on small registers: `‸` in a file is the cursor, and the line `ask: …` at the top is the request.
//! `with: register` adds the files of `tests/assist/register.txtar` to those of the fixture.

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{AT, Fixture, corpus, files_below, fixtures, load, own_register, root};
use scsdoc::testing::assist::{self, AssistContext, Cursor, Edits};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::text::Span;
use std::path::PathBuf;

fn folder() -> PathBuf {
    root().join("tests/assist")
}

/// The files without their cursors, and the positions of those.
fn place_cursors(fixture: &Fixture, base: Option<&Fixture>) -> (Tree, Vec<(String, usize)>) {
    let mut tree = base.map(Fixture::tree).unwrap_or_default();
    let mut cursors = Vec::new();
    for (path, entry) in &fixture.files {
        let mut text = String::from_utf8(entry.bytes().to_vec()).unwrap();
        while let Some(at) = text.find('‸') {
            text.replace_range(at..at + '‸'.len_utf8(), "");
            cursors.push((path.clone(), at));
        }
        tree.entries.insert(path.clone(), Entry::File(text.as_bytes().into()));
    }
    (tree, cursors)
}

fn place(corpus: &Corpus, path: &str, span: Span) -> String {
    let Some(source) = corpus.source(path) else { return path.to_owned() };
    let at = source.position(span.start as usize);
    format!("{path}:{}:{} {:?}", at.line, at.column, source.slice(span))
}

fn show_edits(corpus: &Corpus, edits: &Edits) -> String {
    let mut out = String::new();
    for (path, edits) in edits {
        for (span, text) in edits {
            out.push_str(&format!("    {} -> {text:?}\n", place(corpus, path, *span)));
        }
    }
    out
}

fn show_symbols(corpus: &Corpus, path: &str, symbols: &[assist::Symbol], depth: usize, out: &mut String) {
    for symbol in symbols {
        let source = corpus.source(path).unwrap();
        let lines = (source.position(symbol.span.start as usize).line, source.position(symbol.span.end as usize).line);
        let detail = if symbol.detail.is_empty() { String::new() } else { format!(" ({})", symbol.detail) };
        out.push_str(&format!(
            "{}{:?} {}{detail} [{}-{}]\n",
            "  ".repeat(depth),
            symbol.kind,
            symbol.name,
            lines.0,
            lines.1
        ));
        show_symbols(corpus, path, &symbol.children, depth + 1, out);
    }
}

fn answer(context: AssistContext<'_>, ask: &str, path: &str, offset: usize) -> String {
    let corpus = context.corpus;
    let cursor = Cursor { path, offset };
    let (verb, rest) = ask.split_once(' ').unwrap_or((ask, ""));
    let locations = |found: Vec<assist::Location>| -> String {
        found.iter().map(|found| format!("{}\n", place(corpus, &found.path, found.span))).collect()
    };
    match verb {
        "completion" => {
            let found = assist::completions(context, cursor);
            let most = rest.parse().unwrap_or(8);
            let mut out = String::new();
            for item in found.iter().take(most) {
                let typed = corpus.source(path).unwrap().slice(item.replace);
                let detail = if item.detail.is_empty() { String::new() } else { format!(" ({})", item.detail) };
                out.push_str(&format!("{:?} {}{detail}: {typed:?} -> {:?}\n", item.kind, item.label, item.insert));
            }
            if found.len() > most {
                out.push_str(&format!("and {} more\n", found.len() - most));
            }
            out
        }
        "documentation" => {
            let found = assist::completions(context, cursor);
            let item = found.iter().find(|item| item.label == rest);
            item.map(|item| format!("{}\n", item.documentation)).unwrap_or_default()
        }
        "hover" => match assist::hover(context, cursor) {
            Some(hover) => format!("{}\n{}\n", place(corpus, path, hover.span), hover.markdown),
            None => String::new(),
        },
        "definition" => locations(assist::definition(context, cursor)),
        "references" => locations(assist::references(context, cursor, rest == "all")),
        "symbols" => {
            let mut out = String::new();
            show_symbols(corpus, path, &assist::symbols(context, path), 0, &mut out);
            out
        }
        "find" => {
            let found = assist::find(context, rest);
            let line = |found: &assist::Found| {
                let at = place(corpus, &found.location.path, found.location.span);
                format!("{:?} {} ({}) {at}\n", found.kind, found.name, found.container)
            };
            found.iter().map(line).collect()
        }
        "rename" => {
            let Some((span, name)) = assist::prepare_rename(context, cursor) else {
                return "nothing to rename\n".into();
            };
            let mut out = format!("{} {name:?}\n", place(corpus, path, span));
            match assist::rename(context, cursor, rest) {
                Ok(rename) => {
                    out.push_str(&show_edits(corpus, &rename.edits));
                    for (from, to) in &rename.moves {
                        out.push_str(&format!("    {from} becomes {to}\n"));
                    }
                }
                Err(reason) => out.push_str(&format!("    refused: {reason}\n")),
            }
            out
        }
        "actions" => {
            let findings = check::run(corpus, &Options::at(context.at)).diagnostics;
            let actions = assist::actions(context, path, Span::at(offset), &findings);
            let line = |action: &assist::Action| {
                format!("{:?} {} [{}]\n{}", action.kind, action.title, action.rule, show_edits(corpus, &action.edits))
            };
            actions.iter().map(line).collect()
        }
        "folds" => {
            let folds = assist::folds(context, path);
            folds
                .iter()
                .map(|fold| format!("{:?} {}-{}\n", fold.kind, fold.first_line + 1, fold.last_line + 1))
                .collect()
        }
        "hints" => {
            let source = corpus.source(path).unwrap();
            let hints = assist::hints(context, path, Span::new(0, source.text().len()));
            let line = |hint: &assist::Hint| {
                let at = source.position(hint.offset);
                let text = source.line_text(at.line - 1);
                let before: String = text.chars().take(at.column - 1).collect();
                format!("{}: {}⟨{}⟩\n", at.line, before.trim_start(), hint.text)
            };
            hints.iter().map(line).collect()
        }
        other => panic!("unknown question {other}"),
    }
}

#[test]
fn editors_get_the_expected_answers() {
    let base = Fixture::read(&folder().join("register.txtar"));
    let all = fixtures(&folder());
    assert!(all.len() > 20, "only {} fixtures", all.len());
    for fixture in all.iter().filter(|fixture| !fixture.path.ends_with("register.txtar")) {
        let with_base = fixture.head.contains("\nwith: register\n");
        let (tree, cursors) = place_cursors(fixture, with_base.then_some(&base));
        let corpus = corpus(&tree);
        let context = AssistContext { corpus: &corpus, at: fixture.at };
        assert!(!cursors.is_empty(), "{} has no cursor", fixture.path.display());
        let mut out = String::new();
        for ask in fixture.head.lines().filter_map(|line| line.strip_prefix("ask: ")) {
            for (path, offset) in &cursors {
                let at = corpus.source(path).unwrap().position(*offset);
                out.push_str(&format!("{ask} at {path}:{}:{}\n", at.line, at.column));
                let answer = answer(context, ask, path, *offset);
                out.extend(answer.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n"));
            }
        }
        fixture.expect(&out);
    }
}

/// Every function at one position; all returned positions must be in the texts, at character boundaries.
fn ask_everything(corpus: &Corpus, path: &str, offset: usize) {
    let context = AssistContext { corpus, at: AT };
    let cursor = Cursor { path, offset };
    let own = |span: Span, what: &str| inside(corpus, path, span, what);
    for item in assist::completions(context, cursor) {
        own(item.replace, "completion");
        // Editors do not put the cursor in the middle of a line ending.
        let before = corpus.source(path).and_then(|source| source.text().get(offset.saturating_sub(1)..));
        let in_ending = before.is_some_and(|text| text.starts_with("\r\n"));
        let around = item.replace.start as usize <= offset && offset <= item.replace.end as usize;
        assert!(around || in_ending, "{path} {offset} {item:?}");
        assert!(!item.label.is_empty() && !item.insert.is_empty(), "{path} {offset} {item:?}");
    }
    if let Some(hover) = assist::hover(context, cursor) {
        own(hover.span, "hover");
        assert!(!hover.markdown.trim().is_empty(), "{path} {offset}");
    }
    let all = assist::definition(context, cursor).into_iter().chain(assist::references(context, cursor, true));
    for location in all {
        inside(corpus, &location.path, location.span, "location");
    }
    if let Some((span, _)) = assist::prepare_rename(context, cursor) {
        own(span, "rename");
    }
    if let Ok(rename) = assist::rename(context, cursor, "a-new-name") {
        inside_all(corpus, &rename.edits, "rename");
    }
}

fn ask_of_files(corpus: &Corpus, path: &str) {
    let context = AssistContext { corpus, at: AT };
    fn walk(corpus: &Corpus, path: &str, symbols: &[assist::Symbol], within: Span) {
        for symbol in symbols {
            inside(corpus, path, symbol.span, "symbol");
            assert!(symbol.span.contains(symbol.name_span), "{path} {symbol:?}");
            assert!(within.contains(symbol.span), "{path} {within:?} {symbol:?}");
            assert!(!symbol.name.is_empty(), "{path} {symbol:?}");
            walk(corpus, path, &symbol.children, symbol.span);
        }
    }
    let Some(source) = corpus.source(path) else { return };
    let whole = Span::new(0, source.text().len());
    walk(corpus, path, &assist::symbols(context, path), whole);
    for fold in assist::folds(context, path) {
        assert!(fold.first_line < fold.last_line && fold.last_line < source.line_count(), "{path} {fold:?}");
    }
    for hint in assist::hints(context, path, whole) {
        inside(corpus, path, Span::at(hint.offset), "hint");
    }
    let findings = check::run(corpus, &Options::at(context.at)).diagnostics;
    for action in assist::actions(context, path, whole, &findings) {
        inside_all(corpus, &action.edits, &action.title);
    }
    for found in assist::find(context, "0a") {
        inside(corpus, &found.location.path, found.location.span, "find");
    }
}

fn inside(corpus: &Corpus, path: &str, span: Span, what: &str) {
    match corpus.source(path) {
        Some(source) => assert!(source.text().get(span.range()).is_some(), "{what}: {path} {span:?}"),
        // A script, which is not part of the register.
        None => assert_eq!(span, Span::default(), "{what}: {path}"),
    }
}

fn inside_all(corpus: &Corpus, edits: &Edits, what: &str) {
    for (path, edits) in edits {
        let mut end = 0;
        for (span, _) in edits {
            inside(corpus, path, *span, what);
            assert!(span.start >= end, "{what}: edits of {path} overlap");
            end = span.end;
        }
    }
}

/// Cursor marks, words and punctuation to insert anywhere in a text; between `¦`.
const BITS: &str = "‸¦\r\n¦\r¦\t¦\u{feff}¦[¦](¦#¦`¦\"¦'¦- ¦: ¦{¦]¦<!-- scsdoc: allow(¦---\n¦scs-0100-v1¦😀¦[^¦\n\n¦\
    tests:\n  - testcases:\n    - id: x\n";

#[test]
fn requests_never_fail_at_any_position() {
    use rayon::prelude::*;
    let mut all: Vec<Tree> = fixtures(&folder()).iter().map(Fixture::tree).collect();
    // Mutations, always the same ones.
    let mut choices = crate::common::readers::Choices(7);
    let bits: Vec<&str> = BITS.split('¦').collect();
    let base = Fixture::read(&folder().join("register.txtar")).tree();
    for _ in 0..20 {
        let mut tree = base.clone();
        for entry in tree.entries.values_mut() {
            let mut bytes = entry.bytes().to_vec();
            for _ in 0..choices.below(4) {
                let at = choices.below(bytes.len() + 1);
                let end = if choices.below(3) == 0 { (at + choices.below(40)).min(bytes.len()) } else { at };
                bytes.splice(at..end, choices.one(&bits).bytes());
            }
            *entry = Entry::File(bytes.into());
        }
        all.push(tree);
    }
    all.push(Tree::in_memory(files_below(own_register().path())));
    all.par_iter().for_each(|tree| {
        let corpus = corpus(tree);
        for path in corpus.paths().map(str::to_owned).collect::<Vec<_>>() {
            let Some(source) = corpus.source(&path) else { continue };
            let len = source.text().len();
            let step = 1 + len / 20;
            for offset in (0..=len).step_by(step).chain([len, len + 1, usize::MAX]) {
                if offset > len || source.text().is_char_boundary(offset) {
                    ask_everything(&corpus, &path, offset);
                } else {
                    assist::completions(AssistContext { corpus: &corpus, at: AT }, Cursor { path: &path, offset });
                }
            }
            if len < 4_000 {
                ask_of_files(&corpus, &path);
            }
        }
        ask_everything(&corpus, "nowhere.md", 3);
    });
}

fn applied(tree: &Tree, edits: &Edits, moves: &[(String, String)]) -> Tree {
    let mut set = scsdoc::testing::edit::set::EditSet::new("a test", false);
    for (path, edits) in edits {
        if tree.entries.contains_key(path) {
            set.edits(path, edits.iter().cloned());
        } else {
            set.create(path, edits.iter().map(|(_, text)| text.as_str()).collect::<String>());
        }
    }
    moves.iter().for_each(|(from, to)| set.rename(from, to));
    set.apply(tree).unwrap()
}

fn errors(tree: &Tree) -> Vec<(String, &'static str)> {
    let found = check::run(&corpus(tree), &Options::at(AT)).diagnostics;
    let errors = found.into_iter().filter(|found| found.severity == scsdoc::testing::diagnostic::Severity::Error);
    let mut errors: Vec<_> = errors.map(|found| (found.path, found.rule)).collect();
    errors.sort();
    errors
}

#[test]
fn a_rename_adds_no_error() {
    let tree = Fixture::read(&folder().join("register.txtar")).tree();
    let corpus = corpus(&tree);
    let context = AssistContext { corpus: &corpus, at: AT };
    let mut made = 0;
    for path in corpus.paths() {
        let Some(source) = corpus.source(path) else { continue };
        for offset in (0..source.text().len()).step_by(3) {
            let Ok(rename) = assist::rename(context, Cursor { path, offset }, "scs-0101-new-name") else { continue };
            let after: Vec<_> = errors(&applied(&tree, &rename.edits, &rename.moves));
            let moved = |path: &str| rename.moves.iter().find(|(from, _)| from == path).map(|(_, to)| to.clone());
            let before = errors(&tree).into_iter();
            let mut before: Vec<_> = before.map(|(path, rule)| (moved(&path).unwrap_or(path), rule)).collect();
            before.sort();
            assert_eq!(before, after, "{path} {offset}");
            made += 1;
        }
    }
    assert!(made > 10, "only {made} renames");
}

#[test]
fn code_actions_match_findings_and_waivers_need_a_reason() {
    let folders = std::fs::read_dir(root().join("tests/fixtures")).unwrap().flatten().map(|entry| entry.path());
    let mut waivers = 0;
    for fixture in folders.flat_map(|folder| fixtures(&folder)).filter(|fixture| fixture.base.is_none()) {
        let tree = fixture.tree();
        let corpus = corpus(&tree);
        let at = Options::at(fixture.at);
        let findings = check::run(&corpus, &at).diagnostics;
        let context = AssistContext { corpus: &corpus, at: fixture.at };
        for found in findings.iter().take(3) {
            for action in assist::actions(context, &found.path, found.span, std::slice::from_ref(found)) {
                if action.kind != assist::ActionKind::Waiver {
                    continue;
                }
                // With a reason in its place, the finding is suppressed and there are no new ones.
                let mut edits = action.edits.clone();
                for (_, text) in edits.values_mut().flatten() {
                    *text = text.replace(") -->", ") a reason -->").replace("reason = \"\"", "reason = \"a reason\"");
                    if text.contains("# scsdoc") {
                        *text = text.replace(')', ") a reason");
                    }
                }
                let empty = crate::common::corpus(&applied(&tree, &action.edits, &[]));
                let empty = check::run(&empty, &at).diagnostics;
                let asks = empty.iter().any(|found| found.rule == "waiver-without-reason");
                assert!(asks, "{}: {}", fixture.path.display(), action.title);
                let with = crate::common::corpus(&applied(&tree, &edits, &[]));
                let with = check::run(&with, &at).diagnostics;
                let count = |all: &[scsdoc::testing::diagnostic::Diagnostic]| {
                    all.iter().filter(|one| one.rule == found.rule).count()
                };
                assert!(count(&with) < count(&findings), "{}: {}", fixture.path.display(), action.title);
                assert!(with.len() < findings.len(), "{}: {}", fixture.path.display(), action.title);
                waivers += 1;
            }
        }
    }
    assert!(waivers > 100, "only {waivers} waivers were tried");
}

#[test]
fn answers_are_quick_on_the_public_register() {
    let Some(folder) = crate::common::public_register() else { return };
    let corpus = load(folder.path());
    let context = AssistContext { corpus: &corpus, at: AT };
    let mut times: std::collections::BTreeMap<&str, Vec<std::time::Duration>> = std::collections::BTreeMap::new();
    for path in corpus.paths() {
        let Some(source) = corpus.source(path) else { continue };
        let len = source.text().len();
        for offset in (0..=len).step_by(1 + len / 40).filter(|offset| source.text().is_char_boundary(*offset)) {
            let cursor = Cursor { path, offset };
            let mut time = |what: &'static str, ask: &dyn Fn()| {
                let start = std::time::Instant::now();
                ask();
                times.entry(what).or_default().push(start.elapsed());
            };
            time("completion", &|| drop(assist::completions(context, cursor)));
            time("hover", &|| drop(assist::hover(context, cursor)));
            time("definition", &|| drop(assist::definition(context, cursor)));
            time("references", &|| drop(assist::references(context, cursor, true)));
        }
    }
    for (what, times) in &mut times {
        times.sort();
        let at = |part: usize| times[(times.len() - 1) * part / 100];
        println!("{what}: median {:?}, p99 {:?}, worst {:?} of {}", at(50), at(99), at(100), times.len());
        assert!(at(50) < std::time::Duration::from_millis(50), "{what} takes {:?}", at(50));
    }
}
