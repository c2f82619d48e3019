//! Exports: pages for Docusaurus compared with the current site, CSV and JSON.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{self, AT, corpus, files_below, fixtures, folder, load, public_register, root};
use jiff::civil::Date;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::render::{Files, docusaurus, templates::Templates};
use scsdoc::testing::text::escape::{json_text, terminal_line};
use scsdoc::testing::text::layout::Screen;
use scsdoc::testing::view::document::Register;
use scsdoc::testing::view::register::{self, Filter};
use scsdoc::testing::view::table::TableFormat;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn docusaurus_pages(corpus: &Corpus, at: Date) -> Files {
    let templates = Templates::compile(&BTreeMap::new()).unwrap();
    docusaurus::files(corpus, at, &templates, &templates.localized(&templates.words("en"))).unwrap()
}

fn document(name: &str, front: &str) -> (String, String) {
    (format!("Standards/{name}.md"), format!("---\n{front}---\n\n## Introduction\n"))
}

fn standard(name: &str, title: &str, rest: &str) -> (String, String) {
    document(name, &format!("title: {title}\ntype: Standard\ntrack: IaaS\n{rest}"))
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} is missing"))).unwrap()
}

fn table(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with('|')).map(str::to_owned).collect()
}

/// The known bugs of the current site, each with its correction. There are no other differences.
const FAULTS: [(&str, &str, &str); 3] = [
    (
        "the current site prints `undefined` for supplements, which are always drafts",
        "  | undefined  |",
        "  | Draft  |",
    ),
    ("two bare marks in a cell are eaten as emphasis", ")*, ", ")\\*, "),
    ("the same mark at the end of a cell", ")* |", ")\\* |"),
];

#[test]
fn rows_match_current_site_except_known_bugs() {
    let Some(public) = public_register() else { return };
    let corpus = load(public.path());
    for at in ["2026-11-20", "2024-06-12"] {
        let theirs = files_below(&root().join("../shared/corpus/expected/docusaurus").join(at));
        let theirs: BTreeMap<String, String> =
            theirs.into_iter().map(|(path, bytes)| (path, common::text(&bytes))).collect();
        let ours = docusaurus_pages(&corpus, at.parse().unwrap());
        let mut seen = [0; FAULTS.len()];
        for (path, theirs) in &theirs {
            let ours = text(&ours, path);
            if path.ends_with(".json") {
                let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                assert_eq!(json(theirs), json(ours), "{at}");
                continue;
            }
            let mut wanted = table(theirs);
            for row in &mut wanted {
                for ((_, fault, mended), seen) in FAULTS.iter().zip(&mut seen) {
                    *seen += usize::from(row.contains(fault));
                    *row = row.replace(fault, mended);
                }
            }
            assert_eq!(wanted, table(ours), "{at}: {path}");
        }
        assert_eq!(ours.len(), theirs.len() + 1, "beside the sidebar as JSON there is the module");
        let module = text(&ours, "sidebarsStandardsItems.js");
        assert_eq!(module, format!("module.exports = {}", text(&ours, "sidebarsStandardsItems.json")));
        assert!(seen[0] > 20, "{seen:?}");
        assert_eq!(seen[1] + seen[2] > 0, at == "2024-06-12", "{seen:?}");
    }
}

