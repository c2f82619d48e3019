//! Pages for a site that Docusaurus makes: the overview, one page per track and number, and the sidebar, at the
//! paths where the present documentation site has them. The documents themselves are not among them.
//!
//! The tables are in the wording of the present site. What a document says stands in cells, where
//! [`mdx_cell`] escapes it, and in front matter and the sidebar, which are strings of JSON.

use super::Files;
use super::address::encode_path;
use super::cx::description;
use super::overview::short_title;
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::model::name::NameKind;
use crate::text::escape::{json_text, mdx_cell};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// What stands above each table with states.
const LEGEND: &str = "Versions with the mark \\* are stable and come into effect on a later date; versions with the mark \
&#8224; are in effect, and the date of their deprecation is set. The last column also holds rejected versions, which say \
so.";

/// A row of the overview with what belongs to it: the versions of a number with its supplements, or a document
/// that has no number.
struct Family<'a> {
    number: Option<u16>,
    label: String,
    track: Option<Track>,
    versions: Vec<&'a Document>,
    /// Supplements with the same slug are versions of each other.
    supplements: Vec<Vec<&'a Document>>,
}

impl<'a> Family<'a> {
    fn of_number(number: u16, documents: Vec<&'a Document>) -> Self {
        let (supplements, versions): (Vec<&Document>, Vec<&Document>) =
            documents.into_iter().partition(|document| document.is_supplement());
        let track = Track::of_number(number);
        Family {
            number: Some(number),
            label: format!("scs-{number:04}"),
            track,
            versions,
            supplements: grouped(supplements),
        }
    }

    fn single(document: &'a Document) -> Self {
        let label = match document.name.kind {
            NameKind::Proposal => "scs-xxxx".into(),
            NameKind::Supplement => String::new(),
            _ => document.name.stem().into(),
        };
        let (versions, supplements) =
            if document.is_supplement() { (vec![], vec![vec![document]]) } else { (vec![document], vec![]) };
        Family { number: None, label, track: document.track(), versions, supplements }
    }

    fn title(&self) -> Option<&'a str> {
        self.versions.last().map(|document| document.title())
    }

    /// Title of a group of supplements, without that of the standard.
    fn supplement_title(&self, group: &[&'a Document]) -> &'a str {
        group.last().map_or("", |newest| short_title(newest, self.title()))
    }

    /// The address of its page, relative to the folder of all pages.
    fn page(&self) -> Option<String> {
        Some(format!("{}/{}", self.track?.slug(), self.number.map(|_| self.label.as_str())?))
    }

    fn rows(&self, at: Date, with_track: bool) -> String {
        let label = match self.page() {
            Some(page) => format!("[{}](/standards/{page})", self.label),
            None => mdx_cell(&self.label),
        };
        let track = |name: &str| if with_track { format!("| {name}  ") } else { String::new() };
        let mut rows = String::new();
        if let Some(title) = self.title() {
            let [draft, effective, deprecated] = states(&self.versions, at);
            let track = track(self.track.map_or("-", Track::name));
            rows = format!("| {label}  {track}| {}  | {draft} | {effective} | {deprecated}  |\n", mdx_cell(title));
        }
        for group in &self.supplements {
            let [draft, effective, deprecated] = states(group, at);
            let (track, title) = (track(" "), mdx_cell(self.supplement_title(group)));
            let track = track.replace("|    ", "|   ");
            rows.push_str(&format!("|   {track}| Supplement: {title}  | {draft} | {effective} | {deprecated} |\n"));
        }
        rows
    }
}

fn grouped(supplements: Vec<&Document>) -> Vec<Vec<&Document>> {
    let mut groups: Vec<Vec<&Document>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for supplement in supplements {
        let at = *known.entry(&supplement.name.slug).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(supplement),
            None => groups.push(vec![supplement]),
        }
    }
    groups
}

fn link(label: &str, document: &Document) -> String {
    format!("[{label}](/standards/{})", encode_path(document.name.stem()))
}

/// The three cells of states: drafts; stable and effective ones; deprecated and rejected ones.
fn states(versions: &[&Document], at: Date) -> [String; 3] {
    let mut cells: [Vec<String>; 3] = Default::default();
    for document in versions {
        let label = match document.name.kind {
            NameKind::Malformed => "file".into(),
            _ => document.name.version_label(),
        };
        let coming = document.life.next(at).is_some();
        let (column, mark) = match document.life.state(at) {
            State::Draft => (0, ""),
            State::Stable => (1, "\\*"),
            State::Effective if coming => (1, "&#8224;"),
            State::Effective => (1, ""),
            State::Deprecated => (2, ""),
            State::Rejected => (2, " (rejected)"),
        };
        if let Some(cell) = cells.get_mut(column) {
            cell.push(format!("{}{mark}", link(&label, document)));
        }
    }
    cells.map(|cell| if cell.is_empty() { "-".into() } else { cell.join(", ") })
}

