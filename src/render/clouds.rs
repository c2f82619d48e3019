//! The pages of cloud environments, with their badges, feeds and calendars, and the same data as JSON.

use super::Files;
use super::address::{Address, encode_path};
use super::api::{self, head, with};
use super::changes::Line;
use super::cx::Cx;
use super::feeds;
use super::templates::{Error, LocalizedTemplates};
use super::timeline::{self, Timeline, draw};
use super::traced::Traced;
use crate::model::compliance::Signatures;
use crate::model::compliance::changes::{MAX_CASES, Side, VerdictChange};
use crate::model::compliance::clouds::{Cloud, CloudScope};
use crate::model::compliance::history::{VerdictHistory, Years, next};
use crate::model::compliance::verdict::{Question, Verdict};
use crate::model::scope::Validity;
use crate::report::compliance::markdown;
use crate::value::schema::Schema;
use crate::view::clouds::{CloudData, GROUPS, OpenData, ScopeData, SideData, VersionData};
use crate::words::{Words, english};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Length of the verdict history in months, as required by scs-0004-v1.
pub const MONTHS: i32 = 18;

/// Input of the pages, feeds and files about environments.
pub struct Clouds<'a> {
    /// The environments, in the order of the list.
    pub clouds: Vec<CloudView<'a>>,
    pub title: String,
    all: &'a [Cloud<'a>],
    at: Date,
    /// Whether they are fictional.
    example: bool,
    /// The word for that.
    invented: String,
    reports: usize,
    unreadable: usize,
    untrusted: usize,
    signed: bool,
}

pub struct CloudView<'a> {
    /// As data, in the language of the pages.
    pub data: CloudData<'a>,
    /// How it is listed on the date.
    listed: &'static str,
    /// The same in English, for JSON and badges.
    english: CloudData<'a>,
    /// Changes of its verdicts, newest first, and upcoming ones, soonest first.
    pub past: Vec<Line>,
    coming: Vec<Line>,
    changes: Vec<Value>,
}

/// Verdict histories of the subjects of an environment, by scope.
pub type VerdictHistories = Vec<Vec<VerdictHistory>>;

/// The history of all scope versions for all subjects.
pub fn histories(clouds: &[Cloud<'_>], years: &Years<'_>) -> Vec<VerdictHistories> {
    use rayon::prelude::*;
    let of_scope = |scope: &CloudScope<'_>| -> Vec<VerdictHistory> {
        scope.subjects.iter().map(|(subject, _)| years.history(subject, scope.plan.file.stem())).collect()
    };
    clouds.par_iter().map(|cloud| cloud.scopes.iter().map(of_scope).collect()).collect()
}