/// Faults of the current site of which the public register has no example.
#[test]
fn rejected_documents_and_version_10_are_sorted() {
    let old = "status: Deprecated\nstabilized_at: 2024-01-01\ndeprecated_at: 2025-01-01\n";
    let files = [
        standard("scs-0100-v1-x", "X", old),
        standard("scs-0100-v2-x", "X", "status: Rejected\nrejected_at: 2025-02-01\n"),
        standard("scs-0100-v10-x", "X", "status: Stable\nstabilized_at: 2025-01-01\n"),
        document("scs-0100-w1-x", "title: 'X: Notes'\ntype: Supplement\ntrack: IaaS\nsupplements: []\n"),
        document("scs-0100-w2-x", "title: 'X: Notes'\ntype: Supplement\ntrack: IaaS\nsupplements: []\n"),
        document("scs-0101-w1-alone", "title: Alone\ntype: Supplement\ntrack: IaaS\nsupplements: []\n"),
        standard("scs-xxxx-v1-new", "New", "status: Draft\n"),
        standard("scs-9-odd", "Odd", "status: Draft\n"),
        standard("scs-0900-v1-far", "Far", "status: Draft\n"),
    ];
    let files = docusaurus_pages(&corpus(&Tree::in_memory(files)), AT);
    let link = |name: &str, label: &str| format!("[{label}](/standards/{name})");
    let versions = format!(
        "- | {} | {}, {} (rejected)",
        link("scs-0100-v10-x", "v10"),
        link("scs-0100-v1-x", "v1"),
        link("scs-0100-v2-x", "v2")
    );
    let notes = format!("{}, {} | - | -", link("scs-0100-w1-x", "w1"), link("scs-0100-w2-x", "w2"));
    assert_eq!(
        table(text(&files, "standards/standards/overview.mdx"))[2..],
        [
            format!("| [scs-0100](/standards/iaas/scs-0100)  | IaaS  | X  | {versions}  |"),
            format!("|   |   | Supplement: Notes  | {notes} |"),
            format!("|   |   | Supplement: Alone  | {} | - | - |", link("scs-0101-w1-alone", "w1")),
            format!("| scs-0900  | -  | Far  | {} | - | -  |", link("scs-0900-v1-far", "v1")),
            format!("| scs-9-odd  | IaaS  | Odd  | {} | - | -  |", link("scs-9-odd", "file")),
            format!("| scs-xxxx  | IaaS  | New  | {} | - | -  |", link("scs-xxxx-v1-new", "v1")),
        ]
    );
    let number = table(text(&files, "standards/iaas/scs-0100.md"));
    let rejected =
        format!("| {}  | Standard  | Rejected  | -  | 2025-02-01 (rejected)  |", link("scs-0100-v2-x", "scs-0100-v2"));
    assert_eq!(number[3], rejected);
    assert!(number[4].starts_with("| [scs-0100-v10]"));
    let sidebar: serde_json::Value = serde_json::from_str(text(&files, "sidebarsStandardsItems.json")).unwrap();
    let labels: Vec<&str> = sidebar[0]["items"][0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["V1", "V2", "V10", "W1", "W2"]);
    assert_eq!(sidebar[0]["items"][2]["id"], "scs-xxxx-v1-new");
    assert_eq!(sidebar[0]["items"].as_array().unwrap().len(), 3);
}

#[test]
fn every_fixture_is_exported() {
    for entry in std::fs::read_dir(root().join("tests/fixtures")).unwrap().flatten() {
        for fixture in fixtures(&entry.path()) {
            let corpus = corpus(&fixture.tree());
            let files = docusaurus_pages(&corpus, fixture.at);
            let overview = text(&files, "standards/standards/overview.mdx");
            for document in &corpus.documents {
                let stem = scsdoc::testing::render::address::encode_path(document.name.stem());
                assert!(overview.contains(&format!("](/standards/{stem})")), "{}", document.path);
            }
            let outcome = check::run(&corpus, &Options::at(fixture.at));
            let table = register::list(&Register::new(&corpus, &outcome, fixture.at), &Filter::default());
            assert_eq!(table.rows.len(), corpus.documents.len() + corpus.unreadable.len());
        }
    }
}

#[test]
fn columns_are_documented() {
    let docs = std::fs::read_to_string(root().join("docs/export.md")).unwrap();
    let listed: Vec<&str> = docs.lines().filter(|line| line.starts_with("| `")).skip(4).collect();
    let columns: Vec<String> =
        register::meanings().iter().map(|(key, meaning)| format!("| `{key}` | {meaning} |")).collect();
    assert_eq!(listed, columns);
    let files = [
        standard(
            "scs-0100-v1-x",
            "'=X, \"y\"'",
            "status: Deprecated\nstabilized_at: 2024-01-01\ndeprecated_at: 2027-01-01\n",
        ),
        standard("scs-0100-v2-x", "X", "status: Draft\nreplaces: [scs-0100-v1-x.md]\n"),
    ];
    let corpus = corpus(&Tree::in_memory(files));
    let outcome = check::run(&corpus, &Options::at(AT));
    let table = register::list(&Register::new(&corpus, &outcome, AT), &Filter::default());
    let json: serde_json::Value =
        serde_json::from_str(&register::write(&table, TableFormat::Json, Screen::PLAIN)).unwrap();
    let first = &json[0];
    assert_eq!(
        (&first["number"], &first["version"], &first["faulty"]),
        (&100.into(), &1.into(), &(first["findings"]["errors"] != 0).into())
    );
    assert_eq!((&first["state"], &first["next"]["state"]), (&"Effective".into(), &"Deprecated".into()));
    assert_eq!(first["replaced_by"], serde_json::json!(["scs-0100-v2-x"]));
    assert_eq!(first["url"], "https://docs.scs.community/standards/scs-0100-v1-x");
    let csv = register::write(&table, TableFormat::Csv, Screen::PLAIN);
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert!(header.iter().copied().eq(register::meanings().iter().map(|(key, _)| *key)));
    assert!(csv.contains(",\"'=X, \"\"y\"\"\","), "{csv}");
}

