//! `vestibule-split`: a hook for Trunk. The README of Vestibule describes its use under "Quick start".

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
