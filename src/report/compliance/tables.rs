//! Tables of cloud environments and changed verdicts.

use super::NOTHING;
use crate::model::compliance::changes::{Due, Side, VerdictChange};
use crate::model::compliance::clouds::{Badge, Cloud, CloudScope};
use crate::model::compliance::environments::Environment;
use crate::model::compliance::moment::write_moment;
use crate::model::compliance::report::Names;
use crate::model::compliance::verdict::{ScopeVerdicts, Verdict, result_name};
use crate::text::escape::{escape_for_terminal, markdown as in_markdown};
use crate::view::clouds::{self, GROUPS, OpenData};
use crate::view::table::{Cell, Column, Table};
use crate::words::{Words, english};
use jiff::civil::Date;

/// Environments, a row for each scope.
pub fn clouds<'a>(
    clouds: &'a [Cloud<'_>],
    at: Date,
) -> Table<(&'a Environment, &'a CloudScope<'a>, Badge<'a>, &'static str)> {
    type Row<'a> = (&'a Environment, &'a CloudScope<'a>, Badge<'a>, &'static str);
    let columns = vec![
        Column::new("environment", "Environment", |row: &Row<'a>| Cell::text(row.0.id.as_str())),
        Column::text("name", "Name", |row: &Row<'a>| Cell::text(row.0.name.as_str())),
        Column::text("operator", "Operator", |row: &Row<'a>| Cell::text(row.0.operator.as_str())),
        Column::new("listed", "Listed", |row: &Row<'a>| Cell::text(row.3)).optional(),
        Column::new("scope", "Scope", |row: &Row<'a>| Cell::text(row.1.plan.file.stem())).optional(),
        Column::new("subjects", "Subjects", |row: &Row<'a>| Cell::list(row.1.subjects.iter().map(|(one, _)| one)))
            .optional(),
        Column::data("version", |row: &Row<'a>| Cell::maybe(row.2.version)),
        Column::new("status", "Status", |row: &Row<'a>| Cell::text(row.2.text(english()))),
        Column::data("color", |row: &Row<'a>| Cell::text(row.2.color.name())),
        Column::new("until", "Until", |row: &Row<'a>| Cell::maybe(row.2.until)).optional(),
    ];
    let scopes = |cloud: &'a Cloud<'_>| {
        let listed = cloud.environment.listed_at(at);
        cloud.scopes.iter().map(move |scope: &'a CloudScope<'a>| (cloud.environment, scope, scope.badge(at), listed))
    };
    Table { columns, rows: clouds.iter().flat_map(scopes).collect() }
}

/// Environments as the tables of the site show them: one for each way of being listed.
pub fn markdown(clouds: &[Cloud<'_>], at: Date, words: &Words, example: bool) -> String {
    let mut out = String::new();
    if example {
        out.push_str(&format!("> **{}** {}\n", words.get("clouds_example"), words.get("clouds_example_why")));
    }
    for (group, title) in GROUPS {
        let listed: Vec<&Cloud<'_>> = clouds.iter().filter(|cloud| cloud.environment.listed_at(at) == group).collect();
        if listed.is_empty() {
            continue;
        }
        let mut scopes: Vec<(&str, &str)> = Vec::new();
        for scope in listed.iter().flat_map(|cloud| &cloud.scopes) {
            let one = (scope.plan.file.path.as_str(), scope.plan.file.name.text.as_str());
            if !scopes.contains(&one) {
                scopes.push(one);
            }
        }
        scopes.sort_unstable();
        let title = words.get(title);
        out.push_str(&format!("{}### {title}\n\n", if out.is_empty() { "" } else { "\n" }));
        let titles =
            ["cloud_name", "cloud_description", "cloud_operator"].map(|key| words.get(key).to_owned()).into_iter();
        let titles =
            titles.chain(scopes.iter().map(|(_, name)| in_markdown(name))).chain([words.get("cloud_links").to_owned()]);
        let titles: Vec<String> = titles.collect();
        out.push_str(&line(&titles));
        out.push_str(&line(&vec!["---".to_owned(); titles.len()]));
        for cloud in listed {
            let environment = cloud.environment;
            let name = link(&environment.name, environment.url.as_deref());
            let description = environment.describe(words.language).unwrap_or_default();
            let mut cells = vec![name, in_markdown(description), in_markdown(&environment.operator)];
            for (path, _) in &scopes {
                let scope = cloud.scopes.iter().find(|scope| scope.plan.file.path == *path);
                cells.push(scope.map_or("–".into(), |scope| in_markdown(&scope.badge(at).text(words))));
            }
            let links = environment.links.iter().map(|(text, address)| link(text, Some(address)));
            cells.push(links.collect::<Vec<_>>().join(", "));
            out.push_str(&line(&cells));
        }
    }
    out
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A Markdown link; URLs are percent-encoded if needed.
fn link(text: &str, address: Option<&str>) -> String {
    let text = in_markdown(&escape_for_terminal(text));
    let Some(address) = address else { return text };
    let encoded = address.chars().map(|c| match c {
        '(' | ')' | '|' | '\\' | '<' | '>' | '"' | '`' => format!("%{:02X}", u32::from(c)),
        c if c.is_whitespace() || c.is_control() => String::new(),
        c => c.to_string(),
    });
    format!("[{text}]({})", encoded.collect::<String>())
}

/// The lines before the table of open test cases: the name, and a line for each scope and version.
pub fn head(cloud: &Cloud<'_>, at: Date) -> String {
    let mut out = format!("{} as of {at}\n\n", escape_for_terminal(&cloud.environment.name));
    for scope in &cloud.scopes {
        let badge = scope.badge(at);
        let title = badge.title(english());
        let title = if title.is_empty() { title } else { format!(" ({title})") };
        out.push_str(&format!(
            "{}: {}{title}\n",
            escape_for_terminal(&scope.plan.file.name.text),
            badge.text(english())
        ));
        for version in &scope.versions {
            let of: Vec<String> =
                scope.subjects.iter().map(|(subject, of)| verdict(subject, of, version.name)).collect();
            out.push_str(&format!(
                "  {} {}: {}\n",
                escape_for_terminal(version.name),
                version.validity.name(),
                of.join(", ")
            ));
        }
        if scope.versions.is_empty() {
            out.push_str(&format!("  {NOTHING}\n"));
        }
    }
    out.push('\n');
    out
}

fn verdict(subject: &str, of: &ScopeVerdicts<'_>, version: &str) -> String {
    let found = of.versions.iter().find(|one| one.name == version);
    let word = found.and_then(|one| one.verdict).map_or("none", Verdict::name);
    let why = found.and_then(|one| one.reason).map(|why| format!(" ({})", why.words(english()))).unwrap_or_default();
    format!("{subject} {word}{why}")
}

/// The test cases of an environment that have not passed, each with its scope and subject.
pub fn open<'a>(cloud: &'a Cloud<'_>, names: &Names, at: Date) -> Table<(&'a str, &'a str, OpenData<'a>)> {
    type Row<'a> = (&'a str, &'a str, OpenData<'a>);
    let columns = vec![
        Column::data("scope", |row: &Row<'a>| Cell::text(row.0)),
        Column::new("subject", "Subject", |row: &Row<'a>| Cell::text(row.1)),
        Column::text("test_case", "Test case", |(_, _, open): &Row<'a>| {
            Cell::text(format!("{}{}", open.test_case, if open.manual { " (manual)" } else { "" }))
        }),
        Column::new("state", "State", |(_, _, open): &Row<'a>| Cell::text(open.state)),
        Column::new("versions", "Versions", |(_, _, open): &Row<'a>| Cell::list(&open.versions)),
        Column::new("since", "Since", |(_, _, open): &Row<'a>| {
            Cell::text(open.since.as_deref().unwrap_or(english().get("reason_never_reported")))
        }),
        Column::new("until", "Until", |(_, _, open): &Row<'a>| Cell::maybe(open.until.as_deref())).optional(),
        Column::new("last_conclusive", "Last conclusive result", |(_, _, open): &Row<'a>| {
            Cell::maybe(open.last_conclusive.as_deref())
        })
        .optional(),
        Column::new("report", "Report", |(_, _, open): &Row<'a>| Cell::maybe(open.report)).optional(),
    ];
    let mut rows: Vec<Row<'a>> = Vec::new();
    for scope in &cloud.scopes {
        let first = rows.len();
        for (subject, of) in &scope.subjects {
            let found = clouds::open(of, names, at, english()).into_iter();
            rows.extend(found.map(|open| (scope.plan.file.stem(), *subject, open)));
        }
        if let Some(own) = rows.get_mut(first..) {
            own.sort_by_key(|(_, _, open)| open.rank());
        }
    }
    Table { columns, rows }
}

/// Upcoming expirations: a row for each test case, or for all that expire together, with at most this many by name.
pub fn due(mut rows: Vec<Due>, most: Option<usize>) -> Table<Due> {
    rows.sort();
    if let Some(most) = most {
        let together = |a: &Due, b: &Due| {
            let key = |due: &Due| (due.expires_at, due.result, due.checked_at);
            key(a) == key(b) && (&a.subject, &a.scope, &a.versions) == (&b.subject, &b.scope, &b.versions)
        };
        rows.sort_by(|a, b| {
            let first = |due: &Due| (due.expires_at, due.subject.clone(), due.scope.clone());
            let last = |due: &Due| (due.result, due.checked_at, due.case.clone());
            (first(a), &b.versions, last(a)).cmp(&(first(b), &a.versions, last(b)))
        });
        let merged = rows.chunk_by(together).filter_map(|group| {
            let cases: Vec<&str> = group.iter().map(|due| due.case.as_str()).collect();
            Some(Due { case: english().first(&cases, most), ..group.first()?.clone() })
        });
        rows = merged.collect();
    }
    let columns = vec![
        Column::new("expires_at", "Expires", |due: &Due| Cell::text(due.expires_at.to_string())),
        Column::new("subject", "Subject", |due| Cell::text(due.subject.as_str())),
        Column::text("scope", "Scope", |due| Cell::text(due.scope.as_str())),
        Column::text("test_case", "Test case", |due| Cell::text(due.case.as_str())),
        Column::new("result", "Result", |due| Cell::text(result_name(due.result))),
        Column::new("checked_at", "Checked", |due: &Due| Cell::text(write_moment(due.checked_at))).optional(),
        Column::new("versions", "Versions", |due| Cell::list(&due.versions)),
    ];
    Table { columns, rows }
}

/// Verdicts that changed, a row for each cause, with at most this many of its test cases.
pub fn verdict_changes(all: &[VerdictChange], most: usize) -> Table<(&VerdictChange, String)> {
    let columns = vec![
        Column::new("subject", "Subject", |(change, _): &(&VerdictChange, String)| Cell::text(change.subject.as_str())),
        Column::text("scope", "Scope", |(change, _): &(&VerdictChange, String)| Cell::text(change.scope.as_str()))
            .optional(),
        Column::new("version", "Version", |(change, _)| Cell::text(change.version.as_str())),
        Column::new("before", "Before", |(change, _)| Cell::text(side(change.before, change.after))),
        Column::new("after", "After", |(change, _)| Cell::text(side(change.after, change.before))),
        Column::text("cause", "Cause", |(_, cause)| Cell::text(cause.as_str())),
    ];
    let mut rows = Vec::new();
    for change in all {
        let causes = change.causes.iter().map(|cause| cause.words(english(), most));
        let before = rows.len();
        rows.extend(causes.map(|cause| (change, cause)));
        if rows.len() == before {
            rows.push((change, String::new()));
        }
    }
    Table { columns, rows }
}

/// One side of a change; its validity if the other side has a different one.
pub fn side(side: Side, other: Side) -> String {
    let Some((validity, verdict)) = side else { return "not in force".into() };
    let verdict = verdict.map_or("none", Verdict::name);
    let same = other.is_none_or(|(other, _)| other == validity);
    if same { verdict.to_owned() } else { format!("{verdict} ({})", validity.name()) }
}
