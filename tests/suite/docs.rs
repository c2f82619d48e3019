//! Pages that are generated from the program, and the book: the output that it shows is that of the program.
//! `SCSDOC_BLESS=1 cargo test --test suite docs` writes them again.
//!
//! A ```` ```console ```` block holds commands (lines that begin with `$ `) and what they print. They are run in order, in a
//! scratch copy of the register that the last comment `<!-- in: NAME -->` before them names (`tests/registers/NAME.txtar`,
//! or `empty`), in a git repository, at a fixed date unless the command names one. A ```` ```shell ```` block is not run, but
//! every command of ours in it must be one that the program takes.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use scsdoc::testing::config::Config;
use scsdoc::testing::load::worktree::Worktree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::report::rule_text;
use scsdoc::testing::value::schema::Schema;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn rules_page_is_generated_from_the_rules() {
    let root = Path::new(ROOT);
    let worktree = Worktree::open(Some(root), root).unwrap();
    let config: Config = worktree.config(None).unwrap();
    let corpus = Corpus::build(&worktree.load(&config), config, &worktree);
    crate::common::expect_file(&root.join("docs/rules.md"), &rule_text::page(&corpus));
}

#[test]
fn configuration_page_is_generated_from_the_schema() {
    let path = Path::new(ROOT).join("docs/configuration.md");
    let mut table = String::from("| key | meaning | default |\n| --- | --- | --- |\n");
    rows(Schema::Config.json(), "", &mut table);
    crate::common::expect_part(&path, "docs` -->\n\n", &table);
}

fn rows(schema: &Json, prefix: &str, out: &mut String) {
    let properties = schema.get("properties").and_then(Json::as_object);
    for (name, key) in properties.into_iter().flatten() {
        let item = key.get("items").filter(|items| items.get("properties").is_some());
        let shown = if item.is_some() { format!("{prefix}{name}[].") } else { format!("{prefix}{name}.") };
        let nested = item.unwrap_or(key);
        let free = key.get("additionalProperties").is_some_and(Json::is_object);
        let label = if free {
            format!("{prefix}{name}.{}", if name == "rules" { "RULE" } else { "PATH" })
        } else {
            shown.trim_end_matches('.').to_owned()
        };
        let text = key.get("description").and_then(Json::as_str).unwrap_or_default();
        let default = key.get("default").map(|value| match value {
            Json::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        });
        let row = format!("| `{label}` | {} | {} |\n", text.replace('|', "\\|"), default.unwrap_or_default());
        out.push_str(&row.replace("|  |\n", "| |\n"));
        rows(nested, &shown, out);
    }
}

/// README and the pages of the book.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let book = std::fs::read_dir(root.join("docs")).unwrap().flatten().map(|entry| entry.path());
    let mut pages: Vec<PathBuf> = book.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

/// A scratch register, with the program in `PATH`.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch { folder };
        let (bin, register) = (scratch.path("bin"), scratch.path("register"));
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::create_dir_all(&register).unwrap();
        if name != "empty" {
            let path = Path::new(ROOT).join("tests/registers").join(format!("{name}.txtar"));
            for (path, entry) in crate::common::Fixture::read(&path).files {
                let path = register.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, entry.bytes()).unwrap();
            }
        }
        // A fixed date, unless a command sets one.
        let program = env!("CARGO_BIN_EXE_scsdoc");
        let wrapper = format!(
            "#!/bin/sh\ncase \" $* \" in *' --at '*) exec '{program}' \"$@\" ;; esac\nexec '{program}' --at 2026-11-20 \"$@\"\n"
        );
        std::fs::write(bin.join("scsdoc"), wrapper).unwrap();
        scratch.sh("chmod +x ../bin/scsdoc; git init -q -b main; git add -A; git commit -q --allow-empty -m start");
        scratch
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a command prints, on both streams.
    fn sh(&self, command: &str) -> String {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut run = Command::new("sh");
        run.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(self.path("register"));
        run.env("PATH", path).env("COLUMNS", "90").env("HOME", self.folder.path()).env_remove("GIT_DIR");
        run.env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_INDEX_FILE").env("NO_COLOR", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            run.env(format!("GIT_{who}_NAME"), "You").env(format!("GIT_{who}_EMAIL"), "you@example.org");
            run.env(format!("GIT_{who}_DATE"), "2026-11-20T00:00:00Z");
        }
        let said = String::from_utf8(run.output().unwrap().stdout).unwrap();
        let register = std::fs::canonicalize(self.path("register")).unwrap();
        said.replace(&register.display().to_string(), "/path/to/register")
    }
}

/// A page with every block of output updated.
fn fresh(text: &str) -> String {
    let (mut out, mut scratch) = (String::new(), None);
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        if let Some(name) = line.trim().strip_prefix("<!-- in: ").and_then(|rest| rest.strip_suffix(" -->")) {
            scratch = Some(Scratch::new(name));
        }
        if line != "```console\n" {
            continue;
        }
        let scratch = scratch.as_ref().unwrap_or_else(|| panic!("no `<!-- in: NAME -->` before a block of output"));
        for command in lines.by_ref().take_while(|line| *line != "```\n").filter_map(|line| line.strip_prefix("$ ")) {
            out.push_str(&format!("$ {command}"));
            let said = scratch.sh(command);
            let said = said.trim_end();
            out.push_str(said);
            out.push_str(if said.is_empty() { "" } else { "\n" });
        }
        out.push_str("```\n");
    }
    out
}

#[test]
fn the_book_shows_real_output() {
    let mut shown = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        shown += text.matches("```console\n").count();
        crate::common::expect_file(&path, &fresh(&text));
    }
    assert!(shown > 10, "only {shown} blocks of output");
}

#[test]
fn every_command_in_the_book_is_valid() {
    let scratch = Scratch::new("book");
    let mut tried = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let blocks = text.split("```shell\n").skip(1).filter_map(|rest| rest.split("```").next());
        for line in blocks.flat_map(str::lines).filter(|line| line.starts_with("scsdoc ")) {
            let command = line.split(" # ").next().unwrap().split(['|', '&', '>']).next().unwrap();
            let said = scratch.sh(&format!("{command} --help > /dev/null || echo refused"));
            assert!(!said.contains("refused"), "{}: {line}\n{said}", path.display());
            tried += 1;
        }
    }
    assert!(tried > 15, "only {tried} commands");
}

#[test]
fn links_between_pages_resolve() {
    let mut followed = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        // Links in code are not links.
        let prose = text.split("```").step_by(2).collect::<String>();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            // What the pages say of other files of this repository has to be there too.
            if let Some(file) = target.strip_prefix("https://github.com/SovereignCloudStack/scsdoc/blob/main/") {
                assert!(Path::new(ROOT).join(file).exists(), "{}: {target}", path.display());
            }
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            // `mdbook build` makes pages of docs/ alone.
            assert!(!target.starts_with("../"), "{}: {target} leads out of the book", path.display());
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let to = path.parent().unwrap().join(file);
            assert!(to.exists(), "{}: {target}", path.display());
            if !anchor.is_empty() {
                let there = std::fs::read_to_string(&to).unwrap();
                let slug = |line: &str| github_slugger::slug(line.trim_start_matches('#').trim());
                let found = there.lines().filter(|line| line.starts_with('#')).any(|line| slug(line) == anchor);
                assert!(found, "{}: {target}", path.display());
            }
            followed += 1;
        }
    }
    assert!(followed > 20, "only {followed} links");
}
