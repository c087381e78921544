//! The platform's parts in a simulated tab.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use sha2::{Digest, Sha256};

#[cfg(feature = "api")]
use super::app;
use super::origin::Origin;
use super::tab::{Listeners, TabState};
use super::{World, executor, network, popup};
use crate::platform::lease::Lease;
use crate::platform::*;

pub(super) fn platform(world: &World, tab: u64) -> Platform {
    let part = Arc::new(Part {
        world: world.clone(),
        tab,
        is_mute: world.with(|state| state.lacks.contains(&super::Part::Channels)),
    });
    let local = Arc::new(Origin {
        world: world.clone(),
        tab,
    });
    let lease = Lease {
        store: local.clone(),
        clock: part.clone(),
        random: part.clone(),
    };
    let has_locks = !world.with(|state| state.lacks.contains(&super::Part::Locks));
    Platform {
        fetch: part.clone(),
        local,
        tab: world.with(|state| state.session(tab)),
        #[cfg(feature = "records")]
        database: part.clone(),
        clock: part.clone(),
        spawn: part.clone(),
        random: part.clone(),
        lock: if has_locks {
            part.clone()
        } else {
            Arc::new(lease)
        },
        channel: part.clone(),
        wake: part.clone(),
        navigator: part.clone(),
        popup: part.clone(),
        verifier: part.clone(),
        passkeys: part.clone(),
        log: part,
    }
}

pub(super) fn clock(world: &World) -> impl Clock + use<> {
    Part {
        world: world.clone(),
        tab: 0,
        is_mute: false,
    }
}

pub(super) struct Part {
    pub world: World,
    pub tab: u64,
    /// Whether it has no `BroadcastChannel`.
    pub is_mute: bool,
}

impl Fetch for Part {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(network::carry(
            self.world.clone(),
            self.tab,
            request.clone(),
            timeout,
        ))
    }

    #[cfg(feature = "api")]
    fn fetch_app<'a>(
        &'a self,
        request: &'a AppRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        let carried = network::carry(self.world.clone(), self.tab, app::text_of(request), timeout);
        Box::pin(async move { app::of_text(&request.url, carried.await?) })
    }
}

impl Clock for Part {
    fn now(&self) -> Timestamp {
        let (now, ahead) = self.world.with(|state| {
            let tab = state.tabs.get(&self.tab);
            (state.now, tab.map_or(0, |tab| tab.clock))
        });
        Timestamp::from_millis(now.as_millis().saturating_add_signed(ahead))
    }

    fn ticks(&self) -> u64 {
        self.world.now().as_millis()
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        Box::pin(Waits::new(&self.world, duration))
    }
}

/// Waits for a moment.
pub(super) struct Waits {
    world: World,
    until: Timestamp,
    number: u64,
}

impl Waits {
    pub(super) fn new(world: &World, duration: Duration) -> Self {
        let (until, number) = world.with(|state| (state.now.plus(duration), state.ticket()));
        Waits {
            world: world.clone(),
            until,
            number,
        }
    }
}

impl Future for Waits {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.world.with(|state| {
            if state.now >= self.until {
                return Poll::Ready(());
            }
            state
                .sleepers
                .insert((self.until, self.number), context.waker().clone());
            Poll::Pending
        })
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.world
            .with(|state| state.sleepers.remove(&(self.until, self.number)));
    }
}

impl Spawn for Part {
    fn spawn(&self, future: LocalFuture<'static, ()>) {
        executor::spawn(&self.world, self.tab, future);
    }
}

impl Random for Part {
    fn bytes(&self) -> Option<[u8; 32]> {
        let (seed, drawn) = self.world.with(|state| {
            state.drawn += 1;
            let is_there = !state.lacks.contains(&super::Part::Random);
            is_there.then_some((state.seed, state.drawn))
        })?;
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(drawn.to_le_bytes());
        Some(hash.finalize().into())
    }
}

