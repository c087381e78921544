//! Random simulations of records with everything that can go wrong: two to five devices with several tabs each write,
//! synchronize, lose requests and responses, freeze and crash, while users sign in and out. At the end the faults stop,
//! and all devices must have the same records.
//!
//! `cargo xtask sim --records --seeds N` runs N seeds; `--seed K` repeats one with a trace. `--fault NAME` adds
//! a deliberate fault to the merge (`src/flow/records/fault.rs`), which some seeds have to detect.

// Other test crates include this file, and use more of it.
mod checker;
#[allow(dead_code)]
pub mod cloud;
mod database;
mod device;
mod plan;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::RecordFault;

use crate::chance::Chance;
use crate::plan::Plan as SessionPlan;
use crate::pool;
use crate::run::{Outcome, lock};
use checker::{Checker, Rest};
use cloud::Cloud;
use device::Device;
use plan::{Event, NetworkConditions, PEOPLE, Plan};

/// How long a call in a tab may take before the next event.
const A_MOMENT: Duration = Duration::from_millis(15);
/// The maximum number of synchronizations at the end.
const ROUNDS: u32 = 30;

/// The state of a run.
pub struct Run {
    plan: Plan,
    sessions: SessionPlan,
    cloud: Cloud,
    checker: Arc<Mutex<Checker>>,
    devices: Vec<Device>,
    elapsed: Duration,
    seed: u64,
    count: u64,
}

