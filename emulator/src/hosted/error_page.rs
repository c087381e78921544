//! `/error`: the page for errors that cannot be sent to the app.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>

use ::http::StatusCode;

use super::form::Form;
use super::page_error::PageError;
use super::pages;
use crate::http::{Request, Response};
use crate::state::State;
use crate::timestamp::Timestamp;

/// `GET /error`, which shows only known errors.
pub(super) fn show(_: &mut State, _: Timestamp, request: &Request) -> Response {
    let query = Form::of_query(request);
    let error = PageError::of_code(query.text("error"));
    let message = error.as_ref().map(PageError::message);
    let code = error.as_ref().map(PageError::code);
    pages::error(StatusCode::BAD_REQUEST, message.as_deref(), code.as_deref())
}
