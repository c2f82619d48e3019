//! Hover texts in Markdown. All text from files is escaped.

use super::AssistContext;
use super::answers::documented;
use crate::model::document::Document;
use crate::model::facts::DateKey;
use crate::model::requirements::{Coverings, requirements};
use crate::model::scope_index::ModulePlace;
use crate::model::trace::{CaseTraces, Place, Trace};
use crate::text::escape::{markdown, terminal_line};
use crate::value::schema::Key;

/// Text from a file, escaped.
pub(super) fn plain(text: &str) -> String {
    markdown(&terminal_line(text))
}

/// Text from a file as code.
pub(super) fn code(text: &str) -> String {
    let text = terminal_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A document: title, state, dates, path.
pub(super) fn document(context: AssistContext<'_>, document: &Document) -> String {
    let corpus = context.corpus;
    let mut text = format!("**{}: {}**\n\n", plain(&document.id()), plain(document.title()));
    let kind = document.kind.map(|kind| kind.name());
    let track = document.track().map(|track| track.name());
    let facts: Vec<&str> = kind.into_iter().chain(track).collect();
    text.push_str(&facts.join(" · "));
    if document.is_supplement() {
        text.push_str("\n\nsupplements ");
        let files = document.list("supplements").map(|(file, _)| match corpus.by_file(file) {
            Some(other) => format!("{} ({})", plain(&other.id()), other.life.words(context.at)),
            None => code(file),
        });
        text.push_str(&files.take(20).collect::<Vec<_>>().join(", "));
    } else {
        text.push_str(&format!("\n\n{} (on {})", document.life.words(context.at), context.at));
        let date = |key: DateKey| Some(format!("`{key}: {}`", document.life.date(key)?));
        let dates: Vec<String> = DateKey::ALL.into_iter().filter_map(date).collect();
        if !dates.is_empty() {
            text.push_str(&format!("\n\n{}", dates.join(", ")));
        }
        let over = document.life.state(context.at).ended();
        let next: Vec<String> = corpus.replacing(document).into_iter().take(20).map(code).collect();
        if !next.is_empty() {
            let words = if over { "replaced by" } else { "to be replaced by" };
            text.push_str(&format!("\n\n{words} {}", next.join(", ")));
        }
    }
    if let Some(description) = document.front.get("description").and_then(|node| node.as_str()) {
        text.push_str(&format!("\n\n{}", plain(description)));
    }
    text.push_str(&format!("\n\n{}", code(&document.path)));
    text
}

/// A test case: description, documentation, script, and the versions that require it.
pub(super) fn test_case(context: AssistContext<'_>, id: &str) -> String {
    let corpus = context.corpus;
    if !corpus.tests.cases.contains_key(id) {
        return code(id);
    }
    let trace = Trace::at(corpus, context.at);
    let cases = CaseTraces::of(&trace);
    let facts = cases.case(id);
    let mut text = format!("**{}**", code(id));
    if let Some(description) = facts.description.filter(|text| !text.is_empty()) {
        text.push_str(&format!("\n\n{}", plain(description)));
    }
    let script = |(script, _): &(Option<&str>, Place<'_>)| match script {
        Some(script) => format!("run by {}", code(script)),
        None => "checked manually".to_owned(),
    };
    let mut rows: Vec<String> = facts.scripts.iter().map(script).collect();
    rows.dedup();
    let place = documented(context, id).and_then(|place| {
        let source = corpus.source(&place.path)?;
        Some((source.position(place.span.start as usize).line, place.path))
    });
    rows.push(match place {
        Some((line, path)) => format!("documented in {}, line {line}", code(&path)),
        None => "documented nowhere".to_owned(),
    });
    rows.extend(facts.needed.iter().take(20).map(|(version, target)| {
        let target = if target.is_empty() { "no target" } else { target };
        format!("needed by {} ({}): {}", plain(&version.label()), version.words(), plain(target))
    }));
    if facts.needed.is_empty() {
        rows.push("no version of a scope needs it".to_owned());
    }
    format!("{text}\n\n- {}", rows.join("\n- "))
}

/// A requirement: its text, and the test cases that cover it.
pub(super) fn requirement(context: AssistContext<'_>, index: usize, number: u32) -> Option<String> {
    let document = context.corpus.documents.get(index)?;
    let found = requirements(document, index).into_iter().find(|found| found.number == Some(number))?;
    let trace = Trace::at(context.corpus, context.at);
    let coverings = Coverings::of(&trace);
    let cover = coverings.cover(&found, &coverings.cases(index));
    let mut text = format!("**{}** {}\n\n{}\n", plain(&found.id()), found.keyword(), plain(&found.statement.text));
    for case in cover.cases.iter().take(20) {
        let by = if trace.automated(case) { "" } else { " (manual)" };
        text.push_str(&format!("\n- covered by {}{by}", code(case)));
    }
    if cover.cases.is_empty() {
        text.push_str("\n- no test case covers it");
    }
    Some(text)
}

/// A module of a scope file: its name, standard, targets, and the versions that include it.
pub(super) fn module(context: AssistContext<'_>, scope: usize, id: &str) -> Option<String> {
    let corpus = context.corpus;
    let file = corpus.scopes.get(scope)?;
    let index = file.module_index(id)?;
    let module = file.modules.get(index)?;
    let name = module.name.as_ref().map(|name| format!(": {}", plain(name.text.trim()))).unwrap_or_default();
    let mut text = format!("**{}**{name}", code(id));
    let ties = corpus.scope_index.module(ModulePlace { scope, module: index })?;
    if let Some(document) = ties.document.and_then(|index| corpus.documents.get(index)) {
        text.push_str(&format!("\n\nstands for {} ({})", plain(&document.id()), document.life.words(context.at)));
    }
    for (target, ids) in &module.targets {
        let ids: Vec<String> = ids.iter().take(50).map(|id| code(&id.text)).collect();
        text.push_str(&format!("\n\n{}: {}", plain(&target.text), ids.join(", ")));
    }
    let versions = ties.versions.iter().filter_map(|index| file.versions.get(*index));
    let versions: Vec<String> = versions.map(|version| plain(&version.name.text)).collect();
    let versions = if versions.is_empty() { "no version".to_owned() } else { versions.join(", ") };
    text.push_str(&format!("\n\nincluded by {versions}"));
    Some(text)
}

pub(super) fn scope(context: AssistContext<'_>, index: usize) -> Option<String> {
    let file = context.corpus.scopes.get(index)?;
    let mut text = format!("**{}**\n", plain(&file.name.text));
    let trace = Trace::at(context.corpus, context.at);
    for version in trace.versions.iter().filter(|version| version.file.is_some_and(|(scope, _)| scope == index)) {
        text.push_str(&format!("\n- {}: {}", plain(version.name), version.words()));
    }
    text.push_str(&format!("\n\n{}", code(&file.path)));
    Some(text)
}

pub(super) fn version(context: AssistContext<'_>, scope: usize, name: &str) -> Option<String> {
    let file = context.corpus.scopes.get(scope)?;
    let trace = Trace::at(context.corpus, context.at);
    let index = file.version_index(name)?;
    let known = trace.versions.iter().find(|version| version.file == Some((scope, index)))?;
    let modules = file.versions.get(index).map_or(0, |version| version.include.len());
    let words = crate::text::layout::counted(modules, "module");
    Some(format!("**{}**\n\n{} (on {}), {words}", plain(&known.label()), known.words(), context.at))
}

pub(super) fn key(key: Key<'_>) -> String {
    let mut text = format!("**`{}`**\n\n{}", key.name, key.description());
    let values: Vec<String> = key
        .values()
        .map(|value| match key.meaning(value) {
            "" => format!("- `{value}`"),
            meaning => format!("- `{value}`: {meaning}"),
        })
        .collect();
    if !values.is_empty() {
        text.push_str(&format!("\n\n{}", values.join("\n")));
    }
    if key.deprecated() {
        text.push_str("\n\nAccepted because old documents have it; a new one does not.");
    }
    text
}
