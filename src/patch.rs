//! Edits of YAML that keep every other byte: comments, order, quotes, spacing, line endings.
//!
//! Every edit is verified by parsing: the YAML must contain the requested change and no other.

mod scalar;

pub use scalar::{double_quoted, folded, like, quoted_as, scalar};

use crate::text::{Source, Span};
use crate::value::{Entry, Kind, Node, ProblemKind, Style, yaml};
use jiff::civil::Date;
use serde_json::Value as Json;

/// Replacements of bytes in one file, in order.
pub type Edits = Vec<(Span, String)>;

/// An editor of a YAML mapping: a file or a part of it.
///
/// Values are addressed by path: `status`, `scope/version`, `tests/0/testcases/2/versions`.
#[derive(Clone, Debug)]
pub struct Patch<'a> {
    path: &'a str,
    file: &'a Source,
    span: Span,
    order: &'a [&'a str],
    yaml: Source,
    root: Node,
    problems: usize,
    /// The edits, if a single step made them.
    single: Option<Edits>,
}

impl<'a> Patch<'a> {
    /// Edits the mapping at `span` of a file. New keys are inserted after the nearest key that `order`
    /// lists before them.
    ///
    /// # Errors
    /// When the text is not a mapping in valid YAML. Duplicate keys are accepted.
    pub fn new(path: &'a str, file: &'a Source, span: Span, order: &'a [&'a str]) -> Result<Self, String> {
        let yaml = Source::new(file.slice(span).as_bytes());
        let (root, problems) = read(&yaml).map_err(|problem| format!("{path} cannot be edited: {problem}"))?;
        Ok(Patch { path, file, span, order, yaml, root, problems, single: Some(Vec::new()) })
    }

    /// The path of the file.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The edits so far.
    pub fn edits(&self) -> Edits {
        let shift = self.span.start as usize;
        if let Some(edits) = &self.single {
            let mut merged: Edits = Vec::new();
            for (span, text) in edits {
                let span = span.shifted(shift);
                match merged.last_mut().filter(|(last, _)| last.end == span.start) {
                    Some((last, before)) => {
                        last.end = span.end;
                        before.push_str(text);
                    }
                    None => merged.push((span, text.clone())),
                }
            }
            return merged;
        }
        let (old, new) = (self.file.slice(self.span), self.yaml.text());
        let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
            pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
        };
        let head = same(&mut old.chars().zip(new.chars()));
        let (old_rest, new_rest) = (old.get(head..).unwrap_or(""), new.get(head..).unwrap_or(""));
        let tail = same(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
        if old_rest.is_empty() && new_rest.is_empty() {
            return Vec::new();
        }
        let span = Span::new(shift + head, shift + old.len() - tail);
        vec![(span, new_rest.get(..new_rest.len() - tail).unwrap_or("").to_owned())]
    }

    /// The file with the edits.
    pub fn text(&self) -> String {
        let file = self.file.text();
        let before = file.get(..self.span.start as usize).unwrap_or("");
        let after = file.get(self.span.end as usize..).unwrap_or("");
        format!("{before}{}{after}", self.yaml.text())
    }

    /// Sets a key to a text: in place, with the existing quotes, or on a new line.
    ///
    /// # Errors
    /// When the YAML cannot be edited safely.
    pub fn set(&mut self, place: &str, text: &str) -> Result<&mut Self, String> {
        let plain = scalar(text, self.in_flow(place));
        self.set_scalar(place, text, &plain)
    }

    /// Sets a key to a date, without quotes or with the existing ones.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn set_date(&mut self, place: &str, date: Date) -> Result<&mut Self, String> {
        let text = date.to_string();
        self.set_scalar(place, &text, &text)
    }

    fn set_scalar(&mut self, place: &str, text: &str, plain: &str) -> Result<&mut Self, String> {
        let edits = match self.entry(place) {
            None => self.insert(place, plain),
            Some(Entry { value, .. }) if value.as_str() == Some(text) && value.style != Style::Block => Vec::new(),
            Some(entry) => {
                let raw = self.yaml.slice(entry.value.span);
                let quoted = entry.value.style == Style::Quoted;
                let text = if quoted { quoted_as(raw, text) } else { plain.to_owned() };
                self.replace(entry, &text)
            }
        };
        self.apply(place, edits, Some(Json::String(text.to_owned())))
    }

    /// Sets a key to a YAML value: the text after the colon, or the lines of a block, each preceded by a line
    /// break.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn set_yaml(&mut self, place: &str, text: &str) -> Result<&mut Self, String> {
        let value = yaml::parse(&format!("k:{}{text}\n", gap(text))).root;
        let value = value.and_then(|root| root.get("k").map(Node::to_json));
        if self.get(place).map(Node::to_json) == value {
            return Ok(self);
        }
        if self.entry(place).is_some() {
            self.remove(place)?;
        }
        self.apply(place, self.insert(place, text), value)
    }

    /// Removes a key with its value, the rest of its lines, and more indented comments below; comments
    /// above it stay. A missing key is ignored.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn remove(&mut self, place: &str) -> Result<&mut Self, String> {
        let (Some(parent), Some(entry)) = (self.parent(place), self.entry(place)) else { return Ok(self) };
        let edit = if parent.style == Style::Flow {
            let spans: Vec<Span> = parent.entries().iter().map(Entry::span).collect();
            flow_item(&spans, entry.span())
        } else {
            let first = self.line_of(entry.key.span.start);
            let last = self.with_comments(self.last_line(entry), self.column(entry.key.span.start));
            Span { start: self.yaml.line_span(first).start, end: self.yaml.line_span(last).end }
        };
        self.apply(place, vec![(edit, String::new())], None)
    }

    /// Sets a list to exactly these texts; an equal one is kept.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn set_list(&mut self, place: &str, items: &[&str]) -> Result<&mut Self, String> {
        let wanted: Json = items.iter().copied().collect();
        let flow = self.in_flow(place);
        let edits = match self.entry(place) {
            None => self.insert_list(place, items),
            Some(entry) if entry.value.to_json() == wanted => return Ok(self),
            Some(entry) => match (entry.value.items(), items) {
                ([one], [item]) if one.as_str().is_some() => {
                    vec![(one.span, like(self.yaml.slice(one.span), item, flow || entry.value.style == Style::Flow))]
                }
                _ => self.rewrite(entry, &items.iter().map(|item| scalar(item, flow)).collect::<Vec<_>>(), flow),
            },
        };
        self.apply(place, edits, Some(wanted))
    }

    /// Appends missing texts to a list, in its style. A missing key is added, and
    /// a single text becomes a list.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn add(&mut self, place: &str, items: &[&str]) -> Result<&mut Self, String> {
        let Some(entry) = self.entry(place) else { return self.set_list(place, items) };
        let value = &entry.value;
        let known = |item: &str| value.items_or_self().iter().any(|node| node.as_str().map(str::trim) == Some(item));
        let new: Vec<&str> = items.iter().copied().filter(|item| !known(item)).collect();
        if new.is_empty() {
            return Ok(self);
        }
        let mut wanted = match value.to_json() {
            Json::Null => Vec::new(),
            Json::Array(items) => items,
            one => vec![one],
        };
        wanted.extend(new.iter().map(|item| Json::from(*item)));
        let flow = self.in_flow(place);
        let edits = match (&value.kind, value.style) {
            (Kind::List(old), Style::Flow) => self.push_flow(value, old, &new),
            (Kind::List(old), _) => {
                let last = old.last().map_or("", |last| self.yaml.slice(last.span));
                let lines: Vec<String> = new.iter().map(|item| like(last, item, false)).collect();
                self.push_block(value, old, &lines)
            }
            (Kind::Null, _) => {
                self.rewrite(entry, &new.iter().map(|item| scalar(item, flow)).collect::<Vec<_>>(), flow)
            }
            (kind, style) if !matches!(kind, Kind::Map(_)) => {
                let raw = self.yaml.slice(value.span);
                let first = match value.as_str().map(str::trim) {
                    Some(text) if style == Style::Block || raw.contains(['\n', '\r']) => {
                        wanted[0] = Json::from(text);
                        scalar(text, flow)
                    }
                    _ => raw.to_owned(),
                };
                let items = std::iter::once(first).chain(new.iter().map(|item| scalar(item, flow)));
                self.rewrite(entry, &items.collect::<Vec<_>>(), flow)
            }
            _ => return Err(self.refusal(place)),
        };
        self.apply(place, edits, Some(Json::Array(wanted)))
    }

    /// Appends a YAML item to a list in block style; its lines are separated by `\n`, the first
    /// without the hyphen. A missing key is added.
    ///
    /// # Errors
    /// As for [`Patch::set`].
    pub fn add_yaml(&mut self, place: &str, item: &str) -> Result<&mut Self, String> {
        let value = yaml::parse(&format!("- {}\n", item.replace('\n', "\n  "))).root;
        let mut wanted = match self.get(place).map(Node::to_json) {
            Some(Json::Array(items)) => items,
            None | Some(Json::Null) => Vec::new(),
            Some(_) => return Err(self.refusal(place)),
        };
        wanted.extend(value.and_then(|list| list.items().first().map(Node::to_json)));
        let lines = [item.to_owned()];
        let edits = match self.entry(place) {
            None => self.insert(place, &format!("\n  - {}", item.replace('\n', "\n    "))),
            Some(entry) => match (&entry.value.kind, entry.value.style) {
                (Kind::List(old), Style::Block) => self.push_block(&entry.value, old, &lines),
                (Kind::List(old), _) if !old.is_empty() => return Err(self.refusal(place)),
                _ => self.rewrite(entry, &lines, false),
            },
        };
        self.apply(place, edits, Some(Json::Array(wanted)))
    }

    /// The value at a path.
    pub fn get(&self, place: &str) -> Option<&Node> {
        place.split('/').try_fold(&self.root, |node, step| match &node.kind {
            Kind::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(step),
        })
    }

    fn entry(&self, place: &str) -> Option<&Entry> {
        self.parent(place)?.entry(name(place))
    }

    fn parent(&self, place: &str) -> Option<&Node> {
        place.rsplit_once('/').map_or(Some(&self.root), |(above, _)| self.get(above))
    }

    fn in_flow(&self, place: &str) -> bool {
        self.parent(place).is_some_and(|parent| parent.style == Style::Flow)
    }

    fn refusal(&self, place: &str) -> String {
        format!("`{}` in {} is written in a way that cannot be edited safely; edit it by hand", name(place), self.path)
    }

    /// Applies edits if the YAML then has the wanted value at `place` and is otherwise unchanged.
    fn apply(&mut self, place: &str, edits: Edits, wanted: Option<Json>) -> Result<&mut Self, String> {
        let refusal = || self.refusal(place);
        if edits.is_empty() {
            return if self.get(place).map(Node::to_json) == wanted { Ok(self) } else { Err(refusal()) };
        }
        let mut expected = self.root.to_json();
        let pointer = place.rsplit_once('/').map(|(above, _)| format!("/{above}")).unwrap_or_default();
        let parent = expected.pointer_mut(&pointer).and_then(Json::as_object_mut).ok_or_else(refusal)?;
        match wanted {
            Some(wanted) => drop(parent.insert(name(place).to_owned(), wanted)),
            None => drop(parent.remove(name(place))),
        }
        let mut text = self.yaml.text().to_owned();
        for (span, new) in edits.iter().rev() {
            text.get(span.range()).ok_or_else(refusal)?;
            text.replace_range(span.range(), new);
        }
        let yaml = Source::new(text.as_bytes());
        let (root, problems) = read(&yaml).map_err(|_| refusal())?;
        if problems > self.problems || root.to_json() != expected {
            return Err(refusal());
        }
        self.single = match &self.single {
            Some(before) if before.is_empty() => Some(edits),
            _ => None,
        };
        (self.yaml, self.root, self.problems) = (yaml, root, problems);
        Ok(self)
    }

    /// Replaces the value of a key with `text`.
    fn replace(&self, entry: &Entry, text: &str) -> Edits {
        let value = &entry.value;
        let colon = self.after_colon(entry);
        if value.span.is_empty() {
            return vec![(Span::at(colon), format!(" {text}"))];
        }
        if value.style != Style::Block {
            return vec![(value.span, text.to_owned())];
        }
        let (start, end) = (value.span.start as usize, self.end(value));
        let head_end = self.line_end(self.line_of(colon.saturating_sub(1)));
        if matches!(value.kind, Kind::Text(_)) || start < head_end {
            // The indicator of a block scalar belongs to the value.
            return vec![(Span::new(colon, end), format!(" {text}"))];
        }
        vec![(Span::at(colon), format!(" {text}")), (Span::new(head_end, end), String::new())]
    }

    /// Inserts a key. `text` may have several lines, each preceded by a line break.
    fn insert(&self, place: &str, text: &str) -> Edits {
        let Some(parent) = self.parent(place) else { return Vec::new() };
        let (key, space) = (name(place), gap(text));
        let order = if place == key { self.order } else { &[] };
        let rank = |key: &str| order.iter().position(|other| *other == key);
        let own = rank(key).unwrap_or(order.len());
        let entries = parent.entries();
        let before = entries.iter().filter(|entry| rank(entry.name()).is_some_and(|rank| rank < own));
        let before = before.max_by_key(|entry| rank(entry.name())).or_else(|| entries.last());
        if parent.style == Style::Flow {
            let (at, comma, brace) = match before {
                Some(before) => (before.span().end, ", ", ""),
                None => (parent.span.start + 1, "", ""),
            };
            return vec![(Span::at(at as usize), format!("{comma}{key}:{space}{text}{brace}"))];
        }
        let Some(before) = before else {
            let ending = self.file.line_ending();
            return vec![(Span::at(0), format!("{key}:{space}{}{ending}", text.replace('\n', ending)))];
        };
        let indent = self.indent(before.key.span.start);
        vec![self.below(self.last_line(before), &indent, &format!("{key}:{space}{text}"))]
    }

    fn insert_list(&self, place: &str, items: &[&str]) -> Edits {
        if self.in_flow(place) {
            let items: Vec<String> = items.iter().map(|item| scalar(item, true)).collect();
            return self.insert(place, &format!("[{}]", items.join(", ")));
        }
        let lines = items.iter().map(|item| format!("\n  - {}", scalar(item, false)));
        self.insert(place, &lines.collect::<String>())
    }

    /// Replaces any value with a list; the key keeps its line and comment.
    fn rewrite(&self, entry: &Entry, items: &[String], flow: bool) -> Edits {
        let value = &entry.value;
        let colon = self.after_colon(entry);
        let head = self.line_of(colon.saturating_sub(1));
        let head_end = self.line_end(head);
        let collection = value.style == Style::Block && !matches!(value.kind, Kind::Text(_));
        if flow || (collection && (value.span.start as usize) < head_end) {
            return self.replace(entry, &format!("[{}]", items.join(", ")));
        }
        let end = self.end(value);
        let indent = self.indent(entry.key.span.start);
        let ending = self.ending_of(head);
        let lines = items.iter().map(|item| {
            let item = item.replace('\n', &format!("{ending}{indent}    "));
            format!("{ending}{indent}  - {item}")
        });
        let lines: String = lines.collect();
        if collection {
            return vec![(Span::new(head_end, end), lines)];
        }
        let last = self.line_end(self.line_of(end.max(colon).saturating_sub(1)));
        let mut edits = vec![(Span::at(last), lines)];
        if !value.span.is_empty() {
            edits.insert(0, (Span::new(colon, end), String::new()));
        }
        edits
    }

    /// Appends items to a list in block style, with the indentation and dash of the last one.
    fn push_block(&self, list: &Node, items: &[Node], new: &[String]) -> Edits {
        let Some(last) = items.last() else { return Vec::new() };
        let start = |offset: u32| self.yaml.line_span(self.line_of(offset)).start;
        let before = self.yaml.slice(Span { start: start(last.span.start), end: last.span.start });
        let gap = before.trim_start().strip_prefix('-').filter(|gap| !gap.is_empty() && gap.trim().is_empty());
        let lead = match gap {
            Some(_) => before.to_owned(),
            None => format!("{}- ", self.indent(list.span.start)),
        };
        let column = lead.len() - lead.trim_start().len();
        let line = self.with_comments(self.line_of(self.end(list).saturating_sub(1)), column);
        let inner = format!("\n{:column$}{:width$}", "", "", width = lead.len() - column);
        let lines: Vec<String> = new.iter().map(|item| format!("{lead}{}", item.replace('\n', &inner))).collect();
        vec![self.below(line, "", &lines.join("\n"))]
    }

    fn push_flow(&self, list: &Node, items: &[Node], new: &[&str]) -> Edits {
        let Some(last) = items.last() else {
            let new: Vec<String> = new.iter().map(|item| scalar(item, true)).collect();
            let inner = self.yaml.slice(Span { start: list.span.start + 1, end: list.span.end.saturating_sub(1) });
            let blank = inner.len() - inner.trim_start_matches([' ', '\t']).len();
            let start = list.span.start as usize + 1;
            return vec![(Span::new(start, start + blank), new.join(", "))];
        };
        let raw = self.yaml.slice(last.span);
        let tail = self.yaml.slice(Span { start: last.span.end, end: list.span.end });
        let before = items.len().checked_sub(2).and_then(|at| items.get(at));
        let between = before.map(|before| self.yaml.slice(Span { start: before.span.end, end: last.span.start }));
        let between = between.filter(|between| !between.contains('#')).unwrap_or(", ");
        let new: Vec<String> = new.iter().map(|item| like(raw, item, true)).collect();
        let comma = tail.split('#').next().and_then(|tail| tail.find(','));
        match comma {
            // A trailing comma stays after the last item.
            Some(at) => {
                let gap = between.split_once(',').map_or(" ", |(_, gap)| gap);
                vec![(Span::at(last.span.end as usize + at + 1), format!("{gap}{},", new.join(between)))]
            }
            None => vec![(Span::at(last.span.end as usize), format!("{between}{}", new.join(between)))],
        }
    }

    fn line_of(&self, offset: impl TryInto<usize>) -> usize {
        self.yaml.line_of(offset.try_into().unwrap_or(usize::MAX))
    }

    /// The end of a line, without its line ending.
    fn line_end(&self, line: usize) -> usize {
        self.yaml.line_span(line).start as usize + self.yaml.line_text(line).len()
    }

    /// The line ending of a line, else that of the file.
    fn ending_of(&self, line: usize) -> &'static str {
        match self.yaml.slice(self.yaml.line_span(line)) {
            text if text.ends_with("\r\n") => "\r\n",
            text if text.ends_with('\n') => "\n",
            text if text.ends_with('\r') => "\r",
            _ => self.file.line_ending(),
        }
    }

    /// Inserts lines below a line; the text has no trailing line break.
    fn below(&self, line: usize, indent: &str, text: &str) -> (Span, String) {
        let (span, ending) = (self.yaml.line_span(line), self.ending_of(line));
        let text = format!("{indent}{}", text.replace('\n', &format!("{ending}{indent}")));
        let open = self.line_end(line) == span.end as usize;
        (Span::at(span.end as usize), if open { format!("{ending}{text}") } else { format!("{text}{ending}") })
    }

    /// Number of bytes before an offset on its line.
    fn column(&self, offset: u32) -> usize {
        (offset - self.yaml.line_span(self.line_of(offset)).start) as usize
    }

    /// The indentation of an offset; a dash before it counts as a space.
    fn indent(&self, offset: u32) -> String {
        let start = self.yaml.line_span(self.line_of(offset)).start;
        let before = self.yaml.slice(Span { start, end: offset });
        let blank = before.len() - before.trim_start_matches([' ', '\t', '-']).len();
        before.get(..blank).unwrap_or("").replace('-', " ")
    }

    /// The end of a value without trailing whitespace.
    fn end(&self, value: &Node) -> usize {
        value.span.start as usize + self.yaml.slice(value.span).trim_end().len()
    }

    /// The last line (from 0) of an entry, including trailing comments.
    fn last_line(&self, entry: &Entry) -> usize {
        let value = self.yaml.slice(entry.value.span);
        let key_end = (entry.key.span.end as usize).saturating_sub(1);
        let last = match value.trim_end().len() {
            0 => self.after_colon(entry).saturating_sub(1),
            // Blank lines kept by a block scalar belong to it.
            _ if self.keeps(entry) => {
                let blank = value.len() - value.trim_end_matches([' ', '\t']).len();
                (entry.value.span.end as usize).saturating_sub(blank + 1)
            }
            _ => self.end(&entry.value).saturating_sub(1),
        };
        self.line_of(last.max(key_end))
    }

    /// The last of the comments below a line that are indented more than a column: they belong to the entry above, and
    /// could otherwise become a part of it.
    fn with_comments(&self, mut line: usize, column: usize) -> usize {
        let belongs = |line: usize| {
            let text = self.yaml.line_text(line);
            let bare = text.trim_start();
            bare.starts_with('#') && text.len() - bare.len() > column
        };
        while belongs(line + 1) {
            line += 1;
        }
        line
    }

    /// Whether the value is a block scalar that keeps trailing line breaks: `|+`.
    fn keeps(&self, entry: &Entry) -> bool {
        let (start, value) = (entry.key.span.end, &entry.value);
        let head = self.yaml.slice(Span { start, end: value.span.start.max(start) });
        let block = value.style == Style::Block && matches!(value.kind, Kind::Text(_));
        block && head.split('#').next().unwrap_or(head).contains('+')
    }

    /// The offset after the colon of an entry.
    fn after_colon(&self, entry: &Entry) -> usize {
        let end = entry.key.span.end as usize;
        let rest = self.yaml.text().get(end..).unwrap_or("");
        let blank = rest.len() - rest.trim_start().len();
        if rest[blank..].starts_with(':') { end + blank + 1 } else { end }
    }
}

