//! YAML to a [`Node`] tree, from the events of one parser, within fixed limits.

use super::{Comment, Entry, Kind, Node, Parsed, Problem, ProblemKind, Style};
use crate::text::Span;
use crate::text::hidden;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};
use std::collections::{BTreeMap, HashMap};

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
    read(text, Builder { text, most_nodes: MAX_NODES, ..Builder::default() })
}

/// Like [`parse`], with a separate limit on the number of values.
pub fn parse_at_most(text: &str, most_nodes: usize) -> Parsed {
    read(text, Builder { text, most_nodes, ..Builder::default() })
}

fn read<'t>(text: &'t str, mut builder: Builder<'t>) -> Parsed {
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
    for (_, span) in std::mem::take(&mut builder.unused) {
        // The name stands before the value.
        let before = text.get(..span.start as usize).unwrap_or_default();
        let own = text.get(span.range()).is_some_and(|text| text.starts_with('&'));
        if let Some(start) = if own { Some(span.start as usize) } else { before.rfind('&') } {
            let rest = text.get(start..).unwrap_or_default();
            let name = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
            let message = format!("`{name}` is the name of an anchor and not part of the text");
            builder.unportable.push((Span::new(start, start + name.len()), message));
        }
    }
    let mut parsed = builder.finish();
    if parsed.problems.is_empty() {
        parsed.unportable.extend(tab(text, &parsed));
        parsed.unportable.sort();
    }
    parsed
}

/// The first tab that is not in a comment, in quotes or in a block of text, where PyYAML takes none.
fn tab(text: &str, parsed: &Parsed) -> Option<(Span, String)> {
    let mut apart: Vec<Span> = Vec::new();
    let mut todo: Vec<&Node> = parsed.root.iter().filter(|_| text.contains('\t')).collect();
    while let Some(node) = todo.pop() {
        let text = matches!(node.kind, Kind::Text(_));
        apart.extend((text && matches!(node.style, Style::Quoted | Style::Block)).then_some(node.span));
        todo.extend(node.items());
        todo.extend(node.entries().iter().flat_map(|entry| [&entry.key, &entry.value]));
    }
    apart.extend(parsed.comments.iter().map(|comment| comment.span));
    let at =
        memchr::memchr_iter(b'\t', text.as_bytes()).find(|at| !apart.iter().any(|span| span.range().contains(at)))?;
    Some((Span::new(at, at + 1), "PyYAML does not accept a tab here".to_owned()))
}

/// What another reader takes a plain text for that we read as text: PyYAML and js-yaml 3, which follow YAML 1.1, or js-yaml 4,
/// to which `08` is a number. Nothing where all read text.
pub fn misread(text: &str) -> Option<&'static str> {
    match text {
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF" => {
            return Some("a truth value");
        }
        "=" | "<<" => return Some("a special value"),
        ".nan" | ".NaN" | ".NAN" => return Some("a number"),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str, radix: u32| {
        text.contains(|c: char| c.is_digit(radix)) && text.chars().all(|c| c.is_digit(radix) || c == '_')
    };
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let in_digits = whole.starts_with(|c: char| c.is_ascii_digit()) && digits(whole, 10);
    let (first, rest) = whole.split_once(':').unwrap_or((whole, ""));
    let sixties = || {
        let sixty = |part: &str| part.len() <= 2 && part.parse::<u8>().is_ok_and(|part| part < 60);
        digits(first, 10) && rest.split(':').all(sixty) && (part != "0" || !first.starts_with('0'))
    };
    let number = matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || unsigned.strip_prefix("0b").is_some_and(|rest| digits(rest, 2))
        || unsigned.strip_prefix("0x").is_some_and(|rest| digits(rest, 16))
        || (unsigned.len() > 1 && unsigned.starts_with('0') && digits(unsigned, 10))
        || (text.contains('_')
            && in_digits
            && !unsigned.starts_with('0')
            && part.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
        || sixties();
    if number {
        return Some("a number");
    }
    let (day, time) = text.split_once(['T', 't', ' ', '\t']).unwrap_or((text, ""));
    let lens: Vec<usize> =
        day.split('-').filter(|part| part.bytes().all(|b| b.is_ascii_digit())).map(str::len).collect();
    let dated = match *lens.as_slice() {
        [4, 2, 2] if time.is_empty() => day.len() == text.len() && day.len() == 10,
        [4, 1 | 2, 1 | 2] => {
            let clock = |c: char| c.is_ascii_digit() || ":.+-Zz \t".contains(c);
            time.trim_start().starts_with(|c: char| c.is_ascii_digit())
                && time.matches(':').count() > 1
                && time.chars().all(clock)
        }
        _ => false,
    };
    dated.then_some("a date")
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
struct Builder<'t> {
    text: &'t str,
    stack: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: HashMap<usize, Node>,
    /// Anchors not used by any alias, with the locations of their values.
    unused: BTreeMap<usize, Span>,
    nodes: usize,
    most_nodes: usize,
    alias_nodes: usize,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    unportable: Vec<(Span, String)>,
}

