//! Finds what MDX refuses or shows differently, with the crate `markdown`.

use super::super::html::{self, HtmlTag};
use super::{Chunk, Hazard, HazardKind, MOST, VOID, directive_name, fill, is_refused, is_word, run};
use crate::text::Span;
use crate::value::{self, Style, yaml};
use markdown::mdast::{AttributeContent, AttributeValue, Node};
use markdown::message::{Message, Place};
use markdown::{Constructs, MdxExpressionKind, MdxSignal, ParseOptions, to_mdast};
use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Once;

/// Largest stretch without a blank line that is looked at, in bytes. The largest of the register has 6,000.
const MAX_CHUNK: usize = 1 << 16;
/// Maximum number of delimiters that may nest in such a passage, so that the parsed tree stays shallow.
const MAX_MARKS: usize = 1_500;
/// Most blocks with a candidate that are looked at.
const MAX_BLOCKS: usize = 10_000;

/// Length of the `https://` or `http://` that a text begins with, or 0.
fn scheme(text: &str) -> usize {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://"].into_iter().find(|scheme| begins(scheme)).map_or(0, str::len)
}

/// The addresses that mdast-util-gfm-autolink-literal makes links of in a text without markup.
fn plugin_addresses(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in text.match_indices(['h', 'H', 'w', 'W']) {
        let rest = &text[at..];
        let scheme = scheme(rest);
        let www = rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        let before = text[..at].chars().next_back();
        let begins = at >= end && (scheme > 0 || www);
        if !begins || before.is_some_and(|c| !c.is_whitespace() && !punctuation(c)) {
            continue;
        }
        let rest = rest.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        // A text directive ends the text.
        let mut colons = rest.match_indices(':').map(|(at, _)| at).skip(usize::from(scheme > 0));
        let rest = &rest[..colons.find(|at| directive_name(&rest[at + 1..]) > 0).unwrap_or(rest.len())];
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let domain = rest[scheme.min(rest.len())..].split(|c: char| !word(c)).next().unwrap_or_default();
        let wrong = |label: &str| {
            !label.is_empty() && (label.contains('_') || !label.contains(|c: char| c.is_ascii_alphanumeric()))
        };
        if !domain.contains('.') || domain.starts_with(punctuation) || domain.rsplit('.').take(2).any(wrong) {
            continue;
        }
        let mut len =
            rest.trim_end_matches(['!', '"', '&', '\'', ')', ',', '.', ':', ';', '<', '>', '?', ']', '}']).len();
        while let Some(close) = rest[len..].find(')')
            && rest[..len].matches('(').count() > rest[..len].matches(')').count()
        {
            len += close + 1;
        }
        end = at + len;
        found.push(at..end);
    }
    found
}

fn punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace())
}

/// Reads chunks as MDX.
pub(super) struct Judge<'a> {
    /// The document.
    pub(super) text: &'a str,
    pub(super) found: Vec<Hazard>,
    /// Number of bytes that may be read again.
    pub(super) budget: usize,
}

