//! Our reading against that of other programs, on thousands of generated documents.

use crate::common::readers::{compare_mdx, compare_yaml, documents, mappings};

#[test]
fn mdx_refuses_what_we_refuse() {
    let documents = documents(11, 5_000);
    let Some((missed, alone)) = compare_mdx(&documents) else { return };
    assert!(missed.is_empty(), "{}: {missed:#?}", missed.len());
    assert!(alone.len() <= documents.len() / 500, "{}: {alone:#?}", alone.len());
}

#[test]
fn front_matter_that_others_read_in_another_way_has_a_finding() {
    let Some(silent) = compare_yaml(&mappings(12, 5_000)) else { return };
    assert!(silent.is_empty(), "{}: {silent:#?}", silent.len());
}
