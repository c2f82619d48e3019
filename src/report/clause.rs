//! The clause of a rule, in words and as a URL.

use crate::check::rules;
use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::lifecycle::Status;
use crate::model::name::mentions;

/// Keys of front matter that this program adds to those of scs-0001.
const OWN_KEYS: [&str; 2] = ["tests", "scope"];

/// The clause that a finding violates; `None` if no document has one.
pub fn of(found: &Diagnostic, corpus: &Corpus) -> Option<&'static str> {
    let clause = rules::find(found.rule).map(|rule| rule.clause).filter(|clause| !clause.is_empty())?;
    if !clause.ends_with("#document-format") {
        return Some(clause);
    }
    let document = corpus.documents.iter().find(|document| document.path == found.path);
    let within = |key: &&str| {
        let entry = document.and_then(|document| document.front.entry(key));
        entry.is_some_and(|entry| (entry.key.span.start..=entry.value.span.end).contains(&found.span.start))
    };
    (!OWN_KEYS.iter().any(within)).then_some(clause)
}

/// The document of a clause like `scs-0001-v1#document-format`, if the register has it.
fn document<'a>(clause: &str, corpus: &'a Corpus) -> Option<&'a Document> {
    let mention = mentions(clause.split_once('#')?.0).into_iter().next()?;
    corpus.version(mention.number, mention.version?.1)
}

/// The heading of a document with this anchor.
fn titled<'a>(document: &'a Document, anchor: &str) -> Option<&'a str> {
    document.body.headings.iter().find(|heading| heading.anchor == anchor).map(|heading| heading.text.as_str())
}

/// The URL of a clause: its page on the site if the register has the document, the page of the RFC for `rfc2119#6`,
/// nothing otherwise.
pub fn address(clause: &str, corpus: &Corpus) -> Option<String> {
    let (name, heading) = clause.split_once('#')?;
    if let Some(number) = name.strip_prefix("rfc").filter(|number| number.bytes().all(|b| b.is_ascii_digit())) {
        return Some(format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{heading}"));
    }
    let document = document(clause, corpus)?;
    let page = corpus.config.page_url(document.name.stem());
    Some(if titled(document, heading).is_some() { format!("{page}#{heading}") } else { page })
}

/// The clause as shown: `scs-0001-v1, Document format`; `scs-0003-v1 (Draft), Process` while the register has it as a Draft.
pub fn words(clause: &str, corpus: Option<&Corpus>) -> String {
    let Some((name, heading)) = clause.split_once('#') else { return clause.into() };
    if name.starts_with("rfc") {
        return format!("{}, section {heading}", name.replacen("rfc", "RFC ", 1));
    }
    let document = corpus.and_then(|corpus| document(clause, corpus));
    let draft = document.is_some_and(|document| document.life.status == Some(Status::Draft));
    let draft = if draft { " (Draft)" } else { "" };
    if let Some(title) = document.and_then(|document| titled(document, heading)) {
        return format!("{name}{draft}, {title}");
    }
    let mut letters = heading.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{name}{draft}, {first}{}", letters.as_str().replace('-', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::Tree;
    use crate::text::Span;

    #[test]
    fn clauses_have_urls_if_there_is_a_page() {
        let draft = "---\nstatus: Draft\n---\n";
        let tree = Tree::in_memory([
            ("Standards/scs-0001-v1-standards.md", "---\n---\n## Document Format\n"),
            ("Standards/scs-0003-v1-testing.md", draft),
        ]);
        let corpus = Corpus::build(&tree, Config::default(), &tree);
        let at = |clause| address(clause, &corpus);
        assert_eq!(
            at("scs-0001-v1#document-format").as_deref(),
            Some("https://docs.scs.community/standards/scs-0001-v1-standards#document-format")
        );
        assert_eq!(at("rfc2119#6").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc2119#section-6"));
        assert_eq!(at("scs-0002-v1#x"), None);
        assert_eq!(at(""), None);
        let words = |clause| words(clause, Some(&corpus));
        assert_eq!(
            at("scs-0001-v1#gone").as_deref(),
            Some("https://docs.scs.community/standards/scs-0001-v1-standards")
        );
        assert_eq!(words("scs-0001-v1#document-format"), "scs-0001-v1, Document Format");
        assert_eq!(words("scs-0003-v1#timeline-entry"), "scs-0003-v1 (Draft), Timeline entry");
        assert_eq!(words("rfc2119#6"), "RFC 2119, section 6");
    }

    #[test]
    fn keys_added_by_scsdoc_have_no_clause() {
        let text = "---\ntitle: A\ntype: Supplement\ntests:\n- executable: 7\n---\n";
        let tree = Tree::in_memory([("Standards/scs-0100-w1-a.md", text)]);
        let corpus = Corpus::build(&tree, Config::default(), &tree);
        let rule = rules::find("wrong-type").unwrap();
        let at = |word| {
            let start = text.find(word).unwrap();
            of(&rule.at("Standards/scs-0100-w1-a.md", Span::new(start, start + 1), ""), &corpus)
        };
        assert_eq!((at("A"), at("7")), (Some(rule.clause), None));
        assert_eq!(of(&rules::find("broken-anchor").unwrap().at("x", Span::at(0), ""), &corpus), None);
    }
}
