//! `/error`: the page that a person sees where the app cannot be told.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>

use ::http::StatusCode;

use super::form::Form;
use super::page_error::PageError;
use super::pages;
use crate::http::{Request, Response};
use crate::moment::Moment;
use crate::state::State;

/// `GET /error`, which shows only errors that exist.
pub(super) fn show(_: &mut State, _: Moment, request: &Request) -> Response {
    let query = Form::of_query(request);
    let error = PageError::of_code(query.text("error"));
    let words = error.as_ref().map(PageError::words);
    let code = error.as_ref().map(PageError::code);
    pages::error(StatusCode::BAD_REQUEST, words.as_deref(), code.as_deref())
}
