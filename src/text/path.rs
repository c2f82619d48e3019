//! Relative paths with `/`, as a register names its files.

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

/// The folder above a path; empty for the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` seen from `folder`, without `.`, `..` and empty segments; nothing where it leaves the root on its way.
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
}
