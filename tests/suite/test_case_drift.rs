//! Drift between the four sources on tests: a standard, its supplement, the scope file, and the scope document. Each is
//! changed separately, in a small register and in the public one; a rule must report it and name another source.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{AT, rows};
use scsdoc::testing::check::{Options, run};
use scsdoc::testing::diagnostic::{Diagnostic, Severity};
use scsdoc::testing::load::Tree;
use scsdoc::testing::load::worktree::Worktree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::scope_index::ModulePlace;
use scsdoc::testing::model::trace::named;
use scsdoc::testing::text::Span;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Maximum number of changes of a kind that are tried on the public register.
const MOST: usize = 4;
const SCOPE: &str = "Tests/scs-compatible-iaas.yaml";

/// Findings of the rules on test cases, scope files, names and links.
fn findings(tree: &Tree, base: Option<&Worktree>) -> Vec<Diagnostic> {
    let corpus = match base {
        Some(worktree) => Corpus::build(tree, worktree.config(None).unwrap(), worktree),
        None => crate::common::corpus(tree),
    };
    run(&corpus, &Options::at(AT)).diagnostics
}

fn key(found: &Diagnostic) -> (&'static str, String, String) {
    (found.rule, found.path.clone(), found.message.clone())
}

/// The first `old` of a file.
fn first(tree: &Tree, path: &str, old: &str) -> Span {
    let text = std::str::from_utf8(tree.entries[path].bytes()).unwrap();
    let at = text.find(old).unwrap_or_else(|| panic!("{path} has no {old:?}"));
    Span::new(at, at + old.len())
}

/// A copy of a tree with a text in a file replaced by `new`.
fn replaced(tree: &Tree, path: &str, span: Span, new: &str) -> Tree {
    let mut text = std::str::from_utf8(tree.entries[path].bytes()).unwrap().to_owned();
    text.replace_range(span.range(), new);
    tree.clone().with(path, text)
}

/// Every file in a finding.
fn places(found: &Diagnostic) -> HashSet<&str> {
    found.related.iter().map(|label| label.path.as_str()).chain([found.path.as_str()]).collect()
}

/// The new findings in a changed tree; one of them must be from `rule` and name all `files`.
fn expect(name: &str, before: &[Diagnostic], after: &[Diagnostic], rules: &[&str], files: &[&str]) {
    let known: HashSet<_> = before.iter().map(key).collect();
    let new: Vec<&Diagnostic> = after.iter().filter(|found| !known.contains(&key(found))).collect();
    let hit = new.iter().any(|found| {
        let named = places(found);
        rules.contains(&found.rule) && files.iter().all(|file| named.contains(file))
    });
    let seen = new.iter().map(|found| format!("{} {:?}: {}", found.rule, places(found), found.message));
    assert!(hit, "{name}: none of {rules:?} names {files:?}\n{}", seen.collect::<Vec<_>>().join("\n"));
}

