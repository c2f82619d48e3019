//! Conversion between file URIs and paths.

use std::path::{Path, PathBuf};
use url::Url;

/// The path of a file URI; `None` for other URIs. Different spellings of a URI give the same path.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "file")?;
    Some(with_upper_drive(url.to_file_path().ok()?))
}

/// The URI of a path; empty for a relative one.
pub(super) fn of_path(path: &Path) -> String {
    Url::from_file_path(path).map(String::from).unwrap_or_default()
}

/// Normalizes the drive letter, which editors on Windows write as `c:` or `C:`.
fn with_upper_drive(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.split_at_checked(1)) {
        Some((drive, rest)) if rest.starts_with(':') => PathBuf::from(drive.to_ascii_uppercase() + rest),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_round_trip_to_paths() {
        for (uri, path) in [
            ("file:///a/b.md", Some("/a/b.md")),
            ("file:///a%20b/%C3%A4%2Fc", Some("/a b/ä/c")),
            ("file:///%61/b%2Emd", Some("/a/b.md")),
            ("FILE://localhost/a", Some("/a")),
            ("file:/a", Some("/a")),
            ("file:///a b/[c]%zz%", Some("/a b/[c]%zz%")),
            ("file:///a/./b/../../../c?x#y", Some("/c")),
            ("file://host/a", None),
            ("untitled:Untitled-1", None),
            ("", None),
            ("a", None),
        ] {
            assert_eq!(to_path(uri).as_deref(), path.map(Path::new), "{uri}");
        }
        for path in ["/a b/ä/[x]#?%.md", "/"] {
            assert_eq!(to_path(&of_path(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
        assert_eq!(with_upper_drive("c:/x".into()), with_upper_drive("C:/x".into()));
    }
}
