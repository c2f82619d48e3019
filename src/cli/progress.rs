//! A line on the terminal that says what is being done, when it takes longer than a second.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long nothing is said, and how often the line is renewed after that.
const SILENCE: Duration = Duration::from_secs(1);
const TURN: Duration = Duration::from_millis(200);

/// What is being done (nothing at the end), and whether the line stands on the terminal.
#[derive(Default)]
struct Shown {
    doing: Option<&'static str>,
    said: bool,
}

impl Shown {
    fn hide(&mut self) {
        if std::mem::take(&mut self.said) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

type Doing = Arc<(Mutex<Shown>, Condvar)>;

/// Tells what is being done until it is dropped.
pub(super) struct Progress {
    doing: Doing,
    thread: Option<JoinHandle<()>>,
    start: Instant,
}

impl Progress {
    /// Begins. Without a terminal, and where `quiet`, nothing is ever said.
    pub(super) fn start(quiet: bool, doing: &'static str) -> Self {
        let (start, doing) =
            (Instant::now(), Doing::new((Mutex::new(Shown { doing: Some(doing), said: false }), Condvar::new())));
        let shared = Arc::clone(&doing);
        let shown = !quiet && io::stderr().is_terminal();
        let begin = || std::thread::Builder::new().spawn(move || tell(&shared, start)).ok();
        Progress { doing, thread: if shown { begin() } else { None }, start }
    }

    /// What is done from now on.
    pub(super) fn now(&self, doing: &'static str) {
        self.lock().doing = Some(doing);
    }

    /// Takes the line away, so that something else can be said.
    pub(super) fn hide(&self) {
        self.lock().hide();
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.doing.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends, and says how long it took in words.
    pub(super) fn end(self) -> String {
        let took = self.start.elapsed();
        if took < SILENCE { format!("{} ms", took.as_millis()) } else { format!("{:.1} s", took.as_secs_f64()) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.lock().doing = None;
        self.doing.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn tell(doing: &Doing, start: Instant) {
    let mut wait = SILENCE;
    let mut now = doing.0.lock().unwrap_or_else(PoisonError::into_inner);
    while now.doing.is_some() {
        let waited = doing.1.wait_timeout(now, wait).unwrap_or_else(PoisonError::into_inner);
        now = waited.0;
        if let Some(what) = now.doing.filter(|_| waited.1.timed_out()) {
            wait = TURN;
            now.said = true;
            let _ = write!(io::stderr(), "\r\x1b[K{what} ({:.0} s)", start.elapsed().as_secs_f64());
        }
    }
    now.hide();
}
