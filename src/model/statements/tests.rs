use super::*;
use crate::load::Entry;
use proptest::prelude::*;

fn document(body: &str) -> Document {
    let text = format!("---\ntitle: T\ntype: Standard\n---\n\n{body}");
    Document::parse("Standards/scs-0100-v1-t.md", &Entry::File(text.as_bytes().into()))
}

fn texts(body: &str) -> Vec<String> {
    statements(&document(body)).into_iter().map(|statement| statement.text).collect()
}

#[test]
fn sentences_with_keywords_are_statements() {
    let body = "## A\n\nPlain. It **MUST** be\nso (e.g. now). It must not. Tools SHOULD NOT, i.e. never, try! `MUST` is code.\n\n\
                - First MAY\n- Second\n\n## B\n\n| key | need |\n|---|---|\n| `a` | REQUIRED |\n| b | |\n\n> NOT RECOMMENDED here.\n\n\
                ~~It MUST go.~~ It SHALL\\\nstay[^x]. See `x. Y` OPTIONAL.\n\n[^x]: FORBIDDEN indeed.\n\n### MUST haves\n\n```\nMUST\n```\n";
    let expected = [
        "It MUST be so (e.g. now).",
        "Tools SHOULD NOT, i.e. never, try!",
        "First MAY",
        "a | REQUIRED",
        "NOT RECOMMENDED here.",
        "It SHALL stay.",
        "See x. Y OPTIONAL.",
        "FORBIDDEN indeed.",
    ];
    let found = statements(&document(body));
    assert_eq!(found.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), expected);
    let words: Vec<&str> = found.iter().flat_map(|s| &s.words).map(|word| word.name()).collect();
    let expected = ["MUST", "SHOULD NOT", "MAY", "REQUIRED", "NOT RECOMMENDED", "SHALL", "OPTIONAL", "FORBIDDEN"];
    assert_eq!(words, expected);
    let document = document(body);
    let sections: Vec<_> = found.iter().map(|s| section(&document, s).unwrap()).collect();
    assert_eq!(sections, ["A", "A", "A", "B", "B", "B", "B", "B"]);
    assert_eq!(document.source.slice(found[0].span), "It **MUST** be\nso (e.g. now).");
}

#[test]
fn the_declaration_of_keywords_is_not_a_statement() {
    for text in [
        "The key words \"MUST\", \"MAY\" in this document are to be interpreted as described in [RFC 2119](https://e.org).",
        "Key words in capitals (MUST, MAY) are meant as in RFC 2119.",
        "In addition, \"FORBIDDEN\" is to be interpreted equivalent to \"MUST NOT\".",
        "An XMUST, a MUST_X, a Must.",
    ] {
        assert_eq!(texts(text), Vec::<String>::new(), "{text}");
    }
}

/// Number, text and strongest keyword of each statement.
fn shown(body: &str) -> Vec<String> {
    let document = document(body);
    let shown = anchored(&document).iter().map(|found| {
        let number = found.number.map_or("-".to_owned(), |number| format!("R{number}"));
        let word = found.statement.keyword().map(Keyword::name).unwrap_or_default();
        format!("{number} {word}: {}", found.statement.text)
    });
    shown.collect()
}

#[test]
fn a_list_belongs_to_the_statement_that_introduces_it() {
    let body = "Clouds MAY wait, and MUST offer:\n\n- `a`\n- `b`:\n  - `c`\n\n  They explain.\n- d SHOULD come\n\nThey explain:\n\n- e\n\n\
                The flavors MUST be:\n\n| Name | Size |\n|---|---|\n| f | 1 |\n| g | OPTIONAL |\n";
    let expected = [
        "R1 MUST: Clouds MAY wait, and MUST offer: a; b:; c",
        "R2 SHOULD: d SHOULD come",
        "R3 MUST: The flavors MUST be: Name | Size; f | 1",
        "R4 OPTIONAL: g | OPTIONAL",
    ];
    assert_eq!(shown(body), expected);
}

