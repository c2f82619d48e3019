//! Builds a site with every injection vector at every location of a document and opens it in a real browser, with and
//! without the pages' security policy: nothing runs, and an independent HTML parser finds nothing that could.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::browser::Browser;
use crate::common::dangers::{VECTORS, dangers};
use crate::common::html::{build, pages};
use crate::common::{AT, corpus};
use scsdoc::testing::load::Tree;
use serde_json::json;

/// A front matter value, which is always a string in quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// A name, and the Markdown that puts a vector there.
type Place = (&'static str, fn(&str) -> String);

/// Positions of a vector in the text of a document.
const PLACES: &[Place] = &[
    ("text", |v| format!("before {v} after")),
    ("alone", |v| v.to_owned()),
    ("heading", |v| format!("### {}", one_line(v))),
    ("link-text", |v| format!("[{v}](https://example.org/)")),
    ("link-target", |v| format!("[x]({v}) [x](<{v}>)")),
    ("link-title", |v| format!("[x](https://example.org/ \"{v}\") [x](https://example.org/ '{v}')")),
    ("image-text", |v| format!("![{v}](x.png)")),
    ("image-target", |v| format!("![x]({v}) ![x](<{v}>)")),
    ("definition", |v| format!("[r{0}]\n\n[r{0}]: {v}", v.len())),
    ("raw-attribute", |v| format!("<b title=\"{v}\">x</b> <b title='{v}'>x</b> <a href={v}>x</a>")),
    ("raw-link", |v| format!("<a href=\"{v}\" name=\"{v}\" id=\"{v}\">x</a>")),
    ("raw-image", |v| format!("<img src=\"{v}\" alt=\"{v}\">")),
    ("raw-block", |v| format!("<div>\n\n{v}\n\n</div>")),
    ("raw-open", |v| format!("<div title=\"{v}\n\n{v}")),
    ("table", |v| {
        let cell = one_line(v).replace('|', "\\|");
        format!("| {cell} | b |\n|---|---|\n| a | {cell} |")
    }),
    ("footnote", |v| format!("x[^n{0}] y[^{v}]\n\n[^n{0}]: {v}\n\n[^{v}]: z", v.len())),
    ("code-info", |v| format!("```{0}\nx\n```\n\n```yaml {0}\nx\n```\n\n```language-{0}\nx\n```", one_line(v))),
    ("code", |v| {
        let languages = ["yaml", "json", "bash", "html", "diff", "python", "mermaid", "none"];
        languages.map(|language| format!("~~~{language}\n{v}\n~~~")).join("\n\n")
    }),
    ("code-span", |v| format!("`{v}` ``{v}``")),
    ("admonition", |v| format!(":::note {0}\n\n{v}\n\n:::\n\n> [!NOTE]\n> {0}\n\n:::tip[{0}]\n:::", one_line(v))),
    ("list", |v| format!("- {v}\n\n  1. {v}\n\n     > {v}")),
    ("statement", |v| format!("It MUST {v} be so. **MUST {v}**")),
    ("comment", |v| format!("<!-- {v} -->\n\n<!-- scsdoc: allow(x) {v} -->")),
    ("struck", |v| format!("~~{v}~~ *{v}* **{v}** _{v}_")),
];

/// A scope file with a vector in every name and text.
fn scope(vector: &str, n: usize) -> String {
    let v = quoted(vector);
    format!(
        "uuid: {v}\nname: {v}\nurl: {v}\nprerequisite: {{name: {v}, url: {v}}}\nvariables: [{v}]\nscripts:\n  - executable: {v}\n    \
         args: {v}\n    env: {{x: {v}}}\n    testcases:\n      - {{id: {v}, description: {v}, url: {v}, section: {v}, lifetime: {v}}}\n\
         modules:\n  - id: m{n}\n    name: {v}\n    url: {v}\n    targets: {{main: {v}, {v}: x}}\n\
         timeline:\n  - date: 2024-01-01\n    versions: {{v1: effective}}\nversions:\n  - version: v1\n    stabilized_at: 2024-01-01\n    include: [m{n}]\n"
    )
}

fn register() -> (Vec<(String, String)>, usize) {
    let mut files = Vec::new();
    let mut count = 0;
    let mut next = |vector: &str| {
        count += 1;
        vector.replace('@', &format!("pwned({count})"))
    };
    let front = "title: Text\ntype: Standard\nstatus: Draft\ntrack: IaaS\n";
    for (at, (_, place)) in PLACES.iter().enumerate() {
        // In parts, so that an unclosed construct of one vector does not hide the following ones.
        for (part, vectors) in VECTORS.chunks(31).enumerate() {
            let body: Vec<String> = vectors.iter().map(|vector| place(&next(vector))).collect();
            let path = format!("Standards/scs-01{at:02}-v{}-x.md", part + 1);
            files.push((path, format!("---\n{front}---\n\n## Text\n\n{}\n", body.join("\n\n"))));
        }
    }
    for (at, vector) in VECTORS.iter().enumerate() {
        let fields = ["title", "description", "stabilized_at", "deprecated_at", "authors", "state", "version"];
        let lists = ["replaces", "replaced_by", "supplements", "tests", "include"];
        let mut front: String = fields.iter().map(|field| format!("{field}: {}\n", quoted(&next(vector)))).collect();
        front.extend(lists.iter().map(|field| format!("{field}: [{}]\n", quoted(&next(vector)))));
        if at % 2 == 0 {
            front.push_str("type: Standard\nstatus: Stable\ntrack: IaaS\n");
        } else {
            for field in ["type", "status", "track"] {
                front.push_str(&format!("{field}: {}\n", quoted(&next(vector))));
            }
        }
        front.push_str(&format!("scope: {{file: scs-s{at}.yaml, uuid: u, name: {}}}\n", quoted(&next(vector))));
        files.push((format!("Standards/scs-05{at:02}-v1-x.md"), format!("---\n{front}---\n\n## Text\n")));
        let case = format!(
            "---\ntitle: S\ntype: Supplement\ntrack: IaaS\nsupplements: [scs-05{at:02}-v1-x.md]\ntests:\n  - executable: {0}\n    args: {0}\n    \
             testcases:\n      - {{id: scs-05{at:02}-x, description: {1}, target: main, versions: [v1], section: {1}}}\n      \
             - {{id: {1}, description: {1}, target: {1}, versions: [{1}], lifetime: {1}}}\n---\n\nSee `{1}`.\n",
            quoted(&next(vector)),
            quoted(&next(vector)),
        );
        files.push((format!("Standards/scs-05{at:02}-w1-x.md"), case));
        let name: String = next(vector).chars().filter(|c| !"/\0\n".contains(*c)).take(120).collect();
        files.push((format!("Standards/scs-04{at:02}-v1-{name}.md"), "---\ntitle: N\n---\n".into()));
        files.push((format!("Standards/scs-{name}.md"), "no front matter\n".into()));
        if at % 8 == 0 {
            files.push((format!("Tests/scs-s{at}.yaml"), scope(&next(vector), at)));
        }
    }
    (files, count)
}

/// Runs before the scripts of a page: records scripts that run, and violations of the security policy.
const WATCH: &str = "globalThis.hits = []; globalThis.pwned = (n) => hits.push(n); \
    for (const name of ['alert', 'confirm', 'prompt', 'print']) globalThis[name] = () => hits.push(name); \
    document.addEventListener('securitypolicyviolation', (event) => hits.push(event.violatedDirective + ' ' + event.blockedURI));";

/// Triggers events on every element, without following links; returns what ran, and links to forbidden targets.
const TOUCH: &str = "(async () => { \
    addEventListener('click', (event) => event.preventDefault(), true); \
    document.addEventListener('submit', (event) => event.preventDefault(), true); \
    const events = ['mouseover', 'mouseenter', 'pointerdown', 'focus', 'click', 'error', 'load', 'toggle', 'animationstart', 'begin']; \
    for (const element of document.querySelectorAll('body *')) { \
        for (const name of events) element.dispatchEvent(new Event(name, { bubbles: name !== 'load', cancelable: true })); } \
    const links = [...document.querySelectorAll('[href], [src], [action], [formaction], [data]')]; \
    for (const link of links) { const url = new URL(link.href?.baseVal ?? link.href ?? link.src ?? link.action ?? 'x:', document.baseURI); \
        const calendar = url.href === 'webcal://docs.scs.community/lifecycle.ics'; \
        if (!calendar && !['http:', 'https:', 'mailto:', 'file:'].includes(url.protocol)) hits.push(url.href); } \
    await new Promise((done) => setTimeout(done)); return hits; })()";

#[test]
fn script_injection_vectors_never_run() {
    let (files, count) = register();
    println!("{count} payloads, {} vectors in {} places of the text and all fields", VECTORS.len(), PLACES.len());
    assert!(count >= 400);
    let built = build(&corpus(&Tree::in_memory(files)), AT);
    for (path, page) in pages(&built) {
        assert_eq!(dangers(&page), Vec::<String>::new(), "{path}");
    }
    let Some(mut browser) = Browser::page() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &built {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    browser.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH}));
    // The test can fail: the same watch sees a page that does run something.
    let bad = folder.path().join("bad.html");
    std::fs::write(&bad, "<p onmouseover=pwned(1)>x</p><script>pwned(2)</script><a href=javascript:pwned(3)>x</a>")
        .unwrap();
    browser.open(&format!("file://{}", bad.display()));
    assert_eq!(browser.eval(TOUCH), json!([2, 1, "javascript:pwned(3)"]));
    let mut opened = 0;
    for bypass in [false, true] {
        browser.call("Page.setBypassCSP", json!({"enabled": bypass}));
        // What the policy would have to stop is seen without it, too; with it, the texts are enough.
        // A former address leads to another page at once.
        let moved = |page: &[u8]| {
            let page = String::from_utf8_lossy(page);
            page.split("</head>")
                .next()
                .is_some_and(|head| head.contains("<meta http-equiv=\"refresh\" content=\"0; url=../"))
        };
        let all = built.iter().filter(|(path, page)| path.ends_with(".html") && !moved(page)).map(|(path, _)| path);
        for path in all.filter(|path| bypass || path.starts_with("standards/scs-01") || path.matches('/').count() < 3) {
            let url =
                format!("file://{}/{}", folder.path().display(), scsdoc::testing::render::address::encode_path(path));
            browser.open(&url);
            assert_eq!(browser.eval(TOUCH), json!([]), "{path}, policy off: {bypass}");
            opened += 1;
        }
        // What the search finds is drawn by a script.
        browser.open(&format!("file://{}/index.html", folder.path().display()));
        for query in ["pwned", "img", "script", "javascript", "<"] {
            browser.eval(&format!(
                "(() => {{ const field = document.querySelector('.search input'); field.value = '{query}'; \
                 field.dispatchEvent(new Event('input')); }})()"
            ));
            browser.wait("document.querySelectorAll('.results a').length > 0");
            assert_eq!(browser.eval(TOUCH), json!([]), "search for {query}, policy off: {bypass}");
        }
    }
    println!("{opened} pages were opened");
}
