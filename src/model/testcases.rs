//! Test cases from all three sources: scope files, `tests` in front matter, and prose.

use super::document::Document;
use super::markdown::Code;
use super::scope::ScopeFile;
use crate::text::Span;
use crate::value::{Kind, Node};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A mention of a test case in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Index of the document in the corpus.
    pub document: usize,
    pub span: Span,
    /// Whether it is in `tests` of the front matter, not in prose.
    pub declared: bool,
}

/// A location in a scope file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopePlace {
    /// Index of the scope file in the corpus.
    pub scope: usize,
    /// Index of the script or module in that file.
    pub index: usize,
    /// Index of the test case in the script, or of the target in the module.
    pub part: usize,
    /// Location of the ID.
    pub span: Span,
}

#[derive(Clone, Debug, Default)]
pub struct TestCase {
    /// Scripts that report it, in scope files.
    pub scripts: Vec<ScopePlace>,
    pub modules: Vec<ScopePlace>,
    pub mentions: Vec<Mention>,
    /// Whether any source has a script for it.
    pub automated: bool,
}

/// A pattern for many test cases in prose: `scs-0103-flavor-X`, `scs-0123-service-<type>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The part before the variable one.
    pub prefix: String,
    /// The whole name.
    pub text: String,
    pub mention: Mention,
}

/// Test cases by ID, and the patterns of prose.
#[derive(Clone, Debug, Default)]
pub struct TestIndex {
    /// Test cases defined by scope files or front matter.
    pub cases: BTreeMap<String, TestCase>,
    pub patterns: Vec<Pattern>,
    /// Code spans that look like the ID of an undefined test case: `scs-0101-…` anywhere, `…-check` in
    /// sections on tests.
    pub unknown: Vec<(String, Mention)>,
    by_prefix: HashMap<String, Vec<usize>>,
}

/// A test case declared in `tests` of a supplement.
#[derive(Clone, Debug)]
pub struct Declared<'a> {
    /// The script; `None` for a manual audit.
    pub executable: Option<&'a Node>,
    pub id: &'a Node,
    /// The whole entry.
    pub node: &'a Node,
}

impl<'a> Declared<'a> {
    /// Whether the check is manual.
    pub fn manual(&self) -> bool {
        self.executable.is_none() || matches!(self.node.get("manual").map(|node| &node.kind), Some(Kind::Bool(true)))
    }

    /// Versions of the supplemented document that it belongs to, as written: `v1`, or a variant such as `v1-2`.
    pub fn versions(&self) -> impl Iterator<Item = (&'a str, Span)> + use<'a> {
        self.node.items_of("versions").iter().filter_map(|item| Some((item.as_str()?, item.span)))
    }

    /// Whether it belongs to this version, or to a variant of it.
    pub fn belongs_to(&self, version: u32) -> bool {
        self.versions().any(|(label, _)| major(label) == Some(version))
    }

    /// Whether it is mandatory for a certificate.
    pub fn main(&self) -> bool {
        self.node.text("target") == Some("main")
    }
}

/// The version of a label: `v1` and `v1-2` → 1.
pub fn major(label: &str) -> Option<u32> {
    let rest = label.strip_prefix('v')?;
    let digits = rest.split('-').next().unwrap_or(rest);
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The test cases that a document's front matter declares.
pub fn declared(document: &Document) -> impl Iterator<Item = Declared<'_>> {
    let scripts = document.front.get("tests").map(Node::items).unwrap_or_default();
    scripts.iter().flat_map(|script| {
        let executable = script.get("executable").filter(|node| node.as_str().is_some());
        script.items_of("testcases").iter().filter_map(move |node| {
            let id = node.get("id").filter(|id| id.as_str().is_some())?;
            Some(Declared { executable, id, node })
        })
    })
}

impl TestIndex {
    /// Builds the index.
    pub fn build(documents: &[Document], scopes: &[Arc<ScopeFile>]) -> Self {
        let mut index = TestIndex::default();
        for (scope, file) in scopes.iter().enumerate() {
            index.add_scope(scope, file);
        }
        for (document, source) in documents.iter().enumerate() {
            for case in declared(source) {
                let Some(id) = case.id.as_str() else { continue };
                let entry = index.cases.entry(id.to_owned()).or_default();
                entry.automated |= !case.manual();
                entry.mentions.push(Mention { document, span: case.id.span, declared: true });
            }
        }
        for (document, source) in documents.iter().enumerate() {
            for code in &source.body.codes {
                index.add_prose(document, source, code);
            }
        }
        index
    }

    fn add_scope(&mut self, scope: usize, file: &ScopeFile) {
        for (index, script) in file.scripts.iter().enumerate() {
            for (part, case) in script.testcases.iter().enumerate() {
                let entry = self.cases.entry(case.id.text.clone()).or_default();
                entry.automated |= script.executable.is_some();
                entry.scripts.push(ScopePlace { scope, index, part, span: case.id.span });
            }
        }
        for (index, module) in file.modules.iter().enumerate() {
            for (part, (_, cases)) in module.targets.iter().enumerate() {
                for id in cases {
                    if let Some(entry) = self.cases.get_mut(&id.text) {
                        entry.modules.push(ScopePlace { scope, index, part, span: id.span });
                    }
                }
            }
        }
    }