/// Node with the compiler for MDX and the plugins that Docusaurus adds; `None` if there is not one.
fn compiler() -> Option<PathBuf> {
    let modules = crate::common::npm(&["@mdx-js/mdx@3", "remark-gfm@4", "remark-frontmatter@5", "remark-directive@3"])?;
    let folder = modules.with_file_name("mdx");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(root().join("tests/suite/common/compile.mjs"), folder.join("compile.mjs")).unwrap();
    Some(folder)
}

/// Titles, between `¦`.
const HOSTILE: &str = "<script>alert(1)</script>¦</td></table>¦<Unclosed¦a < b > c¦{process.exit(1)}¦{¦}¦{{}}¦{/* comment */}¦\
    <!-- comment -->¦| x | y |¦\\| \\\\| \\¦\\¦`code¦``` js¦*a* **b** _c_ __d__ ~~e~~¦*¦_¦[link](javascript:alert(1))¦[ref]: /x¦\
    [^1]¦![image](https://example.org/x.png)¦# heading {#id}¦:::note¦:name[label]{attribute}¦::name¦import x from 'y'¦\
    export const x = 1¦&lt;b&gt; &amp; &#123; &¦$x$ $$y$$¦--- === +++¦- [ ] todo¦=1+1¦line\u{2028}break\u{85}and\u{b}more¦\
    bidi \u{202e}txt\u{200b}¦\u{0}\u{1}\u{7f}\u{9b}¦<https://example.org> <a@example.org>¦{`${x}`}¦<></>¦\"quotes' and “those”";

