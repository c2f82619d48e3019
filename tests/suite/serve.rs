//! The preview server, with requests from a browser and from an attacker on the same computer.

#![cfg(feature = "serve")]
#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Maximum wait; on an idle computer, answers are immediate.
const PATIENCE: Duration = Duration::from_secs(30);
const SECRET: &str = "only for those outside";

/// A server on a copy of our own register, in a folder next to a file that must not be served.
struct Server {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn register() -> TempDir {
    let own = common::files_below(common::own_register().path());
    let folder = common::folder(own.into_iter().map(|(path, bytes)| (format!("register/{path}"), bytes)));
    std::fs::write(folder.path().join("secret.md"), SECRET).unwrap();
    folder
}

impl Server {
    fn start() -> Self {
        Self::of(register())
    }

    fn of(folder: TempDir) -> Self {
        let mut child = common::scsdoc(folder.path().join("register"), &["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
        let port = port.unwrap_or_else(|| panic!("no address: {line:?}")).0.parse().unwrap();
        Server { child, port, folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("register").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::fs::write(self.path(path), text).unwrap();
    }

    fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.open();
        stream.write_all(request).unwrap();
        let mut bytes = Vec::new();
        // A server that has answered may close before it has read all.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: format!("{}\r\n", head.to_lowercase()), body: body.to_owned() }
    }

    fn send(&self, method: &str, target: &str, headers: &str) -> Answer {
        self.raw(format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes())
    }

    fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &format!("Host: 127.0.0.1:{}\r\n", self.port))
    }

    /// The version of a page, according to the page.
    fn version(&self, target: &str) -> String {
        let page = self.get(target).body;
        let version = page.split("live.js?version=").nth(1).unwrap_or_else(|| panic!("no script: {page}"));
        version.split('"').next().unwrap().to_owned()
    }

    /// Waits as a page of that version does.
    fn wait(&self, version: &str) {
        let mut stream = self.open();
        let target = format!("/.scsdoc/events?since={version}");
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port).unwrap();
        let start = Instant::now();
        for line in BufReader::new(stream).lines() {
            if line.unwrap() == "event: reload" {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "no reload");
        }
        panic!("the server ended");
    }

    /// Waits until a page is as wanted.
    fn until(&self, target: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(target);
            if wanted(&answer) {
                return answer;
            }
            assert!(start.elapsed() < PATIENCE, "{target}: {answer:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

const START: &str = "/scsdoc/";
const PAGE: &str = "/scsdoc/standards/scs-0100-v3-flavor-naming/";

fn below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            below(&entry.path(), found);
        }
        found.insert(entry.path());
    }
}

#[test]
fn pages_are_served_with_their_type_and_nothing_is_written() {
    let folder = register();
    let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
    below(folder.path(), &mut before);
    let server = Server::of(folder);
    let start = server.get(START);
    assert_eq!(start.status, 200);
    assert!(start.head.contains("content-type: text/html; charset=utf-8\r\n"), "{}", start.head);
    for line in [
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "cross-origin-resource-policy: same-origin",
        "frame-ancestors 'none'",
    ] {
        assert!(start.head.contains(line), "{line}");
    }
    assert!(start.body.contains("default-src 'none';") && start.body.contains("connect-src 'self'"));
    assert!(!start.body.contains("unsafe") && !start.body.contains("class=\"scsdoc-banner\""));
    assert_eq!(start.body.matches("<script").count(), start.body.matches("<script src=").count());
    for (target, status, words) in [
        (PAGE, 200, "SCS Flavor Naming Standard"),
        ("/scsdoc%2fstandards/overview/", 404, ""),
        ("/scsdoc/standards/scs%2D0100-v3-flavor-naming/index.html", 200, "SCS Flavor Naming Standard"),
        ("/scsdoc/?query=1", 200, "SCS"),
        ("/", 302, ""),
        ("/scsdoc", 302, ""),
        (PAGE.trim_end_matches('/'), 302, ""),
        ("/scsdoc/assets/style.css", 200, "{"),
        ("/scsdoc/api/v1/register.json", 200, "\"documents\""),
        ("/.scsdoc/live.js", 200, "EventSource"),
        ("/.scsdoc/live.css", 200, ".scsdoc-banner"),
        ("/scsdoc/nothing", 404, "live.js"),
        ("/standards/", 404, ""),
        ("/.scsdoc/", 404, ""),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, status, "{target}: {}", answer.head);
        assert!(answer.body.contains(words), "{target}");
        let length = format!("content-length: {}\r\n", answer.body.len());
        assert!(answer.head.contains(&length), "{target}: {}", answer.head);
    }
    assert!(server.get("/").head.contains("\r\nlocation: /scsdoc/\r\n"));
    assert!(server.get(PAGE.trim_end_matches('/')).head.contains(&format!("\r\nlocation: {PAGE}\r\n")));
    assert!(server.get("/.scsdoc/live.js").head.contains("text/javascript"));
    let (get, head) = (server.get(PAGE), server.send("HEAD", PAGE, &format!("Host: localhost:{}\r\n", server.port)));
    assert_eq!((head.status, head.body.as_str(), &head.head), (200, "", &get.head));
    below(server.folder.path(), &mut after);
    assert_eq!(before, after);
}

