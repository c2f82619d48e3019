//! invalid-value

use super::claims::claimed;
use super::{meaning, replaceable, requoted, short, value};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run, Safety};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::document::{Document, DocumentType};
use crate::value::schema::{Fault, Violation};
use crate::value::{Kind, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-value",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "a value of the front matter is none of those that are allowed",
    why: "Status, type and track sort a document into tables and decide what is demanded of it. A value that nobody knows sorts it nowhere. \
          `Proposal` is the former name of `Draft`.",
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
                format!("`{place}` has blanks around the value `{}`", text.trim())
            }
            Fault::Value { .. } => format!("`{}` is no {}", short(text), noun(&place)),
            Fault::Other { keyword } if keyword == "maxProperties" => format!("`{place}` has more than one key"),
            Fault::Other { .. } => format!("`{place}` {}", violation.fault.words()),
            fault => format!("`{}` is no right value for `{place}`; it {}", short(text), fault.words()),
        };
        let finding = RULE.at(&document.path, violation.span, message);
        // An empty description is a pity, and breaks no clause.
        let finding = if place == "description" { finding.severity(Severity::Warning) } else { finding };
        out.push(mend(document, violation, text, finding));
    }
}

/// `status`, `type` and `track` are words of their own; other places are quoted.
fn noun(place: &str) -> String {
    match place {
        "status" | "type" | "track" => format!("{place} that a document can have"),
        place => format!("value that `{place}` can have"),
    }
}

fn mend(document: &Document, violation: &Violation, text: &str, finding: Diagnostic) -> Diagnostic {
    let Fault::Value { options } = &violation.fault else {
        let what = document.schema().at(&violation.path).map(meaning).unwrap_or_default();
        return finding.help(match violation.fault {
            Fault::Empty if what.is_empty() => "write a value".into(),
            Fault::Empty => format!("write a value ({what})"),
            _ if what.is_empty() => {
                format!("`scsdoc schema {}` tells what may stand here", document.schema().name())
            }
            _ => format!("what belongs here is: {what}"),
        });
    };
    let all = || format!("write one of {}", options.join(", "));
    let kind = DocumentType::parse(text);
    let takes = |kind: DocumentType| options.iter().any(|option| option == kind.name());
    if violation.place() == "type" && kind == Some(DocumentType::Supplement) && !takes(DocumentType::Supplement) {
        return finding.help("a supplement is named `scs-NNNN-wN-slug.md`: rename the file, or write another type");
    }
    if violation.place() == "type" && kind.is_some_and(|kind| !takes(kind)) {
        return finding
            .help("the file is named like a supplement: write `Supplement`, or rename it to `scs-NNNN-vN-slug.md`");
    }
    let former = document.schema().at(&violation.path).and_then(|key| key.former(text.trim()));
    let same = options.iter().find(|option| suggest::same(option, text)).map(String::as_str);
    let near = former.or(same).or_else(|| suggest::nearest(text, options.iter().map(String::as_str)));
    let Some(near) = near else { return finding.help(all()) };
    if text.trim() == near {
        let finding = finding.help("remove the blanks around it");
        return match value(document, violation).filter(|node| replaceable(document, node)) {
            Some(node) => finding.fix(true, "remove the blanks", node.span, requoted(document, node, near)),
            None => finding,
        };
    }
    let help = match (former, same) {
        (Some(now), _) => format!("`{}` is the former name of `{now}`", text.trim()),
        (None, Some(same)) => format!("write `{same}`, exactly so"),
        _ => format!("did you mean `{near}`?"),
    };
    let finding = finding.help(help);
    match value(document, violation).filter(|node| replaceable(document, node)) {
        Some(node) => {
            let safe = former.is_some() || same.is_some();
            let title = format!("replace `{}` by `{near}`", short(text));
            finding.fix(safe, title, node.span, requoted(document, node, near))
        }
        None => finding,
    }
}