impl<'a> Clouds<'a> {
    /// The environments on the date in question.
    pub fn new(
        question: &'a Question<'a>,
        all: &'a [Cloud<'a>],
        years: &Years<'_>,
        histories: &'a [VerdictHistories],
        cx: &Cx<'_>,
    ) -> Self {
        let evidence = &cx.corpus.evidence;
        let views =
            all.iter().zip(histories).map(|(cloud, histories)| CloudView::new(cloud, question, years, histories, cx));
        let reports = question.reports.values().flat_map(|scopes| scopes.values().flatten());
        Clouds {
            clouds: views.collect(),
            title: cx.words.get("clouds_title").into(),
            all,
            at: cx.at,
            invented: cx.words.get("clouds_invented").into(),
            example: evidence.environments.example,
            reports: reports.filter(|one| one.report.checked_at.date() <= cx.at).count(),
            unreadable: evidence.refused,
            untrusted: question.untrusted,
            signed: evidence.signatures_at(cx.at) == Signatures::Required,
        }
    }

    /// The environments that are tested for a version of a scope, with their certificates for it and their verdicts;
    /// those with a valid certificate first.
    pub fn passing(&self, stem: &str, version: &str) -> Vec<Value> {
        let of = |view: &CloudView<'a>| {
            let scope = view.data.scopes.iter().find(|scope| scope.scope == stem)?;
            let side = scope.versions.iter().find(|side| side.version == version)?;
            let certificates: Vec<_> = scope.certificates.iter().filter(|one| one.version == version).collect();
            let row = json!({
                "name": view.data.name,
                "href": Address::cloud_scope(view.data.id, stem).href(),
                "operator": view.data.operator,
                "verdict": side.verdict,
                "certificates": certificates,
            });
            Some((!certificates.iter().any(|one| one.valid), row))
        };
        let mut rows: Vec<_> = self.clouds.iter().filter_map(of).collect();
        rows.sort_by_key(|(uncertified, _)| *uncertified);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Upcoming changes.
    pub fn coming(&self) -> impl Iterator<Item = &Line> {
        self.clouds.iter().flat_map(|view| &view.coming)
    }

    /// The name of a feed or calendar, which says if the environments are fictional.
    pub fn name(&self, name: &str) -> String {
        if self.example { format!("{name} ({})", self.invented) } else { name.to_owned() }
    }

    /// Whether they are fictional.
    pub fn example(&self) -> bool {
        self.example
    }

    /// The page of all environments: grouped by how they are listed, with a cell for each scope.
    pub fn overview(&self) -> Value {
        let group = |(listed, title): (&str, &str)| {
            let clouds = || self.clouds.iter().filter(|view| view.listed == listed).map(|view| &view.data);
            let scopes = clouds().flat_map(|cloud| &cloud.scopes);
            let scopes: BTreeMap<&str, &str> = scopes.map(|scope| (scope.scope, scope.name)).collect();
            let cell = |cloud: &CloudData<'_>, stem: &str| json!(cloud.scopes.iter().find(|scope| scope.scope == stem));
            let row = |cloud| (cloud, scopes.keys().map(|stem| cell(cloud, stem)).collect::<Vec<_>>());
            let rows: Vec<_> = clouds().map(row).collect();
            let links = clouds().any(|cloud| cloud.url.is_some() || !cloud.links.is_empty());
            let scopes: Vec<_> = scopes.iter().collect();
            (!rows.is_empty())
                .then(|| json!({"listed": listed, "title": title, "scopes": scopes, "links": links, "rows": rows}))
        };
        let all = self.clouds.iter().flat_map(|view| &view.data.scopes).map(|scope| scope.name);
        let groups = GROUPS.into_iter().filter_map(group);
        json!({
            "example": self.example,
            // Names, for the filter.
            "scopes": all.collect::<BTreeSet<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "reports": self.reports,
            "unreadable": self.unreadable,
            "untrusted": self.untrusted,
            "signed": self.signed,
        })
    }

    /// The page of an environment, for all its scopes or for one.
    pub fn cloud(
        &self,
        view: &CloudView<'_>,
        scope: Option<&ScopeData<'_>>,
        cx: &Cx<'_>,
        traced: &Traced<'_, '_>,
    ) -> Value {
        let shown = |other: &&ScopeData<'_>| scope.is_none_or(|scope| scope.scope == other.scope);
        let page = scope.map(|scope| Address::cloud_scope(view.data.id, scope.scope));
        let own = |line: &&Line| page.as_ref().is_none_or(|page| line.href == page.href());
        let case = |open: &OpenData<'_>| {
            let known = cx.corpus.tests.cases.contains_key(open.test_case);
            json!([open, known.then(|| traced.case(open.test_case))])
        };
        let subjects = scope.into_iter().flat_map(|scope| &scope.subjects);
        let open = subjects.map(|subject| (subject.subject, subject.open.iter().map(case).collect::<Vec<_>>()));
        let cloud = self.all.iter().filter(|cloud| cloud.environment.id == view.data.id);
        let of = cloud
            .flat_map(|cloud| &cloud.scopes)
            .filter(|of| scope.is_some_and(|one| one.scope == of.plan.file.stem()));
        let passed = of.flat_map(|of| &of.subjects).map(|(_, of)| crate::view::clouds::passed(of, self.at));
        let snippet = scope.zip(page.as_ref()).map(|(scope, page)| {
            let config = &cx.corpus.config;
            let badge = Address::of_path(&badge_path(view.data.id, scope.scope, "svg")).url(config);
            format!("[![{}]({badge})]({})", scope.name, page.url(config))
        });
        json!({
            "example": self.example,
            // The word for its listing.
            "listed": GROUPS.iter().find(|(listed, _)| *listed == view.listed).map(|(_, word)| word),
            "cloud": view.data,
            "strips": view.data.scopes.iter().filter(shown).map(|scope| strips(scope, cx)).collect::<Vec<_>>(),
            "past": view.past.iter().filter(own).collect::<Vec<_>>(),
            "coming": view.coming.iter().filter(own).collect::<Vec<_>>(),
            "scope": scope,
            // Test cases that have not passed, by subject.
            "open": open.collect::<Vec<_>>(),
            // Those that have passed, by subject: each with the day and the run.
            "passed": passed.collect::<Vec<_>>(),
            // Markdown that shows the badge.
            "snippet": snippet,
        })
    }

    /// Everything but the pages.
    pub fn files(&self, cx: &Cx<'_>, templates: &LocalizedTemplates) -> Result<Files, Error> {
        let (mut files, config, lang) = (Files::new(), &cx.corpus.config, cx.words.language);
        for view in &self.clouds {
            let address = Address::cloud(view.data.id);
            let calendar =
                feeds::calendar(&view.coming, cx.at, (&self.name(view.data.name), &address), config, lang, templates)?;
            files.insert(format!("{}/calendar.ics", address.path()), calendar);
            for scope in &view.english.scopes {
                let file = |end: &str| badge_path(view.data.id, scope.scope, end);
                let badge = json!({
                    "label": scope.name,
                    "badge": scope.badge,
                    "left": text_width(scope.name),
                    "right": text_width(&scope.badge.text),
                });
                files.insert(file("svg"), templates.page("badge.svg", &badge)?);
                let shield = json!({"schemaVersion": 1, "label": scope.name, "message": scope.badge.text, "color": scope.badge.color});
                files.insert(file("json"), api::text(&shield));
            }
            let mut object = head(Schema::ApiCloud, "../", cx);
            object.insert("example".into(), self.example.into());
            object.insert("changes".into(), view.changes.clone().into());
            let value = with(object, "environment", cloud_value(&view.english, cx));
            files.insert(format!("api/v1/clouds/{}.json", view.data.id), api::text(&value));
        }
        let mut coming: Vec<Line> = self.coming().cloned().collect();
        coming.sort_by(|a, b| a.date.cmp(&b.date));
        let of = (self.name(&self.title), &Address::clouds());
        let of = (of.0.as_str(), of.1);
        files.insert("clouds/calendar.ics".into(), feeds::calendar(&coming, cx.at, of, config, lang, templates)?);
        let mut object = head(Schema::ApiClouds, "", cx);
        object.insert("example".into(), self.example.into());
        object.insert("reports".into(), self.reports.into());
        object.insert("refused".into(), json!({"unreadable": self.unreadable, "untrusted": self.untrusted}));
        let short = |view: &CloudView<'_>| {
            let mut value = cloud_value(&view.english, cx);
            for scope in value.get_mut("scopes").and_then(Value::as_array_mut).into_iter().flatten() {
                scope.as_object_mut().and_then(|scope| scope.remove("subjects"));
            }
            value
        };
        let list = with(object, "environments", self.clouds.iter().map(short).collect());
        files.insert("api/v1/clouds.json".into(), api::text(&list));
        files.insert("clouds/table.md".into(), markdown(self.all, cx.at, &cx.words, self.example).into_bytes());
        Ok(files)
    }
}

