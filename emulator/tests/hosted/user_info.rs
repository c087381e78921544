//! `/oauth2/userInfo`.

use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, CLIENT, World};

fn ask(world: &mut World, token: &str) -> Answer {
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

fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.json()["error"], error);
    let challenge = answer.headers["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.contains(&format!("error=\"{error}\"")),
        "{challenge}"
    );
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
}

#[test]
fn claims_are_text_and_follow_the_scopes() {
    let mut world = World::new();
    let good = token(&mut world, "openid email");
    let answer = ask(&mut world, &good);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    let sub = world.claims(&good)["sub"].clone();
    let expected = json!({
        "sub": sub,
        "email": "ada@example.com",
        "email_verified": "true",
        "username": "ada",
    });
    assert_eq!(answer.json(), expected);
    let all = token(&mut world, "openid");
    assert_eq!(ask(&mut world, &all).json()["name"], "Ada Lovelace");
}

#[test]
fn a_token_needs_openid() {
    let mut world = World::new();
    let token = token(&mut world, "aws.cognito.signin.user.admin");
    let answer = ask(&mut world, &token);
    assert_refused(&answer, 401, "invalid_token");
    let words = "Access token does not contain openid scope";
    assert_eq!(answer.json()["error_description"], words);
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
fn assert_refused_or_unreadable(answer: &Answer) {
    match answer.status.as_u16() {
        400 => assert_refused(answer, 400, "invalid_request"),
        _ => assert_refused(answer, 401, "invalid_token"),
    }
}

#[test]
fn old_revoked_and_foreign_tokens_are_refused() {
    let mut world = World::new();
    let old = token(&mut world, "openid");
    world.pass(Duration::from_secs(3600));
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
