//! mixed-negation

use super::keywords;
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run, Safety};
use crate::diagnostic::Severity;
use crate::model::document::Document;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-negation",
    group: Group::Text,
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Unsafe),
    summary: "a capitalised keyword is negated in lower case, or `MAY` is negated",
    why: "RFC 2119 knows MUST NOT, SHALL NOT and SHOULD NOT, each as one term. With a lower-case *not* it is open whether the \
          duty is to refrain, or whether there is no duty. MAY NOT is no term at all: some read it as a ban, others as leave to refrain.",
    clause: "rfc2119#2",
    incorrect: "Secrets MUST not be logged. A provider MAY NOT offer it.",
    correct: "Secrets MUST NOT be logged. A provider does not have to offer it.",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let whole = document.source.text();
    let negated = |keyword: &str| !matches!(keyword, "REQUIRED" | "RECOMMENDED" | "OPTIONAL");
    for (_, start, keyword) in keywords(document).filter(|(.., keyword)| negated(keyword)) {
        let end = start + keyword.len();
        let Some((from, not)) = next_word(whole, end) else { continue };
        let to = from + not.len();
        let fault = match keyword {
            "MAY" => not == "NOT",
            _ => not != "NOT" && not.eq_ignore_ascii_case("not"),
        };
        // `MUST not only … but also …` negates something else.
        let other = next_word(whole, to).is_some_and(|(_, word)| {
            ["only", "just", "merely", "necessarily"].iter().any(|other| word.eq_ignore_ascii_case(other))
        });
        if !fault || other {
            continue;
        }
        let span = Span::new(start, to);
        if keyword == "MAY" {
            let found = RULE.at(&document.path, span, "`MAY NOT` is no keyword, and it is read in two ways");
            out.push(found.help("write `MUST NOT` for a ban; say that something does not have to be done otherwise"));
        } else {
            let message = format!("`{keyword} {not}` mixes a keyword with a word that is none");
            let found = RULE.at(&document.path, span, message);
            let found =
                found.help(format!("write `{keyword} NOT` if this is a ban; reword it if there is merely no duty"));
            out.push(found.fix(false, format!("write `{keyword} NOT`"), Span::new(from, to), "NOT"));
        }
    }
}

/// The word behind `end`, across blanks, one line break and marks of emphasis.
fn next_word(whole: &str, end: usize) -> Option<(usize, &str)> {
    let rest = whole.get(end..)?;
    let mut breaks = 0;
    let skip = rest.find(|c: char| {
        breaks += usize::from(c == '\n');
        !(c.is_whitespace() || c == '*' || c == '_') || breaks > 1
    })?;
    let word = rest.get(skip..)?;
    let len = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    (skip > 0 && len > 0).then(|| (end + skip, word.get(..len).unwrap_or_default()))
}
