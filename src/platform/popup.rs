//! Popup windows.

use std::time::Duration;

use super::LocalFuture;

/// How long a popup may stay open.
pub const POPUP_TIMEOUT: Duration = Duration::from_secs(600);

/// Why a popup returned no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PopupError {
    /// The browser did not open it, because no click or key press of the user asked for it.
    Blocked,
    /// The user closed it.
    Closed,
    /// It was open for longer than [`POPUP_TIMEOUT`].
    Timeout,
}

/// The outcome of [`Popup::hand_over`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandOver {
    /// This window closes: its page need not show anything.
    Closing,
    /// The waiting page has received the address. This window stays open, because it is an ordinary tab.
    Taken,
    /// No page waits for the address.
    Unclaimed,
}

/// Opens a popup window and passes the address at which it ends to the page that opened it.
pub trait Popup: Send + Sync {
    /// Opens a window at `url`, waits until a page of this origin, in any window, [hands
    /// over](Self::hand_over) the address at which the flow with this `state` ended, and closes the popup.
    /// The window is opened when the future is first polled.
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>>;

    /// Passes the address at which the flow with this `state` ended to the page of this origin that waits
    /// for it, and closes this window if the browser allows that (it does for windows that a page opened).
    fn hand_over<'a>(&'a self, state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver>;
}
