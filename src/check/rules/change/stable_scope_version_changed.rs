use super::renamed_test_case::gone;
use super::timeline::{both, names_version};
use super::*;
use crate::model::scope::{
    Module, ResolvedScope, ResolvedVersion, ScopeComparison, Spanned, Version, VersionComparison,
};

pub static RULE: Rule = Rule {
    name: "stable-scope-version-changed",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a stable version of a scope was changed or removed",
    why: "A certificate names a version of a scope. Once the version is stable, certificate holders and applicants \
          rely on its \
          list of modules. Changes go into a new version.",
    clause: "scs-0003-v1#version-descriptor",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
 versions:
   - version: v1
     stabilized_at: 2024-12-19
     include:
       - scs-0100-v3
       - scs-0101-v1
+      - scs-0102-v2",
    correct: "-- Tests/scs-compatible-iaas.yaml --
 versions:
+  - version: v2
+    include:
+      - scs-0100-v3
+      - scs-0101-v1
+      - scs-0102-v2
   - version: v1
     stabilized_at: 2024-12-19
     include:
       - scs-0100-v3
       - scs-0101-v1",
    run: Run::Comparison(check),
};

const HELP: &str = "leave the version as it was, and put the change into a new one";

fn check(base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for change in &base.scopes {
        if let (Some(old), None) = change {
            removed(old, base, out);
        }
        let Some((old, new)) = both(change) else { continue };
        let (before, after) = (ResolvedScope::of(old, &base.old.config), ResolvedScope::of(new, &base.new.config));
        let comparison = ScopeComparison::of(&before, &after);
        decisive_tests(&comparison, old, new, base, out);
        other_tests(&comparison, old, new, (base, cx.at), out);
        for found in &comparison.versions {
            let Some(before) = old.version(found.name).filter(|version| version.stabilized_at.is_some()) else {
                continue;
            };
            let related = |finding: Diagnostic| {
                finding.related_in(base.short(), &old.path, before.name.span, "the version as it was")
            };
            if let Some((message, span)) = new.version(found.name).and_then(|after| moved_date(before, after)) {
                let finding = RULE.at(&new.path, span, message);
                // The entries that begin an expired version may have been removed or restored.
                let expired = found.past && new.pruned_until() != old.pruned_until();
                out.push(related(if expired { finding.severity(Severity::Note) } else { finding.help(HELP) }));
            }
            let faults = match new.version(found.name) {
                Some(after) => differences(found, after),
                // Versions that no timeline entry names may be removed.
                None if names_version(new, found.name) => {
                    let message = format!("the stable version `{}` was removed, and the timeline names it", found.name);
                    vec![(message, new.key_span("versions"))]
                }
                None => Vec::new(),
            };
            for (message, span) in faults {
                out.push(related(RULE.at(&new.path, span, message).help(HELP)));
            }
        }
    }
}

fn removed(old: &ScopeFile, base: &Comparison<'_>, out: &mut DiagnosticSink) {
    let stable: Vec<&Version> = old.versions.iter().filter(|version| version.stabilized_at.is_some()).collect();
    let unreadable = base.new.unreadable.iter().any(|(path, _)| *path == old.path);
    let Some(first) = stable.first().filter(|_| !unreadable) else { return };
    let names = names(stable.iter().map(|version| version.name.text.as_str()));
    let message = format!("the scope file was removed, with its stable versions {names}");
    let help = "bring the file back; expired versions stay in it until nothing refers to them";
    out.push(RULE.at(&old.path, Span::at(0), message).help(help).related_in(
        base.short(),
        &old.path,
        first.name.span,
        "a stable version",
    ));
}