impl Lock for Part {
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard> {
        let turns = self.world.with(|state| state.locks.clone());
        Box::pin(async move {
            if steal_after.is_zero() {
                return turns.steal(name);
            }
            let mut turn = Box::pin(turns.acquire(name));
            loop {
                let holder = turns.holder(name);
                let mut over = Waits::new(&self.world, steal_after);
                let granted = std::future::poll_fn(|context| {
                    match (
                        turn.as_mut().poll(context),
                        Pin::new(&mut over).poll(context),
                    ) {
                        (Poll::Ready(guard), _) => Poll::Ready(Some(guard)),
                        (Poll::Pending, Poll::Ready(())) => Poll::Ready(None),
                        _ => Poll::Pending,
                    }
                })
                .await;
                match granted {
                    Some(guard) => return guard,
                    None if turns.holder(name) == holder => return turns.steal(name),
                    None => {}
                }
            }
        })
    }

    fn leave_revision(&self, name: &str, revision: i64) {
        self.world
            .with(|state| state.locks.leave_revision(name, revision));
    }

    fn revision<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async move {
            self.sleep(TO_OTHER_TABS).await;
            self.world.with(|state| state.locks.revision(name))
        })
    }
}

/// How long a word between tabs takes, or a question to the browser.
pub(super) const TO_OTHER_TABS: Duration = Duration::from_millis(2);

impl Wake for Part {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        self.hear(woke, |tab| &mut tab.on_wake)
    }

    fn listen_to_activity(&self, active: Box<dyn Fn() + Send + Sync>) -> Guard {
        self.hear(active, |tab| &mut tab.on_activity)
    }

    fn is_online(&self) -> bool {
        self.world.with(|state| state.is_online)
    }
}

impl Part {
    fn hear(
        &self,
        heard: Box<dyn Fn() + Send + Sync>,
        list: fn(&mut TabState) -> &mut Listeners,
    ) -> Guard {
        let (world, tab) = (self.world.clone(), self.tab);
        let number = world.with(|state| {
            let number = state.ticket();
            if let Some(tab) = state.tabs.get_mut(&tab) {
                list(tab).push((number, heard.into()));
            }
            number
        });
        Guard::new(move || {
            let ended = world.with(|state| {
                let all = list(state.tabs.get_mut(&tab)?);
                let at = all.iter().position(|(other, _)| *other == number)?;
                Some(all.remove(at))
            });
            drop(ended);
        })
    }
}

impl Navigator for Part {
    fn url(&self) -> String {
        self.world.with(|state| {
            let tab = state.tabs.get(&self.tab);
            tab.map(|tab| tab.url.clone()).unwrap_or_default()
        })
    }

    fn replace_url(&self, url: &str) {
        self.world.with(|state| {
            if let Some(tab) = state.tabs.get_mut(&self.tab) {
                tab.url = url.to_owned();
            }
        });
    }

    fn go(&self, url: &str) {
        self.world.with(|state| {
            if let Some(tab) = state.tabs.get_mut(&self.tab) {
                tab.url = url.to_owned();
            }
            state.visits.push(url.to_owned());
        });
    }
}

impl Popup for Part {
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>> {
        Box::pin(popup::run(self.world.clone(), self.tab, url, state))
    }

    fn hand_over<'a>(&'a self, state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver> {
        let outcome = popup::hand_over(&self.world, self.tab, state, address);
        Box::pin(async move { outcome })
    }
}

impl Verifier for Part {
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>> {
        let valid = self
            .world
            .with(|state| (state.verify)(n, e, message, signature));
        Box::pin(async move { valid })
    }
}

impl Passkeys for Part {
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, String>> {
        let outcome = self
            .world
            .with(|state| (state.authenticator)(ceremony, options));
        Box::pin(async move { outcome.map_err(|error| error.name().to_owned()) })
    }

    /// A simulated person answers at once: nothing is ever under way.
    fn abort(&self) {}
}

impl Log for Part {
    fn warn(&self, message: &str) {
        self.world
            .with(|state| state.warnings.push(message.to_owned()));
    }
}
