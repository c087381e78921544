//! Signatures and randomness, by Web Crypto.

use super::Browser;
use super::ask::ask;
use crate::platform::{LocalFuture, Random, Verifier};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use vestibule_chunk::chunk;

impl Verifier for Browser {
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>> {
        verify(n, e, message, signature)
    }
}

/// None but the redirect wants it.
#[chunk(redirect)]
fn verify<'a>(
    n: &'a str,
    e: &'a str,
    message: &'a [u8],
    signature: &'a [u8],
) -> LocalFuture<'a, Option<bool>> {
    Box::pin(async move {
        let message = core::str::from_utf8(message).ok()?;
        let key = [n, "\0", e].concat();
        let asked = ask(
            "verify",
            &key,
            message,
            &BASE64_URL_SAFE_NO_PAD.encode(signature),
        );
        Some(asked.await.ok()? == "true")
    })
}

impl Random for Browser {
    fn bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes)
    }
}
