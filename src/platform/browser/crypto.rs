//! Signatures, by WebCrypto.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::{Browser, property};
use crate::platform::{LocalFuture, Verifier};

impl Verifier for Browser {
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async move { verify(n, e, message, signature).await.ok()?.as_bool() })
    }
}

async fn verify(n: &str, e: &str, message: &[u8], signature: &[u8]) -> Result<JsValue, JsValue> {
    // Missing where the page is not a secure context.
    let subtle: SubtleCrypto =
        property(&property(&js_sys::global(), "crypto"), "subtle").dyn_into()?;
    let jwk = object(&[("kty", "RSA"), ("alg", "RS256"), ("n", n), ("e", e)])?;
    let algorithm = object(&[("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")])?;
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = subtle.import_key_with_object("jwk", &jwk, &algorithm, false, &usages)?;
    let key: CryptoKey = JsFuture::from(key).await?.unchecked_into();
    let (message, signature) = (Uint8Array::from(message), Uint8Array::from(signature));
    let valid = subtle.verify_with_object_and_js_u8_array_and_js_u8_array(
        &algorithm, &key, &signature, &message,
    )?;
    JsFuture::from(valid).await
}

fn object(fields: &[(&str, &str)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    Ok(object)
}
