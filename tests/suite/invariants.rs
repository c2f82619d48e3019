//! The invariants in ARCHITECTURE.md, checked against the source.

use crate::common::root;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.ends_with("tests.rs") {
            continue;
        }
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Source code before the tests of a file. They are the last item, so that everything above them is checked here.
fn without_tests<'a>(path: &str, text: &'a str) -> &'a str {
    let Some((code, tests)) = text.split_once("\n#[cfg(test)]\n") else {
        assert!(!text.contains("cfg(test)"), "{path}: `#[cfg(test)]` must stand alone on its line");
        return text;
    };
    assert!(!tests.contains("cfg(test)"), "{path}: more than one `#[cfg(test)]` item");
    let mut lines = tests.lines();
    let item = lines.find(|line| !line.starts_with("#[")).unwrap_or_default();
    let rest = if item.ends_with(';') { lines.next() } else { lines.skip_while(|line| *line != "}").nth(1) };
    assert!(rest.is_none(), "{path}: the `#[cfg(test)]` item is not the last one: {rest:?} follows");
    code
}

/// Every source file with its top-level module, its path, and its code without comments and tests.
fn modules() -> Vec<(String, String, String)> {
    let mut paths = Vec::new();
    sources(&root().join("src"), &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let relative = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
        let module = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let lines = without_tests(&relative, &text).lines().filter(|line| !line.trim_start().starts_with("//"));
        (module, relative, lines.collect::<Vec<_>>().join("\n"))
    };
    paths.iter().map(read).collect()
}

fn order() -> Vec<String> {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names = lib.lines().filter_map(|line| {
        let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    names.map(str::to_owned).collect()
}

#[test]
#[should_panic(expected = "not the last one")]
fn code_after_tests_is_refused() {
    without_tests("x.rs", "use a;\n\n#[cfg(test)]\nmod tests {\n}\n\nfn unseen() {}\n");
}

#[test]
fn modules_import_only_from_those_above_them() {
    let order = order();
    let rank: HashMap<&str, usize> = order.iter().enumerate().map(|(rank, name)| (name.as_str(), rank)).collect();
    assert!(rank.len() > 8, "lib.rs lists the modules");
    let mut wrong = Vec::new();
    for (module, path, text) in modules() {
        let Some(own) = rank.get(module.as_str()) else { continue };
        for (at, _) in text.match_indices("crate::") {
            let name: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name == module {
                continue;
            }
            match rank.get(name.as_str()) {
                Some(other) if other < own => {}
                _ => wrong.push(format!("{path} uses crate::{name}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each module with those that it imports from, as ARCHITECTURE.md shows it.
#[test]
fn architecture_module_table_matches_source() {
    let order = order();
    let order: Vec<&String> = order.iter().filter(|name| *name != "testing").collect();
    let texts = modules();
    let mut picture = String::new();
    for name in &order {
        let own = || texts.iter().filter(|(module, ..)| module == *name);
        let uses = |other: &str| own().any(|(.., text)| text.contains(&format!("crate::{other}")));
        let above: Vec<&str> =
            order.iter().filter(|other| *other != name && uses(other)).map(|other| other.as_str()).collect();
        picture.push_str(format!("    {name:<11} {}", above.join(" ")).trim_end());
        picture.push('\n');
    }
    let path = root().join("ARCHITECTURE.md");
    crate::common::expect_part(&path, "<!-- modules: from the source, by a test -->\n\n", &picture);
}

#[test]
fn only_load_and_output_touch_the_disk() {
    let mut wrong = Vec::new();
    for (module, path, text) in modules() {
        let allowed = ["load", "output"].contains(&module.as_str());
        for word in ["std::fs", "fs::", " File::", "walkdir", "read_dir(", "canonicalize("] {
            if !allowed && text.contains(word) {
                wrong.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_cli_reads_the_clock() {
    for (module, path, text) in modules() {
        for word in ["Timestamp::now", "SystemTime", "Instant::now", "Zoned::now"] {
            assert!(module == "cli" || !text.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn only_model_and_renderer_use_the_markdown_parser() {
    for (module, path, text) in modules() {
        let allowed = path.starts_with("model/markdown") || module == "render";
        assert!(allowed || !text.contains("pulldown_cmark"), "{path}");
    }
}

#[test]
fn nothing_ends_the_process_or_opens_a_connection() {
    for (module, path, text) in modules() {
        for word in ["process::exit", "std::net", "TcpStream", "Command::new"] {
            // `serve` listens on 127.0.0.1, which is its purpose. It opens no connection, and neither does
            // any other module.
            let allowed = module == "serve" && matches!(word, "std::net" | "TcpStream");
            assert!(allowed || !text.contains(word), "{path}: {word}");
        }
        assert!(!text.contains("TcpStream::connect") && !text.contains("UdpSocket"), "{path}");
    }
}

#[test]
fn every_rule_has_one_file_and_every_file_is_registered() {
    let mut paths = Vec::new();
    sources(&root().join("src/check/rules"), &mut paths);
    let mut names = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let Some((_, rule)) = text.split_once("pub static RULE: Rule") else { continue };
        let Some(name) = rule.split("name: \"").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
        let stem = path.file_stem().unwrap().to_string_lossy().replace('_', "-");
        assert_eq!(name, stem, "{}", path.display());
        names.push(name.to_owned());
    }
    let registered: Vec<&str> = scsdoc::testing::check::rules::all().map(|rule| rule.name).collect();
    for name in &names {
        assert!(registered.contains(&name.as_str()), "{name} is not in the registry");
    }
    assert_eq!(names.len(), registered.len());
}

#[test]
fn the_schemas_are_valid_and_describe_every_key() {
    use scsdoc::testing::value::schema;
    for schema in schema::Schema::ALL {
        let meta = schema.json().get("$schema").and_then(serde_json::Value::as_str);
        assert_eq!(meta, Some("https://json-schema.org/draft/2020-12/schema"), "{}", schema.name());
        assert!(jsonschema::meta::is_valid(schema.json()), "{}", schema.name());
    }
    for schema in [schema::Schema::Document, schema::Schema::Supplement, schema::Schema::Config] {
        for key in schema.keys().filter(|key| !key.forbidden() && key.name != "scope") {
            assert!(!key.description().is_empty(), "{}: {}", schema.name(), key.name);
        }
    }
}
