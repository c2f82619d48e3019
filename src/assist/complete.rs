//! Completion. It depends on the lines around the cursor and on the register only, so that it
//! works in the broken documents that exist while somebody types.

mod config;
mod files;
mod front;
mod links;
mod scope;
mod yaml_spot;

use super::occurrences::{document_at, scope_at};
use super::{AssistContext, Completion, CompletionKind, Cursor, cards};
use crate::check::rules;
use crate::model::document::{Document, Fence};
use crate::patch;
use crate::report::rule_text;
use crate::text::{Source, Span};
use crate::value::schema::{Key, Schema, Step};
use yaml_spot::{Lead, YamlSpot};

/// Completion items, best first. They are not filtered by what has been typed.
pub fn completions(context: AssistContext<'_>, cursor: Cursor<'_>) -> Vec<Completion> {
    let corpus = context.corpus;
    let Some(source) = corpus.source(cursor.path) else { return Vec::new() };
    if cursor.offset > source.text().len() || !source.text().is_char_boundary(cursor.offset) {
        return Vec::new();
    }
    let mut found = if let Some(found) = in_waiver(source, cursor.offset) {
        found
    } else if let Some((_, document)) = document_at(corpus, cursor.path) {
        match in_front(document, cursor.offset) {
            true => front::completions(context, document, cursor.offset),
            false => links::completions(context, document, cursor.offset),
        }
    } else if let Some(file) = scope_at(corpus, cursor.path).and_then(|index| corpus.scopes.get(index)) {
        scope::completions(context, file, cursor.offset)
    } else if cursor.path == corpus.config.path {
        config::completions(context, cursor.offset)
    } else {
        Vec::new()
    };
    found.sort_by(|a, b| (a.sort, &a.label).cmp(&(b.sort, &b.label)));
    found
}

/// Whether an offset is between the fences of the front matter, or after the first if there is only one.
fn in_front(document: &Document, offset: usize) -> bool {
    let front = &document.front;
    let yaml = front.yaml_span;
    let inside = yaml.start as usize <= offset && offset <= yaml.end as usize;
    match front.fence {
        Fence::Closed => inside && offset < yaml.end as usize,
        Fence::Unclosed => inside,
        Fence::Missing => false,
    }
}

impl Completion {
    /// An item whose label is inserted, before its range is known.
    fn new(label: impl Into<String>, kind: CompletionKind, sort: u32) -> Self {
        let (label, replace) = (label.into(), Span::default());
        let insert = label.clone();
        Completion { label, kind, detail: String::new(), documentation: String::new(), replace, insert, sort }
    }

    /// With a short text next to the label.
    fn detail(self, detail: impl Into<String>) -> Self {
        Completion { detail: detail.into(), ..self }
    }

    /// With documentation in Markdown.
    fn documentation(self, documentation: impl Into<String>) -> Self {
        Completion { documentation: documentation.into(), ..self }
    }

    /// In place of `replace`.
    fn at(self, replace: Span) -> Self {
        Completion { replace, ..self }
    }

    /// In place of `replace`, with `end` after it.
    fn ended(self, replace: Span, end: &str) -> Self {
        Completion { replace, insert: self.insert + end, ..self }
    }

    /// In YAML: after a space, a dash or a bracket if one is missing, in the quotes that are
    /// there or that it needs.
    fn yaml(self, cursor: &YamlSpot, is_item: bool) -> Self {
        // A date or boolean of the schema is not text.
        let truth = self.kind == CompletionKind::Value && matches!(self.insert.as_str(), "true" | "false");
        let text = match cursor.quote {
            Some(quote) => {
                let quoted = patch::quoted_as(&quote.to_string(), &self.insert);
                quoted.get(1..quoted.len() - usize::from(cursor.closed)).unwrap_or_default().to_owned()
            }
            None if truth || self.kind == CompletionKind::Date => self.insert.clone(),
            None => patch::scalar(&self.insert, true),
        };
        let insert = match (cursor.lead, is_item) {
            (Lead::Key, true) if cursor.quote.is_none() => format!("[{text}]"),
            (Lead::TightKey, true) => format!(" [{text}]"),
            (Lead::Line, true) => format!("- {text}"),
            (Lead::TightKey | Lead::TightDash, _) => format!(" {text}"),
            _ => text,
        };
        Completion { replace: cursor.word, insert, ..self }
    }
}

