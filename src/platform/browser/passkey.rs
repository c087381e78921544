//! Passkeys, by WebAuthn.

use wasm_bindgen::prelude::*;

use super::Browser;
use super::page::Extra;
use super::values::name_of;
use crate::platform::{Ceremony, LocalFuture, Passkeys};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch)]
    async fn passkey(this: &Extra, kind: &str, options: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = abortPasskey)]
    fn abort_passkey(this: &Extra) -> Result<(), JsValue>;
}

impl Passkeys for Browser {
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, String>> {
        let kind = match ceremony {
            Ceremony::Create => "create",
            Ceremony::Get => "get",
            Ceremony::Autofill => "autofill",
        };
        Box::pin(async move {
            let made = (self.scripts.extra)().passkey(kind, options).await;
            made.map(|json| json.as_string().unwrap_or_default())
                .map_err(name_of)
        })
    }

    fn abort(&self) {
        let _ = (self.scripts.extra)().abort_passkey();
    }
}
