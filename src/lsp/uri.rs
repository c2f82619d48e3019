//! Addresses of files: `file:///a/b%20c.md`, and the paths that they mean.

use std::path::{Path, PathBuf};

/// The path that an address means; nothing for what is no file on this computer.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let at = rest.find('/')?;
            let (host, path) = rest.split_at_checked(at)?;
            (host.is_empty() || host.eq_ignore_ascii_case("localhost")).then_some(path)?
        }
        None => rest,
    };
    let bytes = decode(path);
    if !path.starts_with('/') || bytes.contains(&0) {
        return None;
    }
    let path = from_bytes(bytes)?;
    Some(normal(&path))
}

/// The address of a path, as editors write it.
pub(super) fn of_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Resolves `%20` and the like; a `%` without two digits stands for itself.
fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((first, rest)) = bytes.split_first() {
        let pair = (*first == b'%').then(|| digit(rest.first()).zip(digit(rest.get(1)))).flatten();
        match pair {
            Some((high, low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                bytes = rest.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                bytes = rest;
            }
        }
    }
    out
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    // `/c:/x` is `c:/x`.
    let drive = text.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":"));
    Some(PathBuf::from(drive.unwrap_or(&text)))
}

/// The path without `.` and `..`, by its words alone.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths() {
        for (uri, path) in [
            ("file:///a/b.md", Some("/a/b.md")),
            ("file:///a%20b/%C3%A4%2Fc", Some("/a b/ä/c")),
            ("FILE://localhost/a", Some("/a")),
            ("file:/a", Some("/a")),
            ("file:///a b/[c]%zz%", Some("/a b/[c]%zz%")),
            ("file:///a/./b/../../../c?x#y", Some("/c")),
            ("file://host/a", None),
            ("file:///a%00", None),
            ("file://", None),
            ("untitled:Untitled-1", None),
            ("", None),
            ("a", None),
        ] {
            assert_eq!(to_path(uri).as_deref(), path.map(Path::new), "{uri}");
        }
        for path in ["/a b/ä/[x]#?%.md", "/"] {
            assert_eq!(to_path(&of_path(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
    }
}
