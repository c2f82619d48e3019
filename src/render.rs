//! Renders the site as a map from paths to bytes, without disk access.
//!
//! For each kind of page, a function in the module of its subject returns the data for its template: [`pages`],
//! [`compare`], [`scope_view`], [`scope_version`], [`traced`], [`requirements`], [`changes`], [`clouds`], [`findings`].
//! [`frame`] adds the shared layout. [`overview`] is also a table for exports; [`api`] and [`register`] are the JSON API;
//! [`markdown`] and [`sanitize`] convert the text of a document.

pub mod api;
pub mod changes;
pub mod clouds;
pub mod compare;
pub mod cx;
pub mod diagram;
pub mod docusaurus;
pub mod escape;
pub mod feeds;
pub mod findings;
pub mod frame;
pub mod highlight;
pub mod images;
pub mod links;
pub mod markdown;
pub mod marks;
pub mod numbers;
pub mod oscal;
pub mod overview;
pub mod pages;
pub mod past;
pub mod register;
pub mod requirements;
pub mod sanitize;
pub mod scope_version;
pub mod scope_view;
pub mod scopes;
pub mod search;
pub mod templates;
pub mod timeline;
pub mod traced;
pub mod views;

use crate::check::Outcome;
use crate::model::Corpus;
pub use crate::model::address;
use crate::model::compliance::changes::ScopeFileHistory;
use crate::model::compliance::clouds::clouds as model_clouds;
use crate::model::compliance::history::Years;
use crate::model::compliance::verdict::Question;
use crate::model::document::{Document, Track};
use crate::model::scope::Version;
use crate::model::trace::Trace;
use crate::scope::compile;
use crate::value::schema;
use address::Address;
use changes::Line;
use clouds::{CloudView, Clouds};
use cx::Cx;
use findings::Findings;
use frame::{Frames, Head};
use images::Images;
use jiff::civil::Date;
use links::{Anchors, Links};
use markdown::Rendered;
use numbers::{Numbers, Pair};
use overview::Overview;
use pages::Pages;
use past::Past;
use rayon::prelude::*;
use scopes::Scope;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use templates::{Error, LocalizedTemplates, Templates};
use traced::Traced;

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
    Requirements,
    Lifecycle,
    Subscribe,
    Search,
    Findings,
    Page(&'a Document),
    Clouds(&'a Clouds<'a>),
    Cloud(&'a Clouds<'a>, &'a CloudView<'a>),
    CloudScope(&'a Clouds<'a>, &'a CloudView<'a>, usize),
    NotFound,
}

/// Renders the site. Output is deterministic.
pub fn site(corpus: &Corpus, outcome: &Outcome, at: Date, templates: &Templates) -> Result<Files, Error> {
    site_with(corpus, outcome, at, templates, &Extras::default())
}

/// Optional content of a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// History of the documents.
    pub past: Option<&'a Past>,
    /// Former states of scope files, for the history of verdicts.
    pub scope_past: Option<&'a ScopeFileHistory>,
    /// Whether pages are served and reload after a build.
    pub live: bool,
    /// Whether the site is for editors: pages show findings.
    pub editorial: bool,
    /// Images of the checkout that documents show, by path.
    pub images: Option<&'a Images>,
}