impl Builder<'_> {
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
        {
            let tag = tag.to_string().replace("tag:yaml.org,2002:", "!!");
            match tag.as_str() {
                "!" | "!!str" | "!!map" | "!!seq" => {}
                "!!null" | "!!bool" | "!!int" | "!!float" | "!!timestamp" | "!!binary" | "!!set" | "!!omap"
                | "!!pairs" => {
                    self.unportable.push((span, format!("programs differ in how they read `{tag}`")));
                }
                _ => self.problem(span, format!("unknown tag `{tag}`"), ProblemKind::Syntax),
            }
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
                    // A tag says that it is text, as quotes do.
                    ScalarStyle::Plain if tag.is_some() => Style::Quoted,
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                let kind = if style == Style::Plain { plain(&text) } else { Kind::Text(text.into_owned()) };
                let node = Node { span, style, kind };
                self.escaped(&node);
                if anchor > 0 {
                    self.anchors.insert(anchor, node.clone());
                    self.unused.insert(anchor, span);
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

    /// Notes what escapes in a quoted text hide from those who read the file.
    fn escaped(&mut self, node: &Node) {
        let written =
            self.text.get(node.span.range()).filter(|written| written.starts_with('"') && written.contains('\\'));
        let (Some(written), Some(text)) = (written, node.as_str()) else { return };
        let hidden = hidden::find(text, |_| true).into_iter().map(|found| found.character);
        if let Some(c) = hidden.into_iter().find(|c| !written.contains(*c)) {
            let message =
                format!("an escape makes the invisible character U+{:04X} ({})", u32::from(c), hidden::name(c));
            self.unportable.push((node.span, message));
        }
        let half = written.match_indices("\\u").find(|(at, _)| {
            let digits = written.get(at + 2..at + 4).unwrap_or_default().to_ascii_lowercase();
            matches!(digits.as_str(), "d8" | "d9" | "da" | "db" | "dc" | "dd" | "de" | "df")
                && (at - written[..*at].trim_end_matches('\\').len()).is_multiple_of(2)
        });
        if let Some((at, _)) = half {
            let shown = written.get(at..at + 6).unwrap_or_default();
            self.unportable.push((node.span, format!("PyYAML reads `{shown}` as half a character")));
        }
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
                self.unportable.push((entry.key.span, "programs differ in how they read a merge key `<<`".to_owned()));
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
        self.unused.remove(&anchor);
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
        Parsed { root: self.root, comments: self.comments, problems: self.problems, unportable: self.unportable }
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
        // Numbers with leading zeros are usually IDs, so they stay text.
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
    fn values_have_exact_spans() {
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
    fn values_before_an_error_are_kept() {
        let parsed = parse("title: Good\nstatus: [Draft\ntrack: IaaS\n");
        assert_eq!(parsed.problems.len(), 1);
        assert_eq!(parsed.root.and_then(|root| root.text("title").map(str::to_owned)).as_deref(), Some("Good"));
    }

    #[test]
    fn limits_are_reported_as_problems() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n";
        assert!(parse(bomb).problems.iter().any(|p| p.kind == ProblemKind::Limit));
        let deep = format!("a: {}", "[".repeat(100_000));
        assert!(parse(&deep).problems.iter().any(|p| p.kind == ProblemKind::Limit));
        let deep: String = (0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
        assert!(parse(&deep).problems.iter().any(|p| p.kind == ProblemKind::Limit));
    }

    #[test]
    fn yaml_1_1_differences_are_detected() {
        for (text, kind) in [
            ("2024-02-08", "a date"),
            ("2024-2-8 10:00:00", "a date"),
            ("2024-02-08T10:00:00Z", "a date"),
            ("017", "a number"),
            ("08", "a number"),
            ("12:30:45", "a number"),
            ("-1_000", "a number"),
            ("0b1_1", "a number"),
            (".Inf", "a number"),
            ("1:30.5", "a number"),
            ("Yes", "a truth value"),
            ("=", "a special value"),
        ] {
            assert_eq!(misread(text), Some(kind), "{text}");
        }
        for text in [
            "2024-2-8",
            "2024",
            "y",
            "1.2.3",
            "v1_0",
            "12:61",
            "a:1",
            "yES",
            "2024-02-08 release",
            ":",
            "",
            "_1",
            "01:30",
        ] {
            assert_eq!(misread(text), None, "{text}");
        }
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
