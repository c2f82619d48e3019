//! `tests` and `scope` as YAML for front matter, each line begun by a line break.

use super::gather::{Case, Includes, Part, Script};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::scope::ScopeFile;
use crate::patch::{folded, scalar};
use crate::text::path::file_name;
use crate::value::{Kind, Node};

fn text(value: &str) -> String {
    scalar(value, false)
}

/// The value of `tests`.
pub(super) fn tests(scripts: &[Script]) -> String {
    let mut out = String::new();
    for script in scripts {
        let mut lead = "\n  - ";
        let mut put = |line: String| {
            out.push_str(lead);
            out.push_str(&line);
            lead = "\n    ";
        };
        if let Some(executable) = &script.executable {
            put(format!("executable: {}", text(executable)));
        }
        if let Some(args) = &script.args {
            match folded(args, 96) {
                Some(lines) => {
                    put("args: >-".into());
                    lines.into_iter().for_each(|line| put(format!("  {line}")));
                }
                None => put(format!("args: {}", text(args))),
            }
        }
        if !script.env.is_empty() {
            put("env:".into());
            script.env.iter().for_each(|(name, value)| put(format!("  {}: {}", text(name), text(value))));
        }
        put("testcases:".into());
        script.cases.iter().for_each(|one| out.push_str(&case(one)));
    }
    out
}

fn case(case: &Case) -> String {
    let versions: Vec<&str> = case.versions.iter().map(String::as_str).collect();
    let mut out = format!("\n      - id: {}", text(&case.id));
    let mut put = |line: String| out.push_str(&format!("\n        {line}"));
    put(format!("description: {}", text(&case.description)));
    put(format!("target: {}", case.target));
    put(format!("versions: [{}]", versions.join(", ")));
    for (key, value) in [("lifetime", &case.lifetime), ("section", &case.section)] {
        if let Some(value) = value {
            put(format!("{key}: {}", text(value)));
        }
    }
    if case.manual {
        put("manual: true".into());
    }
    out
}

/// The value of `scope`.
pub(super) fn scope(part: &Part, document: &Document, file: &ScopeFile, corpus: &Corpus) -> String {
    let root = file.root.as_ref();
    let of = |key: &str| root.and_then(|root| root.text(key)).unwrap_or_default().to_owned();
    let name = file_name(&file.path);
    let mut out = String::new();
    let mut put = |line: String| out.push_str(&format!("\n  {line}"));
    put(format!("file: {}", text(name)));
    put(format!("uuid: {}", text(&of("uuid"))));
    put(format!("name: {}", text(&of("name"))));
    let published = format!("{}{}scopes/{name}", corpus.config.site_url, corpus.config.site_base);
    if of("url") != published {
        put(format!("url: {}", text(&of("url"))));
    }
    if let Some(node) = root.and_then(|root| root.get("prerequisite")) {
        put("prerequisite:".into());
        for key in ["name", "url"] {
            put(format!("  {key}: {}", text(node.text(key).unwrap_or_default())));
        }
    }
    if part.version != document.name.version_label() {
        put(format!("version: {}", text(&part.version)));
    }
    for (key, date) in [("draft_from", part.draft_from), ("warn_from", part.warn_from)] {
        if let Some(date) = date {
            put(format!("{key}: {date}"));
        }
    }
    let variables = root.and_then(|root| root.get("variables")).map(Node::items).unwrap_or_default();
    if !variables.is_empty() {
        put("variables:".into());
    }
    for item in variables {
        match &item.kind {
            Kind::Map(entries) => {
                let pair = entries.first().and_then(|entry| Some((entry.key.key_text()?, entry.value.key_text()?)));
                pair.into_iter().for_each(|(name, default)| put(format!("  - {}: {}", text(&name), text(&default))));
            }
            _ => item.key_text().into_iter().for_each(|name| put(format!("  - {}", text(&name)))),
        }
    }
    put(if part.include.is_empty() { "include: []".into() } else { "include:".into() });
    include(&part.include, "  ", &mut put);
    if let Some((since, list)) = &part.next {
        put("next:".into());
        put(format!("  since: {since}"));
        put(if list.is_empty() { "  include: []".into() } else { "  include:".into() });
        include(list, "    ", &mut put);
    }
    out
}

fn include(list: &Includes, indent: &str, put: &mut dyn FnMut(String)) {
    for (id, parameters) in list {
        if parameters.is_empty() {
            put(format!("{indent}- {}", text(id)));
            continue;
        }
        put(format!("{indent}- ref: {}", text(id)));
        put(format!("{indent}  parameters:"));
        parameters.iter().for_each(|(name, value)| put(format!("{indent}    {}: {}", text(name), text(value))));
    }
}
