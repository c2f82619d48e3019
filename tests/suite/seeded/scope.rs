//! Seeds in scope files, and between scope files and documents.

use super::{Seed, swap, wide};
use crate::common::rows;

const FILE: &str = "Tests/scs-compatible.yaml";

/// A rule, what is wrong, and what replaces what in the scope file.
const IN_SCOPE: &str = r#"
["invalid-scope", "not YAML", "modules:\n", "modules: [\n"]
["invalid-scope", "no name", "name: Compatible IaaS\n", ""]
["invalid-scope", "no UUID", "50393e6f-2ae1", "50393e6f+2ae1"]
["invalid-scope", "a wrong validity", "v2: effective", "v2: valid"]
["invalid-scope", "a wrong date", "date: 2025-03-01", "date: 1 March 2025"]
["invalid-scope", "a list for a mapping", "    targets:\n      main:\n", "    targets:\n      - main:\n"]
["unknown-scope-key", "an unknown key", "name: Compatible IaaS\n", "name: Compatible IaaS\ncolour: red\n"]
["unknown-scope-key", "a misspelt key", "    targets:\n", "    tragets:\n"]
["unknown-scope-key", "a misspelt key of a version", "    stabilized_at", "    stabilised_at"]
["unknown-lifetime", "no such period", "      - id: scs-0100-length-10\n", "      - id: scs-0100-length-10\n        lifetime: infinite\n"]
["version-without-main", "the only target renamed", "    targets:\n      main:\n        - scs-0100-syntax-check", "    targets:\n      other:\n        - scs-0100-syntax-check"]
["test-case-address-mismatch", "the address of another standard", "      - id: scs-0100-length-10\n        description: Names are short.\n        url: https://docs.scs.community/standards/scs-0100-w1-names-testing#automated-tests", "      - id: scs-0100-length-10\n        description: Names are short.\n        url: https://docs.scs.community/standards/scs-0101-v1-entropy"]
["test-case-of-other-standard", "another standard in the description", "description: Names are short.\n        url: https://docs.scs.community/standards/scs-0100-w1-names-testing#automated-tests\n", "description: Names are short as in SCS-0101-v1.\n"]
["duplicate-test-case", "the id twice", "- id: scs-0100-length-10", "- id: scs-0100-syntax-check"]
["duplicate-module", "the id twice", "- id: scs-0101-v1", "- id: scs-0100-v2"]
["duplicate-scope-version", "the name twice", "  - version: v1\n", "  - version: v2\n"]
["unknown-module", "an unknown module", "      - scs-0101-v1\n", "      - scs-0101-v9\n"]
["unknown-target-test-case", "an unknown test case", "        - scs-0101-entropy-avail\n", "        - scs-0101-entropy-none\n"]
["unknown-timeline-version", "an unknown version", "      v1: deprecated\n", "      v9: deprecated\n"]
["timeline-order", "oldest first", "date: 2025-03-01", "date: 2020-03-01"]
["timeline-not-stable", "effective before stable", "    stabilized_at: 2025-01-15\n", "    stabilized_at: 2025-06-15\n"]
["timeline-not-stable", "effective and never stable", "    stabilized_at: 2025-01-15\n", ""]
["several-effective-versions", "two at once", "      v1: deprecated\n", "      v1: effective\n"]
["test-case-in-no-module", "left out of its target", "        - scs-0100-length-10\n", ""]
["module-in-no-version", "in no version", "      - scs-0101-v1\n", ""]
["module-without-targets", "no targets", "    targets:\n      main:\n        - scs-0101-entropy-avail\n      preview:\n        - scs-0101-docs-check\n", ""]
["missing-parameter", "no value", "        parameters:\n          image_spec: https://example.org/v2\n", ""]
["undeclared-variable", "an undeclared variable", "{os_cloud}", "{os_clouds}"]
["unused-variable", "an unused variable", "  - os_cloud\n", "  - os_cloud\n  - other\n"]
["test-case-prefix", "no number", "      - id: scs-0101-docs-check\n", "      - id: docs-check\n"]
["missing-script", "no such script", "./check.py", "./none.py"]
["broken-test-url", "no such anchor", "scs-0101-v1-entropy#conformance-tests", "scs-0101-v1-entropy#nowhere"]
["broken-test-url", "no such document", "scs-0100-w1-names-testing#", "scs-0100-w9-names-testing#"]
["untested-standard", "no automated test case", "        - scs-0101-entropy-avail\n", ""]
["scope-document-drift", "required and not listed", "          image_spec: https://example.org/v1\n", "          image_spec: https://example.org/v1\n      - scs-0101-v1\n"]
["scope-document-drift", "listed and not required", "      - scs-0101-v1\n  - version: v1", "  - version: v1"]
["scope-date-conflict", "another date than the document's", "    stabilized_at: 2025-01-15\n", "    stabilized_at: 2025-01-14\n"]
["lifetime-conflict", "a result that lives too long", "        description: There is entropy.\n", "        description: There is entropy.\n        lifetime: year\n"]
["hidden-characters", "an override", "Names comply", "Names\u202e comply"]
["oversized", "deep YAML", "name: Compatible IaaS\n", "name: Compatible IaaS\nx: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"]
"#;

/// A rule, and what replaces what in a document.
const IN_DOCUMENTS: &str = r#"
["undocumented-test-case", "Standards/scs-0101-v1-entropy.md", "`scs-0101-entropy-avail`", "below"]
["unknown-test-case", "Standards/scs-0101-v1-entropy.md", "`scs-0101-entropy-avail`", "`scs-0101-entropy-avial`"]
["scope-document-drift", "Standards/scs-0501-v2-compatible.md", "- [scs-0101-v1: Entropy](https://docs.scs.community/standards/scs-0101-v1-entropy)\n", ""]
["scope-requires-unstable", "Standards/scs-0101-v1-entropy.md", "status: Stable\nstabilized_at: 2024-01-01\n", "status: Draft\n"]
["scope-date-conflict", "Standards/scs-0501-v2-compatible.md", "stabilized_at: 2025-01-15", "stabilized_at: 2025-01-20"]
["lifetime-conflict", "Standards/scs-0501-v2-compatible.md", "at least weekly", "at least daily"]
"#;

pub fn seeds() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = rows(IN_SCOPE).map(|[rule, what, from, to]| swap(rule, what, FILE, from, to)).collect();
    let in_documents = rows(IN_DOCUMENTS);
    seeds.extend(in_documents.map(|[rule, file, from, to]| swap(rule, format!("{from:?} in {file}"), file, from, to)));
    seeds.push(wide("test-case-drift", "another target in front matter than in the module", |base, path| {
        let tests = "tests:\n  - executable: ./check.py\n    testcases:\n      - id: scs-0100-syntax-check\n        description: Names comply.\n        target: recommended\n        versions: [v2]\n";
        let text = super::front::append(base.text(path), tests)?;
        path.contains("scs-0100-w1").then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
    seeds.push(wide("oversized", "more than a mebibyte", |base, path| {
        let text = format!("{}{}", base.text(path), "# padding\n".repeat(120_000));
        (path == FILE).then(|| vec![(path.into(), Some(text.into_bytes()))])
    }));
    seeds.push(wide("invalid-utf8", "a byte that is not UTF-8", |base, path| {
        let mut bytes = base.text(path).as_bytes().to_vec();
        bytes.extend_from_slice(b"# \xff\n");
        (path == FILE).then(|| vec![(path.into(), Some(bytes))])
    }));
    seeds
}