#[test]
fn lowercase_words_are_possibly_normative_in_standards() {
    let body = "## Motivation\n\nClouds must agree.\n\n## Standard\n\nThese are considered mandatory:\n\n- `a`\n- `b`\n\nMandatory: \
                `c`. We recommend `d`. It MUST be. It is \"required\", with `must`, a must-have, and may wait. It must not, or shall not. \
                Not recommended: e.\n";
    let expected = [
        "- REQUIRED: These are considered mandatory: a; b",
        "- REQUIRED: Mandatory: c.",
        "- RECOMMENDED: We recommend d.",
        "R1 MUST: It MUST be.",
        "- MUST NOT: It must not, or shall not.",
        "- NOT RECOMMENDED: Not recommended: e.",
    ];
    assert_eq!(shown(body), expected);
    assert_eq!(shown(&format!("{body}\nKeywords are meant as in RFC 8174.\n")), ["R1 MUST: It MUST be."]);
    let decision = document(body).source.text().replace("type: Standard", "type: Decision Record");
    let decision = Document::parse("Standards/scs-0100-v1-t.md", &Entry::File(decision.as_bytes().into()));
    assert_eq!(anchored(&decision).len(), 1);
}

#[test]
fn statements_are_added_removed_and_altered() {
    let (old, new) = (
        "A cloud MUST offer two zones for each region.\n\nNodes MUST be labeled.\n\nOne MAY wait.",
        "One MAY wait.\n\nA cloud SHOULD offer two zones for each region.\n\nDisks SHALL spin.",
    );
    let (old, new) = (statements(&document(old)), statements(&document(new)));
    let diff = diff(&old, &new);
    let text = |found: &[&Statement]| found.iter().map(|s| s.text.clone()).collect::<Vec<_>>();
    assert_eq!(text(&diff.added), ["Disks SHALL spin."]);
    assert_eq!(text(&diff.removed), ["Nodes MUST be labeled."]);
    assert_eq!(diff.altered.len(), 1);
    assert_eq!(diff.altered[0].new.words, [Keyword::Should]);
}

/// A sentence of words that do not begin a block or end a sentence, with one keyword.
fn sentence() -> impl Strategy<Value = Vec<String>> {
    let word = "[a-z]{1,8}";
    let key = proptest::sample::select(Keyword::ALL.map(Keyword::name).to_vec());
    (proptest::collection::vec(word, 1..6), key, proptest::collection::vec(word, 1..8)).prop_map(|(a, key, b)| {
        let mut words = vec!["The".to_owned()];
        words.extend(a);
        words.extend(key.split(' ').map(str::to_owned));
        words.extend(b);
        if let Some(last) = words.last_mut() {
            // Not an abbreviation.
            last.push_str("xx.");
        }
        words
    })
}

