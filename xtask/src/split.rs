//! Builds the Trunk hook `vestibule-split`, which splits a module into chunks.

use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::Result;

/// The environment variable with the Cargo profile that Trunk builds with.
pub const PROFILE: &str = "VESTIBULE_SPLIT_PROFILE";

/// The environment variable that, with the value "1", makes the hook faster and its output larger.
pub const QUICK: &str = "VESTIBULE_SPLIT_QUICK";

/// Builds the hook. [`setup::tool`](crate::setup::tool) has its folder in `PATH`, where Trunk finds it.
pub fn build(workspace: &Workspace, progress: &Progress) -> Result<()> {
    workspace
        .cmd("cargo")
        .args(["build", "--package", "vestibule-split"])
        .run_or_fail(&workspace.xtask_dir().join("vestibule-split.log"), progress)?;
    Ok(())
}
