//! A local Cognito: the emulator behind a server on 127.0.0.1.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod server;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use vestibule_emulator::{Config, Emulator};

/// A local Amazon Cognito for development and tests.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Port on 127.0.0.1; 0 for any free port.
    #[arg(long, default_value_t = 9229)]
    port: u16,
    /// TOML file with pools, clients and users; without it, the built-in ones.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Also allow this host name, and pages of this host, for the inbox, the pools, the clock and administrators'
    /// operations; by default only this machine's own names. Can be repeated.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Print the built-in configuration, as a start for your own.
    #[arg(long)]
    print_config: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.print_config {
        print!("{}", Config::DEVELOPMENT);
        return ExitCode::SUCCESS;
    }
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("vestibule-emulator: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), String> {
    let config = match &arguments.config {
        Some(path) => read(path)?,
        None => Config::development(),
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("no randomness to be had: {error}"))?;
    let mut emulator = Emulator::new(config, seed).map_err(|error| error.to_string())?;
    for host in &arguments.allow_host {
        emulator.allow_host(host);
    }
    server::serve(emulator, arguments.port).await
}

fn read(path: &Path) -> Result<Config, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Config::from_toml(&text).map_err(|error| format!("{}: {error}", path.display()))
}
