//! Refresh, rotation, revocation, and the documents for verifying tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

use crate::support::{BROWSER, PASSWORD, POOL, ROTATION, Refusal, SECRET, Stage, claims};

fn refresh(stage: &mut Stage, client: &str, token: &Value) -> Result<Value, Refusal> {
    let body = json!({
        "ClientId": client,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": { "REFRESH_TOKEN": token },
    });
    stage.call("InitiateAuth", body)
}

fn renew(stage: &mut Stage, client: &str, token: &Value) -> Result<Value, Refusal> {
    stage.call(
        "GetTokensFromRefreshToken",
        json!({ "ClientId": client, "RefreshToken": token }),
    )
}

fn not_authorized(message: &str) -> Refusal {
    ("NotAuthorizedException".to_owned(), message.to_owned())
}

#[test]
fn the_published_keys_verify_the_tokens() {
    let mut stage = Stage::new();
    let result = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let response = stage.send(
        http::Request::get(format!("/{POOL}/.well-known/jwks.json")),
        b"",
    );
    let keys: Value = serde_json::from_slice(response.body()).unwrap();
    let keys = keys["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for name in ["IdToken", "AccessToken"] {
        let token = result[name].as_str().unwrap();
        let (text, signature) = token.rsplit_once('.').unwrap();
        let header = URL_SAFE_NO_PAD
            .decode(text.split('.').next().unwrap())
            .unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header["alg"], "RS256");
        let key = keys.iter().find(|key| key["kid"] == header["kid"]).unwrap();
        let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
        let public = RsaPublicKeyComponents {
            n: part("n"),
            e: part("e"),
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        public
            .verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature)
            .unwrap();
    }
    let kid = |name: &str| {
        result[name]
            .as_str()
            .unwrap()
            .split('.')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_ne!(kid("IdToken"), kid("AccessToken"));
}

#[test]
fn the_discovery_document_names_the_real_issuer() {
    let mut stage = Stage::new();
    let request = http::Request::get(format!("/{POOL}/.well-known/openid-configuration"))
        .header("host", "127.0.0.1:9229");
    let response = stage.send(request, b"");
    let document: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(
        document["issuer"],
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule"
    );
    assert_eq!(
        document["jwks_uri"],
        format!("http://127.0.0.1:9229/{POOL}/.well-known/jwks.json")
    );
    let missing = stage.send(
        http::Request::get("/eu-west-1_No/.well-known/jwks.json"),
        b"",
    );
    assert_eq!(missing.status(), 404);
}

#[test]
fn a_refresh_gives_new_tokens_of_the_same_sign_in() {
    let mut stage = Stage::new();
    let first = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    stage.wait(100);
    let second =
        refresh(&mut stage, PASSWORD, &first["RefreshToken"]).unwrap()["AuthenticationResult"]
            .clone();
    assert!(second.get("RefreshToken").is_none());
    let (old, new) = (claims(&first["IdToken"]), claims(&second["IdToken"]));
    assert_eq!(
        (&old["origin_jti"], &old["auth_time"]),
        (&new["origin_jti"], &new["auth_time"])
    );
    assert_ne!(old["jti"], new["jti"]);
    assert_eq!(
        new["iat"].as_u64().unwrap() - old["iat"].as_u64().unwrap(),
        100
    );
    let third = renew(&mut stage, PASSWORD, &first["RefreshToken"]).unwrap();
    assert!(third["AuthenticationResult"].get("RefreshToken").is_none());
}

#[test]
fn refresh_tokens_expire_and_belong_to_one_client() {
    let mut stage = Stage::new();
    let token = stage.tokens(PASSWORD, "ada", "Lovelace1815")["RefreshToken"].clone();
    let foreign = refresh(&mut stage, BROWSER, &token).unwrap_err();
    assert_eq!(foreign, not_authorized("Invalid Refresh Token"));
    let made_up = refresh(&mut stage, PASSWORD, &json!("made.up")).unwrap_err();
    assert_eq!(made_up, not_authorized("Invalid Refresh Token"));
    stage.wait(30 * 86_400);
    let late = refresh(&mut stage, PASSWORD, &token).unwrap_err();
    assert_eq!(late, not_authorized("Refresh Token has expired"));
}

#[test]
fn a_rotated_token_works_for_its_grace_period_and_ends_with_the_first() {
    let mut stage = Stage::new();
    let first = stage.tokens(ROTATION, "ada", "Lovelace1815")["RefreshToken"].clone();
    let second =
        renew(&mut stage, ROTATION, &first).unwrap()["AuthenticationResult"]["RefreshToken"]
            .clone();
    assert_ne!(first, second);
    stage.wait(29);
    renew(&mut stage, ROTATION, &first).unwrap();
    stage.wait(1);
    let reused = renew(&mut stage, ROTATION, &first).unwrap_err();
    assert_eq!(reused.0, "RefreshTokenReuseException");
    let third =
        renew(&mut stage, ROTATION, &second).unwrap()["AuthenticationResult"]["RefreshToken"]
            .clone();
    stage.wait(30 * 86_400 - 30);
    let late = renew(&mut stage, ROTATION, &third).unwrap_err();
    assert_eq!(late, not_authorized("Refresh Token has expired"));
}

