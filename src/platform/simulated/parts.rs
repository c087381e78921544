//! The platform's parts in a simulated tab.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{World, executor, network, popup};
use crate::platform::*;

/// Who hears what is posted under a name.
pub(super) struct Listener {
    number: u64,
    tab: u64,
    name: String,
    heard: Arc<dyn Fn(&str) + Send + Sync>,
}

pub(super) fn platform(world: &World, tab: u64) -> Platform {
    let part = Arc::new(Part {
        world: world.clone(),
        tab,
    });
    Platform {
        fetch: part.clone(),
        local: part.clone(),
        tab: Arc::new(MemoryStore::default()),
        clock: part.clone(),
        spawn: part.clone(),
        random: part.clone(),
        lock: part.clone(),
        channel: part.clone(),
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
    }
}

struct Part {
    world: World,
    tab: u64,
}

impl Fetch for Part {
    fn fetch(
        &self,
        request: HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'_, Result<HttpResponse, FetchError>> {
        Box::pin(network::carry(self.world.clone(), request, timeout))
    }
}

impl Clock for Part {
    fn now(&self) -> Timestamp {
        self.world.now()
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
        executor::spawn(future);
    }
}

impl Random for Part {
    fn bytes(&self) -> Option<[u8; 32]> {
        let (seed, drawn) = self.world.with(|state| {
            state.drawn += 1;
            (state.seed, state.drawn)
        });
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(drawn.to_le_bytes());
        Some(hash.finalize().into())
    }
}

impl Store for Part {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move { self.local()?.read(key).await })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.room()?.write(key, value).await })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.local()?.remove(key).await })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move { self.local()?.keys(prefix).await })
    }
}

impl Part {
    /// The storage, where something is to be written.
    fn room(&self) -> Result<Arc<MemoryStore>, StoreError> {
        self.world.with(|state| match state.storage_fault {
            Some(fault) => Err(fault),
            None => Ok(state.local.clone()),
        })
    }

    /// The storage, where nothing is added: a full one can be read and emptied.
    fn local(&self) -> Result<Arc<MemoryStore>, StoreError> {
        self.world.with(|state| match state.storage_fault {
            Some(fault) if fault != StoreError::Full => Err(fault),
            _ => Ok(state.local.clone()),
        })
    }
}

impl Lock for Part {
    fn acquire<'a>(&'a self, name: &'a str) -> LocalFuture<'a, Guard> {
        let turns = self.world.with(|state| state.locks.clone());
        Box::pin(turns.acquire(name))
    }
}

impl Channel for Part {
    fn post(&self, name: &str, message: &str) {
        let listeners: Vec<_> = self.world.with(|state| {
            let others = state
                .listeners
                .iter()
                .filter(|l| l.tab != self.tab && l.name == name);
            others.map(|listener| listener.heard.clone()).collect()
        });
        for heard in listeners {
            heard(message);
        }
    }

    fn listen(&self, name: &str, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        let number = self.world.with(|state| {
            let number = state.ticket();
            let (tab, name) = (self.tab, name.to_owned());
            state.listeners.push(Listener {
                number,
                tab,
                name,
                heard: heard.into(),
            });
            number
        });
        let world = self.world.clone();
        Guard::new(move || {
            world.with(|state| state.listeners.retain(|listener| listener.number != number));
        })
    }
}

impl Navigator for Part {
    fn url(&self) -> String {
        self.world
            .with(|state| state.urls.get(&self.tab).cloned())
            .unwrap_or_default()
    }

    fn replace_url(&self, url: &str) {
        self.world
            .with(|state| state.urls.insert(self.tab, url.to_owned()));
    }

    fn go(&self, url: &str) {
        self.world.with(|state| {
            state.urls.insert(self.tab, url.to_owned());
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

    fn hand_over(&self, state: &str) -> bool {
        popup::hand_over(&self.world, self.tab, state)
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
    ) -> LocalFuture<'a, Result<String, PasskeyError>> {
        let outcome = self
            .world
            .with(|state| (state.authenticator)(ceremony, options));
        Box::pin(async move { outcome })
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
