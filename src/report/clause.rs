//! Where a rule comes from, in words and as an address.

use crate::model::Corpus;
use crate::model::name::mentions;

/// The address of a clause like `scs-0001-v1#document-format`: its page on the site where the register
/// has the document, the page of the RFC for `rfc2119#6`, nothing otherwise.
pub fn address(clause: &str, corpus: &Corpus) -> Option<String> {
    let (document, heading) = clause.split_once('#')?;
    if let Some(number) = document.strip_prefix("rfc").filter(|number| number.bytes().all(|b| b.is_ascii_digit())) {
        return Some(format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{heading}"));
    }
    let mention = mentions(document).into_iter().next()?;
    let (_, version) = mention.version?;
    let document = corpus.version(mention.number, version)?;
    Some(format!("{}#{heading}", corpus.config.page_url(document.name.stem())))
}

/// The clause for people: `scs-0001-v1, Document format`; `scsdoc's own rules, on links` where no standard says it.
pub fn words(clause: &str) -> String {
    let Some((document, heading)) = clause.split_once('#') else { return clause.into() };
    if document.starts_with("rfc") {
        return format!("{}, section {heading}", document.replacen("rfc", "RFC ", 1));
    }
    // The number behind an anchor tells headings of the same words apart, and is none of theirs.
    let numbered = heading.rsplit_once('-').filter(|(_, last)| last.bytes().all(|b| b.is_ascii_digit()));
    let heading = numbered.map_or(heading, |(heading, _)| heading).replace('-', " ");
    if document == "scsdoc" {
        return format!("scsdoc's own rules, on {heading}");
    }
    let mut letters = heading.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{document}, {first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::Tree;

    #[test]
    fn clauses_have_addresses_where_there_is_a_page() {
        let tree = Tree::in_memory([("Standards/scs-0001-v1-standards.md", "")]);
        let corpus = Corpus::build(&tree, Config::default(), &tree);
        let at = |clause| address(clause, &corpus);
        assert_eq!(
            at("scs-0001-v1#document-format").as_deref(),
            Some("https://docs.scs.community/standards/scs-0001-v1-standards#document-format")
        );
        assert_eq!(at("rfc2119#6").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc2119#section-6"));
        assert_eq!(at("scs-0002-v1#x"), None);
        assert_eq!(at("scsdoc#trust"), None);
        assert_eq!(words("scs-0001-v1#document-format"), "scs-0001-v1, Document format");
        assert_eq!(words("scs-0001-v1#standard-1"), "scs-0001-v1, Standard");
        assert_eq!(words("rfc2119#6"), "RFC 2119, section 6");
        assert_eq!(words("scsdoc#trust"), "scsdoc's own rules, on trust");
    }
}
