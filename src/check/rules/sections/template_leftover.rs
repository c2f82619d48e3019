use super::*;
use std::collections::HashSet;

pub static RULE: Rule = Rule {
    name: "template-leftover",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a template placeholder is left in the text",
    why: "Templates describe in each section what belongs there. Leftovers say nothing about the subject, look like \
          requirements \
          (`OPTIONAL`, `RECOMMENDED`), or make the text look unfinished. The comment with instructions at the top of \
          a template is only visible to authors, so it is reported as a note.",
    clause: "",
    incorrect: "## Related Documents\n\nRelated Documents, OPTIONAL",
    correct: "## Related Documents\n\nNone.",
    run: Run::Corpus(check),
};

/// Placeholders of the public templates that are not recognizable by their form.
const PLACEHOLDERS: &[&str] = &[
    "Very short introduction about the topic of this document.",
    "Example (abbr. Ex)",
    "This is the description for an example terminology.",
    "What is the issue that we're seeing that is motivating this decision or change?",
    "What is the decision that we're proposing and/or doing?",
    "Should also include reasoning for this decision",
    "What becomes easier or more difficult to do because of this change?",
    "What is the essence of this standard? Adjust heading accordingly.",
];

/// Start of the instructions in the public templates.
const INSTRUCTIONS: &str = "This is a template striving to provide a starting point";

/// Placeholders in the templates of a register.
#[derive(Default)]
struct Template {
    /// Paragraphs, lines of paragraphs and rows of tables.
    texts: HashSet<String>,
    /// Headings in italics, with their markup.
    headings: HashSet<String>,
    comments: HashSet<String>,
    /// Sorted prefixes of `texts`, to skip other text quickly.
    begins: Vec<[u8; 4]>,
}

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut template =
        Template { texts: PLACEHOLDERS.iter().map(|text| (*text).to_owned()).collect(), ..Template::default() };
    cx.corpus.templates.iter().for_each(|document| template.learn(document));
    template.begins = template.texts.iter().map(|text| beginning(text)).collect();
    template.begins.sort_unstable();
    for document in &cx.corpus.documents {
        let mut found = Vec::new();
        headings(document, &template, &mut found);
        texts(document, &template, &mut found);
        out.extend(together(document, found));
        comments(document, &template, out);
    }
}

/// More placeholders than this in a document become one finding.
const MOST: usize = 3;
/// Maximum number of placeholders listed in a finding.
const NAMED: usize = 12;

/// The findings of a document; of a template that was copied and not filled in, one.
fn together(document: &Document, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.len() <= MOST {
        return found;
    }
    found.sort_by_key(|found| found.span);
    let name = |found: &Diagnostic| {
        let (text, line) = (document.source.slice(found.span), document.source.line_of(found.span.start as usize) + 1);
        format!("`{}` (line {line})", super::short(&super::folded(text)))
    };
    let mut named: Vec<String> = found.iter().take(NAMED).map(name).collect();
    if found.len() > NAMED {
        named.push(format!("{} more", found.len() - NAMED));
    }
    let message = format!("{} template placeholders are left", found.len());
    let help = format!("replace them, or remove their sections: {}", named.join(", "));
    let first = found.first().map_or(Span::at(0), |found| found.span);
    vec![RULE.at(&document.path, first, message).about("template").help(help)]
}

/// The first bytes of a text up to whitespace, padded with zeros.
fn beginning(text: &str) -> [u8; 4] {
    let mut start = [0; 4];
    start.iter_mut().zip(text.bytes().take_while(|byte| !byte.is_ascii_whitespace())).for_each(|(to, byte)| *to = byte);
    start
}

impl Template {
    fn learn(&mut self, document: &Document) {
        let source = &document.source;
        for block in document.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
            let text = source.slice(block.span);
            // Documents keep paragraphs with links or about keywords.
            if text.contains("](") || text.contains("][") || text.contains("://") || text.contains("RFC") {
                continue;
            }
            let lines = text.lines().map(super::folded).filter(|line| line.split(' ').count() >= 4);
            self.texts.extend(lines);
            let whole = super::folded(text);
            if whole.split(' ').count() >= 4 || italic(&whole) {
                self.texts.insert(whole);
            }
        }
        let rows = document.body.tables.iter().flat_map(|table| &table.rows);
        self.texts.extend(rows.map(|row| super::folded(source.slice(row.span))).filter(|row| row.contains('_')));
        let headings = document.body.headings.iter().filter_map(|heading| marked(document, heading.span));
        self.headings.extend(headings.filter(|text| italic(text)));
        self.comments.extend(document.body.comments.iter().map(|comment| super::folded(&comment.text)));
    }

    /// The text with whitespace collapsed, if it is from a template.
    fn known(&self, raw: &str) -> Option<String> {
        let begins = self.begins.binary_search(&beginning(raw.trim_start())).is_ok();
        begins.then(|| super::folded(raw)).filter(|text| self.texts.contains(text))
    }

    fn heading(&self, text: &str) -> bool {
        let option = text.strip_prefix("_Option ").and_then(|rest| rest.strip_suffix('_'));
        option.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())) || self.headings.contains(text)
    }
}

