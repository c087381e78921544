//! Passkeys, by WebAuthn.

use std::cell::RefCell;

use js_sys::{JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::{Browser, thrown_name};
use crate::platform::{Ceremony, LocalFuture, PasskeyError, Passkeys};

thread_local! {
    /// Ends the ceremony that is under way: a page has one at a time.
    static UNDER_WAY: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

impl Passkeys for Browser {
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, PasskeyError>> {
        Box::pin(async move { run(ceremony, options).await.map_err(|error| told(&error)) })
    }

    fn abort(&self) {
        take_turn(None);
    }
}

async fn run(ceremony: Ceremony, options: &str) -> Result<String, JsValue> {
    let options = JSON::parse(options)?;
    let request = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&request, &JsValue::from_str(name), value);
    let controller = AbortController::new()?;
    set("signal", &controller.signal())?;
    take_turn(Some(controller));
    let asked = match ceremony {
        Ceremony::Create => {
            set("publicKey", &parse_creation(&options)?)?;
            create(&request)?
        }
        Ceremony::Get | Ceremony::Autofill => {
            set("publicKey", &parse_request(&options)?)?;
            if ceremony == Ceremony::Autofill {
                set("mediation", &JsValue::from_str("conditional"))?;
            }
            get(&request)?
        }
    };
    let credential = JsFuture::from(asked).await?;
    // `JSON.stringify` calls the credential's own `toJSON`.
    Ok(JSON::stringify(&credential)?.into())
}

/// Aborts the ceremony that is under way, and puts another one in its place.
fn take_turn(next: Option<AbortController>) {
    let before = UNDER_WAY.with(|under_way| under_way.replace(next));
    if let Some(before) = before {
        before.abort();
    }
}

fn told(error: &JsValue) -> PasskeyError {
    match thrown_name(error).as_str() {
        "NotAllowedError" => PasskeyError::Cancelled,
        "InvalidStateError" => PasskeyError::Exists,
        "SecurityError" => PasskeyError::Origin,
        "AbortError" => PasskeyError::Aborted,
        // `ReferenceError` and `TypeError` where the browser has no WebAuthn, or an older one.
        _ => PasskeyError::Unavailable,
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn parse_creation(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn parse_request(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
    fn create(options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
    fn get(options: &Object) -> Result<Promise, JsValue>;
}
