//! Sessions under everything that can go wrong. A seed decides how many tabs there are, their sleeps
//! and crashes, what the machine's clock shows and how it jumps, what the browser lacks, and what the
//! network does; all of it runs under virtual time against the emulator's core. What must never
//! happen is checked whenever anything happens.
//!
//! `cargo xtask sim --seeds N` runs so many seeds; a seed that fails runs again, with a trace, by
//! `cargo xtask sim --seed K`.

#![forbid(unsafe_code)]

mod app;
mod chance;
mod ending;
mod identities;
mod judge;
mod plan;
mod pool;
mod records;
mod run;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use clap::Parser;

#[derive(Parser)]
#[command(about = "Simulates sessions under everything that can go wrong")]
struct Options {
    /// How many seeds to run
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Runs this seed alone, and prints what happens
    #[arg(long)]
    seed: Option<u64>,
    /// Simulates records in place of sessions
    #[arg(long)]
    records: bool,
    /// Puts a fault into the merge of records; some seed has to find it
    #[arg(long, requires = "records")]
    fault: Option<String>,
    /// Puts each fault into the merge of records, and looks whether it is found within so many seeds
    #[arg(long, requires = "records")]
    faults: bool,
}

/// What is simulated.
#[derive(Clone, Copy)]
struct Subject {
    run: fn(u64, bool) -> run::Outcome,
    plan_of: fn(u64) -> String,
    /// What is counted.
    counts: &'static str,
    /// How a seed is run again.
    again: &'static str,
}

const SESSIONS: Subject = Subject {
    run: run::run,
    plan_of: |seed| format!("{:#?}", plan::Plan::new(seed)),
    counts: "renewals",
    again: "cargo xtask sim --seed",
};

const RECORDS: Subject = Subject {
    run: records::run,
    plan_of: records::plan_of,
    counts: "writes",
    again: "cargo xtask sim --records --seed",
};

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(name) = &options.fault {
        let mut all = vestibule::RecordFault::ALL.iter();
        let Some((_, fault)) = all.find(|(other, _)| other == name) else {
            let names = vestibule::RecordFault::ALL.map(|(name, _)| name);
            println!("there is no fault {name}; there are {names:?}");
            return ExitCode::FAILURE;
        };
        fault.inject();
    }
    if options.faults {
        return records::find_faults(options.from, options.seeds);
    }
    let subject = match options.records {
        true => RECORDS,
        false => SESSIONS,
    };
    match options.seed {
        Some(seed) => one(subject, seed),
        None => many(subject, options.from, options.seeds),
    }
}

fn one(subject: Subject, seed: u64) -> ExitCode {
    println!("{}", (subject.plan_of)(seed));
    let outcome = (subject.run)(seed, true);
    for line in &outcome.trace {
        println!("{line}");
    }
    match outcome.faults.first() {
        None => {
            println!(
                "seed {seed}: all is well after {} {}",
                outcome.renewals, subject.counts
            );
            ExitCode::SUCCESS
        }
        Some(fault) => {
            println!("seed {seed}: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn many(subject: Subject, from: u64, seeds: u64) -> ExitCode {
    let (next, renewals) = (AtomicU64::new(from), AtomicU64::new(0));
    let failed = Mutex::new(Vec::new());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                return;
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| (subject.run)(seed, false)));
            let fault = match outcome {
                Ok(outcome) => {
                    renewals.fetch_add(outcome.renewals, Ordering::Relaxed);
                    outcome.faults.into_iter().next()
                }
                Err(_) => Some("it panicked".to_owned()),
            };
            if let (Some(fault), Ok(mut failed)) = (fault, failed.lock()) {
                failed.push((seed, fault));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner().unwrap_or_default();
    failed.sort();
    for (seed, fault) in failed.iter().take(20) {
        let again = subject.again;
        println!("seed {seed}: {fault}; again, with a trace: {again} {seed}");
    }
    let (renewals, counts) = (renewals.into_inner(), subject.counts);
    println!(
        "{} passed, {} failed: {seeds} seeds, {renewals} {counts}",
        seeds - failed.len() as u64,
        failed.len()
    );
    match failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
