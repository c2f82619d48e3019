//! Completion in the text of a document: targets and labels of links, footnotes, test cases, IDs.

use super::files;
use crate::assist::{AssistContext, Completion, CompletionKind};
use crate::model::document::Document;
use crate::model::links::Target;
use crate::text::Span;
use crate::text::path::folder_of;

/// Completion items in the body of a document.
pub(super) fn completions(context: AssistContext<'_>, document: &Document, offset: usize) -> Vec<Completion> {
    let source = &document.source;
    let line = source.line_span(source.line_of(offset));
    let (Some(before), Some(behind)) =
        (source.text().get(line.start as usize..offset), source.text().get(offset..line.end as usize))
    else {
        return Vec::new();
    };
    if in_code_block(document, offset) {
        return Vec::new();
    }
    let cursor = Cursor { context, document, offset, before, behind: behind.trim_end_matches(['\n', '\r']) };
    if before.matches('`').count() % 2 == 1 {
        return cursor.test_cases();
    }
    cursor.target().or_else(|| cursor.label()).unwrap_or_else(|| cursor.ids())
}

/// Whether an offset is in a closed code block; text after an unclosed fence is probably not meant as code.
fn in_code_block(document: &Document, offset: usize) -> bool {
    let offset = Span::at(offset);
    let blocks = document.body.code_blocks.iter();
    let mut around = blocks.filter(|block| block.span.start < offset.start && offset.start < block.span.end);
    around.any(|block| {
        let text = document.source.slice(block.span).trim_end();
        let fence = |line: &str| {
            line.trim_start_matches([' ', '>']).starts_with("```")
                || line.trim_start_matches([' ', '>']).starts_with("~~~")
        };
        let opened = text.lines().next().is_some_and(fence);
        let closed = text.lines().count() > 1 && text.lines().next_back().is_some_and(fence);
        !opened || closed
    })
}

struct Cursor<'a> {
    context: AssistContext<'a>,
    document: &'a Document,
    offset: usize,
    before: &'a str,
    behind: &'a str,
}

