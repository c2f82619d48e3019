//! Raw HTML in Markdown. The output is balanced by construction and contains only elements that a
//! document may use; everything else is shown as text, so that nothing disappears.
//!
//! The sanitizer runs afterwards. This pass is needed because a sanitizer that repairs
//! unbalanced input can be slow on hostile input, and because `<customer>` is text, not an element.

use crate::render::escape::push_html;

/// Resolves a target as written to the `href` of a link; `None` if it is not allowed.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The targets of links, and the attributes of images that the page may show.
#[derive(Clone, Copy)]
pub struct Targets<'a> {
    /// The URL of a link.
    pub link: Resolve<'a>,
    /// The attributes of an image.
    pub image: Resolve<'a>,
}

/// Context of a piece of raw HTML.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Label of an image, in the language of the interface.
    pub image: &'a str,
    /// Depth of the Markdown around it.
    pub depth: usize,
    /// Whether it is in running text, where blocks are not allowed.
    pub inline: bool,
    pub in_link: bool,
}

/// Prefix of explicit IDs and names in documents.
pub const USER_PREFIX: &str = "user-";

/// Elements of running text.
pub const INLINE: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// Elements allowed in HTML blocks only.
pub const BLOCK: &[&str] = &[
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

const VOID: &[&str] = &["br", "hr", "wbr"];

/// Allowed attributes; the sanitizer restricts the elements.
const ATTRIBUTES: &[&str] = &["title", "start", "colspan", "rowspan", "open", "lang", "dir"];

/// Maximum number of open raw elements; more are shown as text.
const MAX_OPEN: usize = 32;

/// The open raw elements, each with the depth of the Markdown around it.
#[derive(Debug, Default)]
pub struct Open {
    stack: Vec<(String, usize)>,
}

impl Open {
    /// Closes everything that was opened at `depth` or deeper.
    pub fn close(&mut self, out: &mut String, depth: usize) {
        while self.stack.last().is_some_and(|(_, opened)| *opened >= depth) {
            self.pop(out);
        }
    }

    fn pop(&mut self, out: &mut String) {
        if let Some((name, _)) = self.stack.pop() {
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }

    /// Writes a block of HTML, or one tag in running text.
    pub fn write(&mut self, out: &mut String, html: &str, place: Place<'_>, targets: Targets<'_>) {
        let Place { image: label, depth, inline, in_link } = place;
        for token in Tokens::new(html) {
            match token {
                Token::Comment => {}
                Token::Text(text) => push_text(out, text),
                Token::Close { name, written } => {
                    let found = self.stack.iter().rposition(|(open, _)| *open == name);
                    match found {
                        Some(at) if self.stack.get(at).is_some_and(|(_, opened)| *opened == depth) => {
                            while self.stack.len() > at {
                                self.pop(out);
                            }
                        }
                        _ if allowed(&name, inline) => {}
                        _ => push_html(out, written),
                    }
                }
                Token::Open { name, attributes, written } => {
                    let in_link = in_link || self.stack.iter().any(|(open, _)| open == "a");
                    let nested = name == "a" && in_link;
                    if !allowed(&name, inline) || nested || self.stack.len() >= MAX_OPEN {
                        push_html(out, written);
                    } else if name == "img" {
                        image(out, &attributes, label, in_link, targets);
                    } else {
                        open(out, &name, &attributes, targets.link);
                        if !VOID.contains(&name.as_str()) {
                            self.stack.push((name, depth));
                        }
                    }
                }
            }
        }
    }
}

fn allowed(name: &str, inline: bool) -> bool {
    INLINE.contains(&name) || (!inline && BLOCK.contains(&name))
}

fn open(out: &mut String, name: &str, attributes: &[(String, &str)], resolve: Resolve<'_>) {
    out.push('<');
    out.push_str(name);
    for (key, value) in attributes {
        if key == "href" {
            if let Some(target) = resolve(value).filter(|_| name == "a") {
                push_attribute(out, key, "", &target);
            }
            continue;
        }
        let prefix = match key.as_str() {
            "id" => USER_PREFIX,
            "name" if name == "a" => USER_PREFIX,
            key if ATTRIBUTES.contains(&key) => "",
            _ => continue,
        };
        push_attribute(out, key, prefix, value);
    }
    out.push('>');
}

/// An image that the page may show; else a link to it.
fn image(out: &mut String, attributes: &[(String, &str)], label: &str, in_link: bool, targets: Targets<'_>) {
    let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    if let Some(shown) = value("src").and_then(targets.image) {
        out.push_str(&format!("<img {shown}"));
        push_attribute(out, "alt", "", value("alt").unwrap_or_default());
        for key in ["width", "height", "title"] {
            if let Some(value) = value(key) {
                push_attribute(out, key, "", value);
            }
        }
        out.push('>');
        return;
    }
    let element = if in_link { "span" } else { "a" };
    out.push_str(&format!("<{element} class=\"image\""));
    if let Some(target) = value("src").filter(|_| !in_link).and_then(targets.link) {
        push_attribute(out, "href", "", &target);
    }
    out.push('>');
    out.push_str("<span class=\"image-label\">");
    push_html(out, label);
    out.push_str("</span> ");
    let name = value("src").and_then(|target| target.rsplit('/').next()).unwrap_or_default();
    push_text(out, value("alt").filter(|text| !text.trim().is_empty()).unwrap_or(name));
    out.push_str(&format!("</{element}>"));
}

/// Writes HTML text, keeping entities.
fn push_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

fn push_attribute(out: &mut String, key: &str, prefix: &str, value: &str) {
    out.push(' ');
    out.push_str(key);
    out.push_str("=\"");
    out.push_str(prefix);
    for character in value.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// The IDs and names in raw HTML, without the prefix on the page.
pub fn anchors(html: &str) -> impl Iterator<Item = &str> {
    Tokens::new(html).flat_map(|token| {
        let attributes = match token {
            Token::Open { name, attributes, .. } if allowed(&name, false) => attributes,
            _ => Vec::new(),
        };
        attributes.into_iter().filter(|(key, _)| key == "id" || key == "name").map(|(_, value)| value)
    })
}

/// Names in lowercase, and values as written.
type Attributes<'a> = Vec<(String, &'a str)>;

enum Token<'a> {
    Text(&'a str),
    Comment,
    Open { name: String, attributes: Attributes<'a>, written: &'a str },
    Close { name: String, written: &'a str },
}

struct Tokens<'a> {
    rest: &'a str,
    comment_ends: bool,
}

impl<'a> Tokens<'a> {
    fn new(html: &'a str) -> Self {
        Tokens { rest: html, comment_ends: true }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if self.comment_ends && self.rest.starts_with("<!--") {
            match self.rest.find("-->") {
                Some(end) => {
                    self.take(end + 3);
                    return Some(Token::Comment);
                }
                None => self.comment_ends = false,
            }
        }
        if let Some((length, name, attributes)) = tag(self.rest) {
            let closing = self.rest.starts_with("</");
            let written = self.take(length);
            return Some(if closing {
                Token::Close { name, written }
            } else {
                Token::Open { name, attributes, written }
            });
        }
        let next = self.rest.char_indices().skip(1).find(|(_, character)| *character == '<');
        let length = next.map_or(self.rest.len(), |(at, _)| at);
        Some(Token::Text(self.take(length)))
    }
}

/// Parses a tag at the start of `text`, as strictly as CommonMark: length, name and attributes.
fn tag(text: &str) -> Option<(usize, String, Attributes<'_>)> {
    let closing = text.starts_with("</");
    let mut at = if closing { 2 } else { 1 };
    if !text.starts_with('<') {
        return None;
    }
    let bytes = text.as_bytes();
    let run = |from: usize, fits: fn(u8) -> bool| {
        bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|byte| fits(**byte)).count())
    };
    let space = |byte: u8| byte.is_ascii_whitespace();
    let length = run(at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let name = text.get(at..at + length)?.to_ascii_lowercase();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    at += length;
    let mut attributes = Vec::new();
    loop {
        let gap = run(at, space);
        at += gap;
        match bytes.get(at)? {
            b'>' => return Some((at + 1, name, attributes)),
            b'/' if !closing && bytes.get(at + 1) == Some(&b'>') => return Some((at + 2, name, attributes)),
            _ if closing || gap == 0 => return None,
            _ => {}
        }
        let length = run(at, |byte| byte.is_ascii_alphanumeric() || b"_:.-@".contains(&byte));
        let key = text.get(at..at + length).filter(|key| !key.is_empty())?.to_ascii_lowercase();
        at += length;
        let equals = at + run(at, space);
        if bytes.get(equals) != Some(&b'=') {
            attributes.push((key, ""));
            continue;
        }
        at = equals + 1;
        at += run(at, space);
        let quote = *bytes.get(at)?;
        let value = if quote == b'"' || quote == b'\'' {
            let rest = text.get(at + 1..)?;
            let end = rest.find(char::from(quote))?;
            at += end + 2;
            rest.get(..end)?
        } else {
            let length = run(at, |byte| !byte.is_ascii_whitespace() && !b"\"'=<>`".contains(&byte));
            let value = text.get(at..at + length).filter(|value| !value.is_empty())?;
            at += length;
            value
        };
        attributes.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(html: &str) -> String {
        let (mut out, mut open) = (String::new(), Open::default());
        let place = Place { image: "Image:", depth: 0, inline: false, in_link: false };
        let targets = Targets { link: &|target| Some(target.to_owned()), image: &|_| None };
        open.write(&mut out, html, place, targets);
        open.close(&mut out, 0);
        out
    }

    #[test]
    fn output_is_balanced_and_complete() {
        assert_eq!(block("<b>x<i>y</b>z"), "<b>x<i>y</i></b>z");
        assert_eq!(block("a <customer>-b </customer>"), "a &lt;customer&gt;-b &lt;/customer&gt;");
        assert_eq!(block("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(
            block("<!-- gone --><p id='a\"' onclick=x()>1 < 2 &amp; 3"),
            "<p id=\"user-a&quot;\">1 &lt; 2 &amp; 3</p>"
        );
        assert_eq!(block("<p></div></p>"), "<p></p>");
        assert_eq!(block("<p"), "&lt;p");
        assert_eq!(block("<!-- open"), "&lt;!-- open");
        let many = block(&"<b id=x>".repeat(100));
        assert_eq!((many.matches("<b id").count(), many.matches("</b>").count()), (MAX_OPEN, MAX_OPEN));
    }

    #[test]
    fn images_become_links() {
        assert_eq!(
            block("<img src=x.png alt='A b'>"),
            "<a class=\"image\" href=\"x.png\"><span class=\"image-label\">Image:</span> A b</a>"
        );
    }

    #[test]
    fn anchors_are_found() {
        assert_eq!(anchors("<a name=x></a> <p id='y z'>").collect::<Vec<_>>(), ["x", "y z"]);
    }
}
