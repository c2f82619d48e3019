//! Documents with hostile bytes, YAML and Markdown.

use super::case::{Case, VICTIM, document, file, fill};
use crate::growth::worst_cases;

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
        bytes("two fences", || b"---\n---\n".to_vec()),
        bytes("fences without end", || fill("---\n", WHOLE).into_bytes()),
        bytes("unclosed and large", || format!("---\n{}", fill("a: b\n", WHOLE)).into_bytes()),
        bytes("TOML front matter", || b"+++\ntitle = 'x'\n+++\n".to_vec()),
        bytes("five byte order marks", one(format!("{}{sound}", "\u{feff}".repeat(5)))),
        bytes("NUL in a value", one(sound.replace("Names", "Na\0mes"))),
        bytes("all bytes", || (0..=255u8).cycle().take(300_000).collect()),
        bytes("only invalid UTF-8", || vec![0xff; WHOLE]),
        bytes("cut in a character", || "---\ntitle: ä".as_bytes()[..11].to_vec()),
        bytes("UTF-16", || "\u{feff}---\ntitle: x\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        bytes("carriage returns alone", one(sound.replace('\n', "\r"))),
        bytes("mixed line endings", one(sound.replacen('\n', "\r\n", 3).replacen("\n\n", "\r\r", 1))),
        bytes("only spaces", || vec![b' '; WHOLE]),
        bytes("ten megabytes of documents", || document("", "Text.").repeat(100_000).into_bytes()),
        bytes("one line as large as allowed", || document("", &fill("word ", WHOLE)).into_bytes()),
        bytes("a line of combining characters", || document("", &format!("a{}", fill("\u{301}", WHOLE))).into_bytes()),
        bytes("hidden characters", || document("", &fill("a\u{200b}\u{202e}", WHOLE)).into_bytes()),
        bytes("control characters", || document("", &fill("a\u{1b}[2J\u{7}", WHOLE)).into_bytes()),
        bytes("commands on lines", || document("", &fill("::error::pwned\n##[error]pwned\n\n", WHOLE)).into_bytes()),
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
    let list = ["[", "{a: ", "? ", "- ", "&a [", "\""];
    let mut cases: Vec<Case> =
        list.iter().map(|open| front(&format!("`{open}` 20,000 deep"), deep(open, 20_000))).collect();
    cases.extend([
        front("an alias bomb", || bomb(20, 9)),
        front("many aliases of one value", || format!("a: &a {}\nb: [{}]", "x".repeat(30_000), fill("*a,", 30_000))),
        front("anchors of nested lists", || format!("x: {}", (0..60).map(|n| format!("&a{n} [")).collect::<String>())),
        front("a recursive alias", || "x: &a [*a, *a]".into()),
        front("an unknown alias", || "x: *none".into()),
        front("merge keys that merge", || {
            (1..40)
                .map(|n| format!("m{n}: &m{n}\n  <<: [*m{0}, *m{0}]\n  k{n}: 1\n", n - 1))
                .fold("m0: &m0 {k: 1}\n".into(), |all, one| all + &one)
        }),
        front("a merge of itself", || "x: &a\n  <<: *a".into()),
        front("duplicate keys", || fill("title: Again\n", 60_000)),
        front("many keys that are nearly right", || (0..4_000).map(|n| format!("titel{n}: 1\n")).collect()),
        front("a mapping as a key", || "? {a: [b, {c: d}]}\n: c".into()),
        front("tags", || {
            "a: !!python/object/apply:os.system [\"touch hacked\"]\nb: !!binary AAAA\nc: !<tag:x> 1\nd: !!int x".into()
        }),
        front("two documents", || "a: b\n...\nc: d".into()),
        front("a huge exponent", || "x: 1e999999999\ny: -.inf\nz: .nan\nw: 0x7fffffffffffffffffffffff".into()),
        front("a huge quoted scalar", || format!("description: \"{}\"", fill("\\n\\x1b\\\\", 60_000))),
        front("blocks 300 deep", || (0..300).map(|n| format!("{}x:\n", " ".repeat(n))).collect()),
        front("tabs for indentation", || "x:\n\ty: 1\n\t- z".into()),
        front("comments", || fill("# scsdoc: allow(empty-section) why\n", 60_000)),
        front("question marks", || fill("? ", 60_000)),
        front("lists for every key", || {
            ["description", "stabilized_at", "replaces", "authors", "tests", "scope"]
                .iter()
                .map(|key| format!("{key}: [[[[]]]]\n"))
                .collect()
        }),
        front("null for every key", || {
            ["description", "stabilized_at", "replaces", "authors", "tests", "scope"]
                .iter()
                .map(|key| format!("{key}: ~\n"))
                .collect()
        }),
        front("dates that are none", || {
            "stabilized_at: 2024-02-30\ndeprecated_at: 2024-1-1\nrejected_at: 99999-01-01".into()
        }),
        front("a replacement of itself", || {
            "replaces: [scs-0100-v1-victim.md]\nreplaced_by: [scs-0100-v1-victim.md]".into()
        }),
        front("many unknown replacements", || {
            format!("replaces: [{}]", (0..2_000).map(|n| format!("scs-{n:04}-v1-x.md,")).collect::<String>())
        }),
        front("many test cases", || {
            let list: String = (0..500)
                .map(|n| format!("{{id: scs-0100-t{n}, description: x, target: main, versions: [v1]}},"))
                .collect();
            format!("tests: [{{executable: x.py, testcases: [{list}]}}]")
        }),
        front("as large as allowed", || fill("# x\n", 65_000)),
        front("larger than allowed", || fill("# x\n", 70_000)),
    ]);
    cases
}

