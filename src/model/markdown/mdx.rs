//! What the documentation site refuses to build, or shows differently from GitHub. It reads documents as MDX, after
//! Docusaurus 3 has prepared them: comments, heading IDs and admonition titles have a meaning of their own there.
//!
//! The `markdown` crate, by the author of MDX, decides. It only gets the passages that contain `<` or `{`.
//! `tests/suite/consumers.rs` compares the outcome with that of @mdx-js/mdx itself.

use super::{BlockKind, Body, LinkKind};
use crate::text::Span;
use crate::value::{self, Style, yaml};
use markdown::mdast::{AttributeContent, AttributeValue, Node};
use markdown::message::{Message, Place};
use markdown::{Constructs, MdxExpressionKind, MdxSignal, ParseOptions, to_mdast};
use std::cell::Cell;
use std::sync::{LazyLock, Once};
use url::Url;

/// A hazard in a passage of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HazardKind {
    /// `<` that begins no valid tag.
    Tag,
    /// An opening tag without its closing tag.
    Unclosed(String),
    /// A closing tag without its opening tag.
    Unopened(String),
    /// A tag that is opened in one block or span and closed in another.
    Apart(String),
    /// An attribute whose value has no quotes.
    Unquoted(String),
    /// A tag that names a component.
    Component(String),
    /// An attribute that React refuses, such as `style` with text.
    Attribute(String),
    /// An element such as `br` with something inside.
    VoidContent(String),
    /// An expression in braces.
    Expression,
    /// `{` without its `}`.
    UnclosedExpression,
    /// `import` or `export` at the start of a block.
    Statement(String),
    /// A comment that is not closed, or has no text.
    Comment,
    /// A comment after a tag that begins the line.
    CommentAfterTag,
    /// A comment over several items or quotations, behind an item without a blank line between.
    CommentInList,
    /// A line that is indented so that GitHub takes it for running text and MDX for a block.
    Indented,
    /// An admonition that is not closed.
    OpenBox,
    /// An admonition that ends with the one around it, since that one has no more colons.
    InnerBox,
    /// `:name[…]`, `:name{…}`, `::name` or `:::name` that is not an admonition.
    Directive,
    /// An address that cannot be read.
    Address,
    /// A block that is too large to be looked at.
    TooLarge,
    /// Too many blocks to be looked at.
    TooMany,
    /// Too many tags and marks that may nest to be looked at.
    TooDeep,
}

/// A place that breaks the build, or loses text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Its location.
    pub span: Span,
    /// What is wrong.
    pub kind: HazardKind,
}

/// Maximum number of hazards reported in a document.
pub const MOST: usize = 100;
/// Largest stretch without a blank line that is looked at, in bytes. The largest of the register has 6,000.
const MAX_CHUNK: usize = 1 << 16;
/// Maximum number of delimiters that may nest in such a passage, so that the parsed tree stays shallow.
const MAX_MARKS: usize = 1_500;
/// Times the size of a document that may be read to find more than one hazard in it.
const REREAD: usize = 16;

/// Most blocks with a candidate that are looked at.
const MAX_BLOCKS: usize = 10_000;

/// The characters that mean something in running text, for MDX or for what Docusaurus prepares.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut rest: &[u8] = b"\\`<{[]:=}|&";
    while let [first, tail @ ..] = rest {
        special[*first as usize] = true;
        rest = tail;
    }
    special
};

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
const ADMONITIONS: [&str; 9] =
    ["secondary", "info", "success", "danger", "note", "tip", "warning", "important", "caution"];

/// Whether an element of HTML never has anything inside.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// All hazards in the body of a file, in order. Autolinks (`<https://…>`) are left out.
pub fn hazards(text: &str, body: &Body) -> Vec<Hazard> {
    let mut scan = Scan::new(text, body);
    scan.run();
    scan.chunks.sort_by_key(|chunk| chunk.container);
    let mut validator = MdxValidator { found: scan.found, budget: body.span.len() * REREAD + (1 << 16) };
    for chunks in scan.chunks.chunk_by(|one, next| one.container == next.container) {
        validator.container(&scan.masked, chunks);
    }
    let mut found = validator.found;
    // The text of a footnote that nothing refers to must be valid, and is not shown; that of an image is shown as text.
    let idle = body.footnotes.iter().filter(|note| !note.used).map(|note| note.span);
    let idle: Vec<Span> = idle.chain(body.links.iter().filter(|link| link.image).map(|link| link.span)).collect();
    found.retain(|hazard| {
        !(idle.iter().any(|note| note.contains(hazard.span)) && is_sound(&hazard.kind, &text[hazard.span.range()]))
    });
    found.extend(addresses(text, body, &scan.starts, &scan.addresses));
    found.sort_by_key(|hazard| hazard.span);
    found.dedup();
    found.truncate(MOST);
    found
}

/// Whether a hazard stops the build only where it is shown.
fn is_sound(kind: &HazardKind, shown: &str) -> bool {
    let inner = || shown.trim_matches(['{', '}']);
    match kind {
        HazardKind::Component(_) | HazardKind::Attribute(_) | HazardKind::VoidContent(_) | HazardKind::Directive => {
            true
        }
        HazardKind::Expression => is_word(inner()) || is_literal(inner()),
        _ => false,
    }
}

