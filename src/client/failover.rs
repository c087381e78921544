//! Failover to a second endpoint, in the Region of the pool's replica, if the primary one cannot be reached or is out
//! of order.
//!
//! Cognito's domains fail over by themselves, but its API does not
//! (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>). A replica signs users in
//! and renews tokens. It does not change accounts, and it receives changes of the primary Region with a delay.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_chunk::chunk;

use super::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::millis;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{self, Value};
use crate::protocol::text::has;
use crate::session::record::checksum;

/// How long the fallback is asked first after the primary endpoint has failed.
const FALLBACK_PERIOD: Duration = Duration::from_secs(120);

/// The prefix of the `Session` of a sign-in that was started at the fallback. AWS does not document that one Region
/// accepts the sessions of another, so each one is sent back to its Region. A prefix of the session's text survives a
/// reload of the page, like the session.
const FALLBACK_PREFIX: &str = "vestibule-fallback:";

/// How many secret blocks of the fallback are remembered: the number of sign-ins that can start at the same time.
const MAX_BLOCKS: usize = 8;

#[derive(Default)]
pub(crate) struct Failover {
    /// Until when the fallback is asked first, by the steady clock.
    fallback_until: AtomicU64,
    /// Checksums of the secret blocks from the fallback. SRP starts without a `Session`: the Region identifies the
    /// sign-in by its secret block. That is part of the proof, so it cannot have a prefix.
    blocks: Mutex<Vec<i32>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Primary,
    Fallback,
}

impl Client {
    /// Sends an operation to one endpoint, and to the other one if that fails.
    #[chunk(session)]
    pub(super) async fn send_by_region(
        &self,
        mut request: HttpRequest,
        fallback: &str,
        timeout: Duration,
    ) -> Result<HttpResponse, Error> {
        let (primary, body) = (request.url.clone(), request.body.take().unwrap_or_default());
        let to = |endpoint, body: &str| HttpRequest {
            url: match endpoint {
                Endpoint::Primary => primary.clone(),
                Endpoint::Fallback => fallback.to_owned(),
            },
            body: Some(body.to_owned()),
            ..request.clone()
        };
        if let Some((endpoint, body)) = self.endpoint_of_sign_in(&body) {
            let response = self.send_within(to(endpoint, &body), timeout).await;
            return match is_out_of_order(&response) {
                true => self.change_region(endpoint, fallback, response).await,
                false => response.map(|response| self.with_prefix(response, endpoint)),
            };
        }
        let order = match self.prefers_fallback() {
            false => [Endpoint::Primary, Endpoint::Fallback],
            true => [Endpoint::Fallback, Endpoint::Primary],
        };
        let renews = is_renewal(&request);
        // Both requests together take no longer than one with a single endpoint.
        let half = timeout / 2;
        let response = self.send_within(to(order[0], &body), half).await;
        if !is_out_of_order(&response) && !needs_primary(&response, order[0], renews) {
            return response.map(|response| self.with_prefix(response, order[0]));
        }
        let other = self.send_within(to(order[1], &body), half).await;
        if is_out_of_order(&other) {
            return without_unproven_verdict(response, order[0], renews);
        }
        self.note_serving(order[1]);
        without_unproven_verdict(other, order[1], renews)
            .map(|response| self.with_prefix(response, order[1]))
    }

    /// Handles a sign-in whose Region has failed: if the other one responds, the user has to start again there.
    async fn change_region(
        &self,
        endpoint: Endpoint,
        fallback: &str,
        response: Result<HttpResponse, Error>,
    ) -> Result<HttpResponse, Error> {
        let settings = self.settings();
        let (other, url) = match endpoint {
            Endpoint::Primary => (Endpoint::Fallback, fallback),
            Endpoint::Fallback => (Endpoint::Primary, settings.endpoint.as_str()),
        };
        let keys = [url, "/", &settings.user_pool_id, "/.well-known/jwks.json"].concat();
        let probe = self.send_within(HttpRequest::get(keys), settings.timeout);
        if is_out_of_order(&probe.await) {
            return response;
        }
        self.note_serving(other);
        Err(Error::new(
            ErrorKind::SignInExpired,
            "the Region of this sign-in does not respond: start again, and another Region will serve it",
        ))
    }

    fn prefers_fallback(&self) -> bool {
        self.ticks() < self.0.failover.fallback_until.load(Ordering::Relaxed)
    }

