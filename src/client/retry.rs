//! When to try again: back-off with full jitter, and what the service asks for.
//!
//! <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>

use std::time::Duration;

use super::Client;
use crate::platform::FetchError;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::text::{cut, has};

/// How often somebody who waits for it has a thing tried, at the most.
pub(crate) const TRIES: u32 = 3;
/// The longest first pause while somebody waits, in milliseconds, as the two below.
const IN_FRONT: u64 = 400;
/// The longest first pause while nobody waits.
const BEHIND: u64 = 1000;
/// The longest pause.
const LONGEST: u64 = 30_000;

impl Client {
    /// Waits before somebody who waits has it tried again; `false` where it is not worth it.
    pub(crate) async fn pause(&self, tries: u32) -> bool {
        let pause = self.full_jitter(IN_FRONT, tries);
        let asked = self.0.tab_state.service_pause(self.ticks());
        if tries + 1 >= TRIES || asked > Duration::from_millis(IN_FRONT * 4) {
            return false;
        }
        self.platform().clock.sleep(pause.max(asked)).await;
        true
    }

    /// How long to leave the service alone after so many failures in a row, when nobody waits.
    pub(crate) fn pause_behind(&self, failures: u32) -> Duration {
        let asked = self.0.tab_state.service_pause(self.ticks());
        let pause = self.full_jitter(BEHIND, failures);
        if asked.is_zero() {
            pause
        } else {
            asked + pause
        }
    }

    /// For how long the service has asked to be left alone.
    #[cfg(feature = "records")]
    pub(crate) fn service_pause(&self) -> Duration {
        self.0.tab_state.service_pause(self.ticks())
    }

    fn full_jitter(&self, first: u64, tries: u32) -> Duration {
        self.chance((first << tries.min(5)).min(LONGEST))
    }

    /// Any time from none to so many milliseconds, at random.
    pub(crate) fn chance(&self, most: u64) -> Duration {
        let bytes = self.platform().random.bytes().unwrap_or([128; 32]);
        Duration::from_millis(most * u64::from(bytes[0]) / 255)
    }

    pub(crate) fn ticks(&self) -> u64 {
        self.platform().clock.ticks()
    }

    /// Takes note of what an answer asks for.
    pub(crate) fn heed(&self, answer: &HttpResponse) {
        if let Some(seconds) = answer.retry_after
            && is_busy(answer)
        {
            // A day is as good as for ever, and a wrong header must not lock anybody out.
            let pause = Duration::from_secs(u64::from(seconds.min(3600)));
            self.0.tab_state.leave_alone(self.ticks(), pause);
        }
    }
}

/// Whether the same request may be sent twice: it only reads.
pub(crate) fn only_reads(request: &HttpRequest) -> bool {
    let target = request
        .headers
        .iter()
        .find(|(name, _)| *name == "X-Amz-Target");
    let Some((_, target)) = target else {
        return request.method == "GET";
    };
    let name = cut(target, b'.').1.unwrap_or_default();
    (name.starts_with("Get") || name.starts_with("List"))
        && !has(name, "Code")
        && !has(name, "Tokens")
}

/// Whether what came of a request may be another thing a little later.
pub(crate) fn may_pass(answer: &Result<HttpResponse, FetchError>) -> bool {
    match answer {
        Ok(answer) => is_busy(answer),
        Err(error) => *error == FetchError::Network,
    }
}

/// Whether the service was too busy, or ill.
pub(crate) fn is_busy(answer: &HttpResponse) -> bool {
    answer.status == 429 || answer.status >= 500 || {
        !answer.is_success() && has(&answer.body, "TooManyRequestsException")
    }
}
