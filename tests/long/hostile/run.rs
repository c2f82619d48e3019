//! Runs commands on inputs and verifies the promises in SECURITY.md: a command ends in time, within its memory, with
//! status 0, 1 or 2 and without a panic; it neither reads nor writes outside the register, runs nothing, prints nothing
//! that a terminal, a workflow or a spreadsheet would act on, and still reports the findings of other documents.

use super::case::{CANARY, Case, Place, VICTIM, WITNESS};
use crate::common::{files_below, program, skip};
use rayon::prelude::*;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// CPU time of a command: 2 s is promised, and the test binary is not optimized.
fn seconds() -> u64 {
    if std::env::var_os("SCSDOC_BINARY").is_some() { 2 } else { 10 }
}

/// When a command hangs: long enough for the CPU time on a machine that has much else to do.
const HANGS: u64 = 120;

/// Memory of one command.
const KIBIBYTES: u64 = 256 << 10;

/// Templates that take more memory than is promised before they reach their limit of steps (SECURITY.md, *Open*).
pub const OPEN: &[&str] = &["huge strings", "strings that double", "ranges"];

/// Commands that read or build. `{out}` is a folder outside of the register; the last three change the checkout.
pub const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "junit"],
    &["check", "--format", "gitlab"],
    &["check", "--summary", "{out}/summary.md", "--also", "sarif={out}/report.sarif"],
    &["check", "--write-baseline", "{out}/baseline"],
    &["check", "--base", "HEAD"],
    &["check", "--staged", "--format", "json"],
    &["list"],
    &["list", "--format", "csv"],
    &["show", "scs-0100-v1"],
    &["show", "scs-0100-v1", "--format", "markdown"],
    &["tests"],
    &["tests", "--format", "csv"],
    &["scope", "check"],
    &["scope", "show", "scs-victim"],
    &["scope", "diff", "scs-victim", "v1", "v2"],
    &["scope", "adopt", "Tests/scs-victim.yaml", "--dry-run"],
    &["history"],
    &["history", "--violations"],
    &["init", "--dry-run", "--baseline"],
    &["export", "json"],
    &["export", "docusaurus", "{out}/docusaurus"],
    &["build", "--out", "{out}/site"],
    &["fix", "--diff", "--unsafe"],
    &["revise", "scs-0100-v1", "--dry-run"],
    &["build"],
    &["scope", "render", "--out", "{root}/Tests"],
    &["fix"],
];

/// Words before a command that leave it without a network.
fn without_network() -> &'static [&'static str] {
    static FOUND: OnceLock<&'static [&'static str]> = OnceLock::new();
    FOUND.get_or_init(|| {
        let works = |words: &[&str]| {
            let output = Command::new(words[0]).args(&words[1..]).arg("true").output();
            output.is_ok_and(|output| output.status.success())
        };
        let choice: [&'static [&'static str]; 2] = [&["unshare", "-n"], &["unshare", "-rn"]];
        choice.into_iter().find(|words| works(words)).unwrap_or_else(|| {
            skip("namespace", "network namespaces cannot be made here");
            &[]
        })
    })
}

/// Runs a command within its limits; returns its output, or `None` if it hangs.
fn run(place: &Place, args: &[String]) -> Option<Output> {
    let mut words: Vec<&str> = without_network().to_vec();
    let limits = format!("ulimit -d {KIBIBYTES}; ulimit -t {}; ulimit -c 0; exec \"$@\"", seconds());
    let hangs = HANGS.to_string();
    words.extend(["timeout", "-k", "1", &hangs, "sh", "-c", &limits, "sh"]);
    let mut command = Command::new(words[0]);
    let start = Instant::now();
    let output = command
        .args(&words[1..])
        .arg(program())
        .args(["--at", "2026-11-20", "--color", "never"])
        .args(args)
        .current_dir(&place.root)
        .env("HOME", &place.outside)
        // Patches are escaped in a workflow only.
        .env("GITHUB_ACTIONS", "true")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (start.elapsed() < Duration::from_secs(HANGS)).then_some(output)
}

