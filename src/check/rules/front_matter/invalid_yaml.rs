use super::*;

pub static RULE: Rule = Rule {
    name: "invalid-yaml",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the front matter is not valid YAML, or not a mapping",
    why: "Nothing after the syntax error can be read, so status and dates appear to be missing. Most site generators fail on such a \
          document, and then no page of the register is published.",
    clause: "scs-0001-v1#document-format",
    incorrect: "title: Entropy: how much is enough",
    correct: "title: \"Entropy: how much is enough\"",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    // Without a closing fence, the extent of the front matter is a guess.
    if document.front.fence != Fence::Closed {
        return;
    }
    for problem in document.front.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax) {
        let message = if problem.message.starts_with("front matter ") {
            format!("the {}", problem.message)
        } else {
            format!("invalid front matter: {}", problem.message)
        };
        let help = advice(document, problem.span);
        out.push(RULE.at(&document.path, problem.span, message).about("syntax").help(help));
    }
}

/// The most likely cause, from the line where the parser stopped and the one before it.
fn advice(document: &Document, span: Span) -> &'static str {
    let source = &document.source;
    let at = source.line_of(span.start as usize);
    let first = source.line_of(document.front.yaml_span.start as usize);
    for line in [at, at.saturating_sub(1)] {
        if line < first {
            continue;
        }
        let text = source.line_text(line);
        if text.starts_with([' ', '\t']) && text.trim_start_matches(' ').starts_with('\t') {
            return "indent with spaces; YAML does not allow tabs";
        }
        let Some((_, value)) = text.split_once(": ") else { continue };
        let value = value.trim();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        match quote {
            Some(quote) if value.len() == 1 || !value.ends_with(quote) => {
                return "close the quotes, with nothing after them";
            }
            Some(_) => {
                return "inside single quotes, double the quote; inside double quotes, escape it with a backslash";
            }
            None if value.contains(": ") || value.ends_with(':') => {
                return "quote the value, which contains a colon";
            }
            None if value.starts_with(['@', '`', '%', '*', '&', '!', '[', '{', '|', '>', ',', '?']) => {
                return "quote the value; its first character has a special meaning in YAML";
            }
            None => {}
        }
    }
    "use one line `key: value` per key and `- item` per list item, and quote text with `: ` or ` #`"
}
