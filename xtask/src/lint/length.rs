//! Holds each source file to a length at which it has one subject.

use crate::report::Progress;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const MOST_LINES: usize = 400;

const SOURCES: [&str; 8] = ["rs", "ts", "tsx", "js", "mjs", "py", "css", "sh"];

/// In the first lines of a file that a test generates.
const GENERATED: &str = "Made by tests/";

pub(super) fn check(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let files = workspace
        .cmd("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .read()
        .context("`git ls-files` did not work")?;
    let mut found = Vec::new();
    for file in files.lines().filter(|file| is_source(file)) {
        // What was deleted and not committed yet is listed, too.
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else {
            continue;
        };
        found.extend(complaint(file, &text));
    }
    Ok(Outcome::complaints(&found))
}

fn is_source(file: &str) -> bool {
    let extension = Path::new(file).extension().unwrap_or_default();
    SOURCES.iter().any(|source| extension == *source)
}

fn complaint(file: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let is_generated = text.lines().take(3).any(|line| line.contains(GENERATED));
    (lines > MOST_LINES && !is_generated)
        .then(|| format!("{file}: {lines} lines, of {MOST_LINES} at most: split it by subject"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_named_where_nobody_generated_it() {
        let lines = |count: usize| "x\n".repeat(count);
        assert_eq!(complaint("a.rs", &lines(400)), None);
        let said = complaint("a.rs", &lines(401)).unwrap();
        assert!(said.starts_with("a.rs: 401 lines"), "{said}");
        let generated = format!("// Made by tests/native/tests/x.rs.\n{}", lines(401));
        assert_eq!(complaint("a.ts", &generated), None);
    }

    #[test]
    fn data_may_be_as_long_as_it_is() {
        assert!(is_source("src/lib.rs") && is_source("pkg/src/index.ts"));
        assert!(!is_source("package-lock.json") && !is_source("rs"));
    }
}
