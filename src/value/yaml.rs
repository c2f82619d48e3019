//! YAML to a [`Node`] tree, from the events of one parser, within fixed limits.

use super::{Comment, Entry, Kind, Node, Parsed, Problem, ProblemKind, Style};
use crate::text::Span;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};
use std::collections::HashMap;

/// Maximum nesting of lists and mappings.
pub const MAX_DEPTH: usize = 64;
/// Maximum number of nodes that aliases may add to one file.
pub const MAX_ALIAS_NODES: usize = 1_000;
/// Maximum number of values in one file, including keys.
pub const MAX_NODES: usize = 100_000;

/// Parses `text`. Never fails: errors become [`Problem`]s, and the part before them is kept.
///
/// Scalars follow the core schema of YAML 1.2; dates are text. Merge keys (`<<`) are resolved.
pub fn parse(text: &str) -> Parsed {
    read(text, Builder { most_nodes: MAX_NODES, ..Builder::default() })
}

/// Like [`parse`], for third-party files: with a separate limit on the number of values, and
/// with a [`Problem`] for each tag outside the core schema.
pub fn parse_strict(text: &str, most_nodes: usize) -> Parsed {
    read(text, Builder { most_nodes, refuses_tags: true, ..Builder::default() })
}

fn read(text: &str, mut builder: Builder) -> Parsed {
    let options = granit_parser::options! {
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => {
                let span = span.byte_range().map_or_else(Span::default, Span::from);
                if !builder.event(event, span) {
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let (message, kind) = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => {
                        let message = format!("lists and mappings are nested deeper than {MAX_DEPTH} levels");
                        (message, ProblemKind::Limit)
                    }
                    _ => (sentence(&error.info()), ProblemKind::Syntax),
                };
                builder.problem(char_at(text, at), message, kind);
                break;
            }
        }
    }
    builder.finish()
}

/// The span of the one character at `at`, or the empty span at the end.
fn char_at(text: &str, at: usize) -> Span {
    let len = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(at, at + len)
}

/// The message of the parser, in lowercase and without a full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    // The parser quotes characters like `this'; use `this`.
    if let Some(quoted) = message.strip_suffix('\'').filter(|quoted| quoted.contains('`')) {
        return format!("{quoted}`");
    }
    let mut chars = message.chars();
    match chars.next() {
        Some(first) if chars.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

/// An open collection.
struct Open {
    start: Span,
    style: Style,
    anchor: usize,
    items: Vec<Node>,
    entries: Vec<Entry>,
    key: Option<Node>,
    is_map: bool,
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    most_nodes: usize,
    refuses_tags: bool,
    alias_nodes: usize,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
}

impl Builder {
    /// Handles one event; returns whether to continue.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        if matches!(event, Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)) {
            self.nodes += 1;
            if self.nodes > self.most_nodes {
                let message = format!("there are more than {} values", self.most_nodes);
                self.problem(span, message, ProblemKind::Limit);
                return false;
            }
        }
        if let Event::Scalar(.., Some(tag)) | Event::SequenceStart(.., Some(tag)) | Event::MappingStart(.., Some(tag)) =
            &event
            && self.refuses_tags
            && !tag.is_yaml_core_schema()
        {
            self.problem(span, "unknown tag".into(), ProblemKind::Syntax);
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second YAML document begins here, only one is read".into();
                    self.problem(span, message, ProblemKind::Syntax);
                    return false;
                }
            }
            Event::Comment(text, _) => {
                self.comments.push(Comment { span, text: text.into_owned() });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                let kind =
                    if style == Style::Plain && tag.is_none() { plain(&text) } else { Kind::Text(text.into_owned()) };
                let node = Node { span, style, kind };
                if anchor > 0 {
                    self.anchors.insert(anchor, node.clone());
                }
                self.add(node);
            }
            Event::SequenceStart(style, anchor, _) => self.open(span, style, anchor, false),
            Event::MappingStart(style, anchor, _) => self.open(span, style, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        true
    }

    fn open(&mut self, start: Span, style: StructureStyle, anchor: usize, is_map: bool) {
        let style = if style == StructureStyle::Flow { Style::Flow } else { Style::Block };
        self.stack.push(Open { start, style, anchor, items: Vec::new(), entries: Vec::new(), key: None, is_map });
    }

    fn close(&mut self, end: Span) {
        let Some(open) = self.stack.pop() else { return };
        // A block collection ends where its last child ends, not where the next token begins.
        let last = if open.is_map {
            open.entries.last().map(|entry| entry.span().end)
        } else {
            open.items.last().map(|item| item.span.end)
        };
        let end = match (open.style, last) {
            (Style::Block, Some(last)) => last,
            _ => end.end,
        };
        let span = Span { start: open.start.start, end: end.max(open.start.end) };
        let kind = if open.is_map { Kind::Map(self.merge(open.entries)) } else { Kind::List(open.items) };
        let node = Node { span, style: open.style, kind };
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, node.clone());
        }
        self.add(node);
    }

    /// Resolves merge keys and reports duplicate keys.
    fn merge(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: HashMap<String, Span> = HashMap::with_capacity(entries.len());
        let mut merged = Vec::new();
        let mut result = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.key.style == Style::Plain && entry.name() == "<<" {
                for map in entry.value.items_or_self_maps() {
                    merged.extend(map.entries().iter().cloned());
                }
                continue;
            }
            let Some(name) = entry.key.key_text() else {
                let message = format!("a key must be text, and this one is {}", entry.key.kind_name());
                self.problem(entry.key.span, message, ProblemKind::Syntax);
                continue;
            };
            if let Some(first) = seen.get(&name) {
                let kind = ProblemKind::DuplicateKey { first: *first };
                self.problem(entry.key.span, format!("duplicate key `{name}`"), kind);
            } else {
                seen.insert(name, entry.key.span);
            }
            result.push(entry);
        }
        for entry in merged {
            if entry.key.key_text().is_some_and(|name| !seen.contains_key(&name)) {
                result.push(entry);
            }
        }
        result
    }

    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        let Some(node) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside what it names".into();
            self.problem(span, message, ProblemKind::Syntax);
            self.add(Node { span, style: Style::Plain, kind: Kind::Null });
            return true;
        };
        self.alias_nodes += count(node, MAX_ALIAS_NODES + 1);
        if self.alias_nodes > MAX_ALIAS_NODES {
            let message = format!("aliases expand to more than {MAX_ALIAS_NODES} values");
            self.problem(span, message, ProblemKind::Limit);
            return false;
        }
        let node = Node { span, ..node.clone() };
        self.add(node);
        true
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(open) if !open.is_map => open.items.push(node),
            Some(open) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => open.entries.push(Entry { key, value: node }),
            },
        }
    }

    fn problem(&mut self, span: Span, message: String, kind: ProblemKind) {
        self.problems.push(Problem { span, message, kind });
    }

    /// Closes collections left open by an error, so that the part before it is kept.
    fn finish(mut self) -> Parsed {
        while let Some(open) = self.stack.last_mut() {
            if let Some(key) = open.key.take() {
                let span = Span::at(key.span.end as usize);
                let value = Node { span, style: Style::Plain, kind: Kind::Null };
                open.entries.push(Entry { key, value });
            }
            let end = open.start;
            self.close(end);
        }
        Parsed { root: self.root, comments: self.comments, problems: self.problems }
    }
}

