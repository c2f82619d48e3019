use super::*;
use crate::model::markdown::Unresolved;

pub static RULE: Rule = Rule {
    name: "undefined-reference",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a reference link has no definition",
    why: "Without a definition in the same document, readers see the brackets as typed. `[text][label]` is always meant as a link, so \
          it is an error; `[Some words]` may be plain text, so it is a warning. Single words, `[x]`, words in capitals and \
          headings are ignored, and so is `[1]` unless there is a footnote `1`.",
    clause: "",
    incorrect: "See the [node distribution standard][nodes].",
    correct: "See the [node distribution standard][nodes].\n\n[nodes]: scs-0214-v2-k8s-node-distribution.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.body.unresolved.is_empty() {
        return;
    }
    let mut hints = Hints::new();
    let footnotes: HashSet<&str> = document.body.footnotes.iter().map(|found| found.label.as_str()).collect();
    for found in &document.body.unresolved {
        let label = found.label.trim();
        let shown = short(label);
        let inner = label.trim_matches(['"', '\'']);
        let definitions = || document.body.definitions.iter().map(|definition| definition.label.as_str());
        if !found.bare {
            if is_code(document, found) {
                continue;
            }
            let diagnostic = RULE.at(&document.path, found.span, format!("the reference `{shown}` is not defined"));
            out.push(match hints.near(label, definitions()) {
                Some(near) => diagnostic.help(format!("did you mean `[{}]`?", short(near))),
                None => diagnostic.help(format!("add a line `[{shown}]: target`")),
            });
            continue;
        }
        if in_heading(document, found) {
            continue;
        }
        if footnotes.contains(label) && (label.len() > 1 || label.bytes().all(|b| b.is_ascii_digit())) {
            let message = format!("`[{shown}]` is not a link, but there is a footnote `{shown}`");
            let diagnostic = RULE.at(&document.path, found.span, message).severity(Severity::Warning);
            out.push(diagnostic.help(format!("use `[^{shown}]`")));
        } else if is_phrase(inner) && !after_word(document, found) {
            let message = format!("`[{shown}]` is not a link; readers see the brackets");
            let diagnostic = RULE.at(&document.path, found.span, message).severity(Severity::Warning);
            out.push(match hints.near(label, definitions()) {
                Some(near) => diagnostic.help(format!("did you mean `[{}]`?", short(near))),
                None => diagnostic.help(format!("add a target, `[{shown}](URL)`, or a definition, `[{shown}]: URL`; for literal brackets, write `\\[{shown}\\]`")),
            });
        }
    }
}

/// `list[i][j]`, `[a-z][0-9]` and `[1][2]`: brackets of programs, patterns and citations.
fn is_code(document: &Document, found: &Unresolved) -> bool {
    let raw = document.source.slice(found.span);
    let text = raw.strip_prefix('[').and_then(|raw| raw.split(']').next()).unwrap_or_default();
    let class = |text: &str| {
        let mut chars = text.trim_start_matches('^').chars();
        matches!((chars.next(), chars.next(), chars.next()), (Some(_), Some('-'), Some(_))) && !text.contains(' ')
    };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    after_word(document, found) || class(text) || class(&found.label) || (number(text) && number(&found.label))
}

/// Whether a letter, digit or closing bracket directly precedes it.
fn after_word(document: &Document, found: &Unresolved) -> bool {
    let before = document.source.text().get(..found.span.start as usize).unwrap_or_default();
    before.ends_with(|c: char| c.is_alphanumeric() || c == ']' || c == '_')
}

/// Several words that begin with a capital letter and are not all in capitals.
fn is_phrase(label: &str) -> bool {
    label.split_whitespace().nth(1).is_some()
        && label.starts_with(char::is_uppercase)
        && label.contains(char::is_lowercase)
        && label.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-_'\"’.,:/&()".contains(c))
}

fn in_heading(document: &Document, found: &Unresolved) -> bool {
    let headings = &document.body.headings;
    let index = document.body.section_at(found.span.start);
    index.and_then(|index| headings.get(index)).is_some_and(|heading| heading.span.contains(found.span))
}
