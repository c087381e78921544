//! Sends the requests of remotes, with retries in two places: `send_to_remote` repeats reads after network errors, and
//! `ask_remote` repeats a call of a remote that was too busy.

use std::time::Duration;

use super::person::Person;
use crate::client::Client;
use crate::client::retry::is_read_only;
use crate::error::{Error, ErrorKind};
use crate::platform::{FetchError, LocalFuture};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::session::server_clock::LocalInstant;

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
                let sent = LocalInstant::now(&*platform.clock);
                let timeout = self.settings().timeout;
                let answer = platform.fetch.fetch(&request, timeout).await;
                self.note_response(sent, &answer);
                let is_lost = matches!(answer, Err(FetchError::Network)) && is_read_only(&request);
                if !(is_lost && platform.wake.is_online() && self.wait_before_retry(tries).await) {
                    return answer.map_err(|error| at_host(error, &request.url));
                }
                tries += 1;
            }
        })
    }

    /// Calls a remote, again if it was too busy. Fails if another person uses the app by the time of the response.
    pub(super) async fn ask_remote<'b, T>(
        &self,
        person: &Person,
        send: impl Fn() -> LocalFuture<'b, Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            let answer = send().await;
            tries += 1;
            if !self
                .is_to_repeat(person, tries, answer.as_ref().err())
                .await?
            {
                return answer;
            }
        }
    }

    /// If the remote was too busy, waits and returns `true`: the call is to be repeated.
    fn is_to_repeat<'b>(
        &'b self,
        person: &'b Person,
        tries: u32,
        error: Option<&'b Error>,
    ) -> LocalFuture<'b, Result<bool, Error>> {
        Box::pin(async move {
            self.ensure_still_active(person).await?;
            let asked = self.service_pause();
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

fn is_busy(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Throttled | ErrorKind::ServiceUnavailable
    )
}

/// The error of a request to that address. It names the host, but no other part of the request.
fn at_host(error: FetchError, url: &str) -> Error {
    let error = Error::from(error);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    Error::new(error.kind(), [host, ": ", error.message()].concat())
}
