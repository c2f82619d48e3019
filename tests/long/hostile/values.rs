//! Values that try to control a terminal, a workflow, a page, a spreadsheet or the file system, in every position that
//! accepts one.

use super::case::{Case, SCOPE, SCOPE_FILE, VICTIM, document, file};

/// As written between double quotes in YAML and TOML.
pub const PAYLOADS: &[(&str, &str)] = &[
    ("escape characters", r"\u001b[31mred\u001b]0;title\u0007\u009b2J"),
    ("a carriage return and a command", r"a\r::error::pwned"),
    ("a line and a command", r"a\n::error file=x::pwned\n##[error]pwned"),
    ("a command", "::error file=x::pwned"),
    ("an older command", "##[error]pwned"),
    ("a command in percent signs", "%0A::error::pwned%0D%0A"),
    ("a line separator and a command", r"a\u2028::stop-commands::pwned\u0085::error::pwned"),
    ("bidirectional text", r"\u202eevil\u2066x\u200b\ufeff"),
    ("NUL", r"a\u0000b"),
    ("a script", "<script>alert(1)</script><img src=x onerror=alert(1)>"),
    ("the ends of other things", "]]>--></title></script>*/|cell|`x`"),
    ("a formula", "=cmd|'/c calc'!A1"),
    ("a path to the outside", "../../outside/passwd"),
    ("an absolute path", "/etc/passwd"),
    ("a template", "{{ 7 * 7 }}{% include 'base.html' %}${x}{x}"),
    ("an address of a script", "[x](javascript:alert(1))"),
    ("nothing", ""),
    ("letters without end", "@"),
];

/// The payload with its repetition written out.
fn written(payload: &str) -> String {
    if payload == "@" { "x".repeat(40_000) } else { payload.to_owned() }
}

/// Front matter: a key, and a value with `@` where the payload goes.
const KEYS: &[(&str, &str)] = &[
    ("title", "\"@\""),
    ("type", "\"@\""),
    ("status", "\"@\""),
    ("track", "\"@\""),
    ("description", "\"@\""),
    ("stabilized_at", "\"@\""),
    ("deprecated_at", "\"@\""),
    ("rejected_at", "\"@\""),
    ("replaces", "[\"@\"]"),
    ("replaced_by", "[\"@\"]"),
    ("supplements", "[\"@\"]"),
    ("authors", "[\"@\"]"),
    ("version", "\"@\""),
    ("state", "\"@\""),
    ("enhances", "\"@\""),
    (
        "tests",
        "[{executable: \"@\", args: \"@\", env: {\"@\": \"@\"}, testcases: [{id: \"@\", description: \"@\", target: main, versions: [\"@\"], section: \"@\"}]}]",
    ),
    (
        "scope",
        "{file: \"@\", uuid: \"@\", name: \"@\", version: \"@\", variables: [\"@\"], include: [\"@\", {ref: \"@\", parameters: {\"@\": \"@\"}}], warn_from: \"@\"}",
    ),
];

/// Scope files: a text of the correct one, and its replacement.
const SCOPE_PLACES: &[(&str, &str)] = &[
    ("name: SCS-compatible Y", "name: \"@\""),
    ("uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f", "uuid: \"@\""),
    ("url: https://example.org/y.yaml", "url: \"@\""),
    ("- os_cloud", "- {\"@\": \"@\"}"),
    ("executable: iaas/check.py", "executable: \"@\""),
    ("args: -c {os_cloud}", "args: \"@\"\n    env: {\"@\": \"@\"}"),
    ("id: scs-0100-names", "id: \"@\""),
    ("lifetime: day", "lifetime: \"@\""),
    ("description: x", "description: \"@\""),
    ("id: scs-0100-v1", "id: \"@\""),
    ("name: Names v1", "name: \"@\"\n    parameters: {\"@\": \"@\"}"),
    ("url: https://example.org/scs-0100-v1.md", "url: \"@\""),
    ("main: scs-0100-names", "\"@\": \"@\""),
    ("date: 2026-01-01", "date: \"@\""),
    ("v1: effective", "\"@\": \"@\""),
    ("stabilized_at: 2026-01-01", "stabilized_at: \"@\""),
    ("version: v1", "version: \"@\""),
    ("      - scs-0100-v1", "      - {ref: \"@\", parameters: {\"@\": \"@\"}}"),
];

/// Settings: a file with `@`.
const SETTINGS: &[(&str, &str)] = &[
    ("standards", "standards = \"@\"\n"),
    ("tests.folder", "[tests]\nfolder = \"@\"\n"),
    ("tests.repository", "[tests]\nrepository = \"@\"\n"),
    ("site.url", "[site]\nurl = \"@\"\n"),
    ("site.base", "[site]\nbase = \"@\"\n"),
    ("site.title", "[site]\ntitle = \"@\"\n"),
    ("repository.url", "[repository]\nurl = \"@\"\n"),
    ("repository.branch", "[repository]\nbranch = \"@\"\n"),
    ("rules", "[rules]\n\"@\" = \"@\"\n"),
    ("waiver", "[[waiver]]\nrule = \"@\"\npath = \"@\"\nreason = \"@\"\n"),
    ("an unknown key", "\"@\" = \"@\"\n"),
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, payload) in PAYLOADS {
        for (key, value) in KEYS {
            cases.push(file("value", format!("{what} in {key}"), VICTIM, move || {
                let sound = document("", "Text.");
                let kept: String =
                    sound.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{key}:"))).collect();
                let line = format!("{key}: {}", value.replace('@', &short(payload, value)));
                kept.replacen("---\n", &format!("---\n{line}\n"), 1).into_bytes()
            }));
        }
        for (from, to) in SCOPE_PLACES {
            cases.push(file("scope value", format!("{what} for {}", from.trim()), SCOPE, move || {
                assert!(SCOPE_FILE.contains(from));
                SCOPE_FILE.replace(from, &to.replace('@', &short(payload, to))).into_bytes()
            }));
        }
        for (key, text) in SETTINGS {
            cases.push(file("setting", format!("{what} in {key}"), "scsdoc.toml", move || {
                text.replace('@', &written(payload)).into_bytes()
            }));
        }
        cases.push(file("value", format!("{what} in the text"), VICTIM, move || {
            let raw: String = serde_json::from_str(&format!("\"{}\"", written(payload))).unwrap();
            document("", &format!("{raw}\n\n## {raw}\n\n[{raw}](x{raw})\n\n| {raw} |\n|---|\n| {raw} |\n\n`{raw}`\n\n<!-- scsdoc: allow({raw}) {raw} -->\n"))
                .into_bytes()
        }));
    }
    cases
}

/// The payload, shortened if it occurs many times.
fn short(payload: &str, around: &str) -> String {
    let text = written(payload);
    let times = around.matches('@').count().max(1);
    if text.len() * times > 60_000 { text[..60_000 / times].to_owned() } else { text }
}
