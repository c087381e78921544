//! The hosted pages and the OAuth 2.0 endpoints of a user pool.
//!
//! What they need of the rest: [`State`] with its pools and clients, `Context::sign_in` and
//! `Context::sign_in_implicitly` for tokens, and what is remembered here.

mod state;

pub(crate) use state::HostedState;

use crate::http::{Request, Response};
use crate::moment::Moment;
use crate::state::State;

/// The answer to a request for a hosted page or an OAuth endpoint; none for other paths.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Option<Response> {
    let _ = (state, now, request);
    None
}
