//! Finding the document that a person means: `scs-0100-v3`, `0100-v3`, a file name, a path, a slug.

use crate::model::Corpus;
use crate::model::document::Document;
use crate::value::suggest;

/// What to do when only a number is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// It must have one version only.
    One,
    /// Its newest version is meant.
    Newest,
}

/// The document that `text` names.
///
/// # Errors
/// A sentence that says what to write, when it names none or several.
pub fn find<'a>(corpus: &'a Corpus, text: &str, bare: Bare) -> Result<&'a Document, String> {
    let file = text.trim().rsplit(['/', '\\']).next().unwrap_or(text).trim();
    if let Some(document) = corpus.by_file(file).or_else(|| corpus.by_file(&format!("{file}.md"))) {
        return Ok(document);
    }
    let stem = file.strip_suffix(".md").unwrap_or(file).to_ascii_lowercase();
    let stem = if stem.starts_with(|c: char| c.is_ascii_digit()) { format!("scs-{stem}") } else { stem };
    let named = |document: &&Document| {
        document.id().eq_ignore_ascii_case(&stem)
            || document.name.stem().eq_ignore_ascii_case(&stem)
            || (document.name.number.is_none() && document.name.slug.eq_ignore_ascii_case(&stem))
    };
    let found: Vec<&Document> = corpus.documents.iter().filter(named).collect();
    match found.as_slice() {
        [one] => return Ok(one),
        [] => {}
        several => return Err(several_are(text, several)),
    }
    let number = stem.strip_prefix("scs-").filter(|digits| digits.len() == 4).and_then(|digits| digits.parse().ok());
    let versions = number.map(|number| corpus.versions(number)).unwrap_or_default();
    match (versions.as_slice(), bare) {
        ([one], _) => Ok(one),
        ([.., newest], Bare::Newest) => Ok(newest),
        ([], _) => {
            let digits: Option<u16> = stem.get(4..8).and_then(|digits| digits.parse().ok());
            let others = digits.map(|number| corpus.by_number(number)).unwrap_or_default();
            // Another number is another document, however near it looks; an id that is none may be near to one.
            let all = || corpus.documents.iter().filter(|_| digits.is_none());
            let slugs = all().map(|document| document.name.slug.as_str());
            let ids: Vec<String> = all().map(Document::id).collect();
            let stems = all().map(|document| document.name.stem());
            let known = ids.iter().map(String::as_str).chain(slugs).chain(stems);
            Err(match (others.as_slice(), suggest::nearest(&stem, known)) {
                ([_, ..], _) => {
                    let ids: Vec<String> = others.iter().map(|document| document.id()).collect();
                    format!("there is no document `{text}`; of this number there are {}", ids.join(", "))
                }
                (_, Some(near)) => format!("there is no document `{text}`; did you mean {near}?"),
                _ => format!(
                    "there is no document `{text}`; name one like scs-0100-v3, or its file: `scsdoc list` shows them all"
                ),
            })
        }
        (several, Bare::One) => Err(several_are(text, several)),
    }
}

fn several_are(text: &str, several: &[&Document]) -> String {
    let names = several.iter().map(|document| match document.name.number {
        Some(_) if several.iter().filter(|other| other.id() == document.id()).count() == 1 => document.id(),
        _ => document.name.file.clone(),
    });
    format!("`{text}` may be any of {}; name one of them", names.collect::<Vec<_>>().join(", "))
}
