//! `/_clock`: tests can move the clock forward, so that tokens and codes expire at once.

use std::time::{Duration, SystemTime};

use ::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::http::{Request, Response, set};
use crate::state::State;
use crate::timestamp::Timestamp;

/// The maximum total offset of the clock. A refresh token lives for at most ten years
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>,
/// `RefreshTokenValidity`), so twice that is after the expiration of everything. Clients can still represent such times.
const MAX_OFFSET: Duration = Duration::from_secs(20 * 365 * 24 * 60 * 60);

/// Handles `POST /_clock` with `{"advance_seconds": n}`, which moves the clock, and `GET`, which returns the time. Returns
/// `None` for other paths.
pub(crate) fn handle(state: &mut State, now: SystemTime, request: &Request) -> Option<Response> {
    if request.uri().path() != "/_clock" {
        return None;
    }
    let mut response = match *request.method() {
        Method::GET => tell(state, now),
        Method::POST => match advance(state, request.body()) {
            Ok(()) => tell(state, now),
            Err(problem) => {
                crate::http::json(StatusCode::BAD_REQUEST, &json!({ "error": problem }))
            }
        },
        _ => return None,
    };
    set(&mut response, "access-control-allow-origin", "*");
    Some(response)
}

fn tell(state: &State, now: SystemTime) -> Response {
    let now = Timestamp::from(now) + state.clock_offset;
    crate::http::json(StatusCode::OK, &json!({ "now": now.seconds() }))
}

fn advance(state: &mut State, body: &[u8]) -> Result<(), String> {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let seconds = body
        .and_then(|body| body.get("advance_seconds")?.as_u64())
        .ok_or("send {\"advance_seconds\": n} with a whole number, 0 or more")?;
    let clock_offset = state
        .clock_offset
        .saturating_add(Duration::from_secs(seconds));
    if clock_offset > MAX_OFFSET {
        let left = (MAX_OFFSET - state.clock_offset).as_secs();
        return Err(format!(
            "the clock moves by 20 years at the most, of which {left} seconds are left"
        ));
    }
    state.clock_offset = clock_offset;
    Ok(())
}
