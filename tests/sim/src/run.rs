//! One run: what the plan says happens, and in the end everything has to be well.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vestibule::platform::simulated::{Delivery, Tab, World};
use vestibule::protocol::http::HttpResponse;
use vestibule::{Change, Client};
use vestibule_emulator::Emulator;

use crate::app::Reach;
use crate::chance::Chance;
use crate::identities::Identities;
use crate::judge::Judge;
use crate::plan::{Event, Plan, Weather};
use crate::pool::{self, USERS};

const PAGE: &str = "http://localhost:8080/";

/// What came of a run.
pub struct Outcome {
    /// What must not have happened, in words.
    pub faults: Vec<String>,
    pub trace: Vec<String>,
    pub renewals: u64,
}

/// A run under way.
pub struct Run {
    pub plan: Plan,
    pub world: World,
    pub judge: Arc<Mutex<Judge>>,
    emulator: Arc<Mutex<Emulator>>,
    pub identities: Arc<Mutex<Identities>>,
    pub weather: Arc<Mutex<Weather>>,
    pub tabs: Vec<Page>,
    clock: i64,
    chance: Chance,
    /// What is to happen yet, the next thing last.
    ahead: Vec<(Duration, Step)>,
    passed: Duration,
}

enum Step {
    Event(Event),
    Thaw(u64),
}

/// A tab with the app in it.
pub struct Page {
    pub tab: Tab,
    pub client: Client,
    pub is_frozen: bool,
}

/// Runs a seed.
pub fn run(seed: u64, traces: bool) -> Outcome {
    let mut run = Run::new(seed, traces);
    run.begin();
    run.go_on();
    run.calm_down();
    run.rest();
    run.leave();
    run.world.end();
    let judge = std::mem::take(&mut *lock(&run.judge));
    let (faults, trace, renewals) = judge.end();
    Outcome {
        faults,
        trace,
        renewals,
    }
}

impl Run {
    fn new(seed: u64, traces: bool) -> Self {
        let plan = Plan::new(seed);
        let emulator = Arc::new(Mutex::new(pool::emulator(&plan, seed)));
        let weather = Arc::new(Mutex::new(Weather {
            way: 50,
            ..Weather::default()
        }));
        let judge = Arc::new(Mutex::new(Judge::default()));
        let (server, court, shows_date) = (emulator.clone(), judge.clone(), plan.shows_date);
        let identities = Arc::new(Mutex::new(Identities::default()));
        // So that they expire now and then.
        lock(&identities).life = Duration::from_secs(plan.minutes * 60);
        let other = identities.clone();
        let world = World::new(seed, move |now, request| {
            if let Some(mut answer) = lock(&other).answer(now, request) {
                answer.date = shows_date.then(|| now.as_millis() / 1000 * 1000);
                return answer;
            }
            let (answer, value) = pool::answer(&mut lock(&server), now, request, shows_date);
            lock(&court).served(now, request, &value);
            answer
        });
        *lock(&judge) = Judge::new(world.now(), traces);
        lock(&judge).idle = plan.idle;
        lock(&judge).shares_memory = plan.shares_memory;
        lock(&judge).has_a_good_clock = plan.clock == 0 && plan.keeps_its_clock();
        let court = judge.clone();
        world.watch(move |now, seen| lock(&court).see(now, seen));
        let (sky, mut chance) = (weather.clone(), Chance::new(seed ^ 0x5151));
        world.network(move |_| delivery(*lock(&sky), &mut chance));
        for part in &plan.lacks {
            world.disable(*part);
        }
        world.storage_lag(plan.storage_lag);
        let events = plan.events.iter().rev();
        Run {
            ahead: events
                .map(|(at, event)| (*at, Step::Event(*event)))
                .collect(),
            clock: plan.clock,
            chance: Chance::new(seed ^ 0x7777),
            plan,
            world,
            judge,
            emulator,
            identities,
            weather,
            tabs: Vec::new(),
            passed: Duration::ZERO,
        }
    }

    fn begin(&mut self) {
        for _ in 0..self.plan.tabs {
            self.open();
        }
        self.sign_in(0);
        self.pass(Duration::from_secs(1));
        for at in 0..self.tabs.len() {
            self.ask(at);
            self.ask_for_credentials(at);
        }
    }

    fn go_on(&mut self) {
        while let Some((at, step)) = self.ahead.pop() {
            self.pass(at.saturating_sub(self.passed));
            match step {
                Step::Thaw(number) => self.thaw(number),
                Step::Event(event) => self.happen(event),
            }
            if !lock(&self.judge).is_content() {
                return;
            }
        }
        let end = self.plan.end;
        self.pass(end.saturating_sub(self.passed));
    }

