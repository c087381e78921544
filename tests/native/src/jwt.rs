//! RS256 verification as a browser does it, and modified tokens.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use serde_json::Value;

/// Whether the signature is valid for this key; `None` if the key is invalid.
pub fn verify(n: &str, e: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = RsaPublicKeyComponents {
        n: URL_SAFE_NO_PAD.decode(n).ok()?,
        e: URL_SAFE_NO_PAD.decode(e).ok()?,
    };
    Some(
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok(),
    )
}

/// The payload of a token.
///
/// # Panics
/// Panics if the text is not a token.
pub fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a token has three parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("a part is base64url");
    serde_json::from_slice(&bytes).expect("the payload is JSON")
}

/// Changes a token's payload and keeps its signature, which is then invalid.
///
/// # Panics
/// Panics if the text is not a token.
pub fn with_payload(token: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = payload(token);
    change(&mut claims);
    let parts: Vec<&str> = token.split('.').collect();
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    [parts[0], &payload, parts[2]].join(".")
}

/// Changes an ID token's payload, and signs it with the emulator's own key, which is public.
///
/// # Panics
/// Panics if the text is not a token.
pub fn signed_anew(id_token: &str, change: impl FnOnce(&mut Value)) -> String {
    let changed = with_payload(id_token, change);
    let (message, _) = changed.rsplit_once('.').expect("a token has three parts");
    let pem = include_str!("../../../emulator/keys/development-only-id-token.pem");
    let base64: String = pem
        .lines()
        .filter(|line| !line.starts_with("---"))
        .collect();
    let der = STANDARD.decode(base64).expect("the key is PEM");
    let key = RsaKeyPair::from_pkcs8(&der).expect("the key is PKCS#8");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .expect("the key signs");
    [message, &URL_SAFE_NO_PAD.encode(signature)].join(".")
}