/// All files by path. The same register gives the same bytes.
pub fn files(corpus: &Corpus, at: Date) -> Files {
    let mut families: Vec<Family<'_>> =
        corpus.numbers().map(|(number, documents)| Family::of_number(number, documents)).collect();
    let tracked = |family: &Family<'_>| (family.track.is_none(), family.track);
    families.sort_by_key(tracked);
    families.extend(corpus.documents.iter().filter(|document| document.name.number.is_none()).map(Family::single));
    let mut tracks: BTreeMap<Track, Vec<&Family<'_>>> = BTreeMap::new();
    for family in &families {
        if let Some(track) = family.track {
            tracks.entry(track).or_default().push(family);
        }
    }
    let mut files = Files::new();
    let mut add = |path: String, text: String| files.insert(path, text.into_bytes());
    add("standards/standards/overview.mdx".into(), overview(&families, at));
    for (track, families) in &tracks {
        add(format!("standards/{}/index.md", track.slug()), track_page(*track, families, at));
        for family in families {
            if let Some(page) = family.page() {
                add(format!("standards/{page}.md"), number_page(family));
            }
        }
    }
    let items: Vec<Value> = tracks.iter().map(|(track, families)| sidebar(*track, families)).collect();
    let items = json_text(&serde_json::to_string_pretty(&items).unwrap_or_default());
    add("sidebarsStandardsItems.js".into(), format!("module.exports = {items}\n"));
    add("sidebarsStandardsItems.json".into(), items + "\n");
    files
}

/// Front matter. No page has a link to edit it, because nobody writes it.
fn front(title: &str, label: &str, description: Option<&str>) -> String {
    let string = |text: &str| json_text(&Value::from(text).to_string());
    let mut text = format!("---\ntitle: {}\nsidebar_label: {}\n", string(title), string(label));
    if let Some(description) = description {
        text.push_str(&format!("description: {}\n", string(description)));
    }
    text + "custom_edit_url: null\n---\n\n"
}

fn overview(families: &[Family<'_>], at: Date) -> String {
    let mut text =
        front("Overview of the standards", "Overview", Some("All standards with the states of their versions"));
    text.push_str(&format!("All standards with their versions, as of {at}.\n\n{LEGEND}\n\n"));
    text.push_str("| Standard  | Track  | Description  | Draft | Effective | Deprecated* |\n");
    text.push_str("| --------- | ------ | ------------ | ----- | --------- | ----------- |\n");
    text.extend(families.iter().map(|family| family.rows(at, true)));
    text
}

fn track_page(track: Track, families: &[&Family<'_>], at: Date) -> String {
    let name = track.name();
    let mut text = front(&format!("{name} standards"), name, Some(&format!("Standards on the track {name}")));
    text.push_str(&format!("The standards on the track {name} with their versions, as of {at}.\n\n{LEGEND}\n\n"));
    text.push_str("| Standard  | Description  | Draft | Effective | Deprecated* |\n");
    text.push_str("| --------- | ------------ | ----- | --------- | ----------- |\n");
    text.extend(families.iter().map(|family| family.rows(at, false)));
    text
}

fn number_page(family: &Family<'_>) -> String {
    let label = &family.label;
    let title = family.title().map_or_else(|| label.clone(), |title| format!("{label}: {title}"));
    let described = family.versions.last().and_then(|newest| description(newest));
    let mut text = front(&title, label, described.as_deref());
    if !family.versions.is_empty() {
        text.push_str("| Version  | Type  | State   | stabilized | deprecated |\n");
        text.push_str("| -------- | ----- | ------- | ---------- | ---------- |\n");
        for document in &family.versions {
            let kind = document.kind.map_or("-", |kind| kind.name());
            let status = document.life.status.map_or("-", |status| status.name());
            let link = link(&format!("{label}-{}", document.name.version_label()), document);
            text.push_str(&format!("| {link}  | {kind}  | {status}  {}\n", dates(document)));
        }
    }
    for group in &family.supplements {
        text.push_str(&format!("\n## Supplement: {}\n\n", mdx_cell(family.supplement_title(group))));
        text.push_str("| Version  | State   | stabilized | deprecated |\n");
        text.push_str("| -------- | ------- | ---------- | ---------- |\n");
        for document in group {
            let link = link(&document.name.version_label(), document);
            text.push_str(&format!("| {link}  | {}  {}\n", State::Draft, dates(document)));
        }
    }
    text
}

fn dates(document: &Document) -> String {
    let life = &document.life;
    let written = |date: Option<Date>| date.map_or_else(|| "-".into(), |date| date.to_string());
    let end = match (life.deprecated_at, life.rejected_at) {
        (None, Some(rejected)) => format!("{rejected} (rejected)"),
        (deprecated, _) => written(deprecated),
    };
    format!("| {}  | {end}  |", written(life.stabilized_at))
}

/// The category of a track: one for each number, and its proposals.
fn sidebar(track: Track, families: &[&Family<'_>]) -> Value {
    let page = |document: &&Document, label: String| json!({"type": "doc", "label": label, "id": document.name.stem()});
    let category = |label: &str, id: String, items: Vec<Value>| json!({"type": "category", "label": label, "link": {"type": "doc", "id": id}, "items": items});
    let mut items = Vec::new();
    for family in families {
        let documents = family.versions.iter().chain(family.supplements.iter().flatten());
        match family.page() {
            Some(id) => {
                let documents = documents.map(|document| page(document, document.name.version_label().to_uppercase()));
                items.push(category(&family.label, id, documents.collect()));
            }
            // A page that Docusaurus may not make, because its name is odd, would end its run.
            None => items.extend(
                documents
                    .filter(|document| document.name.kind != NameKind::Malformed)
                    .map(|document| page(document, document.name.stem().to_owned())),
            ),
        }
    }
    category(track.name(), format!("{}/index", track.slug()), items)
}
