//! The project's own commands. `cargo xtask --help` lists them.

mod background;
mod bench;
mod build_cache;
mod demo;
mod emulator;
mod gallery;
mod lint;
mod pkg;
mod ports;
mod prerender;
mod process;
mod process_group;
mod report;
mod serve;
mod service;
mod setup;
mod sim;
mod size;
mod split;
mod test;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install what this machine lacks for building and testing
    Setup(setup::Options),
    /// Build everything, start a local Cognito and the demo, and print the address to open
    Demo(demo::Options),
    /// Build the elements, and serve a page with every screen in every state side by side
    Gallery(gallery::Options),
    /// Run every test; the last line counts them all
    Test(test::Options),
    /// Simulate sessions with injected faults, one run for each seed
    Sim(sim::Options),
    /// Build the npm package into pkg/dist
    Pkg,
    /// Measure what pages download, and compare it with other libraries and with bench/budgets.json
    Size(size::Options),
    /// Time the library and others in one browser, and write bench/RESULTS.md
    Bench(bench::Options),
    /// Check format, lints, layers and documentation
    Lint,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = run(arguments.verb);
    process_group::wait_for_ctrl_c_handler();
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match verb {
        Verb::Setup(options) => setup::run(&workspace, &options),
        Verb::Demo(options) => demo::run(&workspace, &options),
        Verb::Gallery(options) => gallery::run(&workspace, &options),
        Verb::Test(options) => test::run(&workspace, &options),
        Verb::Sim(options) => sim::run(&workspace, &options),
        Verb::Pkg => pkg::run(&workspace),
        Verb::Size(options) => size::run(&workspace, &options),
        Verb::Bench(options) => bench::run(&workspace, &options),
        Verb::Lint => lint::run(&workspace),
    }
}
