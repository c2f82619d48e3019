//! TOML to a [`Node`] tree.

use super::{Comment, Entry, Kind, Node, Parsed, Problem, ProblemKind, Style};
use crate::text::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Parses `text`. Never fails: errors become [`Problem`]s, and the rest is kept.
pub fn parse(text: &str) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors
        .iter()
        .map(|error| Problem {
            span: error.span().map_or_else(Span::default, Span::from),
            message: error.message().trim_end_matches('.').to_owned(),
            kind: ProblemKind::Syntax,
        })
        .collect();
    let span = Span::from(table.span());
    let root = Some(map(table.get_ref(), span, &mut problems));
    Parsed { root, comments: comments(text), problems, unportable: Vec::new() }
}

fn map(table: &DeTable<'_>, span: Span, problems: &mut Vec<Problem>) -> Node {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| {
            let name = Kind::Text(key.get_ref().to_string());
            let key = Node { span: key.span().into(), style: Style::Plain, kind: name };
            Entry { key, value: node(value, problems) }
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    Node { span, style: Style::Block, kind: Kind::Map(entries) }
}

fn node(value: &Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Node {
    let span = Span::from(value.span());
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Boolean(value) => Kind::Bool(*value),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Kind::Number(number.into()),
            Err(_) => too_large(span, problems),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(found) if found.is_infinite() && !number.as_str().contains("inf") => too_large(span, problems),
            found => found.ok().and_then(serde_json::Number::from_f64).map_or(Kind::Null, Kind::Number),
        },
        DeValue::Datetime(date) => Kind::Text(date.to_string()),
        DeValue::Array(items) => Kind::List(items.iter().map(|item| node(item, problems)).collect()),
        DeValue::Table(table) => return map(table, span, problems),
    };
    Node { span, style: Style::Plain, kind }
}

/// Reports a number that is out of range.
fn too_large(span: Span, problems: &mut Vec<Problem>) -> Kind {
    let message = "the number is too large for 64 bits".to_owned();
    problems.push(Problem { span, message, kind: ProblemKind::Syntax });
    Kind::Null
}

/// Comments on separate lines; trailing ones are not needed.
fn comments(text: &str) -> Vec<Comment> {
    let mut at = 0;
    let mut comments = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if let Some(comment) = trimmed.strip_prefix('#') {
            let start = at + line.len() - trimmed.len();
            let comment = comment.trim_end_matches(['\n', '\r']);
            let span = Span::new(start, start + 1 + comment.len());
            comments.push(Comment { span, text: comment.to_owned() });
        }
        at += line.len();
    }
    comments
}
