//! Seeds of the fuzzer: the fixtures and our own register, encoded for each body, and the words that mutations insert.

use crate::common::Fixture;
use crate::fuzz_bodies::Food;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Words of the formats that are read: the dictionary of libFuzzer.
pub static WORDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let lines =
        include_str!("../../../fuzz/words.dict").lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    lines.map(unescaped).collect()
});

fn unescaped(word: &str) -> Vec<u8> {
    let (mut out, mut chars) = (Vec::new(), word.bytes());
    while let Some(byte) = chars.next() {
        out.push(match (byte, (byte == b'\\').then(|| chars.next()).flatten()) {
            (_, Some(b'x')) => {
                let digits: String = chars.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&digits, 16).unwrap()
            }
            (_, Some(escaped)) => escaped,
            (plain, None) => plain,
        });
    }
    out
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn below(folder: &Path, ending: &str, out: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            below(&path, ending, out);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            out.push(path);
        }
    }
}

fn fixtures() -> Vec<Fixture> {
    let mut paths = Vec::new();
    below(&root().join("tests/fixtures"), "txtar", &mut paths);
    paths.iter().map(|path| Fixture::read(path)).collect()
}

/// Documents of the fixtures, and the smaller ones of our own register.
fn documents() -> BTreeSet<Vec<u8>> {
    let files = fixtures().into_iter().flat_map(|fixture| fixture.files).filter(|(path, _)| path.ends_with(".md"));
    let mut all: BTreeSet<Vec<u8>> = files.map(|(_, entry)| entry.bytes().to_vec()).collect();
    let mut own = Vec::new();
    below(&root().join("Standards"), "md", &mut own);
    all.extend(own.iter().map(|path| std::fs::read(path).unwrap()).filter(|bytes| bytes.len() < 6_000));
    all
}

/// What a body begins with, in a fixed order, each once.
pub fn seeds(food: Food) -> Vec<Vec<u8>> {
    let mut all: BTreeSet<Vec<u8>> = BTreeSet::new();
    match food {
        Food::Document => all = documents(),
        Food::Register => {
            for fixture in fixtures() {
                let mut text = Vec::new();
                let base = fixture.base.iter().flatten().map(|(name, entry)| (format!("base:{name}"), entry));
                let files = fixture.files.iter().map(|(name, entry)| (name.clone(), entry));
                for (name, entry) in files.chain(base) {
                    text.extend(format!("-- {name} --\n").bytes());
                    text.extend(entry.bytes());
                    if !text.ends_with(b"\n") {
                        text.push(b'\n');
                    }
                }
                all.insert(text);
            }
        }
        Food::Yaml => {
            let files = fixtures().into_iter().flat_map(|fixture| fixture.files);
            all.extend(files.filter(|(path, _)| path.ends_with(".yaml")).map(|(_, entry)| entry.bytes().to_vec()));
            all.extend(documents().iter().filter_map(|bytes| {
                let text = std::str::from_utf8(bytes).ok()?;
                Some(text.split("---\n").nth(1)?.as_bytes().to_vec())
            }));
        }
        Food::Toml => {
            let files = fixtures().into_iter().flat_map(|fixture| fixture.files);
            all.extend(files.filter(|(path, _)| path.ends_with(".toml")).map(|(_, entry)| entry.bytes().to_vec()));
            all.insert(std::fs::read(root().join("scsdoc.toml")).unwrap());
        }
        Food::Edit => {
            let asked = [
                "status\nStable\n",
                "title\nIt's: \"quoted\" # not a comment\n",
                "replaces\nscs-0100-v1-x.md\n",
                "replaced_by\nscs-0101-v1-old.md\n",
                "description\nTwo\\nlines\n",
                "stabilized_at\n2024-02-08\n",
                "other_key\nyes\n",
            ];
            for (index, document) in documents().into_iter().enumerate() {
                all.insert([asked[index % asked.len()].as_bytes(), &document].concat());
            }
        }
        Food::Text => {
            all.extend(WORDS.iter().cloned());
            all.extend(fixtures().into_iter().filter_map(|fixture| fixture.expected).map(String::into_bytes));
        }
        Food::Names => {
            let names = fixtures().into_iter().flat_map(|fixture| fixture.files).map(|(path, _)| path);
            let names: BTreeSet<String> = names.filter_map(|path| path.rsplit('/').next().map(str::to_owned)).collect();
            all.extend(names.iter().map(|name| format!("{name}\n").into_bytes()));
            all.extend(documents());
        }
    }
    all.into_iter().collect()
}
