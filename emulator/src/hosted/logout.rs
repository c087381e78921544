//! `GET /logout`
//! ([logout endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html)).

use super::authorization::{self, Authorization};
use super::browser::Browser;
use super::form::Form;
use super::page_error::PageError;
use super::redirect::{self, Elsewhere};
use crate::http::{Request, Response};
use crate::moment::Moment;
use crate::state::State;

/// Ends the session of this browser, and goes to `logout_uri`, or to the sign-in page with
/// what `redirect_uri` and its companions ask for.
pub(super) fn logout(state: &mut State, now: Moment, request: &Request) -> Response {
    let location = match location(state, request) {
        Ok(location) => location,
        Err(elsewhere) => return elsewhere.into_response(),
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
fn location(state: &State, request: &Request) -> Result<String, Elsewhere> {
    let query = Form::of_query(request);
    let client = authorization::client(state, &query)?;
    match query.get("logout_uri") {
        Some(uri) if client.allows_logout(uri) => Ok(uri.to_owned()),
        Some(_) => Err(PageError::RedirectMismatch.page(Some(&client.id))),
        // Says what is wrong where there is no redirect_uri either.
        None => Ok(Authorization::read_after_logout(state, &query)?.link_after_logout(&query)),
    }
}
