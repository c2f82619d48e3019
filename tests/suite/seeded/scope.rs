//! Seeds in scope files, and between scope files and documents.

use super::{Seed, seed, wide};

const FILE: &str = "Tests/scs-compatible.yaml";

/// A seed that replaces the first `from` of the scope file.
fn swap(rule: &'static str, what: &str, from: &'static str, to: &'static str) -> Seed {
    let what = what.to_owned();
    seed(rule, what.clone(), move |path, text| {
        if path != FILE {
            return None;
        }
        assert!(text.contains(from), "{what}: the clean file lacks {from:?}");
        Some(text.replacen(from, to, 1))
    })
}

/// A seed that replaces text in a document.
fn swap_in(rule: &'static str, file: &'static str, from: &'static str, to: &'static str) -> Seed {
    seed(rule, format!("{from:?} in {file}"), move |path, text| {
        if path != file {
            return None;
        }
        assert!(text.contains(from), "the clean {file} lacks {from:?}");
        Some(text.replacen(from, to, 1))
    })
}

pub fn seeds() -> Vec<Seed> {
    let mut seeds = vec![
        swap("invalid-scope", "not YAML", "modules:\n", "modules: [\n"),
        swap("invalid-scope", "no name", "name: Compatible IaaS\n", ""),
        swap("invalid-scope", "no UUID", "50393e6f-2ae1", "50393e6f+2ae1"),
        swap("invalid-scope", "a wrong validity", "v2: effective", "v2: valid"),
        swap("invalid-scope", "a wrong date", "date: 2025-03-01", "date: 1 March 2025"),
        swap("invalid-scope", "a list for a mapping", "    targets:\n      main:\n", "    targets:\n      - main:\n"),
        swap(
            "unknown-scope-key",
            "a key that nobody knows",
            "name: Compatible IaaS\n",
            "name: Compatible IaaS\ncolour: red\n",
        ),
        swap("unknown-scope-key", "a misspelled key", "    targets:\n", "    tragets:\n"),
        swap("unknown-scope-key", "a misspelled key of a version", "    stabilized_at", "    stabilised_at"),
        swap(
            "unknown-lifetime",
            "no such period",
            "      - id: scs-0100-length-10\n",
            "      - id: scs-0100-length-10\n        lifetime: infinite\n",
        ),
        swap(
            "version-without-main",
            "the only target renamed",
            "    targets:\n      main:\n        - scs-0100-syntax-check",
            "    targets:\n      other:\n        - scs-0100-syntax-check",
        ),
        swap(
            "test-case-address-mismatch",
            "the address of another standard",
            "      - id: scs-0100-length-10\n        description: Names are short.\n        url: https://docs.scs.community/standards/scs-0100-w1-names-testing#automated-tests",
            "      - id: scs-0100-length-10\n        description: Names are short.\n        url: https://docs.scs.community/standards/scs-0101-v1-entropy",
        ),
        swap(
            "test-case-of-other-standard",
            "another standard in the description",
            "description: Names are short.\n        url: https://docs.scs.community/standards/scs-0100-w1-names-testing#automated-tests\n",
            "description: Names are short as in SCS-0101-v1.\n",
        ),
        swap("duplicate-test-case", "the id twice", "- id: scs-0100-length-10", "- id: scs-0100-syntax-check"),
        swap("duplicate-module", "the id twice", "- id: scs-0101-v1", "- id: scs-0100-v2"),
        swap("duplicate-scope-version", "the name twice", "  - version: v1\n", "  - version: v2\n"),
        swap("unknown-module", "an include of nothing", "      - scs-0101-v1\n", "      - scs-0101-v9\n"),
        swap(
            "unknown-target-test-case",
            "a target of nothing",
            "        - scs-0101-entropy-avail\n",
            "        - scs-0101-entropy-none\n",
        ),
        swap("unknown-timeline-version", "a version of nothing", "      v1: deprecated\n", "      v9: deprecated\n"),
        swap("timeline-order", "oldest first", "date: 2025-03-01", "date: 2020-03-01"),
        swap(
            "timeline-not-stable",
            "effective before stable",
            "    stabilized_at: 2025-01-15\n",
            "    stabilized_at: 2025-06-15\n",
        ),
        swap("timeline-not-stable", "effective and never stable", "    stabilized_at: 2025-01-15\n", ""),
        swap("several-effective-versions", "two at once", "      v1: deprecated\n", "      v1: effective\n"),
        swap("test-case-in-no-module", "left out of its target", "        - scs-0100-length-10\n", ""),
        swap("module-in-no-version", "included by nobody", "      - scs-0101-v1\n", ""),
        swap(
            "module-without-targets",
            "no targets",
            "    targets:\n      main:\n        - scs-0101-entropy-avail\n      preview:\n        - scs-0101-docs-check\n",
            "",
        ),
        swap(
            "missing-parameter",
            "no value",
            "        parameters:\n          image_spec: https://example.org/v2\n",
            "",
        ),
        swap("undeclared-variable", "a variable of nobody", "{os_cloud}", "{os_clouds}"),
        swap("unused-variable", "a variable for nobody", "  - os_cloud\n", "  - os_cloud\n  - other\n"),
        swap("test-case-prefix", "no number", "      - id: scs-0101-docs-check\n", "      - id: docs-check\n"),
        swap("missing-script", "no such script", "./check.py", "./none.py"),
        swap(
            "broken-test-url",
            "no such anchor",
            "scs-0101-v1-entropy#conformance-tests",
            "scs-0101-v1-entropy#nowhere",
        ),
        swap("broken-test-url", "no such document", "scs-0100-w1-names-testing#", "scs-0100-w9-names-testing#"),
        swap("untested-standard", "no automated test case", "        - scs-0101-entropy-avail\n", ""),
        swap(
            "scope-document-drift",
            "required and not listed",
            "          image_spec: https://example.org/v1\n",
            "          image_spec: https://example.org/v1\n      - scs-0101-v1\n",
        ),
        swap(
            "scope-document-drift",
            "listed and not required",
            "      - scs-0101-v1\n  - version: v1",
            "  - version: v1",
        ),
        swap(
            "scope-date-conflict",
            "another date than the document's",
            "    stabilized_at: 2025-01-15\n",
            "    stabilized_at: 2025-01-14\n",
        ),
        swap(
            "lifetime-conflict",
            "a result that lives too long",
            "        description: There is entropy.\n",
            "        description: There is entropy.\n        lifetime: year\n",
        ),
        swap("oversized", "deep YAML", "name: Compatible IaaS\n", DEEP),
        swap("hidden-characters", "an override", "Names comply", "Names\u{202e} comply"),
        swap_in("undocumented-test-case", "Standards/scs-0101-v1-entropy.md", "`scs-0101-entropy-avail`", "below"),
        swap_in(
            "unknown-test-case",
            "Standards/scs-0101-v1-entropy.md",
            "`scs-0101-entropy-avail`",
            "`scs-0101-entropy-avial`",
        ),
        swap_in(
            "scope-document-drift",
            "Standards/scs-0501-v2-compatible.md",
            "- [scs-0101-v1: Entropy](https://docs.scs.community/standards/scs-0101-v1-entropy)\n",
            "",
        ),
        swap_in(
            "scope-requires-unstable",
            "Standards/scs-0101-v1-entropy.md",
            "status: Stable\nstabilized_at: 2024-01-01\n",
            "status: Draft\n",
        ),
        swap_in(
            "scope-date-conflict",
            "Standards/scs-0501-v2-compatible.md",
            "stabilized_at: 2025-01-15",
            "stabilized_at: 2025-01-20",
        ),
        swap_in("lifetime-conflict", "Standards/scs-0501-v2-compatible.md", "at least weekly", "at least daily"),
    ];
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

const DEEP: &str = "name: Compatible IaaS\nx: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n";
