//! `GET /oauth2/authorize`: where apps send people.

use super::authorization::{Denial, Prompt};
use super::finish;
use super::visit::Visit;
use crate::http::Response;

/// Straight back to the app where somebody is signed in, else to the sign-in page.
pub(super) fn authorize(visit: &mut Visit<'_>) -> Response {
    let is_signed_in = visit.browser.login(visit.context.pool).is_some();
    match (visit.authorization.prompt, is_signed_in) {
        (Prompt::Automatic | Prompt::None, true) => finish::finish(visit),
        (Prompt::None, false) => visit.authorization.deny(Denial::LoginRequired),
        (Prompt::Login | Prompt::SelectAccount, _) | (Prompt::Automatic, false) => {
            visit.go("/login", &[])
        }
    }
}
