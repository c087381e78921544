//! `cargo xtask bench`: compares the library's speed with its peers' in one browser.
//!
//! The measurements are in `bench/`. This module builds and starts what they need.

use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::service::ServiceOutput;
use crate::setup::{self, Mention, Need, browser};
use crate::size::downloads;
use crate::size::peers;
use crate::workspace::Workspace;
use crate::{emulator, pkg, ports};
use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

const EMULATOR_PORT: u16 = 9279;
const NEEDS: [Need; 4] = [Need::Wasm, Need::Browser, Need::Npm, Need::WasmBindgen];

#[derive(Args)]
pub struct Options {
    /// How often each thing is timed, after warm-up
    #[arg(long, default_value_t = 20)]
    rounds: u32,
    /// How many sign-ins and sign-outs the page's memory is watched for
    #[arg(long, default_value_t = 1000)]
    sign_ins: u32,
    /// Measure only this, and print it without writing bench/RESULTS.md
    #[arg(long, value_parser = ["srp", "first-srp", "returning", "forms", "sign-in", "aws", "memory"])]
    only: Option<String>,
    /// Time single functions natively, with criterion, instead
    #[arg(long)]
    native: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.native {
        return native(workspace);
    }
    setup::ensure(workspace, &NEEDS, Mention::InstalledOnly)?;
    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    let package = pkg::publishable(workspace)?;
    let peers = peers::build(workspace)?;
    let form = match options.only.as_deref() {
        None | Some("forms") => Some(Form::build(workspace)?),
        Some(_) => None,
    };
    let port = ports::choose(EMULATOR_PORT, &[])?;

    let emulator_log = workspace.xtask_dir().join("bench/emulator.log");
    let _emulator = emulator::start(
        workspace,
        &program,
        port,
        ServiceOutput::LogFile(&emulator_log),
    )?;
    let progress = Progress::start("bench");
    let mut node = setup::tool(workspace, "node").arg("bench/run.mjs");
    if let Some(Form { screens, page }) = &form {
        node = node
            .env("VESTIBULE_BENCH_SCREENS", screens)
            .env("VESTIBULE_BENCH_FORM", &page.form)
            .env("VESTIBULE_BENCH_STYLE", &page.style_element);
    }
    let printed = node
        .env(
            "CHROME",
            browser::chromium().context("Chromium is not installed")?,
        )
        .env("VESTIBULE_EMULATOR_URL", emulator::url(port))
        .env("VESTIBULE_BENCH_PACKAGE", &package)
        .env("VESTIBULE_BENCH_PEERS", &peers)
        .env("VESTIBULE_BENCH_ROUNDS", options.rounds.to_string())
        .env("VESTIBULE_BENCH_SIGN_INS", options.sign_ins.to_string())
        .env(
            "VESTIBULE_BENCH_ONLY",
            options.only.as_deref().unwrap_or_default(),
        )
        .run_or_fail(&workspace.xtask_dir().join("bench/run.log"), &progress)?;
    let done = match options.only {
        Some(_) => "measured",
        None => "written to bench/RESULTS.md",
    };
    progress.finish("✓", done);
    println!("\n{printed}");
    Ok(ExitCode::SUCCESS)
}

/// What only the measurement of the sign-in form needs.
struct Form {
    screens: PathBuf,
    page: Prerendered,
}

impl Form {
    fn build(workspace: &Workspace) -> Result<Self> {
        Ok(Form {
            screens: downloads::screens(workspace, pkg::Variant::published(workspace))?,
            page: Prerendered::make(workspace)?,
        })
    }
}

/// Runs the benchmarks in `bench/native/`; criterion compares them with the previous run.
fn native(workspace: &Workspace) -> Result<ExitCode> {
    let progress = Progress::start("native bench");
    let printed = workspace
        .cmd("cargo")
        .args(["bench", "--package", "vestibule-native-bench"])
        .run_or_fail(&workspace.xtask_dir().join("bench/native.log"), &progress)?;
    progress.finish("✓", "timed");
    println!("\n{printed}");
    Ok(ExitCode::SUCCESS)
}
