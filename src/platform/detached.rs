//! No browser: a page that is rendered on a server. Nobody is signed in there, nothing is kept,
//! and every request fails as it does without a network.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::*;

pub(super) fn platform() -> Platform {
    let detached = Arc::new(Detached);
    Platform {
        fetch: detached.clone(),
        local: Arc::new(MemoryStore::default()),
        tab: Arc::new(MemoryStore::default()),
        #[cfg(feature = "records")]
        database: detached.clone(),
        clock: detached.clone(),
        spawn: detached.clone(),
        random: detached.clone(),
        lock: detached.clone(),
        channel: detached.clone(),
        wake: detached.clone(),
        navigator: detached.clone(),
        popup: detached.clone(),
        verifier: detached.clone(),
        passkeys: detached.clone(),
        log: detached,
    }
}

struct Detached;

impl Fetch for Detached {
    fn fetch<'a>(
        &'a self,
        _: &'a HttpRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async { Err(FetchError::Network) })
    }

    #[cfg(feature = "worker")]
    fn keeper(&self, _: &str, _: &[&str], _: Option<&str>) -> Option<Keeper> {
        Some(Keeper {
            fetch: Arc::new(Detached),
            store: Arc::new(MemoryStore::default()),
            is_shared: false,
        })
    }
}

impl Clock for Detached {
    fn now(&self) -> Timestamp {
        let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Timestamp::default().plus(elapsed.unwrap_or_default())
    }

    fn sleep(&self, _: Duration) -> LocalFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// Nothing is kept there.
#[cfg(feature = "records")]
impl Database for Detached {
    fn read<'a>(
        &'a self,
        _: &'a str,
    ) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn commit<'a>(&'a self, _: &'a Commit) -> LocalFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async { Err(StoreError::Forbidden) })
    }
}

impl Spawn for Detached {
    fn spawn(&self, _: LocalFuture<'static, ()>) {}
}

impl Random for Detached {
    fn bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl Lock for Detached {
    fn acquire<'a>(&'a self, _: &'a str, _: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async { Guard::none() })
    }
}

impl Channel for Detached {
    fn post(&self, _: &str, _: &str) {}

    fn listen(&self, _: &str, _: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        Guard::none()
    }
}

impl Wake for Detached {
    fn listen(&self, _: Box<dyn Fn() + Send + Sync>) -> Guard {
        Guard::none()
    }
}

impl Navigator for Detached {
    fn url(&self) -> String {
        String::new()
    }

    fn replace_url(&self, _: &str) {}

    fn go(&self, _: &str) {}
}

impl Popup for Detached {
    fn run<'a>(&'a self, _: &'a str, _: &'a str) -> LocalFuture<'a, Result<String, PopupError>> {
        Box::pin(async { Err(PopupError::Blocked) })
    }

    fn hand_over<'a>(&'a self, _: &'a str, _: &'a str) -> LocalFuture<'a, HandOver> {
        Box::pin(async { HandOver::Unclaimed })
    }
}

impl Verifier for Detached {
    fn verify_rs256<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: &'a [u8],
        _: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async { None })
    }
}

impl Passkeys for Detached {
    fn run<'a>(&'a self, _: Ceremony, _: &'a str) -> LocalFuture<'a, Result<String, String>> {
        Box::pin(async { Err(PasskeyError::Unavailable.name().to_owned()) })
    }

    fn abort(&self) {}
}

impl Log for Detached {
    fn warn(&self, _: &str) {}
}
