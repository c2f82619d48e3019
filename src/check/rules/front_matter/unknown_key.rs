use super::claims::claimed;
use super::*;
use crate::value::schema::Step;
use crate::value::suggest;

pub static RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "the front matter has an unknown key",
    why: "A misspelled key is ignored: with `stabilised_at`, a document never becomes effective.",
    clause: "scs-0001-v1#document-format",
    incorrect: "stabilised_at: 2024-02-08",
    correct: "stabilized_at: 2024-02-08",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for violation in claimed(document, RULE.name) {
        let Fault::Unknown { key, suggestion } = &violation.fault else { continue };
        let message = format!("unknown key `{}`", short(&violation.place()));
        let finding = RULE.at(&document.path, violation.span, message);
        let Some(near) = suggestion else {
            out.push(finding.help(format!("remove it; `scsdoc schema {}` lists the keys", document.schema().name())));
            continue;
        };
        // Do not suggest a key that another rule says to remove.
        let retired = violation.path.len() == 1 && document.schema().key(near).is_some_and(|key| key.deprecated());
        if retired {
            out.push(finding.help(super::extra_key::removal(document, near)));
            continue;
        }
        let parent = parent(document, violation);
        if let Some(present) = parent.and_then(|node| node.entry(near)) {
            let finding = finding.related(&document.path, present.key.span, "the known key");
            out.push(finding.help(format!("remove it, or move its value to `{near}`, which also exists")));
            continue;
        }
        let finding = finding.help(format!("did you mean `{near}`?"));
        out.push(if document.source.slice(violation.span).contains(key.as_str()) {
            let safe = suggest::is_typo(key, near) && takes(document, violation, near);
            let written = document.source.slice(violation.span).replacen(key.as_str(), near, 1);
            finding.fix(safe, format!("replace `{}` with `{near}`", short(key)), violation.span, written)
        } else {
            finding
        });
    }
}

/// The mapping that contains the key.
fn parent<'a>(document: &'a Document, violation: &Violation) -> Option<&'a Node> {
    let (_, above) = violation.path.split_last()?;
    node_at(document.front.root.as_ref()?, above)
}

/// Maximum number of violations with which a fix is tried; renaming a key does not help a document with more.
const MOST: usize = 20;

/// Whether the value would be valid under `near`, so that the rename introduces no violation.
fn takes(document: &Document, violation: &Violation, near: &str) -> bool {
    let Some(root) = document.front.root.as_ref().filter(|_| document.front.violations.len() <= MOST) else {
        return false;
    };
    let mut renamed = root.clone();
    let Some(node) = value(document, violation) else { return false };
    let before = document.front.violations.len();
    let mut path = violation.path.clone();
    if let Some(last) = path.last_mut() {
        *last = Step::Key(near.into());
    }
    rename(&mut renamed, node.span.start, near);
    let after = document.schema().violations(&renamed);
    after.len() < before && !after.iter().any(|other| other.path.starts_with(&path))
}

/// Renames the key whose value begins at `start`.
fn rename(node: &mut Node, start: u32, name: &str) {
    match &mut node.kind {
        crate::value::Kind::List(items) => items.iter_mut().for_each(|item| rename(item, start, name)),
        crate::value::Kind::Map(entries) => {
            for entry in entries {
                if entry.value.span.start == start {
                    entry.key.kind = crate::value::Kind::Text(name.into());
                    return;
                }
                rename(&mut entry.value, start, name);
            }
        }
        _ => {}
    }
}
