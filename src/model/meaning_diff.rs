//! How two scope files differ in meaning, in words.

use super::meaning::{Case, Meaning};
use super::scope::Validity;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How what a register says differs from what a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// What differs, one sentence each.
    pub real: Vec<String>,
    /// What differs only in what was: versions and periods that the file has pruned.
    pub past: Vec<String>,
}

/// Most sentences on one sort of difference.
const MOST: usize = 50;

/// How `register` (what is rendered) differs from `file` (what is committed).
///
/// scs-0003-v1 allows a file to be pruned of what is over: versions that no period of the file knows otherwise than
/// as deprecated, and all that was before its oldest period.
pub fn differences(register: &Meaning, file: &Meaning) -> Differences {
    let mut found = Differences::default();
    head(register, file, &mut found.real);
    let certified: BTreeSet<&str> = file.periods.iter().flat_map(|(_, versions)| certified(versions)).collect();
    let over = |name: &str| !certified.contains(name);
    let since = certified_since(register, file);
    let since = |name: &str| since.as_ref().is_none_or(|names| names.contains(name));
    let names: BTreeSet<&String> = register.versions.keys().chain(file.versions.keys()).collect();
    for name in names {
        match (register.versions.get(name), file.versions.get(name)) {
            (Some(_), None) if over(name) && !since(name) => {
                found.past.push(format!("the version `{name}` is over, and the file has it no more"));
            }
            (Some(_), None) => found.real.push(format!("the register has a version `{name}`, and the file has none")),
            (None, _) => found.real.push(format!("the file has a version `{name}`, which no document describes")),
            (Some(ours), Some(theirs)) => {
                if ours.stabilized_at != theirs.stabilized_at {
                    let words =
                        |date: Option<Date>| date.map_or("not stable".into(), |date| format!("stable from {date} on"));
                    let (here, there) = (words(ours.stabilized_at), words(theirs.stabilized_at));
                    let sentence = format!("`{name}` is {here} by the register, and {there} by the file");
                    if over(name) { found.past.push(sentence) } else { found.real.push(sentence) }
                }
                standards(name, &ours.standards, &theirs.standards, &mut found.real);
                let targets: BTreeSet<&String> = ours.targets.keys().chain(theirs.targets.keys()).collect();
                for target in targets {
                    let none = BTreeSet::new();
                    let here = ours.targets.get(target).unwrap_or(&none);
                    let there = theirs.targets.get(target).unwrap_or(&none);
                    cases(name, target, here, there, &mut found.real);
                }
            }
        }
    }
    for (id, ours) in &register.cases {
        if let Some(theirs) = file.cases.get(id) {
            case(id, ours, theirs, &mut found.real);
        }
    }
    validity(register, file, &mut found);
    found.real.truncate(4 * MOST);
    found
}

/// The versions that a period certifies.
fn certified(versions: &BTreeMap<String, Validity>) -> impl Iterator<Item = &str> {
    versions.iter().filter(|(_, validity)| **validity != Validity::Deprecated).map(|(name, _)| name.as_str())
}

/// The versions that the register has certified in a period that the file covers; nothing where it covers all.
fn certified_since<'a>(register: &'a Meaning, file: &Meaning) -> Option<BTreeSet<&'a str>> {
    let (oldest, _) = file.periods.first()?;
    let dates = register.periods.iter().map(|(date, _)| *date).filter(|date| date > oldest);
    let dates: BTreeSet<Date> = dates.chain([*oldest]).collect();
    Some(dates.into_iter().filter_map(|date| register.period_at(date)).flat_map(certified).collect())
}

fn head(register: &Meaning, file: &Meaning, out: &mut Vec<String>) {
    for (what, ours, theirs) in [("name", &register.name, &file.name), ("uuid", &register.uuid, &file.uuid)] {
        if ours != theirs {
            out.push(format!("the {what} is `{ours}` by the register, and `{theirs}` by the file"));
        }
    }
    if register.prerequisite != file.prerequisite {
        let words =
            |one: &Option<(String, String)>| one.as_ref().map_or("none".into(), |(name, _)| format!("`{name}`"));
        let (here, there) = (words(&register.prerequisite), words(&file.prerequisite));
        out.push(format!("the prerequisite is {here} by the register, and {there} by the file"));
    }
    let names: BTreeSet<&String> = register.variables.keys().chain(file.variables.keys()).collect();
    for name in names.into_iter().take(MOST) {
        match (register.variables.get(name), file.variables.get(name)) {
            (Some(_), None) => out.push(format!("the variable `{name}` is declared by the register alone")),
            (None, Some(_)) => out.push(format!("the variable `{name}` is declared by the file alone")),
            (ours, theirs) if ours != theirs => {
                out.push(format!("the variable `{name}` has another default by the register than by the file"));
            }
            _ => {}
        }
    }
}