fn markdown() -> Vec<Case> {
    // Whatever may cost more than its size, as often as fits.
    let large = |make: fn(usize) -> String| {
        let sizes = (6..20).map(|power| 1 << power);
        sizes.map(make).take_while(|text| text.len() < WHOLE).last().unwrap_or_default()
    };
    let hard = worst_cases::MARKDOWN.iter().chain(worst_cases::RULES_ON);
    let mut cases: Vec<Case> = hard.map(|(name, make)| text(&format!("many {name}"), move || large(*make))).collect();
    for unit in [":::note\n", "$$", "<svg><math>", "import x\n", "<script>", "<select><option>", "<!-- scsdoc: allow("]
    {
        let name = unit.escape_debug().to_string();
        cases.push(text(&format!("`{name}` without end"), move || fill(unit, WHOLE)));
        cases.push(text(&format!("`{name}` on lines"), move || fill(&format!("a {unit}b\n\n"), 200_000)));
    }
    cases.extend([
        text("100,000 columns", || {
            format!("|{}\n|{}\n|{}\n", fill("a|", 200_000), fill("-|", 200_000), fill("b|", 200_000))
        }),
        text("short rows of a wide table", || {
            format!("|{}\n|{}\n{}", fill("a|", 10_000), fill("-|", 10_000), fill("|x|\n", 400_000))
        }),
        text("headings of one name", || fill("## Again\n\n", WHOLE)),
        text("broken links into folders", || (0..40_000).map(|n| format!("[a](a/b{n}/c/none.md)\n")).collect()),
        text("links to the outside", || {
            fill("[a](../../outside/passwd) ![b](../../../../../../etc/passwd)\n\n", 200_000)
        }),
        text("links to absolute paths", || {
            fill("[a](/etc/passwd) [b](file:///etc/passwd) [c](//etc/passwd)\n\n", 200_000)
        }),
        text("links with NUL", || fill("[a](x%00y.md) [b](%2e%2e/%2e%2e/outside/passwd)\n\n", 200_000)),
        text("long paths in links", || fill(&format!("[a]({})\n\n", "a/".repeat(3_000)), WHOLE)),
        text("links to pinned commits", || {
            (0..8_000)
                .map(|n| format!("[a](https://github.com/SovereignCloudStack/standards/blob/{n:040x}/x.py)\n"))
                .collect()
        }),
        text("waivers and findings", || {
            (0..10_000).map(|n| format!("<!-- scsdoc: allow(broken-anchor) why -->\n[x](#none-{n})\n\n")).collect()
        }),
        text("waivers in one comment and findings", || {
            format!("<!-- scsdoc: allow({}) why -->\n{}", fill("broken-anchor,", 300_000), fill("[x](#none) ", 300_000))
        }),
        text("sentences", || {
            (0..8_000).map(|n| format!("Clouds MUST offer thing {n} and SHOULD NOT offer other {n}.\n\n")).collect()
        }),
        text("names of test cases", || (0..20_000).map(|n| format!("- `scs-0100-case-{n}` looks\n")).collect()),
        text("fences in fences", || (3..1_200).map(|n| format!("{}\n", "`".repeat(n))).collect()),
        text("backticks of every length", || (1..1_400).map(|n| format!("{} ", "`".repeat(n))).collect()),
        text("html with many attributes", || format!("<b {}>x</b>", fill("a=\"b\" ", WHOLE - 100))),
        text("html that misnests", || fill("<b><i></b></i><table><b>", WHOLE)),
        text("html that clones formatting", || format!("{}{}", fill("<b><i><u>", 100_000), fill("<p>x", 100_000))),
        text("lists that indent", || (0..1_200).map(|n| format!("{}- x\n", " ".repeat(n))).collect()),
        text("quotes that deepen", || (0..1_200).map(|n| format!("{}x\n", "> ".repeat(n % 500))).collect()),
        text("lazy continuation", || format!("{}a\n{}", "> ".repeat(5_000), fill("b\n", 500_000))),
    ]);
    cases
}
