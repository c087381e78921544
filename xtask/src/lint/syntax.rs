//! Checks the syntax of the scripts outside of `pkg/src`, which are loaded or run as they are.

use super::run_check;
use crate::report::Progress;
use crate::setup;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};

const EXTENSIONS: [&str; 6] = ["js", "mjs", "cjs", "jsx", "ts", "tsx"];

/// The npm package's sources, which tsc and ESLint check.
const PACKAGE: &str = "pkg/src/";

pub(super) fn check(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let files = workspace
        .cmd("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .read()
        .context("`git ls-files` did not work")?;
    // Git lists a deleted file until the deletion is staged.
    let scripts = files
        .lines()
        .filter(|file| is_checked(file) && workspace.root.join(file).exists());
    // esbuild parses all files in a second, JSX and TypeScript too. What it writes is not used.
    let output = workspace.xtask_dir().join("lint/scripts");
    let cmd = setup::tool(workspace, "esbuild")
        .args(scripts)
        .arg(format!("--outdir={}", output.display()))
        .args(["--loader:.js=jsx", "--log-level=warning"]);
    run_check(workspace, "syntax", cmd, progress)
}

fn is_checked(file: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| EXTENSIONS.contains(&it)) && !file.starts_with(PACKAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_outside_of_the_package_is_checked() {
        for file in [
            "src/ui/prerendered.js",
            "tests/interop/bundlers/run.mjs",
            "protocol/src/srp/vectors.cjs",
            "tests/interop/element/apps/react/main.jsx",
            "tests/e2e/tabs.spec.ts",
        ] {
            assert!(is_checked(file), "{file}");
        }
        for file in [
            "pkg/src/index.ts",
            "pkg/src/sealed.js",
            "package.json",
            "js",
        ] {
            assert!(!is_checked(file), "{file}");
        }
    }
}