/// The keys of a schema at a position in YAML that are not present yet.
fn keys(schema: Schema, cursor: &YamlSpot, allowed: impl Fn(&str) -> bool) -> Vec<Completion> {
    let fits = matches!(cursor.lead, Lead::Line | Lead::Dash | Lead::TightDash | Lead::FlowKey);
    if !fits {
        return Vec::new();
    }
    let parent = schema.at(&cursor.path);
    let all = schema.keys_at(&cursor.path).filter(|key| !key.forbidden() && !key.deprecated());
    let fresh = all.filter(|key| !cursor.taken.iter().any(|name| name == key.name) && allowed(key.name));
    let required = |key: &Key<'_>| parent.is_some_and(|parent| parent.requires(key.name));
    let found = fresh.enumerate().map(|(at, key)| {
        let sort = u32::try_from(at).unwrap_or(u32::MAX) + if required(&key) { 0 } else { 100 };
        let detail = if required(&key) { "required" } else { "" };
        let item = Completion::new(key.name, CompletionKind::Key, sort).detail(detail).documentation(cards::key(key));
        let behind = match (cursor.colon, key.is_list() || key.is_map()) {
            (true, _) => "",
            (false, true) if cursor.lead != Lead::FlowKey => ":",
            (false, _) => ": ",
        };
        let blank = if cursor.lead == Lead::TightDash { " " } else { "" };
        Completion { replace: cursor.word, insert: format!("{blank}{}{behind}", key.name), ..item }
    });
    found.collect()
}

/// The values of a key in the schema, with their descriptions.
fn values(key: &Key<'_>) -> Vec<Completion> {
    let named = key.values().enumerate().map(|(at, value)| {
        let sort = u32::try_from(at).unwrap_or(u32::MAX);
        Completion::new(value, CompletionKind::Value, sort).documentation(key.meaning(value)).detail(key.meaning(value))
    });
    let truth = ["true", "false"].into_iter().filter(|_| key.is_bool());
    named.chain(truth.map(|value| Completion::new(value, CompletionKind::Value, 0))).collect()
}

/// The assumed date, if the key has a date.
fn date(context: AssistContext<'_>, key: &Key<'_>) -> Option<Completion> {
    let wanted = key.format() == Some("date");
    wanted.then(|| Completion::new(context.at.to_string(), CompletionKind::Date, 0).detail("the date that is assumed"))
}

/// The keys of a path, without indexes.
fn names(path: &[Step]) -> Vec<&str> {
    path.iter()
        .filter_map(|step| match step {
            Step::Key(name) => Some(name.as_str()),
            Step::Item(_) => None,
        })
        .collect()
}

/// The rules, if the cursor is in the parentheses of a waiver.
fn in_waiver(source: &Source, offset: usize) -> Option<Vec<Completion>> {
    let line = source.line_span(source.line_of(offset));
    let before = source.text().get(line.start as usize..offset)?;
    let behind = source.text().get(offset..line.end as usize)?.trim_end_matches(['\n', '\r']);
    let open = before.rfind("allow(")?;
    let lead = before.get(..open)?.trim_end();
    let lead = lead.strip_suffix("scsdoc:")?;
    if !lead.contains("<!--") && !lead.contains('#') {
        return None;
    }
    let list = before.get(open + "allow(".len()..)?;
    if list.contains(')') {
        return None;
    }
    let typed = list.rsplit(',').next().unwrap_or(list).trim_start();
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let rest = behind.len() - behind.trim_start_matches(part).len();
    let replace = Span::new(offset - typed.len(), offset + rest);
    let closed = behind.get(rest..).is_some_and(|behind| behind.contains(')'));
    Some(rules().map(|item| item.ended(replace, if closed { "" } else { ") " })).collect())
}

fn rules() -> impl Iterator<Item = Completion> {
    rules::all().map(|rule| {
        let item = Completion::new(rule.name, CompletionKind::Rule, 0).detail(rule_text::finds(rule));
        item.documentation(cards::plain(&rule_text::why(rule)))
    })
}
