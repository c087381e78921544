//! Stamps: files that record which version of something is completely installed or built. They are written last.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Whether the stamp at `path` has exactly this content.
pub fn matches(path: &Path, content: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == content)
}

/// Writes a stamp atomically.
pub fn write(path: &Path, content: &str) -> Result<()> {
    let partial = path.with_extension("partial");
    fs::write(&partial, content)
        .and_then(|()| fs::rename(&partial, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A hash of a file's content. It detects changes and is not cryptographic.
pub fn hash_file(path: &Path) -> Result<String> {
    let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(hash_bytes(&content))
}

/// A hash of a text.
pub fn hash_text(text: &str) -> String {
    hash_bytes(text.as_bytes())
}

/// A hash of everything in a folder: names and contents.
pub fn hash_folder(folder: &Path) -> Result<String> {
    let mut names = Vec::new();
    let list = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).with_context(list)? {
        let path = entry.with_context(list)?.path();
        let sum = match path.is_dir() {
            true => hash_folder(&path)?,
            false => hash_file(&path)?,
        };
        names.push(format!("{:?} {sum}", path.file_name()));
    }
    names.sort();
    Ok(hash_text(&names.join("\n")))
}

pub fn hash_bytes(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::TempDir;

    #[test]
    fn a_stamp_matches_only_its_complete_content() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-stamp").unwrap();
        let stamp = scratch.0.join("stamp");
        assert!(!matches(&stamp, "1"));
        write(&stamp, "1").unwrap();
        assert!(matches(&stamp, "1"));
        assert!(!matches(&stamp, "2"));
        fs::write(&stamp, "").unwrap();
        assert!(!matches(&stamp, "1"));
    }

    #[test]
    fn a_changed_file_has_another_hash() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-stamp-file").unwrap();
        let file = scratch.0.join("lock");
        fs::write(&file, "a").unwrap();
        let first = hash_file(&file).unwrap();
        fs::write(&file, "b").unwrap();
        assert_ne!(first, hash_file(&file).unwrap());
    }
}
