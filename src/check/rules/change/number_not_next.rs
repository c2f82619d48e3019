use super::*;
use crate::model::document::Track;
use crate::model::name::Name;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "number-not-next",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a document has a number that is not the next one on its track, or that another branch uses",
    why: "Numbers are assigned in order. A skipped number looks like a missing document, and if two branches take the same number, one \
          has to be renamed later.",
    clause: "scs-0001-v1#proposal-of-a-new-document",
    incorrect: "git add Standards/scs-0190-v1-dns.md",
    correct: "git add Standards/scs-0129-v1-dns.md",
    run: Run::Comparison(check),
};

/// Numbers per track.
const BLOCK: u16 = 100;

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if base.is_initial() {
        return;
    }
    let numbered = |document: &&Document| document.name.kind == NameKind::Document;
    let mut taken: BTreeSet<u16> =
        base.old.documents.iter().filter(numbered).filter_map(|document| document.name.number).collect();
    let elsewhere = elsewhere(base, &taken);
    let mut given: Vec<(u16, &Document)> = Vec::new();
    for change in &base.documents {
        // `renumbered` reports documents that had a number before.
        let (Some(new), false) = (change.new, change.old.as_ref().is_some_and(numbered)) else { continue };
        if let Some(number) = new.name.number.filter(|number| numbered(&new) && !taken.contains(number)) {
            given.push((number, new));
        }
    }
    given.sort_by_key(|(number, document)| (*number, document.name.version, &document.path));
    for (number, document) in given {
        // A second version, or a second document of the number: counted with the first.
        if taken.contains(&number) {
            continue;
        }
        let mut others = elsewhere.get(&number).into_iter().flatten();
        if let Some((name, branches)) = others.find(|(name, _)| name.slug != document.name.slug) {
            let on = names(branches.iter().map(String::as_str));
            let message = format!("the number {number:04} is already taken on {on}, by `{}`", name.file);
            let next = candidates(number, &taken, &elsewhere, document).pop();
            let next = next.map_or("take another".into(), |next| format!("take {next:04}"));
            let help = format!("{next}, or agree with the authors of the other document");
            out.push(RULE.at(&document.path, Span::at(0), message).help(help));
        } else {
            let fitting = candidates(number, &taken, &elsewhere, document);
            if !fitting.contains(&number) {
                out.push(finding(number, document, &fitting));
            }
        }
        taken.insert(number);
    }
}

/// Documents of other branches with numbers that the base does not have: number to names and branches.
fn elsewhere<'a>(base: &'a Comparison<'_>, taken: &BTreeSet<u16>) -> BTreeMap<u16, Vec<(Name, &'a [String])>> {
    let mut found: BTreeMap<u16, Vec<(Name, &[String])>> = BTreeMap::new();
    for (file, branches) in &base.branches {
        let name = Name::parse(file);
        let ours = base.new.by_file(file).is_some();
        if let Some(number) = name.number.filter(|number| !ours && !taken.contains(number))
            && name.kind == NameKind::Document
        {
            found.entry(number).or_default().push((name, branches));
        }
    }
    found
}

/// The allowed numbers in the block of `number`, in order: the lowest free one; the first free one above
/// the highest of the register; the one past the highest of all branches.
fn candidates(
    number: u16,
    taken: &BTreeSet<u16>,
    elsewhere: &BTreeMap<u16, Vec<(Name, &[String])>>,
    document: &Document,
) -> Vec<u16> {
    // There is no document 0000.
    let (first, end) = ((number / BLOCK * BLOCK).max(1), (number / BLOCK + 1) * BLOCK);
    let others = elsewhere.range(first..end);
    let others = others.filter(|(_, names)| names.iter().any(|(name, _)| name.slug != document.name.slug));
    let mut all: BTreeSet<u16> = taken.range(first..end).copied().collect();
    let highest = all.last().copied();
    all.extend(others.map(|(number, _)| *number));
    let free = |from: u16| (from..end).find(|number| !all.contains(number));
    let above = highest.map_or(first, |number| number + 1);
    let last = all.last().map_or(first, |number| number + 1);
    let found: BTreeSet<u16> = [free(first), free(above), free(last)].into_iter().flatten().collect();
    found.into_iter().collect()
}

fn finding(number: u16, document: &Document, fitting: &[u16]) -> Diagnostic {
    let track = Track::of_number(number).map(|track| format!("the {} track", track.name()));
    let track = track.unwrap_or_else(|| format!("the numbers {:02}…", number / BLOCK));
    let numbers: Vec<String> = fitting.iter().map(|number| format!("{number:04}")).collect();
    let message = match numbers.as_slice() {
        [] => format!("the number {number:04} was assigned, but {track} has no number left"),
        [next] => format!("the number {number:04} was assigned, but the next of {track} is {next}"),
        [lowest, .., next] => format!(
            "the number {number:04} was assigned, but the lowest free number of {track} is {lowest} and the next is {next}"
        ),
    };
    let found = RULE.at(&document.path, Span::at(0), message);
    match numbers.last() {
        Some(next) => found.help(format!(
            "rename the file to `scs-{next}-{}-{}.md`, or explain the number in the pull request",
            document.name.version_label(),
            document.name.slug
        )),
        None => found,
    }
}
