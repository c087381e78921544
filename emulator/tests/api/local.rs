//! The emulator's own endpoints and the administrators' operations are restricted to this machine, since any site can send
//! requests through a browser on it.

use serde_json::json;

use crate::support::{POOL, Stage};

const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=A/20260905/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00";

/// The statuses of requests with these headers: inbox, pools, clock and an administrator's operation.
fn statuses(stage: &mut Stage, headers: &[(&str, &str)]) -> [u16; 5] {
    let with = |mut request: http::request::Builder| {
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
    };
    let admin = with(http::Request::post("/"))
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "x-amz-target",
            "AWSCognitoIdentityProviderService.AdminGetUser",
        )
        .header("authorization", SIGNATURE);
    let body = json!({ "UserPoolId": POOL, "Username": "ada" }).to_string();
    let mut send =
        |request: http::request::Builder, body: &[u8]| stage.send(request, body).status().as_u16();
    [
        send(with(http::Request::get("/_inbox.json")), b""),
        send(with(http::Request::get("/_pools")), b""),
        send(with(http::Request::get("/_clock")), b""),
        send(
            with(http::Request::post("/_clock")),
            br#"{"advance_seconds": 1}"#,
        ),
        send(admin, body.as_bytes()),
    ]
}

#[test]
fn programs_and_pages_of_this_machine_are_allowed() {
    let mut stage = Stage::new();
    for headers in [
        &[][..],
        &[("host", "127.0.0.1:9229")],
        &[
            ("host", "localhost:9229"),
            ("origin", "http://localhost:8080"),
        ],
        &[("host", "[::1]:9229"), ("origin", "https://app.localhost")],
    ] {
        assert_eq!(statuses(&mut stage, headers), [200; 5], "{headers:?}");
    }
}

#[test]
fn pages_of_other_origins_are_refused() {
    let mut stage = Stage::new();
    for origin in [
        "https://evil.example",
        "http://localhost.evil.example:8080",
        "null",
        "file://localhost",
        "",
    ] {
        let headers = [("host", "127.0.0.1:9229"), ("origin", origin)];
        assert_eq!(statuses(&mut stage, &headers), [403; 5], "{origin}");
    }
}

#[test]
fn foreign_host_names_that_resolve_here_are_refused() {
    let mut stage = Stage::new();
    for host in ["evil.example:9229", "127.0.0.1.evil.example", ""] {
        // A page of the same host sends no origin with GET.
        assert_eq!(statuses(&mut stage, &[("host", host)]), [403; 5], "{host}");
    }
    // HTTP/2 has the host in the URI.
    let rebound = http::Request::get("http://evil.example:9229/_inbox.json");
    assert_eq!(stage.send(rebound, b"").status(), 403);
}

#[test]
fn a_refused_page_cannot_move_the_clock_or_read_the_error() {
    let mut stage = Stage::new();
    let mut time = |headers: &[(&str, &str)]| {
        let mut request = http::Request::post("/_clock");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        stage.send(request, br#"{"advance_seconds": 60}"#)
    };
    let first = time(&[]);
    let refused = time(&[("origin", "https://evil.example")]);
    assert_eq!(refused.status(), 403);
    assert!(
        refused
            .headers()
            .get("access-control-allow-origin")
            .is_none()
    );
    let text = String::from_utf8_lossy(refused.body()).into_owned();
    assert!(text.contains("--allow-host"), "{text}");
    let now = |response: &http::Response<Vec<u8>>| -> u64 {
        let output: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        output["now"].as_u64().unwrap()
    };
    assert_eq!(now(&time(&[])) - now(&first), 60);
}

#[test]
fn the_cognito_api_allows_pages_of_any_origin() {
    let mut stage = Stage::new();
    let foreign = |request: http::request::Builder| {
        request
            .header("host", "cognito.example")
            .header("origin", "https://app.example")
    };
    let keys = foreign(http::Request::get(format!("/{POOL}/.well-known/jwks.json")));
    assert_eq!(stage.send(keys, b"").status(), 200);
    let sign_up = foreign(http::Request::post("/"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp");
    // Refused only because of the missing members.
    let response = stage.send(sign_up, b"{}");
    assert_eq!(response.status(), 400);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}

#[test]
fn another_host_can_be_allowed() {
    let mut stage = Stage::new();
    let headers = [
        ("host", "cognito.test:9229"),
        ("origin", "http://app.test:8080"),
    ];
    stage.emulator.allow_host("cognito.test");
    assert_eq!(statuses(&mut stage, &headers), [403; 5]);
    stage.emulator.allow_host("App.test");
    assert_eq!(statuses(&mut stage, &headers), [200; 5]);
}
