//! Seeds in file names and front matter.

use super::{Base, Change, Seed, seed, wide};
use crate::common::rows;

/// The lines of a key: from its own to the next key at the margin or the fence.
pub fn block(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let end = text.get(4..)?.find("\n---\n")? + 5;
    let start = match text[..end].starts_with(&format!("---\n{key}:")) {
        true => 4,
        false => text[..end].find(&format!("\n{key}:"))? + 1,
    };
    let mut at = start;
    for line in text[start..end].split_inclusive('\n') {
        let continues = line.starts_with([' ', '-', '#']) || line.trim().is_empty();
        if at > start && !continues {
            break;
        }
        at += line.len();
    }
    Some(start..at)
}

/// The text with the lines of a key replaced.
pub fn replace(text: &str, key: &str, lines: &str) -> Option<String> {
    let range = block(text, key)?;
    Some(format!("{}{lines}{}", &text[..range.start], &text[range.end..]))
}

/// The text with more lines at the end of the front matter.
pub fn append(text: &str, lines: &str) -> Option<String> {
    let end = text.get(4..)?.find("\n---\n")? + 5;
    Some(format!("{}{lines}{}", &text[..end], &text[end..]))
}

pub fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let range = block(text, key)?;
    Some(text[range].trim_start_matches(key).trim_start_matches(':').trim())
}

pub fn is_document(path: &str) -> bool {
    path.starts_with("Standards/scs-") && !path.contains("XXXX")
}

pub fn is_versioned(path: &str) -> bool {
    is_document(path) && !is_supplement(path)
}

pub fn is_supplement(path: &str) -> bool {
    is_document(path) && path.get(18..20).is_some_and(|part| part == "-w")
}

fn other_track(text: &str) -> Option<String> {
    let other = if value(text, "track")? == "Ops" { "IAM" } else { "Ops" };
    replace(text, "track", &format!("track: {other}\n"))
}

fn renamed(base: &Base, path: &str, name: String) -> Option<Change> {
    let to = format!("Standards/{name}");
    if !is_document(path) || to == path {
        return None;
    }
    Some(vec![(path.into(), None), (to, Some(base.text(path).as_bytes().to_vec()))])
}

