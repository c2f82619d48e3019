//! Renders the site as a map from paths to bytes, without disk access.
//!
//! The overview ([`overview`]) and the machine-readable register ([`register`]) are data; [`views`] are the input of
//! templates, built by [`pages`], [`traced`], [`scope_view`], [`scope_version`] and [`past`]; [`api`] is for
//! programs; [`markdown`] and [`sanitize`] convert the text of a document.

pub mod api;
pub mod changes;
pub mod compare;
pub mod cx;
pub mod docusaurus;
pub mod escape;
pub mod feeds;
pub mod highlight;
pub mod links;
pub mod markdown;
pub mod marks;
pub mod numbers;
pub mod overview;
pub mod pages;
pub mod past;
pub mod register;
pub mod sanitize;
pub mod scope_version;
pub mod scope_view;
pub mod search;
pub mod templates;
pub mod timeline;
pub mod traced;
pub mod views;

use crate::check::Outcome;
use crate::model::Corpus;
pub use crate::model::address;
use crate::model::document::{Document, Track};
use crate::model::scope::Version;
use crate::model::trace::Trace;
use crate::scope::compile;
use crate::value::schema;
use address::Address;
use changes::Line;
use cx::Cx;
use jiff::civil::Date;
use links::{Anchors, Links};
use numbers::Pair;
use overview::Overview;
use past::Past;
use rayon::prelude::*;
use scope_view::Scope;
use serde::Serialize;
use std::collections::BTreeMap;
use templates::{Error, LocalizedTemplates, Templates};
use traced::Traced;
use views::Frame;

/// The files of a site by path, relative to the folder it is written to.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A page to render.
enum Job<'a> {
    Overview(Address),
    Track(Track),
    Number(u16),
    Document(&'a Document),
    Compare(Pair<'a>),
    Scope(&'a Scope),
    ScopeVersion(&'a Scope, &'a Version),
    Tests,
    Lifecycle,
    NotFound,
}

/// Renders the site. The same input gives the same bytes.
///
/// # Errors
/// When a template fails.
pub fn site(corpus: &Corpus, outcome: &Outcome, at: Date, templates: &Templates) -> Result<Files, Error> {
    site_with(corpus, outcome, at, templates, &Extras::default())
}

/// Optional content of a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// History of the documents.
    pub past: Option<&'a Past>,
    /// Whether pages are served and reload after a build.
    pub live: bool,
}

/// Renders the site with options. The same input gives the same bytes.
///
/// # Errors
/// When a template fails.
pub fn site_with(
    corpus: &Corpus,
    outcome: &Outcome,
    at: Date,
    templates: &Templates,
    extras: &Extras<'_>,
) -> Result<Files, Error> {
    let anchors = Anchors::of(corpus);
    let words = templates.words(&corpus.config.site_language);
    let localized = templates.localized(&words);
    let mut cx = Cx::new(corpus, outcome, at);
    cx.words = words.clone();
    cx.draws = templates.draws();
    cx.live = extras.live;
    let overview = Overview::build(&cx.register, &words);
    let numbers = corpus.numbers().map(|(number, _)| number).filter(|number| Address::number(*number).is_some());
    let changes = changes::changes(corpus);
    let trace = Trace::at(corpus, at);
    let compiled = compile(corpus);
    let scopes = scope_view::scopes(corpus, &compiled);
    let lines = changes::lines(&changes, &scopes, at, &corpus.config, &words);
    let traced = Traced::of(&trace, at, &scopes, &words);
    let past = extras.past.map(past::Index::of);
    let site = Site {
        cx: &cx,
        overview: &overview,
        anchors: &anchors,
        lines: &lines,
        templates: &localized,
        traced: &traced,
        scopes: &scopes,
        past: past.as_ref(),
    };
    let mut jobs: Vec<Job<'_>> = Address::overviews().into_iter().map(Job::Overview).collect();
    jobs.extend(Track::ALL.map(Job::Track));
    jobs.extend(numbers.map(Job::Number));
    let pairs = corpus.numbers().flat_map(|(number, _)| numbers::pairs(number, corpus));
    jobs.extend(pairs.map(Job::Compare));
    jobs.extend(corpus.documents.iter().map(Job::Document));
    for scope in &scopes {
        jobs.push(Job::Scope(scope));
        jobs.extend(scope.versions().map(|version| Job::ScopeVersion(scope, version)));
    }
    jobs.extend([Job::Tests, Job::Lifecycle, Job::NotFound]);
    let pages = jobs.par_iter().map(|job| page(job, &site));
    let mut files: Files = pages.collect::<Result<_, _>>()?;
    files.extend(templates.assets().iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    files.insert("assets/search-index.js".into(), search::index(&cx, &traced, &scopes).into_bytes());
    let (config, lang) = (&corpus.config, words.language);
    files.insert("lifecycle.xml".into(), feeds::atom(&lines, at, config, lang, &localized)?);
    files.insert("lifecycle.ics".into(), feeds::calendar(&lines, config, lang, &localized)?);
    files.insert("sitemap.xml".into(), feeds::sitemap(&mapped(&jobs), config, &localized)?);
    files.insert("api/v1/register.json".into(), register::json(&cx).into_bytes());
    files.extend(api::files(&cx, &traced, &scopes, &changes));
    for compiled in &compiled {
        files.insert(format!("scopes/{}", compiled.scope.file()), compiled.text().into_bytes());
    }
    for scope in &scopes {
        let Some(file) = &scope.committed else { continue };
        let folder = if scope.rendered { "scopes/committed" } else { "scopes" };
        files.insert(format!("{folder}/{}.yaml", file.stem()), file.source.text().as_bytes().to_vec());
    }
    for schema in schema::Schema::ALL {
        files.insert(format!("schemas/{}.schema.json", schema.name()), schema.source().as_bytes().to_vec());
    }
    Ok(files)
}

/// The permanent addresses of pages, each once.
fn mapped(jobs: &[Job<'_>]) -> Vec<Address> {
    let address = |job: &Job<'_>| match job {
        Job::Overview(address) => (*address == Address::overview()).then(|| address.clone()),
        Job::NotFound => None,
        job => Some(job.address()),
    };
    let mut addresses: Vec<Address> = jobs.iter().filter_map(address).collect();
    addresses.sort();
    addresses
}

impl Job<'_> {
    fn address(&self) -> Address {
        match self {
            Job::Overview(address) => address.clone(),
            Job::Track(track) => Address::track(*track),
            Job::Number(number) => Address::number(*number).unwrap_or_else(Address::start),
            Job::Document(document) => Address::document(document),
            Job::Compare(pair) => pair.address().unwrap_or_else(Address::start),
            Job::Scope(scope) => Address::scope(scope.file.stem()).unwrap_or_else(Address::start),
            Job::ScopeVersion(scope, version) => {
                Address::scope_version(scope.file.stem(), &version.name.text).unwrap_or_else(Address::start)
            }
            Job::Tests => Address::tests(),
            Job::Lifecycle => Address::lifecycle(),
            Job::NotFound => Address::start(),
        }
    }
}

/// Input of all pages.
struct Site<'a> {
    cx: &'a Cx<'a>,
    overview: &'a Overview,
    anchors: &'a Anchors<'a>,
    lines: &'a [Line],
    templates: &'a LocalizedTemplates,
    traced: &'a Traced<'a, 'a>,
    scopes: &'a [Scope],
    past: Option<&'a past::Index<'a>>,
}

