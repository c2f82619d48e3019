//! Scope files, settings and templates.

use super::case::{Case, SCOPE, SCOPE_FILE, VICTIM, case, document, file, fill};

fn scope(name: &str, make: impl Fn() -> String + Send + Sync + 'static) -> Case {
    file("scope", name, SCOPE, move || make().into_bytes())
}

fn settings(name: &str, text: impl Into<String>) -> Case {
    let text = text.into();
    file("settings", name, "scsdoc.toml", move || text.clone().into_bytes())
}

fn template(name: &str, text: impl Into<String>) -> Case {
    let text = text.into();
    file("template", name, "site/templates/base.html", move || text.clone().into_bytes())
}

fn head() -> String {
    SCOPE_FILE.split("scripts:").next().unwrap().to_owned()
}

/// A scope file with these lists.
fn lists(scripts: &str, modules: &str, timeline: &str, versions: &str) -> String {
    format!("{}scripts: [{scripts}]\nmodules: [{modules}]\ntimeline: [{timeline}]\nversions: [{versions}]\n", head())
}

fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for n in 0..count {
        text.push_str(&make(n));
        text.push(',');
        if text.len() > 1_000_000 {
            break;
        }
    }
    text
}

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        scope("empty", String::new),
        scope("three megabytes", || fill("# comment\n", 3_000_000)),
        scope("an alias bomb", || {
            (1..15).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".into(), |all, n| {
                format!("{all}a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))
            })
        }),
        scope("wrong types everywhere", || {
            "name: [1]\nuuid: {}\nurl: 3\nscripts: x\nmodules: 7\ntimeline: {a: b}\nversions: null\n".into()
        }),
        scope("lists of null", || "scripts: [~]\nmodules: [~]\ntimeline: [~]\nversions: [~]\nvariables: [~]\n".into()),
        scope("two documents", || format!("{SCOPE_FILE}---\n{SCOPE_FILE}")),
        scope("versions in a circle", || {
            lists(
                "",
                "{id: m, name: M, url: x, targets: {main: x}}",
                "",
                "{version: v1, include: [v2]},{version: v2, include: [v1]}",
            )
        }),
        scope("modules in a circle", || {
            SCOPE_FILE.replace("main: scs-0100-names", "main: main recommended\n      recommended: main")
        }),
        scope("variables that double", || {
            let list: String = (0..60).map(|n| format!("  - v{}: '{{v{n}}}{{v{n}}}'\n", n + 1)).collect();
            SCOPE_FILE.replace("  - os_cloud\n", &format!("  - v0: xx\n{list}")).replace("{os_cloud}", "{v60}")
        }),
        scope("many uses of a variable", || SCOPE_FILE.replace("{os_cloud}", &fill("{os_cloud} {none} ", 900_000))),
        scope("many modules and versions", || {
            lists(
                "",
                &many(9_000, |n| format!("{{id: scs-0100-v{n}, name: M, url: x, targets: {{main: x}}}}")),
                "",
                &many(3_000, |n| format!("{{version: v{n}, include: [scs-0100-v{n}]}}")),
            )
        }),
        scope("versions that include much", || {
            let all = many(700, |n| format!("m{n}"));
            lists(
                "",
                &many(700, |n| format!("{{id: m{n}, name: M, url: x, targets: {{main: x}}}}")),
                "",
                &many(120, |n| format!("{{version: v{n}, include: [{all}]}}")),
            )
        }),
        scope("one version that includes one thing often", || {
            lists(
                "",
                "{id: m, name: M, url: x, targets: {main: x}}",
                "",
                &format!("{{version: v1, include: [{}]}}", fill("m,", 900_000)),
            )
        }),
        scope("many versions of one name", || {
            lists("", "", "", &many(30_000, |_| "{version: v1, include: []}".into()))
        }),
        scope("a timeline and versions", || {
            lists(
                "",
                "",
                &many(300, |n| {
                    format!("{{date: {:04}-01-01, versions: {{{}}}}}", 1_000 + n, many(150, |v| format!("v{v}: warn")))
                }),
                &many(200, |n| format!("{{version: v{n}, include: []}}")),
            )
        }),
        scope("many test cases in many scripts", || {
            lists(
                &many(12_000, |n| {
                    format!("{{executable: x{n}.py, testcases: [{{id: scs-0100-names, description: x}}]}}")
                }),
                "",
                "",
                "",
            )
        }),
        scope("unknown targets without end", || {
            SCOPE_FILE.replace(
                "main: scs-0100-names",
                &format!("main: {}", (0..80_000).map(|n| format!("t{n} ")).collect::<String>()),
            )
        }),
        scope("each module uses each test case", || {
            let all = (0..400).map(|n| format!("t{n} ")).collect::<String>();
            lists(
                &format!("{{executable: x.py, testcases: [{}]}}", many(400, |n| format!("{{id: t{n}}}"))),
                &many(300, |n| format!("{{id: m{n}, name: M, url: x, targets: {{main: \"{all}\"}}}}")),
                "",
                &many(50, |v| {
                    format!(
                        "{{version: v{v}, stabilized_at: 2026-01-01, include: [{}]}}",
                        many(300, |n| format!("m{n}"))
                    )
                }),
            )
        }),
        scope("waivers and findings", || {
            format!(
                "{}modules:\n{}",
                head(),
                (0..8_000)
                    .map(|n| format!("  # scsdoc: allow(scope-schema) why\n  - {{id: m{n}, x: y}}\n"))
                    .collect::<String>()
            )
        }),
        case("scope", "300 files", |place| {
            (0..300).for_each(|n| place.write(&format!("Tests/scs-x{n}.yaml"), SCOPE_FILE));
        }),
        case("scope", "a file and a document for it", |place| place.write("Tests/scs-compatible-x.yaml", SCOPE_FILE)),
        case("scope", "a document whose file is elsewhere", |place| {
            for (n, to) in
                ["../../outside/x.yaml", "/tmp/x.yaml", "scs-a/../../x.yaml", ".git/config", "scs-x\\..\\y.yaml"]
                    .iter()
                    .enumerate()
            {
                let keys = format!("scope: {{file: '{to}', uuid: x, name: N{n}}}\n");
                place.write(&format!("Standards/scs-051{n}-v1-x.md"), document(&keys, "").replace("IaaS", "Scopes"));
            }
        }),
        case("scope", "documents in a circle", |place| {
            for n in 0..50 {
                let keys = format!(
                    "scope: {{file: scs-c.yaml, uuid: x, name: C, include: [scs-0520-v{}]}}\nreplaces: [scs-0520-v{}-x.md]\n",
                    (n + 1) % 50,
                    (n + 1) % 50
                );
                place.write(&format!("Standards/scs-0520-v{n}-x.md"), document(&keys, "").replace("IaaS", "Scopes"));
            }
        }),
    ];
    for date in ["-9999-01-01", "0000-00-00", "99999-12-31", "2024-02-30", "1e9", "now"] {
        cases.push(scope(&format!("the date {date}"), move || SCOPE_FILE.replace("2026-01-01", date)));
        cases.push(file("yaml", format!("the date {date}"), VICTIM, move || {
            document(&format!("stabilized_at: {date}\ndeprecated_at: {date}\n"), "")
                .replace("Draft", "Stable")
                .into_bytes()
        }));
    }
    cases.extend(all_settings());
    cases.extend(templates());
    cases
}

