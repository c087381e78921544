//! Popups, by `window.open`, a `BroadcastChannel` and `localStorage`.

use wasm_bindgen::prelude::*;

use super::Browser;
use super::page::Extra;
use super::values::name_of;
use crate::platform::{HandOver, LocalFuture, POPUP_TIMEOUT, Popup, PopupError, millis};
use vestibule_chunk::chunk;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch)]
    async fn popup(this: &Extra, url: &str, state: &str, millis: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = handOver)]
    async fn hand_over(this: &Extra, state: &str, address: &str) -> Result<JsValue, JsValue>;
}

impl Popup for Browser {
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>> {
        open(self.scripts.extra, url, state)
    }

    fn hand_over<'a>(&'a self, state: &'a str, address: &'a str) -> LocalFuture<'a, HandOver> {
        hand_over(self.scripts.extra, state, address)
    }
}

#[chunk(redirect)]
fn hand_over<'a>(
    extra: fn() -> Extra,
    state: &'a str,
    address: &'a str,
) -> LocalFuture<'a, HandOver> {
    Box::pin(async move {
        let ended = extra().hand_over(state, address).await;
        let ended = ended.ok().and_then(|it| it.as_string());
        match ended.as_deref() {
            Some("closing") => HandOver::Closing,
            Some("taken") => HandOver::Taken,
            _ => HandOver::Unclaimed,
        }
    })
}

#[chunk(redirect)]
fn open<'a>(
    extra: fn() -> Extra,
    url: &'a str,
    state: &'a str,
) -> LocalFuture<'a, Result<String, PopupError>> {
    Box::pin(async move {
        let ended = extra()
            .popup(url, state, millis(POPUP_TIMEOUT) as f64)
            .await;
        let address = ended.map_err(|thrown| match name_of(thrown).as_str() {
            "Closed" => PopupError::Closed,
            "Timeout" => PopupError::Timeout,
            _ => PopupError::Blocked,
        })?;
        Ok(address.as_string().unwrap_or_default())
    })
}
