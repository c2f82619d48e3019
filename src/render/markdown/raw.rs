//! Raw HTML in Markdown. The output is balanced by construction and contains only elements that a
//! document may use; everything else is shown as text, so that nothing disappears.
//!
//! The sanitizer runs afterwards. This pass is needed because a sanitizer that repairs
//! unbalanced input can be slow on hostile input, and because `<customer>` is text, not an element.

use super::{Writer, escape};
use crate::model::document::Document;
use crate::model::markdown::{HtmlTag, html_tags};
use crate::text::path::file_name;

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

fn is_allowed(name: &str, inline: bool) -> bool {
    INLINE.contains(&name) || (!inline && BLOCK.contains(&name))
}

/// The IDs and names in the raw HTML of a document, without the prefix on the page.
pub fn anchors(document: &Document) -> impl Iterator<Item = &str> {
    let known = |tag: &&HtmlTag| !tag.closing && is_allowed(&tag.name.to_ascii_lowercase(), false);
    let attributes = document.body.tags.iter().filter(known).flat_map(|tag| &tag.attributes);
    attributes.filter(|one| one.name == "id" || one.name == "name").map(|one| one.value.as_str())
}

impl Writer<'_> {
    /// Writes a block of HTML, or one tag in running text, where blocks are not allowed.
    pub(super) fn raw_html(&mut self, html: &str, inline: bool) {
        let mut written = 0;
        for tag in html_tags(html, usize::MAX).into_iter().filter(|tag| tag.ended) {
            self.out.push_str(&text(html.get(written..tag.span.start as usize).unwrap_or_default()));
            written = tag.span.end as usize;
            let name = tag.name.to_ascii_lowercase();
            let known = is_allowed(&name, inline);
            let in_link = !self.open_links.is_empty() || self.raw.iter().any(|(open, _)| open == "a");
            let open = self.raw.iter().rposition(|(open, _)| *open == name);
            match open.filter(|at| self.raw.get(*at).is_some_and(|(_, depth)| *depth == self.depth)) {
                Some(at) if tag.closing => self.close_raw_to(at),
                _ if tag.closing && known => {}
                _ if tag.closing || !known || (name == "a" && in_link) || self.raw.len() >= MAX_OPEN => {
                    self.out.push_str(&text(html.get(tag.span.range()).unwrap_or_default()));
                }
                _ if name == "img" => self.raw_image(&tag, in_link),
                _ => self.open_raw(name, &tag),
            }
        }
        self.out.push_str(&text(html.get(written..).unwrap_or_default()));
    }

    /// Closes the raw elements that were opened at `depth` or deeper.
    pub(super) fn close_raw(&mut self, depth: usize) {
        let kept = self.raw.iter().rposition(|(_, opened)| *opened < depth);
        self.close_raw_to(kept.map_or(0, |at| at + 1));
    }

    fn close_raw_to(&mut self, kept: usize) {
        let closed = self.raw.drain(kept..).rev().map(|(name, _)| format!("</{name}>"));
        self.out.extend(closed);
    }

    fn open_raw(&mut self, name: String, tag: &HtmlTag) {
        self.out.push_str(&format!("<{name}"));
        for attribute in &tag.attributes {
            let value = attribute.value.as_str();
            let shown = match attribute.name.as_str() {
                "href" if name == "a" => self.links.resolve(value),
                "name" if name != "a" => None,
                "id" | "name" => Some(format!("{USER_PREFIX}{value}")),
                key => ATTRIBUTES.contains(&key).then(|| value.to_owned()),
            };
            self.out.extend(shown.map(|value| written(&attribute.name, &value)));
        }
        self.out.push('>');
        if !VOID.contains(&name.as_str()) {
            self.raw.push((name, self.depth));
        }
    }

    /// An image that the page may show; else a link to it.
    fn raw_image(&mut self, tag: &HtmlTag, in_link: bool) {
        let value = |name: &str| tag.attribute(name).map(|one| one.value.as_str());
        let source = value("src").unwrap_or_default();
        let alt = value("alt").unwrap_or_default();
        if let Some(shown) = self.links.image(source) {
            let others = ["width", "height", "title"].into_iter().filter_map(|key| Some(written(key, value(key)?)));
            let others: String = std::iter::once(written("alt", alt)).chain(others).collect();
            self.out.push_str(&format!("<img {shown}{others}>"));
            return;
        }
        let element = if in_link { "span" } else { "a" };
        let target = self.links.resolve(source).filter(|_| !in_link && !source.is_empty());
        let target = target.map(|target| written("href", &target)).unwrap_or_default();
        let label = escape(self.words.get("image"));
        let name = text(if alt.trim().is_empty() { file_name(source) } else { alt });
        self.out.push_str(&format!(
            "<{element} class=\"image\"{target}><span class=\"image-label\">{label}</span> {name}</{element}>"
        ));
    }
}

/// HTML as text, without comments; entities are kept.
fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<!--")
        && let Some(length) = rest[start + 2..].find("-->")
    {
        out.push_str(&rest[..start]);
        rest = &rest[start + length + 5..];
    }
    out.push_str(rest);
    out.replace('<', "&lt;").replace('>', "&gt;")
}

/// An attribute of raw HTML; entities are kept.
fn written(key: &str, value: &str) -> String {
    format!(" {key}=\"{}\"", value.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::Tree;
    use crate::model::Corpus;
    use crate::render::images::Images;
    use crate::render::links::{Anchors, Links};
    use crate::render::markdown::html;
    use crate::words::english;

    fn corpus(text: &str) -> Corpus {
        let text = format!("---\ntitle: X\n---\n\n{text}\n");
        let tree = Tree::in_memory([("Standards/scs-0100-v1-x.md", text)]);
        Corpus::build(&tree, Config::default(), &tree)
    }

    fn block(text: &str) -> String {
        let corpus = corpus(&format!("<div>{text}"));
        let (anchors, document, images) = (&Anchors::of(&corpus), &corpus.documents[0], &Images::new());
        let links = Links { corpus: &corpus, anchors, document, root: String::new(), images };
        let html = html(&links, english()).html;
        html.trim_end().strip_prefix("<div>").unwrap().strip_suffix("</div>").unwrap().trim_end().to_owned()
    }

    #[test]
    fn output_is_balanced_and_complete() {
        assert_eq!(block("<b>x<i>y</b>z"), "<b>x<i>y</i></b>z");
        assert_eq!(block("a <customer>-b </customer>"), "a &lt;customer&gt;-b &lt;/customer&gt;");
        assert_eq!(block("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(
            block("<!-- gone --><p id='a\"' onclick=x()>1 < 2 &amp; 3"),
            "<p id=\"user-a&quot;\">1 &lt; 2 &amp; 3\n</p>"
        );
        assert_eq!(block("<p></b></p>"), "<p></p>");
        assert_eq!(block("<p"), "&lt;p");
        assert_eq!(block("<!-- open"), "&lt;!-- open");
        let many = block(&"<b id=x>".repeat(100));
        assert_eq!((many.matches("<b id").count(), many.matches("</b>").count()), (MAX_OPEN - 1, MAX_OPEN - 1));
    }

    #[test]
    fn images_become_links() {
        assert_eq!(
            block("<img src=https://example.org/x.png alt='A b'>"),
            "<a class=\"image\" href=\"https://example.org/x.png\"><span class=\"image-label\">Image:</span> A b</a>"
        );
    }

    #[test]
    fn anchors_are_found() {
        let corpus = corpus("<a name=x></a> text\n\n<p id='y z'>");
        assert_eq!(anchors(&corpus.documents[0]).collect::<Vec<_>>(), ["x", "y z"]);
    }
}