/// Whether a text is the name of something.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Addresses of links and images, and in running text, that Docusaurus cannot read. Of those that begin at `starts`, the parser
/// of MDX makes links of `linked`, and a plugin of others.
fn addresses(text: &str, body: &Body, starts: &[usize], linked: &[Span]) -> Vec<Hazard> {
    let links = body.links.iter().filter(|link| matches!(link.kind, LinkKind::Inline | LinkKind::Reference));
    let refused = links.filter(|link| is_refused(&link.target, link.image)).map(|link| link.span);
    let mut found: Vec<Span> = refused.collect();
    let mut end = 0;
    for at in starts.iter().copied() {
        if at < end {
            continue;
        }
        let run = body.texts.partition_point(|run| run.span.start as usize <= at).checked_sub(1);
        let run = run
            .and_then(|run| body.texts.get(run))
            .filter(|run| run.span.holds(at as u32) && !run.in_link && !run.in_image);
        let next = linked.partition_point(|span| (span.start as usize) < at);
        let span = match linked.get(next) {
            // The value of an attribute is not running text.
            Some(span) if span.start as usize == at => {
                Some(*span).filter(|_| run.is_some() || !text[..at].ends_with(['"', '\'', '=']))
            }
            next => run.and_then(|run| {
                let limit = next.map_or(run.span.end, |next| next.start.min(run.span.end));
                plugin_address(&text[..limit as usize], run.span.start as usize, at)
            }),
        };
        let Some(span) = span else { continue };
        end = span.end as usize;
        let address = &text[span.range()];
        let scheme = if address.contains("://") { "" } else { "http://" };
        found.extend(is_refused(&format!("{scheme}{address}"), false).then_some(span));
    }
    found.into_iter().map(|span| Hazard { span, kind: HazardKind::Address }).collect()
}

/// Whether Docusaurus stops at the address of a link or image: `new URL()` refuses it, or the path of a file cannot be decoded.
pub fn is_refused(target: &str, image: bool) -> bool {
    static BASE: LazyLock<Option<Url>> = LazyLock::new(|| Url::parse("unspecified://").ok());
    let Ok(url) = Url::options().base_url(BASE.as_ref()).parse(target) else { return true };
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let local = url.scheme() == "unspecified" && url.host_str().unwrap_or_default().is_empty();
    let file = path.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map(|(_, ending)| ending);
    let read = image || ending.is_some_and(|ending| !matches!(ending, "" | "md" | "mdx" | "html"));
    let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let code = |at: usize| hex(path.as_bytes().get(at + 1).copied()) && hex(path.as_bytes().get(at + 2).copied());
    local
        && read
        && (!memchr::memchr_iter(b'%', path.as_bytes()).all(code)
            || percent_encoding::percent_decode_str(path).decode_utf8().is_err())
}

/// Lines from a blank line to the next whose successor is not indented: no block of MDX goes on after it, but for what a
/// tag or an expression holds together.
#[derive(Clone, Copy, Debug)]
struct Chunk {
    start: usize,
    end: usize,
    /// The admonition it is in.
    container: usize,
    candidate: bool,
}

struct Fence {
    /// Where its container ends it, at the latest.
    end: Option<usize>,
    mark: u8,
    len: usize,
    quoted: bool,
    inside: bool,
}

