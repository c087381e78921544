//! Properties of the JWT parser: an accepted token is complete and has the only supported algorithm.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use vestibule::protocol::jwt::{AccessTokenHash, Expected, Jwt, TokenUse, check};
use vestibule::protocol::region::issuers;

/// Any text as a token.
pub fn jwt(text: &str) {
    let parts: Vec<&str> = text.split('.').collect();
    let Ok(token) = Jwt::parse(text) else {
        assert!(!is_token(&parts), "refused: {text}");
        return;
    };
    assert!(is_token(&parts), "taken: {text}");
    let signature = URL_SAFE_NO_PAD.encode(token.signature());
    assert_eq!([token.signing_input(), &signature].join("."), text);
    assert_eq!(format!("{token:?}"), "Jwt(..)");
    let expected = Expected {
        issuers: &issuers("eu-west-1_AbC", []),
        client_id: "abc",
        token_use: TokenUse::Id,
        nonce: Some("n"),
        access_token_hash: AccessTokenHash::IfPresent(text),
        now: 1_767_225_600,
        leeway: 60,
    };
    if check(token.claims(), &expected).is_ok() {
        assert_eq!(token.claims().nonce(), Some("n"));
        assert!(token.claims().expires_at() > Some(expected.now - expected.leeway));
    }
}

/// The same check with other parsers, except for the maximum depth of the JSON.
fn is_token(parts: &[&str]) -> bool {
    let [header, claims, signature] = parts else {
        return false;
    };
    let object = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        // Our parser accepts numbers that serde_json cannot hold, and less depth. `json.rs` compares
        // the JSON parsers.
        let ours = vestibule::protocol::json::parse(&text).ok()?;
        ours.as_object()?;
        Some(ours)
    };
    let header = object(header);
    let rs256 = header.is_some_and(|header| {
        header.string("alg") == Some("RS256") && header.string("kid").is_some()
    });
    rs256 && object(claims).is_some() && URL_SAFE_NO_PAD.decode(signature).is_ok()
}

/// Encodes a header and claims as a token without a valid signature.
pub(crate) fn encoded(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [part(header), part(claims), URL_SAFE_NO_PAD.encode("s")].join(".")
}
