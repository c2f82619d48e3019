//! Compares our parsing with that of other programs, on thousands of generated documents.

use crate::common::readers::{compare_mdx, compare_yaml, documents, mappings};

#[test]
fn mdx_rejects_what_check_rejects() {
    let documents = documents(11, 5_000);
    let Some((missed, alone)) = compare_mdx(&documents) else { return };
    assert!(missed.is_empty(), "{}: {missed:#?}", missed.len());
    assert!(alone.len() <= documents.len() / 500, "{}: {alone:#?}", alone.len());
}

#[test]
fn reports_front_matter_parsed_differently_elsewhere() {
    let Some(silent) = compare_yaml(&mappings(12, 5_000)) else { return };
    assert!(silent.is_empty(), "{}: {silent:#?}", silent.len());
}
