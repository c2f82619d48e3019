//! Fixtures: one text file holds a small register.
//!
//! Lines before the first `-- name --` are a description, and may set `at: YYYY-MM-DD`. A file header may carry
//! `[crlf]`, `[bom]` and `[no-eol]` after the name; `[escapes]` (`\xNN` is a byte, `\u{N}` a character, `\*N` repeats the
//! character before it), `[too-large]` (only the start was read) and `[unreadable]` (the text is the reason). Files whose
//! name begins with `base:` make up an older state that the others are compared with; a line `branch NAME: FILE` at the top
//! says what another branch has. The section `-- expected --` is the expected output.

#![allow(dead_code, reason = "not every binary uses all of it")]

use jiff::civil::Date;
use scsdoc::testing::config::FILE_NAME;
use scsdoc::testing::load::{Entry, Tree, config_of};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::change::BranchNames;
use std::path::{Path, PathBuf};

pub struct Fixture {
    pub path: PathBuf,
    pub at: Date,
    pub files: Vec<(String, Entry)>,
    /// The older state, if there is one.
    pub base: Option<Vec<(String, Entry)>>,
    pub branches: BranchNames,
    pub expected: Option<String>,
    /// What precedes the expected text.
    pub head: String,
}

impl Fixture {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(path, &text)
    }

    pub fn parse(path: &Path, text: &str) -> Self {
        let mut fixture = Fixture {
            path: path.into(),
            at: jiff::civil::date(2026, 11, 20),
            files: Vec::new(),
            base: None,
            branches: BranchNames::new(),
            expected: None,
            head: String::new(),
        };
        let mut section: Option<(String, String)> = None;
        let mut in_expected = false;
        for line in text.split_inclusive('\n') {
            let header = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            if let Some(header) = header {
                fixture.close(section.take());
                in_expected = header == "expected";
                section = Some((header.to_owned(), String::new()));
            } else if let Some((_, body)) = &mut section {
                body.push_str(line);
            } else if let Some(date) = line.strip_prefix("at: ") {
                fixture.at = date.trim().parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            } else if let Some((branch, file)) = line.strip_prefix("branch ").and_then(|rest| rest.split_once(": ")) {
                fixture.branches.entry(file.trim().into()).or_default().push(branch.into());
            }
            if !in_expected {
                fixture.head.push_str(line);
            }
        }
        fixture.close(section);
        fixture
    }

    fn close(&mut self, section: Option<(String, String)>) {
        let Some((header, mut body)) = section else { return };
        if header == "expected" {
            self.expected = Some(body);
            return;
        }
        let mut words = header.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        for word in words {
            match word {
                "[crlf]" => body = body.replace('\n', "\r\n"),
                "[bom]" => body.insert(0, '\u{feff}'),
                "[no-eol]" => body.truncate(body.trim_end_matches(['\r', '\n']).len()),
                "[escapes]" | "[too-large]" | "[unreadable]" => {}
                other => panic!("{}: unknown mark {other}", self.path.display()),
            }
        }
        let has = |mark: &str| header.split_whitespace().any(|word| word == mark);
        let bytes = if has("[escapes]") { unescape(&body) } else { body.clone().into_bytes() };
        let entry = if has("[too-large]") {
            Entry::TooLarge { start: bytes.into(), size: 2 << 20, limit: 1 << 20 }
        } else if has("[unreadable]") {
            Entry::Unreadable(body.trim_end().into())
        } else {
            Entry::File(bytes.into())
        };
        match name.strip_prefix("base:") {
            // `-- base: --` is an older state without any file.
            Some("") => drop(self.base.get_or_insert_default()),
            Some(name) => self.base.get_or_insert_default().push((name.into(), entry)),
            None => self.files.push((name, entry)),
        }
    }

    pub fn tree(&self) -> Tree {
        Tree { entries: self.files.iter().cloned().collect() }
    }

    /// The older state as a corpus; its settings are those of the newer one, if it has no file of its own.
    pub fn base_corpus(&self) -> Option<Corpus> {
        let mut files = self.base.clone()?;
        if files.iter().all(|(name, _)| name != FILE_NAME) {
            files.extend(self.files.iter().filter(|(name, _)| name == FILE_NAME).cloned());
        }
        Some(corpus(&Tree { entries: files.into_iter().collect() }))
    }

    /// Compares with the expected output; with SCSDOC_BLESS set, writes it instead.
    ///
    /// # Errors
    /// The difference.
    pub fn compare(&self, actual: &str) -> Result<(), String> {
        if std::env::var_os("SCSDOC_BLESS").is_some() {
            let mut text = self.head.trim_end_matches("-- expected --\n").to_owned();
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str("-- expected --\n");
            text.push_str(actual);
            std::fs::write(&self.path, text).unwrap();
            return Ok(());
        }
        let path = self.path.display();
        match self.expected.as_deref() {
            None => Err(format!("{path}: no section `-- expected --`; run with SCSDOC_BLESS=1 to write it")),
            Some(expected) if expected == actual => Ok(()),
            Some(expected) => {
                Err(format!("{path}\n--- expected\n{expected}--- actual\n{actual}(run with SCSDOC_BLESS=1 to accept)"))
            }
        }
    }

    /// Fails if [`Fixture::compare`] finds a difference.
    #[track_caller]
    pub fn expect(&self, actual: &str) {
        self.compare(actual).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

/// Resolves `\xNN` (a byte), `\u{N}` (a character) and `\*N` (the character before, N times in all).
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let last = rest[..at].chars().next_back();
        let escape = &rest[at + 1..];
        if let Some(hex) = escape.strip_prefix('x') {
            out.push(u8::from_str_radix(&hex[..2], 16).unwrap());
            rest = &hex[2..];
        } else if let Some(hex) = escape.strip_prefix("u{") {
            let (hex, after) = hex.split_once('}').unwrap();
            let c = char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else if let Some(digits) = escape.strip_prefix('*') {
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let times: usize = digits[..end].parse().unwrap();
            out.extend(last.unwrap().to_string().repeat(times - 1).into_bytes());
            rest = &digits[end..];
        } else {
            out.push(b'\\');
            rest = escape;
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

pub fn corpus(tree: &Tree) -> Corpus {
    let config = tree.entries.get(FILE_NAME).map(|entry| config_of(FILE_NAME, entry));
    Corpus::build(tree, config.unwrap_or_default(), tree)
}

/// All fixtures in a folder, sorted.
pub fn fixtures(folder: &Path) -> Vec<Fixture> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "txtar")).collect();
    paths.sort();
    paths.iter().map(|path| Fixture::read(path)).collect()
}
