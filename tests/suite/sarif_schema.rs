//! The SARIF report against the official schema of version 2.1.0.
//!
//! The schema is part of the serde-sarif crate, which cargo fetches into a scratch package under `target/`.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The schema, or why there is not one.
fn schema() -> Result<Value, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/lib.rs"), "").unwrap();
    let manifest = "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [dependencies]\nserde-sarif = \"=0.8.0\"\n";
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let metadata = |offline: &[&str]| {
        let cargo = option_env!("CARGO").unwrap_or("cargo");
        let args = ["metadata", "--format-version", "1", "--quiet"];
        Command::new(cargo).args(args).args(offline).env("CARGO_NET_RETRY", "1").current_dir(&folder).output()
    };
    let mut output = metadata(&["--offline"]).map_err(|error| error.to_string())?;
    if !output.status.success() {
        output = metadata(&[]).map_err(|error| error.to_string())?;
    }
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned());
    }
    let found: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let packages = found["packages"].as_array().into_iter().flatten();
    let package = packages.into_iter().find(|package| package["name"] == "serde-sarif").ok_or("no package")?;
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap_or_default());
    let text = std::fs::read(manifest.with_file_name("src/schema.json")).map_err(|error| error.to_string())?;
    let mut schema: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    // The one for language codes is not a regular expression; the report has no language.
    for part in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{part}/properties/language"));
        if let Some(language) = language.and_then(Value::as_object_mut) {
            language.remove("pattern");
        }
    }
    Ok(schema)
}

#[test]
fn the_sarif_report_is_valid() {
    let schema = match schema() {
        Ok(schema) => schema,
        Err(reason) => {
            crate::common::skip("crates.io", &reason);
            return;
        }
    };
    assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]})));
    let hostile = tempfile::tempdir().unwrap();
    std::fs::create_dir(hostile.path().join("Standards")).unwrap();
    let text = "---\ntitle: \"\u{202e}[a](b){0}\"\nstatus: <x>\n---\n\n[a](x y#%) \u{1b}\n";
    std::fs::write(hostile.path().join("Standards/scs-0100-v1-ä b%[x]{0}.md"), text).unwrap();
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let public = crate::common::public_register();
    let mut roots = vec![own, hostile.path().to_path_buf()];
    roots.extend(public.iter().map(|folder| folder.path().to_path_buf()));
    for root in roots {
        let output = crate::common::run(&root, &["check", "--format", "sarif"]);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()).chars().take(300).collect())
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", root.display());
    }
}
