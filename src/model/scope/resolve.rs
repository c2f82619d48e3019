//! The requirements of a scope by version, independent of wording, order and layout.
//!
//! Module names, descriptions, URLs, comments and unlisted test cases are ignored. The targets of
//! companions (`-rec`, `-manual`, `-preview`) belong to the versions that include their module: a
//! file may keep them in one module or in several.

use super::{Scope, Version};
use crate::config::Config;
use crate::model::identity::{label, module_identity};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A scope without its layout.
#[derive(Clone, Debug)]
pub struct ResolvedScope<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// The listed test cases.
    pub cases: BTreeMap<&'a str, ResolvedCase<'a>>,
    /// Versions by name.
    pub versions: BTreeMap<&'a str, ResolvedVersion<'a>>,
}

/// The implementation of a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedCase<'a> {
    /// The script, without a leading `./`; `None` for a manual check.
    pub executable: Option<&'a str>,
    /// Its arguments, separated by single spaces.
    pub args: String,
    pub env: BTreeMap<&'a str, &'a str>,
    /// Validity of results.
    pub lifetime: &'a str,
    /// Section it is grouped under.
    pub section: Option<&'a str>,
}

#[derive(Clone, Debug, Default)]
pub struct ResolvedVersion<'a> {
    pub stabilized_at: Option<Date>,
    /// Requirements, by a name common to both sides of a comparison.
    pub required: BTreeMap<String, Required<'a>>,
    /// Test cases by target.
    pub targets: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Required<'a> {
    /// ID of its module; the first of several.
    pub module: &'a str,
    /// Number of the document, if it is one.
    pub number: Option<u16>,
    pub parameters: BTreeMap<&'a str, &'a str>,
    /// Whether it has test cases.
    pub tested: bool,
}

impl<'a> ResolvedScope<'a> {
    /// Resolves a scope; the settings determine URLs of documents. Requirements are named by
    /// the document, else by the module, so that files can be compared.
    pub fn of(scope: &'a Scope, config: &Config) -> Self {
        let listed: HashSet<&str> =
            scope.modules.iter().flat_map(|module| module.cases()).map(|case| case.text.as_str()).collect();
        let mut resolved = ResolvedScope { scope, cases: BTreeMap::new(), versions: BTreeMap::new() };
        for (script, case) in scope.testcases().filter(|(_, case)| listed.contains(case.id.text.as_str())) {
            let args = script.args.as_ref().map(|args| args.text.as_str()).unwrap_or_default();
            let own = || ResolvedCase {
                executable: script.executable.as_ref().map(|path| path.text.trim_start_matches("./")),
                args: args.split_whitespace().collect::<Vec<_>>().join(" "),
                env: script.env.iter().map(|(name, value)| (name.as_str(), value.text.as_str())).collect(),
                lifetime: case.lifetime.as_ref().map_or("week", |lifetime| &lifetime.text),
                section: case.section.as_ref().map(|section| section.text.as_str()),
            };
            resolved.cases.entry(&case.id.text).or_insert_with(own);
        }
        for version in &scope.versions {
            let own = || scope.resolve(version, true, config);
            resolved.versions.entry(&version.name.text).or_insert_with(own);
        }
        resolved
    }
}

impl Scope {
    /// Resolves a version. Requirements are named by module, or (`by_document`) by the document of
    /// the module.
    pub(super) fn resolve<'a>(
        &'a self,
        version: &'a Version,
        by_document: bool,
        config: &Config,
    ) -> ResolvedVersion<'a> {
        let mut required: BTreeMap<String, Required<'_>> = BTreeMap::new();
        for include in &version.include {
            let id = include.module.text.as_str();
            let identity = self.module(id).and_then(|module| module_identity(module, &self.path, config));
            let name = identity.filter(|_| by_document).map_or_else(|| id.to_owned(), label);
            let own = required.entry(name).or_insert_with(|| Required { module: id, ..Required::default() });
            own.number = identity.map(|(number, _)| number);
            own.tested |= self.with_companions(id).any(|module| module.cases().next().is_some());
            let values = include.parameters.iter().map(|(name, value)| (name.text.as_str(), value.text.as_str()));
            own.parameters.extend(values);
        }
        ResolvedVersion { stabilized_at: version.stabilized_at, required, targets: self.targets(version) }
    }

    /// Test cases of a version by target, including those of companions.
    pub fn targets(&self, version: &Version) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for module in version.include.iter().flat_map(|include| self.with_companions(&include.module.text)) {
            for (target, cases) in module.targets.iter().filter(|(_, cases)| !cases.is_empty()) {
                targets.entry(&target.text).or_default().extend(cases.iter().map(|case| case.text.as_str()));
            }
        }
        targets
    }
}
