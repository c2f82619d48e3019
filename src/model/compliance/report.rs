//! Reports of the compliance check, in all formats since March 2024.
//!
//! Reports come from operators who want to pass. Of each document only the scope, the subject, the run, the time and
//! the results are used; logs, arguments and commands are skipped.

use super::issue::{Issue, Kind, Place};
use super::moment::parse_moment;
use crate::text::{Source, Span};
use crate::value::{Kind as Value, Node, ProblemKind, Style, yaml};
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// Maximum size of a file of reports, in bytes.
pub const MAX_FILE: u64 = 32 << 20;
/// Maximum size of a document, in bytes.
pub const MAX_DOCUMENT: usize = 8 << 20;
/// Maximum number of documents in a file.
pub const MAX_DOCUMENTS: usize = 256;
/// Maximum number of results in a document.
pub const MAX_RESULTS: usize = 10_000;
/// Maximum number of values in a document. Each line of a log is one, and 8 MiB have room for as many.
const MAX_NODES: usize = 4 << 20;

/// The relevant data of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub run: String,
    /// What was checked.
    pub subject: String,
    /// Identifier of the scope, in lowercase.
    pub scope: String,
    /// Time of the check, in UTC.
    pub checked_at: DateTime,
    /// SHA-256 of the bytes of the document, as hexadecimal digits.
    pub sha256: String,
    /// The account whose key signed it, if known.
    pub signed_by: Option<String>,
    /// Test cases, as indexes into a list of names, with 1, 0 or -1. Of duplicate IDs, the worst result counts.
    pub results: Vec<(u32, i8)>,
    /// The first line of the document, or the line of the ledger.
    pub place: Place,
    /// Index of its file; `None` for a line of the ledger.
    pub file: Option<usize>,
}

/// The contents of one file, or of a part of the ledger.
#[derive(Debug, Default)]
pub struct Batch {
    /// The reports, with results that name test cases by index into `names`.
    pub reports: Vec<Report>,
    /// IDs of test cases.
    pub names: Names,
    pub issues: Vec<Issue>,
    /// Number of invalid documents.
    pub refused: usize,
}

/// A deduplicated list of names.
#[derive(Clone, Debug, Default)]
pub struct Names {
    list: Vec<Arc<str>>,
    index: HashMap<Arc<str>, u32>,
}

impl Names {
    /// Index of a name, which is added if it is new.
    pub fn add(&mut self, name: &str) -> u32 {
        if let Some(index) = self.index.get(name) {
            return *index;
        }
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.list.push(Arc::clone(&name));
        self.index.insert(name, index);
        index
    }

    /// Index of a name, if present.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }

    /// The name with this index.
    pub fn get(&self, index: u32) -> &str {
        self.list.get(index as usize).map_or("", |name| name)
    }

    /// All names in the order of their indexes.
    pub fn list(&self) -> &[Arc<str>] {
        &self.list
    }
}

/// Whether a text is a valid name of a subject, run or test case: letters, digits, dots, hyphens and underscores, a
/// letter or digit first, at most `most` in total.
pub fn is_name(text: &str, most: usize) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() <= most && text.bytes().all(plain) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Longest name of a subject.
pub const MAX_SUBJECT: usize = 64;
/// Longest id of a test case.
pub const MAX_ID: usize = 128;

/// Reads a file of reports. Never fails: invalid documents become issues.
///
/// `source` is the text of `bytes`.
pub fn read(path: &Arc<str>, bytes: &[u8], source: &Source, file: usize) -> Batch {
    let mut batch = Batch::default();
    let pieces = split(source.text());
    let refuse = |batch: &mut Batch, span: Span, message: String, help: &str| {
        batch.refused += 1;
        batch.issues.push(Issue::new(Kind::InvalidReport, path, span, message, help));
    };
    if pieces.is_empty() {
        refuse(&mut batch, Span::at(0), "the file contains no report".into(), "remove the file");
    }
    for (number, piece) in pieces.into_iter().enumerate() {
        if number == MAX_DOCUMENTS {
            let message = format!("there are more than {MAX_DOCUMENTS} documents in the file");
            refuse(&mut batch, first_line(source, piece), message, "split the file");
            break;
        }
        let bytes = bytes.get(piece.range()).unwrap_or_default();
        let mut document = Document { path, bytes, source, span: piece, file, batch: &mut batch };
        if let Err(fault) = document.read() {
            refuse(&mut batch, fault.span, fault.message, fault.help);
        }
    }
    batch
}