    /// Notes which endpoint has served a request that the other one did not.
    fn note_serving(&self, serves: Endpoint) {
        let until = match serves {
            Endpoint::Primary => 0,
            Endpoint::Fallback => self.ticks().saturating_add(millis(FALLBACK_PERIOD)),
        };
        self.0
            .failover
            .fallback_until
            .store(until, Ordering::Relaxed);
    }

    /// Returns the endpoint at which the request's sign-in was started, and the body for that endpoint. `None` if the
    /// request does not continue a sign-in.
    fn endpoint_of_sign_in(&self, body: &str) -> Option<(Endpoint, String)> {
        let mut input = json::parse(body).ok()?;
        let responses = input.field("ChallengeResponses");
        let block = responses.map(|it| it.string("PASSWORD_CLAIM_SECRET_BLOCK").map(checksum));
        let endpoint = match session_in(&mut input) {
            Some(session) => match session.strip_prefix(FALLBACK_PREFIX) {
                Some(own) => {
                    *session = own.to_owned();
                    Endpoint::Fallback
                }
                None => Endpoint::Primary,
            },
            None => match block?.is_some_and(|block| self.blocks().contains(&block)) {
                true => Endpoint::Fallback,
                false => Endpoint::Primary,
            },
        };
        Some((endpoint, json::write(&input)))
    }

    /// Adds the prefix to the `Session` of a response of the fallback.
    fn with_prefix(&self, mut response: HttpResponse, endpoint: Endpoint) -> HttpResponse {
        if endpoint == Endpoint::Primary {
            return response;
        }
        let Ok(mut body) = json::parse(&response.body) else {
            return response;
        };
        let parameters = body.field("ChallengeParameters");
        if let Some(block) = parameters.and_then(|it| it.string("SECRET_BLOCK")) {
            let mut blocks = self.blocks();
            let most = blocks.len().saturating_sub(MAX_BLOCKS - 1);
            blocks.drain(..most);
            blocks.push(checksum(block));
        }
        if let Some(session) = session_in(&mut body) {
            session.insert_str(0, FALLBACK_PREFIX);
            response.body = json::write(&body);
        }
        response
    }

    fn blocks(&self) -> MutexGuard<'_, Vec<i32>> {
        let blocks = self.0.failover.blocks.lock();
        blocks.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the endpoint cannot be reached or is out of order. A throttled request is not sent to the other endpoint.
fn is_out_of_order(response: &Result<HttpResponse, Error>) -> bool {
    match response {
        Ok(response) => response.status >= 500,
        Err(error) => matches!(error.kind(), ErrorKind::Network | ErrorKind::Timeout),
    }
}

/// Whether the replica refuses a request that the primary Region may accept.
fn needs_primary(response: &Result<HttpResponse, Error>, endpoint: Endpoint, renews: bool) -> bool {
    let Ok(response) = response else {
        return false;
    };
    endpoint == Endpoint::Fallback
        && !response.is_success()
        && (has_exception(response, "OperationNotEnabledException")
            || renews && is_verdict(response))
}

/// Turns a verdict of the replica on a refresh token into a retryable error, because the replica may not have received
/// the token yet. It must not end the session.
fn without_unproven_verdict(
    response: Result<HttpResponse, Error>,
    endpoint: Endpoint,
    renews: bool,
) -> Result<HttpResponse, Error> {
    let response = response?;
    if endpoint == Endpoint::Fallback && renews && is_verdict(&response) {
        return Err(Error::new(
            ErrorKind::ServiceUnavailable,
            "the second Region refuses the refresh token, and the first one does not respond",
        ));
    }
    Ok(response)
}

fn is_verdict(response: &HttpResponse) -> bool {
    let verdicts = ["NotAuthorized", "UserNotFound", "RefreshTokenReuse"];
    !response.is_success() && verdicts.iter().any(|name| has_exception(response, name))
}

fn has_exception(response: &HttpResponse, exception: &str) -> bool {
    let by_header = response.error_type.as_deref().unwrap_or_default();
    has(by_header, exception) || has(&response.body, exception)
}

fn is_renewal(request: &HttpRequest) -> bool {
    let mut headers = request.headers.iter();
    headers.any(|(_, value)| value.ends_with(".GetTokensFromRefreshToken"))
}

fn session_in(value: &mut Value) -> Option<&mut String> {
    let Value::Object(fields) = value else {
        return None;
    };
    let (_, session) = fields.iter_mut().find(|(name, _)| name == "Session")?;
    match session {
        Value::String(session) => Some(session),
        _ => None,
    }
}
