use super::*;
use crate::model::markdown::flow::flows;
use crate::model::markdown::mdx::{self, HazardKind};
use crate::model::markdown::{Body, Link, LinkKind};

pub static RULE: Rule = Rule {
    name: "page-hazard",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "text that breaks the build of the documentation site, such as `<word>` or `{word}` outside code",
    why: "The documentation site reads documents as MDX: outside code, `<` starts a component that must be closed, and `{` starts a \
          JavaScript expression. GitHub shows such text unchanged, so reviewers do not notice; then the build of the whole site fails. \
          Comments, closed tags such as `<br/>`, and code are fine.",
    clause: "",
    incorrect: "Set <name> to {value}, see <https://docs.scs.community>.",
    correct: "Set `<name>` to `{value}`, see [the site](https://docs.scs.community).",
    run: Run::Document(check),
};

const ESCAPE: &str = "use backticks, or escape it with a backslash";
const CLOSE: &str = "close the tag (`<br/>`, `<b>…</b>`), or use backticks if it is not a tag";

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let links: Vec<&Link> = document.body.links.iter().filter(|link| link.kind == LinkKind::Autolink).collect();
    let indented = document.body.code_blocks.iter().filter(|block| !block.fenced);
    let mut indented: Vec<(Span, bool)> = indented.map(|block| (block.span, false)).collect();
    for hazard in mdx::hazards(document.source.text(), &document.body) {
        if let Some((_, stops)) = indented.iter_mut().rfind(|(block, _)| block.holds(hazard.span.start)) {
            *stops = true;
            continue;
        }
        let (message, help) = words(&hazard.kind, document.source.slice(hazard.span));
        let before = document.source.text().get(..hazard.span.start as usize).unwrap_or_default();
        let escaped = before.ends_with('\\') && !before.ends_with(r"\\");
        let help = if escaped { "use backticks: in an address, a backslash escapes nothing" } else { help };
        let found = RULE.at(&document.path, hazard.span, message).help(help);
        out.push(match hazard.kind {
            HazardKind::AfterComment | HazardKind::Indented | HazardKind::OpenBox | HazardKind::InnerBox => {
                found.severity(Severity::Warning)
            }
            HazardKind::Unclosed(name) if mdx::is_void(&name) => {
                found.fix(true, "close the tag", Span::at(hazard.span.end as usize - 1), "/")
            }
            _ => found,
        });
    }
    for (block, stops) in indented {
        let line = document.source.slice(block).lines().next().unwrap_or_default().trim_end();
        let span = Span::new(block.start as usize, block.start as usize + line.len());
        let found = if stops {
            RULE.at(&document.path, span, "indented code is not code in MDX, and its text stops the build")
        } else {
            let message = "indented code is not code in MDX: the site shows it as running text";
            RULE.at(&document.path, span, message).severity(Severity::Warning)
        };
        out.push(found.help("use a fenced code block"));
    }
    let body = &document.body;
    let blocks = body.blocks.iter().map(|block| block.span).chain(body.headings.iter().map(|heading| heading.span));
    let mut blocks: Vec<Span> = blocks.collect();
    blocks.sort_by_key(|block| block.start);
    let block_of = |link: &Link| {
        let before = blocks.partition_point(|block| block.start <= link.span.start);
        blocks[..before].last().copied().filter(|block| block.contains(link.span))
    };
    for links in links.chunk_by(|one, next| block_of(one) == block_of(next)) {
        let block = links.first().and_then(|link| block_of(link));
        // Parsers differ in what one tilde strikes out.
        let fixable = |link: &&&Link| !link.text.contains('~') && !mdx::is_refused(&link.target, false);
        let edit = |link: &&Link| (link.span, format!("[{}]({})", link.text, link.target));
        let edits: Vec<_> = links.iter().filter(fixable).map(edit).collect();
        let alike = |edits: &[_]| block.is_some_and(|block| reads_alike(document, block, edits));
        let together = (edits.len() > MOST_ALONE).then(|| alike(&edits));
        let mut next = edits.iter();
        for link in links {
            let edit = fixable(&link).then(|| next.next()).flatten();
            let edit = edit.filter(|edit| together.unwrap_or_else(|| alike(std::slice::from_ref(edit))));
            out.push(autolink(document, link, edit.map(|(_, text)| text.as_str())));
        }
    }
}

/// Links of a block whose fixes are verified one by one; those of a block with more, all at once.
const MOST_ALONE: usize = 8;

