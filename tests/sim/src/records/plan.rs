//! What a seed decides of a world of devices: who uses them, what happens when, and how the ways to the remote are.

use std::time::Duration;

use crate::chance::Chance;

/// A run.
#[derive(Debug)]
pub struct Plan {
    pub devices: usize,
    pub policy: Policy,
    /// Whether devices synchronise by themselves as well.
    pub is_automatic: bool,
    pub is_sealed: bool,
    pub keeps_after_sign_out: bool,
    /// How many patches go in one write.
    pub patches: usize,
    /// What happens, each with the pause before it.
    pub events: Vec<(Duration, Event)>,
}

/// Who wins a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    LastWriter,
    Local,
    Remote,
    Ask,
    /// A function that keeps both.
    Both,
}

/// Something that happens. The first number means a tab of those that are open then.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Write(u64, usize),
    Remove(u64, usize),
    Synchronize(u64),
    Delete(u64),
    /// Whoever uses a tab resolves what is open there.
    Resolve(u64, u64),
    /// A tab writes while a synchronisation is under way, so many milliseconds after it began.
    WriteDuring(u64, usize, u64),
    Open(u64),
    Crash(u64),
    Freeze(u64, u64),
    Wake(u64),
    /// A device's clock is moved by so many milliseconds.
    Jump(u64, i64),
    Weather(u64, Weather),
    SignIn(u64, usize),
    SignOut(u64),
    /// The remote forgets up to where anybody has read.
    ForgetCursors,
}

/// How the way from a device to the remote is: so many requests in a hundred meet with each of these.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// The most that a way takes, in milliseconds.
    pub way: u64,
    pub lost: u64,
    pub answer_lost: u64,
    pub throttled: u64,
}

/// The people, and the keys that they write under.
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
            81..=91 => Event::Weather(tab, Weather::new(chance)),
            92..=95 => Event::SignIn(tab, usize::from(chance.percent(15))),
            96 | 97 => Event::SignOut(tab),
            98 => Event::ForgetCursors,
            _ => Event::Synchronize(tab),
        }
    }
}

impl Weather {
    fn new(chance: &mut Chance) -> Self {
        let way = chance.one_of(&[5, 50, 300, 2000]);
        match chance.between(0, 5) {
            0 | 1 => Weather {
                way,
                ..Weather::default()
            },
            // No network at all.
            2 => Weather {
                way,
                lost: 100,
                ..Weather::default()
            },
            // All that is sent arrives, and nothing comes back.
            3 => Weather {
                way,
                answer_lost: 100,
                ..Weather::default()
            },
            _ => Weather {
                way,
                lost: chance.between(0, 30),
                answer_lost: chance.between(0, 50),
                throttled: chance.between(0, 30),
            },
        }
    }
}
