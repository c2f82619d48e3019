//! Raw HTML in Markdown: tags with their attributes, and comments.

use crate::text::Span;

#[derive(Clone, Debug, PartialEq)]
pub struct HtmlTag {
    /// From `<` to `>`, or to the end of the text.
    pub span: Span,
    /// The name as written; empty for `<!…>`, `<?…>` and other non-elements.
    pub name: String,
    /// `</name>`
    pub closing: bool,
    /// Whether it has a `>`.
    pub ended: bool,
    /// Attributes in order.
    pub attributes: Vec<HtmlAttribute>,
}

/// An attribute of a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct HtmlAttribute {
    /// The name in lowercase.
    pub name: String,
    /// The value without quotes; may be empty.
    pub value: String,
    /// Location of the value, else of the name.
    pub span: Span,
}

impl HtmlTag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&HtmlAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// The tags in `raw` without comments, at most `most`; offsets are relative to `raw`.
pub fn tags(raw: &str, most: usize) -> Vec<HtmlTag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = find(raw, at, "<").filter(|_| found.len() < most) {
        if raw[open..].starts_with("<!--") {
            at = comment_end(raw, open).unwrap_or(raw.len());
            continue;
        }
        let begins = |c: char| c.is_alphanumeric() || matches!(c, '/' | '!' | '?' | '_' | '$');
        if !raw[open + 1..].starts_with(begins) {
            at = open + 1;
            continue;
        }
        let tag = tag(raw, open);
        at = (tag.span.end as usize).max(open + 1);
        found.push(tag);
    }
    found
}

/// The comments in `raw`: span and inner text; offsets are relative to `raw`.
pub fn comments(raw: &str) -> Vec<(Span, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = find(raw, at, "<!--") {
        let end = comment_end(raw, open);
        at = end.unwrap_or(raw.len());
        let inner = raw.get(open + 4..end.map_or(at, |end| (end - 3).max(open + 4))).unwrap_or_default();
        found.push((Span::new(open, at), inner.trim().trim_matches('-').trim()));
    }
    found
}

fn comment_end(raw: &str, open: usize) -> Option<usize> {
    // `<!-->` and `<!--->` are complete comments.
    find(raw, open + 2, "-->").map(|end| end + 3)
}

fn find(raw: &str, from: usize, what: &str) -> Option<usize> {
    Some(from + raw.get(from..)?.find(what)?)
}

/// The tag that begins with the `<` at `open`.
pub(super) fn tag(raw: &str, open: usize) -> HtmlTag {
    let bytes = raw.as_bytes();
    let closing = bytes.get(open + 1) == Some(&b'/');
    let from = open + 1 + usize::from(closing);
    let name_end = from + run(bytes, from, |b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b) || b >= 0x80);
    let name = raw.get(from..name_end).unwrap_or_default().to_owned();
    let span = Span::new(open, raw.len());
    let mut tag = HtmlTag { span, name, closing, ended: false, attributes: Vec::new() };
    if tag.name.is_empty() {
        tag.span = Span::new(open, find(raw, from, ">").map_or(raw.len(), |end| end + 1));
        return tag;
    }
    let mut at = name_end;
    loop {
        at += run(bytes, at, |b| b.is_ascii_whitespace() || b == b'/');
        match bytes.get(at) {
            None => return tag,
            Some(b'>') => {
                tag.span = Span::new(open, at + 1);
                tag.ended = true;
                return tag;
            }
            // Another tag begins: this one is not closed.
            Some(b'<') => {
                tag.span = Span::new(open, at);
                return tag;
            }
            Some(_) => {
                let (attribute, end) = attribute(raw, at);
                tag.attributes.push(attribute);
                at = end.max(at + 1);
            }
        }
    }
}

fn attribute(raw: &str, start: usize) -> (HtmlAttribute, usize) {
    let bytes = raw.as_bytes();
    let name_end = start + 1 + run(bytes, start + 1, |b| !b.is_ascii_whitespace() && !b"=<>/".contains(&b));
    let name = raw.get(start..name_end).unwrap_or_default().to_ascii_lowercase();
    let equals = name_end + run(bytes, name_end, |b| b.is_ascii_whitespace());
    let place = Span::new(start, name_end);
    if bytes.get(equals) != Some(&b'=') {
        return (HtmlAttribute { name, value: String::new(), span: place }, name_end);
    }
    let from = equals + 1 + run(bytes, equals + 1, |b| b.is_ascii_whitespace());
    let (value, end) = match bytes.get(from) {
        Some(quote @ (b'"' | b'\'')) => {
            let end = from + 1 + run(bytes, from + 1, |b| b != *quote);
            (from + 1..end, (end + 1).min(raw.len()))
        }
        _ => {
            let end = from + run(bytes, from, |b| !b.is_ascii_whitespace() && !b"<>".contains(&b));
            (from..end, end)
        }
    };
    let span = Span::from(value.clone());
    (HtmlAttribute { name, value: raw.get(value).unwrap_or_default().to_owned(), span }, end)
}

/// Number of consecutive bytes at `from` that match.
fn run(bytes: &[u8], from: usize, pass: impl Fn(u8) -> bool) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|byte| pass(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_attributes() {
        let raw = "<a id='x' href=\"y z\"><!-- <b> --><br/></a><img src=q><!DOCTYPE html><c";
        let found = tags(raw, usize::MAX);
        let names: Vec<(&str, bool)> = found.iter().map(|tag| (tag.name.as_str(), tag.closing)).collect();
        assert_eq!(names, [("a", false), ("br", false), ("a", true), ("img", false), ("", false), ("c", false)]);
        let href = found[0].attribute("href").unwrap();
        assert_eq!((href.value.as_str(), &raw[href.span.range()]), ("y z", "y z"));
    }

    #[test]
    fn comments_end_like_in_html() {
        let texts = |raw| comments(raw).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts("<!-- a --><!--- b ---> <!---->c<!--> <!-- d"), ["a", "b", "", "", "d"]);
    }
}
