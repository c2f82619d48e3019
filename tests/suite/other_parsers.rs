//! Compares our parsing of front matter with two well-known libraries, on real documents and random YAML.

#![allow(clippy::disallowed_methods, reason = "a test")]

use gray_matter::{Matter, engine::YAML};
use proptest::prelude::*;
use scsdoc::testing::load::Entry;
use scsdoc::testing::model::document::Document;
use scsdoc::testing::value::yaml;
use std::path::{Path, PathBuf};

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("scs-")).collect();
    paths.sort();
    paths
}

fn compare(folder: &Path) -> usize {
    let matter = Matter::<YAML>::new();
    let mut compared = 0;
    for path in documents(folder) {
        let bytes = std::fs::read(&path).unwrap();
        let document = Document::parse(&path.to_string_lossy(), &Entry::File(bytes.as_slice().into()));
        let ours = document.front.root.as_ref().unwrap().to_json();
        // The other library sees no front matter after a byte order mark.
        let text = String::from_utf8(bytes).unwrap();
        let theirs = matter.parse::<serde_json::Value>(text.trim_start_matches('\u{feff}')).unwrap();
        assert_eq!(Some(ours), theirs.data, "{}", path.display());
        let body = document.source.slice(document.body.span);
        assert_eq!(body.trim(), theirs.content.trim(), "{}", path.display());
        compared += 1;
    }
    compared
}

#[test]
fn gray_matter_agrees_on_our_register() {
    assert!(compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Standards")) > 60);
}

#[test]
fn gray_matter_agrees_on_the_public_register() {
    let Some(root) = crate::common::public_register() else { return };
    assert_eq!(compare(&root.path().join("Standards")), 104);
}

#[test]
fn yaml_serde_agrees_on_the_public_scope_files() {
    let Some(root) = crate::common::public_register() else { return };
    for name in ["scs-compatible-iaas.yaml", "scs-compatible-kaas.yaml"] {
        let text = std::fs::read_to_string(root.path().join("Tests").join(name)).unwrap();
        let theirs: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(yaml::parse(&text).root.unwrap().to_json(), theirs, "{name}");
    }
}

/// Small YAML documents with what front matter uses: nesting, quotes, flow, block scalars, comments, dates.
fn yaml_text() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-z][a-z0-9 .-]{0,8}[a-z0-9]",
        "'[a-zäß |:#]{0,8}'",
        "\"[a-zäß |:#]{0,8}\"",
        Just("2024-02-08".to_owned()),
        Just("true".to_owned()),
        Just("~".to_owned()),
        Just(String::new()),
        "[0-9]{1,5}",
        Just("[a, 'b', 3]".to_owned()),
        Just("{k: v, w: 2}".to_owned()),
        Just(">-\n    folded\n    text".to_owned()),
        Just("|\n    literal\n\n    text".to_owned()),
        Just("\n  - x\n  - 'y'  # why".to_owned()),
        Just("\n  sub: 1\n  other: [2]".to_owned()),
    ];
    let comment = prop_oneof![Just(String::new()), Just("  # a comment".to_owned())];
    proptest::collection::vec((scalar, comment), 0..8).prop_map(|values| {
        let mut text = String::new();
        for (index, (value, comment)) in values.into_iter().enumerate() {
            let comment = if value.contains('\n') { String::new() } else { comment };
            text.push_str(&format!("k{index}: {value}{comment}\n"));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn both_parsers_agree(text in yaml_text()) {
        let ours = yaml::parse(&text);
        let theirs: Result<serde_json::Value, _> = serde_yaml::from_str(&text);
        match theirs {
            Ok(value) => {
                prop_assert!(ours.problems.is_empty(), "{:?} in\n{}", ours.problems, text);
                let ours = ours.root.map_or(serde_json::Value::Null, |root| root.to_json());
                prop_assert_eq!(ours, value, "{}", text);
            }
            Err(error) => prop_assert!(!ours.problems.is_empty(), "only the other parser objects: {error} in\n{text}"),
        }
    }
}