/// Which file changes, what replaces what, the rule that must find it, and the files that it names.
const DRIFT: &str = r#"
["standard", "status: Stable\ntrack: IaaS\nstabilized_at: 2024-01-01", "status: Draft\ntrack: IaaS", "scope-requires-unstable", "standard scope document"]
["standard", "stabilized_at: 2024-01-01", "stabilized_at: 2024-01-01\ndeprecated_at: 2025-01-01", "scope-requires-unstable", "standard scope"]
["standard", "`scs-0101-rngd`", "`scs-0101-rngdd`", "unknown-test-case", "standard supplement"]
["supplement", "- `scs-0101-fips-test`", "- `scs-0101-fibs-test`", "unknown-test-case", "supplement"]
["supplement", "- `scs-0101-fips-test` measures.", "- Something measures.", "undocumented-test-case", "supplement scope"]
["supplement", "- id: scs-0101-fips-test", "- id: scs-0101-fips-tests", "test-case-drift", "supplement scope"]
["supplement", "target: main # fips", "target: recommended", "test-case-drift", "supplement scope"]
["supplement", "versions: [v1] # fips", "versions: [v2]", "unknown-tested-version", "supplement"]
["supplement", "executable: ./iaas/entropy.py", "executable: ./iaas/other.py", "test-case-drift", "supplement scope"]
["supplement", "lifetime: day", "lifetime: month", "test-case-drift", "supplement scope"]
["supplement", "`entropy-docs-check`", "`entropy-doc-check`", "unknown-test-case", "supplement"]
["other", "`scs-0102-prop-os`", "the property", "undocumented-test-case", "other scope"]
["scope", "      - scs-0101-fips-test\n", "", "test-case-in-no-module", "supplement scope"]
["scope", "      - scs-0101-fips-test\n", "", "test-case-drift", "supplement scope"]
["scope", "      - scs-0102-prop-os\n", "", "test-case-in-no-module", "other scope"]
["scope", "  - id: scs-0102-prop-os\n", "  - id: scs-0102-prop-oss\n", "unknown-target-test-case", "other scope"]
["scope", "  - id: scs-0101-rngd\n    description: x\n", "", "unknown-target-test-case", "supplement scope"]
["scope", "executable: ./iaas/entropy.py", "executable: ./iaas/other.py", "test-case-drift", "supplement scope"]
["scope", "    lifetime: day\n", "", "test-case-drift", "supplement scope"]
["scope", "main: # fips", "recommended:", "test-case-drift", "supplement scope"]
["scope", "- scs-0101-v1 #", "- scs-0102-v1 #", "scope-document-drift", "document scope"]
["scope", "  stabilized_at: 2024-06-01", "  stabilized_at: 2024-06-02", "scope-date-conflict", "document scope"]
["scope", "- date: 2024-06-01", "- date: 2024-09-01", "scope-date-conflict", "document scope"]
["scope", "v1: effective", "v1: deprecated", "scope-date-conflict", "document scope"]
["scope", "scs-0101-v1-entropy", "scs-0102-v1-images", "scope-document-drift", "document scope"]
["document", "- [scs-0101-v1](scs-0101-v1-entropy.md)\n", "", "scope-document-drift", "document scope"]
["document", "- [scs-0101-v1](scs-0101-v1-entropy.md)", "- [scs-0103-v1](scs-0103-v1-flavors.md)", "scope-document-drift", "document scope"]
["document", "stabilized_at: 2024-06-01", "stabilized_at: 2024-06-03", "scope-date-conflict", "document scope"]
["document", "status: Stable\nstabilized_at: 2024-06-01", "status: Deprecated\nstabilized_at: 2024-06-01\ndeprecated_at: 2025-01-01", "scope-date-conflict", "document scope"]
["document", "once a week", "every day", "lifetime-conflict", "document scope"]
"#;

#[test]
fn drift_is_detected_between_all_four_sources() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/registers/drift.txtar");
    let tree = crate::common::Fixture::read(&fixture).tree();
    let before = findings(&tree, None);
    let weighty = before.iter().filter(|found| found.severity != Severity::Note);
    let errors: Vec<_> = weighty.map(|found| format!("{} {}", found.path, found.message)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let names = |word: &str| match word {
        "standard" => "Standards/scs-0101-v1-entropy.md",
        "supplement" => "Standards/scs-0101-w1-entropy-testing.md",
        "document" => "Standards/scs-0501-v1-scs-compatible-iaas.md",
        "other" => "Standards/scs-0102-w1-images-testing.md",
        _ => SCOPE,
    };
    for [path, old, new, rule, files] in rows(DRIFT) {
        let files: Vec<&str> = files.split(' ').map(names).collect();
        let after = findings(&replaced(&tree, names(&path), first(&tree, names(&path), &old), &new), None);
        expect(&format!("{path}: {old:?} → {new:?}"), &before, &after, &[&rule], &files);
    }
}

