//! Revoking refresh tokens.

use serde_json::Value;

use crate::support::{CLIENT, Fields, PLAIN_CLIENT, SECRET, SECRET_CLIENT, TestResponse, World};

fn tokens(world: &mut World) -> Value {
    let code = world.code(&[]);
    world.exchange(&code, &[]).json()
}

fn refresh(world: &mut World, token: &str) -> TestResponse {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", token),
    ];
    world.send("/oauth2/token", None, &fields)
}

#[test]
fn a_revoked_token_does_not_work() {
    let mut world = World::new();
    let tokens = tokens(&mut world);
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&mut world, token).status, 200);
    let fields = [("token", token), ("client_id", CLIENT)];
    let response = world.send("/oauth2/revoke", None, &fields);
    assert_eq!(
        (response.status.as_u16(), response.body.as_str()),
        (200, "")
    );
    assert_eq!(response.headers["access-control-allow-origin"], "*");
    let response = refresh(&mut world, token);
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["error"], "invalid_grant");
    // Revoking again and revoking an unknown token succeed.
    assert_eq!(world.send("/oauth2/revoke", None, &fields).status, 200);
    let unknown = [("token", "never-was"), ("client_id", CLIENT)];
    assert_eq!(world.send("/oauth2/revoke", None, &unknown).status, 200);
}

#[test]
fn each_error_has_its_code() {
    let mut world = World::new();
    let tokens = tokens(&mut world);
    let access = tokens["access_token"].as_str().unwrap();
    let token = tokens["refresh_token"].as_str().unwrap();
    let cases: [(Fields, u16, &str); 6] = [
        (&[("client_id", CLIENT)], 400, "invalid_request"),
        (&[("token", token)], 400, "invalid_request"),
        (
            &[("token", access), ("client_id", CLIENT)],
            400,
            "unsupported_token_type",
        ),
        (
            &[("token", token), ("client_id", "nobody")],
            401,
            "invalid_client",
        ),
        (
            &[("token", token), ("client_id", SECRET_CLIENT)],
            401,
            "invalid_client",
        ),
        (
            &[("token", token), ("client_id", PLAIN_CLIENT)],
            400,
            "invalid_request",
        ),
    ];
    for (fields, status, error) in cases {
        let response = world.send("/oauth2/revoke", None, fields);
        assert_eq!(response.status.as_u16(), status, "{fields:?}");
        assert_eq!(response.json()["error"], error);
    }
    assert_eq!(refresh(&mut world, token).status, 200);
}

#[test]
fn another_client_cannot_revoke_the_token() {
    let mut world = World::new();
    let tokens = tokens(&mut world);
    let token = tokens["refresh_token"].as_str().unwrap();
    let basic = format!("{SECRET_CLIENT}:{SECRET}");
    let response = world.send("/oauth2/revoke", Some(&basic), &[("token", token)]);
    assert_eq!(response.status, 200);
    assert_eq!(refresh(&mut world, token).status, 200);
}
