//! Keys and values of `scsdoc.toml`.

use super::{rules, values};
use crate::assist::{AssistContext, Completion, CompletionKind, cards};
use crate::text::Span;
use crate::value::schema::{Schema, Step};

/// Completion items in the settings.
pub(super) fn completions(context: AssistContext<'_>, offset: usize) -> Vec<Completion> {
    let source = &context.corpus.config.source;
    let number = source.line_of(offset);
    let line = source.line_span(number);
    let start = line.start as usize + if number == 0 { source.bom_len() } else { 0 };
    let (Some(before), Some(behind)) = (source.text().get(start..offset), source.text().get(offset..line.end as usize))
    else {
        return Vec::new();
    };
    let behind = behind.trim_end_matches(['\n', '\r']);
    if before.trim_start().starts_with('#') {
        return Vec::new();
    }
    if before.trim_start().starts_with('[') {
        return tables(offset, before, behind);
    }
    let mut path = table(source.text().get(..start).unwrap_or_default());
    match before.split_once('=') {
        None => new_keys(context, &path, offset, before, behind),
        Some((key, value)) => {
            let keys = key.trim().split('.').map(|part| Step::Key(part.trim_matches(['"', '\'', ' ']).to_owned()));
            path.extend(keys);
            new_value(context, &path, offset, value, behind)
        }
    }
}

/// The table at the end of `text`; an array of tables counts as its first.
fn table(text: &str) -> Vec<Step> {
    let header = text.lines().rev().find(|line| line.trim_start().starts_with('['));
    let Some(header) = header.map(str::trim) else { return Vec::new() };
    let list = header.starts_with("[[");
    let name = header.trim_start_matches('[').split(']').next().unwrap_or_default();
    let mut path: Vec<Step> = name.split('.').map(|part| Step::Key(part.trim().to_owned())).collect();
    if list {
        path.push(Step::Item(0));
    }
    path
}

fn tables(offset: usize, before: &str, behind: &str) -> Vec<Completion> {
    let lead = before.len() - before.trim_start().len();
    let rest = behind.split(" #").next().unwrap_or_default().trim_end().len();
    let replace = Span::new(offset - (before.len() - lead), offset + rest);
    let keys = Schema::Config.keys_at(&[]).filter(|key| key.is_map() || key.is_list());
    let found = keys.map(|key| {
        let header = if key.is_list() { format!("[[{}]]", key.name) } else { format!("[{}]", key.name) };
        Completion::new(header, CompletionKind::Key, 0).documentation(cards::key(key)).at(replace)
    });
    found.collect()
}

fn new_keys(context: AssistContext<'_>, path: &[Step], offset: usize, before: &str, behind: &str) -> Vec<Completion> {
    let typed = before.trim_start();
    if typed.contains([' ', '\t']) {
        return Vec::new();
    }
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let rest = behind.len() - behind.trim_start_matches(part).len();
    let equals = behind.get(rest..).is_some_and(|rest| rest.trim_start().starts_with('='));
    let replace = Span::new(offset - typed.len(), offset + rest);
    let fit = |item: Completion| item.ended(replace, if equals { "" } else { " = " });
    let keys = Schema::Config.keys_at(path).filter(|key| !key.is_map() && !key.is_list());
    let keys = keys.map(|key| Completion::new(key.name, CompletionKind::Key, 0).documentation(cards::key(key)));
    if matches!(path, [Step::Key(name)] if name == "rules") {
        let set = &context.corpus.config.rules;
        return rules().filter(|item| !set.iter().any(|set| set.rule == item.label)).map(fit).collect();
    }
    keys.map(fit).collect()
}

fn new_value(context: AssistContext<'_>, path: &[Step], offset: usize, value: &str, behind: &str) -> Vec<Completion> {
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let typed = value.get(usize::from(quote.is_some())..).unwrap_or_default();
    if quote.is_some_and(|quote| typed.contains(quote)) {
        return Vec::new();
    }
    let rest = match quote {
        Some(quote) => behind.find(quote).unwrap_or_else(|| behind.trim_end().len()),
        None => behind.split(" #").next().unwrap_or_default().trim_end().len(),
    };
    let closed = quote.is_some_and(|quote| behind.contains(quote));
    let replace = Span::new(offset - typed.len(), offset + rest);
    let Some(key) = Schema::Config.at(path) else { return Vec::new() };
    let mut items = values(&key);
    match path {
        [Step::Key(list), Step::Item(_), Step::Key(key)] if list == "waiver" && key == "rule" => items.extend(rules()),
        [Step::Key(list), Step::Item(_), Step::Key(key)] if list == "waiver" && key == "path" => {
            items.extend(context.corpus.paths().map(|path| Completion::new(path, CompletionKind::Document, 0)));
        }
        _ => {}
    }
    let fit = |item: Completion| {
        let insert = match (quote, closed) {
            (Some(_), true) => item.insert.clone(),
            (Some(quote), false) => format!("{}{quote}", item.insert),
            (None, _) => format!("\"{}\"", item.insert.replace('\\', "\\\\").replace('"', "\\\"")),
        };
        Completion { replace, insert, ..item }
    };
    items.into_iter().map(fit).collect()
}
