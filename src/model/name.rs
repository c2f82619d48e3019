//! File names of documents: number, version, slug.
//!
//! Clause: scs-0001-v1, *Document format*.

/// Kind of file by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// `scs-NNNN-vN-slug.md`
    Document,
    /// `scs-NNNN-wN-slug.md`
    Supplement,
    /// `scs-xxxx-v1-slug.md`: a document without a number.
    Proposal,
    /// `scs-XXXX-vN-…-template.md`
    Template,
    /// Begins with `scs-` and is none of these.
    Malformed,
}

/// A parsed file name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The whole file name.
    pub file: String,
    /// The kind of file.
    pub kind: NameKind,
    /// The document number; `None` for proposals, templates and malformed names.
    pub number: Option<u16>,
    /// The major version (for supplements, their own number); 0 if there is not one.
    pub version: u32,
    /// The slugified title; empty for malformed names.
    pub slug: String,
}

impl Name {
    /// Parses a file name. Anything else is [`NameKind::Malformed`].
    pub fn parse(file: &str) -> Self {
        Self::read(file).unwrap_or_else(|| Name {
            file: file.into(),
            kind: NameKind::Malformed,
            number: None,
            version: 0,
            slug: String::new(),
        })
    }

    fn read(file: &str) -> Option<Self> {
        let stem = file.strip_suffix(".md")?;
        let rest = stem.strip_prefix("scs-")?;
        let (number, rest) = rest.split_once('-')?;
        let (version, slug) = rest.split_once('-')?;
        if slug.is_empty() || number.len() != 4 {
            return None;
        }
        let placeholder = number.eq_ignore_ascii_case("xxxx");
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !placeholder && !digits(number) {
            return None;
        }
        let supplement = match version.get(..1)? {
            "v" => false,
            "w" => true,
            _ => return None,
        };
        let version = version.get(1..)?;
        let name = |kind, version| {
            let number = if placeholder { None } else { number.parse().ok() };
            Name { file: file.into(), kind, number, version, slug: slug.into() }
        };
        if version == "N" {
            let template = placeholder && (slug.ends_with("-template") || slug == "template");
            return template.then(|| name(NameKind::Template, 0));
        }
        let leading_zero = version.len() > 1 && version.starts_with('0');
        if version.is_empty() || !digits(version) || leading_zero {
            return None;
        }
        let version = version.parse().ok()?;
        Some(match (supplement, placeholder) {
            (true, _) => name(NameKind::Supplement, version),
            (false, true) => name(NameKind::Proposal, version),
            (false, false) => name(NameKind::Document, version),
        })
    }

    /// The file name without `.md`: the last part of the page's URL.
    pub fn stem(&self) -> &str {
        self.file.strip_suffix(".md").unwrap_or(&self.file)
    }

    /// Identity without the slug: `scs-0100-v3`; the stem for malformed names.
    pub fn id(&self) -> String {
        let version = format!("{}{}", if self.kind == NameKind::Supplement { 'w' } else { 'v' }, self.version);
        match (self.kind, self.number) {
            (NameKind::Malformed | NameKind::Template, _) => self.stem().to_owned(),
            (_, Some(number)) => format!("scs-{number:04}-{version}"),
            (_, None) => format!("scs-xxxx-{version}-{}", self.slug),
        }
    }

    /// `v3` or `w1`.
    pub fn version_label(&self) -> String {
        format!("{}{}", if self.kind == NameKind::Supplement { 'w' } else { 'v' }, self.version)
    }
}

/// Maximum length of a slug from a title: file names have at most 255 bytes on most systems, and shorter ones are readable.
const MAX_SLUG: usize = 80;

/// Whether a slug is valid for a new document: lowercase ASCII letters, digits and single hyphens, a letter first and no
/// hyphen last. The rules on slugs report each violation separately.
pub fn is_slug(text: &str) -> bool {
    let words = text.split('-').all(|word| !word.is_empty() && is_slug_charset(word));
    words && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether a text has only characters that a slug may have.
pub fn is_slug_charset(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A title as a slug; it may begin with a digit, and is empty if the title has no ASCII letter or digit.
pub fn slugify(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let plain: &str = match c {
            'ä' | 'æ' => "ae",
            'ö' | 'œ' | 'ø' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'à' | 'á' | 'â' | 'ã' | 'å' => "a",
            'è' | 'é' | 'ê' | 'ë' => "e",
            'ì' | 'í' | 'î' | 'ï' => "i",
            'ò' | 'ó' | 'ô' | 'õ' => "o",
            'ù' | 'ú' | 'û' => "u",
            'ç' => "c",
            'ñ' => "n",
            '\'' | '’' => continue,
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            _ => "-",
        };
        if plain != "-" || !(out.is_empty() || out.ends_with('-')) {
            out.push_str(plain);
        }
    }
    let out = out.trim_end_matches('-');
    out.get(..MAX_SLUG).map_or(out, |start| start.rsplit_once('-').map_or(start, |(words, _)| words)).to_owned()
}

/// A mention of a document or a number in text: `scs-0100`, `SCS-0100-v3`, `scs-0100-w1-slug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Start of the range in the text.
    pub start: usize,
    /// End of the range.
    pub end: usize,
    pub number: u16,
    /// `('v' or 'w', version)`, if present.
    pub version: Option<(char, u32)>,
}

