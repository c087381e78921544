//! Pauses before retries: exponential backoff with full jitter, and the service's `Retry-After`.
//!
//! <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>

use std::time::Duration;

use super::Client;
use crate::platform::FetchError;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::text::{cut, has};

/// The maximum number of attempts while a caller waits.
pub(crate) const MAX_ATTEMPTS: u32 = 3;
/// The maximum first pause while a caller waits, in milliseconds.
const FOREGROUND_PAUSE: u64 = 400;
/// The maximum first pause in the background, in milliseconds.
const BACKGROUND_PAUSE: u64 = 1000;
/// The maximum pause, in milliseconds.
const MAX_PAUSE: u64 = 30_000;

impl Client {
    /// Waits before a retry while a caller waits. Returns `false` without waiting if there should be no retry.
    pub(crate) async fn wait_before_retry(&self, tries: u32) -> bool {
        let pause = self.full_jitter(FOREGROUND_PAUSE, tries);
        let asked = self.0.tab_state.service_pause(self.ticks());
        if tries + 1 >= MAX_ATTEMPTS || asked > Duration::from_millis(FOREGROUND_PAUSE * 4) {
            return false;
        }
        self.platform().clock.sleep(pause.max(asked)).await;
        true
    }

    /// Returns the pause in the background after this many failures in a row.
    pub(crate) fn background_pause(&self, failures: u32) -> Duration {
        let asked = self.0.tab_state.service_pause(self.ticks());
        let pause = self.full_jitter(BACKGROUND_PAUSE, failures);
        if asked.is_zero() {
            pause
        } else {
            asked + pause
        }
    }

    /// Returns the remainder of the pause that the service has requested.
    #[cfg(feature = "records")]
    pub(crate) fn service_pause(&self) -> Duration {
        self.0.tab_state.service_pause(self.ticks())
    }

    fn full_jitter(&self, first: u64, tries: u32) -> Duration {
        self.random_delay((first << tries.min(5)).min(MAX_PAUSE))
    }

    /// Returns a random duration from zero to `max` milliseconds.
    pub(crate) fn random_delay(&self, max: u64) -> Duration {
        let bytes = self.platform().random.bytes().unwrap_or([128; 32]);
        Duration::from_millis(max * u64::from(bytes[0]) / 255)
    }

    pub(crate) fn ticks(&self) -> u64 {
        self.platform().clock.ticks()
    }

    /// Notes the `Retry-After` header of a response.
    pub(crate) fn note_retry_after(&self, response: &HttpResponse) {
        if let Some(seconds) = response.retry_after
            && is_busy(response)
        {
            // At most an hour, so that a wrong header does not lock users out.
            let pause = Duration::from_secs(u64::from(seconds.min(3600)));
            self.0.tab_state.pause_service(self.ticks(), pause);
        }
    }
}

/// Whether the request only reads, so that it can be sent again.
pub(crate) fn is_read_only(request: &HttpRequest) -> bool {
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

/// Whether a later request may have another outcome.
pub(crate) fn is_transient(response: &Result<HttpResponse, FetchError>) -> bool {
    match response {
        Ok(response) => is_busy(response),
        Err(error) => *error == FetchError::Network,
    }
}

/// Whether the service was overloaded or had an internal error.
pub(crate) fn is_busy(response: &HttpResponse) -> bool {
    response.status == 429 || response.status >= 500 || {
        !response.is_success() && has(&response.body, "TooManyRequestsException")
    }
}
