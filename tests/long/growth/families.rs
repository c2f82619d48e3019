//! Generators of inputs of any size, one family for each thing that a register may have many of.

use std::fmt::Write;

/// Files of a register.
pub type Files = Vec<(String, String)>;

/// A family of inputs.
pub struct Family {
    pub name: &'static str,
    /// What is measured on it.
    pub works: &'static [&'static str],
    /// The smallest number.
    pub small: usize,
    /// A register with that many of them.
    pub make: fn(usize) -> Files,
    /// An older state.
    pub before: fn(usize) -> Files,
    /// Instead of `make`: the body of the single document of a register.
    pub body: Option<fn(usize) -> String>,
}

impl Family {
    /// A family of the bodies of one document.
    pub const fn of_bodies(name: &'static str, body: fn(usize) -> String) -> Self {
        Family { name, works: &["check"], small: 60, make: |_| Vec::new(), before: |_| Vec::new(), body: Some(body) }
    }

    /// A register with `n` of them.
    pub fn files(&self, n: usize) -> Files {
        match self.body {
            Some(make) => body(make(n)),
            None => (self.make)(n),
        }
    }
}

const TEXT: &[&str] = &["check", "page"];
const ALL: &[&str] = &["check", "page", "change"];
const FIX: &[&str] = &["fix"];

/// A family of registers.
pub const fn family(
    name: &'static str,
    works: &'static [&'static str],
    small: usize,
    make: fn(usize) -> Files,
) -> Family {
    Family { name, works, small, make, before: |_| Vec::new(), body: None }
}

pub const HEAD: &str = "title: Hard\ntype: Standard\nstatus: Draft\ntrack: IaaS\n";

pub fn document(name: &str, head: &str, body: &str) -> (String, String) {
    (format!("Standards/{name}"), format!("---\n{head}---\n\n## Introduction\n\n{body}\n"))
}

pub fn body(body: String) -> Files {
    vec![document("scs-0100-v1-hard.md", HEAD, &body)]
}

pub fn many(n: usize, make: impl Fn(usize) -> String) -> String {
    (0..n).map(make).collect()
}

fn head(n: usize, make: impl Fn(usize) -> String) -> Files {
    vec![document("scs-0100-v1-hard.md", &format!("{HEAD}{}", many(n, make)), "Text.")]
}

/// A scope file with that many parts.
pub fn scope(n: usize) -> Files {
    let mut text = String::from("uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: X\nurl: https://e.org\nscripts:\n");
    let _ = write!(
        text,
        "- executable: a.py\n  testcases:\n{}",
        many(n, |i| format!(
            "  - id: scs-0100-case-{i}\n    url: https://docs.scs.community/standards/scs-0100-v1-hard#c{i}\n"
        ))
    );
    let _ = write!(
        text,
        "modules:\n{}",
        many(n, |i| format!(
            "- id: scs-{:04}-v1\n  name: M\n  url: https://docs.scs.community/standards/scs-0100-v1-hard\n  targets:\n    main: scs-0100-case-{i}\n",
            100 + i
        ))
    );
    let _ = write!(
        text,
        "timeline:\n{}",
        many(n, |i| format!("- date: 2{:03}-01-01\n  versions:\n    v{i}: effective\n", 999 - i % 999))
    );
    let _ = write!(
        text,
        "versions:\n{}",
        many(n, |i| format!("- version: v{i}\n  stabilized_at: 2024-01-01\n  include:\n  - scs-{:04}-v1\n", 100 + i))
    );
    vec![("Tests/scs-x.yaml".into(), text), document("scs-0100-v1-hard.md", HEAD, "`scs-0100-case-1`")]
}

/// Versions of one number in a chain of replacements.
pub fn chain(n: usize) -> Files {
    let one = |i: usize| {
        let version = i + 1;
        let back = if i == 0 { String::new() } else { format!("replaces:\n  - scs-0100-v{i}-hard.md\n") };
        let head = format!(
            "title: Hard\ntype: Standard\nstatus: Deprecated\ntrack: IaaS\nstabilized_at: 2020-01-01\ndeprecated_at: 2021-01-01\nreplaced_by:\n  - scs-0100-v{}-hard.md\n{back}",
            version + 1
        );
        document(&format!("scs-0100-v{version}-hard.md"), &head, "Text that MUST stand here.")
    };
    (0..n).map(one).collect()
}

