//! Real clients: Neovim, Emacs and pytest-lsp.

use super::client::{STANDARD, register, text};
use crate::common::{has, python, skip};
use std::path::{Path, PathBuf};
use std::process::Command;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A register with something to show, complete, rename and fix.
fn faulty() -> tempfile::TempDir {
    let folder = register();
    let faulty =
        text("One").replace("status: Draft", "status: proposal").replace("on One", "[two](scs-0101-v1-two.md#no)");
    std::fs::write(folder.path().join(STANDARD), faulty).unwrap();
    std::fs::write(folder.path().join("Standards/scs-xxxx-v1-new-idea.md"), text("New idea")).unwrap();
    folder
}

fn drive(mut command: Command, folder: &Path) {
    let bin = Path::new(env!("CARGO_BIN_EXE_scsdoc"));
    let home = folder.join("home");
    std::fs::create_dir_all(&home).unwrap();
    let done = command
        .current_dir(folder)
        .env("SCSDOC", bin)
        .env("SCSDOC_FOLDER", folder.canonicalize().unwrap())
        .env("SCSDOC_SOURCE", here())
        .env("HOME", &home)
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && said.contains("all is well"), "{said}");
}

#[test]
fn neovim() {
    if !has("nvim", "neovim") {
        return;
    }
    let folder = faulty();
    let mut command = Command::new("nvim");
    command.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S"]).arg(here().join("tests/suite/lsp/neovim.lua"));
    drive(command, folder.path());
}

#[test]
fn pytest_lsp() {
    let Some(python) = python("pytest-lsp", "pytest_lsp", "1.0.1") else { return };
    let folder = faulty();
    let mut command = Command::new(python);
    command
        .args(["-m", "pytest", "-q", "-s", "-p", "no:cacheprovider"])
        .arg(here().join("tests/suite/lsp/test_session.py"));
    drive(command, folder.path());
}

#[test]
fn vs_code_extension_is_consistent() {
    let folder = here().join("editors/vscode");
    let manifest = std::fs::read_to_string(folder.join("package.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let main = folder.join(manifest["main"].as_str().unwrap());
    let script = std::fs::read_to_string(&main).unwrap();
    // Each setting that is read is declared, and required packages are listed.
    let settings = manifest["contributes"]["configuration"]["properties"].as_object().unwrap();
    assert!(settings.contains_key("scsdoc.command") && script.contains("getConfiguration('scsdoc').get('command')"));
    assert!(manifest["dependencies"]["vscode-languageclient"].is_string() && script.contains("vscode-languageclient"));
    assert!(manifest["engines"]["vscode"].is_string());
    if has("node", "npm") {
        let done = Command::new("node").arg("--check").arg(&main).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn emacs_with_eglot() {
    if !has("emacs", "emacs") {
        return;
    }
    let folder = faulty();
    let mut command = Command::new("emacs");
    // From 29 on it is in Emacs itself; for 28 Debian has it.
    let built_in = ["-Q", "--batch", "--eval", "(require 'eglot)"];
    if !Command::new("emacs").args(built_in).output().is_ok_and(|done| done.status.success()) {
        let Some(libraries) = eglot() else { return };
        command.env("SCSDOC_EGLOT", libraries);
    }
    command.args(["-Q", "--batch", "-l"]).arg(here().join("tests/suite/lsp/eglot.el"));
    drive(command, folder.path());
}

/// The folder of eglot and its dependencies, below `target`.
fn eglot() -> Option<PathBuf> {
    let folder = here().join("target/eglot");
    let libraries = folder.join("usr/share/emacs/site-lisp/elpa-src");
    if !libraries.exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let script = "apt-get download -qq elpa-eglot elpa-project elpa-xref elpa-seq && for file in *.deb; do dpkg -x $file .; done";
        let _ = Command::new("sh").arg("-c").arg(script).current_dir(&folder).output();
    }
    if libraries.exists() {
        return Some(libraries);
    }
    skip("emacs", "eglot is neither in Emacs nor in a package");
    None
}