/// Test cases added to or removed from `main` of modules that stable versions include. Test cases that come with another module are
/// reported there, and renamed ones by `renamed-test-case`.
fn decisive_tests(
    comparison: &ScopeComparison<'_>,
    old: &ScopeFile,
    new: &ScopeFile,
    base: &Comparison<'_>,
    out: &mut DiagnosticSink,
) {
    let mut changed: BTreeMap<(bool, &str), Vec<&str>> = BTreeMap::new();
    for found in &comparison.versions {
        let stable = found.old.as_ref().is_some_and(|version| version.stabilized_at.is_some());
        let same = found.change.added.is_empty()
            && found.change.removed.is_empty()
            && found.change.replaced.iter().all(|one| one.from == one.to || one.renamed);
        for (added, tests) in [(true, &found.change.more), (false, &found.change.less)] {
            for id in tests.get("main").into_iter().flatten().filter(|_| stable && same) {
                changed.entry((added, id)).or_default().push(found.name);
            }
        }
    }
    let gone = gone(old, new);
    let renamed = gone.iter().flat_map(|gone| std::iter::once(gone.case).chain(gone.successor));
    let renamed: HashSet<&str> = renamed.map(|case| case.id.text.as_str()).collect();
    let mut groups: BTreeMap<(bool, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for ((added, id), versions) in changed.into_iter().filter(|((_, id), _)| !renamed.contains(id)) {
        groups.entry((added, versions)).or_default().push(id);
    }
    for ((added, versions), ids) in groups {
        let Some(first) = ids.first() else { continue };
        let tests = names(ids.iter().copied());
        let what = if versions.len() == 1 { "the stable version" } else { "the stable versions" };
        let verb = match (added, versions.len()) {
            (true, 1) => "now requires",
            (true, _) => "now require",
            (false, 1) => "no longer requires",
            (false, _) => "no longer require",
        };
        let message = format!("{what} {} {verb} {tests}", names(versions.iter().copied()));
        let version = versions.first().copied().unwrap_or_default();
        let before = listed(old, version, first);
        let span = match (listed(new, version, first), before) {
            (Some((_, id)), _) if added => id.span,
            (_, Some((module, _))) => new.module(&module.id.text).map_or(new.key_span("modules"), |new| new.id.span),
            _ => new.key_span("modules"),
        };
        let mut finding = RULE.at(&new.path, span, message);
        if let Some((_, id)) = before {
            finding = finding.related_in(base.short(), &old.path, id.span, "previously required here");
        }
        out.push(finding.help("restore `main`, and make the change in a module of a new version"));
    }
}

/// Test cases required by stable versions in force that are run otherwise, or whose results count for another time.
fn other_tests(
    comparison: &ScopeComparison<'_>,
    old: &ScopeFile,
    new: &ScopeFile,
    (base, at): (&Comparison<'_>, Date),
    out: &mut DiagnosticSink,
) {
    let in_force =
        |version: &&Version| version.stabilized_at.is_some() && old.validity(&version.name.text, at).certifies();
    let versions: Vec<&Version> = old.versions.iter().filter(in_force).collect();
    // Test cases of one script change together.
    type Change<'a> = (&'a str, &'a str, &'a str, Vec<&'a str>);
    let mut groups: BTreeMap<Change<'_>, Vec<&str>> = BTreeMap::new();
    for (id, differences) in &comparison.cases {
        let requires = |version: &&&Version| listed(old, &version.name.text, id).is_some();
        let names: Vec<&str> = versions.iter().filter(requires).map(|version| version.name.text.as_str()).collect();
        for one in differences.iter().filter(|one| one.what != "section" && !names.is_empty()) {
            groups.entry((&one.what, &one.old, &one.new, names.clone())).or_default().push(id);
        }
    }
    for ((what, was, is, versions), ids) in groups {
        let Some(first) = ids.first() else { continue };
        let value = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{}`", short(text)) };
        let (was, is) = (value(was), value(is));
        let (tests, them) = (names(ids.iter().copied()), if ids.len() == 1 { "it" } else { "them" });
        let users = match versions.as_slice() {
            [one] => format!("the stable version `{one}` requires"),
            several => format!("the stable versions {} require", names(several.iter().copied())),
        };
        let message = format!("the {what} of {tests} changed from {was} to {is}, and {users} {them}");
        let place = |scope: &ScopeFile| {
            scope.testcases().find(|(_, case)| case.id.text == *first).map(|(_, case)| case.id.span)
        };
        let found = RULE.at(&new.path, place(new).unwrap_or_default(), message).severity(Severity::Warning);
        let found = found
            .about(format!("{what} {first}"))
            .help("check that a cloud that passes does not fail now; otherwise make a new version");
        out.push(found.related_in(base.short(), &old.path, place(old).unwrap_or_default(), "the previous definition"));
    }
}

/// The module by which a version requires a test case, and its location there.
fn listed<'a>(scope: &'a ScopeFile, version: &str, id: &str) -> Option<(&'a Module, &'a Spanned)> {
    let includes = scope.version(version)?.include.iter();
    let mut modules = includes.flat_map(|include| scope.with_companions(&include.module.text));
    modules.find_map(|module| {
        let mut main = module.targets.iter().filter(|(target, _)| target.text == "main");
        main.find_map(|(_, cases)| cases.iter().find(|case| case.text == id)).map(|case| (module, case))
    })
}

/// The changed date of a stable version, with its location in the newer file.
fn moved_date(before: &Version, after: &Version) -> Option<(String, Span)> {
    let date = before.stabilized_at.filter(|date| after.stabilized_at != Some(*date))?;
    let (now, span) = match (after.stabilized_at, after.stabilized_span) {
        (Some(now), Some(span)) => (format!("was moved to {now}"), span),
        (_, Some(span)) => ("is no longer a date".into(), span),
        _ => ("was removed".into(), after.name.span),
    };
    Some((format!("`{}` is stable, and its `stabilized_at`, which was {date}, {now}", before.name.text), span))
}

/// The differences, with their locations in the newer file. Order and names of modules do not count.
fn differences(found: &VersionComparison<'_>, after: &Version) -> Vec<(String, Span)> {
    let mut faults = Vec::new();
    let name = found.name;
    let (Some(old), Some(new)) = (&found.old, &found.new) else { return faults };
    let modules = |version: &ResolvedVersion<'_>, names: &[&String]| -> Vec<String> {
        let required = names.iter().filter_map(|name| version.required.get(*name));
        required.map(|required| required.module.to_owned()).collect()
    };
    let place = |module: &str| {
        let include = after.include.iter().find(|include| include.module.text == module);
        include.map_or(after.name.span, |include| include.module.span)
    };
    let change = &found.change;
    let replaced = || change.replaced.iter().filter(|one| one.from != one.to && !one.renamed);
    let gone = modules(old, &change.removed.iter().chain(replaced().map(|one| &one.from)).collect::<Vec<_>>());
    let added = modules(new, &change.added.iter().chain(replaced().map(|one| &one.to)).collect::<Vec<_>>());
    let (less, more) = (names(gone.iter().map(String::as_str)), names(added.iter().map(String::as_str)));
    match (added.first(), gone.is_empty()) {
        (None, true) => {}
        (None, false) => {
            faults.push((format!("`{name}` is stable, and no longer includes {less}"), after.name.span));
        }
        (Some(first), true) => {
            faults.push((format!("`{name}` is stable, and now also includes {more}"), place(first)));
        }
        (Some(first), false) => {
            faults.push((format!("`{name}` is stable, and now includes {more} and no longer {less}"), place(first)));
        }
    }
    for one in change.replaced.iter().filter(|one| one.old != one.new) {
        let module = new.required.get(&one.to).map(|required| required.module).unwrap_or_default();
        faults.push((format!("`{name}` is stable, and now gives `{module}` different parameters"), place(module)));
    }
    faults
}
