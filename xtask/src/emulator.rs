//! Building and starting the local Cognito.

use crate::process::Cmd;
use crate::report::Progress;
use crate::service::{Service, ServiceOutput};
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;
use std::time::Duration;

pub const DEFAULT_PORT: u16 = 9229;

/// Builds the emulator and returns the path of its program.
pub fn build(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    workspace
        .cmd("cargo")
        .args(["build", "--package", "vestibule-emulator"])
        .run_or_fail(&workspace.xtask_dir().join("emulator-build.log"), progress)?;
    Ok(workspace.target.join("debug").join("vestibule-emulator"))
}

/// Starts the emulator on `port` and waits until it answers.
pub fn start(
    workspace: &Workspace,
    program: &PathBuf,
    port: u16,
    output: ServiceOutput<'_>,
) -> Result<Service> {
    let cmd = Cmd::new(program)
        .dir(&workspace.root)
        .args(["--port", &port.to_string()]);
    let mut service = Service::start("emulator", cmd, output)?;
    service.wait_until_up(port, "/_inbox", Duration::from_secs(20))?;
    Ok(service)
}

/// The emulator's address for programs on this machine.
pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
