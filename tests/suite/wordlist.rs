//! No phrase in `tests/wordlist.txt` occurs in messages, help, source code, documents, templates, or the words of the
//! site.

use crate::common::{files_below, root, run, stdout};
use std::collections::BTreeMap;

/// Phrases with what to write instead, and good English that contains one of them.
struct Wordlist {
    phrases: Vec<(String, String)>,
    allowed: Vec<String>,
}

impl Wordlist {
    fn read() -> Self {
        let text = std::fs::read_to_string(root().join("tests/wordlist.txt")).unwrap();
        let (mut phrases, mut allowed) = (Vec::new(), Vec::new());
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("+ ") {
                Some(phrase) => allowed.push(plain(phrase)),
                None => {
                    let (phrase, better) = line.split_once(" = ").unwrap_or_else(|| panic!("no ` = ` in {line:?}"));
                    phrases.push((plain(phrase), better.to_owned()));
                }
            }
        }
        Wordlist { phrases, allowed }
    }

    /// Each phrase found in a text, with the words around it.
    fn find(&self, text: &str) -> Vec<String> {
        let text = self.allowed.iter().fold(plain(text), |text, allowed| text.replace(allowed, "…"));
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let mut found = Vec::new();
        for (phrase, better) in &self.phrases {
            for (at, _) in text.match_indices(phrase.as_str()) {
                let (before, after) = (&text[..at], &text[at + phrase.len()..]);
                let within = phrase.ends_with(letter) && after.starts_with(letter);
                if before.ends_with(letter) || within {
                    continue;
                }
                let before: String = before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
                let after: String = after.chars().take(40).collect();
                found.push(format!("`{phrase}` ({better}): …{before}{phrase}{after}…"));
            }
        }
        found
    }
}

/// Lowercase, single spaces, and no marks of comments and continued lines, so that a phrase may be wrapped.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("//").trim_start_matches(['/', '!', '#']));
    let words = lines.flat_map(|line| line.trim_end_matches('\\').split_whitespace());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Files whose text people read, by path.
fn files() -> BTreeMap<String, String> {
    let folders = ["src", "docs", "site", "editors", "packaging", "schemas", ".github", ".ci"];
    let inside = folders.into_iter().flat_map(|folder| {
        files_below(&root().join(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    });
    let single = std::fs::read_dir(root()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let single = single.filter(|name| name.ends_with(".md") || name.ends_with("ml") || name == "Containerfile");
    let single = single.map(|name| (name.clone(), std::fs::read(root().join(name)).unwrap()));
    let all = inside.chain(single).filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    all.chain(comments()).collect()
}

/// The comments of tests, benchmarks and fuzz targets, whose other text is data.
fn comments() -> impl Iterator<Item = (String, String)> {
    let folders = ["tests", "benches", "fuzz"].into_iter();
    let files = folders.flat_map(|folder| {
        files_below(&root().join(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    });
    files.filter(|(path, _)| path.ends_with(".rs")).filter_map(|(path, bytes)| {
        let text = String::from_utf8(bytes).ok()?;
        let comments = text.lines().filter(|line| line.trim_start().starts_with("//"));
        Some((path.clone(), comments.collect::<Vec<_>>().join("\n")))
    })
}

#[test]
fn files_contain_no_listed_phrase() {
    let (list, files) = (Wordlist::read(), files());
    for path in ["src/main.rs", "docs/rules.md", "README.md", "action.yml", "site/words.toml", "tests/suite/cli.rs"] {
        assert!(files.contains_key(path), "{path} is read");
    }
    let found =
        files.iter().flat_map(|(path, text)| list.find(text).into_iter().map(move |hit| format!("{path}: {hit}")));
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{} phrases of tests/wordlist.txt\n{}", found.len(), found.join("\n"));
}

#[test]
fn help_contains_no_listed_phrase() {
    let list = Wordlist::read();
    let (mut waiting, mut read) = (vec![Vec::new()], 0);
    while let Some(command) = waiting.pop() {
        let args: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = stdout(&run(root(), &args));
        assert_eq!(list.find(&help), [""; 0], "{args:?}");
        let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let names = commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
        waiting.extend(names.map(|name| [command.clone(), vec![name.to_owned()]].concat()));
        read += 1;
    }
    assert!(read > 30, "only {read} commands");
}

#[test]
fn phrases_are_found_as_whole_words_and_across_lines() {
    let list = Wordlist::read();
    assert_eq!(list.find("//! Fixes are not\n    /// recommended; there is no `x`, and it is no longer used"), [""; 0]);
    let found = list.find("what Nobody\n// may mend, and the\n    // key stands\n    // twice in a colour");
    let phrases: Vec<_> = found.iter().filter_map(|hit| hit.split('`').nth(1)).collect();
    assert_eq!(phrases, ["nobody", "mend", "stands twice", "colour"]);
}
