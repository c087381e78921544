//! Popups, by `window.open` and `postMessage`.

use super::Browser;
use super::ask::ask;
use crate::platform::{HandOver, LocalFuture, POPUP_TIMEOUT, Popup, PopupError};
use crate::protocol::json::integer_text;
use vestibule_chunk::chunk;

impl Popup for Browser {
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>> {
        open(url, state)
    }

    fn hand_over<'a>(&'a self, state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver> {
        hand_over(state, address)
    }
}

#[chunk(redirect)]
fn hand_over<'a>(state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver> {
    Box::pin(async move {
        let ended = ask("handOver", state, address, "").await;
        match ended.unwrap_or_default().as_str() {
            "closing" => HandOver::Closing,
            "taken" => HandOver::Taken,
            _ => HandOver::Unclaimed,
        }
    })
}

#[chunk(redirect)]
fn open<'a>(url: &'a str, state: &'a str) -> LocalFuture<'a, Result<String, PopupError>> {
    Box::pin(async move {
        let millis = integer_text(POPUP_TIMEOUT.as_millis() as i64);
        let ended = ask("popup", url, state, &millis).await.unwrap_or_default();
        match ended.as_str() {
            "" => Err(PopupError::Blocked),
            "closed" => Err(PopupError::Closed),
            "timeout" => Err(PopupError::Timeout),
            _ => Ok(ended),
        }
    })
}