/// Lays words out as a paragraph of lines of at most `width` characters.
fn wrapped(words: &[String], width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words {
        if column > 0 && column + word.len() >= width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

fn sorted(body: &str) -> Vec<String> {
    let mut texts = texts(body);
    texts.sort();
    texts
}

fn made(texts: impl IntoIterator<Item = String>) -> Vec<Statement> {
    let statement = |(at, text): (usize, String)| Statement {
        lead: text.len(),
        text,
        items: Vec::new(),
        section: None,
        span: crate::text::Span::at(at),
        normativity: Normativity::Normative,
        words: vec![Keyword::Must],
    };
    texts.into_iter().enumerate().map(statement).collect()
}

#[test]
fn altered_sentences_are_matched_in_any_order() {
    let old = made(["a b c d", "e f g h", "same", "i j k l", "gone for good"].map(String::from));
    let new = made(["i j k x", "same", "e f g y", "a b c z", "quite another"].map(String::from));
    let found = diff(&old, &new);
    let pairs: Vec<(&str, &str)> =
        found.altered.iter().map(|pair| (pair.old.text.as_str(), pair.new.text.as_str())).collect();
    assert_eq!(pairs, [("i j k l", "i j k x"), ("e f g h", "e f g y"), ("a b c d", "a b c z")]);
    assert_eq!((found.added[0].text.as_str(), found.removed[0].text.as_str()), ("quite another", "gone for good"));
    // Without steps, sentences at the same position between their neighbors are found.
    let new = made(["a b c z", "same", "i j k x"].map(String::from));
    let (found, _) = diff::within(&old, &new, 0);
    let pairs: Vec<(&str, &str)> =
        found.altered.iter().map(|pair| (pair.old.text.as_str(), pair.new.text.as_str())).collect();
    assert_eq!(pairs, [("a b c d", "a b c z"), ("i j k l", "i j k x")]);
    assert_eq!((found.added.len(), found.removed.len()), (0, 2));
}

/// Two texts of about this many sentences.
type Case = fn(usize) -> (Vec<String>, Vec<String>);

#[test]
fn diff_cost_is_linear() {
    let cases: [(&str, Case); 6] = [
        ("nothing in common", |n| {
            ((0..n).map(|i| format!("a{i} b{i} c{i}")).collect(), (0..n).map(|i| format!("d{i} e{i} f{i}")).collect())
        }),
        ("one word in common", |n| {
            ((0..n).map(|i| format!("the a{i} b{i}")).collect(), (0..n).map(|i| format!("the d{i} e{i}")).collect())
        }),
        ("all alike", |n| {
            ((0..n).map(|i| format!("x y z {i}")).collect(), (0..n).map(|i| format!("x y z w{i}")).collect())
        }),
        ("one word over and over", |n| {
            (
                (1..n / 50).map(|i| "a ".repeat(i % 97 + 1)).collect(),
                (1..n / 50).map(|i| "a ".repeat(i % 89 + 101)).collect(),
            )
        }),
        ("few long ones", |n| (vec!["a b ".repeat(n), "c d ".repeat(n)], vec!["a c ".repeat(n), "b d ".repeat(n)])),
        ("one long among many short", |n| {
            let long = (0..n).map(|i| format!("w{i} ")).collect::<String>();
            let mut old: Vec<String> = (0..n).map(|i| format!("w{i} MUST")).collect();
            old.push(long.clone());
            (old, (0..n).map(|i| format!("w{i} MAY")).chain([format!("{long} more")]).collect())
        }),
    ];
    for (name, case) in cases {
        let count = |size: usize, most: usize| {
            let (old, new) = case(size);
            let words = |texts: &[String]| texts.iter().map(|text| text.split(' ').count() + 1).sum::<usize>();
            let read = words(&old) + words(&new);
            let (old, new) = (made(old), made(new));
            let (found, steps) = diff::within(&old, &new, most);
            assert_eq!(found.added.len() + found.altered.len(), new.len(), "{name}");
            assert_eq!(found.removed.len() + found.altered.len(), old.len(), "{name}");
            (steps, read)
        };
        // Within the limit, plus twice the text.
        for size in [500, 1_000, 2_000, 4_000] {
            let (steps, read) = count(size, 100_000);
            assert!(steps <= 100_000 + 2 * read, "{name}: {steps} steps for {read} words");
        }
        // Beyond the limit, twice the text is twice the work.
        let ((small, _), (large, _)) = (count(4_000, 0), count(8_000, 0));
        assert!(large <= small * 9 / 4, "{name}: {small} steps, then {large}");
    }
}

proptest! {
    #[test]
    fn layout_changes_no_statement(
        paragraphs in proptest::collection::vec(proptest::collection::vec(sentence(), 1..4), 1..6),
        width in 5_usize..120,
        turn in 0_usize..6,
    ) {
        let lay = |width: usize, turn: usize, bullet: &str| {
            let mut blocks: Vec<String> = paragraphs.iter().map(|sentences| {
                let words: Vec<String> = sentences.concat();
                format!("{bullet}{}", wrapped(&words, width).replace('\n', if bullet.is_empty() { "\n" } else { "\n   " }))
            }).collect();
            let turn = turn % blocks.len();
            blocks.rotate_left(turn);
            blocks.join("\n\n")
        };
        let first = lay(1000, 0, "");
        let count: usize = paragraphs.iter().map(Vec::len).sum();
        prop_assert_eq!(texts(&first).len(), count);
        for (width, bullet) in [(width, ""), (width, "-  "), (width, "*  "), (width, "1. "), (width, ">  ")] {
            let second = lay(width, turn, bullet);
            // A quote continues without its marker (lazy continuation), in the same paragraph.
            prop_assert_eq!(sorted(&first), sorted(&second));
            let (one, two) = (statements(&document(&first)), statements(&document(&second)));
            prop_assert!(diff(&one, &two).is_empty());
        }
    }

    #[test]
    fn emphasis_changes_no_statement(words in sentence(), marked in 0_usize..20, mark in proptest::sample::select(vec!["*", "_", "**", "__"])) {
        let plain = words.join(" ");
        let mut marked_words = words.clone();
        let at = marked % words.len();
        let word = &words[at];
        let stop = if word.ends_with('.') { "." } else { "" };
        marked_words[at] = format!("{mark}{}{mark}{stop}", word.trim_end_matches('.'));
        prop_assert_eq!(texts(&plain), texts(&marked_words.join(" ")));
    }

    #[test]
    fn parsing_accepts_any_text(text in "[-A-Za-zMUST*`|\\[\\]()<>#~&;:!?. \n\u{e4}\"]{0,300}") {
        let document = document(&text);
        for statement in statements(&document) {
            prop_assert!(!document.source.slice(statement.span).is_empty());
        }
    }
}
