//! The card that is shown while the session is being read and refreshed, which may take long if a server does not respond.

use leptos::prelude::set_timeout;

use crate::{Error, ErrorKind};

use super::auth::{Auth, Stage};
use super::node::Node;
use super::pending_request::{SLOW_AFTER, slow_line};
use super::reactive::Reactive;
use super::{dom, frame};

/// Returns the card. After a while it says that it is still trying, and has a link to cancel. The session is kept, and
/// the person is signed in once the response arrives.
pub(super) fn view(auth: &Auth) -> Node {
    let is_slow = Reactive::new(false);
    if dom::is_browser() {
        let late = is_slow.clone();
        set_timeout(move || late.set(true), SLOW_AFTER);
    }
    let token = auth.token();
    let cancel = move || {
        if let Some(auth) = token.auth() {
            let error = Error::new(ErrorKind::Timeout, "the person did not wait for it");
            auth.go(Stage::Unavailable(error));
        }
    };
    let line = slow_line(auth.options(), &is_slow, cancel);
    frame::waiting_with(auth.options(), vec![line.into()])
}