#[test]
fn pages_compile_as_mdx_with_any_title() {
    let Some(folder) = compiler() else { return };
    let quoted = |text: &str| serde_json::to_string(text).map(|json| json_text(&json)).unwrap();
    let mut files = Vec::new();
    let mut titles = Vec::new();
    for (at, title) in HOSTILE.split('¦').enumerate() {
        let number = 100 + at;
        let front = format!("title: {0}\ndescription: {0}\n", quoted(title));
        files.push(document(
            &format!("scs-0{number}-v1-x"),
            &format!("{front}type: Standard\ntrack: IaaS\nstatus: Draft\n"),
        ));
        files.push(document(
            &format!("scs-0{number}-w1-x"),
            &format!("{front}type: Supplement\ntrack: IaaS\nsupplements: []\n"),
        ));
        let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
        titles.push((number, terminal_line(&words)));
    }
    files.push(standard("scs-0<b>{x}|y](z)-v1-odd", "Odd", ""));
    let files = docusaurus_pages(&corpus(&Tree::in_memory(files)), AT);
    let mut pages: Vec<(String, String)> = files
        .keys()
        .filter(|path| path.contains(".md"))
        .map(|path| (path.clone(), text(&files, path).to_owned()))
        .collect();
    let public = public_register();
    let registers = public.iter().map(|public| load(public.path())).chain([load(root())]);
    for (at, corpus) in registers.enumerate() {
        let files = docusaurus_pages(&corpus, AT);
        let paths = files.keys().filter(|path| path.contains(".md"));
        pages.extend(paths.map(|path| (format!("real {at} {path}"), text(&files, path).to_owned())));
    }
    let mut child = Command::new("node")
        .arg(folder.join("compile.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(serde_json::to_string(&pages).unwrap().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let compiled: Vec<(String, serde_json::Value)> = serde_json::from_slice(&output.stdout).unwrap();
    let compiled: BTreeMap<&str, &serde_json::Value> =
        compiled.iter().map(|(path, cells)| (path.as_str(), cells)).collect();
    assert_eq!(compiled.len(), pages.len());
    let mut shown = Vec::new();
    for (path, cells) in compiled {
        let cells = cells.as_array().unwrap_or_else(|| panic!("{path} does not compile: {cells}"));
        for cell in cells {
            for kind in cell[1].as_array().unwrap() {
                // A URL in a title is a link in headings, which are not escaped for cells.
                assert!(["text", "link"].contains(&kind.as_str().unwrap()), "{path}: {cell}");
            }
            if !path.starts_with("real") {
                shown.push(cell[0].as_str().unwrap().to_owned());
            }
        }
    }
    for (number, title) in &titles {
        let title = if title.is_empty() { format!("scs-0{number}-v1-x") } else { title.clone() };
        assert!(shown.contains(&title), "{title:?} is not shown as it is");
        assert!(shown.contains(&format!("Supplement: {title}")), "{title:?} of a supplement is not shown as it is");
    }
    // Front matter is a mapping of strings.
    let page = text(&files, "standards/iaas/scs-0104.md");
    assert!(page.starts_with("---\ntitle: \"scs-0104: {process.exit(1)}\"\nsidebar_label: \"scs-0104\"\n"), "{page}");
}

#[test]
fn only_files_of_earlier_exports_are_touched() {
    let (path, page) = standard("scs-0100-v1-x", "X", "status: Draft\n");
    let folder = folder([(&path, page)]);
    let run = |args: &[&str]| common::run(&folder, args);
    let out = folder.path().join("out");
    let export = || run(&["export", "docusaurus", out.to_str().unwrap()]);
    assert_eq!(run(&["build", "--out", out.to_str().unwrap()]).status.code(), Some(0));
    let refused = export();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not an scsdoc export (it has no .scsdoc-export)"));
    std::fs::remove_dir_all(&out).unwrap();
    assert_eq!(export().status.code(), Some(0));
    std::fs::write(out.join("standards/iaas/mine.md"), "mine").unwrap();
    std::fs::rename(folder.path().join(&path), folder.path().join("Standards/scs-0101-v1-x.md")).unwrap();
    let done = export();
    assert!(String::from_utf8_lossy(&done.stderr).contains("1 stale ones removed"), "{done:?}");
    assert!(!out.join("standards/iaas/scs-0100.md").exists() && out.join("standards/iaas/scs-0101.md").exists());
    assert!(out.join("standards/iaas/mine.md").exists());
    let file = folder.path().join("register.csv");
    let done = run(&["export", "csv", file.to_str().unwrap()]);
    assert_eq!((done.status.code(), done.stdout.len()), (Some(0), 0));
    assert!(std::fs::read_to_string(file).unwrap().starts_with("id,kind,number,"));
    let json = run(&["export", "json"]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&json.stdout).unwrap()[0]["id"], "scs-0101-v1");
}

#[test]
fn pages_keep_introductions_legend_colors_and_descriptions() {
    let old = "status: Stable\nstabilized_at: 2024-01-01\ndescription: The <b>current {one}\n";
    let files = [
        standard("scs-0100-v1-x", "X", old),
        standard("scs-0100-v2-x", "X of tomorrow", "status: Draft\ndescription: Later.\n"),
    ];
    let own = BTreeMap::from([
        ("pages/index.md".to_owned(), b"What SCS is.\n".to_vec()),
        ("tracks/iaas.md".to_owned(), b"What *IaaS* is.\n".to_vec()),
    ]);
    let templates = Templates::compile(&own).unwrap();
    let corpus = corpus(&Tree::in_memory(files));
    let files = docusaurus::files(&corpus, AT, &templates, &templates.localized(&templates.words("en"))).unwrap();
    let (overview, track) = (text(&files, "standards/standards/overview.mdx"), text(&files, "standards/iaas/index.md"));
    assert!(overview.contains("\nWhat SCS is.\n") && track.contains("\nWhat *IaaS* is.\n"), "{overview}{track}");
    for page in [overview, track] {
        assert!(page.contains("- Effective; with the mark \\*, stable and effective from a later date"), "{page}");
        assert!(page.contains("td:has(a):nth-last-child(3)") && page.contains("| X  |"), "{page}");
    }
    let number = text(&files, "standards/iaas/scs-0100.md");
    assert!(
        number.contains("title: \"scs-0100: X\"") && number.contains("\n<p>{\"The <b>current {one}\"}</p>\n"),
        "{number}"
    );
}

/// The change to the repository of docs.scs.community is the one that the chapter shows.
#[test]
fn the_docs_repository_adopts_the_export() {
    if !common::has("node", "npm") {
        return;
    }
    let constants = "const fs = require('fs')\n\nconst intro = `# Overview\n\nAbout all.`\nconst trackIntros = {\n  Global: 'About rules.',\n  IaaS:\n    'About clouds.'\n}\nconst headerLegend = 'Legend'\n";
    let package = "{\n  \"name\": \"docs\",\n  \"scripts\": {\n    \"postinstall\": \"node getDocs.js && node populateStds.js && node populateCerts.js && node populateClouds.js\"\n  },\n  \"dependencies\": {\n    \"clsx\": \"^1.2.1\",\n    \"react\": \"^17.0.2\"\n  }\n}\n";
    let docs = folder([("populateStds.js", constants), ("package.json", package)]);
    common::commit_all(docs.path());
    let adopt = root().join("packaging/docs-repository/adopt.mjs");
    assert!(Command::new("node").arg(adopt).current_dir(docs.path()).status().unwrap().success());
    let read = |path: &str| std::fs::read_to_string(docs.path().join(path)).unwrap();
    let texts = ["site/pages/index.md", "site/tracks/global.md", "site/tracks/iaas.md"].map(read);
    assert_eq!(texts, ["About all.\n", "About rules.\n", "About clouds.\n"]);
    common::git(docs.path(), &["add", "--all"]);
    let diff = common::git(docs.path(), &["diff", "--cached", "--unified=0", "--", "package.json"]);
    let changed = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| line.starts_with(['-', '+']) && !line.starts_with("+++") && !line.starts_with("---"));
        lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
    };
    let chapter = std::fs::read_to_string(root().join("docs/export.md")).unwrap();
    let shown = chapter.split("```diff\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(changed(&diff), changed(shown));
    let names = common::git(docs.path(), &["diff", "--cached", "--name-only"]);
    let listed = chapter.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let listed: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for name in names.lines() {
        let folder = format!("{}/*.md", name.rsplit_once('/').map_or("", |(folder, _)| folder));
        assert!(listed.contains(&name) || listed.contains(&folder.as_str()), "{name}: {listed:?}");
    }
}