/// Renders the site with options. Output is deterministic.
pub fn site_with(
    corpus: &Corpus,
    outcome: &Outcome,
    at: Date,
    templates: &Templates,
    extras: &Extras<'_>,
) -> Result<Files, Error> {
    let anchors = Anchors::of(corpus);
    let words = templates.words(&corpus.config.site.language);
    let localized = templates.localized(&words);
    let cx = Cx::new(corpus, outcome, at, words.clone(), extras.editorial);
    let findings = Findings { cx: &cx, outcome };
    let frames = Frames {
        cx: &cx,
        pages: templates.pages().map(|page| (pages::heading(page), Address::page(page.name.stem()))).collect(),
        custom: templates.assets().contains_key("assets/custom.css"),
        live: extras.live,
    };
    let versions = Numbers::of(corpus, at);
    let overview = Overview::build(&cx.register, &words, cx.editorial);
    let numbers = corpus.numbers().map(|(number, _)| number).filter(|number| Address::number(*number).is_some());
    let changes = changes::changes(corpus);
    let trace = Trace::at(corpus, at);
    let compiled = compile(corpus);
    let scopes = scopes::scopes(corpus, &compiled);
    let lines = changes::lines(&changes, &scopes, at, &corpus.config, &words);
    let past = extras.past.map(past::Index::of);
    let none = ScopeFileHistory::default();
    let scope_past = extras.scope_past.unwrap_or(&none);
    let today = || scopes.iter().map(|scope| &scope.file);
    let question = Question::new(&corpus.evidence, scope_past.at(at, today()), at);
    let listed = model_clouds(&corpus.evidence.environments.list, &question);
    let months = jiff::Span::new().months(clouds::MONTHS);
    let begin = at.checked_sub(months).unwrap_or(Date::MIN);
    let present = corpus.evidence.environments.present;
    let mut traced = Traced::of(&trace, at, &scopes, &words);
    traced.clouds = present.then(|| listed.clone());
    let years = present.then(|| Years::new(&corpus.evidence, scope_past, &today().collect::<Vec<_>>(), begin, at));
    let histories = years.as_ref().map(|years| clouds::histories(&listed, years)).unwrap_or_default();
    let clouds = years.as_ref().map(|years| Clouds::new(&question, &listed, years, &histories, &cx));
    let no_images = Images::new();
    let pages = Pages { cx: &cx, findings: &findings, numbers: &versions, traced: &traced, past: past.as_ref() };
    let site = Site {
        cx: &cx,
        frames: &frames,
        pages: &pages,
        overview: &overview,
        anchors: &anchors,
        lines: &lines,
        localized: &localized,
        templates,
        scopes: &scopes,
        images: extras.images.unwrap_or(&no_images),
        clouds: clouds.as_ref(),
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
    jobs.extend(templates.pages().map(Job::Page));
    jobs.extend([Job::Tests, Job::Requirements, Job::Lifecycle, Job::Subscribe, Job::Search, Job::NotFound]);
    jobs.extend(cx.editorial.then_some(Job::Findings));
    if let Some(clouds) = &clouds {
        jobs.push(Job::Clouds(clouds));
        for view in &clouds.clouds {
            jobs.push(Job::Cloud(clouds, view));
            jobs.extend((0..view.data.scopes.len()).map(|scope| Job::CloudScope(clouds, view, scope)));
        }
    }
    let pages = jobs.par_iter().map(|job| page(job, &site));
    let mut files: Files = pages.collect::<Result<_, _>>()?;
    files.extend(templates.assets().iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    if let (Some(accent), Some(style)) = (&corpus.config.site.accent, files.get_mut("assets/style.css")) {
        style.extend(format!("\n:root {{ --accent: {accent}; }}\n").bytes());
    }
    files.extend(site.images.iter().map(|(path, bytes)| (images::published(path), bytes.clone())));
    files.insert("assets/search-index.js".into(), search::index(&cx, &traced, &scopes, clouds.as_ref()).into_bytes());
    let mut news = lines.clone();
    news.extend(extras.past.map(|past| changes::announcements(past, corpus, at, &words)).unwrap_or_default());
    news.extend(clouds.iter().flat_map(|clouds| clouds.clouds.iter().flat_map(|view| &view.past)).cloned());
    news.sort_by(|a, b| a.date.cmp(&b.date));
    let (config, lang) = (&corpus.config, words.language);
    let feeds = jobs.par_iter().filter_map(|job| Some((job, feed_of(job)?)));
    let feeds = feeds.map(|(job, name)| {
        let address = job.address();
        let bytes = feeds::atom(&news, at, (&name, &address), |line| job.follows(line), config, lang, &localized)?;
        Ok((address.feed(), bytes))
    });
    files.extend(feeds.collect::<Result<Files, Error>>()?);
    let start = ("", &Address::start());
    files.insert("lifecycle.ics".into(), feeds::calendar(&lines, at, start, config, lang, &localized)?);
    if let Some(clouds) = &clouds {
        files.extend(clouds.files(&cx, &localized)?);
    }
    let [sitemap, robots] = feeds::sitemap(&mapped(&jobs, &site), config, &localized)?;
    files.extend([("sitemap.xml".into(), sitemap), ("robots.txt".into(), robots)]);
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
    redirects(&mut files, &site)?;
    Ok(files)
}

/// Redirects from former URLs to the new ones: those of the current site, and those in the settings.
fn redirects(files: &mut Files, site: &Site<'_>) -> Result<(), Error> {
    let config = &site.cx.corpus.config;
    let certification = site.clouds.map_or_else(|| Address::track(Track::Scopes), |_| Address::clouds());
    let certification = certification.path().to_owned();
    let mut all: BTreeMap<String, String> = ["standards/certification", "standards/certification/overview"]
        .map(|from| (from.into(), certification.clone()))
        .into();
    all.extend(site.scopes.iter().filter_map(|scope| {
        let stem = scope.file.stem();
        Some((format!("standards/{stem}"), Address::scope(stem)?.path().to_owned()))
    }));
    all.extend(config.site.redirects.clone());
    for (from, to) in all {
        let from = Address::of_path(&from);
        if files.contains_key(&from.file()) || from.file().split('/').any(|part| part == "..") {
            continue;
        }
        let url = match to.starts_with("https://") {
            true => to.clone(),
            false => {
                let (path, fragment) =
                    to.split_once('#').map_or((to.as_str(), None), |(path, rest)| (path, Some(rest)));
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                format!("{}{}{fragment}", from.root(), Address::of_path(path).href())
            }
        };
        let head = Head { description: site.cx.words.get("moved").into(), ..Head::default() };
        let page = site.frames.frame(&from, head);
        files.insert(from.file(), site.localized.page("redirect.html", json!({"page": page, "view": url}))?);
    }
    Ok(())
}

/// The permanent addresses of pages, each once, with the date of the last change if known from git.
fn mapped(jobs: &[Job<'_>], site: &Site<'_>) -> Vec<(Address, Option<String>)> {
    let address = |job: &Job<'_>| match job {
        Job::Overview(address) => (*address == Address::overview()).then(|| (address.clone(), None)),
        Job::NotFound | Job::Search | Job::Findings => None,
        Job::Document(document) => {
            let changed = site.pages.past.and_then(|past| past.changed(&document.path));
            Some((job.address(), changed.map(|date| date.to_string())))
        }
        job => Some((job.address(), None)),
    };
    let mut addresses: Vec<_> = jobs.iter().filter_map(address).collect();
    addresses.sort();
    addresses
}

/// The subject of the feed of a page, if it has one; empty for the feed of all changes.
fn feed_of(job: &Job<'_>) -> Option<String> {
    match job {
        Job::Overview(address) => (*address == Address::start()).then(String::new),
        Job::Track(track) => Some(track.name().into()),
        Job::Number(number) => Some(format!("scs-{number:04}")),
        Job::Scope(scope) => Some(scope.name().into()),
        Job::Clouds(clouds) => Some(clouds.name(&clouds.title)),
        Job::Cloud(clouds, view) => Some(clouds.name(view.data.name)),
        _ => None,
    }
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
            Job::Requirements => Address::requirements(),
            Job::Lifecycle => Address::lifecycle(),
            Job::Subscribe => Address::subscribe(),
            Job::Search => Address::search(),
            Job::Findings => Address::findings(),
            Job::Page(page) => Address::page(page.name.stem()),
            Job::Clouds(_) => Address::clouds(),
            Job::Cloud(_, view) => Address::cloud(view.data.id),
            Job::CloudScope(_, view, scope) => {
                let stem = view.data.scopes.get(*scope).map_or("", |scope| scope.scope);
                Address::cloud_scope(view.data.id, stem)
            }
            Job::NotFound => Address::start(),
        }
    }

    /// Whether the page shows states.
    fn depends_on_date(&self) -> bool {
        !matches!(self, Job::Page(_) | Job::Subscribe | Job::Search | Job::Findings | Job::NotFound)
    }

    /// Whether a change concerns the page.
    fn follows(&self, line: &Line) -> bool {
        match self {
            Job::Track(track) => line.track == Some(*track),
            Job::Number(number) => line.number == Some(*number),
            Job::Compare(pair) => line.number == Some(pair.number),
            Job::Document(document) => line.number.is_some() && line.number == document.name.number,
            Job::Scope(scope) | Job::ScopeVersion(scope, _) => line.scope.as_deref() == Some(scope.file.stem()),
            Job::Clouds(_) => line.cloud.is_some(),
            Job::Cloud(_, view) | Job::CloudScope(_, view, _) => line.cloud.as_deref() == Some(view.data.id),
            _ => line.cloud.is_none(),
        }
    }
}

