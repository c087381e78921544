use super::*;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

/// RFC 7515, appendix A.2: RS256.
const RFC_HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";
const RFC_PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RFC_SIGNATURE: &str = concat!(
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7",
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4",
    "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K",
    "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv",
    "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB",
    "p0igcN_IoypGlUPQGe77Rw"
);

const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC";

fn token(header: serde_json::Value, payload: serde_json::Value) -> String {
    let part =
        |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string().as_bytes());
    format!("{}.{}.c2ln", part(header), part(payload))
}

fn rs256() -> serde_json::Value {
    json!({"alg": "RS256", "kid": "k1"})
}

fn claims(changes: serde_json::Value) -> Claims {
    let mut payload = json!({
        "iss": ISSUER, "aud": "client", "token_use": "id", "exp": 2000, "iat": 1000, "sub": "s",
        "auth_time": 999.75, "nonce": "n", "cognito:username": "ada",
        "cognito:groups": ["admin", "staff"], "event_id": "e", "jti": "j", "origin_jti": "o",
    });
    for (name, value) in changes.as_object().unwrap() {
        payload[name] = value.clone();
    }
    Jwt::parse(&token(rs256(), payload)).unwrap().into_claims()
}

fn expected<'a>() -> Expected<'a> {
    static ISSUERS: LazyLock<Vec<String>> =
        LazyLock::new(|| vec!["https://example.com/other".to_owned(), ISSUER.to_owned()]);
    Expected {
        issuers: &ISSUERS,
        client_id: "client",
        token_use: TokenUse::Id,
        nonce: Some("n"),
        access_token_hash: AccessTokenHash::Ignored,
        now: 1500,
        leeway: 60,
    }
}

#[test]
fn parses_the_token_of_rfc_7515() {
    // The header in the RFC has no `kid`, which Cognito always sets.
    let unnamed = format!("{RFC_HEADER}.{RFC_PAYLOAD}.{RFC_SIGNATURE}");
    assert_eq!(Jwt::parse(&unnamed), Err(JwtError::Header));

    let header = BASE64_URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256","kid":"k"}"#);
    let jwt = Jwt::parse(&format!("{header}.{RFC_PAYLOAD}.{RFC_SIGNATURE}")).unwrap();
    assert_eq!(jwt.key_id(), "k");
    assert_eq!(jwt.claims().issuer(), Some("joe"));
    assert_eq!(jwt.claims().expires_at(), Some(1_300_819_380));
    let root = jwt.claims().raw().field("http://example.com/is_root");
    assert_eq!(root.and_then(Value::as_bool), Some(true));
    assert_eq!(jwt.signing_input(), format!("{header}.{RFC_PAYLOAD}"));
    assert_eq!(jwt.signature().len(), 256);
    assert_eq!(jwt.signature()[..4], [112, 46, 33, 137]);
    assert_eq!(jwt.signature()[252..], [25, 238, 251, 71]);
}

