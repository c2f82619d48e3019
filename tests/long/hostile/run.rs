//! Runs commands on inputs and holds what they do against what is promised.

use super::case::{CANARY, Case, Place, VICTIM};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Processor time of one command, in seconds. More than the time on a clock where threads work side by side, and it does
/// not depend on what else the computer does. A binary that is not optimised may take longer.
fn seconds() -> u64 {
    if cfg!(debug_assertions) && std::env::var_os("SCSDOC_BINARY").is_none() { 10 } else { 2 }
}
/// Memory of one command, in KiB: all that it may write to, which is more than what is resident.
const KIBIBYTES: u64 = 256 << 10;

/// Templates that make `build` take more memory than is promised, and end as memory does: the engine bounds steps, not
/// what one step makes. SECURITY.md tells of them. One that keeps its promise by now is to be taken off.
const OPEN: [&str; 7] = ["batches", "formats", "huge strings", "joins", "ranges", "replacement", "strings that double"];

/// Every command that reads or builds. `{out}` is a new folder outside of the root; the last ones change the checkout.
pub const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "junit"],
    &["check", "--format", "gitlab"],
    &["check", "--format", "legacy"],
    &["check", "--strict", "{victim}"],
    &["check", "--summary", "{out}/summary.md", "--also", "sarif={out}/report.sarif", "--output", "{out}/report"],
    &["check", "--write-baseline", "{out}/baseline"],
    &["check", "--baseline", "{out}/baseline", "--format", "json"],
    &["check", "--base", "HEAD"],
    &["check", "--staged", "--format", "json"],
    &[],
    &["list"],
    &["list", "--format", "json"],
    &["list", "--format", "csv"],
    &["list", "--format", "markdown"],
    &["show", "scs-0100-v1"],
    &["show", "scs-0100-v1", "--format", "json"],
    &["show", "scs-0100-v1", "--format", "csv"],
    &["show", "scs-0100-v1", "--format", "markdown"],
    &["tests"],
    &["tests", "--format", "json"],
    &["tests", "--format", "csv"],
    &["tests", "--format", "markdown"],
    &["tests", "scs-0100-names"],
    &["scope", "check"],
    &["scope", "check", "--format", "github"],
    &["scope", "show", "scs-victim"],
    &["scope", "show", "scs-victim", "--format", "json"],
    &["scope", "show", "scs-victim", "--format", "markdown"],
    &["scope", "diff", "scs-victim", "v1", "v2"],
    &["scope", "render", "scs-compatible-x"],
    &["scope", "render", "--check"],
    &["scope", "adopt", "Tests/scs-victim.yaml", "--dry-run"],
    &["history"],
    &["history", "--format", "json"],
    &["history", "--violations"],
    &["history", "scs-0100-v1"],
    &["init", "--dry-run"],
    &["init", "--dry-run", "--baseline"],
    &["rules"],
    &["man", "check"],
    &["explain", "broken-anchor"],
    &["export", "json"],
    &["export", "csv"],
    &["export", "docusaurus", "{out}/docusaurus"],
    &["scope", "render", "--out", "{out}/scopes"],
    &["build", "--out", "{out}/site"],
    &["fix", "--diff"],
    &["fix", "--diff", "--unsafe"],
    &["revise", "scs-0100-v1", "--dry-run"],
    &["stabilize", "scs-0100-v1", "--dry-run"],
    &["build"],
    &["scope", "render", "--out", "{root}/Tests"],
    &["fix"],
    &["check", "--format", "json"],
];

/// What one command cost.
pub struct Cost {
    pub what: String,
    pub seconds: f64,
    pub kibibytes: u64,
}

/// Words in front of a command that leave it without a network, where this is permitted here.
fn without_network() -> &'static [&'static str] {
    static FOUND: OnceLock<&'static [&'static str]> = OnceLock::new();
    FOUND.get_or_init(|| {
        let works = |words: &[&str]| {
            Command::new(words[0]).args(&words[1..]).arg("true").output().is_ok_and(|output| output.status.success())
        };
        let choice: [&'static [&'static str]; 2] = [&["unshare", "-n"], &["unshare", "-rn"]];
        choice.into_iter().find(|words| works(words)).unwrap_or_else(|| {
            crate::common::skip("namespace", "network namespaces cannot be made here");
            &[]
        })
    })
}

/// The program that measures memory, where it is installed.
fn measured() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| Path::new("/usr/bin/time").exists())
}

