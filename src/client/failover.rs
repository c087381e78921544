//! A second endpoint: that of the Region which has the pool's replica, for when the first one cannot be
//! reached or is out of order.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>: Cognito's
//! domains fail over by themselves, its API does not. A replica lets people sign in and renews tokens; it
//! changes nothing of an account, and hears of what happens in the primary Region a little later.

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

/// For how long the second endpoint is asked first once the first one has failed.
const AWAY: Duration = Duration::from_secs(120);

/// Stands before the session of a sign-in that began at the second endpoint. AWS does not say that one
/// Region takes the sessions of another, so that each goes back to where it came from. The mark is in the
/// session's own text: it outlives a reload of the page, as the session does.
const MARK: &str = "vestibule-fallback:";

/// How many secret blocks of the second endpoint are remembered: as many sign-ins can begin at once.
const BLOCKS: usize = 8;

#[derive(Default)]
pub(crate) struct Failover {
    /// Until when the second endpoint is asked first, by the steady clock.
    away_until: AtomicU64,
    /// Checksums of the secret blocks that the second endpoint gave. SRP begins without a session: its
    /// secret block is what the Region knows it by, and is part of the proof, so that it bears no mark.
    blocks: Mutex<Vec<i32>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    First,
    Fallback,
}

impl Client {
    /// Sends an operation to one endpoint, and to the other where that one does not serve.
    #[chunk(session)]
    pub(super) async fn send_by_region(
        &self,
        mut request: HttpRequest,
        fallback: &str,
        timeout: Duration,
    ) -> Result<HttpResponse, Error> {
        let (first, body) = (request.url.clone(), request.body.take().unwrap_or_default());
        let to = |endpoint, body: &str| HttpRequest {
            url: match endpoint {
                Endpoint::First => first.clone(),
                Endpoint::Fallback => fallback.to_owned(),
            },
            body: Some(body.to_owned()),
            ..request.clone()
        };
        if let Some((endpoint, body)) = self.begun_at(&body) {
            let answer = self.send_within(to(endpoint, &body), timeout).await;
            return match is_out_of_order(&answer) {
                true => self.leave_region(endpoint, fallback, answer).await,
                false => answer.map(|answer| self.marked(answer, endpoint)),
            };
        }
        let order = match self.is_away() {
            false => [Endpoint::First, Endpoint::Fallback],
            true => [Endpoint::Fallback, Endpoint::First],
        };
        let renews = is_renewal(&request);
        // Whoever waits, waits no longer than with one endpoint.
        let half = timeout / 2;
        let answer = self.send_within(to(order[0], &body), half).await;
        if !is_out_of_order(&answer) && !is_for_the_primary(&answer, order[0], renews) {
            return answer.map(|answer| self.marked(answer, order[0]));
        }
        let other = self.send_within(to(order[1], &body), half).await;
        if is_out_of_order(&other) {
            return proven(answer, order[0], renews);
        }
        self.set_away(order[1]);
        proven(other, order[1], renews).map(|answer| self.marked(answer, order[1]))
    }

    /// The sign-in cannot go on where it began. Where the other Region answers, it begins anew there.
    async fn leave_region(
        &self,
        endpoint: Endpoint,
        fallback: &str,
        answer: Result<HttpResponse, Error>,
    ) -> Result<HttpResponse, Error> {
        let settings = self.settings();
        let (other, url) = match endpoint {
            Endpoint::First => (Endpoint::Fallback, fallback),
            Endpoint::Fallback => (Endpoint::First, settings.endpoint.as_str()),
        };
        let keys = [url, "/", &settings.user_pool_id, "/.well-known/jwks.json"].concat();
        let probe = self.send_within(HttpRequest::get(keys), settings.timeout);
        if is_out_of_order(&probe.await) {
            return answer;
        }
        self.set_away(other);
        Err(Error::new(
            ErrorKind::SignInExpired,
            "the Region where the sign-in began does not answer: begin anew, which another Region will serve",
        ))
    }

    fn is_away(&self) -> bool {
        self.ticks() < self.0.failover.away_until.load(Ordering::Relaxed)
    }