/// Adds each deliberate fault to the merge in turn, and checks that some seed detects it.
pub fn find_faults(from: u64, seeds: u64) -> ExitCode {
    let mut missed = 0;
    for (name, fault) in RecordFault::ALL {
        fault.inject();
        let is_found = |seed: &u64| {
            // A fault may make the simulation panic.
            let outcome = catch_unwind(AssertUnwindSafe(|| run(*seed, false)));
            !outcome.is_ok_and(|outcome| outcome.faults.is_empty())
        };
        match (from..from + seeds).find(is_found) {
            Some(seed) => println!("{name}: detected by seed {seed}"),
            None => {
                println!("{name}: not detected by any of {seeds} seeds");
                missed += 1;
            }
        }
    }
    match missed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The plan of a seed, as text.
pub fn plan_of(seed: u64) -> String {
    format!("{:#?}", Plan::new(seed))
}

/// Runs a seed.
pub fn run(seed: u64, with_trace: bool) -> Outcome {
    let mut run = Run::new(seed, with_trace);
    for device in 0..run.plan.devices {
        run.open(device);
    }
    let events = std::mem::take(&mut run.plan.events);
    run.sign_some_in();
    for (pause, event) in events {
        run.advance(pause);
        run.apply(event);
    }
    run.recover();
    run.compare();
    let (policy, cloud) = (run.plan.policy, run.cloud.clone());
    let mut checker = std::mem::take(&mut *lock(&run.checker));
    let devices = run.devices.iter();
    let rest = Rest {
        databases: devices.clone().map(Device::database).collect(),
        removals: devices
            .flat_map(|device| device.removals(&checker.people))
            .collect(),
    };
    checker.check_all(policy, &cloud, &rest);
    run.devices.iter().for_each(|device| device.world.end());
    Outcome {
        renewals: checker.writes.len() as u64,
        faults: checker.faults,
        trace: checker.trace,
    }
}

impl Run {
    fn new(seed: u64, with_trace: bool) -> Self {
        let plan = Plan::new(seed);
        let mut sessions = SessionPlan::new(seed);
        sessions.idle = None;
        sessions.minutes = 60;
        sessions.shares_memory = false;
        let checker = Checker {
            with_trace,
            ..Checker::default()
        };
        let emulator = Arc::new(Mutex::new(pool::emulator(&sessions, seed)));
        let devices = (0..plan.devices).map(|number| Device::new(number, seed, &emulator));
        Run {
            devices: devices.collect(),
            plan,
            sessions,
            cloud: Cloud::default(),
            checker: Arc::new(Mutex::new(checker)),
            elapsed: Duration::ZERO,
            seed,
            count: 0,
        }
    }

    /// Signs a user in on most devices. The others begin with a guest.
    fn sign_some_in(&mut self) {
        let mut chance = Chance::new(self.seed ^ 0x1234);
        for device in 0..self.devices.len() {
            if chance.percent(65) {
                self.sign_in(device, 0, PEOPLE[0]);
            }
        }
        self.advance(Duration::from_secs(2));
    }

    fn apply(&mut self, event: Event) {
        let elapsed = self.elapsed;
        lock(&self.checker).note(|| format!("{elapsed:?} {event:?}"));
        match event {
            Event::Write(tab, key) => self.at(tab, |run, at| run.write(at, key, false)),
            Event::Remove(tab, key) => self.at(tab, |run, at| run.write(at, key, true)),
            Event::Synchronize(tab) => self.at(tab, Run::synchronize),
            Event::WriteDuring(tab, key, later) => self.at(tab, |run, at| {
                run.synchronize(at);
                run.advance(Duration::from_millis(later));
                run.write(at, key, false);
            }),
            Event::Delete(tab) => self.at(tab, Run::delete),
            Event::Resolve(tab, how) => self.at(tab, |run, at| run.resolve(at, how)),
            Event::Open(tab) => {
                let device = tab as usize % self.devices.len();
                if self.devices[device].tabs.len() < 3 {
                    self.open(device);
                }
            }
            Event::Crash(tab) => self.at(tab, |run, (device, tab)| {
                let page = run.devices[device].tabs.remove(tab);
                page.tab.crash();
                if run.devices[device].tabs.is_empty() {
                    run.open(device);
                }
            }),
            Event::Freeze(tab, millis) => self.at(tab, |run, (device, tab)| {
                let page = &mut run.devices[device].tabs[tab];
                page.tab.freeze();
                page.frozen_until = Some(run.elapsed + Duration::from_millis(millis));
            }),
            Event::Wake(tab) => self.at(tab, |run, (device, tab)| {
                run.devices[device].tabs[tab].tab.wake();
            }),
            Event::Jump(device, by) => {
                let device = device as usize % self.devices.len();
                self.devices[device].jump(by);
            }
            Event::Network(device, network) => {
                let device = device as usize % self.devices.len();
                *lock(&self.devices[device].network) = network;
            }
            Event::Database(device, fault, millis) => {
                let device = device as usize % self.devices.len();
                let until = self.elapsed + Duration::from_millis(millis);
                self.devices[device].break_database(fault, until);
            }
            Event::SignIn(tab, who) => {
                self.at(tab, |run, (device, tab)| {
                    run.sign_in(device, tab, PEOPLE[who]);
                });
            }
            Event::SignOut(tab) => self.at(tab, Run::sign_out),
            Event::ForgetCursors => self.cloud.forget_cursors(),
        }
        self.advance(A_MOMENT);
    }

    /// Does something in one of the tabs that are not frozen.
    fn at(&mut self, tab: u64, act: impl FnOnce(&mut Self, (usize, usize))) {
        let all = self.devices.iter().enumerate().flat_map(|(device, it)| {
            let tabs = it.tabs.iter().enumerate();
            let awake = tabs.filter(|(_, page)| page.frozen_until.is_none());
            awake.map(move |(tab, _)| (device, tab))
        });
        let awake: Vec<(usize, usize)> = all.collect();
        if let Some(at) = awake.get(tab as usize % awake.len().max(1)) {
            act(self, *at);
        }
    }

    /// Advances the time on all devices, in small steps at first, because most happens then.
    fn advance(&mut self, time: Duration) {
        let end = self.elapsed + time;
        let mut step = Duration::from_millis(4);
        while self.elapsed < end {
            let now = step.min(end - self.elapsed);
            for device in &mut self.devices {
                device.world.advance(now);
            }
            self.elapsed += now;
            self.devices
                .iter_mut()
                .for_each(|device| device.recover_until(self.elapsed));
            step = step * 3 / 2;
        }
    }

    /// Stops all faults, signs the same user in on all devices, and synchronizes until there is no conflict.
    fn recover(&mut self) {
        for device in 0..self.devices.len() {
            *lock(&self.devices[device].network) = NetworkConditions {
                max_latency: 20,
                ..NetworkConditions::default()
            };
            self.devices[device].recover_until(Duration::MAX);
        }
        self.advance(Duration::from_secs(90));
        for device in 0..self.devices.len() {
            self.sign_in(device, 0, PEOPLE[0]);
        }
        self.advance(Duration::from_secs(30));
        // Until two rounds in a row had no conflict.
        let mut quiet = 0;
        for round in 0..ROUNDS {
            quiet += 1;
            for device in 0..self.devices.len() {
                let outcome = self.devices[device].synchronize_now();
                self.advance(A_MOMENT);
                match outcome {
                    Ok(0) => {}
                    Ok(_) => {
                        quiet = 0;
                        self.resolve((device, 0), 0);
                        self.advance(Duration::from_secs(1));
                    }
                    Err(_) if round < 2 => quiet = 0,
                    Err(error) => {
                        let text = format!("device {device} cannot synchronize: {error:?}");
                        return lock(&self.checker).fault(text);
                    }
                }
            }
            if quiet == 2 {
                return;
            }
        }
        lock(&self.checker).fault("the conflicts never end".to_owned());
    }

    /// All devices must have the remote's records.
    fn compare(&mut self) {
        let Some(owner) = self.cloud.known_identity(PEOPLE[0]) else {
            return;
        };
        let there = self.cloud.entries(&owner, "notes");
        for device in &mut self.devices {
            let here = device.entries_now();
            if here.as_ref() != Ok(&there) {
                let text = format!(
                    "device {} has {here:?}, but the remote has {there:?}",
                    device.number
                );
                lock(&self.checker).fault(text);
            }
        }
    }
}
