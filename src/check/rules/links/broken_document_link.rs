use super::broken_anchor::missing;
use super::*;
use crate::model::document::Track;

pub static RULE: Rule = Rule {
    name: "broken-document-link",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a site URL of a document, standard or track does not exist, or its anchor does not",
    why: "The site has one page per document (`/standards/scs-0100-v3-flavor-naming`), standard \
          (`/standards/iaas/scs-0100`) and track \
          (`/standards/iaas`). An address without a slug, or with `.md`, does not exist. Other pages below `/standards` are not \
          checked.",
    clause: "",
    incorrect: "See [flavor naming](https://docs.scs.community/standards/scs-0100-v3).",
    correct: "See [flavor naming](https://docs.scs.community/standards/scs-0100-v3-flavor-naming).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut hints = Hints::new();
    for (link, target) in written_targets(document, cx) {
        let Target::Page { path, .. } = target else { continue };
        if let Some((other, Some(anchor))) = cx.corpus.document_at(target) {
            if !has_anchor(other, anchor) {
                out.push(missing(&RULE, document, link, other, anchor, &mut hints));
            }
        } else if is_ours(path) && ![path, &path.to_ascii_lowercase()].iter().any(|path| cx.corpus.has_page(path)) {
            // `address-case` reports the wrong case.
            out.push(no_page(document, link, path, &mut hints, cx));
        }
    }
}

/// Whether a page of this path could only be a document's or a number's.
fn is_ours(path: &str) -> bool {
    let file = path.strip_prefix("Standards/").filter(|name| name.ends_with(".md"));
    let Some(rest) = path.strip_prefix("standards/").or(file) else { return false };
    let name = match rest.split_once('/') {
        None => rest,
        Some((track, name)) if Track::ALL.iter().any(|known| known.slug().eq_ignore_ascii_case(track)) => name,
        Some(_) => return false,
    };
    let number = name.get(..4).filter(|start| start.eq_ignore_ascii_case("scs-")).and_then(|_| name.get(4..8));
    number.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) && !name.contains('/')
}

fn no_page(document: &Document, link: &Link, path: &str, hints: &mut Hints, cx: &Cx<'_>) -> Diagnostic {
    let found = RULE.at(&document.path, link.target_span, format!("the site has no page `/{}`", short(path)));
    let name = file_name(path);
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let written = document.source.slice(link.target_span);
    if stem != name && cx.corpus.has_page(path.strip_suffix(".md").unwrap_or(path)) {
        let found = found.help("remove `.md`");
        return match written.find(".md").filter(|_| written.matches(".md").count() == 1) {
            Some(at) => {
                let start = link.target_span.start as usize + at;
                found.fix(true, "remove `.md`", Span::new(start, start + 3), "")
            }
            None => found,
        };
    }
    let Some(mention) = mentions(stem).first().copied() else {
        return found.help("link to the page of a document, standard or track");
    };
    let versions = cx.corpus.by_number(mention.number);
    let same = versions.iter().find(|other| {
        let kind = if other.is_supplement() { 'w' } else { 'v' };
        mention.version == Some((kind, other.name.version))
    });
    match (same, mention.version) {
        (Some(other), _) => found.help(format!("the page of {} is `/standards/{}`", other.id(), other.name.stem())),
        (None, None) if !versions.is_empty() => match Track::of_number(mention.number) {
            Some(track) => found.help(format!(
                "the page of the standard is `/standards/{}/scs-{:04}`",
                track.slug(),
                mention.number
            )),
            None => found,
        },
        _ => match hints.near(stem, cx.corpus.documents.iter().map(|other| other.name.stem())) {
            Some(near) => found.help(format!("did you mean `/standards/{near}`?")),
            None => found.help("link to an existing document; the register has no such document"),
        },
    }
}
