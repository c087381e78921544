//! Random simulations of sessions with everything that can go wrong. A seed decides how many tabs
//! there are, when they freeze and crash, what the machine's clock shows and when it jumps, which
//! browser APIs are missing, and what the network does. All of it runs with simulated time and the
//! emulator. After each event the rules are checked.
//!
//! `cargo xtask sim --seeds N` runs N seeds; `cargo xtask sim --seed K` repeats a failed seed with
//! a trace.

#![forbid(unsafe_code)]

mod app;
mod chance;
mod checker;
mod ending;
mod identities;
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
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Runs only this seed, and prints a trace
    #[arg(long)]
    seed: Option<u64>,
    /// Simulates records instead of sessions
    #[arg(long)]
    records: bool,
    /// Adds a deliberate fault to the merge of records, which some seed has to detect
    #[arg(long, requires = "records")]
    fault: Option<String>,
    /// Adds each deliberate fault to the merge of records in turn, and checks that some seed detects it
    #[arg(long, requires = "records")]
    faults: bool,
}

/// What is simulated: sessions or records.
#[derive(Clone, Copy)]
struct Subject {
    run: fn(u64, bool) -> run::Outcome,
    plan_of: fn(u64) -> String,
    /// What the summary counts.
    counts: &'static str,
    /// The command that repeats a seed.
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
                "seed {seed}: passed with {} {}",
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
        println!("seed {seed}: {fault}; for a trace: {again} {seed}");
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
