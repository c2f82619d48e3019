//! Front matter, YAML and TOML: spans are valid, and other parsers agree on the values.

use super::yaml_like::{alike, ordinary};
use super::{MOST, file, fits};
use gray_matter::{Matter, engine::YAML};
use scsdoc::testing::load::MAX_FRONT_MATTER;
use scsdoc::testing::model::document::{Document, Fence};
use scsdoc::testing::text::Span;
use scsdoc::testing::value::{Kind, Node, Parsed, ProblemKind, Style, toml as our_toml, yaml as our_yaml};

/// A document is its byte order mark, its front matter and its body, and nothing else; line endings and a byte order mark
/// change nothing of what it says.
pub fn front_matter(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let document = read(data);
    let text = document.source.text();
    assert_eq!(text.len(), data.len(), "every offset stays true");
    if let Ok(written) = std::str::from_utf8(data) {
        assert_eq!(text, written);
    }
    let (front, body) = (&document.front, document.body.span);
    for (span, what) in [(front.span, "front"), (front.opening, "opening"), (front.yaml_span, "yaml"), (body, "body")] {
        fits(text, span, what);
    }
    let bom = document.source.bom_len();
    assert_eq!(front.span.start as usize, bom);
    assert_eq!(body.end as usize, text.len());
    assert_eq!(front.span.end, body.start, "no byte between front matter and body, and none in both");
    match front.fence {
        Fence::Closed => {
            assert_eq!(document.source.slice(front.opening).trim_end(), "---");
            let closing = Span { start: front.yaml_span.end, end: front.span.end };
            assert_eq!(document.source.slice(closing).trim_end(), "---");
            assert!(front.span.contains(front.yaml_span) && front.span.contains(front.opening));
        }
        Fence::Unclosed => assert!(front.span.contains(front.yaml_span)),
        Fence::Missing => assert!(front.span.is_empty() && front.root.is_none()),
    }
    if let Some(root) = &front.root {
        nodes(text, root, front.yaml_span);
    }
    for problem in &front.problems {
        fits(text, problem.span, &problem.message);
    }
    for violation in &front.violations {
        fits(text, violation.span, "violation");
    }
    for comment in &front.comments {
        fits(text, comment.span, "comment");
        assert!(front.yaml_span.contains(comment.span), "a comment in the YAML");
    }
    variants(text, &document);
    other_library(text, &document);
}

fn read(data: &[u8]) -> Document {
    Document::parse("Standards/scs-0100-v1-x.md", &file(data))
}

/// The content of a document, without locations.
fn said(document: &Document) -> (Option<serde_json::Value>, usize, Vec<&str>) {
    let anchors = document.body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
    (document.front.root.as_ref().map(Node::to_json), document.front.problems.len(), anchors)
}

fn variants(text: &str, document: &Document) {
    if !text.starts_with('\u{feff}') {
        let marked = read(format!("\u{feff}{text}").as_bytes());
        assert_eq!(said(document), said(&marked), "a byte order mark says nothing");
        assert_eq!(document.front.yaml_span.shifted(3), marked.front.yaml_span);
    }
    if !text.contains('\r') && document.front.yaml_span.len() < MAX_FRONT_MATTER / 2 {
        let windows = read(text.replace('\n', "\r\n").as_bytes());
        assert_eq!(said(document), said(&windows), "line endings say nothing");
        assert_eq!(document.front.fence, windows.front.fence);
    }
}

/// The result of another front-matter library, if both accept the input.
fn other_library(text: &str, document: &Document) {
    let front = &document.front;
    let yaml = document.source.slice(front.yaml_span);
    if front.fence != Fence::Closed || !front.problems.is_empty() || text.contains('\r') || !ordinary(yaml) {
        return;
    }
    // It takes a fence of more than three hyphens, or one with spaces before it, for the end as well.
    if yaml.lines().any(|line| line.trim_start().starts_with("---")) || !text.starts_with("---\n") {
        return;
    }
    // It trims every white space that Unicode knows; in YAML a no-break space belongs to the value, and spaces at the very end
    // may belong to a block scalar.
    if yaml.trim() != yaml.trim_matches([' ', '\t', '\n']) || Some(yaml.trim_end()) != yaml.strip_suffix('\n') {
        return;
    }
    let Some(root) = &front.root else { return };
    let Ok(theirs) = Matter::<YAML>::new().parse::<serde_json::Value>(text) else { return };
    if let Some(theirs) = theirs.data {
        alike(root, &theirs, yaml);
    }
}

