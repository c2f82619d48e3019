use super::*;
use crate::model::compliance::Evidence;
use crate::model::compliance::moment::write_moment;
use crate::model::compliance::report::Report;
use crate::words::english;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "ledger-rewritten",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a line of the ledger was changed or removed",
    why: "The ledger records results of compliance checks, and the verdicts on clouds are made from it. It keeps neither logs nor \
          signatures, so a changed result cannot be recognized later. Lines are only added: a later check supersedes an earlier one.",
    clause: "",
    incorrect: "-- Certification/ledger/2026-11.jsonl --\n\
-{\"run\":\"04948c23-acd6-54c8-86ff-ceea742af437\",\"subject\":\"regio-a\",\"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-09T03:14:15Z\",\"sha256\":\"80da4840cd8a9b1e70f4e48076e323dbbf4fb02424a71b762c839df2da4c19f3\",\"signed_by\":null,\"results\":{\"scs-0100-a\":-1}}\n\
+{\"run\":\"04948c23-acd6-54c8-86ff-ceea742af437\",\"subject\":\"regio-a\",\"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-09T03:14:15Z\",\"sha256\":\"80da4840cd8a9b1e70f4e48076e323dbbf4fb02424a71b762c839df2da4c19f3\",\"signed_by\":null,\"results\":{\"scs-0100-a\":1}}",
    correct: "-- Certification/ledger/2026-11.jsonl --\n\
 {\"run\":\"04948c23-acd6-54c8-86ff-ceea742af437\",\"subject\":\"regio-a\",\"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-09T03:14:15Z\",\"sha256\":\"80da4840cd8a9b1e70f4e48076e323dbbf4fb02424a71b762c839df2da4c19f3\",\"signed_by\":null,\"results\":{\"scs-0100-a\":-1}}\n\
+{\"run\":\"f76c25a2-2f40-5ea7-9a30-24fe24d12a6b\",\"subject\":\"regio-a\",\"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-16T03:14:15Z\",\"sha256\":\"7e80e8eb36d1da0c602f482cb9350e0db05a0019744e2845c657c3826f660a39\",\"signed_by\":null,\"results\":{\"scs-0100-a\":1}}",
    run: Run::Comparison(check),
};

const HELP: &str = "restore the line; if a result is wrong, add a later report with `scsdoc compliance add`";

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let (old, new) = (&base.old.evidence, &base.new.evidence);
    let mut now: HashMap<(&str, &str, &str), Vec<&Report>> = HashMap::new();
    for line in new.ledger() {
        now.entry((&line.run, &line.subject, &line.scope)).or_default().push(line);
    }
    let mut removed: BTreeMap<&str, Vec<&Report>> = BTreeMap::new();
    for line in old.ledger() {
        let lines = now.get(&(line.run.as_str(), line.subject.as_str(), line.scope.as_str()));
        let differences = lines.into_iter().flatten().map(|after| differences((old, line), (new, after)));
        let differences: Vec<Vec<String>> = differences.collect();
        if differences.iter().any(Vec::is_empty) {
            continue;
        }
        let Some((after, differences)) = lines.and_then(|lines| lines.first()).zip(differences.first()) else {
            removed.entry(&line.place.path).or_default().push(line);
            continue;
        };
        let message = format!("the result of {} was changed: {}", name(line), english().first(differences, 5));
        let finding = RULE.at(&after.place.path, after.place.span, message).about(line.run.as_str()).help(HELP);
        out.push(finding.related_in(base.short(), &line.place.path, line.place.span, "the previous line"));
    }
    for (path, lines) in removed {
        if new.source(path).is_some() || base.new.unreadable.iter().any(|(unreadable, _)| unreadable == path) {
            for line in lines {
                let message = format!("the result of {} was removed", name(line));
                let finding = RULE.at(path, Span::at(0), message).about(line.run.as_str()).help(HELP);
                out.push(finding.related_in(base.short(), path, line.place.span, "the removed line"));
            }
            continue;
        }
        let subjects: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.subject.as_str()).collect();
        let number = crate::text::layout::counted(lines.len(), "result");
        let message = format!("the file was removed, with {number} of {}", names(subjects));
        out.push(RULE.at(path, Span::at(0), message).help("restore the file; the ledger keeps all results"));
    }
}

/// A line, by what people know of it.
fn name(line: &Report) -> String {
    format!("`{}` of {}", short(&line.subject), line.checked_at.date())
}

/// How the two lines of a run differ.
fn differences((old, line): (&Evidence, &Report), (new, after): (&Evidence, &Report)) -> Vec<String> {
    let mut found = Vec::new();
    let results = |evidence: &'_ Evidence, line: &Report| -> BTreeMap<String, i8> {
        line.results.iter().map(|(id, result)| (evidence.names.get(*id).to_owned(), *result)).collect()
    };
    let (before, now) = (results(old, line), results(new, after));
    let word = |result: Option<&i8>| result.map_or("no result".to_owned(), |result| format!("`{result}`"));
    for id in before.keys().chain(now.keys().filter(|id| !before.contains_key(*id))) {
        let (was, is) = (before.get(id), now.get(id));
        if was != is {
            found.push(format!("`{}` from {} to {}", short(id), word(was), word(is)));
        }
    }
    let signer = |line: &Report| line.signed_by.clone().unwrap_or_else(|| "null".into());
    for (key, was, is) in [
        ("checked_at", write_moment(line.checked_at), write_moment(after.checked_at)),
        ("sha256", line.sha256.clone(), after.sha256.clone()),
        ("signed_by", signer(line), signer(after)),
    ] {
        if was != is {
            found.push(format!("`{key}` from `{}` to `{}`", short(&was), short(&is)));
        }
    }
    found
}
