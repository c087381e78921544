//! The hosted UI in a window of its own, while the page stays.
//!
//! The window ends at the redirect URI, where [`Client::handle_callback`] hands its address over to
//! the page that waits. What the flow needs on its way back is in that page's memory: it ends with the page.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use super::refusal::unknown_state;
use super::request::Redirect;
use super::{RedirectOutcome, state_of};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{HandOver, PopupError};
use crate::protocol::oauth::{Callback, Stateless};
use crate::protocol::text::cut;

/// What the random part of a popup's `state` begins with: it is in no base64url.
const MARK: &str = "~";

/// Where a popup keeps the `state` of the flow that it was opened for, in its own session storage: a refusal
/// of the hosted pages may lack it. `src/platform/browser/extra.js` writes it into a window that was opened
/// before this is there.
const WINDOW_KEY: &str = "vestibule.popup";

/// For how long a page waits that is about to be closed.
const WINDOW_CLOSES: Duration = Duration::from_secs(5);

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
        let address = self.run_popup(&flow.url, &flow.state).await;
        let address = address.map_err(failed)?;
        // It was handed over under the flow's own state, whatever is in it.
        if let Stateless::Refused(refusal) = Callback::parse_stateless(&address) {
            return self.end_flow(refusal, flow.pending).await;
        }
        let callback = Callback::parse(&address, &self.state_prefix());
        if state_of(&callback) != Some(&flow.state) {
            return Err(unknown_state());
        }
        self.end_flow(callback?, flow.pending).await
    }

    /// Opens the window, which knows the flow's `state`: a window begins with a copy of the session storage of
    /// the page that opens it, and keeps it wherever it goes.
    ///
    /// <https://html.spec.whatwg.org/multipage/document-sequences.html#creating-a-new-top-level-traversable>
    async fn run_popup(&self, url: &str, state: &str) -> Result<String, PopupError> {
        let platform = self.platform();
        // Where this tab keeps nothing, a refusal without a state is not understood.
        let _ = platform.tab.write(WINDOW_KEY, state).await;
        let mut window = platform.popup.run(url, state);
        let opened = poll_fn(|context| Poll::Ready(window.as_mut().poll(context))).await;
        self.leave_window().await;
        match opened {
            Poll::Ready(ended) => ended,
            Poll::Pending => window.await,
        }
    }

    /// The `state` of the flow that this window was opened for, if it is a popup.
    pub(super) async fn window_state(&self) -> Option<String> {
        let state = self.platform().tab.read(WINDOW_KEY).await;
        state.ok().flatten()
    }

    /// This tab is no popup, or none any more.
    pub(super) async fn leave_window(&self) {
        let _ = self.platform().tab.remove(WINDOW_KEY).await;
    }

    /// Hands the address that a popup's flow ended at over to the page that waits for it, which goes on with
    /// it; `false` where none does.
    pub(super) async fn hand_over(&self, state: &str, address: &str) -> bool {
        let outcome = self.platform().popup.hand_over(state, address).await;
        self.leave_window().await;
        if outcome == HandOver::Unclaimed {
            return false;
        }
        self.forget_answer().await;
        if outcome == HandOver::Closing {
            self.platform().clock.sleep(WINDOW_CLOSES).await;
        }
        true
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
