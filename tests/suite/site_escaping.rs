//! A hostile register: whatever titles, values, file names and text contain, a browser finds nothing to run.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::dangers::{VECTORS, dangers};
use crate::common::html::{build, pages, selector, texts};
use crate::common::{AT, corpus};
use scraper::Html;
use scsdoc::testing::load::Tree;
use scsdoc::testing::render::Files;
use std::time::{Duration, Instant};

/// What loads, covers or imitates a part of the page, and scripts in constructs of Markdown.
const MORE: &[&str] = &[
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{background:url(https://evil.example/)}</style>",
    "<div style=\"position:fixed;inset:0\">over all</div>",
    "<p id=page.main>taken</p><a name=page.main></a>",
    "<div class=\"state effective notice\">Effective</div>",
    "```\"><script>@</script>\n</code></pre><script>@</script>\n```",
    "```language-\" onclick=\"@\nx\n```",
    "## <img src=x onerror=@> \"onclick=@",
    "[^\"><script>@</script>]\n\n[^\"><script>@</script>]: x",
    ":::note <script>@</script>\n\nx\n\n:::",
    "| <script>@</script> |\n|---|\n| <img src=x onerror=@> |",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
];

fn site(files: Vec<(String, String)>) -> Files {
    let count = files.len();
    let corpus = corpus(&Tree::in_memory(files));
    assert_eq!(corpus.documents.len(), count);
    build(&corpus, AT)
}

#[test]
fn payloads_never_run() {
    let mut files = Vec::new();
    for (at, vector) in VECTORS.iter().chain(MORE).enumerate() {
        let payload = &vector.replace('@', &format!("alert({at})"));
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
    let built = site(files);
    for (path, page) in pages(&built) {
        assert_eq!(dangers(&page), Vec::<String>::new(), "{path}");
    }
    // What was written is still to be seen.
    let text = texts(&Html::parse_document(std::str::from_utf8(&built["index.html"]).unwrap()), ".title").join("\n");
    assert!(text.contains("<script>alert(0)</script>") && text.contains("{{ 7 * 7 }}"));
}

#[test]
fn raw_html_cannot_imitate_the_page() {
    let body = "<p id=\"page.main\" class=\"notice\">x</p>\n\n<h2 id=\"one\">y</h2>\n\n<div class=\"state effective\">Effective</div>\n\n## One\n";
    let files = site(vec![("Standards/scs-0100-v1-x.md".into(), format!("---\ntitle: x\n---\n{body}"))]);
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
        let files = site(vec![("Standards/scs-0100-v1-x.md".into(), format!("---\ntitle: x\n---\n\n{body}"))]);
        assert!(files.len() > 10);
        let taken = start.elapsed();
        let shown: String = body.chars().take(30).collect();
        println!("{taken:?} {shown:?}");
        assert!(taken < Duration::from_secs(10), "{taken:?}: {shown:?}");
    }
}
