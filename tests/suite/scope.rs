//! Scope files both ways: rendered out of the register, read, shown, and adopted into it.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::public_register;
use jiff::civil::{Date, date};
use scsdoc::check::{self, Options};
use scsdoc::config::Config;
use scsdoc::diagnostic::Severity;
use scsdoc::edit::adopt::adopt;
use scsdoc::edit::plan::State;
use scsdoc::load::Tree;
use scsdoc::load::worktree::Worktree;
use scsdoc::model::Corpus;
use scsdoc::model::meaning::{Layout, Meaning};
use scsdoc::model::meaning_diff::differences;
use scsdoc::model::scope::{ScopeFile, Validity};
use scsdoc::render::scopes::{Draft, drafts};
use scsdoc::value::schema::Schema;
use scsdoc::view::scope::Sheet;
use scsdoc::view::table::TableFormat;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const AT: Date = date(2026, 11, 20);

/// A register on disk, read.
struct Register {
    worktree: Worktree,
    tree: Tree,
    corpus: Corpus,
}

impl Register {
    fn open(root: &Path) -> Self {
        let worktree = Worktree::open(Some(root), root).unwrap();
        let config = worktree.config(None).unwrap();
        let tree = worktree.load(&config);
        let corpus = Corpus::build(&tree, config, &worktree);
        Register { worktree, tree, corpus }
    }

