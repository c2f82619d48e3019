//! The site with live reload, for those who write: built in memory, served to this computer alone, and built anew
//! when a file of the register is saved. Nothing is written.
//!
//! [`http`] reads requests and refuses what is not meant for us, [`page`] adds the banner and the script, [`watch`]
//! tells of saves. One thread serves one connection; the site is a map in memory, so no request reaches the disk.

pub mod http;
pub mod page;
pub mod watch;

use crate::render::Files;
use http::{Answer, Request};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use watch::{Watched, Watcher};

/// Most connections at a time; a browser holds six.
const MAX_CONNECTIONS: usize = 64;
/// How long a connection may take to send its request, or to take a part of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a page that waits is written to, so that one that is gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After a save it is quiet for this long before the site is built: an editor touches a file several times.
const QUIET: Duration = Duration::from_millis(8);
/// It is built after this many times [`QUIET`] at the latest.
const MAX_QUIET: usize = 4;

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

/// What a build gives.
#[derive(Debug)]
pub struct Build {
    /// The site, or why there is none.
    pub site: Result<Site, String>,
    /// What to watch; nothing where it stays as it was.
    pub watched: Option<Watched>,
    /// How long it took.
    pub took: Duration,
}

/// What the server tells of itself.
#[derive(Debug)]
pub enum Told<'a> {
    /// There is something else to serve, after a build that took so long.
    Built(&'a Published, Duration),
    /// Requests are answered at this address.
    Ready(&'a str),
}

/// What is served at a moment.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The last site that could be built.
    pub site: Site,
    /// Why the newest one could not.
    pub failure: Option<String>,
    /// Another one for every other content.
    pub version: String,
}

impl Published {
    /// What is served after a build; where it failed, the site before stays.
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

struct Shared {
    published: Mutex<Arc<Published>>,
    changed: Condvar,
    connections: AtomicUsize,
    port: u16,
}

impl Shared {
    // A thread that panicked has changed nothing halfway: the lock holds one pointer.
    fn lock(&self) -> MutexGuard<'_, Arc<Published>> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the loop that builds: a file has changed, or the end has come. Several wakes become one.
#[derive(Clone)]
pub struct Waker {
    sender: SyncSender<()>,
    stopped: Arc<AtomicBool>,
}

impl Waker {
    /// Something has changed.
    pub fn wake(&self) {
        // A full channel means that the loop will wake anyway.
        let _ = self.sender.try_send(());
    }

    /// The end has come.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.wake();
    }
}

/// A server on this computer.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
    waker: Waker,
    receiver: Receiver<()>,
}

impl Server {
    /// Opens a port of `127.0.0.1`; 0 means one that is free.
    ///
    /// # Errors
    /// When the system refuses, for example because the port is in use.
    pub fn open(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let (sender, receiver) = sync_channel(1);
        let shared =
            Shared { published: Mutex::default(), changed: Condvar::new(), connections: AtomicUsize::new(0), port };
        let waker = Waker { sender, stopped: Arc::default() };
        Ok(Server { listener, shared: Arc::new(shared), waker, receiver })
    }

    /// The address of the start of a site with this base.
    pub fn address(&self, base: &str) -> String {
        format!("http://127.0.0.1:{}{base}", self.shared.port)
    }

    /// What wakes and stops the server.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Serves what `build` gives, and builds again whenever something has changed, until it is stopped.
    ///
    /// # Errors
    /// When files cannot be watched or no thread can be started.
    pub fn run(self, mut build: impl FnMut() -> Build, mut tell: impl FnMut(Told<'_>)) -> io::Result<()> {
        let mut watcher = Watcher::new(self.waker.clone()).map_err(io::Error::other)?;
        let mut renew = |tell: &mut dyn FnMut(Told<'_>)| {
            let built = build();
            if let Some(watched) = built.watched {
                watcher.watch(watched);
            }
            if let Some(published) = self.publish(built.site) {
                tell(Told::Built(&published, built.took));
            }
        };
        renew(&mut tell);
        let (listener, shared) = (self.listener.try_clone()?, Arc::clone(&self.shared));
        std::thread::Builder::new().name("accept".into()).spawn(move || accept(&listener, &shared))?;
        // What was saved before it was watched was perhaps not read.
        renew(&mut tell);
        let base = self.shared.lock().site.base.clone();
        tell(Told::Ready(&self.address(if base.is_empty() { "/" } else { &base })));
        while self.receiver.recv().is_ok() && !self.stopped() {
            for _ in 0..MAX_QUIET {
                std::thread::sleep(QUIET);
                if self.receiver.try_recv().is_err() {
                    break;
                }
            }
            if self.stopped() {
                break;
            }
            renew(&mut tell);
        }
        Ok(())
    }

    fn stopped(&self) -> bool {
        self.waker.stopped.load(Ordering::SeqCst)
    }

    /// What is served now, where it is something else than before.
    fn publish(&self, site: Result<Site, String>) -> Option<Arc<Published>> {
        let before = Arc::clone(&self.shared.lock());
        let after = Arc::new(Published::after(&before, site));
        if after.version == before.version {
            return None;
        }
        *self.shared.lock() = Arc::clone(&after);
        self.shared.changed.notify_all();
        Some(after)
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else {
            // The system is out of something; it may get better.
            std::thread::sleep(QUIET);
            continue;
        };
        if shared.connections.fetch_add(1, Ordering::SeqCst) >= MAX_CONNECTIONS {
            shared.connections.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.set_write_timeout(Some(QUIET));
            let _ = Answer::words(503, "too many connections").write(&mut stream, true);
            continue;
        }
        let of_thread = Arc::clone(shared);
        let started = std::thread::Builder::new().spawn(move || {
            let _ = serve(stream, &of_thread);
            of_thread.connections.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            shared.connections.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = match Request::read(&mut stream)? {
        Ok(request) => request,
        Err(answer) => return answer.write(&mut stream, true),
    };
    if let Some(refusal) = request.refusal(shared.port) {
        return refusal.write(&mut stream, true);
    }
    let published = Arc::clone(&shared.lock());
    if request.path() == page::EVENTS {
        return events(stream, shared, &request);
    }
    let answer = page::answer(&request, &published);
    answer.write(&mut stream, request.method != "HEAD")
}

/// Waits until there is another version than the page has, and says so.
fn events(mut stream: TcpStream, shared: &Shared, request: &Request) -> io::Result<()> {
    let since = request.query("since").unwrap_or_default();
    Answer::stream().write(&mut stream, true)?;
    if request.method == "HEAD" {
        return Ok(());
    }
    let mut published = shared.lock();
    loop {
        if published.version != since {
            let version = published.version.clone();
            drop(published);
            write!(stream, "event: reload\ndata: {version}\n\n")?;
            return stream.flush();
        }
        let (guard, waited) = shared.changed.wait_timeout(published, HEARTBEAT).unwrap_or_else(PoisonError::into_inner);
        published = guard;
        if waited.timed_out() {
            drop(published);
            stream.write_all(b": waiting\n\n")?;
            stream.flush()?;
            published = shared.lock();
        }
    }
}
