//! Relative paths with `/`, and their encoding in URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but unreserved characters and slashes.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
/// Everything that is not allowed after `#`.
const FRAGMENT: &AsciiSet = &PATH
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'?');

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

/// The parent folder of a path; empty for the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` relative to `folder`, without `.`, `..` and empty segments; `None` if it leaves the root.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent-encodes everything in a path but unreserved characters and slashes.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Percent-encodes what is not allowed after `#`; letters of all scripts are kept.
pub fn encode_fragment(fragment: &str) -> String {
    let pieces = fragment.split_inclusive(|c: char| !c.is_ascii()).map(|piece| {
        let readable = piece.chars().next_back().filter(|c| !c.is_ascii());
        let ascii = piece.get(..piece.len() - readable.map_or(0, char::len_utf8)).unwrap_or_default();
        utf8_percent_encode(ascii, FRAGMENT).to_string() + &String::from_iter(readable)
    });
    pieces.collect()
}

/// Decodes percent escapes; invalid escapes are kept, and bytes that are not UTF-8 become U+FFFD.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_path_stays_below_the_root() {
        assert_eq!(join("Standards", "../Tests/./iaas//a.py").as_deref(), Some("Tests/iaas/a.py"));
        assert_eq!(join("Standards", "..").as_deref(), Some(""));
        assert_eq!(join("Standards", "../../Standards/a.md"), None);
        assert_eq!((folder_of("a/b/c"), file_name("a/b/c"), folder_of("c"), file_name("c")), ("a/b", "c", "", "c"));
    }
    #[test]
    fn paths_and_fragments_are_percent_encoded() {
        assert_eq!(encode_path("a b/ä\"<.md"), "a%20b/%C3%A4%22%3C.md");
        assert_eq!(encode_fragment("ä b\"ö?"), "ä%20b%22ö?");
        assert_eq!(decode("a%20b%2g%C3%A4%ff"), "a b%2gä\u{fffd}");
    }
}