impl Cursor<'_> {
    /// The range of the word around the cursor, up to `stop`.
    fn word(&self, typed: &str, stop: impl Fn(char) -> bool) -> Span {
        let rest = self.behind.find(stop).unwrap_or(self.behind.len());
        Span::new(self.offset - typed.len().min(self.offset), self.offset + rest)
    }

    /// The target of a link or of a definition.
    fn target(&self) -> Option<Vec<Completion>> {
        let inline = self.before.rfind("](").and_then(|at| self.before.get(at + 2..));
        let trimmed = self.before.trim_start();
        let definition = trimmed.find("]:").filter(|_| trimmed.starts_with('[') && !trimmed.starts_with("[^"));
        let definition = definition.and_then(|at| trimmed.get(at + 2..)).map(str::trim_start);
        let typed = inline.filter(|typed| !typed.contains(')')).or(definition)?;
        let typed = typed.strip_prefix('<').unwrap_or(typed);
        if typed.contains([' ', '\t', '>']) {
            return None;
        }
        Some(match typed.split_once('#') {
            Some((address, anchor)) => self.anchors(address, anchor),
            None => self.addresses(typed),
        })
    }

    fn anchors(&self, address: &str, typed: &str) -> Vec<Completion> {
        let corpus = self.context.corpus;
        let target = Target::classify(address, &self.document.path, &corpus.config);
        let document = match address {
            "" => Some(self.document),
            _ => corpus.document_at(&target).map(|(document, _)| document),
        };
        let replace = self.word(typed, is_end);
        document.map(anchors).into_iter().flatten().map(|item| item.at(replace)).collect()
    }

    fn addresses(&self, typed: &str) -> Vec<Completion> {
        let corpus = self.context.corpus;
        let config = &corpus.config;
        let (folder, name) = match typed.rfind('/') {
            Some(at) => typed.split_at(at + 1),
            None => ("", typed),
        };
        // Path of a file in the folder typed so far.
        let place = Target::classify(&format!("{folder}x"), &self.document.path, config);
        let (path, page) = match (&place, place.path(config)) {
            (Target::Page { path, .. }, _) => (path.as_str(), true),
            (_, Some((path, _))) => (path, false),
            _ => return Vec::new(),
        };
        let parent = folder_of(path);
        let replace = self.word(name, is_end);
        let mut found = Vec::new();
        let documents = (0..).zip(corpus.documents.iter().filter(|other| other.path != self.document.path));
        if page && parent == "standards" || !page && parent == config.standards {
            found.extend(documents.map(|(at, other)| {
                let file = if page { other.name.stem() } else { &other.name.file };
                files::document(self.context, other, file, files::proximity(self.document, other, at))
            }));
        }
        if !page && (folder.is_empty() || parent == config.tests.folder) {
            let up = if folder.is_empty() { from(&config.standards, &config.tests.folder) } else { String::new() };
            found.extend(corpus.scopes.iter().map(|scope| {
                let item = Completion::new(format!("{up}{}.yaml", scope.stem()), CompletionKind::Document, 300_000);
                item.detail(&*scope.name.text)
            }));
        }
        if folder.is_empty() {
            found.extend(anchors(self.document).map(|item| Completion {
                label: format!("#{}", item.label),
                insert: format!("#{}", item.insert),
                sort: item.sort + 400_000,
                ..item
            }));
        }
        found.into_iter().map(|item| item.at(replace)).collect()
    }

    /// The label of a link by reference, or of a footnote.
    fn label(&self) -> Option<Vec<Completion>> {
        let open = self.before.rfind('[')?;
        let typed = self.before.get(open + 1..)?;
        let task = self.before.trim_start().trim_start_matches(['-', '*', '+', ' ']) == "[";
        if typed.contains(']') || (task && typed.is_empty() && self.behind.starts_with(' ')) {
            return None;
        }
        // A label may contain spaces; an unclosed one ends at the first.
        let bracket = self
            .behind
            .find([']', '[', '('])
            .filter(|at| self.behind.get(*at..).is_some_and(|rest| rest.starts_with(']')));
        let replace = match bracket {
            Some(_) => self.word(typed, |c| c == ']'),
            None => self.word(typed, |c| c.is_whitespace() || matches!(c, ']' | '[' | '(')),
        };
        let closed = self.behind.get(replace.end as usize - self.offset..).is_some_and(|rest| rest.starts_with(']'));
        let body = &self.document.body;
        let source = &self.document.source;
        let mut seen = std::collections::HashSet::new();
        let notes = typed.starts_with('^');
        let list = if notes { &body.footnotes } else { &body.definitions };
        let found = (0..).zip(list.iter().filter(|found| seen.insert(found.label.as_str()))).map(|(at, found)| {
            let label = if notes { format!("^{}", found.label) } else { found.label.clone() };
            let written = source.slice(found.span);
            let text = written.find("]:").and_then(|at| written.get(at + 2..)).unwrap_or_default();
            let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
            let item = Completion::new(label, CompletionKind::Reference, at).detail(text);
            item.ended(replace, if closed { "" } else { "]" })
        });
        Some(found.collect())
    }

    /// A test case in a code span or in the beginning of one.
    fn test_cases(&self) -> Vec<Completion> {
        let typed = self.before.rsplit('`').next().unwrap_or_default();
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !typed.chars().all(part) {
            return Vec::new();
        }
        let replace = self.word(typed, |c| !part(c));
        let closed = self.behind.contains('`');
        let own = self.document.name.number;
        let found = self.context.corpus.tests.cases.keys().map(|id| {
            let near = own.is_some() && crate::model::testcases::number_of(id) == own;
            let item = files::test_case(self.context, id, if near { 0 } else { 1 });
            item.ended(replace, if closed { "" } else { "`" })
        });
        found.collect()
    }

    /// The id of a document in text, once its beginning is typed.
    fn ids(&self) -> Vec<Completion> {
        let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let typed = self.before.rsplit(|c: char| !part(c)).next().unwrap_or_default();
        if !typed.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("scs-")) {
            return Vec::new();
        }
        let replace = self.word(typed, |c| !part(c));
        let documents = self.context.corpus.documents.iter().filter(|other| other.name.number.is_some());
        let found = (0..).zip(documents).map(|(at, other)| {
            let id = other.id();
            files::document(self.context, other, &id, files::proximity(self.document, other, at)).at(replace)
        });
        found.collect()
    }
}

/// End of a link target.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\'')
}

fn anchors(document: &Document) -> impl Iterator<Item = Completion> {
    let headings = (0..).zip(&document.body.headings);
    headings.filter(|(_, heading)| !heading.anchor.is_empty()).map(|(at, heading)| {
        let marks = "#".repeat(usize::from(heading.level));
        let item = Completion::new(&*heading.anchor, CompletionKind::Anchor, at);
        item.detail(format!("{marks} {}", heading.text))
    })
}

/// The relative path between folders, with a slash at the end.
fn from(folder: &str, to: &str) -> String {
    let one: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let two: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let same = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(one.len() - same);
    let down: String = two.iter().skip(same).map(|part| format!("{part}/")).collect();
    format!("{up}{down}")
}
