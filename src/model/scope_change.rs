//! What changes for an operator from one version of a scope to another.

use super::meaning::Layout;
use super::requirements::module_identity;
use super::scope::{Include, ScopeFile, Version};
use crate::config::Config;
use std::collections::{BTreeMap, BTreeSet};

/// Values of parameters by name.
pub type Parameters = BTreeMap<String, String>;

/// A module that both versions have, in one form or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its id before.
    pub from: String,
    /// Its id after.
    pub to: String,
    /// Values of its parameters before.
    pub old: Parameters,
    /// Values of its parameters after.
    pub new: Parameters,
}

/// What changes. Lists are sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeChange {
    /// Modules that only the second version has.
    pub added: Vec<String>,
    /// Modules that only the first version has.
    pub removed: Vec<String>,
    /// Modules of one number with another id, or with other parameters.
    pub replaced: Vec<Replaced>,
    /// Test cases by target that only the second version has.
    pub more: BTreeMap<String, Vec<String>>,
    /// Test cases by target that only the first version has.
    pub less: BTreeMap<String, Vec<String>>,
}

impl ScopeChange {
    /// What changes from `old` to `new`.
    pub fn between(scope: &ScopeFile, old: &Version, new: &Version, config: &Config) -> Self {
        let mut change = ScopeChange::default();
        let (before, after) = (included(old), included(new));
        let number = |id: &str| {
            let module = scope.module(id)?;
            module_identity(module, &scope.path, config).map(|(number, _)| number)
        };
        let mut gone: BTreeMap<&str, &Parameters> =
            before.iter().filter(|(id, _)| !after.contains_key(**id)).map(|(id, values)| (*id, values)).collect();
        let mut by_number: BTreeMap<u16, &str> = gone.keys().filter_map(|id| Some((number(id)?, *id))).collect();
        for (id, new) in &after {
            let (from, old) = match before.get(id) {
                Some(old) if old == new => continue,
                Some(old) => (*id, old),
                None => match number(id).and_then(|number| by_number.remove(&number)) {
                    Some(other) => match gone.remove(other) {
                        Some(old) => (other, old),
                        None => continue,
                    },
                    None => {
                        change.added.push((*id).to_owned());
                        continue;
                    }
                },
            };
            let (from, to) = (from.to_owned(), (*id).to_owned());
            change.replaced.push(Replaced { from, to, old: old.clone(), new: new.clone() });
        }
        change.removed = gone.into_keys().map(str::to_owned).collect();
        let layout = Layout::of(scope);
        let (before, after) = (layout.targets(scope, old), layout.targets(scope, new));
        change.more = only(&after, &before);
        change.less = only(&before, &after);
        change
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == ScopeChange::default()
    }
}

fn included(version: &Version) -> BTreeMap<&str, Parameters> {
    let values = |include: &Include| {
        include.parameters.iter().map(|(name, value)| (name.text.clone(), value.text.clone())).collect()
    };
    version.include.iter().map(|include| (include.module.text.as_str(), values(include))).collect()
}

type Targets<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn only(these: &Targets<'_>, those: &Targets<'_>) -> BTreeMap<String, Vec<String>> {
    let none = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (target, cases) in these {
        let other = those.get(target).unwrap_or(&none);
        let list: Vec<String> = cases.difference(other).map(|id| (*id).to_owned()).collect();
        if !list.is_empty() {
            found.insert((*target).to_owned(), list);
        }
    }
    found
}