/// What is wrong with the output of a command.
fn faults(args: &[String], output: &Output) -> Vec<String> {
    let mut faults = Vec::new();
    let err = String::from_utf8_lossy(&output.stderr);
    let shown = |text: &str| text.chars().take(300).collect::<String>().escape_debug().to_string();
    match output.status.code() {
        Some(0..=1) => {}
        Some(2) => {
            if !err.lines().any(|line| line.starts_with("scsdoc: ") || line.starts_with("error: ")) {
                faults.push(format!("status 2 without a message: {}", shown(&err)));
            }
        }
        code => faults.push(format!("status {code:?}, {:?}: {}", output.status, shown(&err))),
    }
    if err.contains("panicked") {
        faults.push(format!("panic: {}", shown(&err)));
    }
    let is = |format: &str| args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == format);
    for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
        let Ok(text) = std::str::from_utf8(bytes) else {
            faults.push(format!("std{name} is not UTF-8"));
            continue;
        };
        // RFC 4180 wants CR LF.
        let csv = name == "out" && is("csv");
        let text = if csv { text.replace("\r\n", "\n") } else { text.to_owned() };
        let raw = |c: &char| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if let Some(c) = text.chars().find(raw) {
            faults.push(format!("std{name} has a raw {}", c.escape_unicode()));
        }
        for line in text.split(['\n', '\r', '\u{85}', '\u{2028}']) {
            let ours = is("github")
                && ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start))
                && line.contains("title=");
            if (line.trim_start().starts_with("::") && !ours) || line.contains("##[") {
                faults.push(format!("std{name} has a workflow command: {}", shown(line)));
                break;
            }
        }
        let formula = text.split(['\n', ',']).find(|cell| cell.trim_start_matches('"').starts_with("=cmd"));
        if let Some(cell) = formula.filter(|_| csv) {
            faults.push(format!("a formula for a spreadsheet: {}", shown(cell)));
        }
        if text.contains(CANARY) || text.contains("root:x:0:") {
            faults.push(format!("std{name} shows a file outside of the register: {}", shown(&text)));
        }
    }
    if is("json") && !output.stdout.is_empty() && serde_json::from_slice::<serde_json::Value>(&output.stdout).is_err() {
        faults.push("not JSON".into());
    }
    faults
}

/// Runs some commands on an input; returns broken promises.
fn try_case(case: &Case, commands: &[usize]) -> Vec<String> {
    let base = tempfile::tempdir().unwrap();
    let place = Place::new(base.path());
    (case.make)(&place);
    let before = files_below(&place.outside);
    let mut wrong = Vec::new();
    for args in commands.iter().filter_map(|number| COMMANDS.get(*number)) {
        let fill = |arg: &&str| {
            let path = |path: &Path| path.display().to_string();
            arg.replace("{out}", &path(&place.out)).replace("{root}", &path(&place.root))
        };
        let args: Vec<String> = args.iter().map(fill).collect();
        let mut faults = match run(&place, &args) {
            Some(output) => {
                let mut faults = faults(&args, &output);
                let text = String::from_utf8_lossy(&output.stdout);
                let documents = ["bytes", "yaml", "markdown", "value", "scope", "name"];
                let content = documents.iter().any(|family| case.name.starts_with(family));
                if content && args[0] == "check" && args.len() < 2 && !text.contains(WITNESS) {
                    faults.push("the finding of another document is missing".into());
                }
                faults
            }
            None => vec![format!("did not end within {HANGS} s")],
        };
        let open = case.name.strip_prefix("template: ").is_some_and(|name| OPEN.contains(&name));
        if open && args[0] == "build" {
            // The process ends at its limit of memory.
            faults.retain(|fault| !fault.starts_with("status Some(134)") && !fault.contains("unix_wait_status(6)"));
        }
        wrong.extend(faults.into_iter().map(|fault| format!("{}: scsdoc {}: {fault}", case.name, args.join(" "))));
    }
    let after = files_below(&place.outside);
    if before != after {
        let new: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
        wrong.push(format!("{}: wrote outside of the register: {new:?}", case.name));
    }
    let canary = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
    if let Some((path, _)) = files_below(&place.out).into_iter().find(|(_, bytes)| canary(bytes)) {
        wrong.push(format!("{}: {path} shows a file outside of the register", case.name));
    }
    if place.root.join("hacked").exists() || place.outside.join("was-run").exists() {
        wrong.push(format!("{}: something was run", case.name));
    }
    // Unreadable folders can be removed.
    let _ = fs::remove_file(place.root.join(VICTIM));
    wrong
}

/// Tries all inputs, each with the commands that `choose` returns for its number.
pub fn try_all(cases: &[Case], choose: impl Fn(usize) -> Vec<usize> + Sync) -> Vec<String> {
    cases.par_iter().enumerate().flat_map_iter(|(number, case)| try_case(case, &choose(number))).collect()
}
