//! Signatures and randomness, by Web Crypto.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::Browser;
use super::page::Extra;
use crate::platform::{LocalFuture, Random, Verifier};
use vestibule_chunk::chunk;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch)]
    async fn verify(
        this: &Extra,
        n: &str,
        e: &str,
        message: Uint8Array,
        signature: Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

impl Verifier for Browser {
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>> {
        verify(self.scripts.extra, n, e, message, signature)
    }
}

#[chunk(redirect)]
fn verify<'a>(
    extra: fn() -> Extra,
    n: &'a str,
    e: &'a str,
    message: &'a [u8],
    signature: &'a [u8],
) -> LocalFuture<'a, Option<bool>> {
    Box::pin(async move {
        let extra = extra();
        let verified = extra.verify(n, e, message.into(), signature.into());
        verified.await.ok()?.as_bool()
    })
}

impl Random for Browser {
    fn bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes)
    }
}