/// The path of a badge below the base of the site.
fn badge_path(id: &str, stem: &str, end: &str) -> String {
    format!("badges/{id}/{stem}.{end}")
}

/// An environment with the URLs of its pages and badges.
fn cloud_value(cloud: &CloudData<'_>, cx: &Cx<'_>) -> Value {
    let config = &cx.corpus.config;
    let mut value = serde_json::to_value(cloud).unwrap_or_default();
    let url = |address: Address| Value::from(address.url(config));
    for (scope, data) in value.get_mut("scopes").and_then(Value::as_array_mut).into_iter().flatten().zip(&cloud.scopes)
    {
        if let Some(scope) = scope.as_object_mut() {
            scope.remove("wrong");
            scope.insert("page".into(), url(Address::cloud_scope(cloud.id, data.scope)));
            scope.insert("badge_svg".into(), url(Address::of_path(&badge_path(cloud.id, data.scope, "svg"))));
            scope.insert("badge_json".into(), url(Address::of_path(&badge_path(cloud.id, data.scope, "json"))));
        }
    }
    if let Some(cloud_object) = value.as_object_mut() {
        cloud_object.insert("page".into(), url(Address::cloud(cloud.id)));
    }
    value
}

impl<'a> CloudView<'a> {
    fn new(
        cloud: &'a Cloud<'a>,
        question: &'a Question<'a>,
        years: &Years<'_>,
        histories: &'a VerdictHistories,
        cx: &Cx<'_>,
    ) -> Self {
        let of = |words: &Words| {
            let mut data = CloudData::of(cloud, question.names, cx.at, words);
            for (scope, histories) in data.scopes.iter_mut().zip(histories) {
                scope.subjects.iter_mut().zip(histories).for_each(|(subject, history)| subject.set_history(history));
            }
            data
        };
        let (data, english) = (of(&cx.words), of(english()));
        let (mut past, mut coming, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for (scope, histories) in cloud.scopes.iter().zip(histories) {
            let (several, stem) = (scope.subjects.len() > 1, scope.plan.file.stem());
            // A line about these subjects, or about the environment.
            let line = |subjects: &[&str], date: Date, version: &str, state: &str, words: String, title: String| {
                let name = &cloud.environment.name;
                let own = several && !subjects.is_empty();
                let who = if own { format!("{name}, {}", subjects.join(", ")) } else { name.clone() };
                // IDs do not change if another version or subject joins the line.
                let first = version.split(", ").next().unwrap_or_default();
                let subject = subjects.first().copied().unwrap_or(&cloud.environment.id);
                let address = Address::cloud_scope(&cloud.environment.id, stem);
                Line {
                    date: date.to_string(),
                    id: format!("{who}: {} {version}:", scope.plan.file.name.text),
                    title,
                    href: address.href(),
                    url: address.url(&cx.corpus.config),
                    state: state.into(),
                    words,
                    key: encode_path(&format!("{subject}-{stem}-{first}")),
                    fragment: format!("{subject}-{}-{date}", encode_path(first)),
                    cloud: Some(cloud.environment.id.clone()),
                    ..Line::default()
                }
            };
            let mut missing: BTreeMap<(Date, String), Vec<&str>> = BTreeMap::new();
            for ((subject, of), history) in scope.subjects.iter().zip(histories) {
                let certifies = |side: Side| side.is_some_and(|(validity, _)| validity != Validity::Deprecated);
                let mut changed = years.changes(subject, stem, history);
                // Nothing can be certified by a version that has expired.
                changed.retain(|(_, change)| certifies(change.before) || certifies(change.after));
                changed.sort_by_key(|(date, change)| {
                    (*date, change.after.or(change.before).map(|(validity, _)| validity))
                });
                // Versions that changed together share a line, with the causes of the first.
                let together =
                    changed.chunk_by(|(day, a), (other, b)| day == other && sides(a, &cx.words) == sides(b, &cx.words));
                for group in together {
                    let Some((date, change)) = group.first() else { continue };
                    let versions: Vec<&str> = group.iter().map(|(_, change)| change.version.as_str()).collect();
                    let [before, after] = sides(change, &cx.words);
                    let words = cx.words.fill("turned", &[("before", before), ("after", after)]);
                    let verdict = |side: Side| side.map(|(_, verdict)| verdict);
                    let state = match change.after {
                        Some((validity, after)) if verdict(change.before) == Some(after) => validity.name().into(),
                        Some((_, after)) => state_of(after),
                        None => "absent".into(),
                    };
                    past.push(line(&[*subject], *date, &versions.join(", "), &state, words, causes(change, &cx.words)));
                    changes.extend(group.iter().map(|(date, change)| verdict_change_value(*date, change)));
                }
                for group in next(of, cx.at).chunk_by(|(day, _), (other, _)| day == other) {
                    let Some((date, _)) = group.first() else { continue };
                    let versions: Vec<&str> = group.iter().map(|(_, version)| *version).collect();
                    missing.entry((*date, versions.join(", "))).or_default().push(*subject);
                }
            }
            coming.extend(missing.into_iter().map(|((date, versions), subjects)| {
                line(&subjects, date, &versions, "miss", cx.words.get("turns_missing").into(), String::new())
            }));
            for one in &scope.certificates {
                let ended = if one.ends() <= cx.at { "certificate_has_ended" } else { "certificate_ends" };
                let revoked = one.revoked_at.filter(|day| *day < one.ends()).map(|day| (day, "certificate_withdrawn"));
                for (date, key) in [(one.issued_at, "certificate_issued"), revoked.unwrap_or((one.ends(), ended))] {
                    let words = cx.words.get(key).to_owned();
                    let line = line(&[], date, &one.version, "certificate", words, String::new());
                    // A new one may be issued on the day on which another ends.
                    let line = Line { fragment: format!("{key}-{}", line.fragment), ..line };
                    if date <= cx.at { &mut past } else { &mut coming }.push(line);
                }
            }
        }
        past.sort_by(|a: &Line, b: &Line| b.date.cmp(&a.date));
        coming.sort_by(|a: &Line, b: &Line| a.date.cmp(&b.date));
        changes.sort_by(|a: &Value, b: &Value| b["date"].as_str().cmp(&a["date"].as_str()));
        CloudView { data, listed: cloud.environment.listed_at(cx.at), english, past, coming, changes }
    }
}

/// The name of a verdict in classes and words.
fn state_of(verdict: Option<Verdict>) -> String {
    verdict.map_or("none".into(), |verdict| verdict.name().to_ascii_lowercase())
}

/// The verdict before and after, or the validity if only that changed.
fn sides<'w>(change: &VerdictChange, words: &'w Words) -> [&'w str; 2] {
    let same = change.before.map(|(_, verdict)| verdict) == change.after.map(|(_, verdict)| verdict);
    let name = |side: Side| match side {
        Some((validity, _)) if same => validity.name().into(),
        Some((_, verdict)) => state_of(verdict),
        None => "absent".into(),
    };
    [change.before, change.after].map(|side| words.state(&name(side)))
}