/// The documents of a stream, separated by markers (`---` and `...` at the start of a line), without those that
/// are empty before the first marker.
fn split(text: &str) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = Some(0);
    let mut marked = false;
    let close = |pieces: &mut Vec<Span>, start: Option<usize>, end: usize, marked: bool| {
        let Some(start) = start else { return };
        let body = text.get(start..end).unwrap_or_default();
        let something = body.lines().any(|line| {
            let line = line.trim_start_matches('\u{feff}').trim();
            !line.is_empty() && !line.starts_with(['#', '%'])
        });
        if marked || something {
            pieces.push(Span::new(start, end));
        }
    };
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let bare = line.trim_start_matches('\u{feff}');
        let mark = bare.get(..3).filter(|mark| matches!(*mark, "---" | "..."));
        let ends = bare.get(3..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']));
        if let Some(mark) = mark.filter(|_| ends) {
            close(&mut pieces, start, at, marked);
            marked = mark == "---";
            start = Some(at + (line.len() - bare.len()) + 3);
        }
        at += line.len();
    }
    close(&mut pieces, start, text.len(), marked);
    pieces
}

/// The first non-empty line of a document, as the location of findings on all of it.
fn first_line(source: &Source, piece: Span) -> Span {
    let text = source.slice(piece);
    let lead = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let start = if lead == text.len() { piece.start as usize } else { piece.start as usize + lead };
    let line = text.get(lead..).and_then(|rest| rest.lines().next()).map_or(0, |line| line.trim_end().len());
    Span::new(start, start + line)
}

/// Why a document is invalid.
struct Fault {
    span: Span,
    message: String,
    help: &'static str,
}

const SCHEMA: &str = "`scsdoc schema compliance-report` describes a report";

fn fault<T>(span: Span, message: impl Into<String>, help: &'static str) -> Result<T, Fault> {
    Err(Fault { span, message: message.into(), help })
}

/// A document being parsed.
struct Document<'a> {
    path: &'a Arc<str>,
    bytes: &'a [u8],
    source: &'a Source,
    span: Span,
    file: usize,
    batch: &'a mut Batch,
}

