//! Edits of front matter, and plans: the requested change is made, and everything else is unchanged.

use super::registers::small;
use super::yaml_like::ordinary;
use super::{AT, MOST, corpus, file, tree};
use scsdoc::testing::edit::adopt::adopt;
use scsdoc::testing::edit::plan::{Plan, State};
use scsdoc::testing::edit::{accept, new, revise, status};
use scsdoc::testing::model::document::{Document, DocumentType, Track};
use scsdoc::testing::model::name::NameKind;
use scsdoc::testing::patch::{self, Patch};
use scsdoc::testing::value::{Kind, Node, Style};
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "Standards/scs-0100-v1-x.md";

fn parse(bytes: &[u8]) -> Document {
    Document::parse(PATH, &file(bytes))
}

/// A key, a value, and a document: the value is set, added, replaced and removed.
pub fn edit(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut parts = text.splitn(3, '\n');
    let (Some(key), Some(value), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return };
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    if key.is_empty() || !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(word) {
        return;
    }
    // Words that YAML reads as something else than text cannot be keys of ours.
    if matches!(key, "null" | "true" | "false") {
        return;
    }
    let value = value.replace("\\n", "\n").replace("\\t", "\t");
    let document = parse(rest.as_bytes());
    if document.patch().is_err() {
        return;
    }
    assert_eq!(read_scalar(&patch::scalar(&value, false)).as_deref(), Some(value.as_str()), "a scalar");
    assert_eq!(read_scalar(&patch::double_quoted(&value)).as_deref(), Some(value.as_str()), "in quotes");
    if let Some(lines) = patch::folded(&value, 40) {
        let block = format!(">-\n{}", lines.iter().map(|line| format!("  {line}\n")).collect::<String>());
        assert_eq!(read_scalar(&block).as_deref(), Some(value.as_str()), "folded");
    }
    let after = asked(&document, "set", key, |patch| patch.set(key, &value).map(drop));
    if let Some(after) = after {
        asked(&after, "set twice", key, |patch| patch.set(key, &value).map(drop));
        asked(&after, "remove", key, |patch| patch.remove(key).map(drop));
    }
    asked(&document, "remove", key, |patch| patch.remove(key).map(drop));
    let item = value.trim();
    if item.is_empty() || item.contains(char::is_control) {
        return;
    }
    let before: Vec<String> = document.list(key).map(|(item, _)| item.to_owned()).collect();
    let after = asked(&document, "add", key, |patch| patch.add(key, &[item, "second"]).map(drop));
    if let Some(after) = after {
        let added: Vec<&str> = after.list(key).map(|(item, _)| item).collect();
        assert!(
            added.iter().zip(&before).all(|(new, old)| *new == old.trim()) && added.contains(&item),
            "{before:?} {added:?}"
        );
        let mut patch = after.patch().expect("what was edited can be edited");
        patch.add(key, &[item]).expect("nothing to do");
        assert!(patch.edits().is_empty(), "what is in a list is not added again");
    }
    asked(&document, "set a list", key, |patch| patch.set_list(key, &[item, "second"]).map(drop));
}

fn read_scalar(text: &str) -> Option<String> {
    let parsed = scsdoc::testing::value::yaml::parse(&format!("k: {text}\n"));
    assert!(parsed.problems.is_empty(), "{:?} in {text:?}", parsed.problems);
    parsed.root?.text("k").map(str::to_owned)
}