/// Parses a mapping; also returns the number of duplicate keys.
fn read(text: &Source) -> Result<(Node, usize), String> {
    let parsed = yaml::parse(text.text());
    let duplicate = |kind: ProblemKind| matches!(kind, ProblemKind::DuplicateKey { .. });
    if let Some(problem) = parsed.problems.iter().find(|problem| !duplicate(problem.kind)) {
        return Err(problem.message.clone());
    }
    let empty = Node { span: Span::at(0), style: Style::Block, kind: Kind::Map(Vec::new()) };
    match parsed.root {
        Some(root) if matches!(root.kind, Kind::Map(_)) => Ok((root, parsed.problems.len())),
        Some(root) if root.kind != Kind::Null => Err(format!("it is {} and not a mapping", root.kind_name())),
        _ => Ok((empty, parsed.problems.len())),
    }
}

/// The last key of a path.
fn name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// The separator between a colon and a text.
fn gap(text: &str) -> &'static str {
    if text.starts_with('\n') || text.is_empty() { "" } else { " " }
}

/// The range to remove for one item of a flow list, including one comma.
fn flow_item(all: &[Span], gone: Span) -> Span {
    let at = all.iter().position(|span| *span == gone).unwrap_or(0);
    if let Some(next) = all.get(at + 1) {
        return Span { start: gone.start, end: next.start };
    }
    let previous = at.checked_sub(1).and_then(|at| all.get(at));
    Span { start: previous.map_or(gone.start, |previous| previous.end), end: gone.end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn edited(yaml: &str, edit: impl Fn(&mut Patch<'_>) -> Result<(), String>) -> Result<String, String> {
        let source = Source::new(yaml.as_bytes());
        let span = Span::new(0, yaml.len());
        let mut patch = Patch::new("x.yaml", &source, span, &["status", "stabilized_at", "replaced_by", "track"])?;
        edit(&mut patch)?;
        let mut text = yaml.to_owned();
        patch.edits().iter().rev().for_each(|(span, new)| text.replace_range(span.range(), new));
        assert_eq!(text, patch.text(), "the edits make what the text says");
        Ok(text)
    }

    fn add(yaml: &str) -> Result<String, String> {
        edited(yaml, |patch| patch.add("replaced_by", &["new.md"]).map(drop))
    }

    #[test]
    fn a_list_keeps_its_style() {
        for (before, after) in [
            ("status: x  # so\n", "status: x  # so\nreplaced_by:\n  - new.md\n"),
            ("status: x\r\ntrack: x\r\n", "status: x\r\nreplaced_by:\r\n  - new.md\r\ntrack: x\r\n"),
            ("replaced_by:\n- a  # b\n", "replaced_by:\n- a  # b\n- new.md\n"),
            ("replaced_by: # c\n    - \"a\"\nb: x\n", "replaced_by: # c\n    - \"a\"\n    - \"new.md\"\nb: x\n"),
            ("replaced_by:\n  -  a\n     # of a\n# c\n", "replaced_by:\n  -  a\n     # of a\n  -  new.md\n# c\n"),
            ("replaced_by: [a, b ]\n", "replaced_by: [a, b, new.md ]\n"),
            ("replaced_by: [a, 'b',]\n", "replaced_by: [a, 'b', 'new.md',]\n"),
            ("replaced_by: [ ]\n", "replaced_by: [new.md]\n"),
            ("replaced_by: 'a'  # c\n", "replaced_by:  # c\n  - 'a'\n  - new.md\n"),
            ("replaced_by:\n", "replaced_by:\n  - new.md\n"),
            ("replaced_by: new.md\n", "replaced_by: new.md\n"),
            ("replaced_by: 3 # c\n", "replaced_by: # c\n  - 3\n  - new.md\n"),
            ("replaced_by: >\n  a\n", "replaced_by:\n  - a\n  - new.md\n"),
            ("{status: x, b: 1}\n", "{status: x, replaced_by: [new.md], b: 1}\n"),
            ("status: x\nstatus: y\nreplaced_by: [a]\n", "status: x\nstatus: y\nreplaced_by: [a, new.md]\n"),
        ] {
            assert_eq!(add(before).as_deref(), Ok(after), "{before:?}");
        }
    }

    #[test]
    fn unsafe_edits_are_refused() {
        let texts = ["x: &l\n  - a\nreplaced_by: *l\n", "replaced_by: {a: b}\n", "a: [\n", "- a\n"];
        for text in texts {
            assert!(add(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn nested_values_are_addressed_by_path() {
        let yaml = "tests:\n  - testcases:\n      - id: a # x\n        versions: [v1]\n      - {id: b, versions: [v1]}\n\
                    scope:\n  version: v1\n  warn_from: 2024-01-01\n";
        let new = edited(yaml, |patch| {
            patch.add("tests/0/testcases/0/versions", &["v2"])?.add("tests/0/testcases/1/versions", &["v2"])?;
            patch.set("tests/0/testcases/0/lifetime", "day")?.set("tests/0/testcases/1/section", "s: t")?;
            patch.set("scope/version", "2")?.remove("scope/warn_from")?.set_date("scope/since", date(2024, 1, 2))?;
            patch.add_yaml("scope/list", "a: 1\nb: 2")?.add_yaml("scope/list", "a: 2")?.set_yaml("end", "\n  x: 1")?;
            Ok(())
        });
        let expected = "tests:\n  - testcases:\n      - id: a # x\n        versions: [v1, v2]\n        lifetime: day\n      \
                        - {id: b, versions: [v1, v2], section: \"s: t\"}\n\
                        scope:\n  version: \"2\"\n  since: 2024-01-02\n  list:\n    - a: 1\n      b: 2\n    - a: 2\nend:\n  x: 1\n";
        assert_eq!(new.as_deref(), Ok(expected));
    }

    #[test]
    fn missing_final_newline_is_kept() {
        assert_eq!(add("replaced_by:\n  - a").as_deref(), Ok("replaced_by:\n  - a\n  - new.md"));
        assert_eq!(edited("a: 1", |patch| patch.set("b", "x").map(drop)).as_deref(), Ok("a: 1\nb: x"));
        assert_eq!(edited("", |patch| patch.set("b", "x").map(drop)).as_deref(), Ok("b: x\n"));
    }
}
