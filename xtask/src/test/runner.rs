//! wasm-bindgen's test runner, started again where its page does not load.
//!
//! The runner serves the page and its modules by a server (tiny_http) that may leave the last of several
//! connections unanswered on a busy machine; the page then waits for a module for minutes, and no test runs.

use crate::group::Group;
use crate::process::forward;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

const RUNNER: &str = "wasm-bindgen-test-runner";
/// What the runner says once the driver listens, and before it asks for the page.
const DRIVER_IS_UP: &str = "Running headless tests";
/// How long a page may take until its first test begins.
const LOADING: Duration = Duration::from_secs(90);
const TRIES: u32 = 5;

#[derive(Args)]
pub struct Options {
    /// What the runner is to be given: the compiled tests, and what to run of them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the tests in a browser; what the runner prints is printed.
pub fn run(options: &Options) -> Result<ExitCode> {
    for _ in 0..TRIES {
        if let Some(code) = once(&options.arguments)? {
            return Ok(code);
        }
        println!(
            "the page did not load within {} s: once more",
            LOADING.as_secs()
        );
    }
    bail!("the page of the tests did not load, {TRIES} times")
}

/// `None` where no test had begun in time.
fn once(arguments: &[OsString]) -> Result<Option<ExitCode>> {
    let mut command = Command::new(RUNNER);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut group = Group::spawn(&mut command, RUNNER)?;
    let (sender, lines) = mpsc::channel();
    forward(group.child.stdout.take(), sender.clone());
    forward(group.child.stderr.take(), sender);
    // Until when a test has to begin; nothing while that is not for the page to decide.
    let mut end = None;
    loop {
        let line = match end {
            None => lines.recv().map_err(mpsc::RecvTimeoutError::from),
            Some(end) => {
                lines.recv_timeout(Instant::saturating_duration_since(&end, Instant::now()))
            }
        };
        match line {
            Ok(line) => {
                println!("{line}");
                if line.starts_with(DRIVER_IS_UP) {
                    end = Some(Instant::now() + LOADING);
                } else if begins(&line) {
                    end = None;
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => return Ok(None),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = group.child.wait().context("cannot wait for the runner")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(Some(code.map_or(ExitCode::FAILURE, ExitCode::from)))
}

/// Whether the runner says that tests run, or that there are none.
fn begins(line: &str) -> bool {
    line.starts_with("running ") || line.starts_with("no tests to run")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runner_says_when_tests_begin() {
        assert!(begins("running 39 tests") && begins("no tests to run!"));
        assert!(!begins(
            "Running headless tests in Chrome on `http://127.0.0.1:1/`"
        ));
        assert!(!begins("Loading Wasm module..."));
    }
}
