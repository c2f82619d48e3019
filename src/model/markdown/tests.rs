//! Properties of the reader: it never fails, places are true, and work grows with the size of the text.

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
fn tables_count_the_cells_that_are_written() {
    let body = body("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n| 1 \\| x | 2 | 3 |\n");
    let cells: Vec<usize> = body.tables[0].rows.iter().map(|row| row.cells).collect();
    assert_eq!((body.tables[0].columns, cells), (2, vec![2, 1, 3]));
}

#[test]
fn bare_addresses_end_where_github_ends_them() {
    let text = "see https://e.org/a_(b)., (http://x.y/z) and xhttps://no.";
    let body = body(text);
    let urls: Vec<&str> = body.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(urls, ["https://e.org/a_(b)", "http://x.y/z"]);
}

#[test]
fn deep_nesting_is_seen_and_survived() {
    assert!(body(&"> ".repeat(100_000)).too_deep.is_some());
    assert!(body("> fine").too_deep.is_none());
}

proptest! {
    #[test]
    fn ascii_slugs_equal_the_library(text in "[ -~]{0,40}") {
        prop_assert_eq!(slug(&text), github_slugger::slug(&text));
    }

    #[test]
    fn unique_slugs_equal_the_library(words in proptest::collection::vec("[ab](-[012])?", 0..12)) {
        let mut ours = Slugger::default();
        let mut theirs = github_slugger::Slugger::default();
        for word in words {
            prop_assert_eq!(ours.unique(&slug(&word)), theirs.slug(&word));
        }
    }

    #[test]
    fn every_place_lies_in_the_text(text in "[ -~\n\u{e4}\u{1f600}]{0,200}") {
        places(&text)?;
    }

    #[test]
    fn every_place_lies_in_what_looks_like_markdown(parts in proptest::collection::vec(part(), 0..40)) {
        places(&parts.concat())?;
    }
}

/// Pieces of Markdown that mean something together.
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
fn places_of_targets_are_exact() {
    let text = "[a](b \"x](y\") ![[i](x)](b.md) [![p](q.png)](r.md) [](s) [t]( <u v> ) [w\\]](z) <https://e.org> [A  b]\n\n[a B]: <c> 'd'\n";
    let body = body(text);
    let places: Vec<(&str, &str)> =
        body.links.iter().map(|link| (link.target.as_str(), &text[link.target_span.range()])).collect();
    let expected =
        [("b", "b"), ("x", "x"), ("b.md", "b.md"), ("q.png", "q.png"), ("r.md", "r.md"), ("s", "s"), ("u v", "u v")];
    assert_eq!(places[..7], expected);
    assert_eq!(places[7..], [("z", "z"), ("https://e.org", "https://e.org"), ("c", "c")]);
    assert!(body.definitions[0].used);
}

#[test]
fn links_and_anchors_in_html_count() {
    let text = "<p>\n<img src=\"a.png\"><a href='b.md'>scs</a>\n</p>\n\nx <a href=\"c.md\">y</a> z <a id=\"here\"></a>\n\n<!-- <a href=\"no\"> -->\n\n## H {#own-id}\n";
    let body = body(text);
    let links: Vec<(&str, &str, LinkKind)> =
        body.links.iter().map(|l| (l.target.as_str(), &text[l.target_span.range()], l.kind)).collect();
    let html = LinkKind::Html;
    assert_eq!(links, [("a.png", "a.png", html), ("b.md", "b.md", html), ("c.md", "c.md", html)]);
    let in_link: Vec<&str> = body.texts.iter().filter(|text| text.in_link).map(|run| &text[run.span.range()]).collect();
    assert_eq!(in_link, ["y"]);
    for anchor in ["here", "own-id", "h-own-id"] {
        assert!(body.has_anchor(text, anchor), "{anchor}");
    }
}

#[test]
fn rows_in_quotes_and_lists_are_counted_without_their_marks() {
    let body =
        body("> | a | b |\n> |---|---|\n> | 1 | 2 |\n\n- | a | b |\n  |---|---|\n  | 1 | 2 |\n\na | b\n--|--\n1 | 2\n");
    let cells: Vec<Vec<usize>> =
        body.tables.iter().map(|table| table.rows.iter().map(|row| row.cells).collect()).collect();
    assert_eq!(cells, [[2], [2], [2]]);
}