fn standards(
    version: &str,
    ours: &BTreeMap<String, BTreeMap<String, String>>,
    theirs: &BTreeMap<String, BTreeMap<String, String>>,
    out: &mut Vec<String>,
) {
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for name in names.into_iter().take(MOST) {
        match (ours.get(name), theirs.get(name)) {
            (Some(_), None) => out.push(format!("`{version}` requires `{name}` by the register, and not by the file")),
            (None, Some(_)) => out.push(format!("`{version}` requires `{name}` by the file, and not by the register")),
            (Some(here), Some(there)) if here != there => {
                let words = |values: &BTreeMap<String, String>| {
                    let list: Vec<String> = values.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                    if list.is_empty() { "none".to_owned() } else { format!("`{}`", list.join(", ")) }
                };
                let (here, there) = (words(here), words(there));
                out.push(format!(
                    "the parameters of `{name}` in `{version}` are {here} by the register, and {there} by the file"
                ));
            }
            _ => {}
        }
    }
}

fn cases(version: &str, target: &str, ours: &BTreeSet<String>, theirs: &BTreeSet<String>, out: &mut Vec<String>) {
    for id in ours.difference(theirs).take(MOST) {
        out.push(format!("`{id}` is in the target {target} of `{version}` by the register, and not by the file"));
    }
    for id in theirs.difference(ours).take(MOST) {
        out.push(format!("`{id}` is in the target {target} of `{version}` by the file, and not by the register"));
    }
}

fn case(id: &str, ours: &Case, theirs: &Case, out: &mut Vec<String>) {
    let script = |case: &Case| case.executable.as_ref().map_or("a person".into(), |path| format!("`{path}`"));
    if ours.executable != theirs.executable {
        let (here, there) = (script(ours), script(theirs));
        out.push(format!("`{id}` is decided by {here} by the register, and by {there} by the file"));
    } else if ours.args != theirs.args || ours.env != theirs.env {
        let script = script(ours);
        out.push(format!("`{id}`: {script} is run with other arguments by the register than by the file"));
    }
    if ours.lifetime != theirs.lifetime {
        let (here, there) = (&ours.lifetime, &theirs.lifetime);
        out.push(format!("the lifetime of `{id}` is `{here}` by the register, and `{there}` by the file"));
    }
    if ours.section != theirs.section {
        let words = |case: &Case| case.section.as_ref().map_or("none".into(), |section| format!("`{section}`"));
        let (here, there) = (words(ours), words(theirs));
        out.push(format!("the section of `{id}` is {here} by the register, and {there} by the file"));
    }
}

fn validity(register: &Meaning, file: &Meaning, out: &mut Differences) {
    let Some((oldest, _)) = file.periods.first() else {
        if !register.periods.is_empty() {
            out.real.push("the file has no timeline".into());
        }
        return;
    };
    if register.periods.first().is_some_and(|(first, _)| first < oldest) {
        out.past.push(format!("the file has no periods before {oldest}"));
    }
    let dates: BTreeSet<Date> = register.periods.iter().chain(&file.periods).map(|(date, _)| *date).collect();
    let names = register.versions.keys().filter(|name| file.versions.contains_key(*name));
    for name in names.take(MOST) {
        let mut last = None;
        for date in dates.iter().filter(|date| *date >= oldest) {
            let pair = (register.validity(name, *date), file.validity(name, *date));
            if pair.0 != pair.1 && last != Some(pair) {
                let (here, there) = (pair.0.code(), pair.1.code());
                out.real.push(format!("from {date} on, `{name}` is {here} by the register, and {there} by the file"));
            }
            last = Some(pair);
        }
    }
}