fn file(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// A small document with only the required front matter, and more lines.
pub fn plain(more: &str) -> Vec<u8> {
    format!("---\ntitle: New\ntype: Procedural\nstatus: Draft\ntrack: Global\n{more}---\n\n## Introduction\n\nText.\n")
        .into_bytes()
}

const KEYS: &str =
    "title type status track description stabilized_at deprecated_at replaces replaced_by supplements tests";

pub fn seeds(_: &Base) -> Vec<Seed> {
    let mut seeds = names();
    seeds.extend(other_readers());
    for key in KEYS.split(' ') {
        per_key(key, &mut seeds);
    }
    whole(&mut seeds);
    lifecycle(&mut seeds);
    extensions(&mut seeds);
    seeds.push(wide("copied-title", "the title of another document", |base, path| {
        let number = |path: &str| path.get(14..18).map(str::to_owned);
        let other = base.documents().find(|other| is_versioned(other) && number(other) != number(path))?;
        let title = value(base.text(other), "title")?;
        let text = replace(base.text(path), "title", &format!("title: {title}\n"))?;
        is_versioned(path).then(|| vec![(path.to_owned(), Some(text.into_bytes()))])
    }));
    seeds.push(seed("unknown-requirement", "a number past the end", |path, text| {
        (is_supplement(path) && text.contains("covers: [R")).then(|| text.replacen("covers: [R", "covers: [R99, R", 1))
    }));
    // A standard of our own register some of whose requirements are covered.
    seeds.push(seed("untested-requirement", "one more requirement", |path, text| {
        path.starts_with("Standards/scs-0103-v1").then(|| format!("{text}\nClouds MUST hum.\n"))
    }));
    seeds
}

/// A seed that renames documents.
fn name(rule: &str, what: &str, apply: fn(&str) -> Option<String>) -> Seed {
    wide(rule, what, move |base, path| renamed(base, path, apply(file(path))?))
}

fn names() -> Vec<Seed> {
    vec![
        name("malformed-name", "no version in the name", |name| {
            Some(name.replacen("-v", "-", 1).replacen("-w", "-", 1))
        }),
        name("document-not-named", "no prefix", |name| Some(name.replacen("scs-", "", 1))),
        wide("slug-charset", "a capital letter", |base, path| {
            let waived = base.files["scsdoc.toml"].contains(path);
            renamed(base, path, file(path).replace(".md", "X.md")).filter(|_| !waived)
        }),
        name("slug-start", "a digit in front", |name| {
            let at = name.match_indices('-').nth(2)?.0 + 1;
            Some(format!("{}4{}", &name[..at], &name[at..]))
        }),
        name("slug-double-hyphen", "two hyphens", |name| Some(name.replace(".md", "--x.md"))),
        seed("track-digit-mismatch", "another track", |path, text| {
            is_document(path).then(|| other_track(text)).flatten()
        }),
        wide("duplicate-number", "the number twice", |base, path| {
            let to = path.replace(".md", "-again.md");
            is_document(path).then(|| vec![(to, Some(base.text(path).as_bytes().to_vec()))])
        }),
        wide("version-gap", "a version left out", |base, path| {
            let name = file(path);
            let at = name.find("-v")?;
            if !is_versioned(path) {
                return None;
            }
            let rest = name[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit());
            Some(vec![(format!("Standards/{}-v77{rest}", &name[..at]), Some(base.text(path).as_bytes().to_vec()))])
        }),
        name("version-zero", "version 0", |name| {
            let rest = name.get(10..)?.trim_start_matches(|c: char| c.is_ascii_digit());
            Some(format!("{}0{rest}", &name[..10]))
        }),
        wide("template-name", "a template under another name", |base, path| {
            let to = format!("{}-form.md", path.strip_suffix("-template.md")?);
            Some(vec![(path.into(), None), (to, Some(base.text(path).as_bytes().to_vec()))])
        }),
        wide("unreadable-file", "a folder with a document's name", |_, path| {
            is_document(path).then(|| vec![(path.into(), Some(b"<folder>".to_vec()))])
        }),
    ]
}

/// Front matter that other parsers read differently.
fn other_readers() -> Vec<Seed> {
    let key = |rule, what: &'static str, key: &'static str, lines: &'static str| {
        seed(rule, what, move |path, text| is_document(path).then(|| replace(text, key, lines)).flatten())
    };
    vec![
        key("wrong-type", "a title that is a date in YAML 1.1", "title", "title: 2024-02-08\n"),
        key("wrong-type", "a title that is an octal number", "title", "title: 017\n"),
        key("invalid-yaml", "a title with a tag", "title", "title: !new Thing\n"),
        key("comment-cuts-value", "a title with a number sign", "title", "title: Thing #1\n"),
        key("yaml-not-portable", "a tab behind a key", "title", "title:\tThing\n"),
        seed("duplicate-list-entry", "a name twice", |path, text| {
            let line = text[block(text, "replaces").filter(|_| is_document(path))?].lines().nth(1)?.to_owned();
            replace(text, "replaces", &format!("replaces:\n{line}\n{line}\n"))
        }),
        seed("line-endings", "carriage returns alone", |path, text| {
            is_document(path).then(|| text.replacen("\n\n", "\r\r", 1))
        }),
        seed("line-endings", "another kind in the first line", |path, text| {
            is_document(path).then(|| text.replacen('\n', "\r\n", 1))
        }),
        seed("repeated-front-matter", "the block again", |path, text| {
            let end = text.get(4..)?.find("\n---\n")? + 9;
            is_document(path).then(|| format!("{}{text}", &text[..end]))
        }),
    ]
}

