//! Records under everything that can go wrong: two to five devices with several tabs each, which write, synchronise,
//! lose requests and answers, freeze and crash, while people sign in and out. In the end all is quiet, and all devices
//! have to have the same.
//!
//! `cargo xtask sim --records --seeds N` runs so many seeds; `--seed K` runs one again, with a trace. `--fault NAME` puts
//! a fault into the merge (`src/flow/records/fault.rs`), to see by which seeds it is found.

// Other tests use more of it.
#[allow(dead_code)]
pub mod cloud;
mod database;
mod device;
mod judge;
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
use cloud::Cloud;
use device::Device;
use judge::{Judge, Rest};
use plan::{Event, PEOPLE, Plan, Weather};

/// How long a call in a tab is given before something else happens.
const A_MOMENT: Duration = Duration::from_millis(15);
/// How often all devices synchronise in the end.
const ROUNDS: u32 = 30;

/// A run under way.
pub struct Run {
    plan: Plan,
    sessions: SessionPlan,
    cloud: Cloud,
    judge: Arc<Mutex<Judge>>,
    devices: Vec<Device>,
    passed: Duration,
    seed: u64,
    count: u64,
}

/// Puts each fault into the merge, one after the other: some seed has to find it.
pub fn find_faults(from: u64, seeds: u64) -> ExitCode {
    let mut missed = 0;
    for (name, fault) in RecordFault::ALL {
        fault.inject();
        let is_found = |seed: &u64| {
            // A fault may well end in a panic of the simulation.
            let outcome = catch_unwind(AssertUnwindSafe(|| run(*seed, false)));
            !outcome.is_ok_and(|outcome| outcome.faults.is_empty())
        };
        match (from..from + seeds).find(is_found) {
            Some(seed) => println!("{name}: found by seed {seed}"),
            None => {
                println!("{name}: not found by any of {seeds} seeds");
                missed += 1;
            }
        }
    }
    match missed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// What a seed decides.
pub fn plan_of(seed: u64) -> String {
    format!("{:#?}", Plan::new(seed))
}

/// Runs a seed.
pub fn run(seed: u64, traces: bool) -> Outcome {
    let mut run = Run::new(seed, traces);
    for device in 0..run.plan.devices {
        run.open(device);
    }
    let events = std::mem::take(&mut run.plan.events);
    run.sign_some_in();
    for (pause, event) in events {
        run.pass(pause);
        run.happen(event);
    }
    run.calm_down();
    run.compare();
    let (policy, cloud) = (run.plan.policy, run.cloud.clone());
    let mut judge = std::mem::take(&mut *lock(&run.judge));
    let devices = run.devices.iter();
    let rest = Rest {
        databases: devices.clone().map(Device::database).collect(),
        removals: devices
            .flat_map(|device| device.removals(&judge.people))
            .collect(),
    };
    judge.judge(policy, &cloud, &rest);
    run.devices.iter().for_each(|device| device.world.end());
    Outcome {
        renewals: judge.writes.len() as u64,
        faults: judge.faults,
        trace: judge.trace,
    }
}

impl Run {
    fn new(seed: u64, traces: bool) -> Self {
        let plan = Plan::new(seed);
        let mut sessions = SessionPlan::new(seed);
        sessions.idle = None;
        sessions.minutes = 60;
        sessions.shares_memory = false;
        let judge = Judge {
            traces,
            ..Judge::default()
        };
        let emulator = Arc::new(Mutex::new(pool::emulator(&sessions, seed)));
        let devices = (0..plan.devices).map(|number| Device::new(number, seed, &emulator));
        Run {
            devices: devices.collect(),
            plan,
            sessions,
            cloud: Cloud::default(),
            judge: Arc::new(Mutex::new(judge)),
            passed: Duration::ZERO,
            seed,
            count: 0,
        }
    }

    /// Most people are signed in from the beginning, and some devices begin with a guest.
    fn sign_some_in(&mut self) {
        let mut chance = Chance::new(self.seed ^ 0x1234);
        for device in 0..self.devices.len() {
            if chance.percent(65) {
                self.sign_in(device, 0, PEOPLE[0]);
            }
        }
        self.pass(Duration::from_secs(2));
    }

    fn happen(&mut self, event: Event) {
        let passed = self.passed;
        lock(&self.judge).note(|| format!("{passed:?} {event:?}"));
        match event {
            Event::Write(tab, key) => self.at(tab, |run, at| run.write(at, key, false)),
            Event::Remove(tab, key) => self.at(tab, |run, at| run.write(at, key, true)),
            Event::Synchronize(tab) => self.at(tab, Run::synchronize),
            Event::WriteDuring(tab, key, later) => self.at(tab, |run, at| {
                run.synchronize(at);
                run.pass(Duration::from_millis(later));
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
                page.frozen_until = Some(run.passed + Duration::from_millis(millis));
            }),
            Event::Wake(tab) => self.at(tab, |run, (device, tab)| {
                run.devices[device].tabs[tab].tab.wake();
            }),
            Event::Jump(device, by) => {
                let device = device as usize % self.devices.len();
                self.devices[device].jump(by);
            }
            Event::Weather(device, weather) => {
                let device = device as usize % self.devices.len();
                *lock(&self.devices[device].weather) = weather;
            }
            Event::SignIn(tab, who) => {
                self.at(tab, |run, (device, tab)| {
                    run.sign_in(device, tab, PEOPLE[who]);
                });
            }
            Event::SignOut(tab) => self.at(tab, Run::sign_out),
            Event::ForgetCursors => self.cloud.forget_cursors(),
        }
        self.pass(A_MOMENT);
    }

    /// In one of the tabs that do not hang.
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

    /// Lets time pass, on all devices at once: in small steps at first, since most happens then.
    fn pass(&mut self, time: Duration) {
        let end = self.passed + time;
        let mut step = Duration::from_millis(4);
        while self.passed < end {
            let now = step.min(end - self.passed);
            for device in &mut self.devices {
                device.world.advance(now);
            }
            self.passed += now;
            self.devices
                .iter_mut()
                .for_each(|device| device.thaw(self.passed));
            step = step * 3 / 2;
        }
    }

    /// The network is good, nobody hangs, and everybody is the same person: all devices have all the time they want.
    fn calm_down(&mut self) {
        for device in 0..self.devices.len() {
            *lock(&self.devices[device].weather) = Weather {
                way: 20,
                ..Weather::default()
            };
            self.devices[device].thaw(Duration::MAX);
        }
        self.pass(Duration::from_secs(90));
        for device in 0..self.devices.len() {
            self.sign_in(device, 0, PEOPLE[0]);
        }
        self.pass(Duration::from_secs(30));
        // As often as there is anything to be resolved, and twice more.
        let mut quiet = 0;
        for round in 0..ROUNDS {
            quiet += 1;
            for device in 0..self.devices.len() {
                let outcome = self.devices[device].synchronize_now();
                self.pass(A_MOMENT);
                match outcome {
                    Ok(0) => {}
                    Ok(_) => {
                        quiet = 0;
                        self.resolve((device, 0), 0);
                        self.pass(Duration::from_secs(1));
                    }
                    Err(_) if round < 2 => quiet = 0,
                    Err(error) => {
                        let text = format!("device {device} cannot synchronise: {error:?}");
                        return lock(&self.judge).fault(text);
                    }
                }
            }
            if quiet == 2 {
                return;
            }
        }
        lock(&self.judge).fault("there are conflicts without an end".to_owned());
    }

    /// All devices have what the remote has.
    fn compare(&mut self) {
        let Some(owner) = self.cloud.known_identity(PEOPLE[0]) else {
            return;
        };
        let there = self.cloud.entries(&owner, "notes");
        for device in &mut self.devices {
            let here = device.entries_now();
            if here.as_ref() != Ok(&there) {
                let text = format!(
                    "device {} has {here:?}, the remote {there:?}",
                    device.number
                );
                lock(&self.judge).fault(text);
            }
        }
    }
}