/// Runs a command within its limits; one that waits for ever is killed.
fn run(place: &Place, args: &[String], report: &Path) -> (Output, f64, u64) {
    let binary = std::env::var("SCSDOC_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_scsdoc").into());
    let mut words: Vec<&str> = without_network().to_vec();
    let limits = format!("ulimit -d {KIBIBYTES}; ulimit -t {}; ulimit -c 0; exec \"$@\"", seconds());
    words.extend(["timeout", "-k", "1", "20", "sh", "-c", &limits, "sh"]);
    let report = report.display().to_string();
    if measured() {
        words.extend(["/usr/bin/time", "-q", "-o", &report, "-f", "%M %U %S"]);
    }
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(binary);
    if !args.iter().any(|arg| arg == "--root") {
        command.arg("--root").arg(&place.root);
    }
    if !args.iter().any(|arg| arg == "--at") {
        command.args(["--at", "2026-11-20"]);
    }
    let start = Instant::now();
    let output = command
        .args(["--color", "never"])
        .args(args)
        .current_dir(&place.root)
        .env("HOME", &place.outside)
        // A patch is shown as it is but to a workflow.
        .env("GITHUB_ACTIONS", "true")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if start.elapsed() > Duration::from_secs(20) {
        return (output, f64::INFINITY, 0);
    }
    let measure = fs::read_to_string(&report).unwrap_or_default();
    let numbers: Vec<f64> =
        measure.lines().last().unwrap_or_default().split(' ').filter_map(|n| n.parse().ok()).collect();
    let [memory, user, system] = numbers[..] else { return (output, 0.0, 0) };
    (output, user + system, memory as u64)
}

/// Everything below a folder: names, and what files hold. Links are not followed.
fn state(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    walk.map(|entry| {
        let bytes = if entry.file_type().is_file() { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
        (entry.path().to_string_lossy().into_owned(), bytes)
    })
    .collect()
}

/// What is wrong with the output of a command.
fn faults(args: &[String], output: &Output) -> Vec<String> {
    let mut faults = Vec::new();
    let err = String::from_utf8_lossy(&output.stderr);
    let shown = |text: &str| text.chars().take(300).collect::<String>().escape_debug().to_string();
    match output.status.code() {
        Some(0..=1) => {}
        // It ends as the old checker does, with the number of errors.
        Some(_) if args.iter().any(|arg| arg == "legacy") => {}
        Some(2) => {
            if !err.lines().any(|line| line.starts_with("scsdoc: ") || line.starts_with("error: ")) {
                faults.push(format!("status 2 without a word: {}", shown(&err)));
            }
        }
        code => faults.push(format!("status {code:?}, {:?}: {}", output.status, shown(&err))),
    }
    if err.contains("panicked") {
        faults.push(format!("panic: {}", shown(&err)));
    }
    let is_diff = args.iter().any(|arg| arg == "--diff" || arg == "--dry-run");
    let is = |format: &str| args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == format);
    for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
        let Ok(text) = std::str::from_utf8(bytes) else {
            faults.push(format!("std{name} is not UTF-8"));
            continue;
        };
        // RFC 4180 wants CR LF.
        let csv = name == "out" && (is("csv") || args.starts_with(&["export".into(), "csv".into()]));
        let text = if csv { text.replace("\r\n", "\n") } else { text.to_owned() };
        let odd = |c: &char| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if let Some(c) = text.chars().find(odd) {
            let at = text.find(c).unwrap_or(0);
            let near: String = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            faults.push(format!("std{name} has a raw {}: {}", c.escape_unicode(), shown(&near)));
        }
        for line in text.split(['\n', '\r', '\u{85}', '\u{2028}']) {
            let ours = is("github")
                && ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start))
                && line.contains("title=");
            if (line.trim_start().starts_with("::") && !ours) || line.contains("##[") {
                faults.push(format!("std{name} speaks to a workflow: {}", shown(line)));
                break;
            }
        }
        if csv && !is_diff {
            let formula = text.split(['\n', ',']).find(|cell| cell.trim_start_matches('"').starts_with("=cmd"));
            if let Some(cell) = formula {
                faults.push(format!("a formula for a spreadsheet: {}", shown(cell)));
            }
        }
        if text.contains(CANARY) || text.contains("root:x:0:") {
            faults.push(format!("std{name} shows what lies outside: {}", shown(&text)));
        }
    }
    if output.status.code() == Some(2) && is("json") && !output.stdout.is_empty() {
        faults.push("status 2 and a result".into());
    }
    if is("json") && !output.stdout.is_empty() && serde_json::from_slice::<serde_json::Value>(&output.stdout).is_err() {
        faults.push("no JSON".into());
    }
    faults
}