    fn add_prose(&mut self, document: usize, source: &Document, code: &Code) {
        let text = code.text.trim();
        let mention = Mention { document, span: code.span, declared: false };
        if let Some(case) = self.cases.get_mut(text) {
            case.mentions.push(mention);
        } else if let Some(prefix) = pattern_prefix(text) {
            self.by_prefix.entry(prefix.to_owned()).or_default().push(self.patterns.len());
            self.patterns.push(Pattern { prefix: prefix.to_owned(), text: text.to_owned(), mention });
        } else if looks_like_id(text) || (looks_like_check(text) && on_tests(source, code.span)) {
            self.unknown.push((text.to_owned(), mention));
        }
    }

    /// Whether the text of any document mentions the test case, by ID or pattern.
    pub fn documented(&self, id: &str) -> bool {
        self.cases.get(id).is_some_and(|case| case.mentions.iter().any(|mention| !mention.declared))
            || self.patterns_of(id).next().is_some()
    }

    /// The patterns that match a test case.
    pub fn patterns_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Pattern> {
        let starts = id.match_indices('-').filter_map(|(at, _)| id.get(..=at));
        let indexes = starts.filter_map(|start| self.by_prefix.get(start)).flatten();
        indexes.filter_map(|index| self.patterns.get(*index))
    }

    /// The known IDs that begin with this number, in order.
    pub fn of_number(&self, number: u16) -> impl Iterator<Item = &str> {
        let prefix = format!("scs-{number:04}-");
        let from = self.cases.range(prefix.clone()..).map(|(id, _)| id.as_str());
        from.take_while(move |id| id.starts_with(&prefix))
    }
}

/// The number in the ID of a test case: `scs-0101-fips-test` → 101.
pub fn number_of(id: &str) -> Option<u16> {
    let rest = id.strip_prefix("scs-")?;
    let (digits, rest) = rest.split_at_checked(4)?;
    let fits = digits.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with('-');
    if fits { digits.parse().ok() } else { None }
}

/// Whether the ID of a test case is that of a proposal: `scs-xxxx-…`.
pub fn of_proposal(id: &str) -> bool {
    id.starts_with("scs-xxxx-")
}

/// Whether a code span looks like the ID of a test case: `scs-NNNN-…` or `scs-xxxx-…`, without a version after the
/// number (a document or module) or a file extension.
pub fn looks_like_id(text: &str) -> bool {
    let Some(rest) = text.get(9..).filter(|_| number_of(text).is_some() || of_proposal(text)) else { return false };
    let version =
        rest.strip_prefix(['v', 'w']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == 'N'));
    !rest.is_empty()
        && !version
        && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
}

/// Whether a code span looks like an ID without a number: hyphenated words, the last of them `check`.
fn looks_like_check(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    number_of(text).is_none()
        && !text.starts_with('-')
        && text.strip_suffix("-check").is_some_and(|rest| rest.contains('-') && rest.bytes().all(plain))
}

/// Whether a location is in a section on tests.
fn on_tests(document: &Document, span: Span) -> bool {
    let section = document.body.section_at(span.start).and_then(|index| document.body.headings.get(index));
    section.is_some_and(|heading| heading.text.to_lowercase().contains("test"))
}

/// The part of a pattern before its variable part in angle brackets, capital X or star.
pub(super) fn pattern_prefix(text: &str) -> Option<&str> {
    number_of(text)?;
    let at = text.find(|c: char| matches!(c, '<' | '{' | '*') || c.is_ascii_uppercase())?;
    let variable = text.get(at..)?;
    let fits = variable.starts_with(['<', '{', '*']) || variable.bytes().all(|b| b.is_ascii_uppercase());
    (at > 9 && fits && text[..at].ends_with('-')).then(|| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_not_ids() {
        assert_eq!(pattern_prefix("scs-0103-flavor-X"), Some("scs-0103-flavor-"));
        assert_eq!(pattern_prefix("scs-0123-service-<type>"), Some("scs-0123-service-"));
        assert_eq!(pattern_prefix("scs-0103-flavor-1v-4"), None);
        assert!(looks_like_id("scs-0101-fips-test") && looks_like_id("scs-xxxx-prop-os_version"));
        for text in [
            "scs-0104-v1-images",
            "scs-0104-v1-images.yaml",
            "scs-0101",
            "scs-0102-v1-rec",
            "scs-0103-flavor-X",
            "scs-0100-vN-x",
            "scs-xxxx-v1-x",
        ] {
            assert!(!looks_like_id(text), "{text}");
        }
        assert!(looks_like_check("version-policy-check"));
        for text in ["check", "spell-check", "--some-check", "scs-0100-syntax-check", "a-b-check.py", "A-b-check"] {
            assert!(!looks_like_check(text), "{text}");
        }
    }
}
