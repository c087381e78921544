//! What a seed decides in advance: the pool, the browser, the machine, the network, and all
//! events.

use std::time::Duration;

use vestibule::platform::simulated::BrowserApi;

use crate::chance::Chance;

/// The plan of a run.
#[derive(Debug)]
pub struct Plan {
    /// The grace period of an old refresh token in seconds; `None` without rotation.
    pub rotation: Option<u64>,
    /// The lifetime of the tokens in minutes.
    pub minutes: u64,
    pub lacks: Vec<BrowserApi>,
    /// Whether the tabs keep the session in shared memory instead of the storage.
    pub shares_memory: bool,
    /// The idle limit, if sessions end by inactivity.
    pub idle: Option<Duration>,
    /// The longest delay until a tab sees what another tab has stored.
    pub storage_lag: Duration,
    /// Whether the `Date` header is exposed.
    pub shows_date: bool,
    /// How far the machine's clock is ahead, in milliseconds.
    pub clock: i64,
    pub tabs: usize,
    /// How likely a tab freezes or crashes during a renewal, in percent.
    pub renewal_faults: u64,
    /// When the faults stop.
    pub end: Duration,
    /// The events, in order.
    pub events: Vec<(Duration, Event)>,
}

/// An event. A number selects one of the tabs that are open then.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Open,
    Crash(u64),
    /// A tab is frozen for this many milliseconds.
    Freeze(u64, u64),
    /// The whole machine sleeps for this many milliseconds.
    Sleep(u64),
    /// The machine's clock is moved by this many milliseconds.
    Jump(i64),
    Network(NetworkConditions),
    /// A tab becomes visible, or is online again.
    Wake(u64),
    Ask(u64),
    Refresh(u64),
    SignIn(u64),
    SignOut(u64),
    SignOutEverywhere(u64),
    /// An administrator revokes all sessions of the first user.
    Revoke,
}

/// How the network behaves. The probabilities are in percent.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkConditions {
    /// The longest time that a request or a response takes, in milliseconds.
    pub max_latency: u64,
    pub lost_request: u64,
    pub lost_response: u64,
    pub cut: u64,
    pub hang: u64,
    pub throttled: u64,
    pub fault: u64,
    /// The `Retry-After` of throttled and failed requests in seconds, if the browser sees it.
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
        // Tabs that were frozen one by one and are thawed together write at once. Without locks or
        // channels each may keep its own session until the next renewal.
        let most = if lacks.is_empty() { 60 } else { 0 };
        let renewal_faults = chance.one_of(&[0, 0, 30, 60]).min(most);
        let mut events = Vec::new();
        for _ in 0..chance.between(4, 24) {
            let at = Duration::from_millis(chance.between(1000, end));
            events.push((at, Event::new(chance, jumps)));
        }
        events.sort_by_key(|(at, _)| *at);
        // Idle limits together with clock jumps have their own tests.
        let chance = &mut Chance::new(seed ^ 0x1d1e);
        let idle = (!jumps && chance.percent(30))
            .then(|| Duration::from_millis(chance.one_of(&[3, 5, 8]) * MINUTE));
        Plan {
            rotation,
            minutes,
            // Has its own generator, so that the rest of the plan does not depend on it.
            shares_memory: !lacks.contains(&BrowserApi::Channels)
                && Chance::new(seed ^ 0x5a5a).percent(30),
            idle,
            lacks,
            storage_lag,
            shows_date: chance.percent(70),
            clock,
            tabs,
            renewal_faults,
            end: Duration::from_millis(end),
            events,
        }
    }

    /// Whether the machine's clock never jumps.
    pub fn clock_never_jumps(&self) -> bool {
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
            31..=62 => Event::Network(NetworkConditions::new(chance)),
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

impl NetworkConditions {
    fn new(chance: &mut Chance) -> Self {
        let max_latency = chance.one_of(&[20, 60, 200, 800, 2500]);
        match chance.between(0, 9) {
            0..=2 => NetworkConditions {
                max_latency,
                ..Self::default()
            },
            // Offline.
            3 | 4 => NetworkConditions {
                max_latency,
                lost_request: 100,
                ..Self::default()
            },
            5 => NetworkConditions {
                max_latency,
                hang: 100,
                ..Self::default()
            },
            6 => NetworkConditions {
                max_latency,
                throttled: 100,
                retry_after: chance.percent(60).then(|| chance.one_of(&[1, 3, 10])),
                ..Self::default()
            },
            7 => NetworkConditions {
                max_latency,
                fault: chance.one_of(&[50, 100]),
                retry_after: chance.percent(30).then_some(5),
                ..Self::default()
            },
            _ => NetworkConditions {
                max_latency,
                lost_request: chance.between(0, 30),
                lost_response: chance.between(0, 40),
                cut: chance.between(0, 20),
                hang: chance.between(0, 10),
                throttled: chance.between(0, 10),
                fault: chance.between(0, 10),
                retry_after: None,
            },
        }
    }
}
