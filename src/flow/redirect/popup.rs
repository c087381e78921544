//! The hosted UI in a window of its own, while the page stays.
//!
//! The window ends at the redirect URI, where [`Client::handle_callback`] hands its address over to
//! the page that waits. What the flow needs on its way back is in that page's memory: it ends with the page.

use super::refusal::unknown_state;
use super::request::Redirect;
use super::{RedirectOutcome, state_of};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::PopupError;
use crate::protocol::oauth::Callback;
use crate::protocol::text::cut;

/// What the random part of a popup's `state` begins with: it is in no base64url.
const MARK: &str = "~";

/// How the hosted UI is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// In place of the page.
    Page,
    /// In a window of its own.
    Popup,
}

impl Way {
    /// What stands in a `state` between the client's id and the random part.
    pub fn mark(self) -> &'static str {
        match self {
            Way::Page => "",
            Way::Popup => MARK,
        }
    }
}

/// Whether a flow of that `state` was begun in a popup.
pub(super) fn is_popups(state: &str) -> bool {
    cut(state, b'.')
        .1
        .is_some_and(|random| random.starts_with(MARK))
}

impl Client {
    /// Signs in through the hosted UI in a window of its own. Call it when the person clicks:
    /// browsers block other windows.
    ///
    /// The redirect URI has to be a page of the same origin that calls
    /// [`handle_callback`](Self::handle_callback) when it starts. A provider's page on the way may cut the two
    /// windows apart (`Cross-Origin-Opener-Policy`): the answer comes by a channel of this origin, under the
    /// flow's own `state`.
    ///
    /// # Errors
    /// [`PopupBlocked`](ErrorKind::PopupBlocked), [`PopupClosed`](ErrorKind::PopupClosed) where the
    /// person closed the window, [`PopupTimeout`](ErrorKind::PopupTimeout) after ten minutes;
    /// otherwise as [`redirect_sign_in`](Self::redirect_sign_in) and
    /// [`handle_callback`](Self::handle_callback).
    pub async fn popup_sign_in(&self, redirect: Redirect) -> Result<RedirectOutcome, Error> {
        // The browser's storage answers at once: the window is opened in the task of the click.
        let redirect = self.asking_anew(redirect).await?;
        let flow = self.prepare(redirect, Way::Popup)?;
        let popup = &self.platform().popup;
        let address = popup.run(&flow.url, &flow.state).await.map_err(failed)?;
        let callback = Callback::parse(&address, &self.state_prefix());
        if state_of(&callback) != Some(&flow.state) {
            return Err(unknown_state());
        }
        self.end_flow(callback?, flow.pending).await
    }
}

fn failed(error: PopupError) -> Error {
    let kind = match error {
        PopupError::Blocked => ErrorKind::PopupBlocked,
        PopupError::Closed => ErrorKind::PopupClosed,
        PopupError::Timeout => ErrorKind::PopupTimeout,
    };
    Error::new(kind, "the window of the sign-in brought nothing back")
}