#[test]
fn public_register_drift() {
    let Some(folder) = crate::common::public_register() else { return };
    let worktree = Worktree::open(Some(folder.path()), folder.path()).unwrap();
    let tree = worktree.load(&worktree.config(None).unwrap());
    let corpus = Corpus::build(&tree, worktree.config(None).unwrap(), &worktree);
    let before = findings(&tree, Some(&worktree));
    let mut tried: HashMap<&str, usize> = HashMap::new();
    let mut check = |sort: &'static str, path: &str, span: Span, new: &str, rules: &[&str], files: &[&str]| {
        let tried = tried.entry(sort).or_default();
        *tried += 1;
        if *tried <= MOST {
            let after = findings(&replaced(&tree, path, span, new), Some(&worktree));
            expect(&format!("{sort}: {path}:{} → {new:?}", span.start), &before, &after, rules, files);
        }
    };
    let of = |path: &str, old: &str| first(&tree, path, old);
    for (id, case) in &corpus.tests.cases {
        // A test case removed from the only module that lists it. What two modules list may be meant for one of
        // them alone: no document of the public register says for which version.
        let listed: HashSet<usize> = case.modules.iter().map(|place| place.scope).collect();
        let named = named(&corpus, id).next();
        if let ([place], Some((mention, _)), 1) = (case.modules.as_slice(), named, listed.len()) {
            let scope = &corpus.scopes[place.scope];
            let line = format!("      - {id}\n");
            check(
                "module",
                &scope.path,
                of(&scope.path, &line),
                "",
                &["test-case-in-no-module"],
                &[&scope.path, mention.path],
            );
        }
        // A misspelled mention.
        if let Some(mention) = case.mentions.iter().find(|_| id.starts_with("scs-")) {
            let path = &corpus.documents[mention.document].path;
            let scope = &corpus.scopes[case.scripts[0].scope].path;
            let wrong = format!("`{id}y`");
            check("supplement", path, of(path, &format!("`{id}`")), &wrong, &["unknown-test-case"], &[path, scope]);
        }
    }
    for description in &corpus.scope_index.descriptions {
        let (Some(scope), Some(version)) = (description.scope, description.version) else { continue };
        let document = &corpus.documents[description.document];
        let file = &corpus.scopes[scope];
        for item in &description.listed {
            let text = format!("- {}", document.source.slice(item.span));
            let files = [document.path.as_str(), file.path.as_str()];
            let other = "- [scs-0412-v1: Metering](https://docs.scs.community/standards/scs-0412-v1-metering-json)";
            check(
                "scope document",
                &document.path,
                of(&document.path, &text),
                other,
                &["scope-document-drift"],
                &files,
            );
        }
        let stable = document.life.stabilized_at.unwrap();
        let files = [document.path.as_str(), file.path.as_str()];
        let (old, new) = (format!("stabilized_at: {stable}"), "stabilized_at: 2023-03-03");
        check("date", &document.path, of(&document.path, &old), new, &["scope-date-conflict"], &files);
        for standard in file.versions[version].include.iter().map(|include| &include.module.text) {
            let module = corpus.scope_index.module(ModulePlace { scope, module: file.module_index(standard).unwrap() });
            let required = &corpus.documents[module.and_then(|links| links.document).unwrap()];
            let source = required.source.text();
            let certifies = file.validity(&file.versions[version].name.text, AT).certifies();
            if source.contains("status: Stable") && certifies {
                let date = required.life.stabilized_at.unwrap();
                let old = format!("stabilized_at: {date}");
                let new = format!("{old}\ndeprecated_at: 2025-11-11");
                let files = [required.path.as_str(), file.path.as_str()];
                check("standard", &required.path, of(&required.path, &old), &new, &["scope-requires-unstable"], &files);
            }
        }
    }
    for description in &corpus.scope_index.descriptions {
        let (Some(index), Some(number)) = (description.scope, description.version) else { continue };
        let (document, file) = (&corpus.documents[description.document].path, &corpus.scopes[index]);
        let version = &file.versions[number];
        let files = [document.as_str(), file.path.as_str()];
        check("stable", &file.path, version.stabilized_span.unwrap(), "2023-03-03", &["scope-date-conflict"], &files);
        let standard = |id: &str| {
            let place = ModulePlace { scope: index, module: file.module_index(id).unwrap() };
            corpus.scope_index.module(place).unwrap().identity
        };
        for include in &version.include {
            let ids = || version.include.iter().map(|include| include.module.text.as_str());
            let other = ids().find(|id| standard(id) != standard(&include.module.text)).unwrap();
            let module = &include.module;
            check("include", &file.path, module.span, other, &["scope-document-drift"], &files);
        }
    }
    for scope in &corpus.scopes {
        let rules = ["unknown-target-test-case"];
        for (_, case) in scope.testcases() {
            let id = case.id.text.as_str();
            let listed = corpus.tests.cases.get(id).is_some_and(|case| !case.modules.is_empty());
            if let Some((place, _)) = named(&corpus, id).next().filter(|_| listed) {
                let files = [place.path, scope.path.as_str()];
                check("definition", &scope.path, case.id.span, &format!("{id}-x"), &rules, &files);
            }
        }
        // The version in force has ended according to the file, but not according to the document.
        for period in scope.period_at(AT).into_iter() {
            let effective =
                period.versions.iter().filter(|(_, validity)| validity.is_some_and(|found| found.certifies()));
            for (name, _) in effective {
                let rest = &scope.source.text()[name.span.end as usize..];
                let (at, code) = (rest.find("effective").unwrap(), "effective".len());
                let start = name.span.end as usize + at;
                let span = Span::new(start, start + code);
                check("timeline", &scope.path, span, "deprecated", &["scope-date-conflict"], &[&scope.path]);
            }
        }
    }
    for sort in
        ["module", "supplement", "scope document", "date", "standard", "stable", "include", "definition", "timeline"]
    {
        println!("{sort}: {} found", tried.get(sort).copied().unwrap_or_default());
        assert!(tried.get(sort).is_some_and(|count| *count > 1), "{sort}");
    }
}