/// Input of all pages.
struct Site<'a> {
    cx: &'a Cx<'a>,
    frames: &'a Frames<'a>,
    pages: &'a Pages<'a>,
    overview: &'a Overview,
    anchors: &'a Anchors<'a>,
    lines: &'a [Line],
    localized: &'a LocalizedTemplates,
    templates: &'a Templates,
    scopes: &'a [Scope],
    images: &'a Images,
    clouds: Option<&'a Clouds<'a>>,
}

impl Site<'_> {
    /// A text as sanitized HTML, for the page at an address.
    fn text(&self, document: &Document, address: &Address) -> Rendered {
        let (corpus, anchors) = (self.cx.corpus, self.anchors);
        let links = Links { corpus, anchors, document, root: address.root(), images: self.images };
        let headings = document.body.headings.iter().map(|heading| heading.id().to_owned()).collect();
        let mut rendered = markdown::html(&links, &self.cx.words);
        let marks = rendered.marks.iter().flat_map(|mark| mark.number.iter().chain([&mark.id])).cloned().collect();
        rendered.html = sanitize::clean(&rendered.html, headings, marks, &corpus.config.site.images);
        for svg in &rendered.drawn {
            rendered.html = rendered.html.replacen(markdown::DRAWN, svg, 1);
        }
        rendered
    }
}