/// Makes an edit. Where front matter is written plainly, it must not be refused.
fn asked(
    document: &Document,
    what: &str,
    key: &str,
    edit: impl Fn(&mut Patch<'_>) -> Result<(), String>,
) -> Option<Document> {
    let before = document.source.text();
    let mut patch = document.patch().ok()?;
    if let Err(error) = edit(&mut patch) {
        assert!(!plainly(document), "{what} {key}: {error}\n{before:?}");
        return None;
    }
    let mut plan = Plan::new(what);
    plan.patch(&patch);
    let tree = tree(vec![(PATH.into(), before.as_bytes().to_vec())]);
    let after = plan.set.apply(&tree).expect("edits that fit");
    let after = parse(after.entries[PATH].bytes());
    kept(document, &after, key, what);
    Some(after)
}

/// Block style, one line per key or a list of lines, no key twice, no anchors, tags or block scalars.
fn plainly(document: &Document) -> bool {
    let source = &document.source;
    let yaml = source.slice(document.front.yaml_span).replace("\r\n", "\n");
    let Some(root) = &document.front.root else { return false };
    let scalar = |node: &Node| !matches!(node.kind, Kind::List(_) | Kind::Map(_)) && node.style != Style::Block;
    let one_line =
        |node: &Node| source.line_of(node.span.start as usize) == source.line_of((node.span.end as usize).max(1) - 1);
    let simple = |node: &Node| scalar(node) && (node.span.is_empty() || one_line(node));
    let starts = |span: scsdoc::testing::text::Span| {
        let line = source.line_span(source.line_of(span.start as usize));
        line.start == span.start
    };
    let names: BTreeSet<&str> = root.entries().iter().map(|entry| entry.name()).collect();
    ordinary(&yaml)
        && names.len() == root.entries().len()
        && root.style == Style::Block
        && root.entries().iter().all(|entry| {
            let fits = match &entry.value.kind {
                Kind::List(items) => items.iter().all(simple) && entry.value.style == Style::Block,
                _ => simple(&entry.value),
            };
            let first = source.slice(entry.key.span);
            fits && simple(&entry.key)
                && starts(entry.key.span)
                && !first.is_empty()
                && source.text().get(entry.key.span.end as usize..).is_some_and(|rest| rest.starts_with(':'))
        })
}

/// All other keys are written as they were, and so are comments outside the value, and the body.
fn kept(before: &Document, after: &Document, key: &str, what: &str) {
    let other = |document: &Document| -> BTreeMap<String, String> {
        let entries = document.front.root.as_ref().map(Node::entries).unwrap_or_default().iter();
        let others = entries.filter(|entry| entry.name() != key);
        others
            .map(|entry| (entry.name().to_owned(), document.source.slice(entry.span()).trim_end().to_owned()))
            .collect()
    };
    let (old, new) = (before.source.text(), after.source.text());
    assert_eq!(other(before), other(after), "{what} {key}: {old:?} {new:?}");
    let body = |document: &Document| document.source.slice(document.body.span).to_owned();
    assert_eq!(body(before), body(after), "{what} {key}");
    assert_eq!(before.source.bom_len(), after.source.bom_len());
    let (ours, theirs) = (old.matches("\r\n").count(), new.matches("\r\n").count());
    if ours == old.matches('\n').count() && ours > 0 {
        assert_eq!(theirs, new.matches('\n').count(), "{what} {key}: line endings of {new:?}");
    }
    if ours == 0 && !old.contains('\r') {
        assert_eq!(theirs, 0, "{what} {key}: line endings of {new:?}");
    }
}

/// Every plan for every document of a register: refused in words, or made without an error that was not there.
pub fn plan(data: &[u8]) {
    let Some(files) = small(data) else { return };
    if files.new.len() > 6 {
        return;
    }
    let tree = tree(files.new);
    let corpus = corpus(&tree);
    let state = State { tree: &tree, corpus: &corpus, at: AT };
    let mut plans: Vec<Result<Plan, String>> = Vec::new();
    for (index, _) in corpus.scopes.iter().enumerate().take(1) {
        plans.push(adopt(state, index));
    }
    let title = corpus.documents.first().map_or("A title", |document| document.title()).to_owned();
    let wanted = new::NewDocument { title: title.clone(), slug: String::new(), description: Some(title) };
    plans.push(new::document(state, DocumentType::Standard, Track::ALL[0], &wanted));
    let accepted: Vec<_> =
        corpus.documents.iter().filter(|document| document.name.kind == NameKind::Proposal).collect();
    for document in accepted {
        plans.push(accept::accept(state, &document.path, None, &Default::default()));
    }
    for document in corpus.documents.iter().take(2) {
        let id = document.name.stem();
        plans.push(new::supplement(state, &[id.to_owned()], &wanted));
        plans.push(revise::revise(state, id, true));
        plans.push(status::stabilize(state, id, AT));
        plans.push(status::deprecate(state, id, &[], None));
        plans.push(status::reject(state, id, AT));
        if let Some(other) = corpus.documents.last() {
            plans.push(status::deprecate(state, id, &[other.name.stem().to_owned()], Some(AT)));
        }
    }
    for plan in plans {
        match plan {
            Err(reason) => assert!(!reason.is_empty() && !reason.ends_with('.'), "{reason:?}"),
            Ok(mut plan) => {
                // A name that exists or leads out of the register is reported when the plan is applied.
                let preview = plan.dry_run(state, &tree);
                if let Err(reason) = &preview {
                    assert!(
                        !reason.contains("overlap") && !reason.contains("outside the file"),
                        "{}: {reason}",
                        plan.set.title
                    );
                }
            }
        }
    }
}
