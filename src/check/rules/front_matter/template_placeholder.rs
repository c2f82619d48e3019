use super::*;
use crate::model::facts::Relation;

pub static RULE: Rule = Rule {
    name: "template-placeholder",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a value in the front matter is a template placeholder",
    why: "A placeholder that is not replaced gets published: the overview then lists a document called *Descriptive \
          title*.",
    clause: "",
    incorrect: "title: _Descriptive title_",
    correct: "title: SCS Entropy",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for key in ["title", "description"] {
        let Some(text) = document.front.get(key).and_then(|node| node.as_str()) else { continue };
        if placeholder(text) || in_template(key, text, cx.corpus) {
            let message = format!("the {key} `{}` is a template placeholder", short(text));
            let help = match key {
                "title" => "add a short title",
                _ => "add one or two sentences about the document, or remove the key",
            };
            out.push(RULE.at(&document.path, document.place(key), message).help(help));
        } else if inner(text, ['_', '*']).is_some() {
            let message = format!("the {key} `{}` is in italics, like a template placeholder", short(text));
            let help = format!("remove the marks if this is the {key}; they are shown as typed");
            out.push(RULE.at(&document.path, document.place(key), message).help(help));
        }
    }
    for key in Relation::ALL.map(Relation::name) {
        for (file, span) in document.list(key) {
            if unnumbered(file) {
                reference(document, key, file, span, out);
            }
        }
    }
}

fn reference(document: &Document, key: &str, file: &str, span: Span, out: &mut DiagnosticSink) {
    let message = format!("`{}` in `{key}` is a placeholder for a document", short(file));
    out.push(RULE.at(&document.path, span, message).help("add the file name of the document, or remove the entry"));
}

/// Whether a text is a placeholder: in brackets, or words such as TBD, also in italics.
fn placeholder(text: &str) -> bool {
    let words = ["descriptive title", "title", "your title", "todo", "tbd", "tba", "fixme", "xxx", "...", "…"];
    let text = inner(text, ['_', '*']).unwrap_or(text.trim());
    let bracketed = |marks: [char; 2]| {
        let inner = text.strip_prefix(marks[0]).and_then(|text| text.strip_suffix(marks[1]));
        inner.is_some_and(|inner| !inner.trim().is_empty() && !inner.contains(marks))
    };
    bracketed(['<', '>']) || bracketed(['[', ']']) || words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The text between two equal marks at its ends, if there is no such mark within.
fn inner<const N: usize>(text: &str, marks: [char; N]) -> Option<&str> {
    let text = text.trim();
    marks.into_iter().find_map(|mark| {
        let inner = text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark));
        inner.filter(|inner| !inner.trim().is_empty() && !inner.contains(mark))
    })
}

/// Whether a template of the register has the same text under the same key.
fn in_template(key: &str, text: &str, corpus: &Corpus) -> bool {
    let same = |template: &Document| {
        let theirs = template.front.get(key).and_then(|node| node.as_str());
        theirs.is_some_and(|theirs| theirs.trim() == text.trim())
    };
    !text.trim().is_empty() && corpus.templates.iter().any(same)
}

/// Whether a file name has a letter instead of the version: `scs-XXXX-vN-…`, `scs-0100-vN-…`.
fn unnumbered(file: &str) -> bool {
    let mut parts = file.split('-');
    let scs = parts.next().is_some_and(|part| part.eq_ignore_ascii_case("scs"));
    scs && parts.nth(1).is_some_and(|version| version.eq_ignore_ascii_case("vN") || version.eq_ignore_ascii_case("wN"))
}
