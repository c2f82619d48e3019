//! The built site in a real browser, where one is installed: Debian's package is called chromium.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::browser::chromium;
use std::path::Path;
use std::process::Command;

/// What the browser makes of `page` in a window of this width: the document it ends with, and what it logged.
fn open(chromium: &Path, page: &Path, width: u32) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        // What it leaves when it is killed goes with the profile.
        .env("TMPDIR", profile.path())
        .arg(format!("--window-size={width},800"))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Lines that the page itself caused: messages of its console.
fn console(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.contains("CONSOLE") || line.contains("Content Security Policy")).collect()
}

fn build(out: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_scsdoc"))
        .args(["--at", "2026-11-20", "--root", env!("CARGO_MANIFEST_DIR"), "build", "--out"])
        .arg(out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A page around the site's pages, one frame each at the width of a phone, that says in its title what sticks out.
/// The pages allow no scripts, so measuring is done from outside, on copies in which the policy is lifted.
fn measure(chromium: &Path, out: &Path, pages: &[&str], width: u32) -> String {
    let probe = "<script>addEventListener('load', () => { const root = document.documentElement;\
        const styles = getComputedStyle(document.body).fontFamily.includes('system-ui');\
        root.setAttribute('data-measured', [innerWidth, root.scrollWidth, styles, document.querySelectorAll('table tbody tr').length].join(' ')); });</script>";
    let mut found = String::new();
    for page in pages {
        let text = std::fs::read_to_string(out.join(page)).unwrap();
        let policy = text.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
        let copy = out.join(page).with_file_name("measured.html");
        std::fs::write(&copy, text.replace(policy, probe)).unwrap();
        // A window of the browser is not narrower than 500 pixels: the page is measured in a frame.
        let frame = out.join("frame.html");
        let source = copy.strip_prefix(out).unwrap().display();
        std::fs::write(
            &frame,
            format!(
                "<iframe src=\"{source}\" width={width} height=800 style=\"border:0\"></iframe><script>\
                 addEventListener('load', () => {{ const inner = document.querySelector('iframe').contentDocument;\
                 document.title = inner ? inner.documentElement.dataset.measured : 'closed'; }});</script>"
            ),
        )
        .unwrap();
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new(chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"])
            .args([
                "--disable-component-update",
                "--disable-sync",
                "--allow-file-access-from-files",
                "--virtual-time-budget=3000",
                "--dump-dom",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            // What it leaves when it is killed goes with the profile.
            .env("TMPDIR", profile.path())
            .arg(format!("file://{}", frame.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("nothing");
        found.push_str(&format!("{page}: {title}\n"));
    }
    found
}

#[test]
fn the_overview_opens_from_the_file_system() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    build(folder.path());
    let (dom, log) = open(&chromium, &folder.path().join("index.html"), 1280);
    assert!(dom.contains("<table class=\"overview\"") && dom.contains("scs-0100-v3-flavor-naming/index.html"));
    assert_eq!(console(&log), Vec::<&str>::new());
    let (dom, log) = open(&chromium, &folder.path().join("standards/scs-0100-v3-flavor-naming/index.html"), 1280);
    assert!(dom.contains("Effective since 2023-06-14"));
    assert_eq!(console(&log), Vec::<&str>::new());
}

#[test]
fn nothing_sticks_out_of_a_phone() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    build(folder.path());
    let pages = [
        "index.html",
        "standards/iaas/scs-0100/index.html",
        "standards/tests/index.html",
        "scopes/scs-compatible-iaas/index.html",
        "standards/scs-0102-w1-image-metadata-implementation-testing/index.html",
    ];
    let measured = measure(&chromium, folder.path(), &pages, 390);
    for line in measured.lines() {
        let numbers: Vec<&str> = line.split(": ").nth(1).unwrap_or_default().split(' ').collect();
        let [inner, content, styles, rows] = numbers.as_slice() else { panic!("{line}") };
        assert_eq!((*inner, *styles), ("390", "true"), "{line}");
        assert!(content.parse::<u32>().unwrap() <= 390, "{line}");
        assert!(rows.parse::<u32>().unwrap() > 0, "{line}");
    }
}
