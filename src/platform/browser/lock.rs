//! Locks among all tabs of the origin, by the Web Locks API; by leases where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

use std::time::Duration;

use super::ask::{act, ask, text_of};
use crate::part::begun;
use crate::platform::lease::Lease;
use crate::platform::{Guard, LocalFuture, Lock, millis};
use crate::protocol::json::{self, integer_text};

pub(super) struct WebLocks {
    pub without: Lease,
}

impl Lock for WebLocks {
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
                Err(_) => match ask("part", "session", "", "").await {
                    Ok(_) => part_session_lease(&self.without, name, patience).await,
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
            match ask("mark", name, "", "").await {
                Ok(mark) => json::parse(&mark)
                    .ok()
                    .and_then(|mark| mark.as_i64())
                    .unwrap_or_default(),
                Err(_) => self.without.mark(name).await,
            }
        })
    }
}

// Few browsers need it: see the module `part`.
#[cfg_attr(feature = "parts", inline(never))]
fn part_session_lease<'a>(
    lease: &'a Lease,
    name: &'a str,
    patience: Duration,
) -> LocalFuture<'a, Guard> {
    begun(lease.acquire(name, patience))
}