/// All mentions in `text`, in order. Names with the same beginning (test cases such as
/// `scs-0100-syntax-check`) are
/// not mentions: a mention ends after the number, the version, or a slug after the version.
pub fn mentions(text: &str) -> Vec<Mention> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut done = 0;
    for hyphen in memchr::memchr_iter(b'-', bytes) {
        let Some(start) = hyphen.checked_sub(3).filter(|start| *start >= done) else { continue };
        if !bytes[start..hyphen].eq_ignore_ascii_case(b"scs") {
            continue;
        }
        let at = hyphen + 1;
        done = at;
        let word_before = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || b"-_/".contains(&bytes[start - 1]));
        let Some(digits) = bytes.get(at..at + 4) else { break };
        if word_before || !digits.iter().all(u8::is_ascii_digit) {
            continue;
        }
        let number = digits.iter().fold(0, |n, d| n * 10 + u16::from(d - b'0'));
        let mut end = at + 4;
        let mut version = None;
        let tail = &bytes[end..];
        if tail.len() >= 3
            && tail[0] == b'-'
            && matches!(tail[1], b'v' | b'w' | b'V' | b'W')
            && tail[2].is_ascii_digit()
        {
            let digits = tail[2..].iter().take_while(|b| b.is_ascii_digit()).count();
            let value = std::str::from_utf8(&tail[2..2 + digits]).ok().and_then(|d| d.parse().ok());
            if let Some(value) = value {
                version = Some((char::from(tail[1].to_ascii_lowercase()), value));
                end += 2 + digits;
                // A following slug belongs to the mention.
                let slug = bytes[end..].iter().take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)).count();
                if slug > 1 && bytes[end] == b'-' {
                    end += slug;
                }
            }
        } else if tail.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
            || (tail.first() == Some(&b'-') && tail.get(1).is_some_and(|b| b.is_ascii_alphanumeric()))
        {
            continue;
        }
        found.push(Mention { start, end, number, version });
        done = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_classified() {
        let kind = |file| Name::parse(file).kind;
        assert_eq!(kind("scs-0100-v3-flavor-naming.md"), NameKind::Document);
        assert_eq!(kind("scs-0100-w1-flavor-naming.md"), NameKind::Supplement);
        assert_eq!(kind("scs-xxxx-v1-new.md"), NameKind::Proposal);
        assert_eq!(kind("scs-XXXX-v1-new.md"), NameKind::Proposal);
        assert_eq!(kind("scs-XXXX-vN-standard-template.md"), NameKind::Template);
        for file in [
            "scs-100-v1-x.md",
            "scs-0100-3-x.md",
            "scs-0100-v3.md",
            "scs-0100-v3-.md",
            "scs-0100-v03-x.md",
            "SCS-0100-v1-x.md",
            "scs-0100-v1-x.MD",
            "scs-0100-v99999999999-x.md",
            "scs-é100-v1-x.md",
            "scs-0100-é-x.md",
        ] {
            assert_eq!(kind(file), NameKind::Malformed, "{file}");
        }
        let name = Name::parse("scs-0411-v1-publishing_method.md");
        assert_eq!((name.number, name.version, name.slug.as_str()), (Some(411), 1, "publishing_method"));
        assert_eq!(name.id(), "scs-0411-v1");
    }

    #[test]
    fn slugs_are_lowercase_ascii_with_single_hyphens() {
        for (title, expected) in [
            ("Flavor Naming (v2)", "flavor-naming-v2"),
            ("Übung: Größe & Maß", "uebung-groesse-mass"),
            ("  Provider's   view -- draft ", "providers-view-draft"),
            ("\"Quoted\" ¿?", "quoted"),
            ("漢字", ""),
        ] {
            assert_eq!(slugify(title), expected);
            assert_eq!(is_slug(expected), !expected.is_empty());
        }
        let long = slugify(&"word ".repeat(100));
        assert!(long.len() <= MAX_SLUG && is_slug(&long));
        assert!(["-a", "a-", "a--b", "A", "1-a", "a_b", "é"].into_iter().all(|text| !is_slug(text)));
    }

    #[test]
    fn mentions_end_with_the_document_name() {
        let text =
            "SCS-0100 and scs-0102-v1, scs-0104-w1-standard-images; not scs-0100-syntax-check, xscs-0100, scs-12345";
        let found: Vec<&str> = mentions(text).iter().map(|m| &text[m.start..m.end]).collect();
        assert_eq!(found, ["SCS-0100", "scs-0102-v1", "scs-0104-w1-standard-images"]);
    }
}
