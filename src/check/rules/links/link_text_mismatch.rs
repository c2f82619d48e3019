use super::*;
use crate::model::name::{Mention, Name, NameKind};

pub static RULE: Rule = Rule {
    name: "link-text-mismatch",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the text of a link names one document and the target is another",
    why: "One of the two is wrong. In the list of a scope document, it determines what a certificate requires.",
    clause: "",
    incorrect: "- [scs-0101-v1: Entropy](scs-0102-v1-image-metadata.md)",
    correct: "- [scs-0101-v1: Entropy](scs-0101-v1-entropy.md)",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (link, target) in links(document, cx) {
        if link.image || !matches!(link.kind, LinkKind::Inline | LinkKind::Reference) {
            continue;
        }
        let named = mentions(&link.text);
        let Some(first) = named.first() else { continue };
        let Some((number, version)) = meant(target, cx) else { continue };
        let agrees = |mention: &Mention| {
            mention.number == number && (mention.version.is_none() || version.is_none() || mention.version == version)
        };
        if named.iter().any(agrees) {
            continue;
        }
        let (text, leads) = (words(first.number, first.version), words(number, version));
        let message = format!("the text names `{text}`, but the link points to `{leads}`");
        let found = RULE.at(&document.path, link.span, message);
        let found = match cx.corpus.document_at(target) {
            Some((other, _)) => found.related(
                &other.path,
                other.place("title"),
                format!("the target is titled `{}`", super::short(other.title())),
            ),
            None => found,
        };
        let named = cx.corpus.by_number(first.number);
        let named = named.iter().find(|other| first.version.is_none() || version_of(&other.name) == first.version);
        out.push(match named {
            Some(other) => found.help(format!("link to `{}`, or change the text to `{leads}`", other.name.file)),
            None => found.help(format!("change the text to `{leads}`, or link to what the text names")),
        });
    }
}

/// Number and version that a target points to; no version for the page of a standard.
fn meant(target: &Target, cx: &Cx<'_>) -> Option<(u16, Option<(char, u32)>)> {
    if let Some((other, _)) = cx.corpus.document_at(target) {
        return Some((other.name.number?, version_of(&other.name)));
    }
    match target {
        // A commit or tag may contain documents that were removed since.
        Target::Repository { reference, path, .. } if *reference != cx.corpus.config.repository.branch => {
            let file = path.strip_prefix(cx.corpus.config.standards.as_str())?.strip_prefix('/')?;
            let name = Name::parse(file);
            Some((name.number?, version_of(&name)))
        }
        Target::Page { path, .. } if cx.corpus.has_page(path) => {
            let number = file_name(path).strip_prefix("scs-")?;
            Some((number.parse().ok()?, None))
        }
        _ => None,
    }
}

fn version_of(name: &Name) -> Option<(char, u32)> {
    Some((if name.kind == NameKind::Supplement { 'w' } else { 'v' }, name.version))
}

fn words(number: u16, version: Option<(char, u32)>) -> String {
    match version {
        Some((kind, version)) => format!("scs-{number:04}-{kind}{version}"),
        None => format!("scs-{number:04}"),
    }
}