impl Judge<'_> {
    /// Looks at the chunks of one admonition, or of what is in none.
    pub(super) fn container(&mut self, masked: &[u8], chunks: &[Chunk]) {
        let mut failing = Vec::new();
        // Those that no other chunk can set right.
        let mut faulty = 0;
        let mut open = 0;
        for (index, chunk) in chunks.iter().enumerate() {
            let Some(text) = masked.get(chunk.start..chunk.end).and_then(|bytes| std::str::from_utf8(bytes).ok())
            else {
                continue;
            };
            let own = marks(text);
            if text.len() > MAX_CHUNK || own > MAX_MARKS {
                let kind = if own > MAX_MARKS { HazardKind::TooDeep } else { HazardKind::TooLarge };
                self.found.push(Hazard { span: Span::new(chunk.start, chunk.start + 1), kind });
                continue;
            }
            // An expression that began before may end here.
            let ends = text.contains('}') && !text.contains('{') && !failing.is_empty();
            match read(text) {
                Ok(read) if !ends => self.walk(read, text, &|at| chunk.start + at),
                read => {
                    let alone = |fault: &Fault| matches!(fault.kind, HazardKind::Tag | HazardKind::Unquoted(_));
                    faulty += usize::from(matches!(read, Err(Some(fault)) if alone(&fault)));
                    failing.push(index);
                    open += own;
                }
            }
            if index == MAX_BLOCKS {
                self.found.push(Hazard { span: Span::new(chunk.start, chunk.start + 1), kind: HazardKind::TooMany });
            }
            if self.found.len() + faulty >= MOST || open > MAX_MARKS || index == MAX_BLOCKS {
                break;
            }
        }
        if failing.is_empty() {
            return;
        }
        // A tag or an expression may go on after a blank line; a chunk that is sound by itself holds neither's end.
        let mut joint = String::new();
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        for chunk in failing.iter().filter_map(|index| chunks.get(*index)) {
            let text = masked.get(chunk.start..chunk.end).and_then(|bytes| std::str::from_utf8(bytes).ok());
            pieces.push((joint.len(), chunk.start));
            joint.push_str(text.unwrap_or_default());
            joint.push_str("\n\n");
        }
        let place = |at: usize| {
            let index = pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            pieces.get(index).map_or(0, |(start, from)| from + at - start)
        };
        if open > MAX_MARKS {
            self.found.push(Hazard { span: Span::new(place(0), place(0) + 1), kind: HazardKind::TooDeep });
            return;
        }
        self.settle(joint, &place);
    }

    /// Finds one hazard after the other, each after the one before was taken out.
    fn settle(&mut self, mut text: String, place: &dyn Fn(usize) -> usize) {
        let mut widowed: Vec<(String, usize)> = Vec::new();
        loop {
            let fault = match read(&text) {
                Ok(read) => return self.walk(read, &text, place),
                Err(Some(fault)) => fault,
                Err(None) => return,
            };
            self.budget = self.budget.saturating_sub(text.len());
            let mut bytes = text.into_bytes();
            fill(&mut bytes, fault.start..fault.fill, b'x');
            let Ok(rest) = String::from_utf8(bytes) else { return };
            text = rest;
            let opener = match &fault.kind {
                HazardKind::Unopened(name) => {
                    widowed.iter().rposition(|(open, _)| open == name).map(|at| widowed.remove(at))
                }
                _ => None,
            };
            match (opener, fault.kind) {
                (Some((name, index)), _) => {
                    if let Some(hazard) = self.found.get_mut(index) {
                        hazard.kind = HazardKind::Apart(name);
                    }
                }
                (None, kind) => {
                    if let HazardKind::Unclosed(name) = &kind {
                        widowed.push((name.clone(), self.found.len()));
                    }
                    let span = Span::new(place(fault.start), place(fault.start) + fault.end - fault.start);
                    self.found.push(Hazard { span, kind });
                }
            }
            if self.budget == 0 || self.found.len() >= MOST {
                return;
            }
        }
    }

    /// Text that compiles but is shown differently from GitHub.
    fn walk(&mut self, (tree, mut tried): (Node, Vec<String>), text: &str, place: &dyn Fn(usize) -> usize) {
        let mut todo = vec![&tree];
        while let Some(node) = todo.pop() {
            let Some(position) = node.position() else { continue };
            let source = &text[position.start.offset..position.end.offset];
            let span = Span::new(place(position.start.offset), place(position.end.offset.saturating_sub(1)) + 1);
            match node {
                Node::Text(_) => {
                    // Some of its characters may be masked.
                    let source = self.text.get(span.range()).filter(|written| written.len() == source.len());
                    let source = source.unwrap_or_default();
                    let addresses = plugin_addresses(source).into_iter().filter(|range| {
                        let scheme = if source[range.clone()].contains("://") { "" } else { "http://" };
                        is_refused(&format!("{scheme}{}", &source[range.clone()]), false)
                    });
                    let addresses = addresses.map(|range| Span::from(range).shifted(span.start as usize));
                    self.found.extend(addresses.map(|span| Hazard { span, kind: HazardKind::Address }));
                }
                Node::Link(link) if !source.starts_with('[') => {
                    let refused = is_refused(&link.url, false);
                    self.found.extend(refused.then_some(Hazard { span, kind: HazardKind::Address }));
                    continue;
                }
                _ => todo.extend(node.children().into_iter().flatten()),
            }
            if let Some(at) = unfinished(node, text) {
                self.found.push(Hazard { span: Span::new(place(at), place(at) + 1), kind: HazardKind::Tag });
            }
            let tag = match node {
                Node::MdxTextExpression(_) | Node::MdxFlowExpression(_) => {
                    let value = match node {
                        Node::MdxTextExpression(node) => &node.value,
                        Node::MdxFlowExpression(node) => &node.value,
                        _ => continue,
                    };
                    tried.retain(|tried| tried != value);
                    if !is_comment(value) {
                        self.found.push(Hazard { span, kind: HazardKind::Expression });
                    }
                    continue;
                }
                Node::MdxjsEsm(node) => {
                    let word = node.value.split(' ').next().unwrap_or_default();
                    let span = Span::new(span.start as usize, span.start as usize + word.len());
                    self.found.push(Hazard { span, kind: HazardKind::Statement(word.into()) });
                    continue;
                }
                Node::MdxJsxFlowElement(node) => (&node.name, &node.attributes, node.children.is_empty()),
                Node::MdxJsxTextElement(node) => (&node.name, &node.attributes, node.children.is_empty()),
                _ => continue,
            };
            let (name, attributes, empty) = tag;
            let name = name.as_deref().unwrap_or_default();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let known =
                name == "Head" || (name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain));
            let kind = if !known {
                Some(HazardKind::Component(name.into()))
            } else if VOID.contains(&name) && !empty {
                Some(HazardKind::VoidContent(name.into()))
            } else {
                attributes.iter().find_map(|attribute| match attribute {
                    AttributeContent::Expression(_) => Some(HazardKind::Expression),
                    AttributeContent::Property(property) => {
                        let object = match &property.value {
                            Some(AttributeValue::Expression(value)) if !is_literal(&value.value) => {
                                return Some(HazardKind::Expression);
                            }
                            Some(AttributeValue::Expression(value)) => value.value.trim_start().starts_with('{'),
                            _ => false,
                        };
                        let refused = matches!(property.name.as_str(), "style" | "dangerouslySetInnerHTML") && !object;
                        refused.then(|| HazardKind::Attribute(property.name.clone()))
                    }
                })
            };
            // The opening tag alone.
            let end = place(tag_fault(text, position.start.offset, HazardKind::Unclosed).end - 1) + 1;
            let span = Span::new(span.start as usize, end);
            self.found.extend(kind.map(|kind| Hazard { span, kind }));
        }
        // MDX tries an expression at the start of each line, before it knows that it is in code or in a comment.
        tried.retain(|value| !value.is_empty() && !is_comment(value) && !is_word(value) && !is_literal(value));
        for group in tried.into_iter().map(|value| format!("{{{value}}}")) {
            if let Some(at) = text.find(&group).or_else(|| text.find(group.lines().next().unwrap_or_default())) {
                let span = Span::new(place(at), place(at + group.len().min(text.len() - at) - 1) + 1);
                self.found.push(Hazard { span, kind: HazardKind::Expression });
            }
        }
    }
}