pub fn supplements(n: usize) -> Files {
    let one = |i: usize| {
        let head = "title: \"Hard: notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-hard.md\n";
        document(&format!("scs-0100-w{}-hard.md", i + 1), head, "## Automated tests\n\n`scs-0100-some-check`")
    };
    let mut files: Files = (0..n).map(one).collect();
    files.extend(body("Text.".into()));
    files
}

pub fn documents(n: usize) -> Files {
    let one = |i: usize| {
        let text = format!(
            "[next](scs-{:04}-v1-hard.md#introduction), which MUST be, and scs-{:04}-v1.",
            100 + (i + 1) % n,
            100 + (i + 7) % n
        );
        document(&format!("scs-{:04}-v1-hard.md", 100 + i), HEAD, &text)
    };
    (0..n).map(one).collect()
}

/// Test cases related to standards, by front matter and a scope of ours.
pub fn traced(n: usize) -> Files {
    let cases =
        many(n, |i| format!("      - {{id: scs-0100-case-{i}, description: x, target: main, versions: [v1]}}\n"));
    let head = format!(
        "title: \"Hard: tests\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-hard.md\ntests:\n  - executable: a.py\n    testcases:\n{cases}"
    );
    let list = many(n, |i| format!("- `scs-0100-case-{i}`\n"));
    let scope = "title: X\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: Scopes\nscope:\n  file: scs-x.yaml\n  uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\n  name: X\n  include: [scs-0100-v1]\n";
    let mut files = scope_of(n);
    files.push(document("scs-0100-w1-hard.md", &head, &format!("## Automated tests\n\n{list}")));
    files.push(document("scs-0500-v1-x.md", scope, "## Subject Matter\n\n- [Hard](scs-0100-v1-hard.md)"));
    files
}

fn scope_of(n: usize) -> Files {
    scope(n).into_iter().collect()
}

/// Two states of a text, with every tenth sentence altered.
pub fn sentences(n: usize, word: &str) -> Files {
    body(many(n, |i| {
        let word = if i % 10 == 0 { word } else { "service" };
        format!("Every {word} of kind {i} MUST offer the feature {} to users.\n\n", i * 7)
    }))
}

fn renamed(n: usize, slug: &str) -> Files {
    let one = |i: usize| document(&format!("scs-xxxx-v1-{slug}-{i}.md"), HEAD, &format!("About {i} and {}.", i * 3));
    (0..n).map(one).collect()
}

