//! One run: carries out the events of the plan, and checks the end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vestibule::platform::simulated::{Delivery, Tab, World};
use vestibule::protocol::http::HttpResponse;
use vestibule::{Change, Client};
use vestibule_emulator::Emulator;

use crate::app::SignOutScope;
use crate::chance::Chance;
use crate::checker::Checker;
use crate::identities::Identities;
use crate::plan::{Event, NetworkConditions, Plan};
use crate::pool::{self, USERS};

const PAGE: &str = "http://localhost:8080/";

/// The result of a run.
pub struct Outcome {
    /// The violated rules.
    pub faults: Vec<String>,
    pub trace: Vec<String>,
    pub renewals: u64,
}

/// The state of a run.
pub struct Run {
    pub plan: Plan,
    pub world: World,
    pub checker: Arc<Mutex<Checker>>,
    emulator: Arc<Mutex<Emulator>>,
    pub identities: Arc<Mutex<Identities>>,
    pub network: Arc<Mutex<NetworkConditions>>,
    pub tabs: Vec<Page>,
    clock: i64,
    chance: Chance,
    /// The remaining steps, the next one last.
    pending: Vec<(Duration, Step)>,
    elapsed: Duration,
}

enum Step {
    Event(Event),
    Thaw(u64),
}

/// A tab with the app.
pub struct Page {
    pub tab: Tab,
    pub client: Client,
    pub is_frozen: bool,
}

/// Runs a seed.
pub fn run(seed: u64, with_trace: bool) -> Outcome {
    let mut run = Run::new(seed, with_trace);
    run.begin();
    run.run_events();
    run.recover();
    run.go_idle();
    run.end_with_sign_out();
    run.world.end();
    let checker = std::mem::take(&mut *lock(&run.checker));
    let (faults, trace, renewals) = checker.end();
    Outcome {
        faults,
        trace,
        renewals,
    }
}