/// A name, and what makes an input of the size that is asked for.
type Hard = (&'static str, fn(usize) -> String);

/// Inputs that made parsers slow or deep, repeated `n` times.
const HARD: &[Hard] = &[
    ("brackets", |n| "[".repeat(n)),
    ("closed brackets", |n| "[a]".repeat(n)),
    ("brackets in brackets", |n| format!("{}{}", "[".repeat(n), "]".repeat(n))),
    ("references", |n| "[a][b] [c][] ".repeat(n)),
    ("nested images", |n| format!("{}x{}", "![".repeat(n), "](y)".repeat(n))),
    ("open links", |n| "[a](".repeat(n)),
    ("open angle links", |n| "[a](<b".repeat(n)),
    ("footnotes", |n| "[^a".repeat(n)),
    ("undefined footnotes", |n| "[^a] ".repeat(n)),
    ("footnote definitions", |n| (0..n).map(|i| format!("[^{i}]: x [^{i}]\n\n")).collect()),
    ("definitions", |n| (0..n).map(|i| format!("[l{i}]: x\n[l{i}]\n\n")).collect()),
    ("one definition, many uses", |n| format!("[l]: x\n\n{}", "[l] ".repeat(n))),
    ("backticks", |n| (0..n / 40).map(|i| format!("{} ", "`".repeat(i % 79 + 1))).collect()),
    ("rising backticks", |n| (1..(2 * n).isqrt()).map(|i| format!("a{}", "`".repeat(i))).collect()),
    ("stars", |n| "*a **b ".repeat(n)),
    ("stars and bars", |n| "*_".repeat(n)),
    ("a long line", |n| "word ".repeat(n)),
    ("one long word", |n| "a".repeat(n)),
    ("parentheses behind an address", |n| format!("http://x/{}", ")".repeat(n))),
    ("addresses in addresses", |n| "http://".repeat(n)),
    ("dots behind an address", |n| format!("http://x/{}", ".)".repeat(n))),
    ("quotes", |n| "> ".repeat(n)),
    ("quotes on many lines", |n| "> a\n".repeat(n)),
    ("lists in lists", |n| (0..n.isqrt()).map(|i| format!("{}- a\n", "  ".repeat(i))).collect()),
    ("lists on a line", |n| "- ".repeat(n)),
    ("headings", |n| "# a\n".repeat(n)),
    ("headings that take names", |n| (0..n).map(|i| format!("# a-{i}\n# a\n")).collect()),
    ("headings in quotes", |n| "> # a\n\n".repeat(n)),
    ("tables", |n| format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n))),
    ("a wide table", |n| format!("{}\n{}\n{}", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))),
    ("open tags", |n| "<a ".repeat(n)),
    ("open tags with values", |n| "<a b=\"".repeat(n)),
    ("tags", |n| "<a b='c'>".repeat(n)),
    ("tags in a block", |n| format!("<div>\n{}", "<a href=b id=c\n".repeat(n))),
    ("open comments", |n| "<!-- ".repeat(n)),
    ("comments", |n| "<!-- a -->".repeat(n)),
    ("instructions and declarations", |n| "<?a <!B <![CDATA[".repeat(n)),
    ("entities", |n| "&amp;".repeat(n)),
    ("backslashes", |n| "\\".repeat(n)),
    ("braces", |n| "{".repeat(n)),
    ("fences", |n| "```\n".repeat(n)),
    ("blank lines", |n| "\n".repeat(n)),
    ("carriage returns", |n| "a\r".repeat(n)),
    ("tabs", |n| "\t".repeat(n)),
];

#[test]
fn nothing_hard_makes_it_panic() {
    for (_, make) in HARD {
        for n in [0, 1, 2, 3, 99, 100, 101, 1000] {
            let text = make(n);
            for text in [text.clone(), format!("x\n\n{text}\n\ny"), text.replace('\n', "\r\n"), text + "\u{1f600}"] {
                body(&text);
            }
        }
    }
}

/// Eight times the text may take some thirty times the time at most: linear work takes eight times, quadratic
/// work sixty-four times. The shortest of several runs counts, and a busy machine gets several chances.
#[test]
fn work_grows_with_the_size_of_the_text() {
    fn shortest(text: &str) -> f64 {
        let runs = (0..3).map(|_| {
            let start = std::time::Instant::now();
            std::hint::black_box(body(text));
            start.elapsed().as_secs_f64()
        });
        runs.fold(f64::INFINITY, f64::min)
    }
    for (name, make) in HARD {
        let (small, large) = (make(4_000), make(32_000));
        let ratios: Vec<f64> = (0..4)
            .map(|_| shortest(&large) / shortest(&small).max(1e-4))
            .scan(false, |done, ratio| {
                let before = std::mem::replace(done, ratio < 30.0);
                (!before).then_some(ratio)
            })
            .collect();
        assert!(
            ratios.iter().any(|ratio| *ratio < 30.0),
            "{name}: eight times the text took {ratios:.0?} times the work"
        );
    }
}