/// The tree of a text and all expressions that were tried, or the reason why it is invalid; `None` if the crate fails.
fn read(text: &str) -> Result<(Node, Vec<String>), Option<Fault>> {
    // The crate panics where it meets what it holds impossible.
    static HOOK: Once = Once::new();
    thread_local!(static READING: Cell<bool> = const { Cell::new(false) });
    HOOK.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !READING.get() {
                report(info);
            }
        }));
    });
    READING.set(true);
    let tried = Rc::default();
    let options = options(&tried);
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| to_mdast(text, &options)));
    READING.set(false);
    let tree = read.map_err(|_| label_fault(text))?.map_err(|message| {
        let unknown = Fault { start: 0, end: 1, fill: text.len(), kind: HazardKind::Tag };
        locate(text, &message).unwrap_or(unknown)
    })?;
    Ok((tree, tried.take()))
}

/// The first tag whose partner is not in the same text of a link or image, at which the crate panics.
fn label_fault(text: &str) -> Option<Fault> {
    let mut plain = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(start) = text[at..].find('`').map(|tick| at + tick) {
        let inside = start + run(text.as_bytes(), start);
        let close = text[inside..].find(&text[start..inside]).map(|close| inside + close);
        at = close.map_or(inside, |close| close + inside - start);
        fill(&mut plain, start..at, b'x');
    }
    let plain = String::from_utf8(plain).ok()?;
    let fault = |tag: &HtmlTag, kind| Some(tag_fault(text, tag.span.start as usize, kind));
    // Each with the number of brackets that are open.
    let mut open: Vec<(HtmlTag, usize)> = Vec::new();
    let (mut seen, mut depth) = (0, 0_usize);
    for tag in html::tags(&plain, MAX_MARKS).into_iter().filter(|tag| !plain[tag.span.range()].ends_with("/>")) {
        for byte in plain[seen..tag.span.start as usize].bytes() {
            depth = if byte == b'[' { depth + 1 } else { depth.saturating_sub(usize::from(byte == b']')) };
        }
        seen = tag.span.start as usize;
        if !tag.closing {
            open.push((tag, depth));
            continue;
        }
        match open.pop() {
            Some((opened, at)) if opened.name == tag.name && at == depth => {}
            Some((opened, _)) if opened.name == tag.name => return fault(&tag, HazardKind::Apart),
            _ => return fault(&tag, HazardKind::Unopened),
        }
    }
    let open = open.first().and_then(|(tag, _)| fault(tag, HazardKind::Unclosed));
    open.or_else(|| plain.find("<>").map(|at| tag_fault(text, at, |_| HazardKind::Tag)))
}