/// Cuts a text into chunks, and makes of what Docusaurus prepares something of the same length that means the same.
struct Scan<'a> {
    text: &'a str,
    body: &'a Body,
    masked: Vec<u8>,
    chunks: Vec<Chunk>,
    found: Vec<Hazard>,
    containers: usize,
    /// Numbers of the open admonitions, with the colons and the line of each.
    open: Vec<(usize, usize, Span)>,
    chunk: Option<Chunk>,
    fence: Option<Fence>,
    /// End of a comment, code span or URL.
    skip: usize,
    /// Whether that began in a paragraph, and not as a block.
    in_paragraph: bool,
    /// Whether the last fence was an `mdx-code-block`, which Docusaurus removes.
    unwrapped: bool,
    /// Number of `[` in the text of the block that no `]` has closed.
    brackets: usize,
    /// Where addresses may begin in running text.
    starts: Vec<usize>,
    /// Addresses in running text that MDX makes links of.
    addresses: Vec<Span>,
    /// Where the text of the line begins.
    first: usize,
    start: usize,
    /// Where the last `-->` of the text begins.
    last_comment_end: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, body: &'a Body) -> Self {
        let mut masked = text.as_bytes().to_vec();
        let start = body.span.start as usize;
        for link in &body.links {
            match link.kind {
                LinkKind::Autolink => fill(&mut masked, link.span.range(), b'x'),
                // What follows its text is not running text.
                LinkKind::Inline | LinkKind::Reference => {
                    let (from, end) = (link.text_end as usize, link.span.end as usize);
                    let from = from + text.get(from..end).and_then(|rest| rest.find(']')).map_or(0, |at| at + 2);
                    fill(&mut masked, from..(end - 1).max(from), b'x');
                }
                _ => {}
            }
        }
        for note in &body.footnote_uses {
            fill(&mut masked, note.span.start as usize + 2..note.span.end as usize - 1, b'x');
        }
        let bytes = text.as_bytes().get(start..).unwrap_or_default();
        let schemes = memchr::memmem::find_iter(bytes, "://").filter_map(|at| {
            let before = text.get(..start + at)?;
            let begins = |len: &usize| before.len().checked_sub(*len).is_some_and(|at| scheme(&text[at..]) == len + 3);
            [5, 4]
                .iter()
                .find(|len| text.is_char_boundary(before.len().saturating_sub(**len)) && begins(len))
                .map(|len| before.len() - len)
        });
        let host = |at: &usize| matches!(bytes.get(*at), Some(b'w' | b'W'));
        let hosts = memchr::memmem::find_iter(bytes, "ww.").chain(memchr::memmem::find_iter(bytes, "WW."));
        let hosts = hosts.filter_map(|at| at.checked_sub(1)).filter(host);
        let mut starts: Vec<usize> = schemes.chain(hosts.map(|at| start + at)).collect();
        starts.sort_unstable();
        Scan {
            text,
            body,
            starts,
            masked,
            chunks: Vec::new(),
            found: Vec::new(),
            containers: 1,
            open: Vec::new(),
            chunk: None,
            fence: None,
            skip: start,
            in_paragraph: false,
            unwrapped: false,
            brackets: 0,
            addresses: Vec::new(),
            last_comment_end: memchr::memmem::rfind(text.as_bytes(), b"-->"),
            first: start,
            start,
        }
    }

    /// The end of the comment that begins at `at`. Behind the last end of one, none is looked for.
    fn comment_end(&self, at: usize) -> Option<usize> {
        self.last_comment_end.filter(|last| at < *last).and_then(|_| comment_end(self.text, at))
    }

    fn run(&mut self) {
        let mut at = self.start;
        let mut blank = true;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let end = at + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = &self.text[at..end];
            if self.skip > at && !blank {
                self.spanned(at, end);
            }
            if self.skip >= end {
                blank = false;
            } else if line.bytes().all(|byte| byte.is_ascii_whitespace()) {
                blank = true;
                self.brackets = 0;
                self.fence.take_if(|fence| fence.quoted);
            } else {
                self.line(at, end, blank);
                blank = false;
            }
            at = end;
        }
        self.cut();
        let open = self.open.drain(..).map(|(.., span)| Hazard { span, kind: HazardKind::OpenBox });
        self.found.extend(open);
    }

    /// A line that begins in a code span or comment. MDX tries an expression at the start of each line, before it knows of them.
    fn spanned(&mut self, start: usize, end: usize) {
        let line = self.text.get(start..end).unwrap_or_default();
        let (indent, _, rest) = prefix(line);
        let group = rest.find('}').filter(|_| rest.starts_with('{')).and_then(|close| rest.get(..=close));
        let Some(group) = group.filter(|_| self.in_paragraph) else { return };
        let inner = group.trim_matches(['{', '}']);
        if !is_comment(inner) && !inner.is_empty() && !is_word(inner) && !is_literal(inner) {
            let span = Span::new(start + indent, start + indent + group.len());
            self.found.push(Hazard { span, kind: HazardKind::Expression });
        }
    }

    /// Ends the chunk before this line.
    fn cut(&mut self) {
        self.chunks.extend(self.chunk.take().filter(|chunk| chunk.candidate));
        self.brackets = 0;
    }

    fn line(&mut self, start: usize, end: usize, blank: bool) {
        let line = self.text.get(start..end).unwrap_or_default();
        let (indent, quoted, rest) = prefix(line);
        let top = !line.starts_with([' ', '\t']);
        self.fence
            .take_if(|fence| fence.end.map_or(fence.inside && (fence.quoted || top) && !quoted, |end| start >= end));
        // A new block, whose brackets close no other.
        if hashes(line) > 0 || line[..indent].contains(|c: char| !c.is_whitespace() && c != '>') {
            self.brackets = 0;
        }
        if blank && top && self.fence.is_none() && self.skip <= start {
            self.cut();
        }
        if line.starts_with(":::") && self.skip <= start && self.directive(start, end) {
            return;
        }
        let container = self.open.last().map_or(0, |(number, ..)| *number);
        self.chunk.get_or_insert(Chunk { start, end, container, candidate: false }).end = end;
        if self.skip <= start && self.fence_line(start, rest, indent, quoted) {
            return;
        }
        if rest.starts_with("::") && self.skip <= start && self.leaf_directive(start + indent, rest.trim_end()) {
            return;
        }
        let Some(chunk) = &mut self.chunk else { return };
        chunk.candidate |= line.starts_with("import ") || line.starts_with("export ");
        if hashes(line) > 0
            && let Some(id) = line.find("{#").filter(|id| !line[..*id].ends_with('\\'))
        {
            self.masked[start + id] = b'x';
        }
        // The line below a heading; the crate panics where tags in it do not match.
        let under = if rest.starts_with(['=', '-']) || rest.trim().is_empty() { rest.trim() } else { "x" };
        let bar = |mark: char| under.chars().all(|c| c == mark);
        if !blank && (line.trim() == "-" || (!under.is_empty() && (bar('=') || bar('-')))) {
            let from = if under.is_empty() { start } else { start + indent };
            fill(&mut self.masked, from..end, b' ');
            self.brackets = 0;
            return;
        }
        if !blank && self.looks_like_a_block(start, line) {
            let lead = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
            let span = Span::new(start + lead, start + line.trim_end().len());
            self.found.push(Hazard { span, kind: HazardKind::Indented });
        }
        self.first = start + indent;
        if indent > 0 && rest.starts_with(":::") && !rest.contains(['<', '{']) {
            self.container(start + indent, rest.trim_end());
            // An admonition in a container: the lines around it end blocks.
            fill(&mut self.masked, self.first..end, b' ');
            fill(&mut self.masked, self.first..self.first + 3, b'*');
            return;
        }
        self.inline(start.max(self.skip), end);
    }

    /// Whether a line of a paragraph would begin a block, were it not for its indent, which means nothing to MDX.
    fn looks_like_a_block(&self, start: usize, line: &str) -> bool {
        let rest = line.trim_start_matches([' ', '\t', '>']);
        let lead = &line[..line.len() - rest.len()];
        let blanks = lead.rsplit('>').next().unwrap_or_default();
        if blanks.len() < 4 && !blanks.contains('\t') {
            return false;
        }
        let end =
            |len: usize| rest.get(len..).is_some_and(|rest| rest.starts_with([' ', '\t']) && !rest.trim().is_empty());
        let begins = matches!(rest.bytes().take_while(|byte| *byte == b'#').count(), 1..=6 if end(hashes(rest)))
            || (rest.starts_with(['-', '*', '+']) && end(1))
            || rest.starts_with(['1']) && rest[1..].starts_with(['.', ')']) && end(2)
            || (rest.starts_with("```") && !rest[3..].contains('`'))
            || rest.starts_with("~~~");
        let at = (start + lead.len()) as u32;
        let runs = &self.body.texts;
        let run = runs.partition_point(|run| run.span.start <= at).checked_sub(1).and_then(|run| runs.get(run));
        begins && run.is_some_and(|run| run.span.holds(at) && !run.in_table)
    }

    /// Whether a line opens, closes or belongs to fenced code.
    fn fence_line(&mut self, start: usize, rest: &str, indent: usize, quoted: bool) -> bool {
        let mark = rest.bytes().next().filter(|mark| matches!(mark, b'`' | b'~')).unwrap_or(0);
        if mark == 0 {
            return self.fence.is_some();
        }
        let len = rest.bytes().take_while(|byte| *byte == mark).count();
        let info = rest.get(len..).unwrap_or_default().trim();
        match &self.fence {
            Some(fence) => {
                if fence.mark == mark && len >= fence.len && info.is_empty() {
                    self.fence = None;
                }
            }
            None if len < 3 || (mark == b'`' && info.contains('`')) => return false,
            None if self.is_unwrapped(start, indent, len, info) || (self.unwrapped && info.is_empty()) => {
                self.unwrapped = !info.is_empty();
                let at = start + indent;
                fill(&mut self.masked, at..at + rest.trim_end().len(), b' ');
            }
            None => {
                let at = start + indent;
                let blocks = &self.body.code_blocks;
                let block = blocks.partition_point(|block| block.span.start as usize <= at).checked_sub(1);
                let block = block.and_then(|block| blocks.get(block)).map(|block| block.span.range());
                let own = |block: &std::ops::Range<usize>| {
                    self.text.get(block.start..at).is_some_and(|before| before.trim_matches([' ', '>']).is_empty())
                };
                let end = block.filter(own).map(|block| block.end);
                self.fence = Some(Fence { end, mark, len, quoted, inside: quoted || indent > 0 });
            }
        }
        true
    }

    /// Whether Docusaurus removes the fence that opens here.
    fn is_unwrapped(&self, start: usize, indent: usize, len: usize, info: &str) -> bool {
        let mark = self.text.get(start + indent..start + indent + len).filter(|mark| matches!(*mark, "```" | "````"));
        info == "mdx-code-block"
            && self.text[start..start + indent].bytes().all(|byte| byte == b' ')
            && self.text[start..].lines().skip(1).any(|line| Some(line.trim_matches(' ')) == mark)
    }

    /// Whether a line opens or closes an admonition.
    fn directive(&mut self, start: usize, end: usize) -> bool {
        let line = self.text.get(start..end).unwrap_or_default().trim_end();
        let colons = line.bytes().take_while(|byte| *byte == b':').count();
        let rest = &line[colons..];
        if colons < 3 || (self.fence.is_some() && !rest.is_empty()) {
            return false;
        }
        if rest.is_empty() {
            // The outermost one ends, and with it those in it.
            let Some(at) = self.open.iter().position(|(_, open, _)| colons >= *open) else { return false };
            self.cut();
            let inner = self.open.drain(at + 1..);
            self.found.extend(inner.map(|(.., span)| Hazard { span, kind: HazardKind::InnerBox }));
            // The admonition ends, and with it the code in it.
            self.fence = None;
            self.open.truncate(at);
        } else {
            let (name, tail) = rest.split_at(directive_name(rest));
            let titled = tail.starts_with(' ') && ADMONITIONS.contains(&name);
            let plain = tail.trim().is_empty() || tail.starts_with('[') || tail.starts_with('{');
            if name.is_empty() || !(titled || plain) {
                return false;
            }
            self.cut();
            self.container(start, line);
            let title = start + colons + name.len();
            let outer = self.open.last().map_or(0, |(number, ..)| *number);
            self.open.push((self.containers, colons, Span::new(start, start + line.len())));
            self.containers += 1;
            if titled || tail.starts_with('[') {
                // The title is text, whatever it begins with; it stands between brackets.
                let candidate = tail.contains(['<', '{']);
                self.masked[title] = b'x';
                self.chunk = Some(Chunk { start: title, end, container: outer, candidate });
                self.inline(title, end);
                self.cut();
            }
        }
        true
    }

    /// Looks at running text from `from` to the end of the line.
    fn inline(&mut self, from: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let tables = &self.body.tables;
        let table = tables.partition_point(|table| table.span.start as usize <= from).checked_sub(1);
        let in_table = table.and_then(|table| tables.get(table)).is_some_and(|table| table.span.holds(from as u32));
        let mut start = self.starts.partition_point(|start| *start < from);
        let mut at = from;
        let (mut tag_seen, mut in_tag, mut in_value) = (from, false, false);
        let mut candidate = false;
        while at < end {
            while self.starts.get(start).is_some_and(|start| *start < at) {
                start += 1;
            }
            let next_start = self.starts.get(start).copied().unwrap_or(end);
            let until = next_start.min(end);
            at += self.masked[at..until].iter().position(|byte| SPECIAL[usize::from(*byte)]).unwrap_or(until - at);
            if at >= end {
                break;
            }
            let next = match self.masked[at] {
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at + 2,
                b'`' => {
                    let len = run(bytes, at);
                    let close = self.code_end(at + len, len).unwrap_or(at + len);
                    candidate |= bytes[at..close].iter().any(|byte| matches!(byte, b'<' | b'{'));
                    close
                }
                b'<' if bytes[at..].starts_with(b"<!--") => match self.comment_end(at) {
                    Some(close) => {
                        candidate |= self.comment(at, close);
                        // The plugin for comments swallows the character after one that begins a line.
                        match bytes.get(close).filter(|byte| at == self.first && !byte.is_ascii_whitespace()) {
                            Some(byte) if byte.is_ascii() => {
                                self.masked[close] = b'x';
                                close + 1
                            }
                            _ => close,
                        }
                    }
                    None => {
                        if self.found.len() < MOST {
                            let line = self.text[at..].lines().next().unwrap_or_default();
                            let len = line.find("-->").map_or(line.trim_end().len(), |close| close + 3);
                            self.found.push(Hazard { span: Span::new(at, at + len), kind: HazardKind::Comment });
                        }
                        fill(&mut self.masked, at..at + 4, b'x');
                        at + 4
                    }
                },
                // Less than something.
                b'<' if bytes[at..].starts_with(b"< ") && bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) => {
                    at + 2
                }
                b'<' | b'{' => {
                    candidate = true;
                    at + 1
                }
                b'[' => {
                    // The crate keeps of the text of an image what is shown, and of a link what is written.
                    if at > from && self.masked[at - 1] == b'!' {
                        self.masked[at - 1] = b'x';
                    }
                    self.brackets += 1;
                    at + 1
                }
                b']' => {
                    self.brackets = self.brackets.saturating_sub(1);
                    at + 1
                }
                b':' => self.text_directive(at),
                b'=' if self.text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')) => {
                    // The crate reads no value after a blank.
                    let rest = &self.text[at + 1..];
                    let value = rest.trim_start();
                    let blanks = rest.len() - value.len();
                    if value.starts_with(['"', '\'', '{']) || !rest[..blanks].contains(['\n', '\r']) {
                        self.masked.swap(at, at + blanks);
                    }
                    at + 1
                }
                b'}' => {
                    candidate = true;
                    at + 1
                }
                b'&' => {
                    // Each byte is looked at once.
                    for byte in &self.masked[tag_seen..at] {
                        (in_tag, in_value) = match byte {
                            b'<' => (true, false),
                            b'>' => (false, false),
                            b'"' | b'\'' => (in_tag, in_tag && !in_value),
                            _ => (in_tag, in_value),
                        };
                    }
                    tag_seen = at;
                    // The crate fails at a reference that ends a value.
                    if in_value {
                        self.masked[at] = b'x';
                    }
                    at + 1
                }
                b'|' if in_table => {
                    self.brackets = 0;
                    at + 1
                }
                b'h' | b'H' | b'w' | b'W' if at == next_start && self.brackets == 0 && !self.is_in_tag(at) => {
                    match address_end(self.text, at, in_table) {
                        Some(close) => {
                            self.addresses.push(Span::new(at, close));
                            for index in at..close {
                                if matches!(self.masked[index], b'{' | b'`' | b'\\') {
                                    self.masked[index] = b'x';
                                }
                            }
                            close
                        }
                        None => at + 1,
                    }
                }
                _ => at + 1,
            };
            at = next;
        }
        if at > end.max(self.skip) {
            self.in_paragraph = !self.text.get(self.first..).is_some_and(|rest| rest.starts_with("<!--"));
        }
        self.skip = self.skip.max(at);
        if let Some(chunk) = &mut self.chunk {
            chunk.candidate |= candidate;
            chunk.end = chunk.end.max(at.min(self.text.len()));
        }
    }

    /// Makes an expression of a comment; whether the judge must see it. One that begins a line ends the block before.
    fn comment(&mut self, at: usize, close: usize) -> bool {
        let raw = &self.text[at..close];
        if self.follows_tag(at) {
            self.found.push(Hazard { span: Span::new(at, close), kind: HazardKind::CommentAfterTag });
        }
        let begins = at == self.first;
        // Looked for once: a line may have thousands of comments, and those on one line need no start of it.
        let several = raw.contains(['\n', '\r']);
        let before = self.text.get(..at).filter(|_| several).and_then(|before| before.rfind(['\n', '\r']));
        let line = before.map_or(if several { 0 } else { at }, |end| end + 1).max(self.start);
        let indent = at - line;
        let item = |line: &str| {
            let lead = line.len() - line.trim_start_matches([' ', '\t']).len();
            let marks = line.get(lead..prefix(line).0.max(lead)).unwrap_or_default();
            !marks.is_empty() && (lead < indent || indent == 0) && !marks.trim_matches([' ', '>']).is_empty()
        };
        if begins && raw.split(['\n', '\r']).skip(1).any(item) && (indent > 0 || self.is_behind_item(line)) {
            let first = raw.split(['\n', '\r']).next().unwrap_or_default();
            self.found.push(Hazard { span: Span::new(at, at + first.len()), kind: HazardKind::CommentInList });
        }
        let top = self.text[..at].ends_with(['\n', '\r']) || at == self.start;
        if begins && top {
            if let Some(chunk) = &mut self.chunk {
                chunk.end = at;
            }
            self.cut();
            let container = self.open.last().map_or(0, |(number, ..)| *number);
            self.chunk = Some(Chunk { start: close, end: close, container, candidate: false });
            return false;
        }
        let mut line_start = at;
        for line in raw.split_inclusive(['\n', '\r']) {
            // Marks of containers stay: they may end the paragraph, and the comment with it.
            let (marks, _, rest) = if line_start == at { (0, false, "") } else { prefix(line) };
            // Another block ends the paragraph before the comment ends.
            let ends = hashes(rest) > 0 || ["```", "~~~", "<!--"].iter().any(|mark| rest.starts_with(mark));
            if ends && !begins {
                self.found.push(Hazard { span: Span::new(at, at + 4), kind: HazardKind::Comment });
            }
            for (index, byte) in line.bytes().enumerate() {
                let kept = index < marks && (byte == b'>' || (!begins && !byte.is_ascii_digit()));
                if !kept && !matches!(byte, b'\n' | b'\r' | b'|') {
                    self.masked[line_start + index] = if begins { b' ' } else { b'x' };
                }
            }
            line_start += line.len();
        }
        if !begins || !raw.contains(['\n', '\r']) {
            self.masked[at..at + 3].copy_from_slice(b"{/*");
            self.masked[close - 3..close].copy_from_slice(b"*/}");
        }
        raw.contains(['\n', '\r', '|'])
    }

    /// Whether the line before the one at `start` is in an item or a footnote.
    fn is_behind_item(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end_matches(['\n', '\r']);
        let lines = self.text[before.len()..start].replace("\r\n", "\n").len();
        let holds = |span: Span| span.holds(before.len().saturating_sub(1) as u32);
        lines == 1
            && (self.body.blocks.iter().any(|block| block.kind == BlockKind::List && holds(block.span))
                || self.body.footnotes.iter().any(|note| holds(note.span)))
    }

    /// Whether the line has nothing but tags and expressions before `at`, behind which MDX expects more of them.
    fn follows_tag(&self, at: usize) -> bool {
        let from = self.first.max(self.chunk.map_or(0, |chunk| chunk.start));
        let mut rest = self.masked.get(from..at).unwrap_or_default();
        if self.text.get(self.first..at).is_none_or(|text| text.contains("<!--")) {
            return false;
        }
        let mut seen = false;
        while let Some(first) = rest.first() {
            let close = match first {
                b' ' | b'\t' => {
                    rest = &rest[1..];
                    continue;
                }
                b'<' => b'>',
                b'{' => b'}',
                _ => return false,
            };
            let Some(end) = rest.iter().position(|byte| *byte == close) else { return false };
            rest = &rest[end + 1..];
            seen = true;
        }
        seen
    }

    /// Whether a quoted text at `at` is the value of an attribute.
    fn is_in_tag(&self, at: usize) -> bool {
        let from = at.saturating_sub(1_000);
        let before = self.masked.get(from..at).unwrap_or_default();
        let open = memchr::memrchr2(b'<', b'>', before).filter(|open| before[*open] == b'<');
        (before.ends_with(b"\"") || before.ends_with(b"'"))
            && open.is_some_and(|open| {
                before.get(open + 1).is_some_and(u8::is_ascii_alphabetic) && (open == 0 || before[open - 1] != b'\\')
            })
    }

    /// The end of the code span that `len` backticks before `from` begin.
    fn code_end(&self, from: usize, len: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut line_blank = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'`' => {
                    let found = run(bytes, at);
                    if found == len {
                        return Some(at + found);
                    }
                    at += found;
                    line_blank = false;
                    continue;
                }
                b'\n' if line_blank || is_item(&self.text[at + 1..]) => return None,
                b'\n' => line_blank = true,
                b' ' | b'\t' | b'\r' | b'>' => {}
                _ => line_blank = false,
            }
            at += 1;
        }
        None
    }

    /// Finds `:::name` that begins no admonition.
    fn container(&mut self, at: usize, line: &str) {
        let rest = line.trim_start_matches(':');
        let name = &rest[..directive_name(rest)];
        if !name.is_empty() && !ADMONITIONS.contains(&name) {
            self.found.push(Hazard { span: Span::new(at, at + line.len()), kind: HazardKind::Directive });
        }
    }

    /// Whether `::name` is all of a line.
    fn leaf_directive(&mut self, at: usize, line: &str) -> bool {
        let Some(rest) = line.strip_prefix("::") else { return false };
        let name = directive_name(rest);
        let tail = &rest[name..];
        let label = tail.is_empty() || (tail.starts_with(['[', '{']) && tail.ends_with([']', '}']));
        if name > 0 && label {
            self.found.push(Hazard { span: Span::new(at, at + line.len()), kind: HazardKind::Directive });
            fill(&mut self.masked, at..at + line.len(), b'x');
        }
        name > 0 && label
    }

    /// Finds `:name[…]` and `:name{`; returns where to continue.
    fn text_directive(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = at + 1 + directive_name(&self.text[at + 1..]);
        if end == at + 1 || self.text[..at].ends_with(':') {
            return at + 1;
        }
        let close = match bytes.get(end) {
            Some(b'[') => bracket_end(self.text, end),
            Some(b'{') if bytes.get(end + 1) != Some(&b'/') => Some(end + 1),
            _ => None,
        };
        let Some(close) = close else { return end };
        self.found.push(Hazard { span: Span::new(at, close), kind: HazardKind::Directive });
        self.masked[at] = b'x';
        if bytes[end] == b'{' {
            self.masked[end] = b'x';
        }
        end + 1
    }
}

