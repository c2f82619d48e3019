//! The message catalog `site/words.toml`: words of the site, and
//! those that tables of the command line share with it. Texts of documents are not translated.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The languages; the first is the default.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// The language of documents.
pub const TEXT: &str = "en";

/// The built-in file.
const BUILTIN: &str = include_str!("../site/words.toml");

/// All words: texts by key and language.
#[derive(Clone, Debug, Default)]
pub struct Dictionary(BTreeMap<String, BTreeMap<String, String>>);

impl Dictionary {
    /// The built-in words, overridden by those of a checkout.
    ///
    /// # Errors
    /// When the file of the checkout is invalid.
    pub fn with(replaced: Option<&[u8]>) -> Result<Self, String> {
        let mut words = Dictionary(read(BUILTIN)?);
        if let Some(bytes) = replaced {
            let text = std::str::from_utf8(bytes).map_err(|_| "site/words.toml is not UTF-8")?;
            for (key, texts) in read(text)? {
                words.0.entry(key).or_default().extend(texts);
            }
        }
        Ok(words)
    }

    /// The words in a language, with English as fallback.
    pub fn language(&self, language: &str) -> Words {
        let language = LANGUAGES.into_iter().find(|known| *known == language).unwrap_or(LANGUAGES[0]);
        let text = |texts: &BTreeMap<String, String>| texts.get(language).or_else(|| texts.get(LANGUAGES[0])).cloned();
        let texts = self.0.iter().filter_map(|(key, texts)| Some((key.clone(), text(texts)?)));
        Words { language, texts: Arc::new(texts.collect()) }
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text of a key in a language, if it has one.
    pub fn text(&self, key: &str, language: &str) -> Option<&str> {
        self.0.get(key)?.get(language).map(String::as_str)
    }
}

fn read(text: &str) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        format!("site/words.toml, line {line}: {}", error.message())
    })
}

/// The built-in words in English.
pub fn english() -> &'static Words {
    static ENGLISH: LazyLock<Words> =
        LazyLock::new(|| Dictionary::with(None).unwrap_or_default().language(LANGUAGES[0]));
    &ENGLISH
}

#[derive(Clone, Debug)]
pub struct Words {
    /// Its code: `en`.
    pub language: &'static str,
    texts: Arc<BTreeMap<String, String>>,
}

impl Words {
    /// The text of a key, if present.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key, else the key itself, which a test finds.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key with its `{names}` replaced and dates written out. Replacements are not expanded again.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut out = String::new();
        for piece in pieces(self.get(key)) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match values.iter().find(|(key, _)| *key == name) {
                    Some((_, value)) => out.push_str(self.date(value).as_deref().unwrap_or(value)),
                    None => out.push_str(&format!("{{{name}}}")),
                },
            }
        }
        out
    }

    /// A date like `2026-11-20` in the form of the language; `None` if the text is something else.
    pub fn date(&self, text: &str) -> Option<String> {
        text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
        let ((year, rest), names) = (text.split_once('-')?, ["year", "month", "day"]);
        let (month, day) = rest.split_once('-')?;
        let values: Vec<_> = names.into_iter().zip([year, month, day]).collect();
        Some(self.fill("date", &values))
    }

    pub fn state(&self, name: &str) -> &str {
        self.find(&format!("state_{}", name.to_ascii_lowercase())).unwrap_or_default()
    }

    /// The first of these, separated by commas, and how many more there are.
    pub fn first<S: AsRef<str>>(&self, all: &[S], most: usize) -> String {
        let shown: Vec<&str> = all.iter().take(most).map(AsRef::as_ref).collect();
        match all.len().saturating_sub(most) {
            0 => shown.join(", "),
            1 => format!("{} {}", shown.join(", "), self.get("and_one_more")),
            more => format!("{} {}", shown.join(", "), self.fill("and_more", &[("count", &more.to_string())])),
        }
    }

    /// The validity of a version of a scope, within a sentence.
    pub fn validity(&self, code: &str) -> &str {
        self.find(&format!("is_{code}")).unwrap_or_default()
    }

    /// The language of documents, if different.
    pub fn text_language(&self) -> Option<&'static str> {
        (self.language != TEXT).then_some(TEXT)
    }
}

/// A piece of a text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Literal text.
    Text(&'a str),
    /// A placeholder.
    Name(&'a str),
}

/// Splits a text at its `{names}`.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, behind)) = behind.split_once('}') else { break };
        pieces.extend([Piece::Text(before), Piece::Name(name)]);
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_languages_have_the_same_placeholders() {
        let words = Dictionary::with(None).unwrap();
        assert!(words.keys().count() > 100);
        for key in words.keys() {
            let names = |language: &str| {
                let text = words.text(key, language).unwrap_or_else(|| panic!("{key} lacks {language}"));
                let mut names: Vec<_> =
                    pieces(text).into_iter().filter(|piece| matches!(piece, Piece::Name(_))).collect();
                names.sort_by_key(|name| format!("{name:?}"));
                format!("{names:?}")
            };
            for language in LANGUAGES {
                assert_eq!(names(language), names("en"), "{key}");
            }
            assert_eq!(words.0[key].len(), LANGUAGES.len(), "{key}");
        }
    }

    #[test]
    fn a_checkout_replaces_words() {
        let file = b"skip = { de = 'Weiter' }\nown = { en = 'Own {a} {b} {' }\n";
        let words = Dictionary::with(Some(file)).unwrap().language("de");
        assert_eq!((words.get("skip"), words.get("site")), ("Weiter", "Website"));
        assert_eq!(words.fill("own", &[("a", "{b}")]), "Own {b} {b} {");
        let dated =
            |language: &str| Dictionary::with(None).unwrap().language(language).fill("from", &[("date", "2027-03-01")]);
        assert_eq!((dated("en").as_str(), dated("de").as_str()), ("from 2027-03-01", "ab 01.03.2027"));
        assert_eq!(Dictionary::with(None).unwrap().language("xx").language, "en");
        let wrong = Dictionary::with(Some(b"\nx = 'y'\n")).unwrap_err();
        assert_eq!(wrong, "site/words.toml, line 2: invalid type: string \"y\", expected a map");
    }
}
