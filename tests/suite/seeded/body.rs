//! Seeds in the text of documents: sections, links, references, tables, words.

use super::front::{is_document, is_supplement, value};
use super::{Seed, seed, wide};
use crate::common::rows;

fn is_over(text: &str) -> bool {
    value(text, "status") == Some("Deprecated")
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

/// A rule, what is wrong, and what is added to a document. The two registers have different addresses.
const ADDED: &str = r###"
["empty-section", "a heading with nothing below", "## Wholly empty"]
["template-leftover", "a heading of the template", "## Open matters, OPTIONAL\n\nText."]
["template-leftover", "a term of the template", "Example (abbr. Ex)\n  This is the description for an example terminology."]
["heading-skip", "from 2 to 4", "## Skipping\n\nText.\n\n#### Deep\n\nText."]
["second-title", "an h1 in the body", "# Another title\n\nText."]
["duplicate-anchor", "the same heading twice", "## Twice over\n\nText.\n\n## Twice over\n\nText."]
["broken-relative-link", "a file that is not there", "See [there](scs-0999-v1-nowhere.md)."]
["broken-relative-link", "an image that is not there", "![there](pictures/none.png)"]
["broken-relative-link", "out of the checkout", "See [there](../../../etc/passwd)."]
["broken-anchor", "in this document", "See [there](#wholly-nowhere)."]
["broken-document-link", "no such document", "See [there](https://docs.scs.community/standards/scs-0999-v1-nowhere) or [there](https://sovereigncloudstack.github.io/scsdoc/standards/scs-0999-v1-nowhere)."]
["broken-document-link", "no such number", "See [there](/standards/iaas/scs-0199) or [there](/scsdoc/standards/iaas/scs-0199)."]
["broken-document-link", "the wrong track", "See [there](https://docs.scs.community/standards/kaas/scs-0001) or [there](https://sovereigncloudstack.github.io/scsdoc/standards/kaas/scs-0001)."]
["broken-repository-link", "no such file", "See [it](https://github.com/SovereignCloudStack/standards/blob/main/none.py) or [it](https://github.com/SovereignCloudStack/scsdoc/blob/main/none.py)."]
["broken-repository-link", "no such raw file", "See https://raw.githubusercontent.com/SovereignCloudStack/standards/main/none.yaml or https://raw.githubusercontent.com/SovereignCloudStack/scsdoc/main/none.yaml for it."]
["undefined-footnote", "a footnote without text", "A claim.[^nowhere]"]
["undefined-reference", "a label without definition", "See [there][nowhere]."]
["undefined-reference", "an empty label", "See [nowhere][]."]
["undefined-reference", "bare brackets", "See [Some other words] for this."]
["unused-reference", "an unused definition", "[nobody]: https://example.org/"]
["mixed-negation", "MUST not", "Clouds MUST not do this."]
["mixed-negation", "MAY NOT", "Clouds MAY NOT do this."]
["mixed-negation", "MAY not", "Clouds MAY not do this."]
["unknown-keyword", "WILL", "Clouds MUST do this and WILL do that."]
["unknown-keyword", "a letter missing", "Clouds MUST do this and SHOUD do that."]
["unfinished-text", "a marker", "FIXME: add the rest."]
["unfinished-text", "a paragraph", "*To be determined.*"]
["repeated-word", "on one line", "Clouds do do this."]
["repeated-word", "across a line break", "Clouds do this in the\nthe evening."]
["page-hazard", "a word in angle brackets", "Put <your-name> there."]
["page-hazard", "braces in running text", "Put {name.of.it} there."]
["conflict-marker", "a conflict in the text", "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other"]
["conflict-marker", "a closing marker alone", "- One.\n>>>>>>> other"]
["mixed-negation", "not RECOMMENDED", "This is not RECOMMENDED."]
["duplicate-definition", "a footnote twice", "So[^zz].\n\n[^zz]: One.\n\n[^zz]: Two."]
["duplicate-definition", "a reference twice", "See [it][zz].\n\n[zz]: https://example.org/1\n[zz]: https://example.org/2"]
["local-path-link", "a file of the author", "See [it](file:///x.md)."]
["folder-link", "the folder itself", "See [it](./)."]
["address-case", "a track in capitals", "See [it](https://docs.scs.community/standards/IaaS) or [it](https://sovereigncloudstack.github.io/scsdoc/standards/IaaS)."]
["link-to-branch", "a feature branch", "See [there](https://github.com/SovereignCloudStack/standards/blob/feature/Tests/x.py) or [there](https://github.com/SovereignCloudStack/scsdoc/blob/feature/Tests/x.py)."]
["not-a-table", "no delimiter row", "| a | b |\n| 1 | 2 |"]
["not-a-table", "a short delimiter row", "| a | b |\n|---|\n| 1 | 2 |"]
["page-hazard", "the last sign of a paragraph", "It is smaller than <"]
["page-hazard", "an alternative text", "![a <b](https://example.org/x.png)"]
["page-hazard", "a text directive", "This is :name[of it]."]
["page-hazard", "a heading with a blank in its id", "## Usage { #usage }\n\nText."]
["broken-table", "a row with too many cells", "| a | b |\n| --- | --- |\n| 1 | 2 | 3 |"]
["broken-table", "a row with too few cells", "| a | b |\n| --- | --- |\n| 1 |"]
["unused-waiver", "a waiver for nothing", "<!-- scsdoc: allow(broken-anchor) no reason at all -->\n\nText."]
["waiver-without-reason", "a waiver without a reason", "<!-- scsdoc: allow(broken-anchor) -->\n\nText."]
["unknown-rule", "a waiver for a rule that is none", "<!-- scsdoc: allow(broken-anchors) so be it -->\n\nText."]
"###;

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
        wide("broken-anchor", "in another document", |base, path| {
            let other = base.documents().find(|other| *other != path)?.rsplit('/').next()?.to_owned();
            let text = format!("{}\nSee [there]({other}#wholly-nowhere).\n", base.text(path));
            is_document(path).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
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
        wide("bare-document-mention", "a document without a link", |base, path| {
            let other = base.documents().find(|other| other[..18] != path[..18] && !is_supplement(other))?;
            let id = other.get(10..21)?;
            let text = base.text(path);
            let text = format!("{text}\n## Further remarks\n\nThis is set forth by {id} at length.\n");
            let known = base.text(path).contains(&format!("({}", other.rsplit('/').next()?));
            (is_document(path) && !known).then(|| vec![(path.into(), Some(text.into_bytes()))])
        }),
        seed("misspelled-document-id", "without a hyphen", |path, text| {
            let id = path.get(10..18).filter(|id| id.as_bytes()[4].is_ascii_digit())?;
            is_document(path).then(|| format!("{text}\nSee {id}v1.\n"))
        }),
        seed("unknown-test-case", "an unknown test case", |path, text| {
            let more = "## Automated tests again\n\n- `scs-0100-wholly-unknown` checks nothing.";
            (is_document(path) && !is_over(text)).then(|| format!("{text}\n{more}\n"))
        }),
        seed("invalid-config", "a setting that is none", |path, text| {
            (path == "scsdoc.toml").then(|| format!("color = 3\n{text}"))
        }),
    ];
    seeds.extend(rows(ADDED).map(|[rule, what, more]| {
        seed(rule, what, move |path, text| is_document(path).then(|| format!("{text}\n{more}\n")))
    }));
    seeds.push(seed("undeclared-keywords", "key words without RFC 2119", |path, text| {
        let text = text.replace("RFC 2119", "the usual").replace("rfc2119", "usual");
        let fits =
            is_document(path) && matches!(value(&text, "type")?, "Standard" | "Procedural") && text.contains(" MUST ");
        fits.then_some(text)
    }));
    seeds
}
