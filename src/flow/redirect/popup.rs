//! The hosted UI in a popup window.
//!
//! The window ends at the redirect URI, where [`Client::handle_callback`] passes its address to the page
//! that opened it. That page holds the state of the flow in memory, so the flow ends with the page.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use super::errors::unknown_state;
use super::request::Redirect;
use super::{RedirectOutcome, state_of};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{HandOver, PopupError};
use crate::protocol::oauth::{Callback, Stateless};
use crate::protocol::text::cut;

/// The prefix of the random part of a popup's `state`. The character does not occur in base64url.
const POPUP_MARKER: &str = "~";

/// The key under which a popup stores the `state` of its flow in session storage, because an error of the
/// hosted UI may lack it. `src/platform/browser/extra.js` writes it into a window that was opened before
/// this code is loaded.
const POPUP_STATE_KEY: &str = "vestibule.popup";

/// The longest time that a window waits to be closed.
const WINDOW_CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the hosted UI is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    /// In the page's own tab.
    Page,
    /// In a popup window.
    Popup,
}

impl Display {
    /// The part of a `state` between the client's id and the random part.
    pub fn state_marker(self) -> &'static str {
        match self {
            Display::Page => "",
            Display::Popup => POPUP_MARKER,
        }
    }
}

/// Whether the flow of that `state` was started in a popup.
pub(super) fn is_popup_state(state: &str) -> bool {
    cut(state, b'.')
        .1
        .is_some_and(|random| random.starts_with(POPUP_MARKER))
}

impl Client {
    /// Signs in through the hosted UI in a popup window. Call it in a click handler: browsers block
    /// windows that are opened without a user gesture.
    ///
    /// The redirect URI has to be a page of the same origin that calls
    /// [`handle_callback`](Self::handle_callback) when it starts. A provider's page can sever the link
    /// between the two windows (`Cross-Origin-Opener-Policy`), so the callback is sent through a
    /// `BroadcastChannel` of this origin, with the flow's `state`.
    ///
    /// # Errors
    /// [`PopupBlocked`](ErrorKind::PopupBlocked), [`PopupClosed`](ErrorKind::PopupClosed) if the person
    /// closed the window, [`PopupTimeout`](ErrorKind::PopupTimeout) after ten minutes;
    /// otherwise as [`redirect_sign_in`](Self::redirect_sign_in) and
    /// [`handle_callback`](Self::handle_callback).
    pub async fn popup_sign_in(&self, redirect: Redirect) -> Result<RedirectOutcome, Error> {
        // Browser storage responds synchronously, so the window is opened within the click's task.
        let redirect = self.with_required_prompt(redirect).await?;
        let flow = self.prepare_flow(redirect, Display::Popup)?;
        let address = self.open_popup(&flow.url, &flow.state).await;
        let address = address.map_err(popup_error)?;
        // The address was passed on with the flow's own state, even if it contains none itself.
        if let Stateless::Refused(refusal) = Callback::parse_stateless(&address) {
            return self.complete_flow(refusal, flow.pending).await;
        }
        let callback = Callback::parse(&address, &self.state_prefix());
        if state_of(&callback) != Some(&flow.state) {
            return Err(unknown_state());
        }
        self.complete_flow(callback?, flow.pending).await
    }

    /// Opens the window and waits for its callback. The flow's `state` is in session storage while the
    /// window opens: a new window starts with a copy of its opener's session storage.
    ///
    /// <https://html.spec.whatwg.org/multipage/document-sequences.html#creating-a-new-top-level-traversable>
    async fn open_popup(&self, url: &str, state: &str) -> Result<String, PopupError> {
        let platform = self.platform();
        // If it cannot be stored, only an error without a state is not recognized.
        let _ = platform.tab.write(POPUP_STATE_KEY, state).await;
        let mut window = platform.popup.run(url, state);
        let opened = poll_fn(|context| Poll::Ready(window.as_mut().poll(context))).await;
        self.forget_popup_state().await;
        match opened {
            Poll::Ready(ended) => ended,
            Poll::Pending => window.await,
        }
    }

    /// The `state` of the flow for which this window was opened, if it is a popup.
    pub(super) async fn popup_state(&self) -> Option<String> {
        let state = self.platform().tab.read(POPUP_STATE_KEY).await;
        state.ok().flatten()
    }

    /// Marks this tab as an ordinary one, not a popup.
    pub(super) async fn forget_popup_state(&self) {
        let _ = self.platform().tab.remove(POPUP_STATE_KEY).await;
    }

    /// Passes the callback of a popup to the page that waits for it; returns `false` if no page does.
    pub(super) async fn hand_over(&self, state: &str, address: &str) -> bool {
        let outcome = self.platform().popup.hand_over(state, address).await;
        self.forget_popup_state().await;
        if outcome == HandOver::Unclaimed {
            return false;
        }
        self.forget_callback_url().await;
        if outcome == HandOver::Closing {
            self.platform().clock.sleep(WINDOW_CLOSE_TIMEOUT).await;
        }
        true
    }
}

fn popup_error(error: PopupError) -> Error {
    let kind = match error {
        PopupError::Blocked => ErrorKind::PopupBlocked,
        PopupError::Closed => ErrorKind::PopupClosed,
        PopupError::Timeout => ErrorKind::PopupTimeout,
    };
    Error::new(kind, "the sign-in window returned no result")
}
