//! Pauses before retries: exponential backoff with full jitter, and the service's `Retry-After`.
//!
//! <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>

use std::time::Duration;

use super::Client;
use crate::platform::FetchError;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::text::{cut, has, host_of};

/// The maximum number of attempts while a caller waits.
pub(crate) const MAX_ATTEMPTS: u32 = 3;
/// The maximum first pause while a caller waits, in milliseconds.
const FOREGROUND_PAUSE: u64 = 400;
/// The maximum first pause in the background, in milliseconds.
const BACKGROUND_PAUSE: u64 = 1000;
/// The maximum pause, in milliseconds.
const MAX_PAUSE: u64 = 30_000;

impl Client {
    /// Waits before a retry while a caller waits, at least for the pause that the service has asked for. Returns `false`
    /// without waiting if there should be no retry.
    pub(crate) async fn wait_before_retry(&self, tries: u32, asked: Duration) -> bool {
        let pause = self.full_jitter(FOREGROUND_PAUSE, tries);
        if tries + 1 >= MAX_ATTEMPTS || asked > Duration::from_millis(FOREGROUND_PAUSE * 4) {
            return false;
        }
        self.platform().clock.sleep(pause.max(asked)).await;
        true
    }

    /// Returns the pause in the background after this many failures in a row. It is added to the pause that the service
    /// has asked for.
    pub(crate) fn background_pause(&self, failures: u32, asked: Duration) -> Duration {
        let pause = self.full_jitter(BACKGROUND_PAUSE, failures);
        if asked.is_zero() {
            pause
        } else {
            asked + pause
        }
    }

    /// Returns what is left of the pause that the host of this URL has asked for (`Retry-After`).
    pub(crate) fn host_pause(&self, url: &str) -> Duration {
        self.0.tab_state.host_pause(host_of(url), self.ticks())
    }

    /// Returns what is left of the pause of the user pool: the shorter one of its two endpoints, if there are two.
    pub(crate) fn user_pool_pause(&self) -> Duration {
        let settings = self.settings();
        let pause = self.host_pause(&settings.endpoint);
        match &settings.fallback_endpoint {
            Some(fallback) => pause.min(self.host_pause(fallback)),
            None => pause,
        }
    }

    /// Records the pause that the user pool has asked another tab for.
    pub(crate) fn pause_user_pool(&self, pause: Duration) {
        let settings = self.settings();
        self.pause_host(&settings.endpoint, pause);
        if let Some(fallback) = &settings.fallback_endpoint {
            self.pause_host(fallback, pause);
        }
    }

    fn pause_host(&self, url: &str, pause: Duration) {
        let host = host_of(url);
        self.0.tab_state.pause_host(host, self.ticks(), pause);
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

    /// Notes the `Retry-After` header of a response of the host of this URL.
    pub(crate) fn note_retry_after(&self, url: &str, response: &HttpResponse) {
        if let Some(seconds) = response.retry_after
            && is_busy(response)
        {
            // At most an hour, so that a wrong header does not lock users out.
            let pause = Duration::from_secs(u64::from(seconds.min(3600)));
            self.pause_host(url, pause);
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