    fn own() -> Self {
        Self::open(Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    /// The same checkout with other files of the register.
    fn with(&self, tree: Tree) -> Self {
        let corpus = Corpus::build(&tree, self.corpus.config.clone(), &self.worktree);
        Register { worktree: self.worktree.clone(), tree, corpus }
    }

    fn config(&self) -> &Config {
        &self.corpus.config
    }

    fn state(&self) -> State<'_> {
        State { tree: &self.tree, corpus: &self.corpus, at: AT }
    }

    fn errors(&self) -> usize {
        check::run(&self.corpus, &Options::at(AT)).count(Severity::Error)
    }

    fn draft(&self, file: &str) -> Draft {
        drafts(&self.corpus).into_iter().find(|draft| draft.file == file).unwrap_or_else(|| panic!("{file}"))
    }

    fn file(&self, file: &str) -> &ScopeFile {
        let path = format!("Tests/{file}");
        self.corpus.scopes.iter().find(|scope| scope.path == path).unwrap_or_else(|| panic!("{file}"))
    }

    /// Adopts all scope files, one after the other, in memory.
    fn adopted(self) -> Self {
        let mut register = self;
        for index in 0..register.corpus.scopes.len() {
            let plan = adopt(register.state(), index).unwrap();
            assert_eq!(plan.reasons, [""; 0]);
            let preview = plan.dry_run(register.state(), &register.worktree).unwrap();
            assert!(preview.added.is_empty(), "{:#?}", preview.added);
            register = register.with(preview.tree);
        }
        register
    }
}

const IAAS: &str = "scs-compatible-iaas.yaml";
const KAAS: &str = "scs-compatible-kaas.yaml";

/// Test cases by target, of a version and what stands beside its modules.
fn targets(scope: &ScopeFile, version: &str) -> BTreeMap<String, BTreeSet<String>> {
    let version = scope.version(version).unwrap_or_else(|| panic!("{version}"));
    let own = |cases: BTreeSet<&str>| cases.into_iter().map(str::to_owned).collect();
    let targets = Layout::of(scope).targets(scope, version);
    targets.into_iter().map(|(target, cases)| (target.to_owned(), own(cases))).collect()
}

/// The test cases of a version by the letter of the file: those of the modules that it includes.
fn strictly(scope: &ScopeFile, version: &str) -> BTreeSet<(String, String)> {
    let version = scope.version(version).unwrap();
    let modules = version.include.iter().map(|include| scope.module(&include.module.text).unwrap());
    let targets = modules.flat_map(|module| &module.targets);
    targets.flat_map(|(target, cases)| cases.iter().map(|case| (target.text.clone(), case.text.clone()))).collect()
}

/// Dates around every change of the timelines of both.
fn dates(scopes: [&ScopeFile; 2], from: Date) -> BTreeSet<Date> {
    let begins = scopes.iter().flat_map(|scope| scope.periods()).map(|(date, _)| date);
    let around = begins.flat_map(|date| [date.yesterday().unwrap(), date, date.tomorrow().unwrap()]);
    around.chain([AT]).filter(|date| *date >= from).collect()
}

#[test]
fn our_register_makes_the_files_of_the_public_one() {
    let own = Register::own();
    let names = |file: &str| own.draft(file).versions.iter().map(|version| version.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(IAAS), ["next", "v5.1", "v4", "v3", "v2", "v1"]);
    assert_eq!(names(KAAS), ["v1"]);
    let Some(folder) = public_register() else { return };
    let public = Register::open(folder.path());
    for (file, versions, from) in
        [(IAAS, &["v4", "v5.1", "next"][..], date(2024, 12, 19)), (KAAS, &["v1"][..], date(2024, 2, 27))]
    {
        let (ours, theirs) = (own.draft(file).parse(&own.corpus), public.file(file));
        for version in versions {
            assert_eq!(targets(&ours, version), targets(theirs, version), "{file} {version}");
            assert_eq!(strictly(&ours, version), strictly(theirs, version), "{file} {version}");
            let stable = |scope: &ScopeFile| scope.version(version).unwrap().stabilized_at;
            assert_eq!(stable(&ours), stable(theirs), "{file} {version}");
            for date in dates([&ours, theirs], from) {
                assert_eq!(ours.validity(version, date), theirs.validity(version, date), "{file} {version} {date}");
            }
        }
        // All that differs in meaning, with its reason. There is no fault in v4, v5.1, next and the version v1 of KaaS.
        let (ours, theirs) = (Meaning::of(&ours, own.config()), Meaning::of(theirs, public.config()));
        let found = differences(&ours, &theirs);
        assert_eq!(found.real, [""; 0], "{file}");
        let past: &[&str] = match file {
            IAAS => &[
                // Pruned on 2025-05-22, as scs-0003-v1 allows; the documents have them still.
                "the version `v1` is over, and the file has it no more",
                "the version `v2` is over, and the file has it no more",
                // The file says of itself that what it calls v3 was written down wrongly at first; it carries the date of v4.
                "`v3` is stable from 2023-06-15 on by the register, and stable from 2024-02-28 on by the file",
                "the file has no periods before 2024-12-19",
            ],
            _ => &[],
        };
        assert_eq!(found.past, past, "{file}");
    }
}

#[test]
fn what_no_module_of_the_public_file_lists_is_not_rendered() {
    let Some(folder) = public_register() else { return };
    let (own, public) = (Register::own(), Register::open(folder.path()));
    for (file, left_out) in [
        // Test cases in no module: no version asks for them, not even as a recommendation.
        (
            IAAS,
            &["scs-0101-flavor-property", "scs-0101-image-property", "scs-0101-rngd", "scs-0104-image-debian-13"][..],
        ),
        (KAAS, &[][..]),
    ] {
        let ids = |scope: &ScopeFile| scope.testcases().map(|(_, case)| case.id.text.clone()).collect::<BTreeSet<_>>();
        let (ours, theirs) = (ids(&own.draft(file).parse(&own.corpus)), ids(public.file(file)));
        assert_eq!(ours.difference(&theirs).count(), 0, "{file}");
        assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), left_out, "{file}");
    }
}

#[test]
fn the_public_pages_are_shown_cell_for_cell() {
    let Some(folder) = public_register() else { return };
    let public = Register::open(folder.path());
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/expected/scope-page");
    for (page, file, at) in [
        ("scope-iaas-2025-02-15.md", IAAS, date(2025, 2, 15)),
        ("scope-iaas-2026-11-20.md", IAAS, AT),
        ("scope-kaas-2025-02-15.md", KAAS, date(2025, 2, 15)),
    ] {
        let expected = std::fs::read_to_string(pages.join(page)).unwrap();
        let shown = Sheet::at(public.file(file), public.config(), at).write(TableFormat::Markdown, 100, false);
        assert_eq!(cells(&shown), cells(&expected), "{page}");
    }
}

fn cells(table: &str) -> Vec<Vec<String>> {
    let row = |line: &str| line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rule = |line: &&str| !line.starts_with("| :-");
    table.lines().filter(rule).filter(|line| !line.is_empty()).map(row).collect()
}