pub const FAMILIES: &[Family] = &[
    family("headings", TEXT, 60, |n| body(many(n, |_| "## Again\n\nText.\n\n".into()))),
    family("nested headings", TEXT, 60, |n| body(many(n, |i| format!("{} H{i}\n\n", "#".repeat(2 + i % 5))))),
    family("links", TEXT, 60, |n| body(many(n, |i| format!("[a](scs-0100-v1-hard.md#x{i}) ")))),
    family("references", TEXT, 60, |n| {
        body(many(n, |i| format!("[a][l{i}] [b][m{i}]\n\n[l{i}]: https://e.org/{i}\n\n")))
    }),
    family("definitions", TEXT, 200, |n| body(many(n, |i| format!("[l{i}]: x\n[l{i}]\n\n")))),
    family("tags in a word", TEXT, 400, |n| body(format!("[www.x{}", "<b".repeat(n)))),
    family("directives in a word", TEXT, 400, |n| body("a:b[c]".repeat(n))),
    family("backticks of every length", TEXT, 8, |n| body(many(n, |i| format!("{} ", "`".repeat(i + 1))))),
    family("footnotes", TEXT, 60, |n| body(many(n, |i| format!("a[^{i}] b[^x{i}]\n\n[^{i}]: note\n\n")))),
    family("lists", TEXT, 80, |n| body(many(n, |i| format!("{}- item {i}\n", "  ".repeat(i % 6))))),
    family("quotes", TEXT, 80, |n| body(many(n, |i| format!("{}quote {i}\n\n", "> ".repeat(1 + i % 6))))),
    family("tables in number", TEXT, 30, |n| body(many(n, |i| format!("| a | b |\n|---|---|\n| {i} | c | d |\n\n")))),
    family("rows", TEXT, 80, |n| body(format!("| a | b |\n|---|---|\n{}", many(n, |i| format!("| {i} | `c` |\n"))))),
    family("columns", TEXT, 40, |n| body(format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "b|".repeat(n)))),
    family("code", TEXT, 60, |n| body(many(n, |i| format!("`code {i}` ```x\n\n```text\n{i}\n```\n\n")))),
    family("html", TEXT, 60, |n| body(many(n, |i| format!("<a id=\"x{i}\"></a> <b>x\n\n<div>\n\n")))),
    family("brackets", TEXT, 200, |n| body("[a ".repeat(n))),
    family("emphasis", TEXT, 200, |n| body("*a_ ".repeat(n))),
    family("admonitions", TEXT, 40, |n| body(many(n, |i| format!(":::note A {i}\n\ntext\n\n:::\n\n")))),
    family("sentences", ALL, 40, |n| sentences(n, "service")),
    family("one long sentence", TEXT, 100, |n| body(format!("A{} MUST end.", " word, e.g. this".repeat(n)))),
    family("mentions", TEXT, 60, |n| body(many(n, |i| format!("scs-{:04}-v1 and scs-0100-check-{i} ", i % 9999)))),
    family("hidden characters", TEXT, 60, |n| body("a\u{200b} b\u{202e} ".repeat(n))),
    family("one long line", TEXT, 100, |n| body("MUST not [x](#y) ".repeat(n))),
    family("waivers and findings", &["check"], 40, |n| {
        body(many(n, |i| format!("<!-- scsdoc: allow(broken-anchor) why {i} -->\n[a](#none-{i})\n\n")))
    }),
    family("waivers of one finding", &["check"], 40, |n| {
        body(format!("{}[a](#none)\n", "<!-- scsdoc: allow(broken-anchor) why -->\n".repeat(n)))
    }),
    family("waivers in the settings", &["check"], 40, |n| {
        let waivers = many(n, |i| {
            format!(
                "[[waiver]]\nrule = \"broken-anchor\"\npath = \"Standards/scs-0100-v1-hard.md\"\nreason = \"r{i}\"\n\n"
            )
        });
        let mut files = body(many(n, |i| format!("[a](#none-{i})\n\n")));
        files.push(("scsdoc.toml".into(), waivers));
        files
    }),
    family("keys", TEXT, 40, |n| head(n, |i| format!("key_{i}: value # why\n"))),
    family("keys in braces", TEXT, 40, |n| head(1, |_| format!("tests: {{{}}}\n", many(n, |i| format!("k{i}: v, "))))),
    family("list entries", TEXT, 40, |n| {
        head(1, |_| format!("replaces:\n{}", many(n, |i| format!("  - scs-0{:03}-v1-x.md\n", i % 1000))))
    }),
    family("one entry many times", TEXT, 40, |n| {
        head(1, |_| format!("replaces:\n{}", "  - scs-0100-v1-hard.md\n".repeat(n)))
    }),
    family("description", TEXT, 100, |n| head(1, |_| format!("description: >-\n{}", "  words upon words\n".repeat(n)))),
    family("comments", TEXT, 60, |n| head(n, |i| format!("# comment {i}\n"))),
    family("aliases", TEXT, 10, |n| head(1, |_| format!("a: &a x\nreplaces: [{}]\n", "*a, ".repeat(n)))),
    family("scope parts", &["check", "page"], 8, scope),
    Family { name: "scope change", works: &["change"], small: 8, make: scope, before: scope, body: None },
    family("documents", ALL, 8, documents),
    family("supplements of a number", ALL, 8, supplements),
    family("replaced chains", ALL, 8, chain),
    family("trace", &["check", "page"], 8, traced),
    Family { name: "two states", works: &["change"], small: 8, make: documents, before: documents, body: None },
    Family {
        name: "renamed proposals",
        works: &["change"],
        small: 6,
        make: |n| renamed(n, "new"),
        before: |n| renamed(n, "old"),
        body: None,
    },
    family("fixes of a list", FIX, 8, |n| head(n, |i| format!("key_{i}: value # | Draft\n"))),
    family("fixes of documents", FIX, 4, |n| {
        let one = |i: usize| {
            document(
                &format!("scs-{:04}-v1-x.md", 100 + i),
                "title: X\ntype: standard\nstatus: draft\ntrack: iaas\n",
                "Text.",
            )
        };
        (0..n).map(one).collect()
    }),
];
