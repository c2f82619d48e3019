//! Targets of links on the page of a document.

use super::address::{Address, encode_fragment, encode_path};
use super::escape::html;
use super::images::{Images, path_of, published};
use super::markdown::raw::{USER_PREFIX, anchors};
use crate::load::Found;
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::links::Target;
use crate::model::markdown::label_key;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use url::Url;

/// The anchors of all documents, by path.
pub struct Anchors<'a> {
    documents: HashMap<&'a str, Known<'a>>,
}

struct Known<'a> {
    headings: HashSet<&'a str>,
    by_hand: HashSet<&'a str>,
    /// The number of each footnote, in the order of their first use.
    notes: HashMap<String, usize>,
}

impl<'a> Anchors<'a> {
    /// Collects the anchors of a register.
    pub fn of(corpus: &'a Corpus) -> Self {
        let known = |document: &'a Document| {
            let headings = document.body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
            let mut notes = HashMap::new();
            for found in &document.body.footnote_uses {
                let next = notes.len() + 1;
                notes.entry(label_key(&found.label)).or_insert(next);
            }
            (document.path.as_str(), Known { headings, by_hand: anchors(document).collect(), notes })
        };
        Anchors { documents: corpus.documents.par_iter().map(known).collect() }
    }

    /// The fragment under which the page of the document at `path` has `anchor`, with `#`, encoded.
    fn fragment(&self, path: &str, anchor: &str) -> String {
        let known = self.documents.get(path);
        let note = anchor.strip_prefix("user-content-fn-").zip(known);
        if let Some(number) = note.and_then(|(label, known)| known.notes.get(label)) {
            return format!("#fn.{number}");
        }
        let by_hand = known.is_some_and(|known| !known.headings.contains(anchor) && known.by_hand.contains(anchor));
        format!("#{}{}", if by_hand { USER_PREFIX } else { "" }, encode_fragment(anchor))
    }
}

/// Resolves the links of one document.
pub struct Links<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// Its anchors.
    pub anchors: &'a Anchors<'a>,
    /// The document.
    pub document: &'a Document,
    /// The relative path from its page to the root of the site.
    pub root: String,
    /// Images that pages show.
    pub images: &'a Images,
}

impl Links<'_> {
    /// The attributes of the image that a target means; `None` if the page may not show it.
    pub fn image(&self, target: &str) -> Option<String> {
        let own = path_of(target, &self.document.path, self.corpus).filter(|path| self.images.contains_key(path));
        if let Some(path) = own {
            return Some(format!("src=\"{}{}\" loading=\"lazy\"", self.root, encode_path(&published(&path))));
        }
        let url = Url::parse(target.trim()).ok().filter(|url| url.scheme() == "https")?;
        let known = self.corpus.config.site.images.iter().any(|host| url.host_str() == Some(host));
        let src = || format!("src=\"{}\" loading=\"lazy\" referrerpolicy=\"no-referrer\"", html(url.as_str()));
        known.then(src)
    }

    /// The `href` for a target as written; `None` if a page must not link to it.
    pub fn resolve(&self, target: &str) -> Option<String> {
        let config = &self.corpus.config;
        let own = self.document.path.as_str();
        let with = |address: &Address, path: Option<&str>, fragment: &Option<String>| {
            let fragment = fragment.as_deref().filter(|fragment| !fragment.is_empty());
            let fragment = fragment.map(|anchor| match path {
                Some(path) => self.anchors.fragment(path, anchor),
                None => format!("#{}", encode_fragment(anchor)),
            });
            format!("{}{}{}", self.root, address.href(), fragment.unwrap_or_default())
        };
        let from_root = target.trim_start().starts_with('/');
        match Target::classify(target, own, config) {
            Target::Anchor(anchor) => Some(self.anchors.fragment(own, &anchor)),
            Target::Path { path, fragment } => {
                if let Some(document) = self.corpus.by_path(&path) {
                    return Some(with(&Address::document(document), Some(&path), &fragment));
                }
                let page = path.strip_prefix("site/pages/").filter(|_| own.starts_with("site/"));
                if let Some(stem) = page.and_then(|page| page.strip_suffix(".md")) {
                    let address = if stem == "index" { Address::start() } else { Address::page(stem) };
                    return Some(with(&address, None, &fragment));
                }
                let folder = path.is_empty() || self.corpus.found(&path) == Some(Found::Folder);
                let fragment = fragment.map(|anchor| format!("#{}", encode_fragment(&anchor)));
                Some(format!("{}{}", config.source_url(&path, folder), fragment.unwrap_or_default()))
            }
            // A full URL may name another site on purpose, unless the page is here.
            Target::Page { path, fragment } if from_root || self.corpus.has_page(&path) => {
                if !self.corpus.has_page(&path) {
                    let fragment = fragment.map(|anchor| format!("#{}", encode_fragment(&anchor)));
                    return Some(format!("{}{}", Address::of_path(&path).url(config), fragment.unwrap_or_default()));
                }
                let stem = path.strip_prefix("standards/").unwrap_or(&path);
                let document = self.corpus.page_document(stem).map(|document| document.path.as_str());
                Some(with(&Address::of_path(&path), document, &fragment))
            }
            Target::Repository { reference, path, fragment } if reference == config.repository.branch => {
                match self.corpus.by_path(&path) {
                    Some(document) => Some(with(&Address::document(document), Some(&path), &fragment)),
                    None => external(target),
                }
            }
            Target::Outside => None,
            _ => external(target),
        }
    }
}

fn external(target: &str) -> Option<String> {
    let target = target.trim();
    if target.starts_with("//") {
        return Some(format!("https:{target}"));
    }
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto").then(|| target.to_owned())
}
