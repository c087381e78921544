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

    /// In a window that was opened so: hands the address that the flow of that `state` ended at over to the
    /// page that waits for it, where that is of this origin, and closes the window. `false` where this is
    /// no such window.
    fn hand_over(&self, state: &str, address: &str) -> bool;
}
