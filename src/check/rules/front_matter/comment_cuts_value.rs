use super::*;
use crate::text::Source;
use crate::value::Comment;

pub static RULE: Rule = Rule {
    name: "comment-cuts-value",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "a comment follows unquoted text on the same line, so that part of the text may be lost",
    why: "In YAML, ` #` begins a comment. `title: DNS #1` is the title *DNS*; what follows is not shown anywhere.",
    clause: "scs-0001-v1#document-format",
    incorrect: "title: Entropy #1 of 2",
    correct: "title: \"Entropy #1 of 2\"",
    run: Run::Corpus(check),
};

/// Keys whose values are running text.
const TEXTS: [&str; 6] = ["title", "name", "description", "args", "executable", "url"];

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for document in &cx.corpus.documents {
        let front = &document.front;
        file(&document.path, &document.source, front.root.as_ref(), &front.comments, out);
    }
    for scope in &cx.corpus.scopes {
        file(&scope.path, &scope.source, scope.root.as_ref(), &scope.comments, out);
    }
}

fn file(path: &str, source: &Source, root: Option<&Node>, comments: &[Comment], out: &mut DiagnosticSink) {
    let mut todo: Vec<&Node> = root.into_iter().filter(|_| !comments.is_empty()).collect();
    while let Some(node) = todo.pop() {
        todo.extend(node.items());
        todo.extend(node.entries().iter().map(|entry| &entry.value));
        for entry in node.entries() {
            if let Some(comment) = cutting(source, entry, comments) {
                let value = entry.value.span;
                let whole = Span { start: value.start, end: comment.span.end };
                let lost = super::short(source.slice(comment.span).trim_end());
                let message = format!("`{lost}` is a comment and not part of `{}`", entry.name());
                let found = RULE.at(path, comment.span, message).help("quote the value, or remove the comment");
                out.push(found.fix(false, "quote the value", whole, double_quoted(source.slice(whole).trim_end())));
            }
        }
    }
}

/// The comment after a value without quotes, where it may be meant as text: it follows `#` at once, or the text is a title.
fn cutting<'a>(source: &Source, entry: &Entry, comments: &'a [Comment]) -> Option<&'a Comment> {
    let value = &entry.value;
    if value.style != Style::Plain || value.span.is_empty() || !TEXTS.contains(&entry.name()) {
        return None;
    }
    let next = comments.partition_point(|comment| comment.span.start < value.span.end);
    let comment = comments.get(next)?;
    let between = source.slice(Span { start: value.span.end, end: comment.span.start });
    let near = between.trim_matches([' ', '\t']).is_empty() && value.as_str().is_some();
    (near && (!comment.text.starts_with(' ') || entry.name() == "title")).then_some(comment)
}