#[test]
fn revoking_a_token_ends_only_its_session() {
    let mut stage = Stage::new();
    let here = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let there = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    stage.ok(
        "RevokeToken",
        json!({ "ClientId": PASSWORD, "Token": here["RefreshToken"] }),
    );
    stage.ok(
        "RevokeToken",
        json!({ "ClientId": PASSWORD, "Token": here["RefreshToken"] }),
    );
    let refused = refresh(&mut stage, PASSWORD, &here["RefreshToken"]).unwrap_err();
    assert_eq!(refused, not_authorized("Refresh Token has been revoked"));
    let get_user = |token: &Value| json!({ "AccessToken": token });
    let revoked = "Access Token has been revoked";
    stage.refused(
        "GetUser",
        get_user(&here["AccessToken"]),
        "NotAuthorizedException",
        revoked,
    );
    stage.ok("GetUser", get_user(&there["AccessToken"]));
    let signed = json!({ "ClientId": PASSWORD, "Token": there["AccessToken"] });
    assert_eq!(
        stage.call("RevokeToken", signed).unwrap_err().0,
        "UnsupportedTokenTypeException"
    );
    let foreign = json!({ "ClientId": SECRET, "Token": there["RefreshToken"] });
    assert_eq!(
        stage.call("RevokeToken", foreign).unwrap_err().0,
        "UnauthorizedException"
    );
}

#[test]
fn a_client_without_revocation_says_so() {
    let mut config = vestibule_emulator::Config::development();
    let client = config.pools[0]
        .clients
        .iter_mut()
        .find(|client| client.id == PASSWORD)
        .unwrap();
    client.enable_token_revocation = false;
    let mut stage = Stage::with(config);
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    assert!(claims(&tokens["IdToken"]).get("origin_jti").is_none());
    let revoke = json!({ "ClientId": PASSWORD, "Token": tokens["RefreshToken"] });
    assert_eq!(
        stage.call("RevokeToken", revoke).unwrap_err().0,
        "UnsupportedOperationException"
    );
}

#[test]
fn rotation_adds_the_same_claims_as_revocation() {
    let mut config = vestibule_emulator::Config::development();
    let clients = config.pools.iter_mut().flat_map(|pool| &mut pool.clients);
    for client in clients {
        client.enable_token_revocation = false;
    }
    let mut stage = Stage::with(config);
    let tokens = stage.tokens(ROTATION, "ada", "Lovelace1815");
    assert!(claims(&tokens["AccessToken"])["origin_jti"].is_string());
}

#[test]
fn signing_out_everywhere_ends_all_sign_ins() {
    let mut stage = Stage::new();
    let here = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let there = stage.tokens(ROTATION, "ada", "Lovelace1815");
    let other = stage.tokens(PASSWORD, "charles", "Babbage1791");
    stage.ok(
        "GlobalSignOut",
        json!({ "AccessToken": here["AccessToken"] }),
    );
    let revoked = not_authorized("Refresh Token has been revoked");
    assert_eq!(
        refresh(&mut stage, PASSWORD, &here["RefreshToken"]).unwrap_err(),
        revoked
    );
    assert_eq!(
        renew(&mut stage, ROTATION, &there["RefreshToken"]).unwrap_err(),
        revoked
    );
    refresh(&mut stage, PASSWORD, &other["RefreshToken"]).unwrap();
}

#[test]
fn access_tokens_are_checked() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let token = tokens["AccessToken"].as_str().unwrap();
    let (text, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{text}.{}", URL_SAFE_NO_PAD.encode([0; 256]));
    let cases = [
        (
            forged.as_str(),
            "Could not verify signature for Access Token",
        ),
        ("abc", "Invalid Access Token"),
        ("a.b.c", "Invalid Access Token"),
        (tokens["IdToken"].as_str().unwrap(), "Invalid Access Token"),
    ];
    for (token, message) in cases {
        stage.refused(
            "GetUser",
            json!({ "AccessToken": token }),
            "NotAuthorizedException",
            message,
        );
    }
    stage.wait(3599);
    stage.ok("GetUser", json!({ "AccessToken": token }));
    stage.wait(1);
    stage.refused(
        "GetUser",
        json!({ "AccessToken": token }),
        "NotAuthorizedException",
        "Access Token has expired",
    );
}
