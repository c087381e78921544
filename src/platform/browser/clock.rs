//! Time, by `Date` and `setTimeout`.

use std::time::Duration;

use super::Browser;
use super::ask::{ask, now, ticks};
use crate::platform::{Clock, LocalFuture, Timestamp, millis};
use crate::protocol::json::integer_text;

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(now() as u64)
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        let millis = i32::try_from(millis(duration)).unwrap_or(i32::MAX);
        let asked = ask("sleep", &integer_text(millis.into()), "", "");
        Box::pin(async move {
            let _ = asked.await;
        })
    }

    fn ticks(&self) -> u64 {
        ticks() as u64
    }
}