/// Length of the marks of quotes, items and footnotes at the start of a line, whether a quote is among them, and the rest.
pub fn prefix(line: &str) -> (usize, bool, &str) {
    let bytes = line.as_bytes();
    let (mut at, mut quoted) = (0, false);
    let blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    loop {
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        match bytes.get(at) {
            Some(b' ' | b'\t') => at += 1,
            Some(b'>') => {
                quoted = true;
                at += 1;
            }
            Some(b'-' | b'+' | b'*') if blank(at + 1) => at += 1,
            Some(b'[') if line[at..].starts_with("[^") && line[at..].contains("]:") => {
                at += line[at..].find("]:").map_or(0, |end| end + 2);
            }
            Some(_) if digits > 0 && matches!(bytes.get(at + digits), Some(b'.' | b')')) && blank(at + digits + 1) => {
                at += digits + 1;
            }
            _ => return (at, quoted, &line[at..]),
        }
    }
}

/// Length of the name of a directive that a text begins with.
pub(super) fn directive_name(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(text.len());
    let name = &text[..end];
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.ends_with(['-', '_']) { end } else { 0 }
}

/// Number of `#` of the heading that a line is, or 0.
fn hashes(line: &str) -> usize {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    if hashes > 6 { 0 } else { hashes }
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

fn fill(bytes: &mut [u8], range: std::ops::Range<usize>, with: u8) {
    if let Some(bytes) = bytes.get_mut(range) {
        bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = with);
    }
}

