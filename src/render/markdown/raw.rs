//! Raw HTML in Markdown. The output is balanced by construction and contains only elements that a
//! document may use; everything else is shown as text, so that nothing disappears.
//!
//! The sanitizer runs afterwards. This pass is needed because a sanitizer that repairs
//! unbalanced input can be slow on hostile input, and because `<customer>` is text, not an element.

use crate::model::markdown::{HtmlAttribute, HtmlTag, Token, tokens};
use crate::render::escape::push_html;

/// Resolves a target as written to the `href` of a link; `None` if it is not allowed.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Context of a piece of raw HTML.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Label of an image, in the language of the interface.
    pub image: &'a str,
    /// Depth of the Markdown around it.
    pub depth: usize,
    /// Whether it is in running text, where blocks are not allowed.
    pub inline: bool,
    /// Whether it is in a link.
    pub in_link: bool,
}

/// Prefix of explicit ids and names in documents.
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
    pub fn write(&mut self, out: &mut String, html: &str, place: Place<'_>, resolve: Resolve<'_>) {
        let Place { image: label, depth, inline, in_link } = place;
        for token in tokens(html) {
            let tag = match token {
                Token::Comment { ended: true, .. } => continue,
                Token::Text(span) | Token::Comment { span, .. } => {
                    push_text(out, &html[span.range()]);
                    continue;
                }
                Token::Tag(tag) => tag,
            };
            let written = &html[tag.span.range()];
            let name = tag.name.to_ascii_lowercase();
            if !tag.ended {
                push_text(out, written);
            } else if tag.closing {
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
            } else {
                let in_link = in_link || self.stack.iter().any(|(open, _)| open == "a");
                let nested = name == "a" && in_link;
                if !allowed(&name, inline) || nested || self.stack.len() >= MAX_OPEN {
                    push_html(out, written);
                } else if name == "img" {
                    image(out, &tag, label, in_link, resolve);
                } else {
                    open(out, &name, &tag, resolve);
                    if !VOID.contains(&name.as_str()) {
                        self.stack.push((name, depth));
                    }
                }
            }
        }
    }
}

fn allowed(name: &str, inline: bool) -> bool {
    INLINE.contains(&name) || (!inline && BLOCK.contains(&name))
}

fn open(out: &mut String, name: &str, tag: &HtmlTag, resolve: Resolve<'_>) {
    out.push('<');
    out.push_str(name);
    for HtmlAttribute { name: key, value, .. } in &tag.attributes {
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

/// An image becomes a link to it: pages load nothing from other hosts.
fn image(out: &mut String, tag: &HtmlTag, label: &str, in_link: bool, resolve: Resolve<'_>) {
    let value = |name: &str| tag.attribute(name).map(|found| found.value.as_str());
    let element = if in_link { "span" } else { "a" };
    out.push_str(&format!("<{element} class=\"image\""));
    if let Some(target) = value("src").filter(|_| !in_link).and_then(resolve) {
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

/// The ids and names in raw HTML, without the prefix on the page.
pub fn anchors(tags: &[HtmlTag]) -> impl Iterator<Item = &str> {
    let opening = tags.iter().filter(|tag| !tag.closing && allowed(&tag.name.to_ascii_lowercase(), false));
    let attributes = opening.flat_map(|tag| &tag.attributes);
    attributes.filter(|found| found.name == "id" || found.name == "name").map(|found| found.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(html: &str) -> String {
        let (mut out, mut open) = (String::new(), Open::default());
        let place = Place { image: "Image:", depth: 0, inline: false, in_link: false };
        open.write(&mut out, html, place, &|target| Some(target.to_owned()));
        open.close(&mut out, 0);
        out
    }

    #[test]
    fn what_comes_out_is_balanced_and_nothing_vanishes() {
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
}
