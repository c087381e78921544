//! `/oauth2/userInfo`.

use std::time::Duration;

use serde_json::json;

use crate::support::{CLIENT, TestResponse, World};

fn ask(world: &mut World, token: &str) -> TestResponse {
    let request = http::Request::get("/oauth2/userInfo");
    world.call(
        request.header("authorization", format!("Bearer {token}")),
        String::new(),
    )
}

fn token(world: &mut World, scope: &str) -> String {
    let code = world.code(&[("scope", scope), ("prompt", "login")]);
    let tokens = world.exchange(&code, &[]).json();
    tokens["access_token"].as_str().unwrap().to_owned()
}

fn assert_refused(response: &TestResponse, status: u16, error: &str) {
    assert_eq!(response.status.as_u16(), status, "{}", response.body);
    assert_eq!(response.json()["error"], error);
    let challenge = response.headers["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.contains(&format!("error=\"{error}\"")),
        "{challenge}"
    );
    assert_eq!(response.headers["access-control-allow-origin"], "*");
}

#[test]
fn claims_are_text_and_follow_the_scopes() {
    let mut world = World::new();
    let good = token(&mut world, "openid email");
    let response = ask(&mut world, &good);
    assert_eq!(response.status, 200);
    assert_eq!(
        response.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    let sub = world.claims(&good)["sub"].clone();
    let expected = json!({
        "sub": sub,
        "email": "ada@example.com",
        "email_verified": "true",
        "username": "ada",
    });
    assert_eq!(response.json(), expected);
    let all = token(&mut world, "openid");
    assert_eq!(ask(&mut world, &all).json()["name"], "Ada Lovelace");
}

#[test]
fn a_token_needs_openid() {
    let mut world = World::new();
    let token = token(&mut world, "aws.cognito.signin.user.admin");
    let response = ask(&mut world, &token);
    assert_refused(&response, 401, "invalid_token");
    let message = "Access token does not contain openid scope";
    assert_eq!(response.json()["error_description"], message);
}

#[test]
fn a_missing_token_is_an_error() {
    let mut world = World::new();
    let bare = world.call(http::Request::get("/oauth2/userInfo"), String::new());
    assert_refused(&bare, 400, "invalid_request");
    for header in ["Basic abc", "Bearer", "Bearer "] {
        let request = http::Request::get("/oauth2/userInfo").header("authorization", header);
        assert_refused(&world.call(request, String::new()), 400, "invalid_request");
    }
    for token in ["x", "a.b.c", "....", "é"] {
        assert_refused_or_unreadable(&ask(&mut world, token));
    }
}

/// A header that is not text counts as missing.
fn assert_refused_or_unreadable(response: &TestResponse) {
    match response.status.as_u16() {
        400 => assert_refused(response, 400, "invalid_request"),
        _ => assert_refused(response, 401, "invalid_token"),
    }
}

#[test]
fn old_revoked_and_foreign_tokens_are_refused() {
    let mut world = World::new();
    let old = token(&mut world, "openid");
    world.advance(Duration::from_secs(3600));
    assert_refused(&ask(&mut world, &old), 401, "invalid_token");

    let code = world.code(&[("prompt", "login")]);
    let tokens = world.exchange(&code, &[]).json();
    let id = tokens["id_token"].as_str().unwrap();
    assert_refused(&ask(&mut world, id), 401, "invalid_token");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(ask(&mut world, access).status, 200);
    let (signed, signature) = access.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let tampered = format!("{header}.{}.{signature}", claims.replace('e', "f"));
    assert_refused(&ask(&mut world, &tampered), 401, "invalid_token");

    let refresh = tokens["refresh_token"].as_str().unwrap();
    world.send(
        "/oauth2/revoke",
        None,
        &[("token", refresh), ("client_id", CLIENT)],
    );
    assert_refused(&ask(&mut world, access), 401, "invalid_token");
}
