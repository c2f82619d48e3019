//! Paths of pages: permanent paths below the base of the site, the files they are written to, and links between them
//! that work both from a server and from the file system.

use crate::config::Config;
use crate::model::Corpus;
use crate::model::document::{Document, Track};
pub use crate::text::path::{encode_fragment, encode_path};
use std::collections::HashSet;

/// The address of a page: a path below the base of the site, without outer slashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The start of the site, which shows the overview.
    pub fn start() -> Self {
        Address(String::new())
    }

    /// The permanent address of the overview.
    pub fn overview() -> Self {
        Address("standards/standards/overview".into())
    }

    /// All addresses of the overview; the first one is the start of the site.
    pub fn overviews() -> [Self; 3] {
        [Self::start(), Address("standards".into()), Self::overview()]
    }

    /// The page of lifecycle changes.
    pub fn lifecycle() -> Self {
        Address("standards/lifecycle".into())
    }

    /// The page with all findings, for editors.
    pub fn findings() -> Self {
        Address("standards/findings".into())
    }

    /// The page with the results of a search.
    pub fn search() -> Self {
        Address("search".into())
    }

    /// The page that explains feeds and the calendar.
    pub fn subscribe() -> Self {
        Address("standards/subscribe".into())
    }

    /// One of the register's own pages, by the name of its file without extension.
    pub fn page(stem: &str) -> Self {
        Address(format!("pages/{stem}"))
    }

    /// The page of all tests.
    pub fn tests() -> Self {
        Address("standards/tests".into())
    }

    /// The page of cloud environments.
    pub fn clouds() -> Self {
        Address("standards/certification/overview".into())
    }

    /// The page of a cloud environment, by its ID.
    pub fn cloud(id: &str) -> Self {
        Address(format!("clouds/{id}"))
    }

    /// The page of a cloud environment for a scope, which has a page itself.
    pub fn cloud_scope(id: &str, stem: &str) -> Self {
        Address(format!("clouds/{id}/{stem}"))
    }

    /// The page of all requirements.
    pub fn requirements() -> Self {
        Address("standards/requirements".into())
    }

    /// The page of a certificate scope, by the name of its file without extension; `None` if that is not a plain name.
    /// It is next to the files published under `scopes/`, and can never clash with the page of a document.
    pub fn scope(stem: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        let fits = stem.starts_with("scs-") && stem.len() <= 100 && stem.bytes().all(plain);
        fits.then(|| Address(format!("scopes/{stem}")))
    }

    /// The page of a scope version; `None` if its name is not plain.
    pub fn scope_version(stem: &str, version: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let fits = !version.starts_with('.') && !version.is_empty() && version.len() <= 60;
        let scope = Self::scope(stem).filter(|_| fits && version.bytes().all(plain))?;
        Some(Address(format!("{}/{version}", scope.0)))
    }

    /// The page that compares two versions of a number.
    pub fn compare(number: u16, old: u32, new: u32) -> Option<Self> {
        let number = Self::number(number)?;
        Some(Address(format!("{}/v{old}-v{new}", number.0)))
    }

    /// The page of a document.
    pub fn document(document: &Document) -> Self {
        Address(format!("standards/{}", document.name.stem()))
    }

    /// The page of a number; `None` if its second digit is not a track.
    pub fn number(number: u16) -> Option<Self> {
        let track = Track::of_number(number)?;
        Some(Address(format!("standards/{}/scs-{number:04}", track.slug())))
    }

    /// The page of a track.
    pub fn track(track: Track) -> Self {
        Address(format!("standards/{}", track.slug()))
    }

    /// A page by a path that is known to exist.
    pub fn of_path(path: &str) -> Self {
        Address(path.trim_matches('/').to_owned())
    }

    /// The path below the base.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// The file of the page, relative to the output folder.
    pub fn file(&self) -> String {
        if self.0.is_empty() { "index.html".into() } else { format!("{}/index.html", self.0) }
    }

    /// The feed next to the page.
    pub fn feed(&self) -> String {
        if self.0.is_empty() { "lifecycle.xml".into() } else { encode_path(&format!("{}/feed.xml", self.0)) }
    }

    /// The file as part of a link: percent-encoded, to follow [`Address::root`].
    pub fn href(&self) -> String {
        encode_path(&self.file())
    }

    /// The relative path from this page to the root of the site: empty, or repeated `../`.
    pub fn root(&self) -> String {
        let levels = if self.0.is_empty() { 0 } else { self.0.split('/').count() };
        "../".repeat(levels)
    }

    /// The full address with scheme and host.
    pub fn url(&self, config: &Config) -> String {
        format!("{}{}{}", config.site.url, config.site.base, encode_path(&self.0))
    }
}

/// Existing pages.
impl Corpus {
    /// Whether the site has a page at this path below its base, which has no slashes at its ends.
    pub fn has_page(&self, path: &str) -> bool {
        self.pages.get_or_init(|| self.all_pages()).contains(path)
    }

    /// The paths of the pages of documents, numbers and tracks, and of the overview pages.
    fn all_pages(&self) -> HashSet<String> {
        let about_all = [Address::lifecycle(), Address::tests(), Address::requirements(), Address::subscribe()];
        let numbers = self.by_number.keys().copied();
        let compared = numbers.clone().flat_map(|number| {
            let versions = |(old, new): (&Document, &Document)| (old.name.version, new.name.version);
            let pairs = self.compared(number).into_iter().map(versions);
            pairs.filter_map(move |(old, new)| Address::compare(number, old, new)).collect::<Vec<_>>()
        });
        let clouds = self.evidence.environments.present.then(Address::clouds);
        let all = Address::overviews().into_iter().skip(1).chain(about_all).chain(clouds);
        let all = all.chain(Track::ALL.map(Address::track)).chain(numbers.filter_map(Address::number)).chain(compared);
        all.chain(self.documents.iter().map(Address::document)).map(|address| address.0).collect()
    }

    /// The pairs of versions with a comparison page: each with the next and with the newest.
    pub fn compared(&self, number: u16) -> Vec<(&Document, &Document)> {
        let mut versions = self.versions(number);
        versions.dedup_by_key(|document| document.name.version);
        let Some(newest) = versions.last().copied() else { return Vec::new() };
        let mut pairs = Vec::new();
        for (old, next) in versions.iter().zip(versions.iter().skip(1)) {
            pairs.push((*old, *next));
            if next.path != newest.path {
                pairs.push((*old, newest));
            }
        }
        pairs
    }

    /// The document whose page is `standards/STEM`.
    pub fn page_document(&self, stem: &str) -> Option<&Document> {
        self.by_file(&format!("{stem}.md"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_go_through_the_root() {
        assert_eq!(Address::start().file(), "index.html");
        assert_eq!(Address::start().root(), "");
        assert_eq!(Address::overview().root(), "../../../");
        let number = Address::number(100).map(|address| address.href());
        assert_eq!(number.as_deref(), Some("standards/iaas/scs-0100/index.html"));
        assert_eq!(Address::number(999), None);
    }
}
