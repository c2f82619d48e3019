//! A hostile register: whatever titles, values, file names and text contain, a browser finds nothing to run.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::corpus;
use crate::common::dangers::dangers;
use crate::common::html::{pages, selector, texts};
use jiff::civil::date;
use scraper::Html;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::Tree;
use scsdoc::testing::render::templates::Templates;
use scsdoc::testing::render::{Files, site};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "</title><script>alert(2)</script>",
    "\"><script>alert(3)</script>",
    "' onmouseover='alert(4)",
    "\" onfocus=\"alert(5)\" autofocus=\"",
    "<img src=x onerror=alert(6)>",
    "<img src='x' onerror='alert(7)' alt='y'>",
    "<svg onload=alert(8)>",
    "<svg><script>alert(9)</script></svg>",
    "<svg><animate onbegin=alert(10) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(11)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(12)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(13)>\">",
    "<a href=\"javascript:alert(14)\">x</a>",
    "<a href=\"java\tscript:alert(15)\">x</a>",
    "<a href=\"&#106;avascript:alert(16)\">x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(17)'>x</a>",
    "<a href=\" \u{1}javascript:alert(18)\">x</a>",
    "<a href=\"data:text/html,<script>alert(19)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(20)\">x</a>",
    "<iframe srcdoc='<script>alert(21)</script>'></iframe>",
    "<object data=javascript:alert(22)></object>",
    "<embed src=javascript:alert(23)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{background:url(https://evil.example/)}</style>",
    "<div style=\"position:fixed;inset:0\">over all</div>",
    "<form action=https://evil.example/><input name=q><button formaction=javascript:alert(29)>x</button></form>",
    "<details open ontoggle=alert(30)><summary>x</summary></details>",
    "<video><source onerror=alert(31)></video>",
    "<body onload=alert(32)>",
    "<p id=page.main>taken</p><a name=page.main></a>",
    "<div class=\"state effective notice\">Effective</div>",
    "[x](javascript:alert(35))",
    "[x](JaVaScRiPt&colon;alert(36))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgzNyk8L3NjcmlwdD4=)",
    "![x](javascript:alert(38))",
    "![x\" onerror=\"alert(39)](https://example.org/\"onload=alert(39))",
    "<javascript:alert(40)>",
    "[x]: javascript:alert(41)\n\n[x]",
    "[x](https://example.org/ \"\\\" onclick=\\\"alert(42)\")",
    "```\"><script>alert(43)</script>\n</code></pre><script>alert(43)</script>\n```",
    "```language-\" onclick=\"alert(44)\nx\n```",
    "## <img src=x onerror=alert(45)> \"onclick=alert(45)",
    "[^\"><script>alert(46)</script>]\n\n[^\"><script>alert(46)</script>]: x",
    ":::note <script>alert(47)</script>\n\nx\n\n:::",
    "| <script>alert(48)</script> |\n|---|\n| <img src=x onerror=alert(48)> |",
    "https://example.org/\"onmouseover=alert(49)",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "<!--><script>alert(51)</script>-->",
    "<![CDATA[<script>alert(52)</script>]]>",
    "<?php <script>alert(53)</script> ?>",
    "<a href=x\u{0}><script>alert(54)</script>",
    "<template><script>alert(55)</script></template>",
    "<xmp><script>alert(56)</script></xmp>",
    "<textarea></textarea><script>alert(57)</script>",
];

fn build(files: &[(String, String)]) -> Files {
    let corpus = corpus(&Tree::in_memory(files.iter().map(|(path, text)| (path.clone(), text.clone()))));
    assert_eq!(corpus.documents.len(), files.len());
    let at = date(2026, 11, 20);
    let outcome = check::run(&corpus, &Options::at(at));
    site(&corpus, &outcome, at, &Templates::compile(&BTreeMap::new()).unwrap()).unwrap()
}

