//! Stamps: files that say which version of a thing is wholly in place, written last.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Whether the stamp at `path` says just `content`.
pub fn holds(path: &Path, content: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == content)
}

/// Writes a stamp; a reader sees the whole of it or nothing.
pub fn write(path: &Path, content: &str) -> Result<()> {
    let partial = path.with_extension("partial");
    fs::write(&partial, content)
        .and_then(|()| fs::rename(&partial, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A short name for a file's content. It guards against stale installs, not against people.
pub fn of_file(path: &Path) -> Result<String> {
    let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(short_name(&content))
}

/// The same of a text.
pub fn of_text(text: &str) -> String {
    short_name(text.as_bytes())
}

/// The same of all that lies in a folder: the names of the files, and what is in them.
pub fn of_folder(folder: &Path) -> Result<String> {
    let mut names = Vec::new();
    let list = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).with_context(list)? {
        let path = entry.with_context(list)?.path();
        let sum = match path.is_dir() {
            true => of_folder(&path)?,
            false => of_file(&path)?,
        };
        names.push(format!("{:?} {sum}", path.file_name()));
    }
    names.sort();
    Ok(of_text(&names.join("\n")))
}

pub fn short_name(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Scratch;

    #[test]
    fn a_stamp_holds_only_what_was_written_whole() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-stamp").unwrap();
        let stamp = scratch.0.join("stamp");
        assert!(!holds(&stamp, "1"));
        write(&stamp, "1").unwrap();
        assert!(holds(&stamp, "1"));
        assert!(!holds(&stamp, "2"));
        fs::write(&stamp, "").unwrap();
        assert!(!holds(&stamp, "1"));
    }

    #[test]
    fn a_changed_file_has_another_name() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-stamp-file").unwrap();
        let file = scratch.0.join("lock");
        fs::write(&file, "a").unwrap();
        let first = of_file(&file).unwrap();
        fs::write(&file, "b").unwrap();
        assert_ne!(first, of_file(&file).unwrap());
    }
}
