//! Rules on test cases.

mod broken_test_url;
mod missing_script;
mod test_case_drift;
mod test_case_prefix;
mod undocumented_test_case;
mod unknown_test_case;
mod unknown_tested_version;
mod untested_standard;

use crate::check::rule::{Cx, Rule};

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &unknown_test_case::RULE,
    &undocumented_test_case::RULE,
    &untested_standard::RULE,
    &test_case_drift::RULE,
    &test_case_prefix::RULE,
    &missing_script::RULE,
    &broken_test_url::RULE,
    &unknown_tested_version::RULE,
];

/// Whether a supplement of this number has front matter that cannot be read, so that its test cases are not known.
pub(super) fn unread(cx: &Cx<'_>, number: Option<u16>) -> bool {
    let documents = number.map(|number| cx.corpus.by_number(number)).unwrap_or_default();
    documents.iter().any(|document| document.is_supplement() && !document.front.complete())
}