#[test]
fn payloads_never_run() {
    assert!(PAYLOADS.len() >= 40);
    let mut files = Vec::new();
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let quoted = serde_json::to_string(payload).unwrap();
        let front = format!(
            "title: {quoted}\ntype: {quoted}\nstatus: {quoted}\ntrack: {quoted}\ndescription: {quoted}\n\
             stabilized_at: {quoted}\nreplaces: [{quoted}]\nreplaced_by: [{quoted}]\nsupplements: [{quoted}]\n"
        );
        let body = format!(
            "{payload}\n\n- item\n\n  {payload}\n\n> {payload}\n\ntext {payload} text\n\n## {payload}\n\n[a{payload}](b)\n"
        );
        files.push((format!("Standards/scs-{at:04}-v1-x.md"), format!("---\n{front}---\n\n{body}")));
        let name: String = payload.chars().filter(|c| !"/\0\n".contains(*c)).collect();
        files.push((format!("Standards/scs-0{at:03}-w1-{name}.md"), format!("---\ntitle: x\n---\n\n{body}")));
        files.push((format!("Standards/scs-{name}.md"), "no front matter\n".into()));
    }
    files.sort();
    files.dedup_by(|a, b| a.0 == b.0);
    let built = build(&files);
    for (path, page) in pages(&built) {
        assert_eq!(dangers(&page), Vec::<String>::new(), "{path}");
    }
    // What was written is still to be seen.
    let text = texts(&Html::parse_document(std::str::from_utf8(&built["index.html"]).unwrap()), ".title").join("\n");
    assert!(text.contains("<script>alert(1)</script>") && text.contains("{{ 7 * 7 }}"));
}

#[test]
fn raw_html_cannot_imitate_the_page() {
    let body = "<p id=\"page.main\" class=\"notice\">x</p>\n\n<h2 id=\"one\">y</h2>\n\n<div class=\"state effective\">Effective</div>\n\n## One\n";
    let files = build(&[("Standards/scs-0100-v1-x.md".into(), format!("---\ntitle: x\n---\n{body}"))]);
    let page = Html::parse_document(std::str::from_utf8(&files["standards/scs-0100-v1-x/index.html"]).unwrap());
    let ids: Vec<&str> =
        page.select(&selector(".prose [id]")).filter_map(|element| element.value().attr("id")).collect();
    assert_eq!(ids, ["user-page.main", "user-one", "one"]);
    assert_eq!(page.select(&selector(".prose .state, .prose .notice")).count(), 0);
}

#[test]
fn huge_and_deeply_nested_text_is_handled() {
    let size = 200_000;
    let fill = |piece: &str| piece.repeat(size / piece.len());
    let lines = |piece: &str| fill(&format!("{piece}\n\n"));
    let numbered = |make: fn(usize) -> String| (0..20_000).map(make).collect::<String>();
    let cases: Vec<String> = vec![
        fill("<b id=x>"),
        numbered(|n| format!("<b id=x{n}>")) + &lines("x"),
        numbered(|n| format!("<font color=x{n}>")) + &lines("x"),
        numbered(|n| format!("<i title=x{n}>\n\n")),
        fill("<div>\n\n"),
        fill("<div><p>"),
        fill("<table><tr><td>"),
        fill("<a href=x>"),
        fill("<!--"),
        fill("<!-- "),
        fill("<a b='"),
        fill("<a b=\""),
        fill("</b>"),
        fill("http://"),
        format!("http://x{}", fill(")")),
        lines(":::note"),
        fill(":::note\n"),
        fill("> "),
        fill("- "),
        fill("*a **b "),
        fill("["),
        fill("![a]("),
        fill("|"),
        numbered(|n| format!("[^{n}] ")) + &numbered(|n| format!("\n\n[^{n}]: x [^{n}]")),
        numbered(|n| format!("\n\n[^{n}]: unused")),
        fill("[^a] ") + "\n\n[^a]: x",
        lines("## x"),
        fill("&"),
        fill("`"),
        fill("<"),
    ];
    for body in cases {
        let start = Instant::now();
        let files = build(&[("Standards/scs-0100-v1-x.md".into(), format!("---\ntitle: x\n---\n\n{body}"))]);
        assert!(files.len() > 10);
        let taken = start.elapsed();
        let shown: String = body.chars().take(30).collect();
        println!("{taken:?} {shown:?}");
        assert!(taken < Duration::from_secs(10), "{taken:?}: {shown:?}");
    }
}
