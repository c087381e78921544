//! Tests inside headless Chromium, by wasm-bindgen's test runner.

use super::counts::Dialect;
use super::{Counts, Outcome, log};
use crate::report::Progress;
use crate::service::Speak;
use crate::setup::{self, wasm};
use crate::workspace::Workspace;
use crate::{emulator, ports};
use anyhow::{Context, Result};

/// How long a page may run its tests, in seconds: a hung one is seen by then, and a slow machine is done. The
/// runner's own limit is 20.
const TEST_TIMEOUT: &str = "300";
/// How long ChromeDriver may take to listen, in seconds.
const DRIVER_TIMEOUT: &str = "60";

/// Compiled into the tests, so always the same where it is free: a new one means a new build.
const EMULATOR_PORT: u16 = 9239;

pub fn run(workspace: &Workspace) -> Result<Counts> {
    let progress = Progress::start("browser");
    let program = emulator::build(workspace, &progress)?;
    let port = ports::choose(EMULATOR_PORT, &[])?;
    let emulator_log = log(workspace, "browser-emulator");
    let _emulator = emulator::start(workspace, &program, port, Speak::Log(&emulator_log))?;
    let toolchain =
        wasm::Toolchain::find(workspace).context("the wasm32 target is not installed")?;
    let driver = setup::browser::driver().context("ChromeDriver is not installed")?;
    let cmd = setup::tool(workspace, "cargo")
        .args([
            "test",
            "--package",
            "vestibule-browser-tests",
            "--package",
            "vestibule-ui-browser-tests",
            "--target",
            wasm::TARGET,
            "--no-fail-fast",
        ])
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", TEST_TIMEOUT)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", DRIVER_TIMEOUT)
        .env("VESTIBULE_EMULATOR_URL", emulator::url(port))
        // This program again: it watches over wasm-bindgen's runner.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "xtask test-runner",
        );
    let path = log(workspace, "browser");
    let output = toolchain.apply(cmd).logged(&path, &progress)?;
    let outcome = Outcome::judge(&output, Dialect::Libtest.read(&output.text), path);
    outcome.print("browser", progress);
    Ok(outcome.counts)
}
