//! Locks among all tabs of the origin, by the Web Locks API, or by leases in browsers without it.
//!
//! <https://www.w3.org/TR/web-locks/>

use std::sync::Arc;
use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::Browser;
use super::storage::WebStorage;
use crate::platform::lease::LeaseLock;
use crate::platform::{Guard, LocalFuture, Lock, millis};
use vestibule_chunk::chunk;

#[wasm_bindgen(module = "/src/platform/browser/lock.js")]
extern "C" {
    type LockRequest;
    #[wasm_bindgen(constructor)]
    fn new(name: &str) -> LockRequest;
    #[wasm_bindgen(method, catch)]
    async fn granted(this: &LockRequest, steal_after: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn release(this: &LockRequest);

    #[wasm_bindgen(catch, js_name = leaveRevision)]
    fn leave_revision(name: &str, revision: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = lastRevision)]
    async fn last_revision(name: &str) -> Result<JsValue, JsValue>;
}

impl Lock for Browser {
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            let request = Arc::new(LockRequest::new(name));
            let dropped = request.clone();
            // Dropping this future before the lock is granted withdraws the request.
            let guard = Guard::new(move || dropped.release());
            if request.granted(millis(steal_after) as f64).await.is_ok() {
                return guard;
            }
            // Without a network the chunk cannot be loaded, and there is nothing to renew either.
            match super::fetch::load_chunk("session").await {
                Ok(()) => lease_lock(*self, name, steal_after).await,
                Err(_) => Guard::none(),
            }
        })
    }

    fn leave_revision(&self, name: &str, revision: i64) {
        let _ = leave_revision(name, revision as f64);
    }

    fn revision<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async move {
            let revision = last_revision(name).await.ok();
            revision
                .and_then(|revision| revision.as_f64())
                .unwrap_or_default() as i64
        })
    }
}

/// In a chunk, because few browsers need it.
#[chunk(session)]
async fn lease_lock(browser: Browser, name: &str, steal_after: Duration) -> Guard {
    let browser = Arc::new(browser);
    let lock = LeaseLock {
        store: Arc::new(WebStorage::Local),
        clock: browser.clone(),
        random: browser,
    };
    lock.acquire(name, steal_after).await
}
