//! Fixed fuzzer findings: the body, the bug, and a minimized input.

/// A find.
pub type Find = (&'static str, &'static str, &'static [u8]);

/// All finds. Where a find says something of a rule, there is a fixture of that rule as well.
pub const REGRESSIONS: &[Find] = &[
    ("encode", "a first cell or a title that begins with two colons was a workflow command", b"::error::x"),
    ("encode", "the same behind blanks, where the title is folded", b" :::note"),
    ("encode", "a quote in front of a formula in CSV could not be told from one of the text", b"'-x"),
    (
        "front_matter",
        "a code span over two lines of a heading gave another anchor where lines end with CR LF",
        b"`a\nb`\n---\n",
    ),
    (
        "change",
        "two files of one number and version were paired with another older file than from the other side",
        b"-- Standards/scs-0101-v1-d.md --\nd\n-- Standards/scs-0101-v1-e.md --\ne\n-- base:Standards/scs-0101-v1-c.md --\nc\n",
    ),
    (
        "change",
        "a scope version that stands twice was changed, although nothing was",
        b"-- Tests/scs-x.yaml --\nversions:\n- {version: v1, stabilized_at: 2024-01-01, include: [a]}\n\
          - {version: v1, stabilized_at: 2024-01-01, include: [b]}\n",
    ),
    ("encode", "a first cell of CSV that begins with a blank and two colons was a workflow command", b" ::error::x"),
    ("toml", "a number of more than 64 bits was taken for nothing, without a word", b"a = 99999999999999999999\nb = [1e999]\n"),
    ("yaml", "a block scalar that begins at the margin; the body was wrong", b">\n\n\n## \n\n"),
    (
        "front_matter",
        "blanks at the end of a block scalar are a part of it; the body was wrong",
        b"---\na:\n |+\n   b   \n---\n",
    ),
    (
        "check",
        "a blank of several bytes in a word before a tag, or before a value, stopped the check",
        b"-- Standards/scs-0101-v1-c.md --\n[www.x\xe2\x80\x8ay<b\n\n<b a=\xe2\x80\x8a\"x\">=\n",
    ),
];