fn all_settings() -> Vec<Case> {
    let mut cases = vec![
        settings("not TOML", "[[[\n"),
        settings(
            "wrong types",
            "standards = 1\nsite = 2\nwaiver = 3\nrules = []\ntests = 'x'\nrepository = 1979-05-27\n",
        ),
        settings("the register outside", "standards = \"../outside\"\n[tests]\nfolder = \"../outside\"\n"),
        settings("the register at an absolute path", "standards = \"/etc\"\n[tests]\nfolder = \"/etc\"\n"),
        settings("the register in .git", "standards = \".git\"\n[tests]\nfolder = \".git/hooks\"\n"),
        settings("the register through dots", "standards = \"Standards/../../outside\"\n"),
        settings("deep", format!("x = {}", "[".repeat(200_000))),
        settings("deep dots", format!("{}x = 1", "a.".repeat(200_000))),
        settings("three megabytes", fill("# comment\n", 3_000_000)),
        settings(
            "many waivers of one file",
            fill(
                "[[waiver]]\nrule = \"broken-anchor\"\npath = \"Standards/scs-0100-v1-victim.md\"\nreason = \"y\"\n",
                900_000,
            ),
        ),
        settings(
            "many rules",
            (0..40_000).map(|n| format!("r{n} = 'off'\n")).fold("[rules]\n".to_owned(), |all, one| all + &one),
        ),
        settings("huge numbers", format!("x = {}\ny = 1e999999\n", "9".repeat(100_000))),
        settings(
            "a script as an address",
            "[site]\nurl = \"javascript:alert(1)\"\n[repository]\nurl = \"javascript:alert(1)\"\n[tests]\nrepository = \"javascript:alert(1)\"\n",
        ),
    ];
    cases.push(case("settings", "many waivers of one file and findings", |place| {
        place.write(
            "scsdoc.toml",
            fill(
                "[[waiver]]\nrule = \"broken-anchor\"\npath = \"Standards/scs-0100-v1-victim.md\"\nreason = \"y\"\n",
                900_000,
            ),
        );
        place.write(VICTIM, document("", &(0..40_000).map(|n| format!("[x](#none-{n})\n\n")).collect::<String>()));
    }));
    cases
}

fn templates() -> Vec<Case> {
    let mut cases = vec![
        template(
            "an endless loop",
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        ),
        template("huge output", "{% for a in range(99999) %}{{ 'x' * 1000 }}{% endfor %}"),
        template("huge strings", "{% set x = 'x' * 10000 %}{% set y = x * 10000 %}{% set z = y * 10000 %}{{ z }}"),
        template(
            "strings that double",
            "{% set ns = namespace(x='xxxxxxxx') %}{% for a in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
        ),
        template("a huge range", "{{ range(10000000000)|list|length }}"),
        template(
            "ranges",
            "{% set ns = namespace(x=[]) %}{% for a in range(10000) %}{% set ns.x = ns.x + range(100000)|list %}{% endfor %}{{ ns.x|length }}",
        ),
        template("a template of itself", "{% include 'base.html' %}"),
        template("a macro of itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        template("filters without end", format!("{{{{ 'x'{} }}}}", "|upper".repeat(100_000))),
        template("deep parentheses", format!("{{{{ {}1 }}}}", "(".repeat(100_000))),
        template("deep blocks", "{% if 1 %}".repeat(100_000)),
        template("not a template", "{{ {% "),
        template("a file of the system", "{% include '/etc/passwd' %}{% include '../../../outside/base.html' %}"),
        template("commands", "\u{1b}[31m\r::error::pwned\n##[error]pwned\n"),
        template("an unknown command in an error", "\n\n{{ x|unknown('::error::pwned\u{1b}') }}"),
    ];
    for name in ["templates/document.html", "assets/style.css"] {
        cases.push(case("template", format!("{name} is no text"), move |place| {
            place.write(&format!("site/{name}"), b"\xff\xfe\0")
        }));
        cases.push(case("template", format!("{name} is large"), move |place| {
            place.write(&format!("site/{name}"), fill("x", 2_000_000))
        }));
    }
    cases
}
