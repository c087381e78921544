//! The platform for server-side rendering. Nobody is signed in, nothing is stored, and every request
//! fails as it does without a network.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::*;

pub(super) fn platform() -> Platform {
    let server_side = Arc::new(ServerSide);
    Platform {
        fetch: server_side.clone(),
        local: Arc::new(MemoryStore::default()),
        tab: Arc::new(MemoryStore::default()),
        #[cfg(feature = "records")]
        database: server_side.clone(),
        clock: server_side.clone(),
        spawn: server_side.clone(),
        random: server_side.clone(),
        lock: server_side.clone(),
        channel: server_side.clone(),
        wake: server_side.clone(),
        navigator: server_side.clone(),
        popup: server_side.clone(),
        verifier: server_side.clone(),
        passkeys: server_side.clone(),
        log: server_side,
    }
}

struct ServerSide;

impl Fetch for ServerSide {
    fn fetch<'a>(
        &'a self,
        _: &'a HttpRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async { Err(FetchError::Network) })
    }

    #[cfg(feature = "worker")]
    fn token_worker(&self, _: &str, _: &[&str], _: Option<&str>) -> Option<TokenWorker> {
        Some(TokenWorker {
            fetch: Arc::new(ServerSide),
            store: Arc::new(MemoryStore::default()),
            is_shared: false,
        })
    }
}

impl Clock for ServerSide {
    fn now(&self) -> Timestamp {
        let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Timestamp::default().plus(elapsed.unwrap_or_default())
    }

    fn sleep(&self, _: Duration) -> LocalFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

#[cfg(feature = "records")]
impl Database for ServerSide {
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

impl Spawn for ServerSide {
    fn spawn(&self, _: LocalFuture<'static, ()>) {}
}

impl Random for ServerSide {
    fn bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl Lock for ServerSide {
    fn acquire<'a>(&'a self, _: &'a str, _: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async { Guard::none() })
    }
}

impl Channel for ServerSide {
    fn post(&self, _: &str, _: &str) {}

    fn listen(&self, _: &str, _: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        Guard::none()
    }
}

impl Wake for ServerSide {
    fn listen(&self, _: Box<dyn Fn() + Send + Sync>) -> Guard {
        Guard::none()
    }
}

impl Navigator for ServerSide {
    fn url(&self) -> String {
        String::new()
    }

    fn replace_url(&self, _: &str) {}

    fn go(&self, _: &str) {}
}

impl Popup for ServerSide {
    fn run<'a>(&'a self, _: &'a str, _: &'a str) -> LocalFuture<'a, Result<String, PopupError>> {
        Box::pin(async { Err(PopupError::Blocked) })
    }

    fn hand_over<'a>(&'a self, _: &'a str, _: &'a str) -> LocalFuture<'a, HandOver> {
        Box::pin(async { HandOver::Unclaimed })
    }
}

impl Verifier for ServerSide {
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

impl Passkeys for ServerSide {
    fn run<'a>(&'a self, _: Ceremony, _: &'a str) -> LocalFuture<'a, Result<String, String>> {
        Box::pin(async { Err(PasskeyError::Unavailable.name().to_owned()) })
    }

    fn abort(&self) {}
}

impl Log for ServerSide {
    fn warn(&self, _: &str) {}
}
