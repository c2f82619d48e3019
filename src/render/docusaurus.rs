//! Pages for Docusaurus: the overview, one page per track and number, and the sidebar, at the
//! paths of the documentation site. The documents themselves are not included.
//!
//! The tables have the wording of that site. Values from documents are in cells, where the filter `cell`
//! escapes them, and in front matter and the sidebar, which are strings of JSON.

use super::Files;
use super::address::encode_path;
use super::overview::short_title;
use super::templates::{Error, LocalizedTemplates, Templates};
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::model::name::NameKind;
use crate::text::escape::json_pretty;
use crate::view::document::description;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A version or supplement.
#[derive(Clone, Serialize)]
struct Version {
    label: String,
    href: String,
    kind: Option<&'static str>,
    status: Option<&'static str>,
    mark: &'static str,
    stabilized_at: Option<String>,
    deprecated_at: Option<String>,
    rejected_at: Option<String>,
    #[serde(skip)]
    column: usize,
    /// Its entry in the sidebar; `None` if Docusaurus may fail to build the page.
    #[serde(skip)]
    page: Option<String>,
}

impl Version {
    fn of(document: &Document, at: Date) -> Self {
        let life = &document.life;
        let (column, mark) = match life.state(at) {
            State::Draft => (0, ""),
            State::Stable => (1, "\\*"),
            State::Effective if life.next(at).is_some() => (1, "&#8224;"),
            State::Effective => (1, ""),
            State::Deprecated => (2, ""),
            State::Rejected => (2, " (rejected)"),
        };
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let malformed = document.name.kind == NameKind::Malformed;
        Version {
            label: if malformed { "file".into() } else { document.name.version_label() },
            href: encode_path(document.name.stem()),
            kind: document.kind.map(|kind| kind.name()),
            status: life.status.map(|status| status.name()),
            mark,
            stabilized_at: date(life.stabilized_at),
            deprecated_at: date(life.deprecated_at),
            rejected_at: date(life.rejected_at),
            column,
            page: (!malformed).then(|| document.name.stem().to_owned()),
        }
    }
}

/// Versions in the columns of a table: drafts; stable and effective ones; deprecated and rejected ones.
fn columns(versions: &[Version]) -> [Vec<Version>; 3] {
    [0, 1, 2].map(|column| versions.iter().filter(|version| version.column == column).cloned().collect())
}

/// Supplements with the same slug, which are versions of each other.
#[derive(Serialize)]
struct Supplement {
    title: String,
    versions: Vec<Version>,
    states: [Vec<Version>; 3],
}

/// A row of the overview: the versions of a number with its supplements, or a document
/// without a number.
#[derive(Serialize)]
struct Family {
    label: String,
    #[serde(skip)]
    track_of: Option<Track>,
    track: Option<&'static str>,
    title: Option<String>,
    description: Option<String>,
    /// The path of its page, relative to the folder of all pages.
    page: Option<String>,
    versions: Vec<Version>,
    states: [Vec<Version>; 3],
    supplements: Vec<Supplement>,
}

impl Family {
    fn new(label: String, track: Option<Track>, documents: Vec<&Document>, at: Date) -> Self {
        let (supplements, versions): (Vec<&Document>, Vec<&Document>) =
            documents.into_iter().partition(|document| document.is_supplement());
        let stable = |document: &&&Document| matches!(document.life.state(at), State::Stable | State::Effective);
        let current = versions.iter().rfind(stable).or(versions.last()).copied();
        let title = current.map(|current| current.title());
        let mut groups: Vec<Vec<&Document>> = Vec::new();
        for document in supplements {
            let same = |group: &&mut Vec<&Document>| group.iter().any(|other| other.name.slug == document.name.slug);
            match groups.iter_mut().find(same) {
                Some(group) => group.push(document),
                None => groups.push(vec![document]),
            }
        }
        let of = |documents: &[&Document]| -> Vec<Version> {
            documents.iter().map(|document| Version::of(document, at)).collect()
        };
        let supplement = |group: Vec<&Document>| {
            let title = group.last().map_or("", |newest| short_title(newest, title)).to_owned();
            let versions = of(&group);
            Supplement { title, states: columns(&versions), versions }
        };
        let versions = of(&versions);
        Family {
            label,
            track_of: track,
            track: track.map(Track::name),
            title: title.map(str::to_owned),
            description: current.and_then(description),
            page: None,
            states: columns(&versions),
            versions,
            supplements: groups.into_iter().map(supplement).collect(),
        }
    }

