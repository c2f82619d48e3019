//! What the documentation site refuses to build, or shows differently from GitHub. It reads documents as MDX, after
//! Docusaurus 3 has prepared them: comments, heading IDs and admonition titles have a meaning of their own there.
//!
//! The `markdown` crate, by the author of MDX, decides. It only gets the passages that contain `<`, `{` or an odd address.
//! `tests/suite/consumers.rs` compares the outcome with that of @mdx-js/mdx itself.

mod judge;
mod scan;

use super::{Body, LinkKind};
use crate::text::Span;
use judge::{Judge, is_literal};
use scan::Scan;
use std::sync::LazyLock;
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
    /// Text right behind a comment that begins the line.
    AfterComment,
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
/// Times the size of a document that may be read to find more than one hazard in it.
const REREAD: usize = 16;

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Whether an element of HTML never has anything inside.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// All hazards in the body of a file, in order. Autolinks (`<https://…>`) are left out.
pub fn hazards(text: &str, body: &Body) -> Vec<Hazard> {
    let mut scan = Scan::new(text, body);
    scan.run();
    scan.chunks.sort_by_key(|chunk| chunk.container);
    let mut judge = Judge { text, found: scan.found, budget: body.span.len() * REREAD + (1 << 16) };
    for chunks in scan.chunks.chunk_by(|one, next| one.container == next.container) {
        judge.container(&scan.masked, chunks);
    }
    let mut found = judge.found;
    // A comment was made an expression.
    let opens = |hazard: &&mut Hazard| text[hazard.span.start as usize..].starts_with("<!--");
    let unclosed = found.iter_mut().filter(|hazard| hazard.kind == HazardKind::UnclosedExpression);
    unclosed.filter(opens).for_each(|hazard| hazard.kind = HazardKind::Comment);
    // The text of a footnote that nothing refers to must be valid, and is not shown; that of an image is shown as text.
    let idle = body.footnotes.iter().filter(|note| !note.used).map(|note| note.span);
    let idle: Vec<Span> = idle.chain(body.links.iter().filter(|link| link.image).map(|link| link.span)).collect();
    found.retain(|hazard| {
        !(idle.iter().any(|note| note.contains(hazard.span)) && is_sound(&hazard.kind, &text[hazard.span.range()]))
    });
    // The text of a link holds no other.
    let links = || body.links.iter().filter(|link| matches!(link.kind, LinkKind::Inline | LinkKind::Reference));
    found.retain(|hazard| hazard.kind != HazardKind::Address || !links().any(|link| link.span.contains(hazard.span)));
    // Of references, Docusaurus reads no address.
    let inline = links().filter(|link| link.kind == LinkKind::Inline);
    let refused = inline.filter(|link| is_refused(&link.target, link.image));
    found.extend(refused.map(|link| Hazard { span: link.span, kind: HazardKind::Address }));
    found.sort_by_key(|hazard| hazard.span);
    found.dedup();
    found.truncate(MOST);
    found
}

/// Whether a hazard stops the build only where it is shown.
fn is_sound(kind: &HazardKind, shown: &str) -> bool {
    let inner = || shown.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(shown);
    match kind {
        HazardKind::Component(_)
        | HazardKind::Attribute(_)
        | HazardKind::VoidContent(_)
        | HazardKind::Directive
        | HazardKind::Indented => true,
        HazardKind::Expression => is_word(inner()) || is_literal(inner()),
        _ => false,
    }
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

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

fn fill(bytes: &mut [u8], range: std::ops::Range<usize>, with: u8) {
    if let Some(bytes) = bytes.get_mut(range) {
        bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = with);
    }
}

/// Whether a text is the name of something.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
