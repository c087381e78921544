//! The protocol: headers, CORS, invalid bodies, reproducible runs.

use serde_json::{Value, json};

use crate::support::{BROWSER, PASSWORD, Stage};

const MEDIA_TYPE: &str = "application/x-amz-json-1.1";

fn target(name: &str) -> http::request::Builder {
    http::Request::post("/")
        .header("content-type", MEDIA_TYPE)
        .header(
            "x-amz-target",
            format!("AWSCognitoIdentityProviderService.{name}"),
        )
}

fn text(response: &vestibule_emulator::Response, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
        .to_owned()
}

#[test]
fn errors_are_the_same_in_body_and_headers() {
    let mut stage = Stage::new();
    let response = stage.send(target("GetUser"), br#"{"AccessToken":"x"}"#);
    assert_eq!(response.status(), 400);
    assert_eq!(text(&response, "content-type"), MEDIA_TYPE);
    assert_eq!(
        text(&response, "x-amzn-errortype"),
        "NotAuthorizedException:"
    );
    assert_eq!(
        text(&response, "x-amzn-errormessage"),
        "Invalid Access Token"
    );
    assert_eq!(text(&response, "x-amzn-requestid").len(), 36);
    assert_eq!(text(&response, "date"), "Sat, 05 Sep 2026 12:00:00 GMT");
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(
        body,
        json!({ "__type": "NotAuthorizedException", "message": "Invalid Access Token" })
    );
}

#[test]
fn browsers_of_any_origin_are_allowed() {
    let mut stage = Stage::new();
    let preflight = http::Request::options("/")
        .header("origin", "http://localhost:8080")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "content-type,x-amz-target,x-amz-user-agent",
        );
    let response = stage.send(preflight, b"");
    assert_eq!(response.status(), 200);
    assert_eq!(text(&response, "access-control-allow-origin"), "*");
    for header in ["content-type", "x-amz-target", "x-amz-user-agent"] {
        assert!(
            text(&response, "access-control-allow-headers").contains(header),
            "{header}"
        );
    }
    let response = stage.send(target("GetUser"), b"{}");
    assert_eq!(text(&response, "access-control-allow-origin"), "*");
    assert_eq!(
        text(&response, "access-control-expose-headers"),
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
    );
}

#[test]
fn unknown_operations_are_errors() {
    let mut stage = Stage::new();
    for name in ["ListUserPools", "", "signup", "CreateUserPool"] {
        stage.refused(name, json!({}), "UnknownOperationException", "");
    }
    for request in [
        http::Request::post("/"),
        target("SignUp").header("content-type", "text/plain"),
    ] {
        assert_eq!(stage.send(request, b"{}").status(), 400);
    }
}

#[test]
fn bodies_with_wrong_types_are_refused() {
    let mut stage = Stage::new();
    let kind = "SerializationException";
    for body in [
        json!([]),
        json!("text"),
        json!({ "ClientId": 1 }),
        json!({ "ClientId": BROWSER, "Username": ["x"] }),
        json!({ "ClientId": BROWSER, "Username": "x", "Password": "Password1", "UserAttributes": {} }),
        json!({ "ClientId": BROWSER, "Username": "x", "Password": "Password1", "UserAttributes": [{ "Name": 1 }] }),
    ] {
        stage.refused("SignUp", body, kind, "");
    }
    for body in [&b"{"[..], b"\xff\xfe", b"{}{}", b"null"] {
        let response = stage.send(target("SignUp"), body);
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(output["__type"], kind);
    }
}

