//! Cuts a text into chunks, and makes of what Docusaurus prepares something of the same length that means the same to MDX.

use super::super::{BlockKind, Body, LinkKind};
use super::{Chunk, Hazard, HazardKind, MOST, directive_name, fill, prefix, run};
use crate::text::Span;
use std::collections::HashMap;

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

const ADMONITIONS: [&str; 9] =
    ["secondary", "info", "success", "danger", "note", "tip", "warning", "important", "caution"];

struct Fence {
    /// Where its container ends it, at the latest.
    end: Option<usize>,
    mark: u8,
    len: usize,
    quoted: bool,
    inside: bool,
}

/// Bytes of a word that are looked at around a character in it: each may have a special character.
const MOST_OF_WORD: usize = 512;

/// Cuts a text into chunks, and makes of what Docusaurus prepares something of the same length that means the same.
pub(super) struct Scan<'a> {
    text: &'a str,
    body: &'a Body,
    pub(super) masked: Vec<u8>,
    pub(super) chunks: Vec<Chunk>,
    pub(super) found: Vec<Hazard>,
    containers: usize,
    /// Numbers of the open admonitions, with the colons and the line of each.
    open: Vec<(usize, usize, Span)>,
    chunk: Option<Chunk>,
    fence: Option<Fence>,
    /// End of a comment, code span or URL.
    skip: usize,
    /// Whether the last fence was an `mdx-code-block`, which Docusaurus removes.
    unwrapped: bool,
    /// Number of `[` in the text of the block that no `]` has closed.
    brackets: usize,
    /// Whether the text has `www.`, which may begin an address.
    www: bool,
    /// Where the text of the line begins.
    first: usize,
    start: usize,
    /// Where the last `-->` of the text begins.
    last_comment_end: Option<usize>,
    /// Where the last run of backticks of each length begins before this end; no later run ends a code span there.
    last_runs: (HashMap<usize, usize>, usize),
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str, body: &'a Body) -> Self {
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
        for definition in &body.definitions {
            let span = definition.span;
            let from = text.get(span.range()).and_then(|text| text.find("]:")).map_or(span.len(), |at| at + 2);
            fill(&mut masked, span.start as usize + from..span.end as usize, b'x');
        }
        for note in &body.footnote_uses {
            fill(&mut masked, note.span.start as usize + 2..note.span.end as usize - 1, b'x');
        }
        Scan {
            text,
            body,
            www: text.contains("www."),
            masked,
            chunks: Vec::new(),
            found: Vec::new(),
            containers: 1,
            open: Vec::new(),
            chunk: None,
            fence: None,
            skip: start,
            unwrapped: false,
            brackets: 0,
            last_comment_end: memchr::memmem::rfind(text.as_bytes(), b"-->"),
            last_runs: (HashMap::new(), 0),
            first: start,
            start,
        }
    }

    /// The end of the comment that begins at `at`. Behind the last end of one, none is looked for.
    fn comment_end(&self, at: usize) -> Option<usize> {
        self.last_comment_end.filter(|last| at < *last).and_then(|_| comment_end(self.text, at))
    }

    pub(super) fn run(&mut self) {
        let mut at = self.start;
        let mut blank = true;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let end = at + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = &self.text[at..end];
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
        if !blank && self.fence.is_none() && self.skip <= start && self.looks_like_a_block(start, line) {
            let lead = line.len() - line.trim_start().len();
            self.found.push(Hazard {
                span: Span::new(start + lead, start + line.trim_end().len()),
                kind: HazardKind::Indented,
            });
        }
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
        let (mut inner, mut rest) = (line, line.trim_start_matches([' ', '\t']));
        while let Some(quoted) = rest.strip_prefix('>').filter(|_| inner.len() - rest.len() < 4) {
            inner = quoted.strip_prefix(' ').unwrap_or(quoted);
            rest = inner.trim_start_matches([' ', '\t']);
        }
        let blanks = &inner[..inner.len() - rest.len()];
        let at = (start + line.len() - rest.len()) as u32;
        let runs = &self.body.texts;
        let run = runs.partition_point(|run| run.span.start <= at).checked_sub(1).and_then(|run| runs.get(run));
        (blanks.len() >= 4 || blanks.contains('\t'))
            && run.is_some_and(|run| run.span.holds(at) && !run.in_table)
            && (rest.starts_with('>') || interrupts(rest))
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
            let (name, tail) = directive_parts(rest);
            let titled = tail.starts_with(' ') && ADMONITIONS.contains(&name);
            if name.is_empty() || !(titled || is_label(tail)) {
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
        let mut at = from;
        let (mut tag_seen, mut in_tag, mut in_value) = (from, false, false);
        let www = || self.text[from..end].match_indices("www.").any(|(at, _)| odd_host(&self.text[from + at..end]));
        let mut candidate = self.www && www();
        while at < end {
            at += self.masked[at..end].iter().position(|byte| SPECIAL[usize::from(*byte)]).unwrap_or(end - at);
            if at >= end {
                break;
            }
            let next = match self.masked[at] {
                // In an address, a backslash is a part of it.
                b'\\' if bytes.get(at + 1) == Some(&b'<') && self.brackets == 0 && self.in_address(at) => {
                    self.masked[at] = b'x';
                    at + 1
                }
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
                        let next = self.text[close..].chars().next().filter(|c| at == self.first && !c.is_whitespace());
                        let len = next.map_or(0, char::len_utf8);
                        if len > 0 {
                            let span = Span::new(close, close + len);
                            self.found.push(Hazard { span, kind: HazardKind::AfterComment });
                            fill(&mut self.masked, close..close + len, b'x');
                        }
                        close + len
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
                b'{' if bytes[at..].starts_with(b"{/*") => {
                    // A comment of MDX holds no other.
                    candidate = true;
                    let rest = &self.text[at..];
                    at + rest.find("*/").map_or_else(|| rest.find("\n\n").unwrap_or(rest.len()), |close| close + 2)
                }
                b'<' | b'{' => {
                    candidate = true;
                    if self.brackets > 0 && self.www {
                        // The text of a link holds no address.
                        let word = self.word_before(at);
                        let www = word.find("www.").map(|www| at - word.len() + www);
                        self.masked[www.unwrap_or(at)] = if www.is_some() { b'x' } else { self.masked[at] };
                    }
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
                b':' if bytes[at..].starts_with(b"://") => {
                    candidate |= odd_host(&self.text[at + 3..]);
                    if self.brackets > 0 {
                        // The text of a link holds no address.
                        self.masked[at] = b'x';
                    }
                    at + 1
                }
                b':' => self.text_directive(at),
                b'=' if self.text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')) => {
                    // The crate reads no value after a blank.
                    let rest = &self.text[at + 1..];
                    let value = rest.trim_ascii_start();
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
                _ => at + 1,
            };
            at = next;
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
        // What is in it may end the paragraph, and the comment with it; a block stays one over all lines.
        for index in at..close {
            let byte = self.masked[index];
            if begins && !matches!(byte, b'\n' | b'\r' | b'|' | b'>') {
                self.masked[index] = b' ';
            } else if self.masked[index..close].starts_with(b"*/") {
                self.masked[index] = b'x';
            }
        }
        if !begins || !several {
            self.masked[at..at + 3].copy_from_slice(b"{/*");
            self.masked[close - 3..close].copy_from_slice(b"*/}");
        }
        several || raw.contains('|')
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

    /// The end of the code span that `len` backticks before `from` begin.
    fn code_end(&mut self, from: usize, len: usize) -> Option<usize> {
        let (last, end) = &self.last_runs;
        if from < *end && last.get(&len).is_none_or(|at| *at < from) {
            return None;
        }
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut line_blank = false;
        let mut seen = HashMap::new();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'`' => {
                    let found = run(bytes, at);
                    if found == len {
                        return Some(at + found);
                    }
                    seen.insert(found, at);
                    at += found;
                    line_blank = false;
                    continue;
                }
                b'\n' if line_blank || interrupts(self.text[at + 1..].lines().next().unwrap_or_default()) => break,
                b'\n' => line_blank = true,
                b' ' | b'\t' | b'\r' | b'>' => {}
                _ => line_blank = false,
            }
            at += 1;
        }
        self.last_runs = (seen, at);
        None
    }

    /// Finds `:::name` that begins no admonition.
    fn container(&mut self, at: usize, line: &str) {
        let (name, tail) = directive_parts(line);
        if !name.is_empty() && !ADMONITIONS.contains(&name) && is_label(tail) {
            self.found.push(Hazard { span: Span::new(at, at + line.len()), kind: HazardKind::Directive });
        }
    }

    /// Whether `::name` is all of a line.
    fn leaf_directive(&mut self, at: usize, line: &str) -> bool {
        let (name, tail) = directive_parts(line);
        let directive = !name.is_empty() && is_label(tail);
        if directive {
            self.found.push(Hazard { span: Span::new(at, at + line.len()), kind: HazardKind::Directive });
            fill(&mut self.masked, at..at + line.len(), b'x');
        }
        directive
    }

    /// What no blank separates from `at`; the end of it if it is long.
    fn word_before(&self, at: usize) -> &'a str {
        let from = self.text.floor_char_boundary(at.saturating_sub(MOST_OF_WORD));
        self.text[from..at].rsplit(char::is_whitespace).next().unwrap_or_default()
    }

    /// Whether an address without brackets goes on at `at`.
    fn in_address(&self, at: usize) -> bool {
        // Without the addresses of links.
        let word = &self.masked[at - self.word_before(at).len()..at];
        let word = String::from_utf8_lossy(word).to_ascii_lowercase();
        let word = word.rsplit(['`', '<', '>']).next().unwrap_or_default();
        let scheme = |mark: &str| {
            word.match_indices(mark).any(|(start, _)| !word[..start].ends_with(|c: char| c.is_ascii_alphabetic()))
        };
        let www = |(start, _)| start == 0 || word[..start].ends_with(['*', '_', '~', '(']);
        !word.ends_with("//") && (scheme("http://") || scheme("https://")) || word.match_indices("www.").any(www)
    }

    /// Finds `:name[…]` and `:name{`; returns where to continue.
    fn text_directive(&mut self, at: usize) -> usize {
        let bytes = &self.masked;
        let end = at + 1 + directive_name(&self.text[at + 1..]);
        if end == at + 1 || self.text[..at].ends_with(':') {
            return at + 1;
        }
        let close = match bytes.get(end) {
            Some(b'[') => bracket_end(self.text, end),
            Some(b'{') if bytes.get(end + 1) != Some(&b'/') => Some(end + 1),
            _ => None,
        };
        // An address holds none.
        let Some(close) = close.filter(|_| !self.in_address(at)) else { return end };
        self.found.push(Hazard { span: Span::new(at, close), kind: HazardKind::Directive });
        let braces = bytes[end] == b'{';
        self.masked[at] = b'x';
        if braces {
            self.masked[end] = b'x';
        }
        end + 1
    }
}

