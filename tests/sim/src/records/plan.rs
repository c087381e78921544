//! What a seed decides in advance: the devices, the conflict policy, the connections to the remote, and all events.

use std::time::Duration;

use crate::chance::Chance;

/// The plan of a run.
#[derive(Debug)]
pub struct Plan {
    pub devices: usize,
    pub policy: Policy,
    /// Whether devices also synchronize automatically.
    pub is_automatic: bool,
    pub is_sealed: bool,
    pub keeps_after_sign_out: bool,
    /// The maximum number of patches in a write.
    pub patches: usize,
    /// The events, each with the pause before it.
    pub events: Vec<(Duration, Event)>,
}

/// How conflicts are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    LastWriter,
    Local,
    Remote,
    Ask,
    /// By a function that keeps both values.
    Both,
}

/// An event. The first number selects one of the tabs that are open then.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Write(u64, usize),
    Remove(u64, usize),
    Synchronize(u64),
    Delete(u64),
    /// The user of a tab resolves its open conflicts.
    Resolve(u64, u64),
    /// A tab writes this many milliseconds after it began to synchronize.
    WriteDuring(u64, usize, u64),
    Open(u64),
    Crash(u64),
    Freeze(u64, u64),
    Wake(u64),
    /// A device's clock is moved by this many milliseconds.
    Jump(u64, i64),
    Network(u64, NetworkConditions),
    /// A device's database fails for this many milliseconds.
    Database(u64, DatabaseFault, u64),
    SignIn(u64, usize),
    SignOut(u64),
    /// The remote forgets all cursors.
    ForgetCursors,
}

/// How a browser's database fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseFault {
    /// It can only be read.
    Full,
    Broken,
}

/// How a device's connection to the remote behaves. The probabilities are in percent.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkConditions {
    /// The longest time that a request or a response takes, in milliseconds.
    pub max_latency: u64,
    pub lost: u64,
    pub answer_lost: u64,
    pub throttled: u64,
}

/// The users, and the keys of the records.
pub const PEOPLE: [&str; 2] = ["ada", "charles"];
pub const KEYS: [&str; 4] = ["a", "b", "c", "d"];

const HOUR: u64 = 3_600_000;

impl Plan {
    pub fn new(seed: u64) -> Self {
        let chance = &mut Chance::new(seed ^ 0x00de_c0de);
        let policies = [
            Policy::LastWriter,
            Policy::LastWriter,
            Policy::Local,
            Policy::Remote,
            Policy::Ask,
            Policy::Both,
        ];
        let policy = chance.one_of(&policies);
        let jumps = chance.percent(40);
        let deletes = chance.percent(25);
        let events = (0..chance.between(15, 60)).map(|_| {
            let pause = match chance.percent(60) {
                true => chance.between(1, 400),
                false => chance.between(400, 20_000),
            };
            let event = Event::new(chance, jumps, deletes);
            (Duration::from_millis(pause), event)
        });
        let events = events.collect();
        Plan {
            devices: chance.between(2, 5) as usize,
            policy,
            is_automatic: chance.percent(40),
            is_sealed: chance.percent(15),
            keeps_after_sign_out: chance.percent(30),
            patches: chance.one_of(&[1, 2, 8]),
            events,
        }
    }
}

impl Event {
    fn new(chance: &mut Chance, jumps: bool, deletes: bool) -> Self {
        let tab = chance.next();
        let key = chance.between(0, KEYS.len() as u64 - 1) as usize;
        match chance.between(0, 99) {
            0..=29 => Event::Write(tab, key),
            30..=35 => Event::Remove(tab, key),
            36..=55 => Event::Synchronize(tab),
            56..=65 => Event::WriteDuring(tab, key, chance.between(0, 400)),
            66 | 67 if deletes => Event::Delete(tab),
            66..=70 => Event::Resolve(tab, chance.next()),
            71..=73 => Event::Open(tab),
            74..=76 => Event::Crash(tab),
            77..=79 => Event::Freeze(tab, chance.between(100, 90_000)),
            80 => Event::Wake(tab),
            81..=83 if jumps => {
                let by = chance.between(0, 4 * HOUR) as i64 - 2 * HOUR as i64;
                Event::Jump(tab, by)
            }
            81..=91 => Event::Network(tab, NetworkConditions::new(chance)),
            92..=95 => Event::SignIn(tab, usize::from(chance.percent(15))),
            96 | 97 => Event::SignOut(tab),
            98 => Event::ForgetCursors,
            _ => {
                let fault = chance.one_of(&[DatabaseFault::Full, DatabaseFault::Broken]);
                Event::Database(tab, fault, chance.between(1, 2000))
            }
        }
    }
}

impl NetworkConditions {
    fn new(chance: &mut Chance) -> Self {
        let max_latency = chance.one_of(&[5, 50, 300, 2000]);
        match chance.between(0, 5) {
            0 | 1 => NetworkConditions {
                max_latency,
                ..NetworkConditions::default()
            },
            // Offline.
            2 => NetworkConditions {
                max_latency,
                lost: 100,
                ..NetworkConditions::default()
            },
            // Every request arrives, but every response is lost.
            3 => NetworkConditions {
                max_latency,
                answer_lost: 100,
                ..NetworkConditions::default()
            },
            _ => NetworkConditions {
                max_latency,
                lost: chance.between(0, 30),
                answer_lost: chance.between(0, 50),
                throttled: chance.between(0, 30),
            },
        }
    }
}
