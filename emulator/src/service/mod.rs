//! The emulator's own endpoints: the front page, the inbox, the list of pools and the clock; and the public documents of each
//! pool. `local` restricts access to this machine.

pub(crate) mod clock;
mod inbox;
pub(crate) mod local;
mod pages;
mod well_known;

use ::http::Method;

use crate::http::{Request, Response};
use crate::state::State;

/// Handles a request for one of these pages; `None` for other paths.
pub(crate) fn handle(state: &State, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    let mut response = match (request.method(), path) {
        (&Method::GET, "/") => pages::front(state),
        (&Method::GET, "/_pools") => pages::pools(state),
        (&Method::GET, "/_inbox") => inbox::page(state),
        (&Method::GET, "/_inbox.json") => inbox::json(state, request),
        (&Method::GET, _) => well_known::document(state, request, path)?,
        _ => return None,
    };
    crate::http::set(&mut response, "access-control-allow-origin", "*");
    Some(response)
}
