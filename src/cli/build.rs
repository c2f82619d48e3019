//! `scsdoc build`

use super::{Done, Failure, Global, Loaded};
use crate::check::{self, Options, Outcome};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::load::worktree::Worktree;
use crate::load::{Entry, Found, Lookup, MAX_FILE};
use crate::model::Corpus;
use crate::output::folder::SITE;
use crate::render::images::{Images, MAX_IMAGE};
use crate::render::templates::{self, Templates};
use crate::render::{self, past::Past};
use crate::text::layout::counted;
use clap::Args;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc build\n  scsdoc build --out public --base /standards/ --strict")]
pub(super) struct BuildArgs {
    /// Output folder; must be new, empty, or an earlier site [default: public in the root]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing if there are errors
    #[arg(long)]
    strict: bool,
    /// URL path under which the site is served [default: site.base, or /]
    #[arg(long, value_name = "PATH", value_parser = base)]
    base: Option<String>,
    /// Ignore the baseline of scsdoc.toml
    #[arg(long)]
    no_baseline: bool,
    /// Leave out the history from git
    #[arg(long)]
    no_history: bool,
    /// Show findings on pages, and list all of them on a separate page
    #[arg(long)]
    editorial: bool,
}

/// Parses the base path of the site; outer slashes are optional.
fn base(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if parts.iter().any(|part| matches!(*part, "." | "..") || !part.bytes().all(plain)) {
        return Err("expected a path such as /register/".into());
    }
    Ok(if parts.is_empty() { "/".into() } else { format!("/{}/", parts.join("/")) })
}

pub(super) fn run(args: &BuildArgs, global: &Global) -> Done {
    let Loaded { worktree, mut corpus, .. } = global.load_with(|config| {
        if let Some(base) = &args.base {
            config.settings.site.base.clone_from(base);
        }
    })?;
    let at = global.at();
    let options =
        if args.no_baseline { Options::at(at) } else { super::baseline::options(global, &worktree, &corpus)? };
    Global::require_documents(&worktree, &corpus.config)?;
    let outcome = check::run(&corpus, &options);
    let errors = outcome.count(Severity::Error);
    if !global.quiet {
        say(&corpus, &outcome, args)?;
    }
    if args.strict && errors > 0 {
        return Ok(false);
    }
    let templates = Templates::compile(&replaced(&worktree, &corpus.config)?).map_err(text)?;
    let past = if args.no_history { None } else { past(&worktree, &corpus, global)? };
    let told = past.as_ref().is_some_and(|past| past.history.set_pasts(&mut corpus));
    if !told {
        super::history::note_undated(at, past.as_ref().is_some_and(|past| past.cut.is_some()), global);
    }
    let images = images(&worktree, &corpus, &templates, global)?;
    let scope_past = super::compliance::complete(&worktree, &mut corpus, !args.no_history)?;
    let extras = render::Extras {
        past: past.as_ref(),
        scope_past: scope_past.as_ref(),
        live: false,
        editorial: args.editorial,
        images: Some(&images),
    };
    let files = render::site_with(&corpus, &outcome, at, &templates, &extras).map_err(text)?;
    if args.out.is_none()
        && worktree.look_up("public") == Found::Missing
        && let Some(Entry::Unreadable(reason)) = worktree.read("public", 0)
    {
        return Err(format!("cannot write public: it {reason}; pass another folder with --out DIR").into());
    }
    let out = args.out.clone().unwrap_or_else(|| worktree.root().join("public"));
    super::written(&out, &files, SITE, global)
}

/// The history of documents. The site can do without it, so a failure is only reported.
fn past(worktree: &Worktree, corpus: &Corpus, global: &Global) -> Result<Option<Past>, Failure> {
    match super::history::past(worktree, &corpus.config) {
        Ok(past) => {
            let cut = past.as_ref().and_then(|past| past.cut.as_deref()).filter(|_| !global.quiet);
            if let Some(cut) = cut {
                let short = cut.get(..7).unwrap_or(cut);
                writeln!(
                    io::stderr(),
                    "the clone is shallow: pages show no history before {short} (git fetch --unshallow)"
                )?;
            }
            Ok(past)
        }
        Err(error) => {
            let error = crate::text::escape::escape_for_terminal(&error.to_string());
            writeln!(io::stderr(), "pages show no history: {error} (--no-history omits it)")?;
            Ok(None)
        }
    }
}