/// A seed in documents that have a key.
fn at_key(
    rule: &str,
    what: String,
    key: &'static str,
    apply: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Seed {
    seed(rule, what, move |path, text| (is_document(path) && block(text, key).is_some()).then(|| apply(text)).flatten())
}

/// A seed that writes something else as the value of a key.
fn written(rule: &str, key: &'static str, value: &'static str) -> Seed {
    at_key(rule, format!("{key}: {value}"), key, move |text| replace(text, key, &format!("{key}: {value}\n")))
}

fn per_key(key: &'static str, seeds: &mut Vec<Seed>) {
    let dates = key.ends_with("_at");
    let lists = matches!(key, "replaces" | "replaced_by" | "supplements");
    seeds
        .push(at_key("duplicate-key", format!("{key} twice"), key, move |text| append(text, &text[block(text, key)?])));
    seeds.push(at_key("unknown-key", format!("{key} misspelt"), key, move |text| {
        let mut letters: Vec<char> = key.chars().collect();
        letters.swap(1, 2);
        let lines = text[block(text, key)?].replacen(key, &letters.into_iter().collect::<String>(), 1);
        replace(text, key, &lines)
    }));
    seeds.push(written(if dates { "invalid-date" } else { "wrong-type" }, key, "{a: b}"));
    if dates {
        let bad = ["2024-13-01", "2024-2-8", "31.12.2024", "20240208", "", "'2024-02-08 '", "2023-02-29"];
        seeds.extend(bad.map(|bad| written("invalid-date", key, bad)));
    }
    if lists {
        seeds.push(at_key("scalar-for-list", format!("{key} is text"), key, move |text| {
            let first = text[block(text, key)?].lines().nth(1)?.trim().trim_start_matches("- ").to_owned();
            replace(text, key, &format!("{key}: {first}\n"))
        }));
        seeds.push(written("wrong-type", key, "[3]"));
    }
    if matches!(key, "type" | "status" | "track") {
        seeds.extend(["Nonsense", "standard", "stable", "iaas", "''"].map(|bad| written("invalid-value", key, bad)));
    }
    let removed = match key {
        "title" | "type" | "status" | "track" | "supplements" => Some("missing-key"),
        "stabilized_at" => Some("missing-stabilized-at"),
        "deprecated_at" => Some("missing-deprecated-at"),
        "replaces" => Some("missing-replaces"),
        "replaced_by" => Some("missing-replaced-by"),
        _ => None,
    };
    seeds.extend(removed.map(|rule| {
        at_key(rule, format!("{key} removed"), key, move |text| {
            let stable = key != "stabilized_at" || value(text, "status")? == "Stable";
            stable.then(|| replace(text, key, "")).flatten()
        })
    }));
    if matches!(key, "status" | "stabilized_at" | "deprecated_at" | "replaces" | "replaced_by") {
        seeds.push(seed("forbidden-key", format!("{key} in a supplement"), move |path, text| {
            is_supplement(path).then(|| append(text, &format!("{key}: x\n"))).flatten()
        }));
    }
    if matches!(key, "supplements" | "tests") {
        seeds.push(seed("forbidden-key", format!("{key} in a document"), move |path, text| {
            is_versioned(path).then(|| append(text, &format!("{key}: [x]\n"))).flatten()
        }));
    }
}

fn whole(seeds: &mut Vec<Seed>) {
    let add = |seeds: &mut Vec<Seed>, rule, what: &str, apply: fn(&str) -> Option<String>| {
        seeds.push(seed(rule, what, move |path, text| is_document(path).then(|| apply(text)).flatten()));
    };
    add(seeds, "missing-front-matter", "no front matter", |text| {
        Some(text[text.get(4..)?.find("\n---\n")? + 9..].into())
    });
    add(seeds, "unclosed-front-matter", "no second fence", |text| Some(text.replacen("\n---\n", "\n", 1)));
    add(seeds, "byte-order-mark", "a byte order mark", |text| Some(format!("\u{feff}{text}")));
    add(seeds, "invalid-yaml", "a bracket that stays open", |text| append(text, "x: [a\n"));
    add(seeds, "invalid-yaml", "a tab in front of a key", |text| append(text, "\tx: a\n"));
    add(seeds, "unknown-key", "an unknown key", |text| append(text, "color: red\n"));
    for key in ["authors", "version", "state", "enhances"] {
        seeds.push(seed("extra-key", key, move |path, text| {
            is_document(path).then(|| append(text, &format!("{key}: x\n"))).flatten()
        }));
    }
    add(seeds, "empty-title", "an empty title", |text| replace(text, "title", "title: ''\n"));
    for mark in ["|", "<", "{"] {
        seeds.push(seed("title-markup", format!("{mark} in the title"), move |path, text| {
            is_document(path).then(|| replace(text, "title", &format!("title: \"a {mark} b\"\n"))).flatten()
        }));
    }
    add(seeds, "template-placeholder", "the template's title", |text| {
        replace(text, "title", "title: _Descriptive title_\n")
    });
    add(seeds, "template-comment", "the template's comment", |text| {
        let track = value(text, "track")?.to_owned();
        replace(text, "track", &format!("track: {track}  # | IaaS | Ops | KaaS | IAM\n"))
    });
    for c in ['\u{202e}', '\u{200b}', '\u{7}', '\u{1b}', '\u{85}', '\u{0}', '\u{2066}'] {
        seeds.push(seed("hidden-characters", format!("{}", c.escape_unicode()), move |path, text| {
            is_document(path).then(|| format!("{text}\nA hidden{c} character.\n"))
        }));
    }
    seeds.push(wide("invalid-utf8", "a byte that is not UTF-8", |base, path| {
        let mut bytes = base.text(path).as_bytes().to_vec();
        bytes.extend_from_slice(b"\nA stray \xff byte.\n");
        is_document(path).then(|| vec![(path.into(), Some(bytes))])
    }));
    seeds.push(wide("oversized", "more than a mebibyte", |base, path| {
        let text = format!("{}{}", base.text(path), "Some text.\n".repeat(100_000));
        path.contains("scs-0001").then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
    add(seeds, "oversized", "long front matter", |text| append(text, &format!("# {}\n", "x".repeat(70_000))));
    add(seeds, "oversized", "deep YAML", |text| append(text, &format!("x: {}1{}\n", "[".repeat(80), "]".repeat(80))));
    add(seeds, "oversized", "deep Markdown", |text| Some(format!("{text}\n{}deep\n", "> ".repeat(120))));
}

/// A rule, what is wrong, and what replaces what.
const EXTENSIONS: &str = r#"
["unknown-tested-version", "an unknown version", "versions: [v", "versions: [v9, v"]
["unknown-scope-include", "an unknown standard", "    - scs-0100-v", "    - scs-0999-v1\n    - scs-0100-v"]
["scope-metadata-conflict", "another UUID than its neighbors", "uuid: 50393e6f", "uuid: 50393e60"]
["wrong-type", "text for the list of test cases", "    testcases:\n", "    testcases: x\n    other:\n"]
["invalid-value", "an unknown target", "target: main", "target: mean"]
["missing-key", "a test case without id", "- id: scs-", "- name: scs-"]
"#;

/// Our own keys: `tests` in supplements, `scope` in scope documents.
fn extensions(seeds: &mut Vec<Seed>) {
    seeds.extend(rows(EXTENSIONS).map(|[rule, what, from, to]| {
        seed(rule, what, move |path, text| {
            (is_document(path) && text.contains(&from)).then(|| text.replacen(&from, &to, 1))
        })
    }));
    seeds.push(seed("duplicate-test-case", "an id twice for one version", |path, text| {
        let at = text.find("      - id: scs-")?;
        let end = at + 8 + text[at + 8..].find("      - id: scs-")?;
        is_supplement(path).then(|| format!("{}{}{}", &text[..at], &text[at..end], &text[at..]))
    }));
}

/// A rule, what is wrong, and a status with dates.
const STATUSES: &str = r#"
["missing-stabilized-at", "Stable without a date", "Stable", ""]
["missing-deprecated-at", "Deprecated without a date", "Deprecated", ""]
["missing-rejected-at", "Rejected without a date", "Rejected", ""]
["status-date-conflict", "a Draft with a date", "Draft", "stabilized_at: 2024-01-01\n"]
["status-date-conflict", "a Stable that is over", "Stable", "stabilized_at: 2024-01-01\ndeprecated_at: 2025-01-01\n"]
["date-order", "over before it began", "Deprecated", "stabilized_at: 2024-01-01\ndeprecated_at: 2023-01-01\n"]
["future-date", "a date to come", "Stable", "stabilized_at: 2031-01-01\n"]
["implausible-date", "a year before the first standard", "Stable", "stabilized_at: 1999-01-01\n"]
"#;

/// A rule, what is wrong, and the only item of a list.
const LISTS: &str = r#"
["unknown-replaces", "a file that does not exist", "replaces", "scs-0999-v1-nothing.md"]
["unknown-replaced-by", "a file that does not exist", "replaced_by", "scs-0999-v1-nothing.md"]
["unknown-supplemented", "a file that does not exist", "supplements", "scs-0999-v1-nothing.md"]
["orphan-supplement", "supplements nothing", "supplements", "scs-0999-v1-nothing.md"]
["one-sided-replacement", "another successor than the one that says so", "replaced_by", "scs-0001-v1-sovereign-cloud-standards.md"]
"#;

fn lifecycle(seeds: &mut Vec<Seed>) {
    let with = |status: String, lines: String| {
        move |path: &str, text: &str| {
            if !is_versioned(path) {
                return None;
            }
            let mut text = text.to_owned();
            for key in ["stabilized_at", "deprecated_at", "replaced_by"] {
                text = replace(&text, key, "").unwrap_or(text);
            }
            replace(&text, "status", &format!("status: {status}\n{lines}"))
        }
    };
    seeds.extend(rows(STATUSES).map(|[rule, what, status, lines]| seed(rule, what, with(status, lines))));
    seeds.push(wide("proposal-not-draft", "a Stable proposal", |_, path| {
        let folder = path.rsplit_once('/')?.0;
        let text = String::from_utf8(plain("stabilized_at: 2024-01-01\n")).ok()?;
        let text = text.replace("status: Draft", "status: Stable");
        Some(vec![(format!("{folder}/scs-xxxx-v1-new.md"), Some(text.into_bytes()))])
    }));
    let next = |path: &str| -> Option<(String, String)> {
        let name = file(path);
        let at = name.find("-v")?;
        let rest = name[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit());
        let version: u32 = name[at + 2..name.len() - rest.len()].parse().ok()?;
        Some((format!("{}-v{}{rest}", &name[..at], version + 1), name.to_owned()))
    };
    seeds.push(wide("several-effective", "two versions at once", move |base, path| {
        let text = base.text(path);
        let (to, _) = next(path).filter(|_| is_versioned(path) && value(text, "status") == Some("Stable"))?;
        let to = format!("Standards/{to}");
        (!base.files.contains_key(&to)).then(|| vec![(to, Some(text.as_bytes().to_vec()))])
    }));
    seeds.extend(rows(LISTS).map(|[rule, what, key, item]| {
        let lines = format!("{key}:\n  - {item}\n");
        seed(rule, what, move |path, text| is_document(path).then(|| replace(text, &key, &lines)).flatten())
    }));
    seeds.push(seed("self-replacement", "replaces itself", |path, text| {
        replace(text, "replaces", &format!("replaces:\n  - {}\n", file(path)))
    }));
    seeds.push(wide("replaces-not-predecessor", "replaces another number", |base, path| {
        let number = |path: &str| file(path).get(..8).map(str::to_owned);
        let mut others =
            base.files.keys().filter(|other| file(other).contains("-v1-") && number(other) != number(path));
        let list = format!("replaces:\n  - {}\n", file(others.next()?));
        Some(vec![(path.into(), Some(replace(base.text(path), "replaces", &list)?.into_bytes()))])
    }));
    seeds.push(wide("replacement-cycle", "the predecessor replaces its successor", |base, path| {
        let text = base.text(path);
        let before = value(text, "replaces")?.trim_start_matches("- ").trim().to_owned();
        let before = format!("Standards/{before}");
        let old = base.files.get(&before)?;
        let looped = match block(old, "replaces") {
            Some(_) => replace(old, "replaces", &format!("replaces:\n  - {}\n", file(path)))?,
            None => append(old, &format!("replaces:\n  - {}\n", file(path)))?,
        };
        Some(vec![(before, Some(looped.into_bytes()))])
    }));
    seeds.push(wide("supplement-number-mismatch", "supplements another number", |base, path| {
        let other = base.documents().find(|other| !is_supplement(other) && other[..18] != path[..18])?;
        let text = replace(base.text(path), "supplements", &format!("supplements:\n  - {}\n", file(other)))?;
        is_supplement(path).then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
    seeds.push(seed("supplement-track-mismatch", "another track", |path, text| {
        is_supplement(path).then(|| other_track(text)).flatten()
    }));
    seeds.push(wide("supplement-title", "another title", |base, path| {
        let waived = base.files["scsdoc.toml"].contains(&format!("rule = \"supplement-title\"\npath = \"{path}\""));
        let text = replace(base.text(path), "title", "title: Wholly other notes\n")?;
        (is_supplement(path) && !waived).then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
    seeds.push(wide("supplement-behind", "only a version that is over", |base, path| {
        let number = path.get(..18)?;
        let over = base.documents().find(|other| {
            other.starts_with(number)
                && !is_supplement(other)
                && value(base.text(other), "status") == Some("Deprecated")
        })?;
        let text = replace(base.text(path), "supplements", &format!("supplements:\n  - {}\n", file(over)))?;
        is_supplement(path).then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
}
