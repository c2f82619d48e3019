//! `scsdoc serve`

use super::{Done, Failure, Global, Loaded};
use crate::check;
use crate::diagnostic::Severity;
use crate::render::{self, templates::Templates};
use crate::serve::watch::Watched;
use crate::serve::{Build, Published, Server, ServerEvent, Site};
use crate::text::escape::escape_for_terminal;
use crate::text::layout::counted;
use clap::Args;
use std::io::{self, Write};
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc serve\n  scsdoc serve --port 0")]
pub(super) struct ServeArgs {
    /// Port; 0 selects a free one
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    port: u16,
}

/// Maximum number of errors listed on the terminal.
const MAX_LISTED: usize = 10;

pub(super) fn run(args: &ServeArgs, global: &Global) -> Done {
    // Fail early without a register.
    global.load()?;
    let server = Server::open(args.port).map_err(|error| {
        let port = args.port;
        Failure::Message(format!("cannot serve on port {port}: {error}; pass another --port, or 0 for any"))
    })?;
    let mut listed = Vec::new();
    let report = |event: ServerEvent<'_>| {
        // Keep serving if the terminal is closed.
        let _ = match event {
            ServerEvent::Ready(address) => say_ready(address, global),
            ServerEvent::Built(published, took) => say_built(published, took, &mut listed, global),
        };
    };
    server.run(|| build(global), report).map_err(|error| Failure::Message(format!("cannot serve: {error}")))?;
    Ok(true)
}

fn say_ready(address: &str, global: &Global) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{address}")?;
    out.flush()?;
    if !global.quiet {
        writeln!(io::stderr(), "pages reload when a file is saved; press Ctrl-C to stop")?;
    }
    Ok(())
}

/// Prints one line, and the errors if they changed.
fn say_built(published: &Published, took: Duration, listed: &mut Vec<String>, global: &Global) -> io::Result<()> {
    let mut err = io::stderr();
    let took = took.as_millis();
    if let Some(failure) = &published.failure {
        return writeln!(err, "the site cannot be built: {} ({took} ms)", escape_for_terminal(failure));
    }
    if global.quiet {
        return Ok(());
    }
    let Site { files, findings, .. } = &published.site;
    writeln!(err, "built {} in {took} ms, {}", counted(files.len(), "file"), counted(findings.len(), "error"))?;
    if listed == findings {
        return Ok(());
    }
    for line in findings.iter().take(MAX_LISTED) {
        writeln!(err, "  {}", escape_for_terminal(line))?;
    }
    if findings.len() > MAX_LISTED {
        writeln!(err, "  and {} more; run `scsdoc check`", findings.len() - MAX_LISTED)?;
    }
    listed.clone_from(findings);
    Ok(())
}

fn build(global: &Global) -> Build {
    let start = Instant::now();
    let Loaded { worktree, mut corpus, .. } = match global.load() {
        Ok(loaded) => loaded,
        Err(failure) => return Build { site: Err(message(failure)), watched: None, took: start.elapsed() },
    };
    let config = &corpus.config.clone();
    let root = worktree.root();
    let mut files = vec![root.join(crate::config::FILE_NAME)];
    files.extend(global.config.as_ref().map(|path| root.join(worktree.relative(path))));
    files.extend(config.baseline.as_ref().map(|path| root.join(path)));
    files.extend(config.certification.files().map(|path| root.join(path)));
    let watched = Watched {
        folders: [&config.standards, &config.tests.folder].map(|folder| root.join(folder)).to_vec(),
        trees: ["site", &config.certification.reports, &config.certification.ledger]
            .map(|path| root.join(path))
            .to_vec(),
        files,
    };
    let mut site = || -> Result<Site, String> {
        let replaced = super::build::replaced(&worktree, config).map_err(message)?;
        let templates = Templates::compile(&replaced).map_err(|error| error.to_string())?;
        let at = global.at();
        let options = super::baseline::options(global, &worktree, &corpus).map_err(message)?;
        let outcome = check::run(&corpus, &options);
        let images = super::build::images(&worktree, &corpus, &templates, global).map_err(message)?;
        super::compliance::complete(&worktree, &mut corpus, false).map_err(message)?;
        let images = Some(&images);
        let extras = render::Extras { live: true, editorial: true, images, ..render::Extras::default() };
        let files = render::site_with(&corpus, &outcome, at, &templates, &extras).map_err(|error| error.to_string())?;
        let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let line =
            |path: &str, offset: u32| corpus.source(path).map_or(0, |source| source.line_of(offset as usize)) + 1;
        let findings = errors.map(|found| {
            format!("{}:{}: {} ({})", found.path, line(&found.path, found.span.start), found.message, found.rule)
        });
        Ok(Site { files, base: config.site.base.clone(), findings: findings.collect() })
    };
    Build { site: site(), watched: Some(watched), took: start.elapsed() }
}

fn message(failure: Failure) -> String {
    failure.message()
}
