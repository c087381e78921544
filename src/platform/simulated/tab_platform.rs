//! The platform of a simulated tab.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use sha2::{Digest, Sha256};

#[cfg(feature = "api")]
use super::app;
use super::local_storage::LocalStorage;
use super::tab::{Listeners, TabState};
use super::{World, executor, network, popup};
use crate::platform::lease::LeaseLock;
use crate::platform::*;

pub(super) fn platform(world: &World, tab: u64) -> Platform {
    let platform = Arc::new(TabPlatform {
        world: world.clone(),
        tab,
        lacks_channels: world.with(|state| state.lacks.contains(&super::BrowserApi::Channels)),
    });
    let local = Arc::new(LocalStorage {
        world: world.clone(),
        tab,
    });
    let lease = LeaseLock {
        store: local.clone(),
        clock: platform.clone(),
        random: platform.clone(),
    };
    let has_locks = !world.with(|state| state.lacks.contains(&super::BrowserApi::Locks));
    Platform {
        fetch: platform.clone(),
        local,
        tab: world.with(|state| state.session(tab)),
        #[cfg(feature = "records")]
        database: platform.clone(),
        clock: platform.clone(),
        spawn: platform.clone(),
        random: platform.clone(),
        lock: if has_locks {
            platform.clone()
        } else {
            Arc::new(lease)
        },
        channel: platform.clone(),
        wake: platform.clone(),
        navigator: platform.clone(),
        popup: platform.clone(),
        verifier: platform.clone(),
        passkeys: platform.clone(),
        log: platform,
    }
}

pub(super) fn clock(world: &World) -> impl Clock + use<> {
    TabPlatform {
        world: world.clone(),
        tab: 0,
        lacks_channels: false,
    }
}

pub(super) struct TabPlatform {
    pub world: World,
    pub tab: u64,
    /// Whether the browser has no `BroadcastChannel`.
    pub lacks_channels: bool,
}

impl Fetch for TabPlatform {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(network::send(
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
        let sent = network::send(self.world.clone(), self.tab, app::to_text(request), timeout);
        Box::pin(async move { app::from_text(&request.url, sent.await?) })
    }
}

impl Clock for TabPlatform {
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
        Box::pin(Sleep::new(&self.world, duration))
    }
}

/// Waits until a virtual time.
pub(super) struct Sleep {
    world: World,
    until: Timestamp,
    number: u64,
}

impl Sleep {
    pub(super) fn new(world: &World, duration: Duration) -> Self {
        let (until, number) = world.with(|state| (state.now.plus(duration), state.ticket()));
        Sleep {
            world: world.clone(),
            until,
            number,
        }
    }
}

impl Future for Sleep {
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

impl Drop for Sleep {
    fn drop(&mut self) {
        self.world
            .with(|state| state.sleepers.remove(&(self.until, self.number)));
    }
}

impl Spawn for TabPlatform {
    fn spawn(&self, future: LocalFuture<'static, ()>) {
        executor::spawn(&self.world, self.tab, future);
    }
}

impl Random for TabPlatform {
    fn bytes(&self) -> Option<[u8; 32]> {
        let (seed, drawn) = self.world.with(|state| {
            state.drawn += 1;
            let is_there = !state.lacks.contains(&super::BrowserApi::Random);
            is_there.then_some((state.seed, state.drawn))
        })?;
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(drawn.to_le_bytes());
        Some(hash.finalize().into())
    }
}

impl Lock for TabPlatform {
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard> {
        let locks = self.world.with(|state| state.locks.clone());
        Box::pin(async move {
            if steal_after.is_zero() {
                return locks.steal(name);
            }
            let mut request = Box::pin(locks.acquire(name));
            loop {
                let holder = locks.holder(name);
                let mut over = Sleep::new(&self.world, steal_after);
                let granted = std::future::poll_fn(|context| {
                    match (
                        request.as_mut().poll(context),
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
                    None if locks.holder(name) == holder => return locks.steal(name),
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
            self.sleep(MESSAGE_DELAY).await;
            self.world.with(|state| state.locks.revision(name))
        })
    }
}

/// The delay of a message between tabs, and of a query to the browser.
pub(super) const MESSAGE_DELAY: Duration = Duration::from_millis(2);

impl Wake for TabPlatform {
    fn listen(&self, on_wake: Box<dyn Fn() + Send + Sync>) -> Guard {
        self.listen_to(on_wake, |tab| &mut tab.on_wake)
    }

    fn listen_to_activity(&self, on_activity: Box<dyn Fn() + Send + Sync>) -> Guard {
        self.listen_to(on_activity, |tab| &mut tab.on_activity)
    }

    fn is_online(&self) -> bool {
        self.world.with(|state| state.is_online)
    }
}

impl TabPlatform {
    fn listen_to(
        &self,
        listener: Box<dyn Fn() + Send + Sync>,
        list: fn(&mut TabState) -> &mut Listeners,
    ) -> Guard {
        let (world, tab) = (self.world.clone(), self.tab);
        let number = world.with(|state| {
            let number = state.ticket();
            if let Some(tab) = state.tabs.get_mut(&tab) {
                list(tab).push((number, listener.into()));
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

impl Navigator for TabPlatform {
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

impl Popup for TabPlatform {
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

impl Verifier for TabPlatform {
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

impl Passkeys for TabPlatform {
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

    /// Does nothing: a simulated ceremony ends at once.
    fn abort(&self) {}
}

impl Log for TabPlatform {
    fn warn(&self, message: &str) {
        self.world
            .with(|state| state.warnings.push(message.to_owned()));
    }
}