/// The end of the comment that begins at `at`, by the plugin of Docusaurus.
fn comment_end(text: &str, at: usize) -> Option<usize> {
    let inner = text.get(at + 4..)?;
    if inner.starts_with('>') || inner.starts_with("->") {
        return None;
    }
    let from = usize::from(inner.starts_with('-'));
    Some(at + 4 + from + inner.get(from..)?.find("-->")? + 3)
}

/// The end of the balanced brackets that begin at `at`, in the same paragraph.
fn bracket_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    let mut last = ' ';
    for (index, c) in text.get(at..)?.char_indices().take(1_000) {
        match c {
            '\n' if last == '\n' => return None,
            '[' if !escaped => depth += 1,
            ']' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        last = if c == '\r' { last } else { c };
        if depth == 0 {
            return Some(at + index + 1);
        }
    }
    None
}

/// The end of the address that MDX makes a link of in running text at `at`, by micromark-extension-gfm-autolink-literal. It may
/// hold `{`.
fn address_end(text: &str, at: usize, in_table: bool) -> Option<usize> {
    let rest = text.get(at..)?;
    let before = text.get(..at)?.chars().next_back();
    let scheme = scheme(rest);
    let from = match scheme {
        0 if rest.get(..4)?.eq_ignore_ascii_case("www.")
            && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '*' | '_' | '[' | ']' | '~')) =>
        {
            0
        }
        0 => return None,
        _ if before.is_some_and(|c| c.is_ascii_alphabetic()) => return None,
        len => len,
    };
    let rest = rest.split(|c: char| c.is_whitespace() || (in_table && c == '|')).next().unwrap_or_default();
    let other = |c: char| c.is_control() || punctuation(c);
    if rest.get(from..)?.starts_with(other) && from > 0 {
        return None;
    }
    let mut end = rest.len();
    let mut trailing = 0;
    // Whether the last two labels of the domain have underscores, while it lasts; then the open parentheses of the path.
    let (mut labels, mut seen, mut open) = (Some([false; 2]), false, 0_usize);
    for (index, c) in rest.char_indices().skip_while(|(index, _)| *index < from) {
        let in_domain = labels.is_some();
        if in_domain && !matches!(c, '-' | '.' | '_') && punctuation(c) {
            if !seen || labels.is_some_and(|labels| labels.contains(&true)) {
                return None;
            }
            labels = None;
        }
        let may_trail = match c {
            '.' | '_' => true,
            _ if labels.is_some() => false,
            ')' if open > 0 => false,
            _ => matches!(c, '!' | '"' | '&' | '\'' | ')' | '*' | ',' | ':' | ';' | '<' | '?' | ']' | '~'),
        };
        if may_trail && index >= trailing {
            trailing = trail(rest, index);
            if trailing == usize::MAX {
                end = index;
                break;
            }
        }
        match (&mut labels, c) {
            (Some(labels), '_') => labels[0] = true,
            (Some(labels), '.') => *labels = [false, labels[0]],
            (Some(_), _) => seen = true,
            (None, '(') => open += 1,
            (None, ')') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    (seen && !labels.is_some_and(|labels| labels.contains(&true))).then_some(at + end)
}

/// `usize::MAX` if all from `at` on is punctuation behind an address; else where it goes on.
fn trail(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    loop {
        match bytes.get(at) {
            None | Some(b'<') => return usize::MAX,
            Some(b'!' | b'"' | b'\'' | b')' | b'*' | b',' | b'.' | b':' | b';' | b'?' | b'_' | b'~') => at += 1,
            Some(b'&') => {
                let name = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                if name == 0 || bytes.get(at + 1 + name) != Some(&b';') {
                    return at + 1;
                }
                at += name + 2;
            }
            Some(b']') => match bytes.get(at + 1) {
                None | Some(b'(' | b'[') => return usize::MAX,
                _ => at += 1,
            },
            _ => return at,
        }
    }
}

/// Whether a text begins with an item of a list that ends the paragraph before it.
fn is_item(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let item = line.trim_start_matches(' ');
    let mark = ["* ", "- ", "+ "].into_iter().find_map(|mark| item.strip_prefix(mark));
    line.len() - item.len() < 4 && mark.is_some_and(|rest| !rest.trim().is_empty())
}

/// Length of the `https://` or `http://` that a text begins with, or 0.
fn scheme(text: &str) -> usize {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://"].into_iter().find(|scheme| begins(scheme)).map_or(0, str::len)
}

/// The address at `at` that mdast-util-gfm-autolink-literal makes a link of in a text that begins at `start`.
fn plugin_address(text: &str, start: usize, at: usize) -> Option<Span> {
    let before = text.get(start..at)?.chars().next_back();
    let rest = text.get(at..)?.split([' ', '\t', '\r', '\n']).next()?;
    let scheme = scheme(rest);
    // A text directive ends the text.
    let colons = rest.match_indices(':').map(|(at, _)| at).skip(usize::from(scheme > 0));
    let end = colons.into_iter().find(|at| directive_name(&rest[at + 1..]) > 0).unwrap_or(rest.len());
    let rest = &rest[..end];
    let host = rest.get(scheme..)?;
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let domain = host.split(|c: char| !word(c)).next()?;
    let mut labels = domain.rsplit('.').take(2);
    let wrong = |label: &str| {
        !label.is_empty() && (label.contains('_') || !label.contains(|c: char| c.is_ascii_alphanumeric()))
    };
    if before.is_some_and(|c| !c.is_whitespace() && !punctuation(c))
        || !domain.contains('.')
        || domain.starts_with(punctuation)
        || labels.any(wrong)
    {
        return None;
    }
    let mut end = rest.trim_end_matches(['!', '"', '&', '\'', ')', ',', '.', ':', ';', '<', '>', '?', ']', '}']).len();
    while let Some(close) = rest[end..].find(')')
        && rest[..end].matches('(').count() > rest[..end].matches(')').count()
    {
        end += close + 1;
    }
    Some(Span::new(at, at + end))
}

fn punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace())
}

