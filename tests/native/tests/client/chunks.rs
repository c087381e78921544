//! A page whose WebAssembly is split into chunks, and which can load only the chunk for signing in at first.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Client, ClientConfig};
use vestibule_native_tests::{APP, Stage};

/// A client in its own tab, and its chunks.
pub fn in_chunks(stage: &Stage, config: ClientConfig) -> (Client, Chunks) {
    let tab = stage.world.tab(APP);
    let chunks = Chunks::default();
    let platform = Platform {
        fetch: Arc::new(ByChunks {
            fetch: tab.platform().fetch,
            chunks: chunks.clone(),
        }),
        ..tab.platform()
    };
    let client = Client::with_platform(config, platform).expect("the configuration is valid");
    (client, chunks)
}

/// How loading the other chunks ends.
#[derive(Clone, Default)]
pub struct Chunks(Arc<Mutex<Road>>);

#[derive(Clone, Copy, Default)]
enum Road {
    #[default]
    Away,
    Hangs,
    Clear,
    AllBut(&'static str),
}

impl Chunks {
    /// From now on they can be loaded.
    pub fn can_be_fetched(&self) {
        *self.0.lock().unwrap() = Road::Clear;
    }

    /// From now on all except this one can be loaded.
    pub fn all_can_be_fetched_but(&self, name: &'static str) {
        *self.0.lock().unwrap() = Road::AllBut(name);
    }

    /// From now on loading them never ends.
    pub fn hang(&self) {
        *self.0.lock().unwrap() = Road::Hangs;
    }
}

struct ByChunks {
    fetch: Arc<dyn Fetch>,
    chunks: Chunks,
}

impl Fetch for ByChunks {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        self.fetch.fetch(request, timeout)
    }

    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        let road = match name {
            "signIn" => Road::Clear,
            _ => *self.chunks.0.lock().unwrap(),
        };
        Box::pin(async move {
            match road {
                Road::Away => Err(FetchError::Network),
                Road::AllBut(missing) if missing == name => Err(FetchError::Network),
                Road::Hangs => std::future::pending().await,
                Road::Clear | Road::AllBut(_) => Ok(()),
            }
        })
    }
}
