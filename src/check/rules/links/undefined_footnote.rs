use super::*;

pub static RULE: Rule = Rule {
    name: "undefined-footnote",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a footnote has no definition",
    why: "Without a definition, readers see the marker `[^1]` as typed, and the source is lost.",
    clause: "",
    incorrect: "Traffic is encrypted[^wg].",
    correct: "Traffic is encrypted[^wg].\n\n[^wg]: [WireGuard](https://www.wireguard.com/)",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut hints = Hints::new();
    for found in &document.body.undefined_footnotes {
        let label = short(&found.label);
        let diagnostic = RULE.at(&document.path, found.span, format!("the footnote `{label}` is not defined"));
        let footnotes = document.body.footnotes.iter().filter(|footnote| !footnote.used);
        let near = hints.near(&found.label, footnotes.map(|footnote| footnote.label.as_str()));
        out.push(match near {
            Some(near) => diagnostic.help(format!("did you mean `[^{near}]`, which is unused?")),
            None => diagnostic.help(format!("add a line `[^{label}]: …`, or remove the marker")),
        });
    }
}
