//! Bytes, YAML and Markdown of documents.

use super::case::{Case, VICTIM, document, file, fill};

/// Just below the largest document that is read whole.
const WHOLE: usize = (1 << 20) - 4_096;

fn bytes(name: &str, make: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Case {
    file("bytes", name, VICTIM, make)
}

fn front(name: &str, make: impl Fn() -> String + Send + Sync + 'static) -> Case {
    file("yaml", name, VICTIM, move || document(&format!("{}\n", make()), "Text.").into_bytes())
}

fn text(name: &str, make: impl Fn() -> String + Send + Sync + 'static) -> Case {
    file("markdown", name, VICTIM, move || document("", &make()).into_bytes())
}

pub fn cases() -> Vec<Case> {
    let sound = document("", "Text.");
    let one = |text: String| move || text.clone().into_bytes();
    let mut cases = vec![
        bytes("empty", Vec::new),
        bytes("one newline", || b"\n".to_vec()),
        bytes("only a fence", || b"---".to_vec()),
        bytes("two fences", || b"---\n---\n".to_vec()),
        bytes("fences without end", || fill("---\n", WHOLE).into_bytes()),
        bytes("no fence", || b"title: x\n\n## A\n".to_vec()),
        bytes("unclosed", || b"---\ntitle: x\n## A\n".to_vec()),
        bytes("unclosed and large", || format!("---\n{}", fill("a: b\n", WHOLE)).into_bytes()),
        bytes("a fence of dots", || b"---\ntitle: x\n...\ntext\n".to_vec()),
        bytes("a fence with spaces", one(sound.replacen("---\n", "---  \t\n", 2))),
        bytes("TOML front matter", || b"+++\ntitle = 'x'\n+++\n".to_vec()),
        bytes("byte order mark", one(format!("\u{feff}{sound}"))),
        bytes("five byte order marks", one(format!("{}{sound}", "\u{feff}".repeat(5)))),
        bytes("only byte order marks", || "\u{feff}".repeat(100_000).into_bytes()),
        bytes("NUL in a value", one(sound.replace("Names", "Na\0mes"))),
        bytes("NUL everywhere", || vec![0; 200_000]),
        bytes("all bytes", || (0..=255u8).cycle().take(300_000).collect()),
        bytes("invalid UTF-8 in a value", || b"---\ntitle: \xff\xfe\xc0\xaf\n---\n\n\xf5\x80\n".to_vec()),
        bytes("only invalid UTF-8", || vec![0xff; WHOLE]),
        bytes("every second byte invalid", || b"a\xff".repeat(WHOLE / 2)),
        bytes("cut in a character", || "---\ntitle: ä".as_bytes()[..11].to_vec()),
        bytes("surrogates", || b"---\ntitle: \xed\xa0\x80\n---\n".to_vec()),
        bytes("UTF-16", || "\u{feff}---\ntitle: x\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        bytes("UTF-32", || "\u{feff}---\ntitle: x\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
        bytes("carriage returns alone", one(sound.replace('\n', "\r"))),
        bytes("CR LF", one(sound.replace('\n', "\r\n"))),
        bytes("LF CR", one(sound.replace('\n', "\n\r"))),
        bytes("mixed line endings", one(sound.replacen('\n', "\r\n", 3).replacen("\n\n", "\r\r", 1))),
        bytes("only carriage returns", || vec![b'\r'; WHOLE]),
        bytes("only newlines", || vec![b'\n'; WHOLE]),
        bytes("only spaces", || vec![b' '; WHOLE]),
        bytes("only tabs", || vec![b'\t'; WHOLE]),
        bytes("one line of ten megabytes", || vec![b'x'; 10_000_000]),
        bytes("ten megabytes of documents", || document("", "Text.").repeat(100_000).into_bytes()),
        bytes("one line as large as allowed", || document("", &fill("word ", WHOLE)).into_bytes()),
        bytes("a line of wide characters", || document("", &fill("漢", WHOLE)).into_bytes()),
        bytes("a line of combining characters", || document("", &format!("a{}", fill("\u{301}", WHOLE))).into_bytes()),
        bytes("a line of emoji families", || {
            document("", &fill("👩\u{200d}👩\u{200d}👧\u{200d}👦", WHOLE)).into_bytes()
        }),
        bytes("hidden characters", || document("", &fill("a\u{200b}\u{202e}", WHOLE)).into_bytes()),
        bytes("control characters", || document("", &fill("a\u{1b}[2J\u{7}", WHOLE)).into_bytes()),
        bytes("commands on lines", || document("", &fill("::error::pwned\n##[error]pwned\n\n", WHOLE)).into_bytes()),
        bytes("commands behind carriage returns", || document("", &fill("\r::error::pwned\r", 50_000)).into_bytes()),
    ];
    cases.extend(yaml());
    cases.extend(markdown());
    cases
}

fn bomb(levels: u8, width: usize) -> String {
    let mut text = format!("a: &a [{}]\n", vec!["x"; width].join(","));
    for c in 1..=levels {
        let (this, before) = (char::from(b'a' + c), char::from(b'a' + c - 1));
        text.push_str(&format!("{this}: &{this} [{}]\n", vec![format!("*{before}"); width].join(",")));
    }
    text
}

fn yaml() -> Vec<Case> {
    let deep = |open: &'static str, times: usize| move || format!("x: {}", open.repeat(times));
    let list: &[&str] = &["[", "{", "{a: ", "[[", "? ", "- ", "!!seq [", "&a [", "\"", "'"];
    let mut cases: Vec<Case> =
        list.iter().map(|open| front(&format!("`{open}` 20,000 deep"), deep(open, 20_000))).collect();
    cases.extend([
        front("an alias bomb", || bomb(20, 9)),
        front("an alias bomb of mappings", || {
            let list: String =
                (1..20).map(|n| format!("k{n}: &k{n} {{a: *k{0}, b: *k{0}, c: *k{0}}}\n", n - 1)).collect();
            format!("k0: &k0 {{a: 1}}\n{list}")
        }),
        front("many aliases of one value", || format!("a: &a {}\nb: [{}]", "x".repeat(30_000), fill("*a,", 30_000))),
        front("many anchors", || (0..3_000).map(|n| format!("k{n}: &a{n} x\n")).collect()),
        front("anchors of nested lists", || format!("x: {}", (0..60).map(|n| format!("&a{n} [")).collect::<String>())),
        front("a recursive alias", || "x: &a [*a, *a]".into()),
        front("an unknown alias", || "x: *none".into()),
        front("aliases as keys", || "a: &a k\n*a : 1\n? *a\n: 2".into()),
        front("merge keys", || format!("a: &a {{x: 1}}\nb: {{<<: [{}]}}", fill("*a,", 30_000))),
        front("merge keys that merge", || {
            (1..40)
                .map(|n| format!("m{n}: &m{n}\n  <<: [*m{0}, *m{0}]\n  k{n}: 1\n", n - 1))
                .fold("m0: &m0 {k: 1}\n".into(), |all, one| all + &one)
        }),
        front("a merge of itself", || "x: &a\n  <<: *a".into()),
        front("a merge of a text", || "<<: text\n<<: [1, 2]".into()),
        front("duplicate keys", || fill("title: Again\n", 60_000)),
        front("duplicate keys of every kind", || {
            "? [a]\n: 1\n? [a]\n: 2\n? {a: b}\n: 3\n? {a: b}\n: 4\n1: x\n1.0: y\n0x1: z".into()
        }),
        front("many keys", || (0..8_000).map(|n| format!("k{n}: 1\n")).collect()),
        front("many keys that are nearly right", || (0..4_000).map(|n| format!("titel{n}: 1\n")).collect()),
        front("long keys", || format!("{}: 1\n? {}\n: 2", "k".repeat(20_000), "j".repeat(20_000))),
        front("a key without a value", || "? \n:\n: x".into()),
        front("a mapping as a key", || "? {a: [b, {c: d}]}\n: c".into()),
        front("tags", || {
            "a: !!python/object/apply:os.system [\"touch hacked\"]\nb: !!binary AAAA\nc: !<tag:x> 1\nd: !!int x".into()
        }),
        front("tags without end", || format!("a: {}x", fill("!!str ", 50_000))),
        front("directives", || "%YAML 9.9\n%TAG ! tag:x,2000:\na: b".into()),
        front("two documents", || "a: b\n...\nc: d".into()),
        front("a huge number", || format!("x: {}", "9".repeat(50_000))),
        front("a huge exponent", || "x: 1e999999999\ny: -.inf\nz: .nan\nw: 0x7fffffffffffffffffffffff".into()),
        front("a huge scalar", || format!("description: >-\n{}", fill("  word word word\n", 60_000))),
        front("a huge quoted scalar", || format!("description: \"{}\"", fill("\\n\\x1b\\\\", 60_000))),
        front("a literal with huge indentation", || format!("x: |9\n{}y", " ".repeat(50_000))),
        front("blocks 300 deep", || (0..300).map(|n| format!("{}x:\n", " ".repeat(n))).collect()),
        front("lists in blocks", || {
            format!("x:\n{}", (0..300).map(|n| format!("{}-\n", " ".repeat(n))).collect::<String>())
        }),
        front("tabs for indentation", || "x:\n\ty: 1\n\t- z".into()),
        front("comments", || fill("# scsdoc: allow(empty-section) why\n", 60_000)),
        front("colons", || fill(": ", 60_000)),
        front("commas", || format!("x: [{}]", fill(",", 60_000))),
        front("question marks", || fill("? ", 60_000)),
        front("percent signs", || fill("%", 60_000)),
        front("lists for every key", || {
            ["description", "stabilized_at", "replaces", "authors", "tests", "scope"]
                .iter()
                .map(|key| format!("{key}: [[[[]]]]\n"))
                .collect()
        }),
        front("mappings for every key", || {
            ["description", "stabilized_at", "replaces", "authors", "tests", "scope"]
                .iter()
                .map(|key| format!("{key}: {{a: {{}}}}\n"))
                .collect()
        }),
        front("null for every key", || {
            ["description", "stabilized_at", "replaces", "authors", "tests", "scope"]
                .iter()
                .map(|key| format!("{key}: ~\n"))
                .collect()
        }),
        front("extreme dates", || {
            "stabilized_at: 9999-12-31\ndeprecated_at: 0000-00-00\nrejected_at: -9999-01-01".into()
        }),
        front("dates that are none", || {
            "stabilized_at: 2024-02-30\ndeprecated_at: 2024-1-1\nrejected_at: 99999-01-01".into()
        }),
        front("times", || "stabilized_at: 2024-01-01T25:61:61Z\ndeprecated_at: 1700000000".into()),
        front("a replacement of itself", || {
            "replaces: [scs-0100-v1-victim.md]\nreplaced_by: [scs-0100-v1-victim.md]".into()
        }),
        front("many replacements", || format!("replaces: [{}]", fill("scs-0101-v1-neighbour.md,", 60_000))),
        front("many unknown replacements", || {
            format!("replaces: [{}]", (0..2_000).map(|n| format!("scs-{n:04}-v1-x.md,")).collect::<String>())
        }),
        front("many test cases", || {
            let list: String = (0..500)
                .map(|n| format!("{{id: scs-0100-t{n}, description: x, target: main, versions: [v1]}},"))
                .collect();
            format!("tests: [{{executable: x.py, testcases: [{list}]}}]")
        }),
        front("many scripts", || format!("tests: [{}]", fill("{executable: x.py, testcases: []},", 50_000))),
        front("many inclusions", || {
            format!("scope: {{file: scs-z.yaml, uuid: x, name: Z, include: [{}]}}", fill("scs-0100-v1,", 50_000))
        }),
        front("as large as allowed", || fill("# x\n", 65_000)),
        front("larger than allowed", || fill("# x\n", 70_000)),
    ]);
    cases
}

fn markdown() -> Vec<Case> {
    // Each opens something that may nest or stay open, as often as fits.
    let openers: &[&str] = &[
        "> ",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "1) ",
        "[",
        "![",
        "[[",
        "](",
        "][",
        "[x](",
        "[x](<",
        "![x](",
        "*",
        "**",
        "_",
        "__",
        "*a _b ",
        "**a *b ",
        "~~",
        "~",
        "`",
        "``",
        "` ``",
        "<",
        "</",
        "<a ",
        "<a href=\"",
        "<b>",
        "<div>",
        "<div\n",
        "<!--",
        "<!-- ",
        "<?",
        "<!A",
        "<![CDATA[",
        "&",
        "&#",
        "&amp;",
        "\\",
        "\\\n",
        "|",
        "|-",
        "- [ ] ",
        "> - ",
        "> > - ",
        "```\n",
        "~~~\n",
        "    ",
        "\t",
        "#",
        "# ",
        "###### ",
        "=",
        "a\n=\n",
        "a\n-\n",
        "---\n",
        "***\n",
        "[^",
        "[^a]",
        "[^a]: ",
        "[a]: ",
        "[a]: <",
        "[a]: b \"",
        "http://",
        "https://a.b/(",
        "www.",
        "a@b.",
        "<http://",
        ":::",
        ":::note\n",
        "{",
        "{{",
        "{%",
        "${",
        "$$",
        "$",
        "<details>",
        "<table><tr><td>",
        "<svg><math>",
        "<p><p>",
        "import x\n",
        "export x\n",
        "MUST ",
        "MUST NOT SHOULD ",
        "scs-0100-v1 ",
        "scs-",
        "`scs-0100-x` ",
        "<!-- scsdoc: allow(",
        "scsdoc:",
        "\u{a0}",
        "\u{2028}",
        "e\u{301}",
        "\n\n",
        "a  \n",
        "a\\\n",
        "\"",
        "'",
        "...",
        "--",
        "(c) ",
        "<style>",
        "<script>",
        "<textarea>",
        "<title>",
        "<plaintext>",
        "<select><option>",
        "<a><a>",
        "<b><i>",
        "<li>",
        "<h1>",
    ];
    let mut cases: Vec<Case> = Vec::new();
    for unit in openers {
        let name = unit.escape_debug().to_string();
        cases.push(text(&format!("`{name}` without end"), move || fill(unit, WHOLE)));
        cases.push(text(&format!("`{name}` on lines"), move || fill(&format!("a {unit}b\n\n"), 200_000)));
    }
    let pairs: &[(&str, &str)] = &[
        ("[", "]"),
        ("[", "](x)"),
        ("![", "](x)"),
        ("*", "*"),
        ("**", "**"),
        ("~~", "~~"),
        ("<b>", "</b>"),
        ("<div>\n", "\n</div>"),
        ("(", ")"),
        ("`", "`"),
        ("<svg>", "</svg>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<!--", "-->"),
        ("*a **b ", "** *"),
        ("[a](<", ">)"),
        ("<p>", "</p>"),
    ];
    for (open, close) in pairs {
        cases.push(text(&format!("{} and {} 100,000 deep", open.escape_debug(), close.escape_debug()), move || {
            let times = 100_000.min(WHOLE / (open.len() + close.len()));
            format!("{}x{}", open.repeat(times), close.repeat(times))
        }));
    }
    cases.extend([
        text("references", || format!("{}\n\n[b]: x", fill("[a][b]", WHOLE - 100))),
        text("definitions", || (0..40_000).map(|n| format!("[a{n}]: /x{n}\n")).collect()),
        text("definitions of one label", || fill("[a]: b\n", WHOLE)),
        text("definitions and references", || (0..25_000).map(|n| format!("[a{n}]: /x{n}\n\n[a{n}]\n")).collect()),
        text("long labels", || fill(&format!("[{}]: x\n\n", "a".repeat(990)), WHOLE)),
        text("footnotes", || (0..30_000).map(|n| format!("[^{n}]: x[^{n}]\n\n")).collect()),
        text("footnotes in footnotes", || (0..30_000).map(|n| format!("[^{n}]: x[^{}]\n\n", n + 1)).collect()),
        text("one footnote, many calls", || format!("{}\n\n[^a]: x", fill("[^a] ", WHOLE - 100))),
        text("100,000 columns", || {
            format!("|{}\n|{}\n|{}\n", fill("a|", 200_000), fill("-|", 200_000), fill("b|", 200_000))
        }),
        text("many rows", || format!("|a|b|\n|-|-|\n{}", fill("|c|d|\n", WHOLE - 100))),
        text("short rows of a wide table", || {
            format!("|{}\n|{}\n{}", fill("a|", 10_000), fill("-|", 10_000), fill("|x|\n", 400_000))
        }),
        text("many tables", || fill("|a|\n|-|\n|b|\n\n", WHOLE)),
        text("headings of one name", || fill("## Again\n\n", WHOLE)),
        text("headings of many names", || (0..60_000).map(|n| format!("## H {n}\n\n")).collect()),
        text("headings whose anchors meet", || (0..40_000).map(|n| format!("## a\n\n## a-{n}\n\n")).collect()),
        text("a heading as long as the text", || format!("## {}", fill("word ", WHOLE))),
        text("broken anchors", || (0..40_000).map(|n| format!("[a](#none-{n})\n\n")).collect()),
        text("broken anchors and headings", || {
            (0..15_000).map(|n| format!("## word {n}\n\n[a](#wrod-{n})\n\n")).collect()
        }),
        text("broken links", || (0..50_000).map(|n| format!("[a](none-{n}.md)\n")).collect()),
        text("broken links into folders", || (0..40_000).map(|n| format!("[a](a/b{n}/c/none.md)\n")).collect()),
        text("links to documents that are not there", || {
            (0..40_000).map(|n| format!("[a](scs-{:04}-v1-x.md)\n", n % 9_999)).collect()
        }),
        text("links to the outside", || {
            fill("[a](../../outside/passwd) ![b](../../../../../../etc/passwd)\n\n", 200_000)
        }),
        text("links to absolute paths", || {
            fill("[a](/etc/passwd) [b](file:///etc/passwd) [c](//etc/passwd)\n\n", 200_000)
        }),
        text("links with NUL", || fill("[a](x%00y.md) [b](%2e%2e/%2e%2e/outside/passwd)\n\n", 200_000)),
        text("long paths in links", || fill(&format!("[a]({})\n\n", "a/".repeat(3_000)), WHOLE)),
        text("links to pages", || (0..20_000).map(|n| format!("[a](/standards/scs-0{n}-v1-x)\n")).collect()),
        text("links into the repository", || {
            (0..8_000)
                .map(|n| format!("[a](https://github.com/SovereignCloudStack/standards/blob/main/x{n}.py)\n"))
                .collect()
        }),
        text("links to pinned commits", || {
            (0..8_000)
                .map(|n| format!("[a](https://github.com/SovereignCloudStack/standards/blob/{n:040x}/x.py)\n"))
                .collect()
        }),
        text("waivers", || fill("<!-- scsdoc: allow(broken-anchor) why -->\n", WHOLE)),
        text("waivers and findings", || {
            (0..10_000).map(|n| format!("<!-- scsdoc: allow(broken-anchor) why -->\n[x](#none-{n})\n\n")).collect()
        }),
        text("a waiver of many rules", || {
            format!("<!-- scsdoc: allow({}) why -->\n[x](#none)", fill("broken-anchor,", 500_000))
        }),
        text("waivers in one comment and findings", || {
            format!("<!-- scsdoc: allow({}) why -->\n{}", fill("broken-anchor,", 300_000), fill("[x](#none) ", 300_000))
        }),
        text("keywords", || fill("MUST NOT SHALL SHOULD MAY OPTIONAL must not ", WHOLE)),
        text("sentences", || {
            (0..8_000).map(|n| format!("Clouds MUST offer thing {n} and SHOULD NOT offer other {n}.\n\n")).collect()
        }),
        text("names of test cases", || (0..20_000).map(|n| format!("- `scs-0100-case-{n}` looks\n")).collect()),
        text("a section on tests without end", || {
            format!("## Automated tests\n\n{}", (0..30_000).map(|n| format!("`scs-0100-t{n}` ")).collect::<String>())
        }),
        text("code without end", || format!("```python\n{}", fill("def f(x): return \"\n", WHOLE - 100))),
        text("fences in fences", || (3..1_200).map(|n| format!("{}\n", "`".repeat(n))).collect()),
        text("fences of every language", || (0..20_000).map(|n| format!("```lang{n}\nx\n```\n\n")).collect()),
        text("backticks of every length", || (1..1_400).map(|n| format!("{} ", "`".repeat(n))).collect()),
        text("entities", || fill("&amp;&lt;&#x27;&CounterClockwiseContourIntegral;", WHOLE)),
        text("html with many attributes", || format!("<b {}>x</b>", fill("a=\"b\" ", WHOLE - 100))),
        text("html that misnests", || fill("<b><i></b></i><table><b>", WHOLE)),
        text("html that clones formatting", || format!("{}{}", fill("<b><i><u>", 100_000), fill("<p>x", 100_000))),
        text("tabs in lists", || (0..1_000).map(|n| format!("{}- x\n", "\t".repeat(n % 200))).collect()),
        text("lists that indent", || (0..1_200).map(|n| format!("{}- x\n", " ".repeat(n))).collect()),
        text("quotes that deepen", || (0..1_200).map(|n| format!("{}x\n", "> ".repeat(n % 500))).collect()),
        text("lazy continuation", || format!("{}a\n{}", "> ".repeat(5_000), fill("b\n", 500_000))),
        text("hard breaks", || fill("a  \nb\\\n", WHOLE)),
        text("words without end", || fill("a", WHOLE)),
        text("one word on each line", || fill("a\n", WHOLE)),
    ]);
    for (number, payload) in XSS.iter().enumerate() {
        cases.push(text(&format!("script {number}"), move || {
            format!("{payload}\n\n## {payload}\n\n| {payload} |\n|---|\n| {payload} |\n\n- {payload}\n\n[{payload}](x)\n\n```{payload}\nx\n```\n")
        }));
    }
    cases
}

const XSS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT\n>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script xlink:href=data:,alert(1) />",
    "<math href=javascript:alert(1)>x</math>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"&#106avascript:alert(1)\">x</a>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=data:text/html,x>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<style>@import 'https://evil.example/'</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<template><img src=x onerror=alert(1)></template>",
    "[x](javascript:alert(1))",
    "[x](  java&Tab;script:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    "<x:y onclick=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
    "<link rel=import href=//evil.example/>",
    "</textarea></title></style></script><script>alert(1)</script>",
];
