use super::*;
use crate::model::facts::Status;
use crate::model::markdown::BlockKind;

pub static RULE: Rule = Rule {
    name: "unfinished-text",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the text has a marker of unfinished work",
    why: "Markers such as TODO, TBD and FIXME are notes to the author. A reader of the published document cannot act on them, and a \
          requirement that still has to be written cannot be met. A change that leaves one in a Stable document is an error.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "## Standard\n\nTODO: describe the flavors.",
    correct: "## Standard\n\nA cloud MUST offer the flavors below.",
    run: Run::Document(check),
};

/// Markers; a bracket at either end of a marker needs no boundary of a word.
const MARKERS: [&str; 7] = ["TODO", "FIXME", "TBA", "TBD", "???", "(source?)", "[TO BE "];

/// Paragraphs without other text.
const ALONE: [&str; 6] = ["to be determined", "to be done", "to be defined", "to be written", "[...]", "[…]"];

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    // No marker is a prefix of another, so the kind of match only affects speed.
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MARKERS).ok());
    let severity = match cx.base {
        Some(_) if document.life.status == Some(Status::Stable) => Severity::Error,
        _ => Severity::Warning,
    };
    let mut report = |span: Span, text: &str| {
        let found = RULE.at(&document.path, span, format!("unfinished text: `{}`", short(text)));
        out.push(found.severity(severity).help("write the text, or remove the marker"));
    };
    let body = document.body.span;
    let raw = document.source.slice(body);
    for found in SEARCH.iter().flat_map(|search| search.find_iter(raw)) {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let inside = |c: Option<char>, end: Option<char>| c.is_some_and(word) && end.is_some_and(word);
        let marker = raw.get(found.range()).unwrap_or_default();
        let before = raw.get(..found.start()).and_then(|text| text.chars().next_back());
        let behind = raw.get(found.end()..).and_then(|text| text.chars().next());
        let joined = inside(before, marker.chars().next()) || inside(behind, marker.chars().next_back());
        let span = Span::new(body.start as usize + found.start(), body.start as usize + found.end());
        let texts = &document.body.texts;
        let next = texts.partition_point(|text| text.span.start <= span.start);
        let text = next.checked_sub(1).and_then(|at| texts.get(at)).filter(|text| text.span.end > span.start);
        // What is to be decided about one of many rows is content of a table.
        let Some(text) = text.filter(|text| !(text.in_quote || text.in_table && marker == "TBD")) else { continue };
        if !(joined || marker == "???" && text.in_table) {
            report(span, marker.trim_end());
        }
    }
    for block in document.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let raw = document.source.slice(block.span).trim();
        let text = raw.trim_matches(['*', '_']).trim_end_matches('.').to_lowercase();
        if ALONE.contains(&text.as_str()) || ALONE.contains(&raw) {
            report(block.span, raw);
        }
    }
}
