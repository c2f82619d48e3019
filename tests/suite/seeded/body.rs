//! Seeds in the text of documents: sections, links, references, tables, words.

use super::front::{is_document, is_supplement, value};
use super::{Seed, seed, wide};

fn is_over(text: &str) -> bool {
    value(text, "status") == Some("Deprecated")
}

fn more(text: &str) -> impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static {
    let more = text.to_owned();
    move |path, text| is_document(path).then(|| format!("{text}\n{more}\n"))
}

/// The text without the sections whose headings begin with one of these words.
fn without(text: &str, headings: &[&str]) -> Option<String> {
    let mut out = String::new();
    let mut cut: Option<usize> = None;
    let mut removed = false;
    for line in text.split_inclusive('\n') {
        let level = line.len() - line.trim_start_matches('#').len();
        let heading = level > 0 && line[level..].starts_with(' ');
        if heading {
            let name = line[level..].trim().to_lowercase();
            if cut.is_some_and(|cut| level <= cut) {
                cut = None;
            }
            if headings.iter().any(|heading| name.starts_with(heading)) {
                cut = Some(level);
                removed = true;
            }
        }
        if cut.is_none() {
            out.push_str(line);
        }
    }
    removed.then_some(out)
}

fn missing(kind: &'static str, headings: &'static [&'static str]) -> Seed {
    seed("missing-section", format!("{kind} without {headings:?}"), move |path, text| {
        let fits = is_document(path) && value(text, "type") == Some(kind) && value(text, "track") != Some("Scopes");
        if !fits { None } else { without(text, headings) }
    })
}

pub fn seeds() -> Vec<Seed> {
    let mut seeds = vec![
        missing("Standard", &["introduction"]),
        missing("Standard", &["motivation"]),
        missing("Standard", &["terminology"]),
        missing("Decision Record", &["abstract"]),
        missing("Decision Record", &["context"]),
        missing("Decision Record", &["decision"]),
        missing("Decision Record", &["terminology"]),
        missing("Decision Record", &["related documents"]),
        wide("missing-section", "no conformance tests anywhere", |base, path| {
            let text = base.text(path);
            let supplemented = base
                .documents()
                .any(|other| is_supplement(other) && base.text(other).contains(path.rsplit('/').next().unwrap()));
            let fits = is_document(path)
                && value(text, "type") == Some("Standard")
                && value(text, "track") != Some("Scopes")
                && !supplemented;
            let text = without(text, &["conformance tests"])?;
            fits.then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed("empty-section", "a heading with nothing below", more("## Wholly empty")),
        seed("template-leftover", "a heading of the template", more("## Open matters, OPTIONAL\n\nText.")),
        seed(
            "template-leftover",
            "a term of the template",
            more("Example (abbr. Ex)\n  This is the description for an example terminology."),
        ),
        seed("heading-skip", "from 2 to 4", more("## Skipping\n\nText.\n\n#### Deep\n\nText.")),
        seed("second-title", "an h1 in the body", more("# Another title\n\nText.")),
        seed("duplicate-anchor", "the same heading twice", more("## Twice over\n\nText.\n\n## Twice over\n\nText.")),
        seed("broken-relative-link", "a file that is not there", more("See [there](scs-0999-v1-nowhere.md).")),
        seed("broken-relative-link", "an image that is not there", more("![there](pictures/none.png)")),
        seed("broken-relative-link", "out of the checkout", more("See [there](../../../etc/passwd).")),
        seed("broken-anchor", "in this document", more("See [there](#wholly-nowhere).")),
        wide("broken-anchor", "in another document", |base, path| {
            let other = base.documents().find(|other| *other != path)?.rsplit('/').next()?.to_owned();
            let text = format!("{}\nSee [there]({other}#wholly-nowhere).\n", base.text(path));
            is_document(path).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed(
            "broken-document-link",
            "no such document",
            more(
                "See [there](https://docs.scs.community/standards/scs-0999-v1-nowhere) or [there](https://sovereigncloudstack.github.io/scsdoc/standards/scs-0999-v1-nowhere).",
            ),
        ),
        seed(
            "broken-document-link",
            "no such number",
            more("See [there](/standards/iaas/scs-0199) or [there](/scsdoc/standards/iaas/scs-0199)."),
        ),
        seed(
            "broken-document-link",
            "the wrong track",
            more(
                "See [there](https://docs.scs.community/standards/kaas/scs-0001) or [there](https://sovereigncloudstack.github.io/scsdoc/standards/kaas/scs-0001).",
            ),
        ),
        seed(
            "broken-repository-link",
            "no such file",
            more(
                "See [it](https://github.com/SovereignCloudStack/standards/blob/main/none.py) or [it](https://github.com/SovereignCloudStack/scsdoc/blob/main/none.py).",
            ),
        ),
        seed(
            "broken-repository-link",
            "no such raw file",
            more(
                "See https://raw.githubusercontent.com/SovereignCloudStack/standards/main/none.yaml or https://raw.githubusercontent.com/SovereignCloudStack/scsdoc/main/none.yaml for it.",
            ),
        ),
        wide("link-text-mismatch", "another document in the text", |base, path| {
            let other =
                base.documents().find(|other| *other != path && !is_supplement(other))?.rsplit('/').next()?.to_owned();
            let text = format!("{}\nSee [scs-0987-v1]({other}).\n", base.text(path));
            is_document(path).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        wide("link-to-deprecated", "a document that is over", |base, path| {
            let over = base.documents().find(|other| other[..18] != path[..18] && is_over(base.text(other)))?;
            let text = format!("{}\n## Wider remarks\n\nSee [this]({}).\n", base.text(path), over.rsplit('/').next()?);
            (is_document(path) && !is_over(base.text(path))).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed("relative-parent-link", "up a folder", |path, text| {
            is_document(path).then(|| format!("{text}\nSee [there](../{path}).\n"))
        }),
        seed("undefined-footnote", "a footnote without text", more("A claim.[^nowhere]")),
        seed("undefined-reference", "a label without definition", more("See [there][nowhere].")),
        seed("undefined-reference", "an empty label", more("See [nowhere][].")),
        seed("undefined-reference", "bare brackets", more("See [Some other words] for this.")),
        seed("unused-reference", "a definition that nobody uses", more("[nobody]: https://example.org/")),
        wide("bare-document-mention", "a document without a link", |base, path| {
            let other = base.documents().find(|other| other[..18] != path[..18] && !is_supplement(other))?;
            let id = other.get(10..21)?;
            let text = base.text(path);
            let text = format!("{text}\n## Further remarks\n\nThis is set forth by {id} at length.\n");
            let known = base.text(path).contains(&format!("({}", other.rsplit('/').next()?));
            (is_document(path) && !known).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed("mixed-negation", "MUST not", more("Clouds MUST not do this.")),
        seed("mixed-negation", "MAY NOT", more("Clouds MAY NOT do this.")),
        seed("mixed-negation", "MAY not", more("Clouds MAY not do this.")),
        seed("unknown-keyword", "WILL", more("Clouds MUST do this and WILL do that.")),
        seed("unknown-keyword", "a letter missing", more("Clouds MUST do this and SHOUD do that.")),
        seed("unfinished-text", "a marker", more("FIXME: add the rest.")),
        seed("unfinished-text", "a paragraph", more("*To be determined.*")),
        seed("repeated-word", "on one line", more("Clouds do do this.")),
        seed("repeated-word", "across a line break", more("Clouds do this in the\nthe evening.")),
        seed(
            "link-to-branch",
            "a feature branch",
            // The two registers have different repositories.
            more(
                "See [there](https://github.com/SovereignCloudStack/standards/blob/feature/Tests/x.py) or \
                 [there](https://github.com/SovereignCloudStack/scsdoc/blob/feature/Tests/x.py).",
            ),
        ),
        seed("misspelled-document-id", "without a hyphen", |path, text| {
            let id = path.get(10..18).filter(|id| id.as_bytes()[4].is_ascii_digit())?;
            is_document(path).then(|| format!("{text}\nSee {id}v1.\n"))
        }),
        seed("page-hazard", "a word in angle brackets", more("Put <your-name> there.")),
        seed("page-hazard", "braces in running text", more("Put {name.of.it} there.")),
        seed("conflict-marker", "a conflict in the text", more("<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other")),
        seed("conflict-marker", "a closing marker alone", more("- One.\n>>>>>>> other")),
        seed("mixed-negation", "not RECOMMENDED", more("This is not RECOMMENDED.")),
        seed("duplicate-definition", "a footnote twice", more("So[^zz].\n\n[^zz]: One.\n\n[^zz]: Two.")),
        seed(
            "duplicate-definition",
            "a reference twice",
            more("See [it][zz].\n\n[zz]: https://example.org/1\n[zz]: https://example.org/2"),
        ),
        seed("local-path-link", "a file of the author", more("See [it](file:///x.md).")),
        seed("folder-link", "the folder itself", more("See [it](./).")),
        seed(
            "address-case",
            "a track in capitals",
            more(
                "See [it](https://docs.scs.community/standards/IaaS) or [it](https://sovereigncloudstack.github.io/scsdoc/standards/IaaS).",
            ),
        ),
        seed("not-a-table", "no delimiter row", more("| a | b |\n| 1 | 2 |")),
        seed("not-a-table", "a short delimiter row", more("| a | b |\n|---|\n| 1 | 2 |")),
        seed("page-hazard", "the last sign of a paragraph", more("It is smaller than <")),
        seed("page-hazard", "an alternative text", more("![a <b](https://example.org/x.png)")),
        seed("page-hazard", "a text directive", more("This is :name[of it].")),
        seed("page-hazard", "a heading with a blank in its id", more("## Usage { #usage }\n\nText.")),
        seed("broken-table", "a row with too many cells", more("| a | b |\n| --- | --- |\n| 1 | 2 | 3 |")),
        seed("broken-table", "a row with too few cells", more("| a | b |\n| --- | --- |\n| 1 |")),
        seed(
            "unused-waiver",
            "a waiver for nothing",
            more("<!-- scsdoc: allow(broken-anchor) no reason at all -->\n\nText."),
        ),
        seed(
            "waiver-without-reason",
            "a waiver without a reason",
            more("<!-- scsdoc: allow(broken-anchor) -->\n\nText."),
        ),
        seed(
            "unknown-rule",
            "a waiver for a rule that is none",
            more("<!-- scsdoc: allow(broken-anchors) so be it -->\n\nText."),
        ),
        seed("unknown-test-case", "a test case that nobody has", |path, text| {
            let more = "## Automated tests again\n\n- `scs-0100-wholly-unknown` checks nothing.";
            (is_document(path) && !is_over(text)).then(|| format!("{text}\n{more}\n"))
        }),
        seed("invalid-config", "a setting that is none", |path, text| {
            (path == "scsdoc.toml").then(|| format!("color = 3\n{text}"))
        }),
    ];
    seeds.push(seed("undeclared-keywords", "key words without RFC 2119", |path, text| {
        let text = text.replace("RFC 2119", "the usual").replace("rfc2119", "usual");
        let fits =
            is_document(path) && matches!(value(&text, "type")?, "Standard" | "Procedural") && text.contains(" MUST ");
        fits.then_some(text)
    }));
    seeds
}
