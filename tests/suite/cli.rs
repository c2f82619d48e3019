//! The built program: output for humans and programs, and exit status.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{self, Fixture, expect_snapshot, folder, root, text};
use clap::ValueEnum;
use scsdoc::testing::value::schema::Schema;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const AT: &str = "2026-11-20";

/// A register on disk.
struct Register(TempDir);

impl Register {
    fn small() -> Self {
        let files = Fixture::read(&root().join("tests/registers/small.txtar")).files;
        Self::of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.bytes())))
    }

    fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        Register(folder(files))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn run(&self, columns: usize, args: &[&str]) -> Output {
        let mut command = scsdoc(args);
        command.current_dir(self.0.path()).env("COLUMNS", columns.to_string());
        command.output().unwrap()
    }

    /// Standard output of a run that ends with `code`.
    fn out(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(100, args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Standard error of a run that could not do its work: one line.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(100, args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
        said
    }
}

fn scsdoc(args: &[&str]) -> Command {
    let mut command = Command::new(common::program());
    command.args(args).env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

/// Without the parts that change when rules are added, and without the temporary folder.
fn steady(text: &str, register: &Register) -> String {
    let counts = ["Errors ", "Warnings ", "Notes ", "Findings "];
    let root = register.0.path().canonicalize().unwrap();
    let lines = text.lines().filter(|line| !counts.iter().any(|count| line.starts_with(count)));
    lines.map(|line| line.replace(&root.to_string_lossy().into_owned(), "ROOT") + "\n").collect()
}

#[test]
fn statistics_are_written_to_the_output_file() {
    let root = crate::common::register(&[("Standards/scs-0100-v1-x.md", "no front matter")]);
    let file = root.path().join("statistics");
    crate::common::run(root.path(), &["check", "--statistics", "--output", file.to_str().unwrap()]);
    assert!(std::fs::read_to_string(file).unwrap().contains("missing-front-matter"));
    let root = crate::common::register(&[("Standards/README.md", "None.")]);
    assert_eq!(crate::common::stdout(&crate::common::run(root.path(), &["check", "--statistics"])), "no findings\n");
}

#[test]
fn human_output_snapshots() {
    let register = Register::small();
    let views: [(&str, &[&str]); 14] = [
        ("check", &["check", "--only", "slug-charset"]),
        ("check-quiet", &["check", "--only", "slug-charset", "--quiet"]),
        ("check-clean", &["check", "--only", "unknown-rule"]),
        ("list", &["list"]),
        ("list-filtered", &["list", "--track", "iaas", "--type", "standard", "naming"]),
        ("list-markdown", &["list", "--format", "markdown"]),
        ("show", &["show", "0100"]),
        ("show-markdown", &["show", "0100", "--format", "markdown"]),
        ("tests", &["tests"]),
        ("tests-standard", &["tests", "scs-0100"]),
        ("tests-case", &["tests", "scs-0100-syntax-check"]),
        ("tests-markdown", &["tests", "--format", "markdown"]),
        ("explain", &["explain", "unused-waiver"]),
        ("status", &[]),
    ];
    for columns in [60, 100] {
        for (name, args) in views.into_iter().filter(|(name, _)| columns == 100 || !name.ends_with("markdown")) {
            let mut args = args.to_vec();
            args.extend(["--at", AT]);
            let output = register.run(columns, &args);
            let seen = text(&output.stdout);
            // The register is not in a repository, and the date is past.
            let said = text(&output.stderr);
            let expected = said.is_empty() || said.starts_with("note: no git history") && said.lines().count() == 1;
            assert!(expected && !seen.contains('\u{1b}'), "{name}: {said}");
            if !name.ends_with("markdown") && name != "explain" {
                // URLs and file names are never wrapped.
                let wide = |line: &&str| {
                    let whole = ["https://", "--> ", ".md:"].iter().any(|part| line.contains(part));
                    line.chars().count() > columns && !whole
                };
                assert_eq!(seen.lines().find(wide), None, "{name} at {columns}");
            }
            expect_snapshot(&format!("{name}-{columns}.txt"), &steady(&seen, &register));
        }
    }
}

#[test]
fn machine_readable_table_snapshots() {
    let register = Register::small();
    let list = |format: &str| register.out(0, &["list", "--at", AT, "--format", format]);
    let json: serde_json::Value = serde_json::from_str(&list("json")).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[1]["id"], "scs-0100-v2");
    assert_eq!(rows[1]["state"], "Effective");
    assert_eq!(rows[1]["next"], serde_json::json!({"state": "Deprecated", "date": "2027-01-01"}));
    assert_eq!(rows[3]["faulty"], true);
    let csv = list("csv");
    assert!(csv.split("\r\n").next().unwrap().starts_with("id,kind,number,version,type,track,title,"));
    assert!(csv.contains("scs-0101-v1,document,101,1,Decision Record,IaaS,Entropie für Maschinen | der Zufall,Draft,"));
    assert_eq!(csv.matches("\r\n").count(), 6);

    let show = register.out(0, &["show", "scs-0100-v2", "--format", "json", "--at", AT]);
    let show: serde_json::Value = serde_json::from_str(&show).unwrap();
    assert_eq!(show["test_cases"], serde_json::json!(["scs-0100-syntax-check"]));
    let scope = &show["scopes"][0];
    assert_eq!((&scope["scope"], &scope["version"]), (&"SCS-compatible IaaS".into(), &"v1".into()));
    assert_eq!(scope["words"], "effective since 2024-01-01");
    assert!(show["linked_from"][0].as_str().unwrap().starts_with("scs-0210-v1-"));
    assert!(show["supplemented_by"][0].as_str().unwrap().starts_with("scs-0100-w1-"));
    assert_eq!(show["title"], rows[1]["title"]);
    for (key, value) in rows[1].as_object().unwrap() {
        assert_eq!(&show[key], value, "{key}");
    }
    assert!(register.out(0, &["show", "0100", "--format", "csv"]).starts_with("key,value\r\nid,scs-0100-v2\r\n"));

    let tests = |args: &[&str]| {
        let args = [&["tests", "--at", AT, "--format", "json"], args].concat();
        serde_json::from_str::<serde_json::Value>(&register.out(0, &args)).unwrap()
    };
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let matrix = tests(&[]);
    assert_eq!(
        keys(&matrix[0]),
        "automated id manual mark missing path required required_by scopes scripts standardized state state_words \
         supplements tested tests ticks title track"
    );
    assert_eq!((&matrix[1]["id"], &matrix[1]["ticks"]), (&"scs-0100-v2".into(), &3.into()));
    assert_eq!(matrix[1]["scopes"][0]["words"], "effective since 2024-01-01");
    assert_eq!(tests(&["--track", "kaas"]).as_array().unwrap().len(), 1);
    assert_eq!(tests(&["--scope", "iaas"]).as_array().unwrap().len(), 1);
    assert_eq!(tests(&["--state", "deprecated"]).as_array().unwrap().len(), 1);
    let cases = tests(&["SCS-0100"]);
    assert_eq!(
        keys(&cases[0]),
        "description documented id kind modules required_by scopes script scripts standards target where"
    );
    let case = tests(&["scs-0100-syntax-check"]);
    assert_eq!(keys(&case), "declared description documented id kind missing modules scopes scripts standards targets");
    assert_eq!(case["scripts"][0]["id"], "Tests/flavors.py");
    assert_eq!(case["modules"][0]["id"], "scs-0100-v2");
    assert!(register.refused(&["tests", "scs-0100-syntax-chek"]).contains("did you mean scs-0100-syntax-check?"));
    assert!(register.refused(&["tests", "scs-0999"]).contains("unknown test case or standard `scs-0999`"));
    let refusal = register.refused(&["tests", "--scope", "SCS-compatible Iaas2"]);
    assert!(refusal.contains("did you mean scs-compatible-iaas?"), "{refusal}");

    let rules: serde_json::Value = serde_json::from_str(&register.out(0, &["rules", "--format", "json"])).unwrap();
    let slug = rules.as_array().unwrap().iter().find(|rule| rule["name"] == "slug-charset").unwrap();
    assert_eq!((&slug["severity"], &slug["group"]), (&"error".into(), &"Names".into()));
    for format in ["table", "csv", "markdown"] {
        assert!(register.out(0, &["rules", "--format", format]).contains("slug-charset"));
    }
}

#[test]
fn documents_are_found_by_any_name() {
    let register = Register::small();
    let id = |query: &str| {
        let json = register.out(0, &["show", query, "--at", AT, "--format", "json"]);
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["id"].as_str().unwrap().to_owned()
    };
    for query in ["scs-0100", "SCS-0100-v2", "0100", "100", "100-v2", "scs-0100-v2-flavor-naming"] {
        assert_eq!(id(query), "scs-0100-v2", "{query}");
    }
    assert_eq!(id("Standards/scs-0100-v1-flavor-naming.md"), "scs-0100-v1");
    for query in ["scs0100v2", "flavor-naming", "Flavor-Naming.md"] {
        assert_eq!(id(query), "scs-0100-v2", "{query}");
    }
    assert_eq!(id("100-w1"), "scs-0100-w1");
    assert_eq!(id("scs-0101-v1-entropy.md"), "scs-0101-v1");
    assert!(register.refused(&["show", "scs-0100-v7"]).contains("did you mean scs-0100-v2?"));
    assert!(register.refused(&["show", "scs-0102"]).contains("did you mean scs-010"));
    assert!(register.refused(&["show", "nothing like it"]).contains("run `scsdoc list WORD` to search IDs and titles"));
}

#[test]
fn exit_codes_match_the_documentation() {
    let register = Register::small();
    assert!(!register.out(1, &["check"]).is_empty());
    register.out(0, &["check", "--only", "unknown-rule", "--strict"]);
    register.out(0, &["check", "--only", "slug-charset", "--warn", "slug-charset"]);
    register.out(1, &["check", "--only", "slug-charset", "--warn", "slug-charset", "--strict"]);
    register.out(0, &["check", "--only", "slug-charset", "--allow", "slug-charset"]);
    register.out(0, &["--version"]);
    register.out(0, &["--help"]);
    for args in [&["chekc"][..], &["check", "--formt", "json"], &["list", "--track", "Iass"]] {
        let said = text(&register.run(100, args).stderr);
        assert!(said.contains("similar") || said.contains("possible"), "{args:?}: {said}");
        assert_eq!(register.run(100, args).status.code(), Some(2));
    }
    assert!(register.refused(&["explain", "slug-charsett"]).contains("did you mean slug-charset?"));
    for (args, meant) in [
        (&["check", "scs-0100-v2"][..], "did you mean Standards/scs-0100-v2-flavor-naming.md?"),
        (&["stabilize", "scs-010-v2"], "did you mean scs-0100-v2?"),
        (&["scope", "show", "scs-compatible-iass"], "did you mean scs-compatible-iaas?"),
        (&["schema", "docment"], "did you mean document?"),
    ] {
        assert!(register.refused(args).contains(meant), "{args:?}");
    }
    for (args, meant) in [
        (&["new", "standrad", "X"][..], "did you mean standard?"),
        (&["new", "standard", "X", "--track", "IaasS"], "did you mean IaaS?"),
        (&["check", "--only", "slug-charst"], "did you mean slug-charset?"),
        (&["check", "--format", "jnuit"], "junit"),
    ] {
        let output = register.run(100, args);
        assert!(output.status.code() == Some(2) && text(&output.stderr).contains(meant), "{args:?}");
    }
    assert!(register.refused(&["--at", "2026-2-1", "check"]).contains("2026-01-31"));
    for args in [
        &["--root", "nowhere", "check"][..],
        &["--config", "nowhere.toml", "check"],
        &["check", "--output", "nowhere/report.json"],
        &["check", "Standards/scs-0100-v2-flavor-namin.md"],
    ] {
        let said = register.refused(args);
        assert!(said.starts_with("error: ") && said.lines().count() == 1, "{args:?}: {said}");
    }
    let empty = tempfile::tempdir().unwrap();
    let output = scsdoc(&["check"]).current_dir(empty.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--root DIR"));
}

#[test]
fn files_filter_findings_not_input() {
    let register = Register::small();
    let only = |code: i32, file: &str| register.out(code, &["check", "--only", "slug-charset", file]);
    assert!(only(1, "Standards/scs-0101-v1-Entropy.md").contains("scsdoc explain slug-charset"));
    assert_eq!(only(0, "Standards/scs-0100-v2-flavor-naming.md"), "nothing to report for 1 file\n");
    assert!(only(1, "Standards").contains("scs-0101-v1-Entropy.md"));
    assert_eq!(only(0, "Tests"), "nothing to report for 1 file\n");
    let said = register.refused(&["check", "Standards/scs-0100-v2-flavor-namin.md"]);
    assert!(said.contains("did you mean Standards/scs-0100-v2-flavor-naming.md?"), "{said}");
    let other = tempfile::NamedTempFile::new().unwrap();
    let said = register.refused(&["check", &other.path().to_string_lossy()]);
    assert!(said.contains("is outside the register"), "{said}");
}

#[test]
fn a_report_can_be_written_to_a_file_and_color_is_an_option() {
    let register = Register::small();
    assert!(register.out(1, &["check", "--format", "sarif", "--output", "report.sarif"]).is_empty());
    let report = std::fs::read_to_string(register.path("report.sarif")).unwrap();
    assert!(report.contains("\"2.1.0\""));
    assert!(register.out(1, &["check", "--color", "always"]).contains("\u{1b}[1m"));
    register.out(1, &["check", "--color", "always", "--output", "report.txt"]);
    assert!(!std::fs::read_to_string(register.path("report.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let register = Register::small();
    for args in
        [&["list"][..], &["check"], &["check", "--format", "json"], &["explain", "slug-charset"], &["schema", "scope"]]
    {
        let mut command = scsdoc(args);
        let mut child =
            command.current_dir(register.0.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.stderr.is_empty(), "{args:?}: {}", text(&output.stderr));
        let expected = i32::from(args.first() == Some(&"check"));
        assert_eq!(output.status.code(), Some(expected), "{args:?}");
    }
}

#[test]
fn every_shell_gets_completions() {
    let register = Register::small();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = register.out(0, &["completions", shell]);
        assert!(script.contains("scsdoc") && script.contains("SCSDOC_COMPLETE"), "{shell}: {script}");
    }
    // Completions offer rules, tracks, types and documents.
    for (words, name) in [
        (&["explain", "broken-a"][..], "broken-anchor"),
        (&["new", "dec"], "decision-record"),
        (&["new", "--track", "I"], "IaaS"),
        (&["show", "scs-010"], "scs-0100-v2"),
        (&["scope", "re"], "render"),
    ] {
        let mut command = std::process::Command::new(crate::common::program());
        command.current_dir(register.0.path()).env("SCSDOC_COMPLETE", "fish").args(["--", "scsdoc"]).args(words);
        let offered = text(&command.output().unwrap().stdout);
        assert!(offered.lines().any(|line| line.split('\t').next() == Some(name)), "{words:?}: {offered}");
    }
    // They would be distracting in help.
    assert!(!register.out(0, &["check", "--help"]).contains("broken-anchor"));
}

/// Reports of a register are valid, and identical for any number of threads.
fn reports_hold(root: &Path) {
    for format in crate::report::formats().filter_map(|format| format.to_possible_value()) {
        let format = format.get_name();
        let report = |threads: &str| {
            let root = root.to_string_lossy();
            let args = ["--root", &root, "--at", AT, "check", "--format", format];
            let output = scsdoc(&args).env("RAYON_NUM_THREADS", threads).output().unwrap();
            assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
            text(&output.stdout)
        };
        let one = report("1");
        assert_eq!(one, report("4"), "{format}");
        assert_eq!(one, report("4"), "{format}");
        if format == "json" {
            let value = serde_json::from_str(&one).unwrap();
            assert_eq!(Schema::Report.errors_in(&value), Vec::<String>::new());
        }
    }
}

#[test]
fn reports_are_valid_and_deterministic() {
    reports_hold(Register::small().0.path());
    reports_hold(root());
    if let Some(public) = crate::common::public_register() {
        reports_hold(public.path());
    }
}

/// Hostile file names, titles and texts in every output format.
#[test]
fn document_text_is_escaped_for_terminals_and_ci_logs() {
    let title = "\"a\\e[31m\\u202E ::error::x\\n::stop-commands::t ##[error]b\\x9b|=1\"";
    let document =
        format!("---\ntitle: {title}\nstatus: \u{202e}##[x]\n---\n\u{1b}]0;x\u{7}\r::error::x\r##[error]y\n");
    let toml = "[rules]\n\"x ::error::y ##[error]\\u001b[2J \\u009b\" = 'off'\nzzz = '\u{202e}##[group]a'\n";
    let register = Register::of([
        ("Standards/scs-0100-v1-##[error]\u{1b}[2J\u{202e}A.md", document.as_bytes()),
        ("Standards/scs-0101-v1-::error::x.md", document.as_bytes()),
        ("scsdoc.toml", toml.as_bytes()),
    ]);
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["check", "--format", "junit"],
        &["check", "--format", "gitlab"],
        &["check", "--format", "legacy"],
        &["list"],
        &["list", "--format", "json"],
        &["list", "--format", "csv"],
        &["list", "--format", "markdown"],
        &["show", "0100"],
        &["show", "0100", "--format", "json"],
        &["show", "0100", "--format", "csv"],
        &["show", "0100", "--format", "markdown"],
        &["tests"],
        &["tests", "--format", "json"],
        &["tests", "--format", "csv"],
        &["tests", "--format", "markdown"],
        &["tests", "0100"],
        &["tests", "::error::\u{1b}[2J##[x]"],
        &[],
        &["check", "::error::\u{1b}[2J##[x]"],
    ] {
        for columns in [40, 100] {
            let output = register.run(columns, args);
            let said = text(&output.stdout) + &text(&output.stderr);
            for line in said.split('\n') {
                let line = line.strip_suffix('\r').unwrap_or(line);
                assert!(!line.contains("##["), "{args:?}: {line:?}");
                assert_eq!(
                    line.chars().find(|c| scsdoc::testing::text::escape::hidden(*c)),
                    None,
                    "{args:?}: {line:?}"
                );
                let ours = args.contains(&"github")
                    && ["error", "warning", "notice"].iter().any(|kind| line.starts_with(&format!("::{kind} file=")));
                assert!(ours || !line.trim_start().starts_with("::"), "{args:?}: {line:?}");
            }
        }
    }
}

#[test]
fn near_misses_are_accepted_or_suggested() {
    let register = Register::small();
    for words in [&["check"][..], &["scope", "show"], &[]] {
        let asked = register.out(0, &[&["help"], words].concat());
        assert_eq!(asked, register.out(0, &[words, &["--help"]].concat()));
    }
    for (args, words) in [
        (&["help", "chekc"][..], "'check'"),
        (&["list", "--track", "iass"], "a similar value exists: 'IaaS'"),
        (&["list", "--track", "glbal"], "a similar value exists: 'Global'"),
        (&["tests", "--state", "efective"], "a similar value exists: 'Effective'"),
        (&["explain", "anchor"], "did you mean broken-anchor or duplicate-anchor?"),
        (&["explain", "Ancor"], "run `scsdoc rules`"),
        (&["explain", "xy"], "run `scsdoc rules`"),
        (&["show", "flavour_naming"], "did you mean scs-0100-v2?"),
        (&["show", "nothing-like-it"], "run `scsdoc list WORD` to search IDs and titles"),
    ] {
        let said = register.refused(args);
        assert!(said.contains(words), "{args:?}: {said}");
    }
    for line in register.out(0, &["schema"]).lines() {
        let (name, title) = line.split_once("  ").unwrap_or_else(|| panic!("{line}"));
        assert!(!name.contains(' ') && title.trim().starts_with(char::is_alphabetic), "{line}");
    }
}

#[test]
fn empty_register_prints_getting_started_hint() {
    let register = Register::of([("Standards/README.md", &b"Nothing yet.\n"[..])]);
    let said = register.out(0, &[]);
    assert!(said.contains("Register  0 documents; 0 scope files\n"), "{said}");
    let next = "Next      run `scsdoc new standard TITLE --track TRACK` to create the first document in Standards/\n";
    assert!(said.ends_with(next), "{said}");
    register.out(0, &["new", "standard", "First", "--track", "iaas"]);
    assert!(!register.out(0, &[]).contains("scsdoc new"));
}

#[test]
fn folder_without_documents_does_not_pass() {
    let register = Register::of([("notes/a.md", &b"x"[..])]);
    for args in [["check", "--root", "."], ["build", "--root", "."]] {
        assert!(
            register.refused(&args).contains("has no folder Standards; name the root of the register with --root DIR")
        );
    }
    std::fs::write(register.path("scsdoc.toml"), "standards = \"nope\"\n").unwrap();
    assert!(register.refused(&["check"]).contains("has no folder nope;"));
}

#[test]
fn different_mistakes_are_not_grouped_and_places_on_one_line_are_named() {
    let settings = "standards = 1\nfoo = 2\nbaseline = 3\n[site]\nbase = \"x\"\nlanguage = \"xx\"\n";
    let text = "---\ntitle: X\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---\n\nText.\n";
    let register =
        Register::of([("scsdoc.toml", settings.as_bytes()), ("Standards/scs-0100-v1-x.md", text.as_bytes())]);
    let said = register.out(1, &["check"]);
    for mistake in ["unknown setting `foo`", "`site.base` must", "`site.language` must"] {
        assert!(said.contains(mistake), "{said}");
    }
    std::fs::write(register.path("Standards/scs-0100-v1-x.md"), "---\nfoo: x\n---\n").unwrap();
    let said = register.out(1, &["check", "--only", "missing-key"]);
    assert!(said.contains("3 more in this line: `") && said.contains("`type`") && said.contains("`title`"), "{said}");
}

#[test]
fn findings_can_be_filtered_and_counted() {
    let register = Register::small();
    let all = register.out(1, &["check", "--format", "concise"]);
    let errors = register.out(1, &["check", "--format", "concise", "--min-severity", "error"]);
    let of = |severity: &str| all.lines().filter(|line| line.contains(&format!(": {severity}["))).count();
    assert_eq!(errors.lines().count(), of("error"));
    assert!(of("error") > 0 && of("error") < all.lines().count(), "{all}");
    let human = register.out(1, &["check", "--min-severity", "error"]);
    assert!(
        human.contains(" hidden in ") && human.contains("Show hidden findings with `--min-severity note`"),
        "{human}"
    );
    // A severity that is not shown still counts.
    let strict = Register::of([("Standards/scs-0100-v1-x.md", "---\ntitle: X\ncolor: red\n---\n".as_bytes())]);
    let args = ["check", "--strict", "--only", "unknown-key", "--min-severity", "error", "--format", "concise"];
    let failed = strict.run(100, &args);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(text(&failed.stderr), "1 warning hidden by --min-severity, an error because of --strict\n");
    let statistics = register.out(1, &["check", "--statistics"]);
    let number = |line: &str| line.split_whitespace().next().and_then(|word| word.parse::<usize>().ok());
    assert_eq!(statistics.lines().filter_map(number).sum::<usize>(), all.lines().count(), "{statistics}");
}

#[test]
fn unchecked_files_are_listed() {
    let register = Register::small();
    let file = "Standards/scs-0101-v1-Entropy.md";
    let output = register.run(100, &["check", "Standards/README.md", file]);
    assert_eq!(text(&output.stderr), "Standards/README.md is not part of the register, not checked\n");
    assert!(text(&output.stdout).contains(" for 1 file\n"), "{}", text(&output.stdout));
    assert_eq!(register.out(0, &["check", "Standards/README.md"]), "no files checked\n");
    // From another folder, a path is taken from there, then from the root.
    let mut command = scsdoc(&["--at", AT, "check", file]);
    let output = command.current_dir(register.path("Standards")).output().unwrap();
    assert!(text(&output.stdout).contains(" for 1 file\n"), "{}", text(&output.stderr));
    let mut command = scsdoc(&["fix", "--diff", file]);
    assert!(command.current_dir(register.path("Standards")).output().unwrap().stderr.is_empty());
    let said = register.refused(&["check", "Standards/scs-0101-v1-entropy-x.md"]);
    assert!(said.ends_with("does not exist; did you mean Standards/scs-0101-v1-Entropy.md?\n"), "{said}");
}

#[test]
fn subcommands_have_manual_pages() {
    let register = Register::small();
    for args in [&["man", "scope", "check"][..], &["man", "scope check"]] {
        assert!(register.out(0, args).contains("scsdoc\\-scope\\-check"), "{}", register.out(0, args));
    }
    register.out(0, &["man", "--out", "pages"]);
    assert!(register.path("pages/scsdoc-scope-check.1").exists() && register.path("pages/scsdoc.1").exists());
}
