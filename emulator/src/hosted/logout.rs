//! `GET /logout`
//! ([logout endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html)).

use super::authorization::{self, Authorization};
use super::browser::Browser;
use super::form::Form;
use super::page_error::PageError;
use super::redirect::{self, Redirect};
use crate::http::{Request, Response};
use crate::state::State;
use crate::timestamp::Timestamp;

/// Ends the session of this browser, and redirects to `logout_uri`, or to the sign-in page with the authorization request
/// in the other parameters.
pub(super) fn logout(state: &mut State, now: Timestamp, request: &Request) -> Response {
    let location = match location(state, request) {
        Ok(location) => location,
        Err(redirect) => return redirect.into_response(),
    };
    let query = Form::of_query(request);
    let mut browser = Browser::new(state, now, request);
    if let Ok((context, _)) = state.of_client(now, query.text("client_id")) {
        browser.sign_out(context.pool);
    }
    let mut response = redirect::found(&location);
    browser.write_cookies(&mut response);
    response
}

// Source: logout-endpoint#get-logout-request-parameters (`logout_uri` goes before `redirect_uri`, and gets nothing
// of the other parameters). Assumed: the page of the error, and that a callback URL is no sign-out URL.
fn location(state: &State, request: &Request) -> Result<String, Redirect> {
    let query = Form::of_query(request);
    let client = authorization::client(state, &query)?;
    match query.get("logout_uri") {
        Some(uri) if client.allows_logout(uri) => Ok(uri.to_owned()),
        Some(_) => Err(PageError::RedirectMismatch.page(Some(&client.id))),
        // Reports the missing redirect_uri.
        None => Ok(Authorization::read_after_logout(state, &query)?.link_after_logout(&query)),
    }
}
