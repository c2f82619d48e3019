//! Views of the register: pages and tables. No disk: what comes out is a map from paths to bytes.
//!
//! The overview ([`overview`]) and the machine-readable register ([`register`]) are data; [`views`] are what
//! templates see, and [`pages`] makes them; [`markdown`] and [`sanitise`] make the text of a document fit for a page.

pub mod address;
pub mod docusaurus;
pub mod escape;
pub mod links;
pub mod markdown;
pub mod overview;
pub mod pages;
pub mod register;
pub mod sanitise;
pub mod scopes;
pub mod templates;
pub mod views;

use crate::check::Outcome;
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::value::schema;
use address::Address;
use jiff::civil::Date;
use links::{Anchors, Links};
use overview::Overview;
use pages::Cx;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use templates::{Error, Templates};
use views::Frame;

/// The files of a site by path, relative to the folder it is written to.
pub type Files = BTreeMap<String, Vec<u8>>;

/// One page to be made.
enum Job<'a> {
    Overview(Address),
    Track(Track),
    Number(u16),
    Document(&'a Document),
    NotFound,
}

/// Makes the whole site. The same input gives the same bytes.
///
/// # Errors
/// When a template does not work.
pub fn site(corpus: &Corpus, outcome: &Outcome, at: Date, templates: &Templates) -> Result<Files, Error> {
    let overview = Overview::build(corpus, outcome, at);
    let anchors = Anchors::of(corpus);
    let cx = Cx::new(corpus, outcome, at);
    let numbers = corpus.numbers().map(|(number, _)| number).filter(|number| Address::number(*number).is_some());
    let mut jobs: Vec<Job<'_>> = Address::overviews().into_iter().map(Job::Overview).collect();
    jobs.extend(Track::ALL.map(Job::Track));
    jobs.extend(numbers.map(Job::Number));
    jobs.extend(corpus.documents.iter().map(Job::Document));
    jobs.push(Job::NotFound);
    let pages = jobs.par_iter().map(|job| page(job, &cx, &overview, &anchors, templates));
    let mut files: Files = pages.collect::<Result<_, _>>()?;
    files.extend(templates.assets().iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    files.insert("api/v1/register.json".into(), register::json(&cx).into_bytes());
    for draft in scopes::drafts(corpus) {
        files.insert(format!("scopes/{}", draft.file), draft.text().into_bytes());
    }
    for schema in schema::ALL {
        files.insert(format!("schemas/{}.schema.json", schema.name()), schema.source().as_bytes().to_vec());
    }
    Ok(files)
}

/// What every template sees, with the view under a name of its own.
#[derive(Serialize)]
struct Context<'a, T> {
    page: Frame,
    view: &'a T,
}

fn page(
    job: &Job<'_>,
    cx: &Cx<'_>,
    overview: &Overview,
    anchors: &Anchors<'_>,
    templates: &Templates,
) -> Result<(String, Vec<u8>), Error> {
    let (address, bytes) = match job {
        Job::Overview(address) => {
            let page = cx.frame(address, Some(&Address::overview()), None);
            (address.clone(), templates.page("overview.html", Context { page, view: overview })?)
        }
        Job::Track(track) => {
            let address = Address::track(*track);
            let view = pages::track(*track, overview);
            (
                address.clone(),
                templates.page("track.html", Context { page: cx.frame(&address, None, None), view: &view })?,
            )
        }
        Job::Number(number) => {
            let address = Address::number(*number).unwrap_or_else(Address::start);
            let view = pages::number(*number, cx);
            let page = cx.frame(&address, None, view.description.as_deref());
            (address.clone(), templates.page("number.html", Context { page, view: &view })?)
        }
        Job::Document(document) => {
            let address = Address::document(document);
            let links = Links { corpus: cx.corpus, anchors, document, root: address.root() };
            let headings = document.body.headings.iter().map(|heading| heading.anchor.clone()).collect();
            let body = sanitise::clean(&markdown::html(&links), headings);
            let view = pages::document(document, body, cx);
            let page = cx.frame(&address, None, view.description.as_deref());
            (address.clone(), templates.page("document.html", Context { page, view: &view })?)
        }
        Job::NotFound => {
            let page = Frame { root: cx.corpus.config.site_base.clone(), ..cx.frame(&Address::start(), None, None) };
            return Ok(("404.html".into(), templates.page("404.html", Context { page, view: &() })?));
        }
    };
    Ok((address.file(), bytes))
}
