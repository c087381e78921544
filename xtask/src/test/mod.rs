//! `cargo xtask test`: runs the suites, prints a line for each, and the sum at the end.

mod browser;
mod builds;
mod changed;
mod counts;
mod e2e;
mod interop;
mod native;
mod outcome;
mod proxy;

pub use counts::Counts;
pub use outcome::Outcome;

use crate::lint;
use crate::report::{self, Progress};
use crate::setup::{self, Mention, Need};
use crate::workspace::Workspace;
use anyhow::Result;
use builds::Builds;
use changed::{Affected, Subset};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

#[derive(Args)]
pub struct Options {
    /// Run only these suites
    #[arg(value_enum)]
    suites: Vec<Suite>,
    /// Run only what the changes since this commit can affect, uncommitted ones included
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, default_missing_value = "main", conflicts_with = "suites")]
    changed: Option<String>,
    /// After `--`: further arguments for Playwright, e.g. `-- --grep "sign in"`
    #[arg(last = true)]
    playwright: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Format, lints, layers, documentation
    Lint,
    /// Tests on this machine, examples in the documentation included
    Native,
    /// Tests inside a headless browser
    Browser,
    /// Other clients and servers
    Interop,
    /// The demo and the plain page in a browser
    E2e,
}

/// Steps that took less are not listed at the end.
const MIN_LISTED_DURATION: Duration = Duration::from_secs(10);

const ALL: [Suite; 5] = [
    Suite::Lint,
    Suite::Native,
    Suite::Browser,
    Suite::Interop,
    Suite::E2e,
];

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let plan = Plan::of(workspace, options)?;
    native::remove_exchanges(workspace)?;
    let whole = Progress::start("all suites");
    let counts = thread::scope(|scope| {
        let builds = Builds::start(scope, workspace, &plan.suites);
        let mut counts = Counts::default();
        for suite in &plan.suites {
            counts += run_suite(workspace, *suite, &plan, &builds);
        }
        counts
    });
    report::print("\nThe slowest steps:");
    for (step, took) in report::longest_steps(MIN_LISTED_DURATION) {
        report::print(&format!("  {:>12}  {step}", report::format_duration(took)));
    }
    whole.finish(if counts.failed == 0 { "✓" } else { "✗" }, "done");
    report::print(&format!("\n{counts}"));
    Ok(if counts.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The suites to run.
struct Plan {
    suites: Vec<Suite>,
    /// The crates whose native tests run; `None` for all.
    crates: Option<BTreeSet<String>>,
    /// The suites of `tests/interop`; `None` for all.
    interop: Option<BTreeSet<String>>,
    /// Further arguments for Playwright.
    playwright: Vec<String>,
}

impl Plan {
    fn of(workspace: &Workspace, options: &Options) -> Result<Self> {
        let mut plan = Self {
            suites: match options.suites.is_empty() {
                true => ALL.to_vec(),
                false => options.suites.clone(),
            },
            crates: None,
            interop: None,
            playwright: options.playwright.clone(),
        };
        if let Some(base) = &options.changed {
            plan.narrow(changed::affected_since(workspace, base)?);
        }
        Ok(plan)
    }

    fn narrow(&mut self, affected: Affected) {
        let mut suites = vec![Suite::Lint];
        if !affected.native.is_empty() {
            suites.push(Suite::Native);
            self.crates = Some(affected.native);
        }
        if affected.browser {
            suites.push(Suite::Browser);
        }
        match affected.interop {
            Subset::Nothing => {}
            Subset::Some(names) => {
                suites.push(Suite::Interop);
                self.interop = Some(names);
            }
            Subset::All => suites.push(Suite::Interop),
        }
        match affected.e2e {
            Subset::Nothing => {}
            Subset::Some(specs) => {
                suites.push(Suite::E2e);
                self.playwright.extend(specs);
            }
            Subset::All => suites.push(Suite::E2e),
        }
        self.suites = suites;
    }
}

/// Runs a suite. One that cannot be started counts as one failed test.
fn run_suite(workspace: &Workspace, suite: Suite, plan: &Plan, builds: &Builds<'_>) -> Counts {
    let ran =
        setup::ensure(workspace, suite.needs(), Mention::InstalledOnly).and_then(
            |()| match suite {
                Suite::Lint => lint::all(workspace),
                Suite::Native => native::run(workspace, plan.crates.as_ref()),
                Suite::Browser => browser::run(workspace),
                Suite::Interop => interop::run(workspace, builds, plan.interop.as_ref()),
                Suite::E2e => e2e::run(workspace, builds, &plan.playwright),
            },
        );
    ran.unwrap_or_else(|error| {
        report::print(&format!("✗ {:<18} could not run: {error:#}", suite.name()));
        Counts::one(false)
    })
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Suite::Lint => "lint",
            Suite::Native => "native",
            Suite::Browser => "browser",
            Suite::Interop => "interop",
            Suite::E2e => "e2e",
        }
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Suite::Lint => &[Need::Wasm],
            Suite::Native => &[],
            Suite::Browser => &[Need::Wasm, Need::WasmBindgen, Need::Browser],
            Suite::Interop => &[
                Need::Wasm,
                Need::Browser,
                Need::Npm,
                Need::Python,
                Need::WasmBindgen,
            ],
            Suite::E2e => &[
                Need::Wasm,
                Need::Browser,
                Need::HeadlessShell,
                Need::Firefox,
                Need::Npm,
                Need::WasmBindgen,
                Need::Trunk,
            ],
        }
    }
}

fn log(workspace: &Workspace, name: &str) -> PathBuf {
    workspace
        .xtask_dir()
        .join("test")
        .join(format!("{name}.log"))
}