#[test]
fn build_output_contains_no_live_reload_code() {
    let folder = register();
    let out = folder.path().join("out");
    let root = folder.path().join("register");
    assert!(common::run(root, &["build", "--out", &out.display().to_string()]).status.success());
    let mut paths = BTreeSet::new();
    below(&out, &mut paths);
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "html")) {
        assert!(!std::fs::read_to_string(path).unwrap().contains("/.scsdoc/"), "{}", path.display());
    }
}

#[test]
fn requests_for_other_hosts_or_origins_are_rejected() {
    let server = Server::start();
    let port = server.port;
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    for headers in [
        host.clone(),
        format!("host:LOCALHOST:{port}\r\n"),
        format!("{host}Origin: http://127.0.0.1:{port}\r\n"),
        format!("{host}Origin: http://localhost:{port}\r\n"),
    ] {
        assert_eq!(server.send("GET", START, &headers).status, 200, "{headers}");
    }
    for foreign in [
        "evil.example".into(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("localhost.:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::1]:{port}"),
        "127.0.0.1:1".into(),
        "127.0.0.1".into(),
        String::new(),
    ] {
        let answer = server.send("GET", START, &format!("Host: {foreign}\r\n"));
        assert_eq!(answer.status, 403, "{foreign}");
        assert!(answer.body.len() < 100, "{foreign}");
        for target in [START, "/.scsdoc/events?since=0", "/scsdoc/api/v1/register.json"] {
            let origin = format!("{host}Origin: http://{foreign}\r\n");
            assert_eq!(server.send("GET", target, &origin).status, 403, "{foreign} at {target}");
        }
    }
    for origin in ["null", "file://", &format!("https://127.0.0.1:{port}")] {
        assert_eq!(server.send("GET", START, &format!("{host}Origin: {origin}\r\n")).status, 403, "{origin}");
    }
    let two = format!("{host}Host: evil.example\r\n");
    assert_eq!(server.send("GET", START, &two).status, 400);
    assert_eq!(server.send("GET", START, "").status, 400);
    assert_eq!(
        server.send("GET", START, &format!("{host}Origin: http://127.0.0.1:{port}\r\nOrigin: null\r\n")).status,
        403
    );
    for method in ["POST", "OPTIONS", "get"] {
        let answer = server.send(method, START, &host);
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.contains("allow: get, head\r\n"));
    }
}

#[test]
fn paths_cannot_escape_the_site() {
    let folder = register();
    #[cfg(unix)]
    {
        let link = |path: &str| {
            let link = folder.path().join("register").join(path);
            std::fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(folder.path().join("secret.md"), link).unwrap();
        };
        link("Standards/scs-0199-v1-secret.md");
        link("site/assets/style.css");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("register/Standards/up")).unwrap();
    }
    let server = Server::of(folder);
    let absolute = server.folder.path().join("secret.md").to_string_lossy().into_owned();
    let below = |path: &&str| [format!("/scsdoc/{path}"), format!("/{path}")];
    let targets = [
        "../secret.md",
        "%2e%2e%2fsecret.md",
        "%252e%252e%252fsecret.md",
        "..%5csecret.md",
        "assets/%2e%2e/%2e%2e/%2e%2e/secret.md",
        "scsdoc.toml",
        "Standards/up/secret.md",
        "standards/scs-0199-v1-secret/",
        "assets/style.css",
        absolute.as_str(),
    ];
    let targets: Vec<String> =
        targets.iter().flat_map(below).chain(["file:///etc/passwd".into(), "*".into()]).collect();
    for target in &targets {
        let answer = server.get(target);
        assert!(!answer.body.contains(SECRET) && !answer.body.contains("[[waiver]]"), "{target}: {}", answer.body);
        let style = target == "/scsdoc/assets/style.css";
        assert!(style || [400, 404].contains(&answer.status), "{target}: {}", answer.head);
    }
    assert_eq!(server.get(START).status, 200);
}

