//! What the platform knows of windows besides the page's own.

use std::time::Duration;

use super::LocalFuture;

/// How long a popup may stay open.
pub const POPUP_TIMEOUT: Duration = Duration::from_secs(600);

/// Why a popup brought nothing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PopupError {
    /// The browser did not open it: it was not the person who asked for it.
    Blocked,
    /// The person closed it.
    Closed,
    /// It was open for longer than [`POPUP_TIMEOUT`].
    Timeout,
}

/// What became of an address that a page handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandOver {
    /// This window closes: nobody sees what its page does now.
    Closing,
    /// The page that waits for the address has it, and this window stays: it is an ordinary tab.
    Taken,
    /// No page waits for it.
    Unclaimed,
}

/// Opens another window, and hands addresses from there to here.
pub trait Popup: Send + Sync {
    /// Opens a window at `url`, waits until a page of this very origin [hands
    /// over](Self::hand_over) the address that it ended at under the same `state`, whichever window that
    /// page is in, and closes the one that was opened. The window is opened when the future is first polled.
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>>;

    /// Hands the address that the flow of that `state` ended at over to the page of this origin that waits
    /// for it, and closes this window where the browser allows it: windows that a page opened.
    fn hand_over<'a>(&'a self, state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver>;
}
