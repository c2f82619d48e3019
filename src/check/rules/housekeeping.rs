//! Rules on waivers and settings.

mod invalid_config;
mod unknown_rule;
mod unused_waiver;
mod waiver_without_reason;

use super::words::*;
use crate::check::rule::*;
use crate::check::waiver::Waiver;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] =
    &[&unused_waiver::RULE, &waiver_without_reason::RULE, &unknown_rule::RULE, &invalid_config::RULE];