/// Number of marks that may nest. The judge descends its tree again for each.
fn marks(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'>' | b'*' | b'_' | b'~' | b'[' | b'<')).count()
}

fn options(tried: &Rc<RefCell<Vec<String>>>) -> ParseOptions {
    let tried = Rc::clone(tried);
    ParseOptions {
        constructs: Constructs {
            autolink: false,
            code_indented: false,
            html_flow: false,
            html_text: false,
            mdx_esm: true,
            mdx_expression_flow: true,
            mdx_expression_text: true,
            mdx_jsx_flow: true,
            mdx_jsx_text: true,
            ..Constructs::gfm()
        },
        mdx_esm_parse: Some(Box::new(|_| MdxSignal::Ok)),
        mdx_expression_parse: Some(Box::new(move |value, kind: &MdxExpressionKind| {
            let opened = value.matches('{').count();
            let comment = value.trim_start().starts_with("/*") && !value.contains("*/");
            if comment || (opened > value.matches('}').count() && !value.contains("*/")) {
                MdxSignal::Eof("unclosed".into(), Box::new("scsdoc".into()), Box::new("expression".into()))
            } else {
                if matches!(kind, MdxExpressionKind::Expression) {
                    tried.borrow_mut().push(value.to_owned());
                }
                MdxSignal::Ok
            }
        })),
        ..ParseOptions::gfm()
    }
}

/// The `<` of an unfinished tag at the end of a block, which MDX refuses and the crate takes for text.
fn unfinished(node: &Node, text: &str) -> Option<usize> {
    let escaped = |at: usize| (at - text[..at].trim_end_matches('\\').len()) % 2 == 1;
    let span = |node: &Node| node.position().map(|span| span.start.offset..span.end.offset);
    if let Node::Text(_) = node {
        let span = span(node)?;
        let mut marks = text.get(span.clone())?.match_indices('<').map(|(at, _)| span.start + at);
        let begins = |at: &usize| text[at + 1..span.end].starts_with(|next: char| !next.is_ascii_whitespace());
        return marks.find(|at| begins(at) && !escaped(*at));
    }
    let paragraph = matches!(node, Node::Paragraph(_));
    if !paragraph && !matches!(node, Node::Heading(_) | Node::TableCell(_)) {
        return None;
    }
    let span = span(node.children()?.last().filter(|last| matches!(last, Node::Text(_)))?)?;
    let at = span.start + text.get(span.clone())?.trim_end().strip_suffix('<')?.len();
    let behind = text.get(at + 1..)?;
    // Blanks at the end belong to a paragraph only.
    let ends = !paragraph || behind.is_empty() || behind.starts_with(['\n', '\r']);
    (ends && !escaped(at)).then_some(at)
}

/// Whether an expression is one comment, which shows nothing.
fn is_comment(value: &str) -> bool {
    let inner = value.trim().strip_prefix("/*").and_then(|value| value.strip_suffix("*/"));
    inner.is_some_and(|inner| !inner.contains("*/"))
}

/// Whether an expression in an attribute is a literal: a number, quoted text, or an object or list of them, which YAML
/// writes alike.
pub(super) fn is_literal(value: &str) -> bool {
    let parsed = yaml::parse(value.trim());
    let mut todo: Vec<&value::Node> = parsed.root.iter().collect();
    let mut literal = parsed.problems.is_empty() && !todo.is_empty() && !value.contains('#');
    while let Some(node) = todo.pop() {
        literal &= !node.span.is_empty()
            && node.style != Style::Block
            && !(node.style == Style::Plain && node.as_str().is_some());
        literal &= node.entries().iter().all(|entry| is_word(entry.name()) || entry.key.style == Style::Quoted);
        todo.extend(node.items());
        todo.extend(node.entries().iter().map(|entry| &entry.value));
    }
    literal
}

