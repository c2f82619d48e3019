//! Sanitizes the text of documents for pages: only elements, attributes, classes and URLs from a fixed list are kept.

use super::highlight;
use super::markdown::raw::{self, USER_PREFIX};
use ammonia::Builder;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "name"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "loading", "referrerpolicy", "src", "width"]),
    ("div", &["role", "tabindex"]),
    ("ol", &["start"]),
    ("pre", &["tabindex"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

const EVERYWHERE: &[&str] = &["aria-label", "class", "dir", "id", "lang", "title"];

/// The classes of the writer.
const CLASSES: &[&str] = &[
    "admonition",
    "admonition-title",
    "caution",
    "center",
    "danger",
    "diagram",
    "drawn",
    "footnote-back",
    "footnote-ref",
    "footnotes",
    "image",
    "image-label",
    "important",
    "note",
    "permalink",
    "requirement",
    "right",
    "statement",
    "table",
    "tip",
];

/// Sanitizes the HTML of a document. `headings` are the IDs that its headings may have, and `marks` those of
/// its statements; `hosts` those from which images may come.
pub fn clean(html: &str, headings: HashSet<String>, marks: HashSet<String>, hosts: &[String]) -> String {
    let hosts = hosts.to_vec();
    static TAGS: OnceLock<HashMap<&'static str, HashSet<&'static str>>> = OnceLock::new();
    let attributes = TAGS.get_or_init(|| {
        ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect()
    });
    Builder::empty()
        .tags(raw::INLINE.iter().chain(raw::BLOCK).copied().collect())
        .tag_attributes(attributes.clone())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .clean_content_tags(["script", "style"].into())
        .attribute_filter(move |element, attribute, value| {
            if value.len() <= LONGEST { filter(element, attribute, value, &headings, &marks, &hosts) } else { None }
        })
        .clean(&split_long_texts(html))
        .to_string()
}

/// Maximum length in bytes of an attribute or unsplit text: serializing takes quadratic time if it is
/// made of `&`.
const LONGEST: usize = 4_096;

/// Splits long texts in HTML with comments, which are removed later.
fn split_long_texts(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut from, mut in_text, mut begin) = (0, true, 0);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' | b'>' => (in_text, begin) = (byte == b'>', at),
            // Split at characters and never within an entity.
            b'&' | 0xc2 if in_text && at - begin > LONGEST => {
                out.push_str(html.get(from..at).unwrap_or_default());
                out.push_str("<!-- -->");
                (from, begin) = (at, at);
            }
            _ => {}
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

fn filter<'v>(
    element: &str,
    attribute: &str,
    value: &'v str,
    headings: &HashSet<String>,
    marks: &HashSet<String>,
    hosts: &[String],
) -> Option<Cow<'v, str>> {
    match attribute {
        "src" => {
            let host = value.strip_prefix("https://").and_then(|rest| rest.split('/').next());
            let own = value.trim_start_matches("../").starts_with("images/");
            (own || host.is_some_and(|host| hosts.iter().any(|known| known == host))).then_some(Cow::Borrowed(value))
        }
        "id" if matches!(element, "a" | "span") && marks.contains(value) => Some(Cow::Borrowed(value)),
        "id" | "name" => Some(id(element, value, headings)),
        "class" => {
            let kept: Vec<&str> = value.split_ascii_whitespace().filter(|class| is_class(element, class)).collect();
            (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
        }
        "role" => (value == "note").then_some(Cow::Borrowed(value)),
        "tabindex" => (value == "0").then_some(Cow::Borrowed(value)),
        _ => Some(Cow::Borrowed(value)),
    }
}

/// IDs of headings and footnotes are kept; others get a prefix, so that they cannot collide with those of the page.
fn id<'v>(element: &str, value: &'v str, headings: &HashSet<String>) -> Cow<'v, str> {
    let heading = element.len() == 2 && element.starts_with('h');
    let ours = (heading && headings.contains(value))
        || (element == "li" && is_note(value, "fn."))
        || (element == "a" && is_note(value, "fnref."));
    if ours || value.starts_with(USER_PREFIX) { Cow::Borrowed(value) } else { format!("{USER_PREFIX}{value}").into() }
}

fn is_note(value: &str, prefix: &str) -> bool {
    value.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

fn is_class(element: &str, class: &str) -> bool {
    let color = element == "span" && highlight::is_class(class);
    CLASSES.contains(&class) || color || (element == "code" && class.starts_with("language-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_unchanged() {
        for unit in ["&amp;", "\u{a0}", "\u{b5}", "&lt;x&gt; "] {
            let text = format!("<p>{}</p>", unit.repeat(30_000));
            let cleaned = clean(&text, HashSet::new(), HashSet::new(), &[]);
            assert_eq!(cleaned, text.replace('\u{a0}', "&nbsp;"));
        }
    }
}
