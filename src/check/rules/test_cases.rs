//! Rules on test cases.

mod broken_test_url;
mod missing_script;
mod test_case_prefix;
mod undocumented_test_case;
mod unknown_test_case;
mod unknown_tested_version;
mod untested_standard;

use crate::check::rule::{Cx, Rule};
use crate::model::lifecycle::State;
use crate::model::requirements::{Identity, ModulePlace};
use crate::model::scope::{ScopeFile, Validity};
use crate::text::Span;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &unknown_test_case::RULE,
    &undocumented_test_case::RULE,
    &untested_standard::RULE,
    &test_case_prefix::RULE,
    &missing_script::RULE,
    &broken_test_url::RULE,
    &unknown_tested_version::RULE,
];

/// A document that a stable version of a scope requires.
pub(super) struct Required<'a> {
    /// File and place of the requirement: the include in a scope file, else the item in a document.
    pub path: &'a str,
    /// Where in that file.
    pub span: Span,
    /// Where a document lists it, if a scope file requires it and a document describes the version.
    pub listed: Option<(&'a str, Span)>,
    /// Name of the version.
    pub version: &'a str,
    /// From when on the version is stable.
    pub stable: Option<Date>,
    /// From when on certificates are given for it, as far as the timeline reaches back; else, from when on it is stable.
    pub begins: Option<Date>,
    /// Whether certificates are given for it at the date of the check.
    pub in_force: bool,
    /// Index of the required document in the corpus.
    pub document: usize,
    /// The scope file with the modules of the version that stand for the document; nothing where there is none.
    pub modules: Option<(&'a ScopeFile, Vec<usize>)>,
}

/// What stable versions of scopes require that are not over, one entry for each document and version: from scope
/// files, and from documents for versions that no scope file has.
pub(super) fn required<'a>(cx: &Cx<'a>) -> Vec<Required<'a>> {
    let mut found = Vec::new();
    for (index, scope) in cx.corpus.scopes.iter().enumerate().filter(|(_, scope)| scope.complete()) {
        by_scope(cx, index, scope, &mut found);
    }
    by_documents(cx, &mut found);
    found
}

fn by_scope<'a>(cx: &Cx<'a>, index: usize, scope: &'a ScopeFile, found: &mut Vec<Required<'a>>) {
    let requirements = &cx.corpus.requirements;
    let terms = scope.terms();
    let period = scope.period_at(cx.at).map(|period| period.versions.as_slice()).unwrap_or_default();
    let drafts = period.iter().filter(|(_, validity)| *validity == Some(Validity::Draft));
    let drafts: HashSet<&str> = drafts.map(|(name, _)| name.text.as_str()).collect();
    let in_force: HashSet<&str> = scope.certifying(cx.at).map(|version| version.name.text.as_str()).collect();
    for (number, version) in scope.versions.iter().enumerate() {
        let name = version.name.text.as_str();
        let begins = match terms.get(name) {
            Some(term) if term.until.is_none_or(|until| until > cx.at) => term.from,
            None if drafts.contains(name) && version.stabilized_at.is_some() => version.stabilized_at,
            _ => continue,
        };
        let mut seen: HashMap<usize, usize> = HashMap::new();
        let mut listed: HashMap<Identity, (&str, Span)> = HashMap::new();
        for description in requirements.describing(index, number) {
            let Some(document) = cx.corpus.documents.get(description.document) else { continue };
            for item in description.required() {
                for identity in item.means() {
                    listed.entry(identity).or_insert((document.path.as_str(), item.span));
                }
            }
        }
        for include in &version.include {
            let Some(module) = scope.module_index(&include.module.text) else { continue };
            let ties = requirements.module(ModulePlace { scope: index, module });
            let Some((document, ties)) = ties.and_then(|ties| Some((ties.document?, ties))) else { continue };
            if let Some((_, modules)) =
                seen.get(&document).and_then(|at| found.get_mut(*at)).and_then(|known| known.modules.as_mut())
            {
                modules.push(module);
                continue;
            }
            seen.insert(document, found.len());
            found.push(Required {
                path: &scope.path,
                span: include.module.span,
                listed: ties.identity.and_then(|identity| listed.get(&identity).copied()),
                version: name,
                stable: version.stabilized_at,
                begins,
                in_force: in_force.contains(name),
                document,
                modules: Some((scope, vec![module])),
            });
        }
    }
}

/// Whether a supplement of this number has front matter that cannot be read, so that its test cases are not known.
pub(super) fn unread(cx: &Cx<'_>, number: Option<u16>) -> bool {
    let documents = number.map(|number| cx.corpus.by_number(number)).unwrap_or_default();
    documents.iter().any(|document| document.is_supplement() && !document.front.complete())
}

fn by_documents<'a>(cx: &Cx<'a>, found: &mut Vec<Required<'a>>) {
    let requirements = &cx.corpus.requirements;
    for description in requirements.descriptions.iter().filter(|description| description.version.is_none()) {
        let Some(document) = cx.corpus.documents.get(description.document) else { continue };
        let state = document.life.state(cx.at);
        let scope = description.scope.and_then(|scope| cx.corpus.scopes.get(scope));
        let unread = scope.is_some_and(|scope| !scope.complete());
        if unread || !matches!(state, State::Stable | State::Effective) {
            continue;
        }
        let mut seen = HashSet::new();
        for item in description.required() {
            let target = item.target.or(item.named).and_then(|identity| requirements.document(identity));
            if let Some(required) = target.filter(|index| seen.insert(*index)) {
                found.push(Required {
                    path: &document.path,
                    span: item.span,
                    listed: None,
                    version: &description.name.text,
                    stable: document.life.stabilized_at,
                    begins: document.life.stabilized_at,
                    in_force: state == State::Effective,
                    document: required,
                    modules: None,
                });
            }
        }
    }
}
