//! Requirements on pages: those of a document next to its test cases, and the page of all requirements with filters.

use super::address::Address;
use super::cx::Cx;
use super::traced::{Traced, anchor};
use super::views::{Reference, described, reference};
use crate::model::document::{Document, Track};
use crate::model::requirements::{Coverage, Tested};
use crate::model::statements::Level;
use crate::view::requirements::{self, Filter, Row, level_words};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Maximum number of requirements on a page.
const MAX_ROWS: usize = 10_000;

/// The coverage by levels in words.
fn levels(coverage: &Coverage, cx: &Cx<'_>) -> Vec<String> {
    Level::ALL.into_iter().map(|level| level_words(coverage, level, &cx.words).unwrap_or_default()).collect()
}

/// A requirement, or a possibly normative sentence, as templates show it.
fn requirement(row: &Row<'_>, cx: &Cx<'_>) -> Value {
    let requirement = &row.requirement;
    let document = requirement.document;
    let page = Address::tests().href();
    let case = |id: &&str| Reference::to(*id, Some(format!("{page}#{}", anchor(id))));
    let name = requirement.id().replacen("scs-", "SCS-", 1);
    let citation = [
        ("id", name.as_str()),
        ("title", document.title()),
        ("state", &document.life.words_in(cx.at, &cx.words, "")),
        ("date", &cx.at.to_string()),
        ("url", &row.url),
    ];
    json!({
        "id": requirement.id(),
        // A possibly normative sentence has none.
        "number": requirement.number.map(|number| format!("R{number}")),
        "href": format!("{}#{}", Address::document(document).href(), requirement.fragment()),
        "keyword": requirement.statement.keyword().map(|word| word.name()).unwrap_or_default(),
        "level": requirement.level().name(),
        "sentence": requirement.statement.sentence(),
        "items": requirement.statement.items,
        "section": requirement.section(),
        "tested": row.cover.tested.name(),
        "cases": row.cover.cases.iter().map(case).collect::<Vec<_>>(),
        // If no test case covers it: number of test cases of its standard that do not say what they cover.
        "of_standard": row.cover.of_standard.len(),
        "passing": row.passing,
        "url": row.url,
        "citation": cx.words.fill("citation", &citation),
        "document": reference(document),
        "track": document.track().map(Track::name).unwrap_or_default(),
        "state": row.state.name(),
        // The versions of scopes that require the document.
        "scopes": row.scopes.iter().map(|(name, _)| name).collect::<Vec<_>>(),
    })
}

/// The id of the coverage of a document on the page of all requirements.
fn coverage_anchor(document: &Document) -> String {
    format!("coverage.{}", document.name.stem())
}

/// The requirements of a document; nothing if it has none.
pub fn of_document(document: &Document, cx: &Cx<'_>, traced: &Traced<'_, '_>) -> Option<Value> {
    let index = cx.corpus.index_of(document).filter(|_| !document.is_supplement())?;
    let filter = Filter { document: Some(index), ..Filter::default() };
    let rows = requirements::rows(&traced.coverings, &filter, traced.clouds.as_deref(), cx.at);
    let coverage = levels(&requirements::coverage(&rows), cx);
    let unstated: BTreeSet<&str> = rows.iter().flat_map(|row| row.cover.of_standard.iter().copied()).collect();
    let mut cases: Vec<_> = unstated.into_iter().map(|id| (id, traced.cases.case(id))).collect();
    cases.sort_by_key(|(_, case)| !case.targets.contains("main"));
    let cases = cases.iter().map(|(id, case)| {
        json!({
            "id": id,
            "href": format!("{}#{}", Address::tests().href(), anchor(id)),
            "description": described(case.description.unwrap_or_default()),
            "targets": case.targets,
            "automated": case.automated,
        })
    });
    let (numbered, mut possible): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rows.iter().partition(|row| row.requirement.number.is_some());
    // Duties first.
    possible.sort_by_key(|row| row.requirement.level());
    let views = |rows: Vec<&Row<'_>>| rows.into_iter().map(|row| requirement(row, cx)).collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        json!({
            "anchor": coverage_anchor(document),
            "coverage": coverage.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>(),
            "numbered": views(numbered),
            "possible": views(possible),
            // Those that do not say what they cover.
            "cases": cases.collect::<Vec<_>>(),
        })
    })
}

/// Coverage of a scope version by level, in words.
pub fn of_scope_version(stem: &str, name: &str, cx: &Cx<'_>, traced: &Traced<'_, '_>) -> Vec<String> {
    let versions = &traced.trace.versions;
    let index = versions.iter().position(|version| version.stem == Some(stem) && version.name == name);
    let filter = Filter { versions: Some(index.into_iter().collect()), ..Filter::default() };
    let coverage = requirements::coverage(&requirements::rows(&traced.coverings, &filter, None, cx.at));
    let stated = |level: &Level| coverage.count(*level, Tested::Yes) + coverage.count(*level, Tested::Manual) > 0;
    if !Level::ALL.iter().any(stated) {
        // That no test case says what it covers does not mean that nothing is tested.
        let total = |level: Level| Some((level, coverage.total(level))).filter(|(_, total)| *total > 0);
        return Level::ALL
            .into_iter()
            .filter_map(total)
            .map(|(level, total)| format!("{total} {}", level.name()))
            .collect();
    }
    levels(&coverage, cx).into_iter().filter(|words| !words.is_empty()).collect()
}

pub fn page(cx: &Cx<'_>, traced: &Traced<'_, '_>) -> Value {
    let mut rows = requirements::rows(&traced.coverings, &Filter::default(), traced.clouds.as_deref(), cx.at);
    rows.retain(|row| row.requirement.number.is_some());
    // Of versions of scopes, then of documents.
    let coverage = requirements::coverages(&traced.coverings, &Filter::default(), cx.at).into_iter().map(|row| {
        let version = row.version.and_then(|index| traced.trace.versions.get(index));
        let scope = version.and_then(|version| traced.scope_link(version, "").href);
        json!({
            "name": row.name,
            "title": row.document.map(Document::title),
            "anchor": row.document.map(coverage_anchor),
            "href": row.document.map(|document| Address::document(document).href()).or(scope),
            "scope": row.document.is_none(),
            "levels": levels(&row.coverage, cx),
            "possible": row.possible,
        })
    });
    let mut standards: Vec<String> = rows.iter().map(|row| row.requirement.document.id()).collect();
    standards.dedup();
    json!({
        "coverage": coverage.collect::<Vec<_>>(),
        "more": rows.len().saturating_sub(MAX_ROWS),
        "scopes": rows.iter().flat_map(|row| &row.scopes).map(|(name, _)| name).collect::<BTreeSet<_>>(),
        "standards": standards,
        "example": cx.corpus.evidence.environments.example,
        "reports": rows.iter().any(|row| row.passing.is_some()),
        "rows": rows.iter().take(MAX_ROWS).map(|row| requirement(row, cx)).collect::<Vec<_>>(),
    })
}
