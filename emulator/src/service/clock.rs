//! A clock that tests can move forward, so that tokens and codes expire at once.

use std::time::{Duration, SystemTime};

use ::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::http::{Request, Response, set};
use crate::moment::Moment;
use crate::state::State;

/// How far the clock can be moved in all: a refresh token lives for ten years at the most
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>,
/// `RefreshTokenValidity`), and twice that outlives everything that was given out. Times that far from
/// now are times for every client that reads them, too.
const MOST: Duration = Duration::from_secs(20 * 365 * 24 * 60 * 60);

/// `POST /_clock` with `{"advance_seconds": n}` moves the clock, `GET` tells the time; none for other paths.
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
    let now = Moment::from(now) + state.advanced;
    crate::http::json(StatusCode::OK, &json!({ "now": now.seconds() }))
}

fn advance(state: &mut State, body: &[u8]) -> Result<(), String> {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let seconds = body
        .and_then(|body| body.get("advance_seconds")?.as_u64())
        .ok_or("send {\"advance_seconds\": n} with a whole number, 0 or more")?;
    let advanced = state.advanced.saturating_add(Duration::from_secs(seconds));
    if advanced > MOST {
        let left = (MOST - state.advanced).as_secs();
        return Err(format!(
            "the clock moves by 20 years at the most, of which {left} seconds are left"
        ));
    }
    state.advanced = advanced;
    Ok(())
}