/// The name of the directive that a line is, and what follows it.
fn directive_parts(line: &str) -> (&str, &str) {
    let rest = line.trim_start_matches(':');
    rest.split_at(directive_name(rest))
}

/// Whether nothing but a label or attributes follows the name of a directive.
fn is_label(tail: &str) -> bool {
    let tail = tail.trim_end();
    tail.is_empty() || (tail.starts_with(['[', '{']) && tail.ends_with([']', '}']))
}

/// Number of `#` of the heading that a line is, or 0.
fn hashes(line: &str) -> usize {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    if hashes > 6 { 0 } else { hashes }
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

/// Whether a line ends the paragraph before it.
fn interrupts(line: &str) -> bool {
    let line = line.trim();
    let begins = |line: &str| {
        let body = Body::parse(&format!("x\n{line}"), 0);
        body.blocks.len() != 1 || !body.headings.is_empty()
    };
    let (name, tail) = directive_parts(line);
    let directive = line.starts_with(":::") && !name.is_empty() && (tail.starts_with(' ') || is_label(tail));
    let may = line.starts_with(['#', '-', '*', '+', '_', '`', '~', '=', '1']);
    line.starts_with("<!--") || directive || (may && begins(line))
}

/// Whether an address without its scheme may have a host that `new URL()` refuses: other characters than a name has, a
/// port that may be too high, or a number at the end.
fn odd_host(address: &str) -> bool {
    let word = &address[..address.floor_char_boundary(MOST_OF_WORD)];
    let end = word.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '`'));
    let long = end.is_none() && word.len() < address.len();
    let host = &word[..end.unwrap_or(word.len())];
    let host = host.split("](").next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_punctuation());
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let last = host.rsplit('.').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~*!()\"',;&=$+".contains(c);
    long || port.len() > 4
        || port.contains(|c: char| !c.is_ascii_digit())
        || !host.contains(plain)
        || host.contains(|c| !plain(c))
        || host.contains("xn--")
        || last.starts_with(|c: char| c.is_ascii_digit())
}