#[test]
fn rejects_every_algorithm_but_rs256() {
    for algorithm in ["none", "None", "HS256", "RS512", "ES256", "rs256", ""] {
        let text = token(json!({"alg": algorithm, "kid": "k"}), json!({}));
        assert_eq!(Jwt::parse(&text), Err(JwtError::Algorithm), "{algorithm}");
    }
    // RFC 7515, appendix A.5 (no signature) and A.1 (HS256).
    let unsecured = format!("eyJhbGciOiJub25lIn0.{RFC_PAYLOAD}.");
    assert_eq!(Jwt::parse(&unsecured), Err(JwtError::Algorithm));
    let hs256 = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{RFC_PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    assert_eq!(Jwt::parse(&hs256), Err(JwtError::Algorithm));
    assert_eq!(
        Jwt::parse(&token(json!({"kid": "k"}), json!({}))),
        Err(JwtError::Algorithm)
    );
}

#[test]
fn reports_why_a_token_is_malformed() {
    let good = token(rs256(), json!({}));
    let (header, _) = good.split_once('.').unwrap();
    for (text, error) in [
        ("".to_owned(), JwtError::NotCompact),
        ("a.b".to_owned(), JwtError::NotCompact),
        (format!("{good}.x"), JwtError::NotCompact),
        (format!("{good}="), JwtError::NotCompact),
        (format!("{header}.e30=.c2ln"), JwtError::NotCompact),
        ("W10.e30.c2ln".to_owned(), JwtError::Header),
        ("_w.e30.c2ln".to_owned(), JwtError::Header),
        (format!("{header}.W10.c2ln"), JwtError::Payload),
        (format!("{header}.e30x.c2ln"), JwtError::Payload),
    ] {
        assert_eq!(Jwt::parse(&text), Err(error), "{text}");
    }
}

#[test]
fn parses_claims() {
    let claims = claims(json!({"email": "a@b.c", "email_verified": true}));
    assert_eq!(claims.subject(), Some("s"));
    assert_eq!(claims.client_id(), Some("client"));
    assert_eq!(claims.token_use(), Some(TokenUse::Id));
    assert_eq!(claims.authenticated_at(), Some(999));
    assert_eq!(claims.username(), Some("ada"));
    assert_eq!(claims.groups(), ["admin", "staff"]);
    assert_eq!(claims.event_id(), Some("e"));
    assert_eq!(claims.token_id(), Some("j"));
    assert_eq!(claims.origin_token_id(), Some("o"));
    assert_eq!(claims.text("email"), Some("a@b.c"));
    assert_eq!(claims.scopes().count(), 0);
}

#[test]
fn each_check_can_fail_alone() {
    assert_eq!(check(&claims(json!({})), &expected()), Ok(()));
    for (changes, failure) in [
        (
            json!({"iss": "https://evil.example"}),
            TokenRejected::Issuer,
        ),
        (json!({"iss": null}), TokenRejected::Issuer),
        (json!({"aud": "other"}), TokenRejected::Audience),
        (
            json!({"aud": null, "client_id": "client"}),
            TokenRejected::Audience,
        ),
        (json!({"token_use": "access"}), TokenRejected::TokenUse),
        (json!({"token_use": "refresh"}), TokenRejected::TokenUse),
        (json!({"exp": 1440}), TokenRejected::Expired),
        (json!({"exp": null}), TokenRejected::Expired),
        (json!({"exp": "2000"}), TokenRejected::Expired),
        (json!({"iat": 1561}), TokenRejected::IssuedInFuture),
        (json!({"iat": null}), TokenRejected::IssuedInFuture),
        (json!({"nonce": "m"}), TokenRejected::Nonce),
        (json!({"nonce": null}), TokenRejected::Nonce),
    ] {
        let shown = changes.to_string();
        assert_eq!(
            check(&claims(changes), &expected()),
            Err(failure),
            "{shown}"
        );
    }
    assert_eq!(
        check(&claims(json!({"exp": 1441, "iat": 1560})), &expected()),
        Ok(())
    );
    let any_nonce = Expected {
        nonce: None,
        ..expected()
    };
    assert_eq!(check(&claims(json!({"nonce": "m"})), &any_nonce), Ok(()));
}

#[test]
fn access_token_has_its_client_in_client_id() {
    let access = |changes| {
        let mut all = json!({"token_use": "access", "aud": null, "client_id": "client", "scope": "openid a/b"});
        for (name, value) in serde_json::Value::as_object(&changes).unwrap() {
            all[name] = value.clone();
        }
        claims(all)
    };
    let expected = Expected {
        token_use: TokenUse::Access,
        nonce: None,
        ..expected()
    };
    assert_eq!(check(&access(json!({})), &expected), Ok(()));
    let other = access(json!({"client_id": "other", "aud": "client"}));
    assert_eq!(check(&other, &expected), Err(TokenRejected::Audience));
    assert_eq!(
        access(json!({})).scopes().collect::<Vec<_>>(),
        ["openid", "a/b"]
    );
}

/// The ID token's `at_hash` for this access token is from OpenID Connect Core 1.0, appendix A.3.
#[test]
fn checks_the_access_token_hash() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    let with = Expected {
        access_token_hash: AccessTokenHash::IfPresent(token),
        ..expected()
    };
    let needed = Expected {
        access_token_hash: AccessTokenHash::Required(token),
        ..expected()
    };
    assert_eq!(
        check(&claims(json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"})), &with),
        Ok(())
    );
    assert_eq!(check(&claims(json!({})), &with), Ok(()));
    let rejected = Err(TokenRejected::AccessTokenHash);
    assert_eq!(check(&claims(json!({})), &needed), rejected);
    let there = claims(json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}));
    assert_eq!(check(&there, &needed), Ok(()));
    let wrong = claims(json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RR"}));
    assert_eq!(check(&wrong, &with), rejected);
    assert_eq!(check(&wrong, &needed), rejected);
}

#[test]
fn requires_both_tokens_to_be_of_one_user() {
    let id = claims(json!({}));
    let access = |sub| claims(json!({"token_use": "access", "sub": sub}));
    assert_eq!(check_subjects(&id, &access(json!("s"))), Ok(()));
    let rejected = Err(TokenRejected::Subject);
    for sub in [json!("t"), json!(""), json!(null), json!(["s"])] {
        assert_eq!(check_subjects(&id, &access(sub)), rejected);
    }
    let nobody = claims(json!({"sub": null}));
    assert_eq!(check_subjects(&nobody, &nobody), rejected);
}

#[test]
fn parses_key_sets() {
    let keys = Jwks::parse(
        &json!({"keys": [
            {"kty": "EC", "kid": "a", "crv": "P-256", "n": "x", "e": "y"},
            {"kty": "RSA", "kid": "b", "alg": "RS256", "use": "sig", "n": "nb", "e": "AQAB"},
            {"kty": "RSA", "kid": "c", "alg": "RS512", "n": "nc", "e": "AQAB"},
            {"kty": "RSA", "kid": "d", "use": "enc", "n": "nd", "e": "AQAB"},
            {"kty": "RSA", "kid": "f", "n": "nf"},
            7,
        ]})
        .to_string(),
    )
    .unwrap();
    assert_eq!(keys.find("b").unwrap().n, "nb");
    for name in ["a", "c", "d", "f", ""] {
        assert_eq!(keys.find(name), None, "{name}");
    }
    for text in ["", "{}", "[]", r#"{"keys":{}}"#] {
        assert_eq!(Jwks::parse(text), None);
    }
}

#[test]
fn debug_hides_the_token() {
    let text = token(rs256(), json!({"email": "hunter2"}));
    let jwt = Jwt::parse(&text).unwrap();
    assert!(!format!("{jwt:?} {:?}", jwt.claims()).contains("hunter2"));
}

proptest! {
    #[test]
    fn parsing_a_token_never_panics(text in any::<String>(), header in any::<Vec<u8>>(), payload in ".*") {
        let _ = Jwt::parse(&text);
        let _ = Jwks::parse(&text);
        let (header, rs256) = (BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(rs256().to_string().as_bytes()));
        let payload = BASE64_URL_SAFE_NO_PAD.encode(payload.as_bytes());
        let _ = Jwt::parse(&format!("{header}.{payload}.{header}"));
        let _ = Jwt::parse(&format!("{rs256}.{payload}.{header}"));
    }

    #[test]
    fn validating_claims_never_panics(exp in any::<f64>(), iat in any::<i64>(), now in any::<i64>(), leeway in any::<i64>()) {
        let claims = claims(json!({"exp": exp, "iat": iat, "auth_time": exp}));
        let _ = check(&claims, &Expected { now, leeway, ..expected() });
        let _ = claims.authenticated_at();
    }
}
