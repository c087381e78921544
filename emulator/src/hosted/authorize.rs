//! `GET /oauth2/authorize`: where apps send people.

use super::authorization::{Denial, Prompt};
use super::visit::Visit;
use super::{finish, visit};
use crate::http::{Request, Response};
use crate::moment::Moment;
use crate::state::State;

/// Straight back to the app where somebody is signed in, else to the sign-in page.
pub(super) fn authorize(state: &mut State, now: Moment, request: &Request) -> Response {
    visit(state, now, request, go_on)
}

fn go_on(visit: &mut Visit<'_>) -> Response {
    let is_signed_in = visit.browser.login(visit.context.pool).is_some();
    match (visit.authorization.prompt, is_signed_in) {
        (Prompt::Automatic | Prompt::None, true) => finish::finish(visit),
        (Prompt::None, false) => visit.authorization.deny(Denial::LoginRequired),
        (Prompt::Login | Prompt::SelectAccount, _) | (Prompt::Automatic, false) => {
            visit.go("/login", &[])
        }
    }
}