    fn happen(&mut self, event: Event) {
        let now = self.world.now();
        lock(&self.judge).note(now, || format!("{event:?}"));
        match event {
            Event::Open => {
                let at = self.open();
                self.ask(at);
                self.ask_for_credentials(at);
            }
            Event::Crash(tab) if self.tabs.len() > 1 => {
                let at = tab as usize % self.tabs.len();
                let page = self.tabs.remove(at);
                lock(&self.judge).is_gone(page.tab.number());
                page.tab.crash();
            }
            Event::Freeze(tab, millis) => {
                let at = tab as usize % self.tabs.len();
                self.freeze(at, millis);
            }
            Event::Sleep(millis) => {
                for at in 0..self.tabs.len() {
                    self.freeze(at, millis);
                }
            }
            Event::Jump(by) => {
                self.clock += by;
                for page in &self.tabs {
                    page.tab.set_clock(self.clock);
                }
            }
            Event::Weather(weather) => *lock(&self.weather) = weather,
            Event::Revoke => pool::revoke(&mut lock(&self.emulator), now, USERS[0]),
            Event::Wake(tab) => {
                if let Some(at) = self.awake(tab) {
                    self.touch(at);
                    self.tabs[at].tab.wake();
                }
            }
            Event::Ask(tab) => {
                if let Some(at) = self.awake(tab) {
                    self.touch(at);
                    self.ask(at);
                    self.ask_for_credentials(at);
                }
            }
            Event::Refresh(tab) => {
                self.awake(tab).into_iter().for_each(|at| self.refresh(at));
            }
            Event::SignIn(tab) => self.awake(tab).into_iter().for_each(|at| self.sign_in(at)),
            Event::SignOut(tab) => self
                .awake(tab)
                .into_iter()
                .for_each(|at| self.sign_out(at, Reach::Here)),
            Event::SignOutEverywhere(tab) => {
                self.awake(tab)
                    .into_iter()
                    .for_each(|at| self.sign_out(at, Reach::Everywhere));
            }
            Event::Crash(_) => {}
        }
    }

    /// The person does something in a tab.
    fn touch(&self, at: usize) {
        let tab = &self.tabs[at].tab;
        if self.plan.idle.is_some() {
            lock(&self.judge).active(self.world.now(), tab.number());
            tab.touch();
        }
    }

    fn open(&mut self) -> usize {
        let tab = self.world.tab(PAGE);
        tab.set_clock(self.clock);
        let client = Client::with_platform(pool::config(&self.plan), tab.platform())
            .expect("a configuration");
        let (judge, world, number) = (self.judge.clone(), self.world.clone(), tab.number());
        lock(&judge).is_there(number);
        client
            .on_change(move |change: &Change| lock(&judge).told(world.now(), number, change))
            .forget();
        self.tabs.push(Page {
            tab,
            client,
            is_frozen: false,
        });
        self.tabs.len() - 1
    }

    fn awake(&self, tab: u64) -> Option<usize> {
        let awake: Vec<usize> = (0..self.tabs.len())
            .filter(|at| !self.tabs[*at].is_frozen)
            .collect();
        let count = awake.len().max(1);
        awake.get(tab as usize % count).copied()
    }

    fn freeze(&mut self, at: usize, millis: u64) {
        let page = &mut self.tabs[at];
        if page.is_frozen {
            return;
        }
        page.is_frozen = true;
        page.tab.freeze();
        let number = page.tab.number();
        lock(&self.judge).away(number);
        let until = self.passed + Duration::from_millis(millis);
        let later = self.ahead.iter().position(|(at, _)| *at <= until);
        let place = later.unwrap_or(self.ahead.len());
        self.ahead.insert(place, (until, Step::Thaw(number)));
    }

    pub fn thaw(&mut self, number: u64) {
        if let Some(page) = self
            .tabs
            .iter_mut()
            .find(|page| page.tab.number() == number)
        {
            page.is_frozen = false;
            lock(&self.judge).back(self.world.now(), number);
            page.tab.thaw();
        }
    }

    pub fn pass(&mut self, time: Duration) {
        let end = self.passed + time;
        while self.passed < end {
            let step = (end - self.passed).min(Duration::from_secs(1));
            self.world.advance(step);
            self.passed += step;
            self.strike();
        }
    }

    /// A tab that waits for a renewal may hang or die just then.
    fn strike(&mut self) {
        let renewing = lock(&self.judge).renewing();
        let is_struck = |page: &Page| Some(page.tab.number()) == renewing && !page.is_frozen;
        let Some(at) = self.tabs.iter().position(is_struck) else {
            return;
        };
        if self.passed >= self.plan.end || !self.chance.percent(self.plan.strikes) {
            return;
        }
        let millis = self.chance.between(500, 40_000);
        let event = match self.chance.percent(70) {
            true => Event::Freeze(at as u64, millis),
            false => Event::Crash(at as u64),
        };
        self.happen(event);
    }

    pub fn note(&self, text: &str) {
        lock(&self.judge).note(self.world.now(), || text.to_owned());
    }
}

/// What becomes of a request in this weather.
fn delivery(weather: Weather, chance: &mut Chance) -> Delivery {
    let ways = [
        chance.between(1, weather.way),
        chance.between(1, weather.way),
    ];
    let [there, back] = ways.map(Duration::from_millis);
    let answer = |status, kind: &str| {
        Delivery::Answer(HttpResponse {
            status,
            body: format!("{{\"__type\":\"{kind}\",\"message\":\"later\"}}"),
            retry_after: weather.retry_after,
            ..HttpResponse::default()
        })
    };
    if chance.percent(weather.lost_request) {
        Delivery::LoseRequest
    } else if chance.percent(weather.lost_answer) {
        Delivery::LoseAnswer
    } else if chance.percent(weather.cut) {
        Delivery::CutAnswer
    } else if chance.percent(weather.hang) {
        Delivery::Hang
    } else if chance.percent(weather.throttled) {
        let status = chance.one_of(&[400, 429]);
        answer(status, "TooManyRequestsException")
    } else if chance.percent(weather.fault) {
        answer(500, "InternalErrorException")
    } else {
        Delivery::Slowly(there, back)
    }
}

pub fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