/// Every node lies in the YAML and on characters.
fn nodes(text: &str, node: &Node, around: Span) {
    fits(text, node.span, "node");
    assert!(around.contains(node.span), "{:?} outside {around:?} in {text:?}", node.span);
    for item in node.items() {
        nodes(text, item, around);
    }
    for entry in node.entries() {
        fits(text, entry.span(), "entry");
        nodes(text, &entry.key, around);
        nodes(text, &entry.value, around);
    }
}

fn places(text: &str, parsed: &Parsed) {
    let all = Span::new(0, text.len());
    if let Some(root) = &parsed.root {
        nodes(text, root, all);
    }
    for comment in &parsed.comments {
        fits(text, comment.span, "comment");
        assert!(text[comment.span.range()].starts_with('#'), "{comment:?}");
    }
    for problem in &parsed.problems {
        fits(text, problem.span, &problem.message);
        assert!(!problem.message.is_empty());
        if let ProblemKind::DuplicateKey { first } = problem.kind {
            fits(text, first, "first");
            assert!(first.start <= problem.span.start);
        }
    }
}

/// YAML: spans are valid, and another parser gives the same result if both accept the input.
pub fn yaml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST {
        return;
    }
    let parsed = our_yaml::parse(text);
    places(text, &parsed);
    if !parsed.problems.is_empty() || !ordinary(text) {
        return;
    }
    let Some(root) = &parsed.root else { return };
    // In YAML 1.2 the text of a block scalar that is the whole document may begin at the margin; in YAML 1.1 it may not.
    if matches!(root.kind, Kind::Text(_)) && root.style == Style::Block {
        return;
    }
    if let Ok(theirs) = serde_yaml::from_str::<serde_json::Value>(text) {
        alike(root, &theirs, text);
    }
}

/// TOML: spans are valid, and another parser gives the same result.
pub fn toml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST {
        return;
    }
    let parsed = our_toml::parse(text);
    for problem in &parsed.problems {
        fits(text, problem.span, &problem.message);
    }
    for comment in &parsed.comments {
        fits(text, comment.span, "comment");
    }
    let Some(root) = &parsed.root else { return };
    let theirs = toml::from_str::<toml::Table>(text);
    assert_eq!(theirs.is_ok(), parsed.problems.is_empty(), "{theirs:?} {:?}", parsed.problems);
    if let Ok(theirs) = theirs {
        nodes(text, root, Span::new(0, text.len()));
        same(root, &toml::Value::Table(theirs));
    }
    // Settings never fail, and their problems have locations.
    let config = scsdoc::testing::config::Config::parse(scsdoc::testing::config::FILE_NAME, data);
    for problem in &config.problems {
        fits(config.source.text(), problem.span, &problem.message);
    }
}

fn same(ours: &Node, theirs: &toml::Value) {
    match (&ours.kind, theirs) {
        (Kind::Map(entries), toml::Value::Table(table)) => {
            assert_eq!(entries.len(), table.len());
            for entry in entries {
                same(&entry.value, &table[entry.name()]);
            }
        }
        (Kind::List(items), toml::Value::Array(array)) => {
            assert_eq!(items.len(), array.len());
            items.iter().zip(array).for_each(|(ours, theirs)| same(ours, theirs));
        }
        (Kind::Text(ours), toml::Value::String(theirs)) => assert_eq!(ours, theirs),
        (Kind::Text(ours), toml::Value::Datetime(theirs)) => assert_eq!(*ours, theirs.to_string()),
        (Kind::Bool(ours), toml::Value::Boolean(theirs)) => assert_eq!(ours, theirs),
        (Kind::Number(ours), toml::Value::Integer(theirs)) => assert_eq!(ours.as_i64(), Some(*theirs)),
        (Kind::Number(ours), toml::Value::Float(theirs)) => assert_eq!(ours.as_f64(), Some(*theirs)),
        (Kind::Null, toml::Value::Float(theirs)) => assert!(!theirs.is_finite()),
        (ours, theirs) => panic!("{ours:?} and {theirs:?}"),
    }
}