impl Document<'_> {
    fn read(&mut self) -> Result<(), Fault> {
        let line = first_line(self.source, self.span);
        if self.span.len() > MAX_DOCUMENT {
            return fault(
                line,
                format!("the document is larger than {MAX_DOCUMENT} bytes"),
                "remove the logs from the report",
            );
        }
        if let Err(error) = std::str::from_utf8(self.bytes) {
            let at = self.span.start as usize + error.valid_up_to();
            return fault(Span::new(at, at + 1), "the document is not UTF-8", "write the report as UTF-8");
        }
        let text = self.source.slice(self.span);
        let skip = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let text = without_surrogates(text.get(skip..).unwrap_or_default());
        let mut parsed = yaml::parse_at_most(&text, MAX_NODES);
        parsed.shift(self.span.start as usize + skip);
        if let Some(problem) = parsed.problems.into_iter().next() {
            return match problem.kind {
                ProblemKind::DuplicateKey { .. } => {
                    fault(problem.span, problem.message, "remove one of the two; programs differ in which one they use")
                }
                ProblemKind::Limit => fault(problem.span, problem.message, "remove the logs from the report"),
                _ => fault(problem.span, format!("the document cannot be read: {}", problem.message), SCHEMA),
            };
        }
        let Some(root) = parsed.root.filter(|root| !matches!(root.kind, Value::Null)) else {
            return fault(line, "the document is empty", SCHEMA);
        };
        if !matches!(root.kind, Value::Map(_)) {
            return fault(line, format!("a report must be a mapping, found {}", root.kind_name()), SCHEMA);
        }
        self.report(&root, line)
    }

    fn report(&mut self, root: &Node, line: Span) -> Result<(), Fault> {
        let null = Node { span: line, style: Style::Plain, kind: Value::Null };
        let under = |parent: &'_ Node, key: &str| parent.get(key).cloned().unwrap_or_else(|| null.clone());
        let run = root.get("run").unwrap_or(&null);
        if root.get("subject").is_none() && run.get("subject").is_some() {
            let message = "the report has a format from before March 2024, without results per test case";
            return fault(line, message, "such reports cannot be evaluated; remove it");
        }
        let subject = self.text(&under(root, "subject"), "subject")?;
        if !is_name(&subject.0, MAX_SUBJECT) {
            let message = "invalid `subject`: expected up to 64 letters, digits, `.`, `_` and `-`, beginning with a letter or digit";
            return fault(subject.1, message, SCHEMA);
        }
        let id = self.text(&under(run, "uuid"), "run.uuid")?;
        let scope = self.text(&under(root.get("spec").unwrap_or(&null), "uuid"), "spec.uuid")?;
        for ((text, span), name) in [(&id, "run.uuid"), (&scope, "spec.uuid")] {
            if !is_name(text, MAX_SUBJECT) {
                return fault(*span, format!("invalid `{name}`: expected a UUID"), SCHEMA);
            }
        }
        let (checked, span) = self.text(&under(root, "checked_at"), "checked_at")?;
        let Some(checked_at) = parse_moment(&checked) else {
            return fault(span, "invalid `checked_at`: expected a time like 2026-08-21 03:14:15", SCHEMA);
        };
        let results = match root.get("versions") {
            Some(versions) => self.of_versions(versions)?,
            None => self.of_invocations(run.get("invocations").unwrap_or(&null), line)?,
        };
        let results = self.take(&results)?;
        let sha256 = hash(self.bytes);
        self.batch.reports.push(Report {
            run: id.0,
            subject: subject.0,
            scope: scope.0.to_ascii_lowercase(),
            checked_at,
            sha256,
            signed_by: None,
            results,
            place: Place { path: Arc::clone(self.path), span: line },
            file: Some(self.file),
        });
        Ok(())
    }

    /// A text. Reports have unquoted texts that YAML 1.2 parses as numbers, so numbers are taken as written.
    fn text(&self, node: &Node, name: &str) -> Result<(String, Span), Fault> {
        let text = match &node.kind {
            Value::Text(text) => text.clone(),
            Value::Number(number) => match self.source.slice(node.span) {
                written if is_name(written, MAX_SUBJECT) => written.to_owned(),
                _ => number.to_string(),
            },
            Value::Null => return fault(node.span, format!("the report has no `{name}`"), SCHEMA),
            _ => {
                return fault(
                    line_of(node.span, self.source),
                    format!("`{name}` must be text, found {}", node.kind_name()),
                    SCHEMA,
                );
            }
        };
        Ok((text, node.span))
    }

    /// Results of the current format: those of all invocations.
    fn of_invocations<'n>(&self, invocations: &'n Node, line: Span) -> Result<Vec<(&'n Node, &'n Node)>, Fault> {
        let Value::Map(entries) = &invocations.kind else {
            let missing = matches!(invocations.kind, Value::Null);
            let what =
                if missing { "the report has no `run.invocations`" } else { "`run.invocations` must be a mapping" };
            return fault(if missing { line } else { line_of(invocations.span, self.source) }, what, SCHEMA);
        };
        let mut found = Vec::new();
        for entry in entries {
            match entry.value.get("results").map(|results| (results.span, &results.kind)) {
                Some((_, Value::Map(results))) => {
                    found.extend(results.iter().map(|result| (&result.key, &result.value)));
                }
                Some((span, _)) => {
                    return fault(line_of(span, self.source), "`results` of an invocation must be a mapping", SCHEMA);
                }
                None => return fault(entry.key.span, "an invocation has no `results`", SCHEMA),
            }
        }
        Ok(found)
    }

    /// Results of the formats from March 2024 to January 2026, where only those by version count.
    fn of_versions<'n>(&mut self, versions: &'n Node) -> Result<Vec<(&'n Node, &'n Node)>, Fault> {
        let Value::Map(entries) = &versions.kind else {
            return fault(line_of(versions.span, self.source), "`versions` must be a mapping", SCHEMA);
        };
        let mut found = Vec::new();
        for version in entries {
            if !matches!(version.value.kind, Value::Map(_) | Value::Null) {
                let span = line_of(version.value.span, self.source);
                return fault(span, "a version under `versions` must be a mapping", SCHEMA);
            }
            for case in version.value.entries() {
                match case.value.get("result") {
                    Some(result) => found.push((&case.key, result)),
                    None => self.invalid(case.key.span, "a test case has no `result`"),
                }
            }
        }
        Ok(found)
    }

    fn invalid(&mut self, span: Span, message: &str) {
        let help = "this result does not count; a result is a test case ID with the integer 1, 0 or -1";
        self.batch.issues.push(Issue::new(Kind::InvalidResult, self.path, span, message, help));
    }

    /// Adds the valid results. Of duplicates, the worst counts.
    fn take(&mut self, found: &[(&Node, &Node)]) -> Result<Vec<(u32, i8)>, Fault> {
        if let Some((key, _)) = found.get(MAX_RESULTS) {
            return fault(key.span, format!("there are more than {MAX_RESULTS} results in the document"), SCHEMA);
        }
        let mut taken: Vec<(u32, i8)> = Vec::with_capacity(found.len());
        let mut places: HashMap<u32, (usize, Span)> = HashMap::with_capacity(found.len());
        for (key, value) in found {
            let id = match &key.kind {
                Value::Number(_) => self.source.slice(key.span).to_owned(),
                _ => key.key_text().unwrap_or_default(),
            };
            if !is_name(&id, MAX_ID) {
                self.invalid(line_of(key.span, self.source), "invalid test case ID");
                continue;
            }
            let number = match &value.kind {
                Value::Number(number) => number.as_i64().filter(|number| (-1..=1).contains(number)),
                _ => None,
            };
            let Some(value_of) = number.and_then(|number| i8::try_from(number).ok()) else {
                let message = format!("invalid result for `{id}`: expected 1, 0 or -1");
                self.invalid(line_of(value.span, self.source), &message);
                continue;
            };
            let name = self.batch.names.add(&id);
            match places.get(&name) {
                None => {
                    places.insert(name, (taken.len(), value.span));
                    taken.push((name, value_of));
                }
                Some((at, first)) => {
                    let Some(kept) = taken.get_mut(*at) else { continue };
                    if kept.1 != value_of {
                        let message = format!("the report has different results for `{id}`");
                        let issue =
                            Issue::new(Kind::Contradictory, self.path, value.span, message, "the worst result counts");
                        let first = Place { path: Arc::clone(self.path), span: *first };
                        self.batch.issues.push(Issue { related: Some((first, "the first result")), ..issue });
                        kept.1 = kept.1.min(value_of);
                    }
                }
            }
        }
        Ok(taken)
    }
}

/// The first line of a span.
fn line_of(span: Span, source: &Source) -> Span {
    let line = source.slice(span).split(['\n', '\r']).next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.trim_end().len())
}

/// SHA-256 of a trimmed document, independent of its position in the stream.
fn hash(bytes: &[u8]) -> String {
    let bytes = bytes.trim_ascii();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text with surrogate escapes replaced by as many bytes: JSON encodes characters above U+FFFF as two of
/// them, which YAML does not have. They only occur in logs, since names are ASCII.
fn without_surrogates(text: &str) -> std::borrow::Cow<'_, str> {
    let is_one = |at: usize| {
        let digits = text.get(at + 2..at + 6).unwrap_or_default().as_bytes();
        matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
            && digits.iter().all(u8::is_ascii_hexdigit)
    };
    let mut found = memchr::memmem::find_iter(text.as_bytes(), b"\\u").filter(|at| is_one(*at)).peekable();
    if found.peek().is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in found {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str("\\uFFFD");
        from = at + 6;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.into()
}