/// Keys that the loader of the public test suite accepts (scs-0003-v1); anything else stops it.
const KEYS: [(&str, &[&str]); 7] = [
    ("spec", &["uuid", "name", "url", "versions", "prerequisite", "variables", "scripts", "modules", "timeline"]),
    ("scripts", &["executable", "env", "args", "testcases"]),
    ("testcases", &["id", "lifetime", "section", "description", "url"]),
    ("modules", &["id", "name", "url", "parameters", "targets"]),
    ("versions", &["version", "include", "stabilized_at"]),
    ("include", &["ref", "parameters"]),
    ("prerequisite", &["name", "url"]),
];

type Yaml = serde_yaml::Value;

fn keys(context: &str, value: &Yaml) {
    if let Some(list) = value.as_sequence() {
        list.iter().for_each(|item| keys(context, item));
    }
    let Some((_, allowed)) = KEYS.iter().find(|(known, _)| *known == context) else { return };
    for (key, value) in value.as_mapping().into_iter().flatten() {
        let key = key.as_str().unwrap();
        assert!(allowed.contains(&key), "{context}: {key}");
        // The timeline has its own `versions`.
        if context != "timeline" {
            keys(key, value);
        }
    }
}

fn list<'a>(value: &'a Yaml, key: &str) -> &'a [Yaml] {
    value.get(key).and_then(Yaml::as_sequence).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Yaml, key: &str) -> &'a str {
    value.get(key).and_then(Yaml::as_str).unwrap_or_else(|| panic!("{key} in {value:?}"))
}

/// What the loader of the public test suite demands of a file.
fn loads(file: &str) {
    let spec: Yaml = serde_yaml::from_str(file).unwrap();
    keys("spec", &spec);
    let unique = |ids: Vec<&str>| {
        let set: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(set.len(), ids.len(), "{ids:?}");
        set
    };
    let cases = list(&spec, "scripts").iter().flat_map(|script| list(script, "testcases"));
    let cases = unique(cases.map(|case| text(case, "id")).collect());
    let modules = unique(list(&spec, "modules").iter().map(|module| text(module, "id")).collect());
    let versions = unique(list(&spec, "versions").iter().map(|version| text(version, "version")).collect());
    let targets = |module: &Yaml| module.get("targets").and_then(Yaml::as_mapping).unwrap().clone();
    for module in list(&spec, "modules") {
        for (_, ids) in targets(module) {
            for id in ids.as_sequence().unwrap() {
                assert!(cases.contains(id.as_str().unwrap()), "{id:?}");
            }
        }
    }
    let mut parameters = BTreeSet::new();
    for version in list(&spec, "versions") {
        let mut ids = Vec::new();
        for include in list(version, "include") {
            let id = include.as_str().unwrap_or_else(|| text(include, "ref"));
            assert!(modules.contains(id), "{id}");
            let module = list(&spec, "modules").iter().find(|module| text(module, "id") == id).unwrap();
            let given: BTreeSet<&str> = include
                .get("parameters")
                .and_then(Yaml::as_mapping)
                .into_iter()
                .flatten()
                .map(|(key, _)| key.as_str().unwrap())
                .collect();
            let asked: BTreeSet<&str> = list(module, "parameters").iter().map(|name| name.as_str().unwrap()).collect();
            assert_eq!(given, asked, "{id}");
            parameters.extend(given.into_iter().map(str::to_owned));
            ids.extend(targets(module).into_iter().flat_map(|(_, ids)| ids.as_sequence().unwrap().clone()));
        }
        // The ids of the test cases of all modules of a version are pairwise different.
        unique(ids.iter().map(|id| id.as_str().unwrap()).collect());
    }
    for entry in list(&spec, "timeline") {
        for (name, validity) in entry.get("versions").and_then(Yaml::as_mapping).unwrap() {
            assert!(versions.contains(name.as_str().unwrap()), "{name:?}");
            assert!(Validity::parse(validity.as_str().unwrap()).is_some(), "{validity:?}");
        }
    }
    // Dates are compared as dates, so they must not be text to a parser of YAML 1.1.
    for line in file.lines().filter(|line| line.contains("date: ") || line.contains("stabilized_at: ")) {
        let value = line.split_once(": ").unwrap().1;
        assert!(value.parse::<Date>().is_ok(), "{line}");
    }
    let declared = list(&spec, "variables").iter().map(|variable| match variable.as_mapping() {
        Some(map) => map.keys().next().unwrap().as_str().unwrap(),
        None => variable.as_str().unwrap(),
    });
    let known: BTreeSet<String> =
        declared.map(str::to_owned).chain(parameters).chain(["testcases".to_owned()]).collect();
    for script in list(&spec, "scripts") {
        let env = script.get("env").and_then(Yaml::as_mapping).into_iter().flatten().map(|(_, value)| value);
        for template in script.get("args").into_iter().chain(env) {
            format(template.as_str().unwrap(), &known);
        }
    }
}

