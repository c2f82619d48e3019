//! page-hazard

use super::{mdx, short};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run, Safety};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::document::Document;
use crate::model::markdown::{Link, LinkKind};

/// The rule.
pub static RULE: Rule = Rule {
    name: "page-hazard",
    group: Group::Text,
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

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut found = Vec::new();
    mdx::in_text(document, &mut found);
    mdx::in_indented_code(document, &mut found);
    mdx::in_html(document, &mut found);
    mdx::in_programs(document, &mut found);
    for hazard in found.into_iter().take(mdx::MOST) {
        let found = RULE.at(&document.path, hazard.span, hazard.message).help(hazard.help);
        out.push(match hazard.slash {
            Some(place) => found.fix(true, "close the tag", place, "/"),
            None => found,
        });
    }
    out.extend(
        document.body.links.iter().filter(|link| link.kind == LinkKind::Autolink).map(|link| autolink(document, link)),
    );
}

fn autolink(document: &Document, link: &Link) -> Diagnostic {
    let shown = short(&link.text);
    let message = format!("`<{shown}>` is not a link in MDX and stops the build");
    let found = RULE.at(&document.path, link.span, message).help(format!("use `[{shown}]({})`", short(&link.target)));
    let plain = !link.target.contains(['(', ')', '[', ']', '\\', '<', '`', '*', '_', '&', ' ']);
    let new = format!("[{}]({})", link.text, link.target);
    if plain { found.fix(true, "use a link with a text", link.span, new) } else { found }
}
