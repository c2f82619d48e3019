//! Images in the checkout that documents show: their type is verified, and everything that runs or loads is removed from
//! SVG.

use super::escape::html as xml;
use crate::model::Corpus;
use crate::model::links::Target;
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet};

/// Images by path, relative to the root, as they are published.
pub type Images = BTreeMap<String, Vec<u8>>;

/// Largest image, in bytes: more than that keeps readers on the road waiting.
pub const MAX_IMAGE: u64 = 2 << 20;

/// Maximum number of images in a register.
const MAX_IMAGES: usize = 2000;
/// Deepest nesting of an SVG, and most nodes.
const MAX_DEPTH: usize = 60;
const MAX_NODES: u32 = 50_000;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements of SVG that draw or describe; those that run, load or animate are not among them.
const ELEMENTS: [&str; 26] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
    "marker",
    "style",
    "switch",
];

/// Path of an image, relative to the output folder.
pub fn published(path: &str) -> String {
    format!("images/{path}")
}

/// The image that a link target in a document means, by its path in the checkout.
pub fn path_of(target: &str, from: &str, corpus: &Corpus) -> Option<String> {
    let target = Target::classify(target, from, &corpus.config);
    target.path(&corpus.config).map(|(path, _)| path.to_owned())
}

/// Paths of the images that documents and texts of the site show.
pub fn wanted<'t>(corpus: &'t Corpus, texts: &'t [crate::model::document::Document]) -> BTreeSet<String> {
    let documents = corpus.documents.iter().chain(texts);
    let images = documents.flat_map(|document| {
        let links = document.body.links.iter().filter(|link| link.image);
        links.filter_map(|link| path_of(&link.target, &document.path, corpus))
    });
    images.take(MAX_IMAGES).collect()
}

/// The image as it is published.
///
/// # Errors
/// When the content is not an image of the type in its name.
pub fn checked(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is = match ending.as_str() {
        "svg" => return sanitized(&bytes),
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "gif" => bytes.starts_with(b"GIF8"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => return Err("expected a file ending in .svg, .png, .jpg, .gif or .webp".into()),
    };
    if is { Ok(bytes) } else { Err(format!("the content is not {ending}")) }
}

fn sanitized(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the content is not UTF-8")?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| format!("the content is not SVG: {error}"))?;
    let root = document.root_element();
    if !(root.has_tag_name((SVG, "svg"))) {
        return Err("the content is not SVG".into());
    }
    let mut out = String::with_capacity(text.len());
    push(&mut out, root, 0);
    out.push('\n');
    Ok(out.into_bytes())
}

fn push(out: &mut String, node: Node<'_, '_>, depth: usize) {
    if node.is_text() {
        out.push_str(&xml(node.text().unwrap_or_default()));
        return;
    }
    let name = node.tag_name();
    let known = name.namespace() == Some(SVG) && (ELEMENTS.contains(&name.name()) || name.name().starts_with("fe"));
    if !node.is_element() || !known && name.name() != "filter" || depth > MAX_DEPTH {
        return;
    }
    let style = name.name() == "style";
    if style
        && !node.children().all(|child| child.is_text() && has_no_external_resources(child.text().unwrap_or_default()))
    {
        return;
    }
    out.push('<');
    out.push_str(name.name());
    if depth == 0 {
        out.push_str(&format!(" xmlns=\"{SVG}\""));
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        let foreign = attribute.namespace().is_some_and(|space| space != "http://www.w3.org/1999/xlink");
        let safe = if key == "href" { value.starts_with('#') } else { has_no_external_resources(value) };
        if !foreign && safe && !key.to_ascii_lowercase().starts_with("on") && key != "src" {
            out.push_str(&format!(" {key}=\"{}\"", xml(value)));
        }
    }
    out.push('>');
    for child in node.children() {
        push(out, child, depth + 1);
    }
    out.push_str(&format!("</{}>", name.name()));
}

/// Whether a value refers to nothing outside of the image.
fn has_no_external_resources(value: &str) -> bool {
    let value: String = value.to_ascii_lowercase().split_whitespace().collect();
    let local = value.matches("url(#").count() + value.matches("url('#").count() + value.matches("url(\"#").count();
    let outside = ["@import", "javascript:", "expression(", "image-set(", "\\"];
    value.matches("url(").count() == local && !outside.iter().any(|word| value.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_format_must_match_its_name() {
        assert!(checked("a/b.png", b"\x89PNG\r\n\x1a\n1".to_vec()).is_ok());
        assert_eq!(checked("b.jpg", b"\x89PNG\r\n\x1a\n1".to_vec()), Err("the content is not jpg".into()));
        assert!(checked("b.html", b"<svg/>".to_vec()).is_err());
    }

    #[test]
    fn sanitized_svg_keeps_its_drawing() {
        let clean = |inner: &str| {
            let text = format!(
                "<svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" onload=\"x()\">{inner}</svg>"
            );
            String::from_utf8(checked("x.svg", text.into_bytes()).unwrap()).unwrap()
        };
        let around = |inner: &str| format!("<svg xmlns=\"{SVG}\">{inner}</svg>\n");
        let kept = "<g id=\"a\"><path d=\"M0 0\" fill=\"url(#b)\"></path><text>1 &lt; 2</text></g>";
        assert_eq!(clean(kept), around(kept));
        for dropped in [
            "<script>x()</script>",
            "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>",
            "<image href=\"https://elsewhere.example/x.png\"/>",
            "<style>@import url(https://elsewhere.example/x.css)</style>",
            "<animate attributeName=\"href\"/>",
            "<!-- x -->",
        ] {
            assert_eq!(clean(dropped), around(""), "{dropped}");
        }
        assert_eq!(
            clean(
                "<use xlink:href=\"https://elsewhere.example/x.svg#a\"/><rect style=\"fill:url( https://x.example )\" onclick=\"x()\"/>"
            ),
            around("<use></use><rect></rect>")
        );
        assert!(checked("x.svg", b"<!DOCTYPE x [<!ENTITY a 'b'>]><svg/>".to_vec()).is_err());
        assert!(checked("x.svg", b"<html/>".to_vec()).is_err());
    }
}
