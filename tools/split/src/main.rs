//! `vestibule-split`: the hook for Trunk. What it needs is in the README of Vestibule, under "Quick start".

use std::process::ExitCode;

fn main() -> ExitCode {
    match vestibule_split::trunk::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vestibule-split: {error:#}");
            ExitCode::FAILURE
        }
    }
}