/// What `str.format` makes of a text with these variables; it stops at any other.
fn format(template: &str, known: &BTreeSet<String>) {
    let bare = template.replace("{{", "").replace("}}", "");
    let mut rest = bare.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        assert_eq!(rest.as_bytes()[at], b'{', "a single brace in {template}");
        let end = rest[at..].find('}').unwrap_or_else(|| panic!("an open brace in {template}")) + at;
        assert!(known.contains(&rest[at + 1..end]), "{} in {template}", &rest[at..=end]);
        rest = &rest[end + 1..];
    }
}

/// What is rendered, in every respect that does not depend on the register.
fn sound(register: &Register) {
    for draft in drafts(&register.corpus) {
        assert_eq!(draft.notes, [""; 0]);
        let text = draft.text();
        assert_eq!(text, register.draft(&draft.file).text(), "byte-stable");
        loads(&text);
        let file = draft.parse(&register.corpus);
        assert!(file.complete() && file.violations.is_empty(), "{:?}", file.violations);
        let json = file.root.as_ref().unwrap().to_json();
        assert_eq!(Schema::Scope.errors_in(&json), [""; 0]);
        for module in &draft.modules {
            assert!(text.contains(&format!("# {}", module.from)), "{}", module.from);
        }
    }
}

#[test]
fn what_is_rendered_loads_in_the_loader_of_the_public_suite() {
    sound(&Register::own());
    let Some(folder) = public_register() else { return };
    let public = Register::open(folder.path());
    for file in [IAAS, KAAS] {
        keys("spec", &serde_yaml::from_str(public.file(file).source.text()).unwrap());
    }
    sound(&public.adopted());
}

/// A register in which the rendered files are committed.
fn committed(register: &Register) -> Register {
    let mut tree = register.tree.clone();
    for draft in drafts(&register.corpus) {
        tree = tree.with(format!("Tests/{}", draft.file), draft.text());
    }
    register.with(tree)
}

/// A register without `tests` and `scope` in front matter.
fn stripped(register: &Register) -> Register {
    let mut tree = register.tree.clone();
    for document in &register.corpus.documents {
        for key in ["tests", "scope"] {
            if document.front.get(key).is_some() {
                let mut set = scsdoc::edit::set::EditSet::new("strip", false);
                set.edits(&document.path, document.patch().unwrap().remove(key).unwrap().edits());
                tree = set.apply(&tree).unwrap();
            }
        }
    }
    register.with(tree)
}

fn meanings(register: &Register) -> Vec<Meaning> {
    let files = drafts(&register.corpus).into_iter().map(|draft| draft.parse(&register.corpus));
    files.map(|file| Meaning::of(&file, register.config())).collect()
}

fn pages(register: &Register) -> Vec<String> {
    let files = drafts(&register.corpus).into_iter().map(|draft| draft.parse(&register.corpus));
    let shown = files.map(|file| Sheet::at(&file, register.config(), AT).write(TableFormat::Json, 100, false));
    shown.collect()
}

#[test]
fn our_register_comes_back_from_its_files() {
    let own = Register::own();
    let with = committed(&own);
    assert_eq!(with.errors(), 0, "the files of our register have no errors");
    let bare = stripped(&with);
    assert!(drafts(&bare.corpus).is_empty());
    let back = bare.adopted();
    assert_eq!(meanings(&back), meanings(&own));
    assert_eq!(pages(&back), pages(&own));
    for file in [IAAS, KAAS] {
        // Not a line is lost; test cases may stand in another order.
        let lines = |text: String| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(lines(back.draft(file).text()), lines(own.draft(file).text()));
    }
}

