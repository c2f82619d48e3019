//! Changed settings, baseline and waivers.

use super::page::Page;
use super::{cell, rule};
use crate::check::rules;
use crate::check::settings::{changed, new_waivers};
use crate::model::change::Comparison;
use crate::text::layout::counted;

pub(super) fn write(base: &Comparison<'_>, page: &mut Page) {
    let value = |value: Option<String>| value.map_or("not set".to_owned(), |value| cell(&value));
    let settings = changed(base).into_iter();
    let mut rows: Vec<Vec<String>> =
        settings.map(|one| vec![cell(&one.name), value(one.old), value(one.new)]).collect();
    if base.baseline_added > 0 {
        rows.push(vec!["baseline".into(), String::new(), format!("{} more", counted(base.baseline_added, "finding"))]);
    }
    rows.extend(new_waivers(base).iter().map(|waiver| {
        let name = if rules::find(&waiver.rule).is_some() { rule(&waiver.rule) } else { cell(&waiver.rule) };
        let line =
            waiver.line.and_then(|_| Some(base.new.source(&waiver.path)?.position(waiver.span.start as usize).line));
        let place = line.map_or(String::new(), |line| format!(":{line}"));
        let reason = if waiver.reason.is_empty() { "no reason".to_owned() } else { cell(&waiver.reason) };
        vec![
            format!("waiver of {name} in {}", cell(&format!("{}{place}", waiver.covers))),
            String::new(),
            format!("new: {reason}"),
        ]
    }));
    page.table("Settings", &["Setting", "Before", "Now"], rows, "`git diff` shows them");
}
