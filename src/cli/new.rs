//! `scsdoc new`

use super::apply::{Mode, Workspace, apply_plan, ask, on_terminal, say};
use super::names::{near, with_completions};
use super::{Done, Failure, Global};
use crate::edit::new::{self, NewDocument};
use crate::model::document::{DocumentType, Track};
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc new standard 'DNS for Tenants' --track IaaS\n  scsdoc new supplement 'Implementation Notes' --of scs-0100-v3"
)]
pub(super) struct NewArgs {
    /// Type: standard, procedural, decision-record or supplement
    #[arg(value_name = "TYPE", hide_possible_values = true, value_parser = with_completions(TYPES, parse_type))]
    kind: Option<DocumentType>,
    /// Title
    title: Option<String>,
    /// Track: Global, IaaS, KaaS, IAM, Ops or Scopes
    #[arg(long, value_name = "TRACK", hide_possible_values = true, value_parser = with_completions(Track::ALL.map(Track::name), parse_track))]
    track: Option<Track>,
    /// Document that a supplement supplements (repeatable)
    #[arg(long, value_name = "ID", num_args = 1.., add = super::completions::documents())]
    of: Vec<String>,
    /// Part of the file name after the version [default: from the title]
    #[arg(long)]
    slug: Option<String>,
    /// One or two sentences for overviews
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Print the new file as a diff and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

/// The types, as arguments.
const TYPES: [&str; 4] = ["standard", "procedural", "decision-record", "supplement"];

fn parse_type(text: &str) -> Result<DocumentType, String> {
    let text = text.trim().replace(['-', '_'], " ");
    let short = match text.to_ascii_lowercase().as_str() {
        "dr" | "decision" | "adr" => Some(DocumentType::DecisionRecord),
        "procedure" => Some(DocumentType::Procedural),
        _ => None,
    };
    short.or_else(|| DocumentType::parse(&text)).ok_or_else(|| near(&text, TYPES))
}

fn parse_track(text: &str) -> Result<Track, String> {
    Track::parse(text).ok_or_else(|| near(text, Track::ALL.map(Track::name)))
}

/// Asks until the answer is valid.
fn ask_for<T>(question: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Failure> {
    loop {
        match parse(&ask(question)?) {
            Ok(value) => return Ok(value),
            Err(help) => say(&help)?,
        }
    }
}

pub(super) fn run(args: &NewArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let supplement = args.kind == Some(DocumentType::Supplement) || (args.kind.is_none() && !args.of.is_empty());
    if !supplement && !args.of.is_empty() {
        return Err("--of is for supplements only".to_owned().into());
    }
    if supplement && args.track.is_some() {
        return Err("a supplement is on the track of its document; remove --track".to_owned().into());
    }
    let missing = [
        (args.kind.is_none() && !supplement, "TYPE"),
        (args.title.is_none() && !supplement, "TITLE"),
        (args.track.is_none() && !supplement, "--track TRACK"),
        (supplement && args.of.is_empty(), "--of ID"),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(missing, _)| *missing).map(|(_, name)| *name).collect();
    let asks = !missing.is_empty();
    if asks && !on_terminal() {
        return Err(Failure::Message(format!(
            "missing {}; not a terminal, so there are no questions",
            missing.join(", ")
        )));
    }
    let kind = match args.kind {
        Some(kind) => kind,
        None if supplement => DocumentType::Supplement,
        None => ask_for("Type (standard, procedural, decision-record, supplement):", parse_type)?,
    };
    let mut wanted = NewDocument {
        title: args.title.clone().unwrap_or_default(),
        slug: args.slug.clone().unwrap_or_default(),
        description: args.description.clone(),
    };
    let plan =
        if kind == DocumentType::Supplement {
            let of = match args.of.is_empty() {
                true => ask("Supplement to (such as scs-0100-v3; separate several with spaces):")?
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect(),
                false => args.of.clone(),
            };
            new::supplement(workspace.state(), &of, &wanted)?
        } else {
            if wanted.title.is_empty() {
                wanted.title = ask_for("Title:", |text| {
                    if text.is_empty() { Err("title required".into()) } else { Ok(text.to_owned()) }
                })?;
            }
            let track = match args.track {
                Some(track) => track,
                None => ask_for(&format!("Track ({}):", Track::ALL.map(Track::name).join(", ")), parse_track)?,
            };
            new::document(workspace.state(), kind, track, &wanted)?
        };
    let mode = Mode { dry_run: args.dry_run, ask: asks && !args.yes, force: None };
    apply_plan(&workspace, plan, mode, global)
}
