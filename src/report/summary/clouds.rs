//! Cloud environments that were removed, and verdicts that another ledger alters.

use super::cell;
use super::page::Page;
use crate::model::change::Comparison;
use crate::model::compliance::changes::{VerdictChange, diff};
use crate::model::compliance::verdict::{Plan, Question};
use crate::report::compliance::side;
use crate::scope::Scopes;
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn write(base: &Comparison<'_>, at: Date, page: &mut Page) {
    let [old, new] = [base.old, base.new].map(|corpus| &corpus.evidence.environments);
    let gone = old.list.iter().filter(|environment| new.find(&environment.id).is_none());
    let mut rows: Vec<Vec<String>> = gone
        .map(|environment| vec![cell(&environment.id), cell(&environment.name), "listed".into(), "**removed**".into()])
        .collect();
    // Both ledgers are read only if the change rewrites one.
    if base.old.evidence.ledger().next().is_some() {
        rows.extend(verdicts(base, at));
    }
    let head = ["Environment or subject", "Scope", "Before", "Now"];
    page.table("Clouds", &head, rows, "`scsdoc compliance` shows the verdicts");
}

fn verdicts(base: &Comparison<'_>, at: Date) -> Vec<Vec<String>> {
    let [before, after] = [base.old, base.new].map(Scopes::of);
    let old = Question::new(&base.old.evidence, before.all(), at);
    let new = Question::new(&base.new.evidence, after.all(), at);
    let environments = [base.old, base.new].into_iter().flat_map(|corpus| &corpus.evidence.environments.list);
    let listed = environments.flat_map(|environment| environment.subjects.values().flatten().map(String::as_str));
    let mut subjects: BTreeSet<&str> = listed.collect();
    subjects.extend(old.reports.keys().chain(new.reports.keys()).copied());
    let wanted = |subject: &str, plan: &Plan<'_>| old.reported(subject, plan) || new.reported(subject, plan);
    let changes = diff((at, &old), (at, &new), &subjects, wanted);
    let row = |change: VerdictChange| {
        let scope = cell(&format!("{} {}", change.scope, change.version));
        let now = format!("**{}**", cell(&side(change.after, change.before)));
        vec![cell(&change.subject), scope, cell(&side(change.before, change.after)), now]
    };
    changes.into_iter().map(row).collect()
}