struct MdxValidator {
    found: Vec<Hazard>,
    budget: usize,
}

impl MdxValidator {
    fn container(&mut self, masked: &[u8], chunks: &[Chunk]) {
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
                Ok(tree) if !ends => self.walk(&tree, text, &|at| chunk.start + at),
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
                Ok(tree) => return self.walk(&tree, &text, place),
                Err(fault) => fault,
            };
            let Some(fault) = fault else {
                self.found.push(Hazard { span: Span::new(place(0), place(0) + 1), kind: HazardKind::Tag });
                return;
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
    fn walk(&mut self, tree: &Node, text: &str, place: &dyn Fn(usize) -> usize) {
        let mut todo = vec![tree];
        while let Some(node) = todo.pop() {
            todo.extend(node.children().into_iter().flatten());
            if let Some(at) = unfinished(node, text) {
                self.found.push(Hazard { span: Span::new(place(at), place(at) + 1), kind: HazardKind::Tag });
            }
            let Some(position) = node.position() else { continue };
            let span = Span::new(place(position.start.offset), place(position.end.offset.saturating_sub(1)) + 1);
            let tag = match node {
                Node::MdxTextExpression(_) | Node::MdxFlowExpression(_) => {
                    let value = match node {
                        Node::MdxTextExpression(node) => &node.value,
                        Node::MdxFlowExpression(node) => &node.value,
                        _ => continue,
                    };
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
            let end = place(tag_end(text, position.start.offset) - 1) + 1;
            let span = Span::new(span.start as usize, end);
            self.found.extend(kind.map(|kind| Hazard { span, kind }));
        }
    }
}

/// The tree of a text, or the reason why it is invalid, if known.
fn read(text: &str) -> Result<Node, Option<Fault>> {
    if let Some(fault) = label_fault(text) {
        return Err(Some(fault));
    }
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
    let read = std::panic::catch_unwind(|| to_mdast(text, &options()));
    READING.set(false);
    read.map_err(|_| None)?.map_err(|message| locate(text, &message))
}

/// A tag without its partner in the text of a link or image, at which the crate panics.
fn label_fault(text: &str) -> Option<Fault> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let mut next = at + 1;
        match byte {
            b'\\' => next += 1,
            b'`' => {
                let len = run(bytes, at);
                let fence = &text[at..at + len];
                next = text[at + len..].find(fence).map_or(at + len, |end| at + 2 * len + end);
            }
            b'[' => open.push(at),
            b']' => {
                let from = open.pop();
                let label = from.filter(|_| matches!(bytes.get(next), Some(b'(' | b'[')));
                if let Some(fault) = label.and_then(|from| unpaired(text, from + 1, at)) {
                    return Some(fault);
                }
            }
            _ => {}
        }
        at = next;
    }
    None
}

/// The first tag between two places that has no partner there.
fn unpaired(text: &str, from: usize, to: usize) -> Option<Fault> {
    let bytes = text.as_bytes();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = from;
    while at < to {
        let closing = bytes.get(at + 1) == Some(&b'/');
        let name = tag_name(text, at + usize::from(closing));
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                let len = run(bytes, at);
                at += len + text.get(at + len..to)?.find(&text[at..at + len]).map_or(0, |end| end + len) - 1;
            }
            b'<' if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let end = tag_end(text, at).min(to);
                if closing && open.pop().is_none_or(|(opened, _)| opened != name) {
                    return Some(Fault { start: at, end, fill: end, kind: HazardKind::Unopened(name.into()) });
                }
                if !closing && !text.get(at..end)?.ends_with("/>") {
                    open.push((name, at));
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    let (name, start) = *open.first()?;
    let end = tag_end(text, start);
    Some(Fault { start, end, fill: end, kind: HazardKind::Unclosed(name.into()) })
}

/// Number of marks that may nest. The judge descends its tree again for each.
fn marks(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'>' | b'*' | b'_' | b'~' | b'[' | b'<')).count()
}

