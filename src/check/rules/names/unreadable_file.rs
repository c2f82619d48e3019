use super::*;
use crate::text::path::file_name;

pub static RULE: Rule = Rule {
    name: "unreadable-file",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a document, scope file or configuration cannot be read",
    why: "A file that cannot be read is not checked and not published. Symbolic links out of the checkout are not followed, and only \
          regular files are opened, because the checkout may be untrusted.",
    clause: "",
    incorrect: "Standards/scs-0100-v1-flavor-naming.md -> /etc/passwd",
    correct: "Standards/scs-0100-v1-flavor-naming.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let corpus = cx.corpus;
    let mut say = |path: &str, reason: &str| {
        let file = file_name(path);
        let message = format!("`{file}` {}", as_predicate(reason));
        let help = "replace it with a readable regular file, or remove it";
        out.push(RULE.at(path, Span::at(0), message).help(help));
    };
    for (path, reason) in corpus.unreadable.iter().filter(|(path, _)| *path != corpus.config.path) {
        say(path, reason);
    }
    if let Some(reason) = &corpus.config.unreadable {
        say(&corpus.config.path, &format!("{reason}; the defaults are used"));
    }
}

/// A reason as a predicate; messages of the operating system are introduced.
fn as_predicate(reason: &str) -> String {
    let continues = ["is ", "has ", "cannot "].iter().any(|start| reason.starts_with(start));
    if continues { reason.into() } else { format!("cannot be read: {reason}") }
}
