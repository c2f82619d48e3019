//! The register for programs: `api/v1/register.json`, as `schemas/register.schema.json` describes it.

use super::address::{Address, repository_url};
use super::cx::{Cx, description, replacing};
use super::overview::Findings;
use crate::model::document::Document;
use crate::model::name::NameKind;
use serde::Serialize;

#[derive(Serialize)]
struct Register<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    tool: Tool,
    at: String,
    title: &'a str,
    url: String,
    repository: Repository<'a>,
    documents: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Repository<'a> {
    url: &'a str,
    branch: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: String,
    name: &'a str,
    kind: &'static str,
    number: Option<u16>,
    version: Option<u32>,
    slug: Option<&'a str>,
    title: &'a str,
    description: Option<String>,
    #[serde(rename = "type")]
    document_type: Option<&'static str>,
    track: Option<&'static str>,
    status: Option<&'static str>,
    state: &'static str,
    state_words: String,
    state_since: Option<String>,
    next: Option<Next>,
    stabilized_at: Option<String>,
    deprecated_at: Option<String>,
    rejected_at: Option<String>,
    replaces: Vec<&'a str>,
    replaced_by: Vec<&'a str>,
    supplements: Vec<&'a str>,
    supplemented_by: Vec<&'a str>,
    sections: Vec<Section<'a>>,
    path: &'a str,
    source_url: String,
    url: String,
    faulty: bool,
    findings: Findings,
}

#[derive(Serialize)]
struct Next {
    date: String,
    state: &'static str,
}

#[derive(Serialize)]
struct Section<'a> {
    level: u8,
    title: &'a str,
    anchor: &'a str,
}

/// The register as JSON, with a last newline.
pub fn json(cx: &Cx<'_>) -> String {
    let config = &cx.corpus.config;
    let register = Register {
        schema: "../../schemas/register.schema.json",
        version: 1,
        tool: Tool { name: "scsdoc", version: env!("CARGO_PKG_VERSION") },
        at: cx.at.to_string(),
        title: &config.site_title,
        url: Address::start().url(config),
        repository: Repository { url: &config.repository_url, branch: &config.repository_branch },
        documents: cx.corpus.documents.iter().map(|document| entry(document, cx)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&register).unwrap_or_default();
    text.push('\n');
    text
}

/// A document as the register has it.
pub fn value(document: &Document, cx: &Cx<'_>) -> serde_json::Value {
    serde_json::to_value(entry(document, cx)).unwrap_or_default()
}

fn entry<'a>(document: &'a Document, cx: &Cx<'a>) -> Entry<'a> {
    let (name, life, config) = (&document.name, &document.life, &cx.corpus.config);
    let malformed = name.kind == NameKind::Malformed;
    let findings = cx.findings(document);
    let stems = |key: &str| document.list(key).map(|(file, _)| stem(file)).collect();
    let headings = document.body.headings.iter().filter(|heading| !heading.nested);
    Entry {
        id: document.id(),
        name: name.stem(),
        kind: match name.kind {
            NameKind::Document => "document",
            NameKind::Supplement => "supplement",
            NameKind::Proposal => "proposal",
            NameKind::Template => "template",
            NameKind::Malformed => "malformed",
        },
        number: name.number,
        version: (!malformed).then_some(name.version),
        slug: (!malformed).then_some(name.slug.as_str()),
        title: document.title(),
        description: description(document),
        document_type: document.kind.map(|kind| kind.name()),
        track: document.track().map(|track| track.name()),
        status: life.status.map(|status| status.name()),
        state: life.state(cx.at).name(),
        state_words: life.words(cx.at),
        state_since: life.since(cx.at).map(|date| date.to_string()),
        next: life.next(cx.at).map(|(date, state)| Next { date: date.to_string(), state: state.name() }),
        stabilized_at: life.stabilized_at.map(|date| date.to_string()),
        deprecated_at: life.deprecated_at.map(|date| date.to_string()),
        rejected_at: life.rejected_at.map(|date| date.to_string()),
        replaces: stems("replaces"),
        replaced_by: replacing(document, cx.corpus).into_iter().map(stem).collect(),
        supplements: stems("supplements"),
        supplemented_by: cx.corpus.supplements(document).into_iter().map(|other| other.name.stem()).collect(),
        sections: headings
            .map(|heading| Section { level: heading.level, title: &heading.text, anchor: &heading.anchor })
            .collect(),
        path: &document.path,
        source_url: repository_url(config, &document.path, false),
        url: Address::document(document).url(config),
        faulty: findings.errors > 0,
        findings,
    }
}

fn stem(file: &str) -> &str {
    file.strip_suffix(".md").unwrap_or(file)
}
