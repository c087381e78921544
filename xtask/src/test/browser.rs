//! Tests inside headless Chromium, by wasm-bindgen's test runner.

use super::counts::Dialect;
use super::{Counts, Outcome, log, proxy};
use crate::report::Progress;
use crate::service::Speak;
use crate::setup::{self, wasm};
use crate::workspace::Workspace;
use crate::{emulator, ports};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const RUNNER: &str = "wasm-bindgen-test-runner";

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
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            capabilities(workspace, proxy::start()?, port)?,
        )
        .env("VESTIBULE_EMULATOR_URL", emulator::url(port))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", RUNNER);
    let path = log(workspace, "browser");
    let output = toolchain.apply(cmd).logged(&path, &progress)?;
    let outcome = Outcome::judge(&output, Dialect::Libtest.read(&output.text), path);
    outcome.print("browser", progress);
    Ok(outcome.counts)
}

/// What Chromium is started with: what stands beside the tests, and the proxy for all but the emulator.
fn capabilities(workspace: &Workspace, proxy: u16, emulator: u16) -> Result<PathBuf> {
    let given = workspace.root.join("tests/browser/webdriver.json");
    let text =
        fs::read_to_string(&given).with_context(|| format!("cannot read {}", given.display()))?;
    let mut capabilities: Value = serde_json::from_str(&text)?;
    let arguments = capabilities
        .pointer_mut("/goog:chromeOptions/args")
        .and_then(Value::as_array_mut)
        .context("webdriver.json has no arguments for Chromium")?;
    arguments.push(json!(format!("--proxy-server=http://127.0.0.1:{proxy}")));
    // Chromium passes loopback by unless it is told not to.
    arguments.push(json!(format!(
        "--proxy-bypass-list=<-loopback>;127.0.0.1:{emulator}"
    )));
    let path = log(workspace, "browser").with_file_name("webdriver.json");
    fs::write(&path, capabilities.to_string())?;
    Ok(path)
}
