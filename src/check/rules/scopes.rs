//! Rules on scope files, and on the documents that describe their versions.

mod duplicate_module;
mod duplicate_scope_version;
mod duplicate_test_case;
mod invalid_scope;
mod lifetime_conflict;
mod missing_parameter;
mod module_in_no_version;
mod module_without_targets;
mod scope_date_conflict;
mod scope_document_drift;
mod scope_metadata_conflict;
mod scope_requires_unstable;
mod several_effective_versions;
mod test_case_in_no_module;
mod timeline_not_stable;
mod timeline_order;
mod undeclared_variable;
mod unknown_module;
mod unknown_scope_include;
mod unknown_scope_key;
mod unknown_target_test_case;
mod unknown_timeline_version;
mod unused_variable;

use super::words::*;
use crate::check::rule::*;
use crate::model::description::render_command;
use crate::model::identity::{Identity, label};
use crate::text::Source;
use crate::value::schema::{Fault, Step, Violation};
use std::collections::{HashMap, HashSet};

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &invalid_scope::RULE,
    &unknown_scope_key::RULE,
    &duplicate_test_case::RULE,
    &duplicate_module::RULE,
    &duplicate_scope_version::RULE,
    &unknown_module::RULE,
    &unknown_target_test_case::RULE,
    &unknown_timeline_version::RULE,
    &timeline_order::RULE,
    &timeline_not_stable::RULE,
    &several_effective_versions::RULE,
    &test_case_in_no_module::RULE,
    &module_in_no_version::RULE,
    &module_without_targets::RULE,
    &missing_parameter::RULE,
    &undeclared_variable::RULE,
    &unused_variable::RULE,
    &scope_requires_unstable::RULE,
    &scope_document_drift::RULE,
    &lifetime_conflict::RULE,
    &scope_date_conflict::RULE,
    &unknown_scope_include::RULE,
    &scope_metadata_conflict::RULE,
];

/// The violations of the schema of scope files that a rule reports: each violation belongs to exactly one.
pub(super) fn claimed<'a>(scope: &'a ScopeFile, rule: &Rule) -> impl Iterator<Item = &'a Violation> {
    let owner = |violation: &Violation| match (&violation.fault, violation.path.as_slice()) {
        (Fault::Unknown { .. }, _) => unknown_scope_key::RULE.name,
        (Fault::Missing { key }, [Step::Key(list), Step::Item(_)]) if key == "targets" && list == "modules" => {
            module_without_targets::RULE.name
        }
        (Fault::Value { .. }, [Step::Key(list), .., Step::Key(key)]) if key == "lifetime" && list == "scripts" => {
            "unknown-lifetime"
        }
        _ => invalid_scope::RULE.name,
    };
    scope.violations.iter().filter(move |violation| owner(violation) == rule.name)
}

/// The first line of a span, so that a mapping is not underlined completely.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.trim_end().len())
}

/// How to settle a conflict of a document with its scope file; the file may be rendered from the document.
fn or_render(document: &Document, help: &str, cx: &Cx<'_>) -> String {
    let file = document.front.get("scope").and_then(|scope| scope.text("file"));
    file.map_or_else(
        || help.to_owned(),
        |file| {
            let command = render_command(&short(file.trim_end_matches(".yaml")), &cx.corpus.config);
            format!("{help}; to write the file from its documents: `{command}`")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, run};
    use crate::config::Config;
    use crate::load::{Entry, Tree};
    use crate::model::Corpus;

    /// Each kind of schema violation is reported once, by one rule.
    #[test]
    fn every_violation_is_claimed_by_exactly_one_rule() {
        let text = "uuid: x\nname: ''\nurl: nowhere\nextra: 1\nprerequisite: {name: x}\nvariables: [{a: 1, b: 2}]\nscripts:\n- executable: ''\n  arg: x\n- testcases:\n  - lifetime: hour\n  - id: [x]\n    note: x\nmodules:\n- id: a\n- name: b\n- id: c\n  targets: []\n  parameters: 3\n  urls: x\ntimeline:\n- date: 2024-13-01\n  versions: {v1: gone}\n  x: y\nversions:\n- version: 5\n  stabilized_at: soon\n  include: [{parameters: {}}, 3, {ref: x, y: z}]\n";
        let scope = ScopeFile::parse("Tests/scs-x.yaml", &Entry::File(text.as_bytes().into()));
        assert!(scope.violations.len() >= 20, "{}", scope.violations.len());
        let tree = Tree::in_memory([("Tests/scs-x.yaml", text)]);
        let corpus = Corpus::build(&tree, Config::default(), &tree);
        let mut options = Options::at(jiff::civil::date(2026, 11, 20));
        options.only = ["invalid-scope", "unknown-scope-key", "module-without-targets", "unknown-lifetime"]
            .map(Into::into)
            .to_vec();
        let found = run(&corpus, &options).diagnostics;
        assert_eq!(found.len(), scope.violations.len(), "{found:#?}");
        for rule in [&invalid_scope::RULE, &unknown_scope_key::RULE, &module_without_targets::RULE] {
            assert!(claimed(&scope, rule).count() > 0, "{}", rule.name);
        }
    }
}
