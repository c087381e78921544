//! The card that waits until it is known who is there: while a session is renewed, which a server that hangs holds up.

use leptos::prelude::set_timeout;

use crate::{Error, ErrorKind};

use super::auth::{Auth, Place};
use super::live::Live;
use super::node::Node;
use super::pending_request::{SLOW_AFTER, slow_line};
use super::{dom, frame};

/// After a while it says that it is still trying, and offers to stop: the session stays, and the person is in once the
/// answer comes.
pub(super) fn card(auth: &Auth) -> Node {
    let is_slow = Live::new(false);
    if dom::is_page() {
        let late = is_slow.clone();
        set_timeout(move || late.set(true), SLOW_AFTER);
    }
    let token = auth.token();
    let stop = move || {
        if let Some(auth) = token.auth() {
            let error = Error::new(ErrorKind::Timeout, "the person did not wait for it");
            auth.go(Place::Unavailable(error));
        }
    };
    let line = slow_line(auth.options(), &is_slow, stop);
    frame::waiting_with(auth.options(), vec![line.into()])
}