/// Context of every template.
#[derive(Serialize)]
struct Context<'a, T> {
    page: Frame,
    view: &'a T,
}

fn page(job: &Job<'_>, site: &Site<'_>) -> Result<(String, Vec<u8>), Error> {
    let Site { cx, overview, templates, traced, .. } = site;
    let address = job.address();
    let bytes = match job {
        Job::Overview(address) => {
            let page = cx.frame(address, Some(&Address::overview()), None);
            templates.page("overview.html", Context { page, view: overview })?
        }
        Job::Track(track) => {
            let view = pages::track(*track, overview, site.scopes, cx);
            templates.page("track.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::Number(number) => {
            let view = pages::number(*number, cx, traced, site.past);
            let page = cx.frame(&address, None, view.description.as_deref());
            templates.page("number.html", Context { page, view: &view })?
        }
        Job::Document(document) => {
            let links = Links { corpus: cx.corpus, anchors: site.anchors, document, root: address.root() };
            let headings = document.body.headings.iter().map(|heading| heading.anchor.clone()).collect();
            let mut rendered = markdown::html(&links, &cx.words);
            let marks = rendered.marks.iter().map(|mark| mark.id.clone()).collect();
            rendered.html = sanitize::clean(&rendered.html, headings, marks);
            let view = pages::document(document, rendered, cx, traced);
            let page = cx.frame(&address, None, view.description.as_deref());
            templates.page("document.html", Context { page, view: &view })?
        }
        Job::Compare(pair) => {
            let view = compare::view(pair, cx);
            templates.page("compare.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::Scope(scope) => {
            let view = scope_view::scope(scope, cx);
            templates.page("scope.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::ScopeVersion(scope, version) => {
            let view = scope_version::version(scope, version, cx);
            templates.page("scope-version.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::Tests => {
            let view = traced.view();
            templates.page("tests.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::Lifecycle => {
            let view = changes::view(site.lines, cx.at, &cx.words);
            templates.page("lifecycle.html", Context { page: cx.frame(&address, None, None), view: &view })?
        }
        Job::NotFound => {
            let page = Frame { root: cx.corpus.config.site_base.clone(), ..cx.frame(&Address::start(), None, None) };
            return Ok(("404.html".into(), templates.page("404.html", Context { page, view: &() })?));
        }
    };
    Ok((address.file(), bytes))
}
