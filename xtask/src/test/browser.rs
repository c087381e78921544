//! Tests inside headless Chromium, by wasm-bindgen's test runner.

use super::counts::RunnerFormat;
use super::{Counts, Outcome, log, proxy};
use crate::report::Progress;
use crate::service::ServiceOutput;
use crate::setup::{self, wasm};
use crate::workspace::Workspace;
use crate::{emulator, ports};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const RUNNER: &str = "wasm-bindgen-test-runner";

/// How long a page may run its tests, in seconds: enough for a slow machine. The runner's default is 20.
const TEST_TIMEOUT: &str = "300";
/// How long ChromeDriver may take to start, in seconds.
const DRIVER_TIMEOUT: &str = "60";

/// The port is compiled into the tests, so another one causes a rebuild.
const EMULATOR_PORT: u16 = 9239;

pub fn run(workspace: &Workspace) -> Result<Counts> {
    let progress = Progress::start("browser");
    let program = emulator::build(workspace, &progress)?;
    let port = ports::choose(EMULATOR_PORT, &[])?;
    let emulator_log = log(workspace, "browser-emulator");
    let _emulator = emulator::start(
        workspace,
        &program,
        port,
        ServiceOutput::LogFile(&emulator_log),
    )?;
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
    let output = toolchain.apply(cmd).run_logged(&path, &progress)?;
    let outcome = Outcome::of_runner(&output, RunnerFormat::Libtest.read(&output.text), path);
    outcome.print("browser", progress);
    Ok(outcome.counts)
}

/// Writes Chromium's capabilities: those of `tests/browser/webdriver.json`, and the proxy for everything but the
/// emulator.
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
    // `<-loopback>`: without it Chromium uses no proxy for loopback addresses.
    arguments.push(json!(format!(
        "--proxy-bypass-list=<-loopback>;127.0.0.1:{emulator}"
    )));
    let path = log(workspace, "browser").with_file_name("webdriver.json");
    fs::write(&path, capabilities.to_string())?;
    Ok(path)
}
