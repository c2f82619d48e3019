//! Rules on reports of the compliance check, the ledger, cloud environments, and the parts of scope files that verdicts
//! depend on.

mod contradictory_result;
mod duplicate_run;
mod future_result;
mod invalid_environments;
mod invalid_report;
mod invalid_result;
mod unknown_lifetime;
mod unknown_report_scope;
mod unknown_subject;
mod untrusted_report;
mod version_without_main;

use super::words::*;
use crate::check::rule::*;
use crate::model::compliance::issue::{Issue, Kind};
use std::collections::HashSet;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &invalid_report::RULE,
    &untrusted_report::RULE,
    &duplicate_run::RULE,
    &contradictory_result::RULE,
    &invalid_result::RULE,
    &future_result::RULE,
    &unknown_subject::RULE,
    &unknown_report_scope::RULE,
    &unknown_lifetime::RULE,
    &version_without_main::RULE,
    &invalid_environments::RULE,
];

/// Reports the issues of a kind in the evidence.
fn issues(rule: &'static Rule, kind: Kind, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    out.extend(cx.report_issues().filter(|issue| issue.kind == kind).map(|issue| finding(rule, issue)));
}

fn finding(rule: &Rule, issue: &Issue) -> Diagnostic {
    let finding = rule.at(&issue.place.path, issue.place.span, issue.message.as_str()).help(issue.help.as_str());
    match &issue.related {
        Some((place, message)) => finding.related(&place.path, place.span, *message),
        None => finding,
    }
}
