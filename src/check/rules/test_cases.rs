//! Rules on test cases.

mod broken_test_url;
mod missing_script;
mod test_case_address_mismatch;
mod test_case_drift;
mod test_case_of_other_standard;
mod test_case_prefix;
mod undocumented_test_case;
mod unknown_requirement;
mod unknown_test_case;
mod unknown_tested_version;
mod untested_requirement;
mod untested_standard;

use super::words::*;
use crate::check::rule::*;
use crate::model::identity::document_file;
use crate::model::links::Target;
use crate::model::name::Name;
use crate::model::scope_index::ModulePlace;
use crate::model::testcases::number_of;
use crate::model::trace::{Place, Trace};
use std::collections::{HashMap, HashSet};

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &unknown_test_case::RULE,
    &undocumented_test_case::RULE,
    &untested_standard::RULE,
    &test_case_drift::RULE,
    &test_case_prefix::RULE,
    &missing_script::RULE,
    &broken_test_url::RULE,
    &test_case_address_mismatch::RULE,
    &test_case_of_other_standard::RULE,
    &unknown_tested_version::RULE,
    &unknown_requirement::RULE,
    &untested_requirement::RULE,
];
