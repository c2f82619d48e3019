use super::wordings::{self, DECISION_RECORD, RequiredSection, STANDARD};
use super::*;
use crate::model::document::{DocumentType, Track};
use crate::model::name::NameKind;
use crate::model::testcases::declared;
use std::collections::HashSet;

pub static RULE: Rule = Rule {
    name: "missing-section",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a required or recommended section is missing",
    why: "All documents of a type have the same sections, so readers and auditors know where to look. Common \
          alternatives are accepted (Glossary for \
          Terminology, Introduction for Abstract, Motivation for Context, and so on), at any level. Conformance tests may be in a \
          supplement. The decision may be named after what is decided. If something else may serve as a required section, such as text before the first heading or a similar heading, it is reported as a warning; In a proposal, each finding is one level less severe. Missing recommended sections are reported together in one note, and not at \
          all on the Scopes track.",
    clause: "scs-0001-v1#sections",
    incorrect: "---\ntype: Standard\n---\n\n## Introduction\n\n## Standard\n\n## Conformance Tests",
    correct: "---\ntype: Standard\n---\n\n## Introduction\n\n## Terminology\n\n## Motivation\n\n## Standard\n\n## Conformance Tests",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let documents = &cx.corpus.documents;
    let supplements = documents.iter().filter(|document| describes_tests(document));
    let describing: HashSet<&str> = supplements.map(|supplement| supplement.path.as_str()).collect();
    for document in documents {
        let is_tested = || {
            let mut supplements = cx.corpus.supplements(document).into_iter();
            supplements.any(|supplement| describing.contains(supplement.path.as_str()))
        };
        check_document(document, is_tested, out);
    }
}

fn describes_tests(supplement: &Document) -> bool {
    let mut headings = supplement.body.headings.iter();
    supplement.is_supplement()
        && (declared(supplement).next().is_some() || headings.any(|heading| wordings::is_about_tests(&heading.text)))
}

/// A heading with the parts of its text.
struct Named<'a> {
    heading: &'a Heading,
    parts: Vec<String>,
}

/// `tested`: a supplement of this version has a section on tests.
fn check_document(document: &Document, tested: impl Fn() -> bool, out: &mut DiagnosticSink) {
    let wanted = match document.kind {
        Some(DocumentType::Standard) => STANDARD,
        Some(DocumentType::DecisionRecord) => DECISION_RECORD,
        _ => return,
    };
    if document.is_supplement() || !document.front.complete() || document.too_large.is_some() {
        return;
    }
    let proposal = document.name.kind == NameKind::Proposal;
    let headings = document.body.headings.iter().filter(|heading| !heading.nested);
    let headings: Vec<Named> =
        headings.map(|heading| Named { heading, parts: wordings::parts(&heading.text) }).collect();
    let missing = |section| missing(document, &headings, section, &tested);
    let mut found: Vec<Diagnostic> = wanted.iter().filter(|section| section.must).filter_map(missing).collect();
    let levels = headings.iter().map(|named| (named.heading.level, named.parts.as_slice()));
    if !wordings::has_decision(levels, wanted) {
        let what = if document.kind == Some(DocumentType::Standard) { "standardization decision" } else { "decision" };
        found.push(
            finding(document, "Decision", &format!("has no section for the {what}"))
                .help("add a section `Decision`, or one named after what is decided"),
        );
    }
    if proposal {
        for diagnostic in &mut found {
            diagnostic.severity = match diagnostic.severity {
                Severity::Error => Severity::Warning,
                Severity::Warning | Severity::Note => Severity::Note,
            };
        }
    }
    let recommended = wanted.iter().filter(|section| !section.must && document.track() != Some(Track::Scopes));
    let recommended = recommended.filter(|section| missing(section).is_some());
    let names: Vec<String> = recommended.map(|section| format!("`{}`", section.name)).collect();
    if !names.is_empty() {
        let sections = if names.len() == 1 { "section" } else { "sections" };
        let what = format!("does not have the recommended {sections} {}", names.join(", "));
        let recommended = finding(document, "recommended", &what);
        found.push(recommended.severity(Severity::Note).help("consider adding it; recommended sections are optional"));
    }
    out.extend(found);
}

fn finding(document: &Document, section: &str, what: &str) -> Diagnostic {
    let kind = document.kind.map_or("", DocumentType::name);
    RULE.at_key(document, "type", format!("the {kind} `{}` {what}", document.id())).about(section)
}

/// The finding on one section, if it is missing.
fn missing(
    document: &Document,
    headings: &[Named<'_>],
    section: &RequiredSection,
    tested: &impl Fn() -> bool,
) -> Option<Diagnostic> {
    if headings.iter().any(|named| wordings::any_part(&named.parts, section.wordings)) {
        return None;
    }
    if section.name == "Conformance Tests" && tested() {
        return None;
    }
    let found = finding(document, section.name, &format!("has no section `{}`", section.name));
    if let Some((span, marks)) = heading_without_space(document, section) {
        let found = found.related(&document.path, span, "without a space, this is not a heading");
        let line = document.source.position(span.start as usize).line;
        return Some(found.help(format!("put a space after `{marks}` in line {line}")));
    }
    if let Some(Named { heading, .. }) = headings.iter().find(|named| wordings::any_part(&named.parts, section.near)) {
        let text = super::short(&heading.text);
        let found = found.severity(Severity::Warning).related(&document.path, heading.text_span, "similar section");
        return Some(
            found.help(format!("rename `{text}` if that is the section; otherwise add a section `{}`", section.name)),
        );
    }
    let opening = matches!(section.name, "Introduction" | "Abstract");
    if opening && let Some(text) = text_before_headings(document) {
        let found = found.severity(Severity::Warning).related(&document.path, text, "text without a heading");
        return Some(found.help(format!("add a heading `{}` above the text at the beginning", section.name)));
    }
    let scope = document.track() == Some(Track::Scopes)
        && headings.iter().any(|named| named.heading.text.eq_ignore_ascii_case("subject matter"));
    let found = if scope && section.name == "Motivation" { found.severity(Severity::Warning) } else { found };
    Some(found.help(match section.name {
        "Conformance Tests" => "add a section `Conformance Tests`, here or in a supplement of this version".into(),
        name => format!("add a section `{name}`"),
    }))
}

/// A line like `##Motivation` that was meant as the heading, and its marks.
fn heading_without_space<'a>(document: &'a Document, section: &RequiredSection) -> Option<(Span, &'a str)> {
    let source = &document.source;
    let blocks = document.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    let mut lines = blocks.filter(|block| source.slice(block.span).contains('#')).flat_map(|block| {
        source.line_of(block.span.start as usize)..=source.line_of((block.span.end as usize).saturating_sub(1))
    });
    lines.find_map(|line| {
        let text = source.line_text(line);
        let title = text.trim_start_matches('#');
        let marks = text.get(..text.len() - title.len())?;
        let fits = (1..=6).contains(&marks.len()) && wordings::is_one_of(title, section.wordings);
        let start = source.line_span(line).start as usize;
        fits.then(|| (Span::new(start, start + text.trim_end().len()), marks))
    })
}

/// The first block before any heading.
fn text_before_headings(document: &Document) -> Option<Span> {
    let first = document.body.headings.iter().find(|heading| !heading.nested)?;
    let block = document.body.blocks.iter().find(|block| super::shows(document, block))?;
    (block.span.end <= first.span.start).then_some(block.span)
}