#[test]
fn truncated_and_garbled_requests_get_a_response() {
    let mut stage = Stage::new();
    let bodies = [
        json!({ "ClientId": PASSWORD, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": { "USERNAME": "ada", "PASSWORD": "x" } }),
        json!({ "ClientId": PASSWORD, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": {
            "USERNAME": "ada", "PASSWORD_CLAIM_SECRET_BLOCK": "é", "TIMESTAMP": "Sat Sep 5 1:2:3 UTC 2026",
            "PASSWORD_CLAIM_SIGNATURE": "%%" } }),
        json!({ "AccessToken": "a.b.c", "UserAttributes": [{ "Name": "email", "Value": "x" }] }),
    ];
    for name in [
        "InitiateAuth",
        "RespondToAuthChallenge",
        "UpdateUserAttributes",
        "SignUp",
    ] {
        for body in &bodies {
            let whole = body.to_string().into_bytes();
            for cut in 0..whole.len() {
                let mut garbled = whole.clone();
                garbled[cut] ^= 0x15;
                for body in [&whole[..cut], &garbled[..]] {
                    let response = stage.send(target(name), body);
                    assert!(response.status() == 200 || response.status() == 400);
                    let _: Value = serde_json::from_slice(response.body()).unwrap();
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_responses() {
    let run = || {
        let mut stage = Stage::new();
        stage.member("emily", "Password1");
        stage.tokens(PASSWORD, "emily", "Password1")
    };
    assert_eq!(run(), run());
}

#[test]
fn the_clock_moves_forward_only_by_whole_seconds() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    for body in [
        &b"{}"[..],
        br#"{"advance_seconds": -1}"#,
        br#"{"advance_seconds": "1"}"#,
        b"x",
    ] {
        assert_eq!(
            stage.send(http::Request::post("/_clock"), body).status(),
            400
        );
    }
    let most = br#"{"advance_seconds": 3600}"#;
    assert_eq!(
        stage.send(http::Request::post("/_clock"), most).status(),
        200
    );
    let body = json!({ "AccessToken": tokens["AccessToken"] });
    stage.refused(
        "GetUser",
        body,
        "NotAuthorizedException",
        "Access Token has expired",
    );
}

#[test]
fn the_clock_moves_by_at_most_twenty_years() {
    let mut stage = Stage::new();
    let mut advance = |seconds: u64| {
        let body = json!({ "advance_seconds": seconds }).to_string();
        let response = stage.send(http::Request::post("/_clock"), body.as_bytes());
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        (response.status().as_u16(), output)
    };
    let now = |output: &Value| output["now"].as_u64().unwrap();
    let (_, start) = advance(0);
    let year = 365 * 24 * 3600;
    assert_eq!(advance(u64::MAX).0, 400);
    assert_eq!(advance(20 * year + 1).0, 400);
    assert_eq!(advance(19 * year).0, 200);
    let (status, refused) = advance(year + 1);
    assert_eq!(status, 400);
    let problem = refused["error"].as_str().unwrap();
    assert!(
        problem.contains(&format!("{year} seconds are left")),
        "{problem}"
    );
    let (status, end) = advance(year);
    assert_eq!((status, now(&end) - now(&start)), (200, 20 * year));
    stage.sign_up("emily", "Password1");
    assert_eq!(stage.send(http::Request::get("/_inbox"), b"").status(), 200);
}

#[test]
fn the_inbox_can_be_read_and_filtered() {
    let mut stage = Stage::new();
    stage.sign_up("emily", "Password1");
    stage.sign_up("anne+x", "Password1");
    let read = |stage: &mut Stage, path: &str| -> Value {
        let response = stage.send(http::Request::get(path), b"");
        assert_eq!(text(&response, "access-control-allow-origin"), "*");
        serde_json::from_slice(response.body()).unwrap()
    };
    assert_eq!(
        read(&mut stage, "/_inbox.json")["messages"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let one = read(&mut stage, "/_inbox.json?to=anne%2Bx%40example.com");
    let message = &one["messages"][0];
    assert_eq!(message["username"], "anne+x");
    assert_eq!(message["kind"], "sign_up");
    assert_eq!(message["channel"], "EMAIL");
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .contains(message["code"].as_str().unwrap())
    );
}

#[test]
fn pages_escape_user_input() {
    let mut stage = Stage::new();
    stage.sign_up("<b>x</b>", "Password1");
    for path in ["/_inbox", "/_pools"] {
        let response = stage.send(http::Request::get(path), b"");
        let html = String::from_utf8_lossy(response.body()).into_owned();
        assert!(
            html.contains("&lt;b&gt;x&lt;/b&gt;") && !html.contains("<b>"),
            "{path}"
        );
        assert!(!text(&response, "content-security-policy").is_empty());
    }
}
