//! Lookup of documents by ID, file name, path, number or slug.

use super::Corpus;
use super::document::Document;
use super::lifecycle::State;
use super::name::Name;
use crate::value::suggest;
use jiff::civil::Date;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub struct Query {
    text: String,
    /// The last part of a path, in lowercase and without `.md`.
    stem: String,
    number: Option<u16>,
    /// `v3` or `w1`.
    version: Option<String>,
    /// Whether it consists of number and version only.
    short: bool,
}

/// How a query matches a document, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum MatchQuality {
    File,
    Id,
    Number,
    Slug,
}

impl Query {
    /// Reads `scs-0100-v3`, `SCS0100v3`, `0100`, `100-w1`, `scs-0100-v3-flavor-naming.md`, `Standards/…`, `flavor-naming`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let stem = text.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(text).to_ascii_lowercase();
        let stem = stem.strip_suffix(".md").unwrap_or(&stem).to_owned();
        let rest = stem.strip_prefix("scs").map_or(stem.as_str(), |rest| rest.strip_prefix('-').unwrap_or(rest));
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = rest.split_at(digits(rest));
        let number = if number.len() <= 4 { number.parse().ok() } else { None };
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let (version, rest) = match rest.strip_prefix(['v', 'w']).map(digits) {
            Some(length) if length > 0 => rest.split_at(1 + length),
            _ => ("", rest),
        };
        let version = (!version.is_empty()).then(|| version.to_owned());
        let short = number.is_some() && rest.is_empty();
        Query { text: text.to_owned(), number, version, short, stem }
    }

    fn fit(&self, name: &Name) -> Option<MatchQuality> {
        if name.stem().eq_ignore_ascii_case(&self.stem) {
            return Some(MatchQuality::File);
        }
        if self.short {
            let same = name.number == self.number;
            return match &self.version {
                None => same.then_some(MatchQuality::Number),
                Some(version) => (same && *version == name.version_label()).then_some(MatchQuality::Id),
            };
        }
        (!name.slug.is_empty() && name.slug.eq_ignore_ascii_case(&self.stem)).then_some(MatchQuality::Slug)
    }

    /// The best matches; `fits` rates each item.
    fn best<T: Copy>(&self, items: impl Iterator<Item = (T, Option<MatchQuality>)>) -> Vec<T> {
        let found: Vec<(T, MatchQuality)> = items.filter_map(|(item, fit)| Some((item, fit?))).collect();
        let best = found.iter().map(|(_, fit)| *fit).min();
        found.into_iter().filter(|(_, fit)| Some(*fit) == best).map(|(item, _)| item).collect()
    }

    /// The matching items, each of which may have several names.
    ///
    /// # Errors
    /// When there is not one.
    pub fn among<'n, T: Copy, N: Iterator<Item = &'n Name>>(
        &self,
        items: impl Iterator<Item = T> + Clone,
        names: impl Fn(T) -> N,
    ) -> Result<Vec<T>, NotFound> {
        let found = self.best(items.clone().map(|item| (item, names(item).filter_map(|name| self.fit(name)).min())));
        if !found.is_empty() {
            return Ok(found);
        }
        let known: Vec<String> =
            items.flat_map(names).flat_map(|name| [name.id(), name.stem().to_owned(), name.slug.clone()]).collect();
        let near = suggest::nearest(&self.stem, known.iter().map(String::as_str)).map(str::to_owned);
        Err(NotFound::Unknown { query: self.text.clone(), near })
    }
}

/// Why no document was found, as a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    #[error("unknown document `{query}`; {}", advice(near.as_deref()))]
    Unknown { query: String, near: Option<String> },
    #[error("`{query}` is ambiguous; use one of {}", names.join(", "))]
    Ambiguous { query: String, names: Vec<String> },
}

fn advice(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("did you mean {near}?"),
        None => "run `scsdoc list WORD` to search IDs and titles".into(),
    }
}