#[test]
fn a_save_reloads_pages() {
    let server = Server::start();
    let file = "Standards/scs-0100-v3-flavor-naming.md";
    let text = std::fs::read_to_string(server.path(file)).unwrap();
    let version = server.version(PAGE);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| server.wait(&version));
        }
        std::thread::sleep(Duration::from_millis(100));
        server.write(file, &text.replace("title: SCS Flavor Naming Standard", "title: Names <of> Flavors"));
    });
    server.until(PAGE, |answer| answer.body.contains("Names &lt;of&gt; Flavors"));
    // Some editors save by replacing the old file with a new one.
    let version = server.version(PAGE);
    server.write("Standards/.new", &text);
    std::fs::rename(server.path("Standards/.new"), server.path(file)).unwrap();
    server.wait(&version);
    server.until(PAGE, |answer| answer.body.contains("SCS Flavor Naming Standard"));
    // A new document, one that is gone, and settings.
    server.write("Standards/scs-0199-v1-new.md", &text);
    server.until("/scsdoc/standards/scs-0199-v1-new/", |answer| answer.status == 200);
    std::fs::remove_file(server.path("Standards/scs-0199-v1-new.md")).unwrap();
    server.until("/scsdoc/standards/scs-0199-v1-new/", |answer| answer.status == 404);
    let settings = std::fs::read_to_string(server.path("scsdoc.toml")).unwrap();
    server.write("scsdoc.toml", &settings.replace("base = \"/scsdoc/\"", "base = \"/else/\""));
    server.until("/else/", |answer| answer.status == 200);
    assert_eq!(server.get(START).status, 404);
    // A page of another version is notified immediately, as after a restart.
    server.wait("of-another-day");
}

#[test]
fn errors_are_on_the_page() {
    let server = Server::start();
    let template = "site/templates/track.html";
    server.write(template, "{% if %}");
    let page = server.until(PAGE, |answer| answer.body.contains("class=\"scsdoc-banner\""));
    assert!(
        page.body.contains("role=\"alert\"") && page.body.contains("site/templates/track.html, line 1"),
        "{}",
        page.body
    );
    assert!(page.body.contains("SCS Flavor Naming Standard") && page.status == 200);
    let version = server.version(PAGE);
    server.write(template, "<h1>{{ view.name }}</h1>");
    server.wait(&version);
    server.until(PAGE, |answer| !answer.body.contains("class=\"scsdoc-banner\""));
    let track = server.get("/scsdoc/standards/iam/");
    assert!(track.body.starts_with("<h1>IAM</h1>") && track.body.contains("live.js"), "{}", track.body);
    // An error in a document does not prevent the build, and is reported.
    server.write("Standards/scs-0198-v1-<b>.md", "no front matter\n");
    let page = server.until(START, |answer| answer.body.contains("class=\"scsdoc-banner\""));
    assert!(page.body.contains("scs-0198-v1-&lt;b&gt;.md:1: "), "{}", page.body);

    let folder = register();
    std::fs::create_dir_all(folder.path().join("register/site/templates")).unwrap();
    std::fs::write(folder.path().join("register").join(template), "{{ <script> }}").unwrap();
    let server = Server::of(folder);
    let page = server.get("/any/page");
    assert_eq!(page.status, 500);
    assert!(page.body.contains("track.html, line 1") && page.body.contains("live.js"));
    let version = server.version("/");
    std::fs::remove_file(server.path(template)).unwrap();
    server.wait(&version);
    server.until(START, |answer| answer.status == 200);
}

#[test]
fn findings_in_the_baseline_are_suppressed() {
    let folder = register();
    let root = folder.path().join("register");
    std::fs::write(root.join("Standards/scs-0198-v1-old.md"), "no front matter\n").unwrap();
    let settings = std::fs::read_to_string(root.join("scsdoc.toml")).unwrap();
    std::fs::write(root.join("scsdoc.toml"), format!("baseline = \"known.txt\"\n{settings}")).unwrap();
    let server = Server::of(folder);
    let banner = |answer: &Answer| answer.body.contains("class=\"scsdoc-banner\"");
    // The configured file is watched, whether it exists or not.
    assert!(server.get(START).body.contains("known.txt does not exist"), "{}", server.get(START).body);
    let root = server.path("");
    let written = common::run(&root, &["check", "--write-baseline", "known.txt"]);
    assert_eq!(written.status.code(), Some(0));
    server.until(START, |answer| answer.status == 200 && !banner(answer));
    server.write("Standards/scs-0199-v1-new.md", "no front matter\n");
    let page = server.until(START, banner);
    assert!(page.body.contains("scs-0199-v1-new.md:1: ") && !page.body.contains("scs-0198-v1-old.md:1: "));
}

#[cfg(unix)]
#[test]
fn ctrl_c_exits_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start();
        let mut waiting = server.open();
        write!(
            waiting,
            "GET /.scsdoc/events?since={} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            server.version(PAGE),
            server.port
        )
        .unwrap();
        let killed = Command::new("kill").args([signal, &server.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
        assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
    }
}

#[test]
fn a_used_port_is_reported() {
    let server = Server::start();
    let output = common::run(server.path(""), &["serve", "--port", &server.port.to_string()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--port") && said.lines().count() == 1, "{said}");
}
