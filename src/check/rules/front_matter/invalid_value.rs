use super::claims::claimed;
use super::*;
use crate::value::suggest;

pub static RULE: Rule = Rule {
    name: "invalid-value",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "a value in the front matter is not allowed",
    why: "Status, type and track determine where a document is listed and which rules apply to it. `Proposal` is the former name of \
          `Draft`.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Proposal\ntrack: Iaas",
    correct: "status: Draft\ntrack: IaaS",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for violation in claimed(document, RULE.name) {
        let place = violation.place();
        let written = value(document, violation);
        let text = written.and_then(|node| node.as_str()).unwrap_or("");
        let empty = matches!(violation.fault, Fault::Empty) || written.is_some_and(|node| node.kind == Kind::Null);
        let message = match &violation.fault {
            _ if empty || (text.trim().is_empty() && written.is_some_and(|node| node.as_str().is_some())) => {
                format!("`{place}` is empty")
            }
            Fault::Value { options } if options.iter().any(|option| option == text.trim()) => {
                format!("`{place}` has whitespace around the value `{}`", text.trim())
            }
            Fault::Value { .. } if matches!(place.as_str(), "status" | "type" | "track") => {
                format!("invalid {place} `{}`", short(text))
            }
            Fault::Value { .. } => format!("invalid value `{}` for `{place}`", short(text)),
            Fault::Other { keyword } if keyword == "maxProperties" => format!("`{place}` has more than one key"),
            Fault::Other { .. } => format!("`{place}` {}", violation.fault.words()),
            fault => format!("invalid value `{}` for `{place}`: it {}", short(text), fault.words()),
        };
        let finding = RULE.at(&document.path, violation.span, message);
        // No clause forbids an empty description.
        let finding = if place == "description" { finding.severity(Severity::Warning) } else { finding };
        out.push(with_help(document, violation, text, finding));
    }
}

/// `status`, `type` and `track` appear as words; other paths are quoted.
fn with_help(document: &Document, violation: &Violation, text: &str, finding: Diagnostic) -> Diagnostic {
    let Fault::Value { options } = &violation.fault else {
        let what = document.schema().at(&violation.path).map(meaning).unwrap_or_default();
        return finding.help(match violation.fault {
            Fault::Empty if what.is_empty() => "add a value".into(),
            Fault::Empty => format!("add a value ({what})"),
            _ if what.is_empty() => {
                format!("run `scsdoc schema {}` for the allowed values", document.schema().name())
            }
            _ => format!("expected: {what}"),
        });
    };
    let all = || format!("use one of {}", options.join(", "));
    let kind = DocumentType::parse(text);
    let takes = |kind: DocumentType| options.iter().any(|option| option == kind.name());
    if violation.place() == "type" && kind == Some(DocumentType::Supplement) && !takes(DocumentType::Supplement) {
        return finding.help("rename the file to `scs-NNNN-wN-slug.md`, or use another type");
    }
    if violation.place() == "type" && kind.is_some_and(|kind| !takes(kind)) {
        return finding.help("use `Supplement`, or rename the file to `scs-NNNN-vN-slug.md`");
    }
    let former = document.schema().at(&violation.path).and_then(|key| key.former(text.trim()));
    let same = options.iter().find(|option| suggest::same(option, text)).map(String::as_str);
    let near = former.or(same).or_else(|| suggest::nearest(text, options.iter().map(String::as_str)));
    let Some(near) = near else { return finding.help(all()) };
    if text.trim() == near {
        let finding = finding.help("remove the whitespace");
        return match value(document, violation).filter(|node| replaceable(document, node)) {
            Some(node) => finding.fix(true, "remove the whitespace", node.span, requoted(document, node, near)),
            None => finding,
        };
    }
    let help = match (former, same) {
        (Some(now), _) => format!("`{}` is the former name of `{now}`", text.trim()),
        (None, Some(same)) => format!("use `{same}` (case-sensitive)"),
        _ => format!("did you mean `{near}`?"),
    };
    let finding = finding.help(help);
    match value(document, violation).filter(|node| replaceable(document, node)) {
        Some(node) => {
            let safe = former.is_some() || same.is_some();
            let title = format!("replace `{}` with `{near}`", short(text));
            finding.fix(safe, title, node.span, requoted(document, node, near))
        }
        None => finding,
    }
}
