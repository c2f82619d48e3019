//! The front matter of a document: the YAML between two fences at its start. Parsing never fails.

use super::facts::DocumentType;
use super::name::{Name, NameKind};
use crate::load::MAX_FRONT_MATTER;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Violation};
use crate::value::{Comment, Entry as Pair, Kind, Node, Problem, ProblemKind, Style, yaml};

/// The keys in their usual order.
pub const KEY_ORDER: [&str; 11] = [
    "title",
    "type",
    "status",
    "stabilized_at",
    "deprecated_at",
    "rejected_at",
    "replaced_by",
    "replaces",
    "track",
    "supplements",
    "description",
];

/// Whether there is front matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fence {
    /// Two lines of three hyphens, with YAML between them.
    Closed,
    /// The second line is missing.
    Unclosed,
    /// The file does not begin with such a line.
    #[default]
    Missing,
}

#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// Whether it is present.
    pub fence: Fence,
    /// From the first fence to the end of the second; the first line if it is missing.
    pub span: Span,
    /// The first fence, without the line ending; the start of the file if it is missing.
    pub opening: Span,
    /// The YAML between the fences.
    pub yaml_span: Span,
    /// The mapping; `None` if the YAML is something else.
    pub root: Option<Node>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// Syntax errors.
    pub problems: Vec<Problem>,
    /// YAML that other programs read differently.
    pub unportable: Vec<(Span, String)>,
    pub violations: Vec<Violation>,
}

impl FrontMatter {
    pub fn entry(&self, key: &str) -> Option<&Pair> {
        self.root.as_ref().and_then(|root| root.entry(key))
    }

    /// The value under this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Validates it against the schema. If nothing could be parsed, only the syntax errors are reported.
    pub(super) fn validate(&mut self, name: &Name) {
        let empty = |root: &Node| root.entries().is_empty();
        let Some(root) = self.root.as_ref().filter(|root| !empty(root) || self.problems.is_empty()) else { return };
        let kind = root.text("type").and_then(DocumentType::parse);
        self.violations = schema_of(name, kind).violations(root);
    }

    /// The location of findings about missing keys.
    pub fn missing_key_span(&self) -> Span {
        self.opening
    }

    /// Whether the YAML was parsed completely, so that an absent key is really absent.
    pub fn complete(&self) -> bool {
        self.fence == Fence::Closed
            && self.root.is_some()
            && self.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::DuplicateKey { .. }))
    }
}

/// The file name determines the schema; if it is malformed, the type does.
pub(super) fn schema_of(name: &Name, kind: Option<DocumentType>) -> Schema {
    match name.kind {
        NameKind::Supplement => Schema::Supplement,
        NameKind::Malformed if kind == Some(DocumentType::Supplement) => Schema::Supplement,
        _ => Schema::Document,
    }
}

/// The front matter of a file, not validated, and the start of the body.
pub(super) fn read(source: &Source) -> (FrontMatter, usize) {
    let text = source.text();
    let start = source.bom_len();
    let first = source.line_span(0);
    let first_text = &source.line_text(0)[start.min(source.line_text(0).len())..];
    let opening = Span::new(start, start + first_text.len());
    let mut front =
        FrontMatter { span: Span::at(start), opening, yaml_span: Span::at(start), ..FrontMatter::default() };
    // Other blanks make gray-matter look for a language behind the hyphens.
    if first_text.trim_ascii_end() != "---" {
        return (front, start);
    }
    let yaml_start = first.end as usize;
    let closing = (1..source.line_count()).find(|line| source.line_text(*line).trim_end() == "---");
    let (yaml_end, body_start) = match closing {
        Some(line) => {
            front.fence = Fence::Closed;
            let span = source.line_span(line);
            (span.start as usize, span.end as usize)
        }
        None => {
            front.fence = Fence::Unclosed;
            // Best guess: everything up to the first line that cannot be front matter.
            let ends = |line: &usize| {
                let text = source.line_text(*line);
                text.trim().is_empty() || text.starts_with("# ") || text.starts_with("##")
            };
            let end = (1..source.line_count()).find(ends);
            let end = end.map_or(text.len(), |line| source.line_span(line).start as usize);
            (end, end)
        }
    };
    front.span = Span::new(start, body_start);
    front.yaml_span = Span::new(yaml_start, yaml_end);
    let yaml = &text[yaml_start..yaml_end];
    if yaml.len() > MAX_FRONT_MATTER {
        let message = format!("front matter of {} bytes; at most {MAX_FRONT_MATTER} are read", yaml.len());
        front.problems.push(Problem { span: opening, message, kind: ProblemKind::Limit });
        return (front, body_start);
    }
    let mut parsed = yaml::parse(yaml);
    parsed.shift(yaml_start);
    front.comments = parsed.comments;
    front.problems = parsed.problems;
    front.unportable = parsed.unportable;
    match parsed.root {
        Some(root) if matches!(root.kind, Kind::Map(_)) => {
            front.root = Some(root);
        }
        Some(root) => {
            if front.problems.is_empty() {
                let message = format!("front matter must be a mapping of keys to values, found {}", root.kind_name());
                front.problems.push(Problem { span: root.span, message, kind: ProblemKind::Syntax });
            }
        }
        None => {
            let kind = Kind::Map(Vec::new());
            let root = Node { span: Span::at(yaml_start), style: Style::Block, kind };
            front.root = Some(root);
        }
    }
    (front, body_start)
}