fn options() -> ParseOptions {
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
            // The scan has found the URLs.
            gfm_autolink_literal: false,
            ..Constructs::gfm()
        },
        mdx_esm_parse: Some(Box::new(|_| MdxSignal::Ok)),
        mdx_expression_parse: Some(Box::new(|value, _: &MdxExpressionKind| {
            let opened = value.matches('{').count();
            let comment = value.trim_start().starts_with("/*") && !value.contains("*/");
            if comment || (opened > value.matches('}').count() && !value.contains("*/")) {
                MdxSignal::Eof("unclosed".into(), Box::new("scsdoc".into()), Box::new("expression".into()))
            } else {
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
fn is_literal(value: &str) -> bool {
    let parsed = yaml::parse(value.trim());
    let mut todo: Vec<&value::Node> = parsed.root.iter().collect();
    let mut literal = parsed.problems.is_empty() && !todo.is_empty() && !value.contains('#');
    while let Some(node) = todo.pop() {
        literal &= node.style != Style::Block && !(node.style == Style::Plain && node.as_str().is_some());
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
            let name = tag_name(text, opener);
            if let Some(close) =
                reason.strip_prefix("Unexpected closing tag `</").and_then(|rest| rest.split('>').next())
            {
                let before = text.get(..opener).unwrap_or_default();
                let opened = tags(before, &format!("<{close}")) > tags(before, &format!("</{close}"));
                if !opened {
                    return closing(text, at, HazardKind::Unopened);
                }
            }
            let end = tag_end(text, opener);
            Some(Fault { start: opener, end, fill: end, kind: HazardKind::Unclosed(name.into()) })
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
            let end = if kind == HazardKind::Tag { end } else { tag_end(text, start) };
            Some(Fault { start, end: end.max(start + 1), fill: at.max(start + 1), kind })
        }
    }
}

/// The closing tag at or around `at`.
fn closing(text: &str, at: usize, kind: fn(String) -> HazardKind) -> Option<Fault> {
    let start = text.get(..ceil(text, at + 1))?.rfind('<')?;
    let end = tag_end(text, start);
    let name = tag_name(text, start + 1);
    Some(Fault { start, end, fill: end, kind: kind(name.into()) })
}

/// Number of tags in `text` that begin with `tag`, without those that close themselves.
fn tags(text: &str, tag: &str) -> usize {
    let begins = |at: &usize| {
        let rest = text.get(at + tag.len()..).unwrap_or_default();
        !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
            && !rest.split('>').next().unwrap_or_default().ends_with('/')
    };
    text.match_indices(tag).map(|(at, _)| at).filter(begins).count()
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

fn tag_name(text: &str, at: usize) -> &str {
    let rest = text.get(at + 1..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '{')).unwrap_or(rest.len());
    &rest[..end]
}

/// The end of a tag that is well-formed.
fn tag_end(text: &str, at: usize) -> usize {
    let mut quote = None;
    for (index, c) in text.get(at..).unwrap_or_default().char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return at + index + 1,
            _ => {}
        }
    }
    at + 1
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
