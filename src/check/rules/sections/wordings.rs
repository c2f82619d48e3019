//! The sections that scs-0001 requires, and the headings that documents use for them.

/// A required or recommended section.
pub struct RequiredSection {
    /// The name in the clause.
    pub name: &'static str,
    /// Whether it is required (MUST) rather than recommended.
    pub must: bool,
    /// Prefixes of equivalent headings, in lowercase.
    pub wordings: &'static [&'static str],
    /// Prefixes of similar headings, which may mean something else.
    pub near: &'static [&'static str],
}

const TERMINOLOGY: RequiredSection = RequiredSection {
    name: "Terminology",
    must: false,
    wordings: &[
        "terminology",
        "terminologies",
        "glossary",
        "definition",
        "definitions",
        "concept definitions",
        "basic concepts",
        "concepts",
        "terms",
        "abbreviations",
        "acronyms",
    ],
    near: &[],
};

const RELATED: &[&str] = &[
    "related documents",
    "related document",
    "related work",
    "related standards",
    "related decisions",
    "related links",
    "references",
    "reference",
    "documents",
    "links",
    "see also",
    "further reading",
];

const TESTS: &[&str] = &[
    "conformance",
    "test",
    "tests",
    "testing",
    "automated test",
    "automated tests",
    "manual test",
    "manual tests",
    "validation",
    "verification",
    "physical audit",
    "physical audits",
    "audit",
    "audits",
    "required tests",
];

/// The sections of a Standard, except the decision.
pub const STANDARD: &[RequiredSection] = &[
    RequiredSection {
        name: "Introduction",
        must: true,
        wordings: &["introduction", "abstract"],
        near: &["overview", "summary", "background", "about"],
    },
    TERMINOLOGY,
    RequiredSection {
        name: "Motivation",
        must: true,
        wordings: &["motivation", "motivations"],
        near: &["rationale", "context", "background", "why", "goal", "goals", "objective", "objectives", "purpose"],
    },
    RequiredSection { name: "Conformance Tests", must: true, wordings: TESTS, near: &[] },
];

/// The sections of a Decision Record, except the decision.
pub const DECISION_RECORD: &[RequiredSection] = &[
    RequiredSection {
        name: "Abstract",
        must: true,
        wordings: &["abstract", "introduction"],
        near: &["overview", "summary", "about"],
    },
    TERMINOLOGY,
    RequiredSection {
        name: "Context",
        must: true,
        wordings: &["context", "contexts", "motivation", "motivations"],
        near: &["background", "problem", "issue", "rationale", "why"],
    },
    RequiredSection { name: "Related Documents", must: false, wordings: RELATED, near: &[] },
];

/// Prefixes of headings that are never the decision.
const BESIDE: &[&str] = &[
    "overview",
    "summary",
    "background",
    "about",
    "design consideration",
    "design considerations",
    "considerations",
    "option",
    "options",
    "alternatives",
    "open question",
    "open questions",
    "consequences",
    "rationale",
    "previous version",
    "previous versions",
    "previous standard versions",
    "version history",
    "history",
    "changelog",
    "change log",
    "changes",
    "acknowledgement",
    "acknowledgements",
    "acknowledgment",
    "acknowledgments",
    "appendix",
    "out of scope",
    "implementation note",
    "implementation notes",
    "example",
    "examples",
];

/// Headings of the decision, at any level.
const DECISION: &[&str] = &["decision", "decisions", "standard", "regulation", "regulations", "subject matter"];

/// Whether a heading, or one of its parts separated by
/// `and`, `&`, `/` or a comma, begins with one of the wordings. Case, numbering and markers such as `[OPTIONAL]` are ignored.
pub fn is_one_of(heading: &str, wordings: &[&str]) -> bool {
    any_part(&parts(heading), wordings)
}

/// The same for the parts of a heading.
pub fn any_part(parts: &[String], wordings: &[&str]) -> bool {
    parts.iter().any(|part| begins_with_one_of(part, wordings))
}

fn begins_with_one_of(part: &str, wordings: &[&str]) -> bool {
    wordings.iter().any(|wording| {
        let rest = part.strip_prefix(wording);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    })
}

/// The parts of a heading, in lowercase and without numbering and markers.
pub fn parts(heading: &str) -> Vec<String> {
    let heading = heading.to_lowercase();
    let heading = heading.replace(" and ", "\n").replace([',', '&', '/'], "\n");
    let marks = ["[optional]", "[recommended]", "[required]"];
    let parts = heading.lines().map(|part| {
        let mut part = without_number(part);
        while let Some(rest) = marks.iter().find_map(|mark| part.strip_prefix(mark)) {
            part = rest.trim_start();
        }
        part.to_owned()
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// A heading without what decorates it: a number, Arabic or Roman, and emoji.
fn without_number(part: &str) -> &str {
    let part = part.trim_start_matches(|c: char| !(c.is_alphabetic() || c == '[' || c == '('));
    match part.split_once(['.', ')']) {
        Some((number, rest))
            if !number.is_empty() && number.chars().all(|c| "ivxlc".contains(c)) && rest.starts_with(' ') =>
        {
            rest.trim_start()
        }
        _ => part,
    }
}

/// Whether one of the headings (level and parts, in order) can contain the decision: it is named so, or it is none of
/// the other sections of the type and not below one of them.
pub fn has_decision<'a>(headings: impl Iterator<Item = (u8, &'a [String])>, wanted: &[RequiredSection]) -> bool {
    let mut beside: Option<u8> = None;
    for (level, parts) in headings {
        if any_part(parts, DECISION) {
            return true;
        }
        beside = beside.filter(|outer| *outer < level);
        if beside.is_some() {
            continue;
        }
        // All parts must be other sections: `Examples and rules` can contain the decision.
        let known = |part: &String| {
            let section = wanted.iter().any(|wanted| begins_with_one_of(part, wanted.wordings));
            // A standard may consist of a definition.
            (section && part != "definition")
                || begins_with_one_of(part, BESIDE)
                || begins_with_one_of(part, RELATED)
                || begins_with_one_of(part, TESTS)
        };
        if parts.iter().all(known) {
            beside = Some(level);
        } else {
            return true;
        }
    }
    false
}

/// Whether a heading of a supplement or standard is about tests.
pub fn is_about_tests(heading: &str) -> bool {
    is_one_of(heading, TESTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(heading: &str, wanted: &[RequiredSection], name: &str) -> bool {
        wanted.iter().any(|wanted| wanted.name == name && is_one_of(heading, wanted.wordings))
    }

    #[test]
    fn headings_of_the_register_are_recognized() {
        for heading in ["Introduction", "INTRODUCTION", "1. Introduction", "Introduction and scope", "Abstract"] {
            assert!(has(heading, STANDARD, "Introduction"), "{heading}");
        }
        for heading in ["Motivation for this document", "Background, Motivation", "Introduction & Motivation"] {
            assert!(has(heading, STANDARD, "Motivation"), "{heading}");
        }
        for heading in ["Conformance Tests, OPTIONAL", "Testing Regime", "Conformance", "Automated Tests", "Test cases"]
        {
            assert!(has(heading, STANDARD, "Conformance Tests"), "{heading}");
        }
        for heading in ["Tested in PoC: caching", "Contest", "Short Sonobuoy Introduction", "Test-driven design"] {
            assert!(!has(heading, STANDARD, "Conformance Tests"), "{heading}");
            assert!(!has(heading, DECISION_RECORD, "Abstract"), "{heading}");
        }
    }
}
