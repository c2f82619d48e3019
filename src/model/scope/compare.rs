//! Comparison of two states of a scope, and of two versions of a scope.

use super::{ResolvedCase, ResolvedScope, ResolvedVersion, Scope, Validity, Version};
use crate::config::Config;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Values of parameters by name.
pub type Parameters = BTreeMap<String, String>;

/// A changed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its name: `name`, `lifetime`.
    pub what: String,
    /// Its value before; empty for none.
    pub old: String,
    /// Its value after; empty for none.
    pub new: String,
}

/// A requirement of both, in different forms.
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
    /// Whether only the module was renamed.
    pub renamed: bool,
}

/// The changes from one version to another, sorted by ID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionChange {
    /// Required only by the second version.
    pub added: Vec<String>,
    /// Required only by the first version.
    pub removed: Vec<String>,
    /// Required in another form: another version of the document, or other parameters.
    pub replaced: Vec<Replaced>,
    /// Test cases by target that only the second version has.
    pub more: BTreeMap<String, Vec<String>>,
    /// Test cases by target that only the first version has.
    pub less: BTreeMap<String, Vec<String>>,
}

impl Scope {
    /// The changes from one version of the scope to another, by module id.
    pub fn change(&self, old: &Version, new: &Version, config: &Config) -> VersionChange {
        VersionChange::between(&self.resolve(old, false, config), &self.resolve(new, false, config))
    }
}

impl VersionChange {
    /// The changes from `old` to `new`.
    fn between(old: &ResolvedVersion<'_>, new: &ResolvedVersion<'_>) -> Self {
        let mut change = VersionChange {
            more: only(&new.targets, &old.targets),
            less: only(&old.targets, &new.targets),
            ..Self::default()
        };
        let mut gone: BTreeMap<&str, _> = old.required.iter().map(|(id, required)| (id.as_str(), required)).collect();
        let mut came = Vec::new();
        let values = |values: &BTreeMap<&str, &str>| -> Parameters {
            values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        for (id, after) in &new.required {
            match gone.remove(id.as_str()) {
                Some(before) if before.parameters == after.parameters => {}
                Some(before) => change.replaced.push(Replaced {
                    from: id.clone(),
                    to: id.clone(),
                    old: values(&before.parameters),
                    new: values(&after.parameters),
                    renamed: false,
                }),
                None => came.push((id, after)),
            }
        }
        // The same mandatory test cases in a renamed module, or in several.
        let other_name = |number: Option<u16>, tested: bool| number.is_none() && tested;
        let renamed = !change.more.contains_key("main")
            && !change.less.contains_key("main")
            && gone.values().all(|required| other_name(required.number, required.tested))
            && came.iter().all(|(_, required)| other_name(required.number, required.tested));
        let mut by_number: BTreeMap<Option<u16>, &str> = BTreeMap::new();
        by_number.extend(gone.iter().map(|(id, required)| (required.number, *id)));
        for (id, after) in came {
            let number = after.number.filter(|_| !renamed);
            let from = by_number.remove(&number).filter(|_| renamed || number.is_some());
            match from.and_then(|from| Some((from, gone.remove(from)?))) {
                Some((from, before)) => change.replaced.push(Replaced {
                    from: from.to_owned(),
                    to: id.clone(),
                    old: values(&before.parameters),
                    new: values(&after.parameters),
                    renamed,
                }),
                None if renamed => {}
                None => change.added.push(id.clone()),
            }
        }
        change.replaced.sort_by(|a, b| a.to.cmp(&b.to));
        if !renamed {
            change.removed = gone.into_keys().map(str::to_owned).collect();
        }
        change
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == VersionChange::default()
    }
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

/// A version of a scope in two states.
#[derive(Clone, Debug)]
pub struct VersionComparison<'a> {
    pub name: &'a str,
    pub old: Option<ResolvedVersion<'a>>,
    pub new: Option<ResolvedVersion<'a>>,
    /// The changes; empty if one of them is missing.
    pub change: VersionChange,
    /// Whether the version may have been removed as outdated: no period of the older state lists it other than as deprecated,
    /// and neither does the newer state since then. scs-0003-v1 allows removing such versions.
    pub past: bool,
}

/// The differences between two states of a scope.
#[derive(Clone, Debug)]
pub struct ScopeComparison<'a> {
    /// Name, UUID, prerequisite and variables.
    pub head: Vec<Difference>,
    /// All versions of either state.
    pub versions: Vec<VersionComparison<'a>>,
    /// Test cases of both with differences.
    pub cases: Vec<(&'a str, Vec<Difference>)>,
    /// Dates from which the validity of a version differs: old and new. Only dates that both timelines cover.
    pub validity: Vec<(Date, &'a str, Validity, Validity)>,
    /// Start dates of both timelines, if they differ.
    pub begins: Option<(Option<Date>, Option<Date>)>,
}

impl<'a> ScopeComparison<'a> {
    /// Differences between `old` and `new`.
    pub fn of(old: &ResolvedScope<'a>, new: &ResolvedScope<'a>) -> Self {
        let begin = |scope: &Scope| scope.timeline.iter().filter_map(|period| period.date).min();
        let begins = (begin(old.scope), begin(new.scope));
        let names: BTreeSet<&str> = old.versions.keys().chain(new.versions.keys()).copied().collect();
        let known = known(old.scope, None).chain(known(new.scope, begins.0));
        let known: BTreeSet<&str> = known.collect();
        let versions = names.into_iter().map(|name| {
            let (before, after) = (old.versions.get(name).cloned(), new.versions.get(name).cloned());
            let pair = before.as_ref().zip(after.as_ref());
            VersionComparison {
                name,
                change: pair.map(|(before, after)| VersionChange::between(before, after)).unwrap_or_default(),
                old: before,
                new: after,
                past: !known.contains(name),
            }
        });
        let cases = old.cases.iter().filter_map(|(id, before)| {
            let differences = case(before, new.cases.get(id)?);
            (!differences.is_empty()).then_some((*id, differences))
        });
        ScopeComparison {
            head: head(old.scope, new.scope),
            versions: versions.collect(),
            cases: cases.collect(),
            validity: validity(old, new, begins.0.max(begins.1)),
            begins: (begins.0 != begins.1).then_some(begins),
        }
    }
}

/// Versions that a timeline lists other than as deprecated, in periods since a date.
fn known(scope: &Scope, since: Option<Date>) -> impl Iterator<Item = &str> {
    let first = since.and_then(|since| scope.period_at(since)).and_then(|period| period.date);
    let counts = move |date: Date| since.is_none_or(|since| date > since) || first == Some(date);
    let periods = scope.timeline.iter().filter(move |period| period.date.is_some_and(counts));
    let named = periods.flat_map(|period| &period.versions);
    let known = named.filter(|(_, validity)| validity.is_some_and(|validity| validity != Validity::Deprecated));
    known.map(|(name, _)| name.text.as_str())
}

fn push(what: impl Into<String>, old: Option<&str>, new: Option<&str>, out: &mut Vec<Difference>) {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    if old != new {
        out.push(Difference { what: what.into(), old: text(old), new: text(new) });
    }
}

fn head(old: &Scope, new: &Scope) -> Vec<Difference> {
    let mut found = Vec::new();
    push("name", Some(old.name.text.trim()), Some(new.name.text.trim()), &mut found);
    let uuid = |scope: &Scope| scope.uuid.to_ascii_lowercase();
    push("UUID", Some(&uuid(old)), Some(&uuid(new)), &mut found);
    let prerequisite = |scope: &Scope| scope.prerequisite.as_ref().map(|(name, url)| format!("{name} ({url})"));
    push("prerequisite", prerequisite(old).as_deref(), prerequisite(new).as_deref(), &mut found);
    let variables = |scope: &'_ Scope| -> BTreeMap<String, String> {
        let value =
            |default: &Option<String>| default.as_ref().map_or("no default".into(), |value| format!("`{value}`"));
        scope.variables.iter().map(|one| (one.name.text.clone(), value(&one.default))).collect()
    };
    let (before, after) = (variables(old), variables(new));
    for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let of = |map: &'_ BTreeMap<String, String>| map.get(name).cloned();
        push(format!("variable {name}"), of(&before).as_deref(), of(&after).as_deref(), &mut found);
    }
    found
}

