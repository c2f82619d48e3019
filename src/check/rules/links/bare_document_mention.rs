use super::*;
use crate::model::name::NameKind;

pub static RULE: Rule = Rule {
    name: "bare-document-mention",
    severity: Severity::Note,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "the text names a version of another document without a link to it",
    why: "Readers cannot follow a bare name, and mentions without a link are not found when a document is replaced. Only the first \
          mention is reported, and only if the document has no link to it at all.",
    clause: "",
    incorrect: "Random numbers come from a source as in scs-0101-v1.",
    correct: "Random numbers come from a source as in [scs-0101-v1](scs-0101-v1-entropy.md).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let texts = document.body.texts.iter().filter(|text| !text.in_link && !text.in_heading && !text.in_quote);
    let mut linked: Option<HashSet<&str>> = None;
    let mut told: HashSet<(u16, u32, char)> = HashSet::new();
    for text in texts {
        let raw = document.source.slice(text.span);
        for mention in mentions(raw) {
            let Some((kind, version)) = mention.version else { continue };
            if document.name.number == Some(mention.number) || !told.insert((mention.number, version, kind)) {
                continue;
            }
            let wanted = if kind == 'w' { NameKind::Supplement } else { NameKind::Document };
            let versions = cx.corpus.by_number(mention.number);
            let other = versions.iter().find(|other| other.name.kind == wanted && other.name.version == version);
            let Some(other) = other else { continue };
            let linked = linked.get_or_insert_with(|| {
                links(document, cx)
                    .filter_map(|(_, target)| Some(cx.corpus.document_at(target)?.0.path.as_str()))
                    .collect()
            });
            if linked.contains(other.path.as_str()) {
                continue;
            }
            let base = text.span.start as usize;
            let span = Span::new(base + mention.start, base + mention.end);
            let name = document.source.slice(span);
            let message = format!("`{name}` is mentioned without a link");
            let link = format!("[{name}]({})", other.name.file);
            let found = RULE.at(&document.path, span, message);
            out.push(found.fix(false, format!("use `{link}`"), span, link));
        }
    }
}
