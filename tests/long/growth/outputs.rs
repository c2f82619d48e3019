//! Families for reports, baselines, summaries, sites, exports and histories.

use super::families::{
    Family, Files, HEAD, body, chain, document, documents, family, many, scope, sentences, supplements, traced,
};
use super::work::BASELINE;

const REPORTS: &[&str] = &["reports"];
const SITES: &[&str] = &["build", "export"];

const fn two(
    name: &'static str,
    works: &'static [&'static str],
    small: usize,
    make: fn(usize) -> Files,
    before: fn(usize) -> Files,
) -> Family {
    Family { name, works, small, make, before, body: None }
}

/// One document, and a list of findings.
fn listed(n: usize, line: impl Fn(usize) -> String) -> Files {
    let mut files = body("[a](#none)".into());
    files.push((BASELINE.into(), format!("# scsdoc baseline 1\n{}", many(n, line))));
    files
}

fn versions(n: usize, head: impl Fn(usize) -> String, text: &str) -> Files {
    (0..n).map(|i| document(&format!("scs-0100-v{}-hard.md", i + 1), &format!("{HEAD}{}", head(i)), text)).collect()
}

/// Each version refers to many others.
fn versions_that_name(n: usize) -> Files {
    versions(n, |_| format!("replaces:\n{}", many(40, |i| format!("  - scs-0100-v{}-hard.md\n", i + 1))), "Text.")
}

fn faulty_documents(n: usize) -> Files {
    let one = |i: usize| document(&format!("scs-{:04}-v1-x.md", 100 + i), "title: X\nstatus: Odd\n", "[a](#none)\n");
    (0..n).map(one).collect()
}

fn supplements_of_slugs(n: usize) -> Files {
    let head = "title: \"Hard: notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-hard.md\n";
    let mut files: Files = (0..n).map(|i| document(&format!("scs-0100-w1-slug-{i}.md"), head, "Text.")).collect();
    files.extend(body("Text.".into()));
    files
}

fn altered_documents(n: usize, word: &str) -> Files {
    let one = |i: usize| {
        document(&format!("scs-{:04}-v1-hard.md", 100 + i), HEAD, &format!("It MUST {word}. [a](#none-{word})\n"))
    };
    (0..n).map(one).collect()
}

fn periods(n: usize, year: usize) -> Files {
    let entry = |i: usize| {
        format!("- date: {}-{:02}-{:02}\n  versions:\n    v1: effective\n", year + i / 336, i / 28 % 12 + 1, i % 28 + 1)
    };
    let text = format!(
        "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: X\nurl: https://e.org\nversions:\n- version: v1\n  stabilized_at: 2024-01-01\ntimeline:\n{}",
        many(n, entry)
    );
    vec![("Tests/scs-x.yaml".into(), text), document("scs-0100-v1-hard.md", HEAD, "Text.")]
}

/// The file of a scope that a document of ours describes, with periods of which ours knows nothing.
fn periods_of_ours(n: usize) -> Files {
    let front = "title: X\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: Scopes\nscope:\n  file: scs-x.yaml\n  uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\n  name: X\n  include: [scs-0100-v1]\n";
    let mut files = periods(n, 2024);
    files.push(document("scs-0500-v1-x.md", front, "## Subject Matter\n\n- [Hard](scs-0100-v1-hard.md)"));
    files
}

/// Sentences of which each has two words in common with all others.
fn alike(n: usize, word: &str) -> Files {
    body(many(n, |i| format!("It MUST {word}{i}.\n\n")))
}

/// One sentence with ever other words.
fn long(n: usize, word: &str) -> Files {
    body(format!("It MUST{}.", many(n, |i| format!(" {word}{}", i * 3))))
}

/// States of a document, in their order.
fn states(n: usize, name: fn(usize) -> String, text: fn(usize) -> String) -> Files {
    let one = |i: usize| {
        let (_, text) = document("", HEAD, &text(i));
        (format!("Standards/{}@{i:08}", name(i)), text)
    };
    (0..n).map(one).collect()
}