/// The script for the repository of docs.scs.community, in a checkout as its `getDocs.js` leaves it: documents and scope files
/// in one folder, with the scope files next to them.
#[test]
#[cfg(unix)]
fn docs_repository_script_matches_export() {
    let kit = root().join("packaging/docs-repository");
    let own = common::own_register();
    let docs = folder(
        files_below(&own.path().join("Standards"))
            .into_iter()
            .map(|(name, bytes)| (format!("standards/{name}"), bytes)),
    );
    common::write(docs.path(), [("scsdoc.toml", std::fs::read(kit.join("scsdoc.toml")).unwrap())]);
    common::write(
        docs.path(),
        [
            ("standards/certification/overview.template.md", "# Clouds\n\n<!--CLOUDS-->\n\nEnd\n"),
            ("Certification/environments.yaml", "environments: []\n"),
        ],
    );
    let run = || {
        Command::new("bash")
            .arg(kit.join("standards.sh"))
            .args(["--at", "2026-11-20"])
            .current_dir(docs.path())
            .env("SCSDOC", common::program())
            .status()
            .unwrap()
            .success()
    };
    assert!(run());

    let export = folder([("scsdoc.toml", "")]);
    let out = export.path().join("out");
    common::stdout(&common::run(own.path(), &["export", "docusaurus", out.to_str().unwrap()]));
    let (written, exported) = (files_below(docs.path()), files_below(&out));
    for (path, bytes) in exported.iter().filter(|(path, _)| *path != ".scsdoc-export") {
        assert_eq!(common::text(&written[path]), common::text(bytes), "{path}");
    }
    let table = common::stdout(&common::run(docs.path(), &["compliance", "--format", "markdown"]));
    assert_eq!(
        common::text(&written["standards/certification/overview.md"]),
        format!("# Clouds\n\n{table}\nEnd\n"),
        "the table stands where the marker stood"
    );
    assert!(run(), "a second run overwrites the pages of the first");
    assert_eq!(files_below(docs.path()), written);
}
