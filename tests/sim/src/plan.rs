//! What a seed decides before anything begins: the pool, the browser, the machine, the weather, and
//! what happens when.

use std::time::Duration;

use vestibule::platform::simulated::BrowserApi;

use crate::chance::Chance;

/// A run.
#[derive(Debug)]
pub struct Plan {
    /// Seconds for which an old refresh token still works; `None` without rotation.
    pub rotation: Option<u64>,
    /// Minutes that the tokens live.
    pub minutes: u64,
    pub lacks: Vec<BrowserApi>,
    /// Whether the session rests in memory that the tabs share.
    pub shares_memory: bool,
    /// For how long nobody may be active, where sessions end by that.
    pub idle: Option<Duration>,
    /// The most by which a tab sees late what another one has stored.
    pub storage_lag: Duration,
    /// Whether the browser shows the header `Date`.
    pub shows_date: bool,
    /// How far the machine's clock is ahead, in milliseconds.
    pub clock: i64,
    pub tabs: usize,
    /// So many times in a hundred a tab that is seen waiting for a renewal hangs, or dies.
    pub strikes: u64,
    /// When the faults stop.
    pub end: Duration,
    /// What happens, in its order.
    pub events: Vec<(Duration, Event)>,
}

/// Something that happens. A number means one of the tabs that are open then.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Open,
    Crash(u64),
    /// A tab hangs for so many milliseconds.
    Freeze(u64, u64),
    /// The whole machine sleeps for so many milliseconds.
    Sleep(u64),
    /// The machine's clock is moved by so many milliseconds.
    Jump(i64),
    Weather(Weather),
    /// A tab is shown, or has a network again.
    Wake(u64),
    Ask(u64),
    Refresh(u64),
    SignIn(u64),
    SignOut(u64),
    SignOutEverywhere(u64),
    /// An administrator ends all sessions of whoever is signed in.
    Revoke,
}

/// How the network is: so many requests in a hundred meet with each of these.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// The most that a way takes, in milliseconds.
    pub way: u64,
    pub lost_request: u64,
    pub lost_answer: u64,
    pub cut: u64,
    pub hang: u64,
    pub throttled: u64,
    pub fault: u64,
    /// What a throttle or a fault says to wait, in seconds, where the browser sees it.
    pub retry_after: Option<u32>,
}

const MINUTE: u64 = 60_000;
const DAY: i64 = 86_400_000;

impl Plan {
    pub fn new(seed: u64) -> Self {
        let chance = &mut Chance::new(seed);
        let rotation = chance
            .percent(50)
            .then(|| chance.one_of(&[0, 5, 10, 30, 60]));
        let minutes = chance.one_of(&[5, 5, 6, 10]);
        let lacks = match chance.between(0, 9) {
            0 => vec![BrowserApi::Locks],
            1 => vec![BrowserApi::Channels],
            _ => Vec::new(),
        };
        let storage_lag = Duration::from_millis(chance.one_of(&[0, 20, 54, 100]));
        let clock = match chance.between(0, 3) {
            0 => chance.between(0, 2 * DAY as u64) as i64 - DAY,
            1 => chance.between(0, 20_000) as i64 - 10_000,
            _ => 0,
        };
        let tabs = chance.one_of(&[1, 2, 2, 3, 3, 4, 6]);
        let end = chance.between(8 * MINUTE, 25 * MINUTE);
        let jumps = chance.percent(25);
        // Several tabs that hung one by one and go on in one moment write at once. Without locks or
        // channels they may each believe in what they wrote until the next renewal.
        let most = if lacks.is_empty() { 60 } else { 0 };
        let strikes = chance.one_of(&[0, 0, 30, 60]).min(most);
        let mut events = Vec::new();
        for _ in 0..chance.between(4, 24) {
            let at = Duration::from_millis(chance.between(1000, end));
            events.push((at, Event::new(chance, jumps)));
        }
        events.sort_by_key(|(at, _)| *at);
        // What has to do with a clock that is moved, tests of its own look at.
        let chance = &mut Chance::new(seed ^ 0x1d1e);
        let idle = (!jumps && chance.percent(30))
            .then(|| Duration::from_millis(chance.one_of(&[3, 5, 8]) * MINUTE));
        Plan {
            rotation,
            minutes,
            // By a chance of its own, so that nothing else depends on it.
            shares_memory: !lacks.contains(&BrowserApi::Channels)
                && Chance::new(seed ^ 0x5a5a).percent(30),
            idle,
            lacks,
            storage_lag,
            shows_date: chance.percent(70),
            clock,
            tabs,
            strikes,
            end: Duration::from_millis(end),
            events,
        }
    }

    /// Whether the machine's clock goes on as it began.
    pub fn keeps_its_clock(&self) -> bool {
        !self
            .events
            .iter()
            .any(|(_, it)| matches!(it, Event::Jump(_)))
    }
}

impl Event {
    fn new(chance: &mut Chance, jumps: bool) -> Self {
        let tab = chance.next();
        match chance.between(0, 99) {
            0..=7 => Event::Open,
            8..=15 => Event::Crash(tab),
            16..=25 => Event::Freeze(tab, chance.between(500, chance_of_long(tab))),
            26..=30 => Event::Sleep(chance.between(1000, 15 * MINUTE)),
            31..=36 if jumps => Event::Jump(chance.between(0, 2 * DAY as u64) as i64 - DAY),
            31..=62 => Event::Weather(Weather::new(chance)),
            63..=70 => Event::Wake(tab),
            71..=82 => Event::Ask(tab),
            83..=91 => Event::Refresh(tab),
            92..=95 => Event::SignIn(tab),
            96 => Event::SignOut(tab),
            97 => Event::SignOutEverywhere(tab),
            98 => Event::Revoke,
            _ => Event::Open,
        }
    }
}

fn chance_of_long(tab: u64) -> u64 {
    if tab.is_multiple_of(2) {
        20_000
    } else {
        8 * MINUTE
    }
}

impl Weather {
    fn new(chance: &mut Chance) -> Self {
        let way = chance.one_of(&[20, 60, 200, 800, 2500]);
        match chance.between(0, 9) {
            0..=2 => Weather {
                way,
                ..Self::default()
            },
            // No network at all.
            3 | 4 => Weather {
                way,
                lost_request: 100,
                ..Self::default()
            },
            5 => Weather {
                way,
                hang: 100,
                ..Self::default()
            },
            6 => Weather {
                way,
                throttled: 100,
                retry_after: chance.percent(60).then(|| chance.one_of(&[1, 3, 10])),
                ..Self::default()
            },
            7 => Weather {
                way,
                fault: chance.one_of(&[50, 100]),
                retry_after: chance.percent(30).then_some(5),
                ..Self::default()
            },
            _ => Weather {
                way,
                lost_request: chance.between(0, 30),
                lost_answer: chance.between(0, 40),
                cut: chance.between(0, 20),
                hang: chance.between(0, 10),
                throttled: chance.between(0, 10),
                fault: chance.between(0, 10),
                retry_after: None,
            },
        }
    }
}