/// The template of a page, a sentence for search engines, and its data.
fn view(job: &Job<'_>, address: &Address, site: &Site<'_>) -> (&'static str, String, Value) {
    let Site { cx, overview, pages, .. } = site;
    let (words, traced, draws) = (&cx.words, pages.traced, site.templates.draws());
    let dated = |key: &str| words.fill(key, &[("date", &cx.at.to_string())]);
    let intro = |path: &str| site.templates.text(path).map(|text| site.text(text, address).html);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match job {
        Job::Overview(_) => {
            let mut view = json!(overview);
            view["intro"] = intro("pages/index").into();
            ("overview.html", dated("overview_lead"), view)
        }
        Job::Track(track) => {
            let intro = intro(&format!("tracks/{}", track.slug()));
            let view = pages::track(*track, overview, site.scopes, site.clouds, intro, cx);
            ("track.html", dated("track_lead"), view)
        }
        Job::Number(number) => {
            let view = pages.number(*number);
            let known = || format!("{}: {}", text(&view["label"]), text(&view["title"]));
            ("number.html", view["description"].as_str().map_or_else(known, str::to_owned), view)
        }
        Job::Document(document) => {
            let view = pages.document(document, site.text(document, address), draws);
            let known = || format!("{}: {}. {}", document.id(), document.title(), text(&view["words"]));
            ("document.html", view["description"].as_str().map_or_else(known, str::to_owned), view)
        }
        Job::Compare(pair) => {
            let description = words.fill("compare_title", &[("title", pair.new.title())]);
            ("compare.html", description, compare::view(pair, cx))
        }
        Job::Scope(scope) => {
            let description = format!("{}: {}", scope.name(), dated("scope_lead"));
            ("scope.html", description, scope_view::scope(scope, cx, pages.findings))
        }
        Job::ScopeVersion(scope, version) => {
            let description = format!("{} {}: {}", scope.name(), version.name.text, words.get("scope_version_lead"));
            let view = scope_version::version(scope, version, cx, traced, site.clouds);
            ("scope-version.html", description, view)
        }
        Job::Tests => ("tests.html", dated("tests_lead"), traced.view()),
        Job::Requirements => ("requirements.html", dated("requirements_lead"), requirements::page(cx, traced)),
        Job::Lifecycle => {
            let view = changes::view(site.lines, cx.at, words);
            ("lifecycle.html", words.get("search_lifecycle").into(), view)
        }
        Job::Subscribe => {
            let view = pages::subscribe(cx, site.scopes, site.clouds);
            ("subscribe.html", words.get("subscribe_lead").into(), view)
        }
        Job::Search => ("search.html", words.get("search").into(), Value::Null),
        Job::Findings => ("findings.html", words.get("findings").into(), pages.findings.view()),
        Job::Page(page) => {
            let view = pages::own(page, &site.text(page, address), draws);
            ("page.html", pages::heading(page), view)
        }
        Job::Clouds(clouds) => ("clouds.html", dated("clouds_lead"), clouds.overview()),
        Job::Cloud(clouds, view) => {
            let description = view.data.description.unwrap_or(view.data.name);
            ("cloud.html", description.into(), clouds.cloud(view, None, cx, traced))
        }
        Job::CloudScope(clouds, view, scope) => {
            let scope = view.data.scopes.get(*scope);
            let verdict = scope.map(|scope| format!(", {}: {}", scope.name, scope.badge.text)).unwrap_or_default();
            let description = format!("{}{verdict}", view.data.name);
            ("cloud.html", description, clouds.cloud(view, scope, cx, traced))
        }
        Job::NotFound => ("404.html", words.get("not_found").into(), Value::Null),
    }
}

