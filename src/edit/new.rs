//! `new`: a proposal or a supplement from a template.

use super::plan::{Plan, State};
use super::template::{self, Kind, Values};
use crate::model::document::{Document, DocumentType, Track};
use crate::model::name::{NameKind, is_slug, slugify};

/// A new document.
#[derive(Clone, Debug, Default)]
pub struct NewDocument {
    /// Its title.
    pub title: String,
    /// Its slug; derived from the title if empty.
    pub slug: String,
    /// One or two sentences for overviews.
    pub description: Option<String>,
}

/// Plans a proposal.
///
/// # Errors
/// When the title gives no file name, or the file exists.
pub fn document(state: State<'_>, kind: DocumentType, track: Track, wanted: &NewDocument) -> Result<Plan, String> {
    let title = clean(&wanted.title)?;
    let slug = slug(&wanted.slug, &title)?;
    let name = format!("scs-xxxx-v1-{slug}.md");
    let values = Values {
        title: &title,
        kind: kind.name(),
        track: track.name(),
        description: wanted.description.as_deref(),
        ..Values::default()
    };
    let template = match kind {
        DocumentType::DecisionRecord => Kind::DecisionRecord,
        _ => Kind::Standard,
    };
    let mut plan = create(state, &name, template, &values)?;
    let path = state.corpus.config.document_path(&name);
    plan.next.push(format!("scsdoc accept {path}"));
    Ok(plan)
}

/// Plans a supplement to one or several versions of a document.
///
/// # Errors
/// When a document is unknown, the documents have different numbers, or the file exists.
pub fn supplement(state: State<'_>, of: &[String], wanted: &NewDocument) -> Result<Plan, String> {
    let corpus = state.corpus;
    let mut of = of.iter().map(|id| corpus.find_one(id, state.at, |_| true)).collect::<Result<Vec<_>, _>>()?;
    of.sort_by(|a, b| a.path.cmp(&b.path));
    of.dedup_by(|a, b| a.path == b.path);
    let Some(main) = of.iter().max_by_key(|document| document.name.version) else {
        return Err("name what it supplements: --of ID".into());
    };
    for document in &of {
        if !document.is_versioned() {
            return Err(format!("{} cannot be supplemented: it is not a document with versions", document.name.file));
        }
        if document.name.number != main.name.number || (main.name.number.is_none() && document.path != main.path) {
            return Err(format!(
                "{} and {} have different numbers; create one supplement for each",
                main.id(),
                document.id()
            ));
        }
    }
    let Some(track) = main.track() else { return Err(format!("{} has no track", main.path)) };
    let title = supplement_title(main, &wanted.title)?;
    let slug = if wanted.slug.is_empty() { supplement_slug(main, &title) } else { slug(&wanted.slug, &title)? };
    let prefix = main.name.number.map_or_else(|| "xxxx".into(), |number| format!("{number:04}"));
    let of_number = corpus.documents.iter().filter(|document| {
        document.name.kind == NameKind::Supplement
            && document.name.number == main.name.number
            && (main.name.number.is_some() || document.name.slug == slug)
    });
    let version = of_number.map(|document| document.name.version).max().unwrap_or(0).saturating_add(1);
    let name = format!("scs-{prefix}-w{version}-{slug}.md");
    let values = Values {
        title: &title,
        kind: DocumentType::Supplement.name(),
        track: track.name(),
        supplements: of.iter().map(|document| document.name.file.as_str()).collect(),
        description: wanted.description.as_deref(),
    };
    create(state, &name, Kind::Supplement, &values)
}

fn create(state: State<'_>, name: &str, template: Kind, values: &Values<'_>) -> Result<Plan, String> {
    let corpus = state.corpus;
    if let Some(same) = corpus.documents.iter().find(|document| document.name.file.eq_ignore_ascii_case(name)) {
        return Err(format!("{} already exists; choose another title, or --slug SLUG", same.path));
    }
    let path = corpus.config.document_path(name);
    let mut plan = Plan::new(format!("new {name}"));
    let bytes = template::fill(&corpus.templates, template, values)?;
    let alike = corpus.documents.iter().find(|document| document.title().eq_ignore_ascii_case(values.title));
    if let Some(alike) = alike {
        plan.notes.push(format!("{} has the same title", alike.path));
    }
    plan.steps
        .push(format!("{path}: a new {} on the {} track, titled \"{}\"", values.kind, values.track, values.title));
    plan.by_hand.push(format!(
        "write the text; its comments say what belongs there, and `scsdoc check {path}` lists what is missing"
    ));
    plan.unfinished = Some(path.clone());
    plan.set.create(path, bytes);
    Ok(plan)
}

/// A trimmed title without line breaks.
fn clean(title: &str) -> Result<String, String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    if words.is_empty() {
        return Err("a document needs a title".into());
    }
    if let Some(bad) = title.chars().find(|c| matches!(c, '|' | '<' | '{')) {
        return Err(format!("`{bad}` in a title breaks tables and pages; choose a title without it"));
    }
    Ok(words.join(" "))
}

/// The title of a supplement, which begins with that of its document.
fn supplement_title(main: &Document, title: &str) -> Result<String, String> {
    let of = main.title();
    if title.trim().is_empty() {
        return Ok(format!("{of}: Implementation and Testing Notes"));
    }
    let title = clean(title)?;
    Ok(if title.starts_with(of) { title } else { format!("{of}: {title}") })
}

fn supplement_slug(main: &Document, title: &str) -> String {
    let rest = title.strip_prefix(main.title()).unwrap_or(title);
    let rest = match rest.trim_start_matches([':', ' ', '-']) {
        "Implementation and Testing Notes" => "implementation-testing".into(),
        rest => slugify(rest),
    };
    format!("{}-{}", slugify(&main.name.slug), if rest.is_empty() { "notes" } else { &rest })
}

/// The given slug, else one from the title.
fn slug(given: &str, title: &str) -> Result<String, String> {
    let slug = if given.is_empty() { slugify(title) } else { given.to_owned() };
    if is_slug(&slug) {
        return Ok(slug);
    }
    let name = if given.is_empty() { format!("the title `{title}` makes no") } else { format!("`{given}` is not a") };
    Err(format!(
        "{name} valid slug (lowercase letters, digits and single hyphens, starting with a letter): pass --slug SLUG"
    ))
}
