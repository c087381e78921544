//! `cargo xtask test`: every suite, a line each, and the sum at the end.

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
use changed::{Part, Reach};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

#[derive(Args)]
pub struct Options {
    /// Run only these
    #[arg(value_enum)]
    suites: Vec<Suite>,
    /// Run only what the changes since this commit can reach, those that are not committed included
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, default_missing_value = "main", conflicts_with = "suites")]
    changed: Option<String>,
    /// After `--`: what Playwright is to be told besides, e.g. `-- --grep "sign in"`
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
    /// Other people's clients and servers
    Interop,
    /// The demo and the plain page, used as a person uses them
    E2e,
}

/// What took less is not listed at the end.
const WORTH_TELLING: Duration = Duration::from_secs(10);

const ALL: [Suite; 5] = [
    Suite::Lint,
    Suite::Native,
    Suite::Browser,
    Suite::Interop,
    Suite::E2e,
];

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let plan = Plan::of(workspace, options)?;
    native::forget_exchanges(workspace)?;
    let whole = Progress::start("all suites");
    let counts = thread::scope(|scope| {
        let builds = Builds::start(scope, workspace, &plan.suites);
        let mut counts = Counts::default();
        for suite in &plan.suites {
            counts += run_one(workspace, *suite, &plan, &builds);
        }
        counts
    });
    report::say("\nWhere the time went:");
    for (step, took) in report::longest(WORTH_TELLING) {
        report::say(&format!("  {:>12}  {step}", report::time(took)));
    }
    whole.finish(if counts.failed == 0 { "✓" } else { "✗" }, "done");
    report::say(&format!("\n{counts}"));
    Ok(if counts.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is to run.
struct Plan {
    suites: Vec<Suite>,
    /// The crates whose tests run on this machine; all, where nobody chose.
    crates: Option<BTreeSet<String>>,
    /// The suites of `tests/interop`; all, where nobody chose.
    interop: Option<BTreeSet<String>>,
    /// What Playwright is to be told besides.
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
            plan.narrow(changed::since(workspace, base)?);
        }
        Ok(plan)
    }

    fn narrow(&mut self, reach: Reach) {
        let mut suites = vec![Suite::Lint];
        if !reach.native.is_empty() {
            suites.push(Suite::Native);
            self.crates = Some(reach.native);
        }
        if reach.browser {
            suites.push(Suite::Browser);
        }
        match reach.interop {
            Part::Nothing => {}
            Part::Some(names) => {
                suites.push(Suite::Interop);
                self.interop = Some(names);
            }
            Part::All => suites.push(Suite::Interop),
        }
        match reach.e2e {
            Part::Nothing => {}
            Part::Some(specs) => {
                suites.push(Suite::E2e);
                self.playwright.extend(specs);
            }
            Part::All => suites.push(Suite::E2e),
        }
        self.suites = suites;
    }
}

/// A suite that cannot be started fails as one test, and the others still run.
fn run_one(workspace: &Workspace, suite: Suite, plan: &Plan, builds: &Builds<'_>) -> Counts {
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
        report::say(&format!("✗ {:<18} could not run: {error:#}", suite.name()));
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
    workspace.own_dir().join("test").join(format!("{name}.log"))
}