#[test]
fn the_public_register_comes_back_from_its_files() {
    let Some(folder) = public_register() else { return };
    let public = Register::open(folder.path());
    let files: Vec<Meaning> = public.corpus.scopes.iter().map(|file| Meaning::of(file, public.config())).collect();
    let errors = public.errors();
    let adopted = public.adopted();
    assert!(adopted.errors() <= errors);
    let rendered = meanings(&adopted);
    assert_eq!(rendered.len(), files.len());
    for (rendered, file) in rendered.iter().zip(&files) {
        assert_eq!(differences(rendered, file).real, [""; 0]);
        assert_eq!(rendered.cases, file.cases);
    }
    // And once more, out of what was rendered alone.
    let again = stripped(&committed(&adopted)).adopted();
    assert_eq!(meanings(&again), rendered);
    assert_eq!(pages(&again), pages(&adopted));
    // Adopting twice changes nothing.
    for index in 0..again.corpus.scopes.len() {
        assert!(adopt(again.state(), index).unwrap().set.is_empty());
    }
}

#[test]
fn every_difference_in_meaning_is_said() {
    let own = Register::own();
    for (file, old, new, words) in [
        (
            IAAS,
            "v4: warn",
            "v4: effective",
            "from 2025-02-01 on, `v4` is warn by the register, and effective by the file",
        ),
        (IAAS, "      - scs-0115-v1\n", "", "`next` requires `scs-0115-v1` by the register, and not by the file"),
        (IAAS, "images-v5.yaml", "images-v6.yaml", "the parameters of `scs-0104-v1` in `next` are `image_spec"),
        (
            IAAS,
            "        - scs-0101-fips-test\n",
            "",
            "`scs-0101-fips-test` is in the target main of `next` by the register",
        ),
        (IAAS, "  - version: v4\n", "  - version: v4x\n", "the register has a version `v4`, and the file has none"),
        (IAAS, "  - version: v4\n", "  - version: v4x\n", "the file has a version `v4x`, which no document describes"),
        (
            IAAS,
            "stabilized_at: 2024-12-19",
            "stabilized_at: 2024-12-20",
            "`v5.1` is stable from 2024-12-19 on by the register",
        ),
        (
            IAAS,
            "openstack_test.py",
            "other.py",
            "is decided by `iaas/openstack_test.py` by the register, and by `iaas/other.py`",
        ),
        (IAAS, "args: -c", "args: -d", "is run with other arguments"),
        (IAAS, "  - os_cloud\n", "  - os_clouds\n", "the variable `os_cloud` is declared by the register alone"),
        (
            KAAS,
            "lifetime: month",
            "lifetime: day",
            "the lifetime of `kaas-networking-check` is `month` by the register, and `day`",
        ),
        (KAAS, "section: light", "section: heavy", "the section of `version-policy-check` is `light`"),
        (KAAS, "execution_mode: parallel", "execution_mode: serial", "has another default"),
        (KAAS, "uuid: 1", "uuid: 2", "the uuid is"),
        (KAAS, "preview:\n", "recommended:\n", "in the target preview of `v1` by the register, and not by the file"),
        (KAAS, "v1: effective", "v1: draft", "`v1` is effective by the register, and draft by the file"),
    ] {
        let draft = own.draft(file);
        let (path, text) = (format!("Tests/{file}"), draft.text());
        let edited = if new.contains("-v6") || new.starts_with("v1:") || new.ends_with(".py") {
            text.replacen(old, new, 1)
        } else {
            text.replace(old, new)
        };
        assert_ne!(text, edited, "{old}");
        let entry = scsdoc::load::Entry::File(edited.into_bytes().into());
        let changed = ScopeFile::parse(&path, &entry);
        let meaning = |scope: &ScopeFile| Meaning::of(scope, own.config());
        let found = differences(&meaning(&draft.parse(&own.corpus)), &meaning(&changed)).real;
        assert!(found.iter().any(|sentence| sentence.contains(words)), "{words}: {found:#?}");
    }
}

#[test]
fn layout_and_words_mean_nothing() {
    let own = Register::own();
    for draft in drafts(&own.corpus) {
        let scope = draft.parse(&own.corpus);
        let mut json = scope.root.as_ref().unwrap().to_json();
        for list in ["scripts", "modules", "timeline", "versions"] {
            json[list].as_array_mut().unwrap().reverse();
        }
        for module in json["modules"].as_array_mut().unwrap() {
            module["name"] = "another name".into();
        }
        let text = serde_json::to_string(&json).unwrap();
        let turned = ScopeFile::parse(&scope.path, &scsdoc::load::Entry::File(text.into_bytes().into()));
        assert_eq!(Meaning::of(&turned, own.config()), Meaning::of(&scope, own.config()));
    }
}