/// Message and help.
fn words(kind: &HazardKind, shown: &str) -> (String, &'static str) {
    let (shown, quoted) = (short(shown), |name: &str| short(name));
    match kind {
        HazardKind::Tag => (format!("`{shown}` starts a tag in MDX and stops the build"), ESCAPE),
        HazardKind::Unclosed(name) => (format!("`<{}>` is never closed and stops the build", quoted(name)), CLOSE),
        HazardKind::Unopened(name) => (
            format!("`</{}>` has no opening tag and stops the build", quoted(name)),
            "remove it, or open the tag first",
        ),
        HazardKind::Apart(name) => (
            format!("`<{}>` is opened in one block or span and closed in another, which stops the build", quoted(name)),
            "put both tags on one line, or each on a separate line",
        ),
        HazardKind::Unquoted(name) => {
            (format!("the value of `{}` is not quoted, which stops the build", quoted(name)), "quote the value")
        }
        HazardKind::Component(name) => (
            format!("`<{}>` is an unknown component and stops the build or is not shown", quoted(name)),
            "use lowercase for HTML tags, and backticks for anything else",
        ),
        HazardKind::Attribute(name) => (
            format!("React does not accept this `{}` attribute and stops the build", quoted(name)),
            "remove the attribute",
        ),
        HazardKind::VoidContent(name) => (
            format!("`<{0}>` has content, which stops the build", quoted(name)),
            "remove the closing tag, and close the tag itself (`<br/>`)",
        ),
        HazardKind::Expression => {
            (format!("`{shown}` is a JavaScript expression in MDX and stops the build or shows something else"), ESCAPE)
        }
        HazardKind::UnclosedExpression => {
            ("`{` starts an expression in MDX that is never closed and stops the build".into(), ESCAPE)
        }
        HazardKind::Statement(word) => (
            format!("a paragraph that begins with `{word}` is a JavaScript statement in MDX"),
            "reword the beginning of the paragraph",
        ),
        HazardKind::Comment => ("unclosed or empty comment stops the build".into(), "use `<!-- text -->`"),
        HazardKind::CommentAfterTag => (
            "a comment after a tag at the start of a line stops the build".into(),
            "put the comment on a separate line",
        ),
        HazardKind::AfterComment => (
            format!("the site does not show the `{shown}` right after a comment that begins the line"),
            "put the comment on a separate line",
        ),
        HazardKind::CommentInList => (
            "a comment that goes over items of a list stops the build".into(),
            "put a blank line before it, and begin and end it outside of the list; or comment out each item",
        ),
        HazardKind::Indented => (
            format!("`{shown}` is running text on GitHub, but MDX ignores the indent and reads a new block"),
            "indent it as the line before, or put a blank line before it",
        ),
        HazardKind::OpenBox => {
            (format!("`{shown}` is not closed: all that follows is in the box"), "end it with a line `:::`")
        }
        HazardKind::InnerBox => (
            format!("`{shown}` is not closed before the box around it: the first `:::` ends the outer box"),
            "begin and end the outer box with more colons (`::::`)",
        ),
        HazardKind::Directive => (
            format!("`{shown}` is a directive on the site, which does not show it as text"),
            "use backticks, or escape the colon with a backslash",
        ),
        HazardKind::Address => (
            format!("Docusaurus cannot read the address in `{shown}` and stops the build"),
            "correct it, or use backticks",
        ),
        HazardKind::TooLarge => (
            "a block of more than 64 KiB is not checked for text that breaks the site".into(),
            "divide it with blank lines",
        ),
        HazardKind::TooMany => (
            "only 10,000 blocks with tags or braces are checked for text that breaks the site".into(),
            "divide the document",
        ),
        HazardKind::TooDeep => (
            "more than 1,500 tags and delimiters such as `*` in one block are not checked for text that breaks the site"
                .into(),
            "divide the block with blank lines, and close each tag in the block that opens it",
        ),
    }
}

fn autolink(document: &Document, link: &Link, fix: Option<&str>) -> Diagnostic {
    let shown = short(&link.text);
    let message = format!("`<{shown}>` is not a link in MDX and stops the build");
    let found = RULE.at(&document.path, link.span, message).help(format!("use `[{shown}]({})`", short(&link.target)));
    match fix {
        Some(new) => found.fix(true, "use a link with text", link.span, new),
        None => found,
    }
}

/// Whether readers see the same text and the same links in a block with these texts in place of parts of it.
fn reads_alike(document: &Document, block: Span, edits: &[(Span, String)]) -> bool {
    let before = document.source.slice(block);
    // References in the block must resolve.
    let definitions = document.body.definitions.iter().filter(|_| before.contains(']'));
    let definitions: Vec<&str> = definitions.map(|definition| document.source.slice(definition.span)).collect();
    let rest = format!("\n\n{}", definitions.join("\n"));
    let (mut after, mut at) = (String::new(), block.start);
    for (span, new) in edits {
        after += document.source.slice(Span { start: at, end: span.start });
        after += new;
        at = span.end;
    }
    after += document.source.slice(Span { start: at, end: block.end });
    let read = |text: &str| {
        let links = Body::parse(text, 0).links.into_iter().map(|link| (link.target, link.text));
        let texts = flows(text, 0).into_iter().map(|flow| flow.text);
        (links.collect::<Vec<_>>(), texts.collect::<Vec<_>>())
    };
    read(&format!("{before}{rest}")) == read(&(after + &rest))
}
