use super::*;

pub static RULE: Rule = Rule {
    name: "address-case",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Safe),
    summary: "the URL of a site page has uppercase letters",
    why: "URLs are case-sensitive: `/standards/IaaS/scs-0101` is not the page `/standards/iaas/scs-0101`.",
    clause: "",
    incorrect: "See [it](https://docs.scs.community/standards/IaaS/scs-0101).",
    correct: "See [it](https://docs.scs.community/standards/iaas/scs-0101).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (link, target) in super::written_targets(document, cx) {
        let Target::Page { path, .. } = target else { continue };
        let lower = path.to_ascii_lowercase();
        if lower == *path || cx.corpus.has_page(path) || !cx.corpus.has_page(&lower) {
            continue;
        }
        let message = format!("the site has no page `/{}`: URLs are case-sensitive", super::short(path));
        let found = RULE.at(&document.path, link.target_span, message);
        let found = found.help(format!("use `/{}`", super::short(&lower)));
        let new = link.target.replace(path.as_str(), &lower);
        let plain = document.source.slice(link.target_span) == link.target && new != link.target;
        out.push(if plain { found.fix(true, format!("use `/{lower}`"), link.target_span, new) } else { found });
    }
}
