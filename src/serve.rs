//! The site with live reload, for authors: built in memory, served only to this computer, and built again when a
//! file of the register is saved. Nothing is written, and no request reaches the disk.
//!
//! [`page`] answers requests from the last build, [`watch`] reports saved files. The port is bound to the loopback
//! address, and requests for another host or from another page are refused.

pub mod page;
pub mod watch;

use crate::render::Files;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch as channel};
use watch::{Watched, Watcher};

/// How long no file may change before the site is built: an editor touches a file several times.
const QUIET: Duration = Duration::from_millis(8);
/// Maximum number of periods of [`QUIET`] before it is built anyway.
const MAX_QUIET: usize = 4;

/// Headers of every response: no other page may frame it, embed it or read it, and no browser keeps it.
const HEADERS: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// A site that was built.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its files by path.
    pub files: Files,
    /// Its path on the server; begins and ends with a slash.
    pub base: String,
    /// Findings at error level, one line each.
    pub findings: Vec<String>,
}

#[derive(Debug)]
pub struct Build {
    /// The site, or why there is not one.
    pub site: Result<Site, String>,
    /// What to watch; `None` leaves it unchanged.
    pub watched: Option<Watched>,
    /// How long it took.
    pub took: Duration,
}

/// What the server reports to the terminal.
#[derive(Debug)]
pub enum ServerEvent<'a> {
    /// Another site is served, after a build that took this long.
    Built(&'a Published, Duration),
    /// The URL of the server.
    Ready(&'a str),
}

/// What is served at a moment.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The last site that could be built.
    pub site: Site,
    /// Why the newest one could not.
    pub failure: Option<String>,
    /// Hash of the content.
    pub version: String,
}

impl Published {
    /// What is served after a build; if it failed, the previous site stays.
    fn after(before: &Published, site: Result<Site, String>) -> Self {
        let (site, failure) = match site {
            Ok(site) => (site, None),
            Err(failure) => (before.site.clone(), Some(failure)),
        };
        let mut hasher = DefaultHasher::new();
        (&site.files, &site.base, &site.findings, &failure).hash(&mut hasher);
        Published { version: format!("{:016x}", hasher.finish()), site, failure }
    }
}

/// State of the request handlers.
#[derive(Clone)]
struct Shared {
    published: channel::Receiver<Arc<Published>>,
    port: u16,
}

/// A server on this computer.
pub struct Server {
    listener: TcpListener,
    port: u16,
}

impl Server {
    /// Opens a port of `127.0.0.1`; 0 means a free one.
    ///
    /// # Errors
    /// When the system refuses, for example because the port is in use.
    pub fn open(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(Server { port: listener.local_addr()?.port(), listener })
    }

    /// Serves what `build` returns, and builds again whenever a file has changed, until Ctrl-C or a signal to
    /// terminate.
    ///
    /// # Errors
    /// When files cannot be watched or the runtime cannot be started.
    pub fn run(self, build: impl FnMut() -> Build, report: impl FnMut(ServerEvent<'_>)) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let result = runtime.block_on(async {
            tokio::select! {
                // First, so that signals are handled from the start.
                biased;
                stopped = interrupted() => stopped,
                ended = self.serve(build, report) => ended,
            }
        });
        // Pages wait for events without end.
        runtime.shutdown_background();
        result
    }

    async fn serve(self, mut build: impl FnMut() -> Build, mut report: impl FnMut(ServerEvent<'_>)) -> io::Result<()> {
        // Several changes during a build become one.
        let (wake, mut changes) = mpsc::channel(1);
        let mut watcher = Watcher::new(wake).map_err(io::Error::other)?;
        let (publish, published) = channel::channel(Arc::default());
        let mut renew = |report: &mut dyn FnMut(ServerEvent<'_>)| {
            let built = build();
            if let Some(watched) = built.watched {
                watcher.watch(watched);
            }
            let after = Published::after(&publish.borrow(), built.site);
            if after.version != publish.borrow().version {
                let after = Arc::new(after);
                publish.send_replace(Arc::clone(&after));
                report(ServerEvent::Built(&after, built.took));
            }
        };
        renew(&mut report);
        let shared = Shared { published, port: self.port };
        let base = shared.published.borrow().site.base.clone();
        let router = Router::new()
            .route(page::EVENTS, axum::routing::get(page::events))
            .fallback(page::answer)
            .layer(middleware::from_fn_with_state(shared.clone(), guard))
            .with_state(shared);
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        tokio::spawn(async { axum::serve(listener, router).await });
        // Files that were saved before they were watched.
        renew(&mut report);
        let start = if base.is_empty() { "/" } else { &base };
        report(ServerEvent::Ready(&format!("http://127.0.0.1:{}{start}", self.port)));
        while changes.recv().await.is_some() {
            for _ in 0..MAX_QUIET {
                tokio::time::sleep(QUIET).await;
                if changes.try_recv().is_err() {
                    break;
                }
            }
            renew(&mut report);
        }
        Ok(())
    }
}

/// Waits for Ctrl-C or a signal to terminate.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Refuses requests that are not meant for this server, and sets the headers of every response.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers(), shared.port) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

/// Why a request is refused: it names another host (a name that somebody else pointed to this computer), it comes from
/// another page, or it wants to change something.
fn refusal(method: &Method, headers: &HeaderMap, port: u16) -> Option<impl IntoResponse + use<>> {
    let own = |text: &str| {
        let (name, at) = text.split_once(':').unwrap_or((text, "80"));
        (name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1") && *at == *port.to_string()
    };
    let values = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    let mut hosts = values(header::HOST);
    let (status, text) = match (hosts.next(), hosts.next()) {
        (Some(host), None) if own(host) => {
            if !values(header::ORIGIN).all(|origin| origin.strip_prefix("http://").is_some_and(own)) {
                (StatusCode::FORBIDDEN, "requests from other pages are refused\n")
            } else if !matches!(*method, Method::GET | Method::HEAD) {
                (StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are allowed\n")
            } else {
                return None;
            }
        }
        (Some(_), None) => (StatusCode::FORBIDDEN, "only requests to 127.0.0.1 or localhost are allowed\n"),
        _ => (StatusCode::BAD_REQUEST, "expected one Host header\n"),
    };
    Some((status, [(header::ALLOW, "GET, HEAD")], text))
}
