//! The registry of rules. To add a rule, add a file to the folder of its group and two lines to the group's
//! module (`mod` and the list); tests check both.

mod change;
mod compliance;
mod front_matter;
mod housekeeping;
mod lifecycle;
mod links;
mod names;
mod scopes;
mod sections;
mod supplements;
mod test_cases;
pub(super) mod text;
mod words;

use super::rule::{Group, Rule};
use crate::value::suggest;
pub(super) use change::SETTINGS_CHANGED;

/// The groups with their rules, in the order of the documentation.
const GROUPS: [(Group, &[&Rule]); 12] = [
    (Group::Names, names::RULES),
    (Group::FrontMatter, front_matter::RULES),
    (Group::Lifecycle, lifecycle::RULES),
    (Group::Sections, sections::RULES),
    (Group::Supplements, supplements::RULES),
    (Group::Links, links::RULES),
    (Group::TestCases, test_cases::RULES),
    (Group::Scopes, scopes::RULES),
    (Group::Compliance, compliance::RULES),
    (Group::Text, text::RULES),
    (Group::Change, change::RULES),
    (Group::Housekeeping, housekeeping::RULES),
];

/// All rules, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied())
}

impl Rule {
    /// The group; its folder contains the rule.
    pub fn group(&self) -> Group {
        let mine = |rules: &[&Rule]| rules.iter().any(|rule| rule.name == self.name);
        GROUPS.iter().find(|(_, rules)| mine(rules)).map_or(Group::Housekeeping, |(group, _)| *group)
    }
}

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The most similar rule name.
pub fn suggest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, all().map(|rule| rule.name))
}

/// Maximum number of suggested rules for a part of a name.
const OFFERED: usize = 8;

/// The names of the rules that contain this word (or begin a word with it); empty if there are too many.
pub fn with_word(word: &str) -> Vec<&'static str> {
    let word = word.trim().to_ascii_lowercase();
    let begins = |name: &str| name.split('-').any(|part| part.starts_with(&word));
    let mut names: Vec<&str> = all().map(|rule| rule.name).filter(|name| word.len() > 2 && begins(name)).collect();
    names.sort_unstable();
    if names.len() > OFFERED { Vec::new() } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_has_a_complete_text() {
        let mut names = HashSet::new();
        for rule in all() {
            assert!(names.insert(rule.name), "duplicate rule {}", rule.name);
            assert!(
                rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                rule.name
            );
            for (what, text) in [("summary", rule.summary), ("why", rule.why)] {
                assert!(!text.trim().is_empty(), "{} has no {what}", rule.name);
            }
            assert!(!rule.summary.ends_with('.'), "{}: no full stop in a summary", rule.name);
            assert!(rule.why.ends_with('.'), "{}: `why` is made of sentences", rule.name);
            // A rule of ours has no clause.
            let clause = rule.clause.split_once('#');
            let complete = clause.is_some_and(|(document, heading)| !document.is_empty() && !heading.is_empty());
            assert!(rule.clause.is_empty() || complete, "{}: clause {}", rule.name, rule.clause);
        }
    }
}
