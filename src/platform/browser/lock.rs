//! Locks among all tabs of the origin, by the Web Locks API; by leases where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

use std::sync::Arc;
use std::time::Duration;

use super::Browser;
use super::ask::{act, ask, text_of};
use super::storage::WebStorage;
use crate::platform::lease::Lease;
use crate::platform::{Guard, LocalFuture, Lock, millis};
use crate::protocol::json::{self, integer_text};
use vestibule_chunk::chunk;

impl Lock for Browser {
    fn acquire<'a>(&'a self, name: &'a str, patience: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            let longest = integer_text(millis(patience) as i64);
            let asked = ask("lock", name, &longest, "");
            let number = asked.number();
            match asked.await {
                Ok(_) => Guard::new(move || {
                    let _ = act("leave", &text_of(number), "");
                }),
                // Whoever cannot fetch this has no network, and so nothing to renew.
                Err(_) => match ask("loadChunk", "session", "", "").await {
                    Ok(_) => lease(name, patience).await,
                    Err(_) => Guard::none(),
                },
            }
        })
    }

    fn leave_mark(&self, name: &str, mark: i64) {
        let _ = act("leaveMark", name, &integer_text(mark));
    }

    fn mark<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async move {
            let mark = ask("mark", name, "", "").await.unwrap_or_default();
            let mark = json::parse(&mark).unwrap_or_default();
            mark.as_i64().unwrap_or_default()
        })
    }
}

/// Few browsers need it.
#[chunk(session)]
async fn lease(name: &str, patience: Duration) -> Guard {
    let browser = Arc::new(Browser);
    let lease = Lease {
        store: Arc::new(WebStorage("localStorage")),
        clock: browser.clone(),
        random: browser,
    };
    lease.acquire(name, patience).await
}
