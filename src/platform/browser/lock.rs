//! Locks among all tabs of the origin, by the Web Locks API; within the tab where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

use super::ask::{act, ask, text_of};
use crate::platform::turns::Turns;
use crate::platform::{Guard, LocalFuture, Lock};

#[derive(Default)]
pub(super) struct WebLocks {
    within_tab: Turns,
}

impl Lock for WebLocks {
    fn acquire<'a>(&'a self, name: &'a str) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            let asked = ask("lock", name, "", "");
            let number = asked.number();
            match asked.await {
                Ok(_) => Guard::new(move || {
                    let _ = act("leave", &text_of(number), "");
                }),
                Err(_) => self.within_tab.acquire(name).await,
            }
        })
    }
}