fn page(job: &Job<'_>, site: &Site<'_>) -> Result<(String, Vec<u8>), Error> {
    let (address, today) = (job.address(), site.cx.at.to_string());
    let (template, description, view) = view(job, &address, site);
    let feed = match job {
        Job::Document(document) => document.name.number.and_then(Address::number).map(|number| number.feed()),
        Job::ScopeVersion(scope, _) => Address::scope(scope.file.stem()).map(|scope| scope.feed()),
        Job::CloudScope(_, view, _) => Some(Address::cloud(view.data.id).feed()),
        Job::Overview(_) => None,
        job => feed_of(job).map(|_| address.feed()),
    };
    let verdicts = site.clouds.iter().flat_map(|clouds| clouds.coming());
    let coming = site.lines.iter().chain(verdicts).filter(|line| line.date > today && job.follows(line));
    let next = coming.map(|line| &line.date).min().filter(|_| job.depends_on_date()).cloned();
    let canonical = matches!(job, Job::Overview(_)).then(Address::overview);
    let (file, root) = match job {
        Job::NotFound => ("404.html".into(), Some(site.cx.corpus.config.site.base.clone())),
        _ => (address.file(), None),
    };
    let frame = site.frames.frame(&address, Head { canonical, description, feed, next, root });
    Ok((file, site.localized.page(template, Value::from_iter([("page", frame), ("view", view)]))?))
}