impl Run {
    fn new(seed: u64, with_trace: bool) -> Self {
        let plan = Plan::new(seed);
        let emulator = Arc::new(Mutex::new(pool::emulator(&plan, seed)));
        let network = Arc::new(Mutex::new(NetworkConditions {
            max_latency: 50,
            ..NetworkConditions::default()
        }));
        let checker = Arc::new(Mutex::new(Checker::default()));
        let (server, responses, shows_date) = (emulator.clone(), checker.clone(), plan.shows_date);
        let identities = Arc::new(Mutex::new(Identities::default()));
        // Short enough that they expire during the run.
        lock(&identities).life = Duration::from_secs(plan.minutes * 60);
        let other = identities.clone();
        let world = World::new(seed, move |now, request| {
            if let Some(mut response) = lock(&other).respond(now, request) {
                response.date = shows_date.then(|| now.as_millis() / 1000 * 1000);
                return response;
            }
            let (response, value) = pool::respond(&mut lock(&server), now, request, shows_date);
            lock(&responses).on_response(now, request, &value);
            response
        });
        *lock(&checker) = Checker::new(world.now(), with_trace);
        lock(&checker).idle = plan.idle;
        lock(&checker).shares_memory = plan.shares_memory;
        lock(&checker).clock_is_right = plan.clock == 0 && plan.clock_never_jumps();
        let events = checker.clone();
        world.watch(move |now, seen| lock(&events).on_event(now, seen));
        let (conditions, mut chance) = (network.clone(), Chance::new(seed ^ 0x5151));
        world.network(move |_| delivery(*lock(&conditions), &mut chance));
        for part in &plan.lacks {
            world.disable(*part);
        }
        world.storage_lag(plan.storage_lag);
        let events = plan.events.iter().rev();
        Run {
            pending: events
                .map(|(at, event)| (*at, Step::Event(*event)))
                .collect(),
            clock: plan.clock,
            chance: Chance::new(seed ^ 0x7777),
            plan,
            world,
            checker,
            emulator,
            identities,
            network,
            tabs: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    fn begin(&mut self) {
        for _ in 0..self.plan.tabs {
            self.open();
        }
        self.sign_in(0);
        self.advance(Duration::from_secs(1));
        for at in 0..self.tabs.len() {
            self.ask(at);
            self.ask_for_credentials(at);
        }
    }

    fn run_events(&mut self) {
        while let Some((at, step)) = self.pending.pop() {
            self.advance(at.saturating_sub(self.elapsed));
            match step {
                Step::Thaw(number) => self.thaw(number),
                Step::Event(event) => self.apply(event),
            }
            if !lock(&self.checker).has_no_faults() {
                return;
            }
        }
        let end = self.plan.end;
        self.advance(end.saturating_sub(self.elapsed));
    }

    fn apply(&mut self, event: Event) {
        let now = self.world.now();
        lock(&self.checker).note(now, || format!("{event:?}"));
        match event {
            Event::Open => {
                let at = self.open();
                self.ask(at);
                self.ask_for_credentials(at);
            }
            Event::Crash(tab) if self.tabs.len() > 1 => {
                let at = tab as usize % self.tabs.len();
                let page = self.tabs.remove(at);
                lock(&self.checker).on_tab_closed(page.tab.number());
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
            Event::Network(network) => *lock(&self.network) = network,
            Event::Revoke => pool::revoke(&mut lock(&self.emulator), now, USERS[0]),
            Event::Wake(tab) => {
                if let Some(at) = self.pick_awake(tab) {
                    self.touch(at);
                    self.tabs[at].tab.wake();
                }
            }
            Event::Ask(tab) => {
                if let Some(at) = self.pick_awake(tab) {
                    self.touch(at);
                    self.ask(at);
                    self.ask_for_credentials(at);
                }
            }
            Event::Refresh(tab) => {
                self.pick_awake(tab)
                    .into_iter()
                    .for_each(|at| self.refresh(at));
            }
            Event::SignIn(tab) => self
                .pick_awake(tab)
                .into_iter()
                .for_each(|at| self.sign_in(at)),
            Event::SignOut(tab) => self
                .pick_awake(tab)
                .into_iter()
                .for_each(|at| self.sign_out(at, SignOutScope::Here)),
            Event::SignOutEverywhere(tab) => {
                self.pick_awake(tab)
                    .into_iter()
                    .for_each(|at| self.sign_out(at, SignOutScope::Everywhere));
            }
            Event::Crash(_) => {}
        }
    }

    /// The user is active in a tab.
    fn touch(&self, at: usize) {
        let tab = &self.tabs[at].tab;
        if self.plan.idle.is_some() {
            lock(&self.checker).on_activity(self.world.now(), tab.number());
            tab.touch();
        }
    }

    fn open(&mut self) -> usize {
        let tab = self.world.tab(PAGE);
        tab.set_clock(self.clock);
        let client = Client::with_platform(pool::config(&self.plan), tab.platform())
            .expect("a configuration");
        let (checker, world, number) = (self.checker.clone(), self.world.clone(), tab.number());
        lock(&checker).on_tab_opened(number);
        client
            .on_change(move |change: &Change| lock(&checker).on_change(world.now(), number, change))
            .forget();
        self.tabs.push(Page {
            tab,
            client,
            is_frozen: false,
        });
        self.tabs.len() - 1
    }

    fn pick_awake(&self, tab: u64) -> Option<usize> {
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
        lock(&self.checker).forget_requests(number);
        let until = self.elapsed + Duration::from_millis(millis);
        let later = self.pending.iter().position(|(at, _)| *at <= until);
        let place = later.unwrap_or(self.pending.len());
        self.pending.insert(place, (until, Step::Thaw(number)));
    }

    pub fn thaw(&mut self, number: u64) {
        if let Some(page) = self
            .tabs
            .iter_mut()
            .find(|page| page.tab.number() == number)
        {
            page.is_frozen = false;
            lock(&self.checker).on_thawed(self.world.now(), number);
            page.tab.thaw();
        }
    }

    pub fn advance(&mut self, time: Duration) {
        let end = self.elapsed + time;
        while self.elapsed < end {
            let step = (end - self.elapsed).min(Duration::from_secs(1));
            self.world.advance(step);
            self.elapsed += step;
            self.hit_renewing_tab();
        }
    }

    /// A tab with a renewal in flight may freeze or crash at this moment.
    fn hit_renewing_tab(&mut self) {
        let renewing = lock(&self.checker).renewing_tab();
        let is_struck = |page: &Page| Some(page.tab.number()) == renewing && !page.is_frozen;
        let Some(at) = self.tabs.iter().position(is_struck) else {
            return;
        };
        if self.elapsed >= self.plan.end || !self.chance.percent(self.plan.renewal_faults) {
            return;
        }
        let millis = self.chance.between(500, 40_000);
        let event = match self.chance.percent(70) {
            true => Event::Freeze(at as u64, millis),
            false => Event::Crash(at as u64),
        };
        self.apply(event);
    }

    pub fn note(&self, text: &str) {
        lock(&self.checker).note(self.world.now(), || text.to_owned());
    }
}

/// Decides how a request is delivered under these conditions.
fn delivery(network: NetworkConditions, chance: &mut Chance) -> Delivery {
    let ways = [
        chance.between(1, network.max_latency),
        chance.between(1, network.max_latency),
    ];
    let [there, back] = ways.map(Duration::from_millis);
    let refusal = |status, kind: &str| {
        Delivery::Answer(HttpResponse {
            status,
            body: format!("{{\"__type\":\"{kind}\",\"message\":\"later\"}}"),
            retry_after: network.retry_after,
            ..HttpResponse::default()
        })
    };
    if chance.percent(network.lost_request) {
        Delivery::LoseRequest
    } else if chance.percent(network.lost_response) {
        Delivery::LoseAnswer
    } else if chance.percent(network.cut) {
        Delivery::CutAnswer
    } else if chance.percent(network.hang) {
        Delivery::Hang
    } else if chance.percent(network.throttled) {
        let status = chance.one_of(&[400, 429]);
        refusal(status, "TooManyRequestsException")
    } else if chance.percent(network.fault) {
        refusal(500, "InternalErrorException")
    } else {
        Delivery::Slowly(there, back)
    }
}

pub fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