/// The text of a heading if it begins with italics.
fn marked(document: &Document, span: Span) -> Option<String> {
    let text = document.source.slice(span).trim();
    let text = text.trim_start_matches('#').trim_end_matches('#').trim_start();
    text.starts_with('_').then(|| super::folded(text))
}

/// Whether a text is in italics from its beginning to its end.
fn italic(text: &str) -> bool {
    let inner = text.strip_prefix('_').and_then(|rest| rest.strip_suffix('_'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.starts_with('_') && !inner.contains("_ "))
}

fn headings(document: &Document, template: &Template, out: &mut Vec<Diagnostic>) {
    for heading in &document.body.headings {
        let text = &heading.text;
        let mark = ["OPTIONAL", "RECOMMENDED"].into_iter().find(|mark| {
            let rest = text.strip_suffix(mark).map(str::trim_end);
            rest.is_some_and(|rest| rest.ends_with(',') && rest.len() > 1)
        });
        if let Some(mark) = mark {
            let message = format!("the heading `{}` still has the template marker", super::short(text));
            let help = format!("remove `, {mark}` from the heading");
            out.push(RULE.at(&document.path, heading.text_span, message).help(help));
        } else if marked(document, heading.span).is_some_and(|text| template.heading(&text)) {
            let message = format!("the heading `{}` is a template placeholder", super::short(text));
            let help = "add a heading, or remove the section";
            out.push(RULE.at(&document.path, heading.text_span, message).help(help));
        }
    }
}

fn texts(document: &Document, template: &Template, out: &mut Vec<Diagnostic>) {
    let source = &document.source;
    let mut report = |span, text: &str| {
        let message = format!("`{}` is a template placeholder", super::short(text));
        out.push(RULE.at(&document.path, span, message).help("add text, or remove the section"));
    };
    for section in super::sections(document) {
        let mut shown = section.blocks.iter().filter(|block| super::shows(document, block));
        let (first, second) = (shown.next(), shown.next());
        for block in section.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
            let raw = source.slice(block.span);
            let alone = second.is_none() && first == Some(block);
            let nothing = || {
                if !may_be_placeholder(raw, &section.heading.text) {
                    return None;
                }
                let text = super::folded(raw);
                is_placeholder(text.trim_end_matches('.'), &section.heading.text).then_some(text)
            };
            if let Some(text) = template.known(raw).or_else(|| if alone { nothing() } else { None }) {
                report(super::trimmed(source, block.span), &text);
                continue;
            }
            for (at, line) in lines(raw) {
                if let Some(folded) = template.known(line) {
                    let start = block.span.start as usize + at;
                    report(super::trimmed(source, Span::new(start, start + line.len())), &folded);
                }
            }
        }
    }
    for row in document.body.tables.iter().flat_map(|table| &table.rows) {
        if let Some(text) = template.known(source.slice(row.span)) {
            report(row.span, &text);
        }
    }
}

/// Lines with their offsets.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// Whether the first word is one that [`is_placeholder`] knows, so that the others need to be looked at.
fn may_be_placeholder(raw: &str, heading: &str) -> bool {
    let [word, named] =
        [raw, heading].map(|text| text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ',']));
    matches!(word, "OPTIONAL" | "RECOMMENDED" | "Option") || word.eq_ignore_ascii_case(named)
}

/// Whether the text of a section is only a marker, its own heading, or `Option 1 description`.
fn is_placeholder(text: &str, heading: &str) -> bool {
    let mark = |text: &str| matches!(text, "OPTIONAL" | "RECOMMENDED");
    let heading = heading.trim_end_matches(", OPTIONAL").trim_end_matches(", RECOMMENDED");
    let behind = text.strip_prefix(heading).and_then(|rest| rest.strip_prefix(','));
    let option = text.strip_prefix("Option ").and_then(|rest| rest.strip_suffix(" description"));
    mark(text)
        || text.eq_ignore_ascii_case(heading)
        || behind.is_some_and(|rest| mark(rest.trim()))
        || option.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn comments(document: &Document, template: &Template, out: &mut DiagnosticSink) {
    for comment in &document.body.comments {
        let text = super::folded(&comment.text);
        let own = !text.is_empty() && !text.starts_with("scsdoc:") && template.comments.contains(&text);
        if own || text.starts_with(INSTRUCTIONS) {
            let found = RULE.at(&document.path, comment.span, "leftover template instructions");
            out.push(found.severity(Severity::Note).help("remove the comment"));
        }
    }
}
