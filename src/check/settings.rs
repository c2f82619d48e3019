//! Changes of what decides which findings are reported: settings, waivers and the baseline.

use super::rules;
use super::waiver::{Waiver, collect};
use crate::config::Config;
use crate::model::change::Comparison;
use crate::value::Node;
use crate::value::schema::Schema;
use std::collections::{BTreeMap, HashMap};

/// A setting with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its keys: `rules.broken-anchor`.
    pub name: String,
    /// Its value before, or the default; `None` if there is neither.
    pub old: Option<String>,
    /// Its value after, or the default; `None` if there is neither.
    pub new: Option<String>,
}

/// The changed settings, by name; waivers are not among them.
pub fn changed(base: &Comparison<'_>) -> Vec<Setting> {
    let (before, after) = (values(&base.old.config), values(&base.new.config));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let value = |values: &BTreeMap<Vec<String>, String>, name: &Vec<String>| {
        values.get(name).cloned().or_else(|| default_of(name))
    };
    let all = names.map(|name| Setting { name: name.join("."), old: value(&before, name), new: value(&after, name) });
    let mut changed: Vec<Setting> = all.filter(|setting| setting.old != setting.new).collect();
    changed.sort_by(|a, b| a.name.cmp(&b.name));
    changed
}

/// The values of a settings file by their keys.
fn values(config: &Config) -> BTreeMap<Vec<String>, String> {
    fn walk(node: &Node, path: &mut Vec<String>, out: &mut BTreeMap<Vec<String>, String>) {
        if node.entries().is_empty() {
            let text = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
            out.insert(path.clone(), text);
        }
        for entry in node.entries() {
            path.push(entry.name().to_owned());
            walk(&entry.value, path, out);
            path.pop();
        }
    }
    let mut out = BTreeMap::new();
    for entry in config.root.iter().flat_map(Node::entries).filter(|entry| entry.name() != "waiver") {
        walk(&entry.value, &mut vec![entry.name().to_owned()], &mut out);
    }
    out
}

fn default_of(name: &[String]) -> Option<String> {
    if let [group, rule] = name
        && group == "rules"
    {
        return rules::find(rule).map(|rule| rule.severity.name().to_owned());
    }
    let pointer: String = name.iter().map(|key| format!("/properties/{key}")).collect();
    Schema::Config.json().pointer(&format!("{pointer}/default")).and_then(|value| value.as_str()).map(str::to_owned)
}

/// The waivers that the older state does not have. Those that moved with their file or within it are not new.
pub fn new_waivers(base: &Comparison<'_>) -> Vec<Waiver> {
    let renamed: HashMap<&str, &str> = base.renamed_files().collect();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for waiver in collect(base.old) {
        let covers = renamed.get(waiver.covers.as_str()).map_or(waiver.covers, |path| (*path).to_owned());
        *known.entry((waiver.rule, covers)).or_default() += 1;
    }
    let mut waivers = collect(base.new);
    waivers.retain(|waiver| match known.get_mut(&(waiver.rule.clone(), waiver.covers.clone())) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    waivers
}
