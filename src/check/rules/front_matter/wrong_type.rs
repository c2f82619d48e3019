use super::claims::claimed;
use super::*;

pub static RULE: Rule = Rule {
    name: "wrong-type",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a value in the front matter has the wrong type, such as a number instead of text",
    why: "YAML reads `1.10` as the number 1.1 and `true` as a boolean; YAML 1.1, which most programs read, also reads \
          `2024-01-01` as a date, `017`, `12:30` and `1_000` as numbers, and `yes` as a boolean. A page then shows a \
          wrong title, or a program fails.",
    clause: "scs-0001-v1#document-format",
    incorrect: "title: 1.10",
    correct: "title: \"1.10\"",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let root = document.front.root.as_ref().filter(|_| document.front.complete());
    for (key, node, what) in root.into_iter().flat_map(|root| document.schema().misread(root)) {
        let message = format!("wrong type for `{key}`: YAML 1.1 reads {what}, but it must be text");
        let found = RULE.at(&document.path, node.span, message).help("quote it to make it text");
        let text = document.source.slice(node.span);
        out.push(found.fix(true, format!("quote `{}`", short(text)), node.span, double_quoted(text)));
    }
    for violation in claimed(document, RULE.name) {
        let (place, node) = (violation.place(), value(document, violation));
        let kind = node.map_or("something else", |node| node.kind_name());
        if node.is_some_and(|node| node.kind == Kind::Null) {
            let message = format!("missing value for `{place}`: it {}", violation.fault.words());
            out.push(RULE.at(&document.path, violation.span, message).help("add the value, or remove the key"));
            continue;
        }
        let finding = RULE.at(
            &document.path,
            violation.span,
            format!("wrong type for `{place}`: {}, found {kind}", violation.fault.words()),
        );
        let text = matches!(&violation.fault, Fault::Type { expected } if expected.iter().any(|kind| kind == "string"));
        let simple =
            node.filter(|node| matches!(node.kind, Kind::Number(_) | Kind::Bool(_)) && node.style == Style::Plain);
        let simple = simple.filter(|node| text && replaceable(document, node));
        out.push(match simple {
            Some(node) => {
                let quoted = format!("\"{}\"", document.source.slice(node.span));
                let title = format!("quote `{}`", shown(document, node.span));
                finding.help("quote it to make it text").fix(true, title, node.span, quoted)
            }
            None if matches!(violation.fault, Fault::Value { .. }) => finding.help("use one of them, as text"),
            None => {
                let schema = document.schema();
                let what = schema.at(&violation.path).map(meaning).unwrap_or_default();
                finding.help(match what.as_str() {
                    "" => format!("run `scsdoc schema {}` for the allowed values", schema.name()),
                    what => format!("expected: {what}"),
                })
            }
        });
    }
}