impl NotFound {
    pub fn near(self) -> Option<String> {
        match self {
            NotFound::Unknown { near, .. } => near,
            NotFound::Ambiguous { .. } => None,
        }
    }
}

impl From<NotFound> for String {
    fn from(error: NotFound) -> Self {
        error.to_string()
    }
}

impl Corpus {
    /// The version of a number that is effective on the date, else the newest.
    pub fn current(&self, number: u16, at: Date) -> Option<&Document> {
        current(&self.versions(number), at)
    }

    /// The document matching `text`. A number or a slug alone means the version that is effective on the date, else
    /// the newest.
    ///
    /// # Errors
    /// When none matches, or several unrelated ones.
    pub fn find(&self, text: &str, at: Date) -> Result<&Document, NotFound> {
        let found = self.named(text, at)?;
        let numbers: BTreeSet<Option<u16>> = found.iter().map(|document| document.name.number).collect();
        let versions: BTreeSet<u32> = found.iter().map(|document| document.name.version).collect();
        match found.as_slice() {
            [one] => Ok(one),
            several if numbers.len() == 1 && versions.len() > 1 => {
                current(several, at).ok_or_else(|| ambiguous(text, several))
            }
            several => Err(ambiguous(text, several)),
        }
    }

    /// The only `possible` document matching `text`.
    ///
    /// # Errors
    /// When none or several match.
    pub fn find_one(&self, text: &str, at: Date, possible: impl Fn(&Document) -> bool) -> Result<&Document, NotFound> {
        let found = self.named(text, at)?;
        let fitting: Vec<&Document> = found.iter().copied().filter(|document| possible(document)).collect();
        match (found.as_slice(), fitting.as_slice()) {
            ([one], _) | (_, [one]) => Ok(one),
            (several, _) => Err(ambiguous(text, several)),
        }
    }

    /// All documents matching `text`: versions, or supplements if there are no versions.
    fn named(&self, text: &str, at: Date) -> Result<Vec<&Document>, NotFound> {
        let query = Query::parse(text);
        let found = query.among(self.documents.iter(), |document| std::iter::once(&document.name));
        let mut found = found.map_err(|error| {
            // If the number exists, one of its versions is meant; a slug means its document.
            let current = query.number.and_then(|number| self.current(number, at));
            let near = error.near();
            let near = current.map(Document::id).or_else(|| match near.as_deref().map(|near| self.find(near, at)) {
                Some(Ok(document)) => Some(document.id()),
                _ => near,
            });
            NotFound::Unknown { query: query.text.clone(), near }
        })?;
        if found.iter().any(|document| !document.is_supplement()) {
            found.retain(|document| !document.is_supplement());
        }
        Ok(found)
    }

    /// The most similar file for an unknown name, and whether the match is certain: the
    /// name lacks the extension or has a path. Else a file of the same number.
    pub fn nearest_file(&self, written: &str) -> Option<(&str, bool)> {
        let bare = written.split(['#', '?']).next().unwrap_or(written).trim();
        let query = Query::parse(bare);
        let found = query.among(self.documents.iter(), |document| std::iter::once(&document.name)).unwrap_or_default();
        if let [one] = found.as_slice() {
            let sure = bare.trim_end_matches(".md").ends_with(one.name.stem()) && !written.contains("://");
            return Some((&one.name.file, sure));
        }
        let number = self.by_number(query.number?);
        let version = number.iter().find(|document| Some(document.name.version_label()) == query.version);
        let near = version.or_else(|| number.iter().rfind(|document| !document.is_supplement()));
        near.map(|document| (document.name.file.as_str(), false))
    }
}

/// The version that is effective on the date, else the newest.
fn current<'a>(versions: &[&'a Document], at: Date) -> Option<&'a Document> {
    let version = |document: &&&Document| document.name.version;
    let effective = versions.iter().filter(|document| document.life.state(at) == State::Effective).max_by_key(version);
    effective.or(versions.iter().max_by_key(version)).copied()
}