pub const OUTPUTS: &[Family] = &[
    family("findings in a text", REPORTS, 40, |n| body(many(n, |i| format!("[a](#none-{i})\n\n")))),
    family("findings in a paragraph", REPORTS, 40, |n| body(many(n, |i| format!("[a](#none-{i})\n")))),
    family("findings on a line", REPORTS, 40, |n| body(many(n, |i| format!("[a](#none-{i}) ")))),
    family("findings behind blanks", REPORTS, 40, |n| {
        body(format!("<div>{}{}", " ".repeat(8 * n), "<script> <b onclick=\"x\"> ".repeat(n)))
    }),
    family("findings in front matter", REPORTS, 40, |n| {
        vec![document("scs-0100-v1-hard.md", &format!("{HEAD}{}", many(n, |i| format!("titel{i}: x\n"))), "Text.")]
    }),
    family("findings in list entries", REPORTS, 40, |n| {
        let list = many(n, |i| format!("  - scs-0{:03}-v1-x.md\n", i % 1000));
        vec![document("scs-0100-v1-hard.md", &format!("{HEAD}replaces:\n{list}"), "Text.")]
    }),
    family("findings that are alike", REPORTS, 40, |n| body("[a](#none)\n\n".repeat(n))),
    family("findings in many documents", REPORTS, 8, faulty_documents),
    family("findings in scopes", REPORTS, 8, scope),
    family("findings in settings", REPORTS, 40, |n| {
        let mut files = body("Text.".into());
        files.push(("scsdoc.toml".into(), many(n, |i| format!("key_{i} = 1\n"))));
        files
    }),
    family("names that are none", &["reports", "check"], 8, |n| {
        (0..n).map(|i| document(&format!("scs-{i}-x.md"), HEAD, "Text.")).collect()
    }),
    family("baseline", &["baseline"], 40, |n| {
        listed(n, |i| format!("Standards/scs-0100-v1-hard.md broken-anchor {i:032x} 1 words\n"))
    }),
    family("baseline of many files", &["baseline"], 40, |n| {
        listed(n, |i| format!("Standards/scs-{i:04}-v1-x.md broken-anchor {i:032x} 2 words\n"))
    }),
    family("one entry of a baseline", &["baseline"], 40, |n| {
        listed(n, |_| format!("Standards/scs-0100-v1-hard.md broken-anchor {:032x} 1 words\n", 1))
    }),
    family("a long path in a baseline", &["baseline"], 100, |n| {
        listed(1, |_| format!("{}x.md broken-anchor {:032x} 1 {}\n", "%61/".repeat(n), 1, "words ".repeat(n)))
    }),
    two("summary of documents", &["summary"], 8, |n| altered_documents(n, "a"), |n| altered_documents(n, "b")),
    two("summary of new documents", &["summary"], 8, |n| altered_documents(n, "a"), |_| Vec::new()),
    two("summary of removed documents", &["summary"], 8, |_| body("Text.".into()), |n| altered_documents(n, "b")),
    two("summary of sentences", &["summary", "statements"], 40, |n| sentences(n, "a"), |n| sentences(n, "b")),
    two("summary of supplements", &["summary"], 8, supplements, |_| body("Text.".into())),
    two("summary of traced cases", &["summary"], 8, traced, |_| body("Text.".into())),
    two("summary of scope versions", &["summary"], 8, scope, |_| body("Text.".into())),
    two("summary of periods", &["summary", "change"], 40, |n| periods(n, 2024), |n| periods(n, 2025)),
    // So many that more than the steps that are allowed at most would be needed at either end.
    two("sentences that are alike", &["statements"], 1700, |n| alike(n, "a"), |n| alike(n, "b")),
    two(
        "sentences in another order",
        &["statements"],
        40,
        |n| alike(n, "a"),
        |n| body(many(n, |i| format!("It MUST a{}.\n\n", n - 1 - i))),
    ),
    two("words of one sentence", &["statements", "summary"], 100, |n| long(n, "a"), |n| long(n, "b")),
    two(
        "one word many times",
        &["statements", "summary"],
        100,
        |n| body(format!("It MUST{}.", " a".repeat(n))),
        |n| body(format!("It MUST{} b.", " a".repeat(n))),
    ),
    family("versions of a number", SITES, 8, |n| versions(n, |_| String::new(), "Text that MUST stand here.")),
    family("versions that name others", SITES, 8, versions_that_name),
    family("replaced versions", SITES, 8, chain),
    family("supplements of a version", SITES, 8, supplements),
    family("supplements of many slugs", SITES, 8, supplements_of_slugs),
    family("a site of documents", SITES, 8, documents),
    family("a site of faulty documents", SITES, 8, faulty_documents),
    family("a site of a faulty document", SITES, 40, |n| body(many(n, |i| format!("[a](#none-{i})\n\n")))),
    family("a site of scopes", SITES, 8, scope),
    family("a site of test cases", SITES, 8, traced),
    family("a site of periods", SITES, 8, |n| periods(n, 2024)),
    family("periods of a scope of ours", &["check", "export"], 60, periods_of_ours),
    family("proposals", &["build", "export", "check"], 8, |n| {
        (0..n).map(|i| document(&format!("scs-xxxx-v1-slug-{i}.md"), HEAD, "Text.")).collect()
    }),
    family("links to comparisons", &["check", "page"], 20, |n| {
        let mut files = versions(n / 4, |_| String::new(), "Text.");
        let links = many(n, |i| format!("[a](/standards/iaas/scs-0100/v{}-v{})\n", i % (n / 4), i % (n / 4) + 1));
        files.push(document("scs-0101-v1-x.md", HEAD, &links));
        files
    }),
    family("states of one document", &["history"], 20, |n| {
        states(n, |_| "scs-0100-v1-hard.md".into(), |i| format!("It MUST be {i}."))
    }),
    family("states of many documents", &["history"], 20, |n| {
        states(n, |i| format!("scs-{:04}-v1-x.md", i % 9000), |i| format!("It MUST be {i}."))
    }),
    family("versions in a history", &["history"], 20, |n| {
        states(n, |i| format!("scs-0100-v{}-x.md", i + 1), |i| format!("It MUST be {i}."))
    }),
];