    fn of_number(number: u16, documents: Vec<&Document>, at: Date) -> Self {
        let (label, track) = (format!("scs-{number:04}"), Track::of_number(number));
        let page = track.map(|track| format!("{}/{label}", track.slug()));
        Family { page, ..Self::new(label, track, documents, at) }
    }

    fn single(document: &Document, at: Date) -> Self {
        let label = match document.name.kind {
            NameKind::Proposal => "scs-xxxx".into(),
            NameKind::Supplement => String::new(),
            _ => document.name.stem().into(),
        };
        Self::new(label, document.track(), vec![document], at)
    }
}

/// A page of tables.
#[derive(Serialize)]
struct Table<'a> {
    title: &'a str,
    label: &'a str,
    description: &'a str,
    lead: &'a str,
    at: String,
    families: &'a [&'a Family],
    /// The register's own introduction, as Markdown.
    intro: Option<&'a str>,
}

/// All files by path. Output is deterministic.
pub fn files(corpus: &Corpus, at: Date, all: &Templates, templates: &LocalizedTemplates) -> Result<Files, Error> {
    let numbers = corpus.numbers();
    let mut families: Vec<Family> =
        numbers.map(|(number, documents)| Family::of_number(number, documents, at)).collect();
    families.sort_by_key(|family| (family.track_of.is_none(), family.track_of));
    let unnumbered = corpus.documents.iter().filter(|document| document.name.number.is_none());
    families.extend(unnumbered.map(|document| Family::single(document, at)));
    let mut tracks: BTreeMap<Track, Vec<&Family>> = BTreeMap::new();
    for family in &families {
        if let Some(track) = family.track_of {
            tracks.entry(track).or_default().push(family);
        }
    }
    let table =
        |title: &str, label: &str, description: &str, lead: &str, families: &[&Family], track: Option<Track>| {
            let text = all.text(&track.map_or("pages/index".into(), |track| format!("tracks/{}", track.slug())));
            let intro = text.map(|text| text.source.slice(text.body.span).trim());
            let table = Table { title, label, description, lead, at: at.to_string(), families, intro };
            templates.page("docusaurus-table.md", table)
        };
    let mut files = Files::new();
    let about = "All standards with the states of their versions";
    let everything: Vec<&Family> = families.iter().collect();
    let overview = table("Overview of the standards", "Overview", about, "All standards", &everything, None)?;
    files.insert("standards/standards/overview.mdx".into(), overview);
    for (track, families) in &tracks {
        let name = track.name();
        let (title, about) = (format!("{name} standards"), format!("Standards on the {name} track"));
        let page = table(&title, name, &about, &format!("The standards on the {name} track"), families, Some(*track))?;
        files.insert(format!("standards/{}/index.md", track.slug()), page);
        for family in families {
            if let Some(page) = &family.page {
                files.insert(
                    format!("standards/{page}.md"),
                    templates.page("docusaurus-number.md", BTreeMap::from([("family", family)]))?,
                );
            }
        }
    }
    let items: Vec<Value> = tracks.iter().map(|(track, families)| sidebar(*track, families)).collect();
    let items = json_pretty(&items);
    files.insert("sidebarsStandardsItems.js".into(), format!("module.exports = {items}").into_bytes());
    files.insert("sidebarsStandardsItems.json".into(), items.into_bytes());
    Ok(files)
}

/// The category of a track: one for each number, and its proposals.
fn sidebar(track: Track, families: &[&Family]) -> Value {
    let page = |label: String, id: &str| json!({"type": "doc", "label": label, "id": id});
    let category = |label: &str, id: &str, items: Vec<Value>| json!({"type": "category", "label": label, "link": {"type": "doc", "id": id}, "items": items});
    let mut items = Vec::new();
    for family in families {
        let versions = family.versions.iter().chain(family.supplements.iter().flat_map(|group| &group.versions));
        let pages = versions.filter_map(|version| Some((version.label.to_uppercase(), version.page.as_deref()?)));
        match &family.page {
            Some(id) => items.push(category(&family.label, id, pages.map(|(label, id)| page(label, id)).collect())),
            // A page with an unusual name would stop Docusaurus.
            None => items.extend(pages.map(|(_, id)| page(id.to_owned(), id))),
        }
    }
    category(track.name(), &format!("{}/index", track.slug()), items)
}