impl Node {
    /// The mappings of a merge key: one, or a list of them.
    fn items_or_self_maps(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Map(_) => std::slice::from_ref(self),
            _ => &[],
        }
    }
}

/// Number of nodes in a tree, up to `most`.
fn count(node: &Node, most: usize) -> usize {
    let mut total = 0;
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        total += 1;
        if total >= most {
            break;
        }
        todo.extend(node.items());
        todo.extend(node.entries().iter().map(|entry| &entry.value));
    }
    total
}

/// A plain scalar by the core schema of YAML 1.2.
fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    if numeric {
        // Numbers with leading zeros are usually ids, so they stay text.
        let unsigned = text.trim_start_matches(['+', '-']);
        if unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.bytes().all(|b| b.is_ascii_digit()) {
            return Kind::Text(text.to_owned());
        }
        if let Ok(number) = text.strip_prefix('+').unwrap_or(text).parse::<i64>() {
            return Kind::Number(number.into());
        }
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let float = text.bytes().any(|b| b.is_ascii_digit()) && digits;
        if float && let Some(number) = text.parse().ok().and_then(serde_json::Number::from_f64) {
            return Kind::Number(number);
        }
        let radix = text.strip_prefix("0x").map(|digits| (digits, 16));
        let radix = radix.or_else(|| text.strip_prefix("0o").map(|digits| (digits, 8)));
        if let Some((digits, radix)) = radix
            && let Ok(number) = i64::from_str_radix(digits, radix)
        {
            return Kind::Number(number.into());
        }
    }
    Kind::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_bytes() {
        let text = "a: 1\nlist:\n  - x  # why\n  - 'y'\nmap: {k: v}\n";
        let parsed = parse(text);
        let root = parsed.root.expect("a mapping");
        let slice = |node: &Node| &text[node.span.range()];
        assert_eq!(root.get("a").map(slice), Some("1"));
        assert_eq!(root.get("list").map(|list| slice(&list.items()[1])), Some("'y'"));
        assert_eq!(root.get("list").map(slice), Some("- x  # why\n  - 'y'"));
        assert_eq!(root.get("map").map(slice), Some("{k: v}"));
        assert_eq!(parsed.comments.len(), 1);
        assert_eq!(&text[parsed.comments[0].span.range()], "# why");
    }

    #[test]
    fn what_stood_before_an_error_is_kept() {
        let parsed = parse("title: Good\nstatus: [Draft\ntrack: IaaS\n");
        assert_eq!(parsed.problems.len(), 1);
        assert_eq!(parsed.root.and_then(|root| root.text("title").map(str::to_owned)).as_deref(), Some("Good"));
    }

    #[test]
    fn limits_are_problems_and_not_crashes() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n";
        assert!(parse(bomb).problems.iter().any(|p| p.kind == ProblemKind::Limit));
        let deep = format!("a: {}", "[".repeat(100_000));
        assert!(parse(&deep).problems.iter().any(|p| p.kind == ProblemKind::Limit));
        let deep: String = (0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
        assert!(parse(&deep).problems.iter().any(|p| p.kind == ProblemKind::Limit));
    }

    #[test]
    fn duplicate_and_merge_keys() {
        let parsed = parse("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nuse: 4\n");
        assert!(matches!(parsed.problems[..], [Problem { kind: ProblemKind::DuplicateKey { .. }, .. }]));
        let root = parsed.root.expect("a mapping");
        let used = root.get("use").map(Node::to_json);
        assert_eq!(used, Some(serde_json::json!({"x": 1, "y": 3})));
    }
}
