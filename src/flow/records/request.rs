//! Sends the requests of remotes, with retries in two places: `send_to_remote` repeats reads after network errors, and
//! `ask_remote` repeats a call of a remote that was too busy.

use std::time::Duration;

use super::person::Person;
use crate::client::Client;
use crate::client::retry::is_read_only;
use crate::config::Remote;
use crate::error::{Error, ErrorKind};
use crate::platform::{FetchError, LocalFuture};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::text::host_of;

/// How often a request is sent if the remote is too busy.
const MAX_ATTEMPTS: u32 = 5;
/// The upper limit of the first delay between attempts, in milliseconds; it doubles with each attempt.
const PAUSE: u64 = 500;
/// The longest delay that a remote can ask for while a caller waits, in milliseconds.
const LONGEST: u64 = 8_000;

impl Client {
    /// Sends a request of a remote.
    pub(super) fn send_to_remote(
        &self,
        request: HttpRequest,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let platform = self.platform();
            let mut tries = 0;
            loop {
                let timeout = self.settings().timeout;
                let response = platform.fetch.fetch(&request, timeout).await;
                // The `Date` is not used as Cognito's time: the app's server may have a wrong clock.
                if let Ok(response) = &response {
                    self.note_retry_after(&request.url, response);
                }
                let is_lost =
                    matches!(response, Err(FetchError::Network)) && is_read_only(&request);
                let asked = self.host_pause(&request.url);
                if !(is_lost
                    && platform.wake.is_online()
                    && self.wait_before_retry(tries, asked).await)
                {
                    return response.map_err(|error| at_host(error, &request.url));
                }
                tries += 1;
            }
        })
    }

    /// Calls a remote, again if it was too busy. Fails if another person uses the app by the time of the response.
    pub(super) async fn ask_remote<'b, T>(
        &self,
        remote: &dyn Remote,
        person: &Person,
        send: impl Fn() -> LocalFuture<'b, Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            let response = send().await;
            tries += 1;
            if !self
                .is_to_repeat(remote, person, tries, response.as_ref().err())
                .await?
            {
                return response;
            }
        }
    }

    /// If the remote was too busy, waits and returns `true`: the call is to be repeated.
    fn is_to_repeat<'b>(
        &'b self,
        remote: &'b dyn Remote,
        person: &'b Person,
        tries: u32,
        error: Option<&'b Error>,
    ) -> LocalFuture<'b, Result<bool, Error>> {
        Box::pin(async move {
            self.ensure_still_active(person).await?;
            let asked = remote.retry_after();
            if tries == MAX_ATTEMPTS
                || !error.is_some_and(is_busy)
                || asked > Duration::from_millis(LONGEST)
            {
                return Ok(false);
            }
            let pause = self.random_delay(PAUSE << tries).max(asked);
            self.platform().clock.sleep(pause).await;
            Ok(true)
        })
    }
}

/// Whether the remote was too busy. Errors of Cognito, which gives the tokens or credentials, do not count: its requests
/// have been retried already.
fn is_busy(error: &Error) -> bool {
    let is_busy = matches!(
        error.kind(),
        ErrorKind::Throttled | ErrorKind::ServiceUnavailable
    );
    is_busy && error.asked_after_giving_up().is_none()
}

/// The error of a request to that address. It names the host, but no other part of the request.
fn at_host(error: FetchError, url: &str) -> Error {
    let error = Error::from(error);
    Error::new(error.kind(), [host_of(url), ": ", error.message()].concat())
}