fn ambiguous(text: &str, found: &[&Document]) -> NotFound {
    let names = found.iter().map(|document| match document.name.number {
        Some(_) if found.iter().filter(|other| other.id() == document.id()).count() == 1 => document.id(),
        _ => document.name.file.clone(),
    });
    NotFound::Ambiguous { query: text.trim().to_owned(), names: names.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::Tree;

    const AT: Date = jiff::civil::date(2026, 11, 20);

    fn corpus() -> Corpus {
        let text = |status: &str| format!("---\ntitle: T\ntype: Standard\ntrack: IaaS\n{status}---\n");
        let (old, new) =
            ("status: Deprecated\nstabilized_at: 2023-01-01\ndeprecated_at: 2024-01-01\n", "status: Draft\n");
        let effective = "status: Stable\nstabilized_at: 2024-01-01\n";
        let files = [
            ("scs-0100-v1-flavor-naming", old),
            ("scs-0100-v3-flavor-naming", effective),
            ("scs-0100-v4-flavors", new),
            ("scs-0100-w1-flavor-naming", ""),
            ("scs-0118-v1-one", new),
            ("scs-0118-v1-two", new),
            ("scs-0121-v1-zones", new),
            ("scs-xxxx-v1-dns-for-tenants", new),
        ];
        let files = files.map(|(stem, status)| (format!("Standards/{stem}.md"), text(status)));
        let tree = Tree::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        Corpus::build(&tree, Config::default(), &tree)
    }

    #[test]
    fn a_lookup_depends_on_the_date_and_its_errors_suggest_names() {
        let corpus = corpus();
        let error = |text: &str| corpus.find(text, AT).unwrap_err().to_string();
        assert_eq!(error("scs-0100-v9"), "unknown document `scs-0100-v9`; did you mean scs-0100-v3?");
        assert_eq!(error("flavour-naming"), "unknown document `flavour-naming`; did you mean scs-0100-v3?");
        assert_eq!(error("x"), "unknown document `x`; run `scsdoc list WORD` to search IDs and titles");
        assert_eq!(error("0118"), "`0118` is ambiguous; use one of scs-0118-v1-one.md, scs-0118-v1-two.md");
        let found = |text: &str, at: Date| corpus.find(text, at).map(Document::id);
        assert_eq!(found("0100", AT).as_deref(), Ok("scs-0100-v3"));
        assert_eq!(found("0100", jiff::civil::date(2023, 6, 1)).as_deref(), Ok("scs-0100-v1"));
        let draft = |document: &Document| document.life.status.is_some_and(|status| status.name() == "Draft");
        assert_eq!(corpus.find_one("0100", AT, draft).map(Document::id).as_deref(), Ok("scs-0100-v4"));
        assert_eq!(
            corpus.find_one("0100", AT, |_| true).unwrap_err().to_string(),
            "`0100` is ambiguous; use one of scs-0100-v1, scs-0100-v3, scs-0100-v4"
        );
    }

    #[test]
    fn a_misspelled_file_name_is_corrected() {
        let corpus = corpus();
        let near = |text: &str| corpus.nearest_file(text);
        assert_eq!(near("scs-0121-v1-zones"), Some(("scs-0121-v1-zones.md", true)));
        assert_eq!(near("Standards/scs-0121-v1-zones.md#a"), Some(("scs-0121-v1-zones.md", true)));
        assert_eq!(near("https://x.org/scs-0121-v1-zones"), Some(("scs-0121-v1-zones.md", false)));
        assert_eq!(near("scs-0121-v1-zone.md"), Some(("scs-0121-v1-zones.md", false)));
        assert_eq!(near("scs-0100-v3-flavour-naming.md"), Some(("scs-0100-v3-flavor-naming.md", false)));
        assert_eq!(near("scs-0100-v9-flavor-naming.md"), Some(("scs-0100-v4-flavors.md", false)));
        assert_eq!(near("scs-0199-v1-x.md"), None);
    }
}