/// What a message is about.
struct Fault {
    start: usize,
    /// The end of what is shown.
    end: usize,
    /// The end of what is taken out.
    fill: usize,
    kind: HazardKind,
}

fn offset(message: &Message) -> usize {
    match message.place.as_deref() {
        Some(Place::Position(position)) => position.start.offset,
        Some(Place::Point(point)) => point.offset,
        None => 0,
    }
}

fn locate(text: &str, message: &Message) -> Option<Fault> {
    let at = offset(message).min(text.len());
    let reason = message.reason.as_str();
    match message.rule_id.as_str() {
        "end-tag-mismatch" if reason.starts_with("Expected the closing tag") => closing(text, at, HazardKind::Apart),
        "end-tag-mismatch" => {
            let opener = opener(text, reason)?;
            let fault = tag_fault(text, opener, HazardKind::Unclosed);
            if let Some(close) =
                reason.strip_prefix("Unexpected closing tag `</").and_then(|rest| rest.split('>').next())
            {
                let before = text.get(..opener).unwrap_or_default();
                let tags = html::tags(before, MAX_MARKS);
                let count = |closing| {
                    let same = tags.iter().filter(|tag| tag.name == close && tag.closing == closing);
                    same.filter(|tag| !before[tag.span.range()].ends_with("/>")).count()
                };
                if count(false) <= count(true) {
                    return closing(text, at, HazardKind::Unopened);
                }
            }
            Some(fault)
        }
        "unexpected-closing-slash" => closing(text, at, HazardKind::Unopened),
        rule if rule == "expression" || reason.contains("expression") => {
            let start = open_brace(text, at)?;
            Some(Fault { start, end: start + 1, fill: start + 1, kind: HazardKind::UnclosedExpression })
        }
        _ => {
            let start = text.get(..ceil(text, at + 1))?.rfind('<')?;
            let rest = text.get(start..).unwrap_or_default();
            let word = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
            let end = start + word + usize::from(rest.get(word..).is_some_and(|rest| rest.starts_with('>')));
            let kind = match text.get(start..at).filter(|_| reason.contains("before attribute value")) {
                Some(tag) => {
                    let name = tag.trim_end().trim_end_matches('=').trim_end();
                    HazardKind::Unquoted(name.rsplit(char::is_whitespace).next().unwrap_or_default().into())
                }
                None => HazardKind::Tag,
            };
            let end = if kind == HazardKind::Tag { end } else { tag_fault(text, start, HazardKind::Unclosed).end };
            Some(Fault { start, end: end.max(start + 1), fill: at.max(start + 1), kind })
        }
    }
}

/// A fault of the tag at `start`.
fn tag_fault(text: &str, start: usize, kind: fn(String) -> HazardKind) -> Fault {
    let tag = html::tag(text, start);
    let ended = text[tag.span.range()].ends_with('>');
    let end = if ended { tag.span.end as usize } else { start + 1 };
    Fault { start, end, fill: end, kind: kind(tag.name) }
}

/// The closing tag at or around `at`.
fn closing(text: &str, at: usize, kind: fn(String) -> HazardKind) -> Option<Fault> {
    let start = text.get(..ceil(text, at + 1))?.rfind('<')?;
    Some(tag_fault(text, start, kind))
}

/// Location of the opening tag that a message names with line and column.
fn opener(text: &str, reason: &str) -> Option<usize> {
    let (name, rest) = reason.rsplit_once("`<")?.1.split_once(">` (")?;
    let (line, column) = rest.split(')').next()?.split_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let tag = format!("<{name}");
    let line = text.get(start..)?.lines().next()?;
    let found = line.match_indices(&tag).min_by_key(|(at, _)| at.abs_diff(column.saturating_sub(1)));
    found.map(|(at, _)| start + at)
}

/// The last `{` before `at` that is not closed.
fn open_brace(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (index, byte) in text.as_bytes().get(..at)?.iter().enumerate().rev() {
        depth += match byte {
            b'}' => 1,
            b'{' => -1,
            _ => 0,
        };
        if depth < 0 {
            return Some(index);
        }
    }
    text.get(..at)?.rfind('{')
}

fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