fn case(old: &ResolvedCase<'_>, new: &ResolvedCase<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    push("script", old.executable.or(Some("a person")), new.executable.or(Some("a person")), &mut found);
    if found.is_empty() {
        push("arguments", Some(&old.args), Some(&new.args), &mut found);
        let env = |case: &ResolvedCase<'_>| -> String {
            case.env.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        push("environment", Some(&env(old)), Some(&env(new)), &mut found);
    }
    push("lifetime", Some(old.lifetime), Some(new.lifetime), &mut found);
    push("section", old.section, new.section, &mut found);
    found
}

fn validity<'a>(
    old: &ResolvedScope<'a>,
    new: &ResolvedScope<'a>,
    from: Option<Date>,
) -> Vec<(Date, &'a str, Validity, Validity)> {
    let periods = old.scope.timeline.iter().chain(&new.scope.timeline);
    let dates: BTreeSet<Date> = periods.filter_map(|period| period.date).filter(|date| Some(*date) >= from).collect();
    let mut found = Vec::new();
    let mut last: BTreeMap<&str, (Validity, Validity)> = BTreeMap::new();
    for date in dates {
        let (before, after) = (old.scope.period_at(date), new.scope.period_at(date));
        for name in old.versions.keys().filter(|name| new.versions.contains_key(*name)) {
            let of = |period: Option<&super::Period>| {
                period.and_then(|period| period.validity(name)).unwrap_or(Validity::Deprecated)
            };
            let pair = (of(before), of(after));
            if last.insert(name, pair) != Some(pair) && pair.0 != pair.1 {
                found.push((date, *name, pair.0, pair.1));
            }
        }
    }
    found
}
