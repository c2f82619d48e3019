//! The register as JSON: `api/v1/register.json`, as `schemas/register.schema.json` describes it.

use super::address::Address;
use super::cx::Cx;
use crate::text::escape::json_pretty;
use crate::view::document::DocumentData;
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
    documents: Vec<DocumentData<'a>>,
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

/// The register as JSON, with a trailing newline.
pub fn json(cx: &Cx<'_>) -> String {
    let config = &cx.corpus.config;
    let register = Register {
        schema: "../../schemas/register.schema.json",
        version: 1,
        tool: Tool { name: "scsdoc", version: env!("CARGO_PKG_VERSION") },
        at: cx.at.to_string(),
        title: &config.site.title,
        url: Address::start().url(config),
        repository: Repository { url: &config.repository.url, branch: &config.repository.branch },
        documents: cx.corpus.documents.iter().map(|document| cx.register.document(document)).collect(),
    };
    json_pretty(&register)
}