/// Tries an input with the commands of these numbers, and with its own; what is wrong, and what it cost.
pub fn try_case(case: &Case, commands: &[usize]) -> (Vec<String>, Vec<Cost>) {
    let base = tempfile::tempdir().unwrap();
    let place = Place::new(base.path());
    (case.make)(&place);
    let before = state(&place.outside);
    let chosen = commands.iter().filter_map(|number| COMMANDS.get(*number));
    let mut all: Vec<Vec<String>> = chosen.map(|args| args.iter().map(|arg| (*arg).to_owned()).collect()).collect();
    all.extend(case.arguments.iter().cloned());
    let (mut wrong, mut costs) = (Vec::new(), Vec::new());
    for args in all {
        let fill = |arg: &String| {
            let victim = place.root.join(VICTIM).display().to_string();
            arg.replace("{out}", &place.out.display().to_string())
                .replace("{victim}", &victim)
                .replace("{root}", &place.root.display().to_string())
        };
        let args: Vec<String> = args.iter().map(fill).collect();
        let brief: Vec<String> =
            args.iter().map(|arg| arg.chars().take(60).collect::<String>().escape_debug().to_string()).collect();
        let what = format!("{}: scsdoc {}", case.name, brief.join(" "));
        let (output, seconds, kibibytes) = run(&place, &args, &base.path().join("report"));
        let mut faults = faults(&args, &output);
        // A command that reads has a result, whatever stands in documents, scope files and settings.
        let reads = matches!(args.first().map(String::as_str), None | Some("check" | "list"))
            && !args.iter().any(|arg| matches!(arg.as_str(), "--base" | "--staged" | "--baseline"));
        let content =
            ["bytes", "yaml", "markdown", "value", "scope", "name"].iter().any(|family| case.name.starts_with(family));
        if reads && content && output.status.code() == Some(2) {
            faults.push(format!("no result: {}", String::from_utf8_lossy(&output.stderr).escape_debug()));
        }
        if seconds > self::seconds() as f64 || kibibytes > KIBIBYTES {
            faults.push(format!("{seconds:.1} s and {} MiB", kibibytes >> 10));
        }
        costs.push(Cost { what: what.clone(), seconds, kibibytes });
        let open = case.name.strip_prefix("template: ").is_some_and(|name| OPEN.contains(&name));
        if open && args.first().is_some_and(|command| command == "build") {
            match faults.is_empty() {
                true => faults.push("is no longer open: take it off the list".into()),
                // The process ends within its limit of memory, and writes nothing.
                false => faults.retain(|fault| !fault.starts_with("status Some(134)") && !fault.ends_with(" MiB")),
            }
        }
        for fault in faults {
            // At once, because of runs that are cut off.
            println!("{what}: {fault}");
            wrong.push(format!("{what}: {fault}"));
        }
    }
    let after = state(&place.outside);
    if before != after {
        let new: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
        wrong.push(format!("{}: wrote outside of the root: {new:?}", case.name));
    }
    let spilt = state(&place.out)
        .into_iter()
        .find(|(_, bytes)| bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    if let Some((path, _)) = spilt {
        wrong.push(format!("{}: {path} shows what lies outside", case.name));
    }
    if place.root.join("hacked").exists() || place.outside.join("was-run").exists() {
        wrong.push(format!("{}: something was run", case.name));
    }
    (wrong, costs)
}

/// Inputs that an earlier run was done with, by the lines of the file that `SCSDOC_HOSTILE_LOG` names.
fn done() -> HashSet<String> {
    let log = std::env::var("SCSDOC_HOSTILE_LOG").ok().and_then(|path| fs::read_to_string(path).ok());
    log.unwrap_or_default().lines().filter_map(|line| Some(line.split_once('\t')?.0.to_owned())).collect()
}

/// Notes that an input is done with: its name, the number of runs, of faults, the most time and the most memory.
fn note(case: &Case, wrong: usize, costs: &[Cost]) {
    let Ok(path) = std::env::var("SCSDOC_HOSTILE_LOG") else { return };
    let mut log = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    let seconds = costs.iter().map(|cost| cost.seconds).fold(0.0, f64::max);
    let memory = costs.iter().map(|cost| cost.kibibytes >> 10).max().unwrap_or(0);
    let line = format!("{}\t{}\t{wrong}\t{seconds:.2}\t{memory}\n", case.name.escape_debug(), costs.len());
    log.write_all(line.as_bytes()).unwrap();
}

/// Tries all inputs, each with the commands that `choose` names for its number; prints what was dearest.
pub fn try_all(cases: &[Case], choose: impl Fn(usize) -> Vec<usize> + Sync) -> Vec<String> {
    let (start, done) = (Instant::now(), done());
    let left = cases.iter().enumerate().filter(|(_, case)| !done.contains(&case.name.escape_debug().to_string()));
    let results: Vec<_> = left
        .par_bridge()
        .map(|(number, case)| {
            let (wrong, costs) = try_case(case, &choose(number));
            note(case, wrong.len(), &costs);
            (wrong, costs)
        })
        .collect();
    let (wrong, costs): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    let mut costs: Vec<Cost> = costs.into_iter().flatten().collect();
    println!("{} inputs, {} runs in {:.0?}", wrong.len(), costs.len(), start.elapsed());
    costs.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    for cost in costs.iter().take(25) {
        println!("{:6.2} s  {}", cost.seconds, cost.what);
    }
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.kibibytes));
    for cost in costs.iter().take(15) {
        println!("{:4} MiB  {}", cost.kibibytes >> 10, cost.what);
    }
    wrong.concat()
}
