//! Popups, by `window.open` and `postMessage`.

use super::Browser;
use super::ask::{act, ask};
use crate::part::begun;
use crate::platform::{LocalFuture, POPUP_TIMEOUT, Popup, PopupError};
use crate::protocol::json::integer_text;

impl Popup for Browser {
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>> {
        part_redirect_popup(url, state)
    }

    fn hand_over(&self, state: &str, address: &str) -> bool {
        matches!(act("handOver", state, address), Ok(Some(_)))
    }
}

// None but the redirect wants it: see the module `part`.
#[cfg_attr(feature = "parts", inline(never))]
fn part_redirect_popup<'a>(
    url: &'a str,
    state: &'a str,
) -> LocalFuture<'a, Result<String, PopupError>> {
    begun(Box::pin(async move {
        let millis = integer_text(POPUP_TIMEOUT.as_millis() as i64);
        let ended = ask("popup", url, state, &millis).await.unwrap_or_default();
        match ended.as_str() {
            "" => Err(PopupError::Blocked),
            "closed" => Err(PopupError::Closed),
            "timeout" => Err(PopupError::Timeout),
            _ => Ok(ended),
        }
    }))
}
