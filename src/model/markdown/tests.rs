//! Properties of the reader: it never fails, spans are correct, and time is linear.

use super::slug::Slugger;
use super::*;
use proptest::prelude::*;

fn body(text: &str) -> Body {
    Body::parse(text, 0)
}

#[test]
fn headings_links_and_references() {
    let text = "## A `b` [c](d.md#e)\n\n[x][y] and [z][] and [Some words] and [^no] and [^ok]\n\n[y]: <https://e.org/a> \"t\"\n[u]: f.md\n\n[^ok]: note\n\n## A b c\n";
    let body = body(text);
    let anchors: Vec<&str> = body.headings.iter().map(|h| h.anchor.as_str()).collect();
    assert_eq!(anchors, ["a-b-c", "a-b-c-1"]);
    let targets: Vec<&str> = body.links.iter().map(|l| &text[l.target_span.range()]).collect();
    assert_eq!(targets, ["d.md#e", "https://e.org/a"]);
    let unresolved: Vec<(&str, bool)> = body.unresolved.iter().map(|u| (u.label.as_str(), u.bare)).collect();
    assert_eq!(unresolved, [("z", false), ("Some words", true)]);
    assert_eq!(body.undefined_footnotes.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["no"]);
    assert_eq!(
        body.definitions.iter().map(|d| (d.label.as_str(), d.used)).collect::<Vec<_>>(),
        [("y", true), ("u", false)]
    );
    assert_eq!(body.footnotes.iter().map(|d| (d.label.as_str(), d.used)).collect::<Vec<_>>(), [("ok", true)]);
}

#[test]
fn tables_count_written_cells() {
    let body = body("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n| 1 \\| x | 2 | 3 |\n");
    let cells: Vec<usize> = body.tables[0].rows.iter().map(|row| row.cells).collect();
    assert_eq!((body.tables[0].columns, cells), (2, vec![2, 1, 3]));
}

#[test]
fn bare_urls_end_like_on_github() {
    let text = "see https://e.org/a_(b)., (http://x.y/z) and xhttps://no.";
    let body = body(text);
    let urls: Vec<&str> = body.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(urls, ["https://e.org/a_(b)", "http://x.y/z"]);
}

#[test]
fn deep_nesting_is_detected() {
    assert!(body(&"> ".repeat(100_000)).too_deep.is_some());
    assert!(body("> fine").too_deep.is_none());
}

proptest! {
    #[test]
    fn unique_slugs_match_github_slugger(words in proptest::collection::vec("[ab](-[012])?", 0..12)) {
        let mut ours = Slugger::default();
        let mut theirs = github_slugger::Slugger::default();
        for word in words {
            prop_assert_eq!(ours.unique(&github_slugger::slug(&word)), theirs.slug(&word));
        }
    }

    #[test]
    fn spans_are_within_the_text(text in "[ -~\n\u{e4}\u{1f600}]{0,200}") {
        places(&text)?;
    }

    #[test]
    fn spans_are_within_markdown_like_text(parts in proptest::collection::vec(part(), 0..40)) {
        places(&parts.concat())?;
    }
}

/// Pieces of Markdown that interact.
fn part() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "]: ",
        "][",
        "[^",
        "[^a]: ",
        "<",
        ">",
        "</a>",
        "<a href=",
        "<b>",
        "<!--",
        "-->",
        "\"",
        "'",
        "`",
        "```\n",
        "~~~",
        "|",
        "|-|",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "# ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "\\",
        "&amp;",
        "*",
        "__",
        "~~",
        "{#a}",
        "http://a.b/c",
        "www.a.b",
        "scs-0100-v1",
        "a",
        "\u{e4}",
        "\u{1f600}",
        "\u{0}",
        "\u{feff}",
        "---\n",
        "=",
        ":",
        ".",
        " ",
    ])
}

fn places(text: &str) -> Result<(), TestCaseError> {
    let front = "---\n";
    let whole = format!("{front}{text}");
    let body = Body::parse(&whole, front.len());
    let spans = body.links.iter().flat_map(|link| [link.span, link.target_span]);
    let spans = spans.chain(body.texts.iter().map(|found| found.span));
    let spans = spans.chain(body.headings.iter().flat_map(|found| [found.span, found.text_span]));
    let spans = spans.chain(body.tags.iter().flat_map(|tag| tag.attributes.iter().map(|a| a.span).chain([tag.span])));
    let spans = spans.chain(body.definitions.iter().chain(&body.footnotes).map(|found| found.span));
    let spans = spans.chain(body.unresolved.iter().map(|found| found.span));
    let spans = spans.chain(body.undefined_footnotes.iter().chain(&body.footnote_uses).map(|found| found.span));
    let spans = spans.chain(body.tables.iter().flat_map(|table| table.rows.iter().map(|row| row.span)));
    for span in spans.chain(body.comments.iter().map(|found| found.span)) {
        prop_assert!(whole.get(span.range()).is_some(), "{:?} in {:?}", span, whole);
        prop_assert!(span.start as usize >= front.len());
    }
    Ok(())
}

#[test]
fn target_spans_are_exact() {
    // The alt text of an image is plain text: `x` is not a link there.
    let text = "[a](b \"x](y\") ![[i](x)](b.md) [![p](q.png)](r.md) [](s) [t]( <u v> ) [w\\]](z) <https://e.org> [A  b]\n\n[a B]: <c> 'd'\n";
    let body = body(text);
    let places: Vec<(&str, &str)> =
        body.links.iter().map(|link| (link.target.as_str(), &text[link.target_span.range()])).collect();
    let expected = [("b", "b"), ("b.md", "b.md"), ("q.png", "q.png"), ("r.md", "r.md"), ("s", "s"), ("u v", "u v")];
    assert_eq!(places[..6], expected);
    assert_eq!(places[6..], [("z", "z"), ("https://e.org", "https://e.org"), ("c", "c")]);
    assert!(body.definitions[0].used);
}

#[test]
fn links_and_anchors_in_html_are_found() {
    let text = "<p>\n<img src=\"a.png\"><a href='b.md'>scs</a>\n</p>\n\nx <a href=\"c.md\">y</a> z <a id=\"here\"></a>\n\n<!-- <a href=\"no\"> -->\n\n## H {#own-id}\n";
    let body = body(text);
    let links: Vec<(&str, &str, LinkKind)> =
        body.links.iter().map(|l| (l.target.as_str(), &text[l.target_span.range()], l.kind)).collect();
    let html = LinkKind::Html;
    assert_eq!(links, [("a.png", "a.png", html), ("b.md", "b.md", html), ("c.md", "c.md", html)]);
    let in_link: Vec<&str> = body.texts.iter().filter(|text| text.in_link).map(|run| &text[run.span.range()]).collect();
    assert_eq!(in_link, ["y"]);
    for anchor in ["here", "own-id"] {
        assert!(body.has_anchor(anchor), "{anchor}");
    }
    assert!(!body.has_anchor("h-own-id"), "an ID of its own is the only anchor of a heading");
}

#[test]
fn rows_in_quotes_and_lists_exclude_markers() {
    let body =
        body("> | a | b |\n> |---|---|\n> | 1 | 2 |\n\n- | a | b |\n  |---|---|\n  | 1 | 2 |\n\na | b\n--|--\n1 | 2\n");
    let cells: Vec<Vec<usize>> =
        body.tables.iter().map(|table| table.rows.iter().map(|row| row.cells).collect()).collect();
    assert_eq!(cells, [[2], [2], [2]]);
}
