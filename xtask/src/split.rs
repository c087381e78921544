//! The hook `vestibule-split`, by which what Trunk builds is cut into chunks.

use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::Result;

/// Names the Cargo profile that Trunk builds with.
pub const PROFILE: &str = "VESTIBULE_SPLIT_PROFILE";

/// With "1" it cuts in seconds, and makes what it cuts less small.
pub const QUICK: &str = "VESTIBULE_SPLIT_QUICK";

/// Builds the hook, where [`setup::tool`](crate::setup::tool) lets Trunk find it.
pub fn build(workspace: &Workspace, progress: &Progress) -> Result<()> {
    workspace
        .cmd("cargo")
        .args(["build", "--package", "vestibule-split"])
        .must(&workspace.own_dir().join("vestibule-split.log"), progress)?;
    Ok(())
}
