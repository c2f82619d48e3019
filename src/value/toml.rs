//! TOML to a [`Node`] tree.

use super::{Comment, Entry, Kind, Node, Parsed, Problem, ProblemKind, Style};
use crate::text::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses `text`. Never fails: what cannot be read becomes a [`Problem`], and the rest is kept.
pub fn parse(text: &str) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let problems = errors
        .iter()
        .map(|error| Problem {
            span: error.span().map_or_else(Span::default, Span::from),
            message: error.message().trim_end_matches('.').to_owned(),
            kind: ProblemKind::Syntax,
        })
        .collect();
    let span = Span::from(table.span());
    let root = Some(map(table.get_ref(), span));
    Parsed { root, comments: comments(text), problems }
}

fn map(table: &DeTable<'_>, span: Span) -> Node {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| {
            let name = Kind::Text(key.get_ref().to_string());
            let key = Node { span: key.span().into(), style: Style::Plain, kind: name };
            Entry { key, value: node(value) }
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    Node { span, style: Style::Block, kind: Kind::Map(entries) }
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = Span::from(value.span());
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Boolean(value) => Kind::Bool(*value),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Kind::Null, |number| Kind::Number(number.into())),
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(serde_json::Number::from_f64);
            number.map_or(Kind::Null, Kind::Number)
        }
        DeValue::Datetime(date) => Kind::Text(date.to_string()),
        DeValue::Array(items) => Kind::List(items.iter().map(node).collect()),
        DeValue::Table(table) => return map(table, span),
    };
    Node { span, style: Style::Plain, kind }
}

/// Comments on lines of their own; those behind a value are not needed by anyone.
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
