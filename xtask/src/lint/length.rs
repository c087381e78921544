//! Checks that no source file is longer than [`MAX_LINES`], so that each has one subject.

use crate::report::Progress;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const MAX_LINES: usize = 400;

const SOURCE_EXTENSIONS: [&str; 8] = ["rs", "ts", "tsx", "js", "mjs", "py", "css", "sh"];

/// Marks a generated file, in one of its first three lines.
const GENERATED: &str = "Made by tests/";

pub(super) fn check(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let files = workspace
        .cmd("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .read()
        .context("`git ls-files` did not work")?;
    let mut found = Vec::new();
    for file in files.lines().filter(|file| is_source(file)) {
        // Git lists a deleted file until the deletion is staged.
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else {
            continue;
        };
        found.extend(complaint(file, &text));
    }
    Ok(Outcome::from_findings(&found))
}

fn is_source(file: &str) -> bool {
    let extension = Path::new(file).extension().unwrap_or_default();
    SOURCE_EXTENSIONS.iter().any(|source| extension == *source)
}

fn complaint(file: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let is_generated = text.lines().take(3).any(|line| line.contains(GENERATED));
    (lines > MAX_LINES && !is_generated)
        .then(|| format!("{file}: {lines} lines, of {MAX_LINES} at most: split it by subject"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_reported_unless_it_is_generated() {
        let lines = |count: usize| "x\n".repeat(count);
        assert_eq!(complaint("a.rs", &lines(400)), None);
        let said = complaint("a.rs", &lines(401)).unwrap();
        assert!(said.starts_with("a.rs: 401 lines"), "{said}");
        let generated = format!("// Made by tests/native/tests/x.rs.\n{}", lines(401));
        assert_eq!(complaint("a.ts", &generated), None);
    }

    #[test]
    fn data_files_are_not_checked() {
        assert!(is_source("src/lib.rs") && is_source("pkg/src/index.ts"));
        assert!(!is_source("package-lock.json") && !is_source("rs"));
    }
}