fn causes(change: &VerdictChange, words: &Words) -> String {
    change.causes.iter().map(|cause| cause.words(words, MAX_CASES)).collect::<Vec<_>>().join("; ")
}

fn verdict_change_value(date: Date, change: &VerdictChange) -> Value {
    let side = |side: Side| {
        side.map(|(validity, verdict)| json!({"validity": validity.name(), "verdict": verdict.map(Verdict::name)}))
    };
    json!({
        "date": date.to_string(),
        "subject": change.subject,
        "scope": change.stem,
        "version": change.version,
        "before": side(change.before),
        "after": side(change.after),
        "causes": change.causes.iter().map(|cause| cause.words(english(), usize::MAX)).collect::<Vec<_>>(),
    })
}

/// The verdicts of each subject over time, drawn.
fn strips(scope: &ScopeData<'_>, cx: &Cx<'_>) -> Vec<(String, Option<Timeline>)> {
    let strip = |subject: &crate::view::clouds::SubjectData<'_>| {
        // The newest version on top, as in all tables.
        let certifies =
            |side: &SideData<'_>| matches!(side.validity, Some(validity) if validity != Validity::Deprecated.name());
        let listed = |version: &&VersionData<'_>| {
            subject.history.iter().any(|side| side.version == version.version && certifies(side))
        };
        let versions = subject.versions.iter().filter(listed).rev();
        let lines = versions.map(|version| {
            let own = subject.history.iter().filter(|side| side.version == version.version);
            let border = |side: &SideData<'_>| {
                let from = side.from.as_deref().and_then(|from| from.parse().ok());
                (from, side.verdict.filter(|_| certifies(side)))
            };
            let mut borders: Vec<_> = own.map(border).collect();
            borders.push((cx.at.tomorrow().ok(), None));
            timeline::Line { label: version.version.to_owned(), borders }
        });
        (subject.subject.to_owned(), lines.collect::<Vec<_>>())
    };
    // Subjects that were the same at all times share a drawing.
    let mut strips: Vec<(String, Vec<timeline::Line>)> = Vec::new();
    for (subject, lines) in scope.subjects.iter().map(strip) {
        match strips.iter_mut().find(|(_, other)| *other == lines) {
            Some((names, _)) => names.push_str(&format!(", {subject}")),
            None => strips.push((subject, lines)),
        }
    }
    strips.into_iter().map(|(names, lines)| (names, draw(lines, cx.at, &cx.words))).collect()
}

/// The width of a text in a badge, in pixels, estimated for common fonts; the text is stretched to fit.
fn text_width(text: &str) -> usize {
    crate::text::layout::width(text) * 13 / 2 + 1
}
