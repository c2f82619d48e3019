//! A real browser (Chromium), driven over a pipe with the DevTools protocol.

#![allow(dead_code)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(300);

/// The source of axe-core.
pub fn axe() -> Option<String> {
    let modules = super::npm(&["axe-core@4"])?;
    Some(std::fs::read_to_string(modules.join("axe-core/axe.min.js")).unwrap())
}

/// A browser with one page.
pub struct Browser {
    _child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    context: Value,
    session: String,
    last: u64,
    /// Messages of the page and the browser: logs, errors, policy violations.
    pub said: Vec<String>,
}

impl Browser {
    /// A new page without stored data of earlier ones, in the browser shared by all tests. Skips if there is no browser.
    pub fn page() -> Option<MutexGuard<'static, Browser>> {
        static SHARED: LazyLock<Option<Mutex<Browser>>> = LazyLock::new(|| {
            let names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
            let program = names.iter().map(Path::new).find(|path| path.exists())?;
            Some(Mutex::new(Browser::start(program)))
        });
        let Some(shared) = &*SHARED else {
            super::skip("browser", "Chromium is not installed (apt-get install chromium)");
            return None;
        };
        let mut browser = shared.lock().unwrap_or_else(PoisonError::into_inner);
        browser.renew();
        Some(browser)
    }

    /// Starts the browser. It ends with this process, when its pipe is closed.
    fn start(program: &Path) -> Self {
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(concat!("browser-", env!("CARGO_CRATE_NAME")));
        let _ = std::fs::remove_dir_all(&profile);
        std::fs::create_dir_all(&profile).unwrap();
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .env("TMPDIR", &profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, mut out) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let (send, from) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while out.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                let value = serde_json::from_slice(&message).unwrap_or_default();
                message.clear();
                if send.send(value).is_err() {
                    break;
                }
            }
        });
        Browser { _child: child, to, from, context: Value::Null, session: String::new(), last: 0, said: Vec::new() }
    }

    fn renew(&mut self) {
        self.session.clear();
        if !self.context.is_null() {
            self.call("Target.disposeBrowserContext", json!({"browserContextId": self.context}));
        }
        self.context = self.call("Target.createBrowserContext", json!({}))["browserContextId"].clone();
        let target = json!({"url": "about:blank", "browserContextId": self.context});
        let target = self.call("Target.createTarget", target)["targetId"].clone();
        let attached = self.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        self.session = attached["sessionId"].as_str().unwrap().into();
        for domain in ["Page", "Runtime", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.said.clear();
    }

    fn next(&mut self) -> Value {
        let message = self.from.recv_timeout(PATIENCE).expect("the browser answers");
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            _ if message["sessionId"] != self.session => {}
            "Runtime.consoleAPICalled" => self.said.push(params["args"].to_string()),
            "Runtime.exceptionThrown" => self.said.push(params["exceptionDetails"].to_string()),
            "Log.entryAdded" => self.said.push(params["entry"]["text"].to_string()),
            _ => {}
        }
        message
    }

    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let answer = self.next();
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// Opens an address and waits until everything is loaded.
    pub fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({"url": url}));
        self.loaded();
    }

    pub fn loaded(&mut self) {
        loop {
            let message = self.next();
            if message["method"] == "Page.loadEventFired" && message["sessionId"] == self.session {
                return;
            }
        }
    }

    /// The value of an expression on the page; for a promise, the value that it resolves to.
    pub fn eval(&mut self, script: &str) -> Value {
        let params = json!({"expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let result = self.call("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{script}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    pub fn text(&mut self, script: &str) -> String {
        self.eval(script).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, script: &str) {
        let wait = format!(
            "new Promise((done, failed) => {{ let n = 0; const look = () => ({script}) ? done(true) \
             : n++ > 500 ? failed(new Error('in vain')) : setTimeout(look, 20); look(); }})"
        );
        self.eval(&wait);
    }

    pub fn key(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            _ => 0,
        };
        let text = match key {
            "Enter" => "\r",
            key if key.chars().count() == 1 => key,
            _ => "",
        };
        for kind in ["keyDown", "keyUp"] {
            let mut params = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" && !text.is_empty() {
                params["text"] = text.into();
            }
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// Types a word.
    pub fn type_in(&mut self, word: &str) {
        word.chars().for_each(|key| self.key(&key.to_string()));
    }

    /// axe finds nothing on the page, and the page is not wider than the window.
    pub fn is_accessible(&mut self, axe: &str, what: &str) {
        self.eval(axe);
        let found = self.text(
            "axe.run({preload: false, rules: {'target-size': {enabled: true}}}).then(found => found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' ')).join('\\n'))",
        );
        assert_eq!(found, "", "{what}");
        assert_eq!(self.eval("document.documentElement.scrollWidth > innerWidth"), false, "{what}");
    }

    pub fn window(&mut self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
        let features = json!({"media": "", "features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call("Emulation.setEmulatedMedia", features);
    }
}
