//! The hosted pages and the OAuth 2.0 endpoints of a user pool
//! ([reference](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html)).
//!
//! A file per page or endpoint. `authorization` reads what an app asks for, `visit` joins it
//! with the browser that came, `pages` has the HTML, `finish` sends the person back to the
//! app. What happens to an account lives in [`account`](crate::account).
//!
//! One thing here is not Cognito's: the sign-in page has a *Cancel* button, which sends the
//! person back with `error=access_denied`. In Cognito that answer comes from another provider
//! where the person says no; apps must be able to meet it without one.

mod authorization;
mod authorize;
mod browser;
mod client_auth;
mod confirm;
mod finish;
mod form;
mod login;
mod logout;
mod new_password;
mod page_error;
mod pages;
mod recover;
mod redirect;
mod revoke;
mod sign_up;
mod state;
mod token;
mod user_info;
mod visit;

pub(crate) use state::HostedState;

use ::http::{Method, StatusCode};

use crate::http::{Request, Response, response, set};
use crate::moment::Moment;
use crate::state::State;
use visit::Visit;

/// The answer to a request for a hosted page or an OAuth endpoint; none for other paths, and
/// none for the preflight requests of browsers, which the API answers.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Option<Response> {
    let endpoint = endpoint(request.uri().path())?;
    match *request.method() {
        Method::OPTIONS => None,
        Method::GET => Some(match endpoint.get {
            Some(get) => get(state, now, request),
            None => not_allowed("POST"),
        }),
        Method::POST => Some(match endpoint.post {
            Some(post) => post(state, now, request),
            None => not_allowed("GET"),
        }),
        _ => Some(not_allowed("GET, POST")),
    }
}

type Handler = fn(&mut State, Moment, &Request) -> Response;

/// What answers at one path.
struct Endpoint {
    get: Option<Handler>,
    post: Option<Handler>,
}

fn endpoint(path: &str) -> Option<Endpoint> {
    let (get, post): (Option<Handler>, Option<Handler>) = match path {
        "/oauth2/authorize" => (Some(authorize::authorize), None),
        "/oauth2/token" => (None, Some(token::token)),
        "/oauth2/userInfo" => (Some(user_info::user_info), Some(user_info::user_info)),
        "/oauth2/revoke" => (None, Some(revoke::revoke)),
        "/login" => page(|s, n, r| visit(s, n, r, login::show), |s, n, r| visit(s, n, r, login::submit)),
        "/signup" => page(|s, n, r| visit(s, n, r, sign_up::show), |s, n, r| visit(s, n, r, sign_up::submit)),
        "/confirm" => page(|s, n, r| visit(s, n, r, confirm::show), |s, n, r| visit(s, n, r, confirm::submit)),
        "/resendcode" => (None, Some(|s, n, r| visit(s, n, r, confirm::resend))),
        "/forgotPassword" => page(
            |s, n, r| visit(s, n, r, recover::show_forgot),
            |s, n, r| visit(s, n, r, recover::submit_forgot),
        ),
        "/confirmForgotPassword" => page(
            |s, n, r| visit(s, n, r, recover::show_confirm),
            |s, n, r| visit(s, n, r, recover::submit_confirm),
        ),
        "/changePassword" => page(
            |s, n, r| visit(s, n, r, new_password::show),
            |s, n, r| visit(s, n, r, new_password::submit),
        ),
        "/logout" => (Some(logout::logout), None),
        "/error" => (Some(page_error::show), None),
        _ => return None,
    };
    Some(Endpoint { get, post })
}

fn page(get: Handler, post: Handler) -> (Option<Handler>, Option<Handler>) {
    (Some(get), Some(post))
}

/// Lets `answer` meet a visit; one that should not have come here gets what it deserves.
fn visit(
    state: &mut State,
    now: Moment,
    request: &Request,
    answer: fn(&mut Visit<'_>) -> Response,
) -> Response {
    match Visit::open(state, now, request) {
        Ok(mut visit) => {
            let response = answer(&mut visit);
            visit.close(response)
        }
        Err(response) => response,
    }
}

fn not_allowed(allowed: &'static str) -> Response {
    let body = b"Method not allowed".to_vec();
    let mut response =
        response(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", body);
    set(&mut response, "allow", allowed);
    response
}
