//! What the fuzzer begins with: the fixtures and our own register, in the form that each body takes; and the words that
//! alterations put in.

use crate::common::Fixture;
use crate::fuzz_bodies::Food;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Words of the formats that are read.
pub const WORDS: &[&str] = &[
    "---\n",
    "---",
    "title: ",
    "status: ",
    "Stable",
    "Draft",
    "Deprecated",
    "Rejected",
    "Proposal",
    "type: ",
    "Standard",
    "Decision Record",
    "Supplement",
    "track: ",
    "IaaS",
    "Global",
    "Scopes",
    "replaces:\n  - ",
    "replaced_by: [",
    "supplements: ",
    "stabilized_at: 2024-02-08\n",
    "deprecated_at: 2027-01-01\n",
    "2024-2-8",
    "scs-0100-v1-x.md",
    "scs-0100-v2-x.md",
    "scs-0100-w1-x.md",
    "scs-xxxx-v1-x.md",
    "scs-0100",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "|",
    "|+\n  ",
    ">-\n  ",
    "# ",
    " #",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "!!str ",
    "<<: *a",
    "~",
    "null",
    "0x1f",
    "1e3",
    ".5",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "  ",
    "\u{feff}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200b}",
    "\u{e4}",
    "\u{1f600}",
    "\u{0}",
    "\u{1b}[31m",
    "\\n",
    "\\",
    "## ",
    "### Again {#again}\n",
    "[x](#none)",
    "[x][y]",
    "[^1]",
    "\n[^1]: note\n",
    "\n[y]: z\n",
    "`",
    "```\n",
    "~~~\n",
    "<b>",
    "</b>",
    "<a id=\"x\">",
    "<script>",
    "<!--",
    "-->",
    "<!-- scsdoc: allow(broken-anchor) why -->\n",
    "&amp;",
    "&#106;",
    "![",
    "](javascript:x)",
    "https://docs.scs.community/standards/scs-0100-v1-x",
    "www.",
    "|-|-|\n",
    "| a | b |\n",
    ":::note\n",
    ":::\n",
    "> ",
    "* ",
    "1. ",
    "***",
    "__",
    "~~",
    "MUST",
    " MUST NOT ",
    " SHOULD ",
    " may ",
    "e.g. ",
    ". ",
    "::error::",
    "##[error]",
    "%0A",
    "%25",
    ",",
    "=1+1",
    "@x",
    "\"\"",
    "-- Standards/scs-0100-v1-x.md --\n",
    "-- base:Standards/scs-0100-v1-x.md --\n",
    "-- Tests/scs-x.yaml --\n",
    "-- scsdoc.toml --\n",
    "[[waiver]]\n",
    "rule = \"",
    "uuid: ",
    "scripts:\n",
    "testcases: ",
    "modules:\n  - id: scs-0100-v1\n",
    "timeline:\n",
    "versions:\n",
    "include: [",
    "effective",
    "warn",
    "targets:\n      main: ",
    "tests:\n  - executable: x.py\n    testcases: []\n",
    "scope:\n  file: scs-x.yaml\n",
];

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
            all.extend(WORDS.iter().map(|word| word.as_bytes().to_vec()));
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