    /// Notes which endpoint has served where the other one did not.
    fn set_away(&self, serves: Endpoint) {
        let until = match serves {
            Endpoint::First => 0,
            Endpoint::Fallback => self.ticks().saturating_add(millis(AWAY)),
        };
        self.0.failover.away_until.store(until, Ordering::Relaxed);
    }

    /// Where the sign-in began that a request goes on with, and the request as that endpoint takes it.
    /// `None` where it begins one, or is about something else.
    fn begun_at(&self, body: &str) -> Option<(Endpoint, String)> {
        let mut input = json::parse(body).ok()?;
        let responses = input.field("ChallengeResponses");
        let block = responses.map(|it| it.string("PASSWORD_CLAIM_SECRET_BLOCK").map(checksum));
        let endpoint = match session_in(&mut input) {
            Some(session) => match session.strip_prefix(MARK) {
                Some(own) => {
                    *session = own.to_owned();
                    Endpoint::Fallback
                }
                None => Endpoint::First,
            },
            None => match block?.is_some_and(|block| self.blocks().contains(&block)) {
                true => Endpoint::Fallback,
                false => Endpoint::First,
            },
        };
        Some((endpoint, json::write(&input)))
    }

    /// The answer, whose session of a sign-in says where it came from.
    fn marked(&self, mut answer: HttpResponse, endpoint: Endpoint) -> HttpResponse {
        if endpoint == Endpoint::First {
            return answer;
        }
        let Ok(mut body) = json::parse(&answer.body) else {
            return answer;
        };
        let parameters = body.field("ChallengeParameters");
        if let Some(block) = parameters.and_then(|it| it.string("SECRET_BLOCK")) {
            let mut blocks = self.blocks();
            let most = blocks.len().saturating_sub(BLOCKS - 1);
            blocks.drain(..most);
            blocks.push(checksum(block));
        }
        if let Some(session) = session_in(&mut body) {
            session.insert_str(0, MARK);
            answer.body = json::write(&body);
        }
        answer
    }

    fn blocks(&self) -> MutexGuard<'_, Vec<i32>> {
        let blocks = self.0.failover.blocks.lock();
        blocks.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the endpoint did not answer, or answered that it is out of order. Whoever asks too often is
/// not sent elsewhere.
fn is_out_of_order(answer: &Result<HttpResponse, Error>) -> bool {
    match answer {
        Ok(answer) => answer.status >= 500,
        Err(error) => matches!(error.kind(), ErrorKind::Network | ErrorKind::Timeout),
    }
}

/// Whether the replica refuses what the primary Region may do, if it is there again.
fn is_for_the_primary(
    answer: &Result<HttpResponse, Error>,
    endpoint: Endpoint,
    renews: bool,
) -> bool {
    let Ok(answer) = answer else {
        return false;
    };
    endpoint == Endpoint::Fallback
        && !answer.is_success()
        && (names(answer, "OperationNotEnabledException") || renews && is_verdict(answer))
}

/// An answer that proves what it says. A replica that does not take a refresh token has perhaps not heard
/// of it yet: that ends no session.
fn proven(
    answer: Result<HttpResponse, Error>,
    endpoint: Endpoint,
    renews: bool,
) -> Result<HttpResponse, Error> {
    let answer = answer?;
    if endpoint == Endpoint::Fallback && renews && is_verdict(&answer) {
        return Err(Error::new(
            ErrorKind::ServiceUnavailable,
            "the second Region does not take the refresh token, and the first one does not answer",
        ));
    }
    Ok(answer)
}

fn is_verdict(answer: &HttpResponse) -> bool {
    let verdicts = ["NotAuthorized", "UserNotFound", "RefreshTokenReuse"];
    !answer.is_success() && verdicts.iter().any(|name| names(answer, name))
}

fn names(answer: &HttpResponse, exception: &str) -> bool {
    let by_header = answer.error_type.as_deref().unwrap_or_default();
    has(by_header, exception) || has(&answer.body, exception)
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