fn text(error: impl std::fmt::Display) -> Failure {
    Failure::Message(error.to_string())
}

/// Summarizes findings in one or two lines on standard error.
fn say(corpus: &Corpus, outcome: &Outcome, args: &BuildArgs) -> io::Result<()> {
    let count = |severity: Severity| counted(outcome.count(severity), severity.name());
    let suppressed = outcome.baseline.as_ref().map_or(0, |matched| matched.suppressed);
    let mut err = io::stderr();
    writeln!(
        err,
        "checked {}: {}, {}, {}{}",
        counted(corpus.documents.len(), "document"),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        if suppressed > 0 { format!("; {suppressed} in the baseline") } else { String::new() }
    )?;
    if outcome.count(Severity::Error) == 0 {
        return Ok(());
    }
    if args.strict {
        return writeln!(err, "nothing was written because of --strict; run `scsdoc check` for the errors");
    }
    let hint = if args.editorial { "" } else { ", or `scsdoc build --editorial` to show them on pages" };
    writeln!(err, "run `scsdoc check` for the errors{hint}")
}

/// Images that documents show, checked. What cannot be shown is a link on its page.
pub(super) fn images(
    worktree: &Worktree,
    corpus: &Corpus,
    templates: &Templates,
    global: &Global,
) -> Result<Images, Failure> {
    let mut images = Images::new();
    for path in render::images::wanted(corpus, templates.texts()) {
        let found = if worktree.look_up(&path) == Found::File { worktree.read(&path, MAX_IMAGE) } else { None };
        let image = match found {
            None => continue,
            Some(Entry::File(bytes)) => render::images::checked(&path, bytes.to_vec()),
            Some(Entry::TooLarge { limit, .. }) => Err(format!("it is larger than {limit} bytes")),
            Some(Entry::Unreadable(reason)) => Err(reason),
        };
        match image {
            Ok(bytes) => {
                images.insert(path, bytes);
            }
            Err(reason) if !global.quiet => {
                let line = crate::text::escape::escape_for_terminal(&format!("{path} is not shown: {reason}"));
                writeln!(io::stderr(), "{line}")?;
            }
            Err(_) => {}
        }
    }
    Ok(images)
}

/// Files in `site/` of the checkout that replace built-in ones, by name below that folder, with texts, styles, and the images
/// named in the settings.
pub(super) fn replaced(worktree: &Worktree, config: &Config) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut found = BTreeMap::new();
    let mut read = |name: String, path: &str, limit: u64| -> Result<bool, Failure> {
        // Also refuses a link out of the root.
        if worktree.look_up(path) != Found::File {
            return Ok(false);
        }
        match worktree.read(path, limit) {
            None => return Ok(false),
            Some(Entry::File(bytes)) => found.insert(name, bytes.to_vec()),
            Some(Entry::TooLarge { limit, .. }) => return Err(format!("{path} is larger than {limit} bytes").into()),
            Some(Entry::Unreadable(reason)) => return Err(format!("{path}: {reason}").into()),
        };
        Ok(true)
    };
    let builtin = templates::BUILTIN.iter().map(|(name, _)| (*name, MAX_FILE));
    let more = [(templates::MERMAID, templates::MAX_MERMAID), (templates::CUSTOM_STYLE, MAX_FILE)];
    for (name, limit) in builtin.chain(more) {
        read(name.to_owned(), &format!("site/{name}"), limit)?;
    }
    for folder in templates::TEXT_FOLDERS.map(|folder| format!("site/{folder}")) {
        if worktree.look_up(&folder) != Found::Folder {
            continue;
        }
        for file in worktree.names_in(&folder).into_iter().filter(|file| file.ends_with(".md")) {
            let path = format!("{folder}/{file}");
            read(path.trim_start_matches("site/").to_owned(), &path, MAX_FILE)?;
        }
    }
    for (key, name, path) in [("logo", "logo", &config.site.logo), ("image", "social", &config.site.image)] {
        let Some(path) = path else { continue };
        if !read(render::frame::published(name, path), path, MAX_IMAGE)? {
            return Err(format!("{path}: no such file; `site.{key}` of {} names it", config.path).into());
        }
    }
    Ok(found)
}
