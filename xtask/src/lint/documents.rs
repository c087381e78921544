//! Checks the documents: links lead to files and headings that exist, the crate's front page lists each feature, and
//! CONTRIBUTING.md each file of the npm package.

use crate::report::Progress;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(super) fn links(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let files = workspace
        .cmd("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .arg("*.md")
        .read()
        .context("`git ls-files` did not work")?;
    let mut found = Vec::new();
    for file in files.lines() {
        // Git lists a deleted file until the deletion is staged.
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else {
            continue;
        };
        for link in links_of(&text) {
            if let Some(reason) = broken(&workspace.root, file, &text, &link) {
                found.push(format!("{file}: {link}: {reason}"));
            }
        }
    }
    Ok(Outcome::from_findings(&found))
}

/// Checks that each feature of the crate is in the table of its front page.
pub(super) fn features(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let read = |file: &str| {
        fs::read_to_string(workspace.root.join(file)).with_context(|| format!("cannot read {file}"))
    };
    let (manifest, front) = (read("Cargo.toml")?, read("src/lib.rs")?);
    let found: Vec<String> = features_of(&manifest)
        .filter(|name| *name != "default")
        .filter(|name| !front.contains(&format!("\n//! | `{name}` | ")))
        .map(|name| format!("src/lib.rs has no row for the feature `{name}`"))
        .collect();
    Ok(Outcome::from_findings(&found))
}

/// Checks that CONTRIBUTING.md says for each script in `pkg/src` when a page loads it.
pub(super) fn scripts(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let read = fs::read_to_string(workspace.root.join("CONTRIBUTING.md"));
    let text = read.context("cannot read CONTRIBUTING.md")?;
    let folder = fs::read_dir(workspace.root.join("pkg/src")).context("cannot list pkg/src")?;
    let mut found = Vec::new();
    for entry in folder {
        let file = entry.context("cannot list pkg/src")?.file_name();
        let file = file.to_string_lossy();
        if script_name(&file).is_some_and(|name| !names(&text, name)) {
            found.push(format!(
                "CONTRIBUTING.md does not say when a page loads pkg/src/{file}"
            ));
        }
    }
    Ok(Outcome::from_findings(&found))
}

/// The name of a script that needs a mention of its own; `None` for those that the document mentions as a group.
fn script_name(file: &str) -> Option<&str> {
    let name = file.strip_suffix(".ts")?;
    let is_in_group = name.starts_with("element-") || name.ends_with(".d");
    (!is_in_group).then_some(name)
}

fn names(text: &str, name: &str) -> bool {
    text.contains(&format!("`{name}`")) || text.contains(&format!("`{name}.ts`"))
}

fn features_of(manifest: &str) -> impl Iterator<Item = &str> {
    let lines = manifest.lines().skip_while(|line| *line != "[features]");
    lines
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .filter(|name| !name.starts_with('#'))
}

/// The relative links of a document, as written.
fn links_of(text: &str) -> Vec<String> {
    let prose = without_code(text);
    let markdown = prose.split("](").skip(1);
    let html = ["src=\"", "srcset=\"", "href=\""]
        .into_iter()
        .flat_map(|attribute| prose.split(attribute).skip(1));
    let targets = markdown
        .map(|rest| (rest, ')'))
        .chain(html.map(|rest| (rest, '"')));
    targets
        .filter_map(|(rest, end)| rest.split_once(end))
        .map(|(link, _)| link.to_owned())
        .filter(|link| !link.contains("://") && !link.starts_with(['/', '…']))
        .filter(|link| !link.starts_with("data:") && !link.starts_with("mailto:"))
        .collect()
}

/// The text without code, whose brackets are not links.
fn without_code(text: &str) -> String {
    let blocks = text.split("```").step_by(2).collect::<String>();
    blocks.split('`').step_by(2).collect()
}

fn broken(root: &Path, file: &str, text: &str, link: &str) -> Option<String> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let from = root.join(file);
    let target = from.parent().unwrap_or(&from).join(path);
    if !target.exists() {
        return Some("there is no such file".to_owned());
    }
    let there = match path {
        "" => headings(text),
        _ if path.ends_with(".md") => headings(&fs::read_to_string(&target).unwrap_or_default()),
        _ => return None,
    };
    let is_there = heading.is_empty() || there.contains(heading);
    (!is_there).then(|| "there is no such heading".to_owned())
}

/// The anchors that GitHub generates for headings.
fn headings(text: &str) -> BTreeSet<String> {
    let blocks = text.split("```").step_by(2).collect::<String>();
    let titles = blocks.lines().filter(|line| line.starts_with('#'));
    titles
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect()
}

fn anchor(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.flat_map(char::to_lowercase)
        .map(|it| if it == ' ' { '-' } else { it })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_links_outside_of_code_are_found() {
        let text = "[a](docs/A.md) [b](https://example.com/) `[c](no)` <img src=\"d.png\">\n```\n[e](no)\n```\n[f](#here)";
        assert_eq!(links_of(text), ["docs/A.md", "#here", "d.png"]);
    }

    #[test]
    fn a_link_to_a_missing_file_or_heading_is_broken() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let reason = |link| broken(root, "README.md", "# Here\n", link);
        for there in [
            "src/main.rs",
            "src",
            "#here",
            "Cargo.toml#x",
            "../CONTRIBUTING.md#source-tree",
        ] {
            assert_eq!(reason(there), None, "{there}");
        }
        assert_eq!(reason("src/none.rs").unwrap(), "there is no such file");
        for heading in ["#there", "../CONTRIBUTING.md#the-forest"] {
            assert_eq!(reason(heading).unwrap(), "there is no such heading");
        }
    }

    #[test]
    fn headings_have_githubs_anchors() {
        let text = "# A `b`: c\n```sh\n# no heading\n```\n## An API of your own\n";
        let wanted = ["a-b-c", "an-api-of-your-own"].map(str::to_owned);
        assert_eq!(headings(text), BTreeSet::from(wanted));
    }

    #[test]
    fn a_script_may_be_mentioned_with_or_without_its_extension() {
        assert!(names("| `core.ts`, with `table` |", "core"));
        assert!(names("| `core.ts`, with `table` |", "table"));
        assert!(!names("| `core.ts`, with `table` |", "more"));
        assert_eq!(script_name("core.ts"), Some("core"));
        for other in ["element-frame.ts", "extra.d.ts", "sealed.js", "node"] {
            assert_eq!(script_name(other), None, "{other}");
        }
    }

    #[test]
    fn features_are_read_from_the_features_table_only() {
        let manifest = "[package]\nname = \"x\"\n[features]\ndefault = []\n# Not = this.\nb = []\n[dependencies]\nc = \"1\"\n";
        assert_eq!(features_of(manifest).collect::<Vec<_>>(), ["default", "b"]);
    }
}
