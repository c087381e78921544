//! The API with IAM authorization.

use serde_json::{Value, json};
use vestibule_emulator::Response;

use crate::sign::{Key, Unsigned};
use crate::support::Stage;

fn call(stage: &mut Stage, key: &Key, method: &str, path: &str) -> (u16, Value) {
    let target = format!("/execute-api/vestibule1/demo/{path}");
    let unsigned = Unsigned::new(method, &target, "execute-api", stage.now);
    read(&stage.emulator.handle(stage.now, &unsigned.sign(key)))
}

fn read(response: &Response) -> (u16, Value) {
    let body = serde_json::from_slice(response.body()).unwrap();
    (response.status().as_u16(), body)
}

fn key_of(stage: &mut Stage, logins: Option<Value>) -> Key {
    let body = match logins {
        Some(logins) => json!({ "IdentityId": stage.id_of(&logins), "Logins": logins }),
        None => json!({ "IdentityId": stage.guest() }),
    };
    Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"])
}

#[test]
fn each_role_is_limited_by_its_policies() {
    let mut stage = Stage::new();
    let guest = key_of(&mut stage, None);
    let logins = stage.charles();
    let charles = key_of(&mut stage, Some(logins));
    let logins = stage.ada();
    let ada = key_of(&mut stage, Some(logins));
    let cases = [
        ("GET", "public/news", [true, true, true]),
        ("POST", "public/news", [false, false, true]),
        // The principal tag from the user's name.
        ("PUT", "people/charles/notes", [false, true, true]),
        ("GET", "people/ada", [false, false, true]),
    ];
    for (method, path, expected) in cases {
        let mut may = |key: &Key| call(&mut stage, key, method, path).0 == 200;
        assert_eq!(
            [may(&guest), may(&charles), may(&ada)],
            expected,
            "{method} {path}"
        );
    }
    let (status, body) = call(&mut stage, &charles, "GET", "people/ada");
    assert_eq!(status, 403);
    assert_eq!(
        body["Message"],
        "User: arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/CognitoIdentityCredentials is not authorized to \
         perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:vestibule1/demo/GET/people/ada \
         because no identity-based policy allows the execute-api:Invoke action"
    );
}

#[test]
fn the_request_and_the_caller_are_echoed() {
    let mut stage = Stage::new();
    let logins = stage.charles();
    let id = stage.id_of(&logins);
    let charles = key_of(&mut stage, Some(logins));
    let (status, body) = call(&mut stage, &charles, "GET", "public/a%20b?x=1&y=%C3%A9");
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["path"], "/public/a%20b");
    assert_eq!(body["queryStringParameters"], json!({ "x": "1", "y": "é" }));
    let identity = &body["requestContext"]["identity"];
    assert_eq!(identity["cognitoIdentityId"], id.as_str());
    assert_eq!(identity["cognitoAuthenticationType"], "authenticated");
    let provider = identity["cognitoAuthenticationProvider"].as_str().unwrap();
    assert!(provider.contains(":CognitoSignIn:"), "{provider}");
    assert_eq!(identity["accessKey"], charles.id.as_str());
}

#[test]
fn denied_requests_have_a_reason() {
    let mut stage = Stage::new();
    let response = stage.send(
        http::Request::get("/execute-api/vestibule1/demo/public/x"),
        b"",
    );
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "MissingAuthenticationTokenException"
    );
    assert_eq!(
        read(&response),
        (403, json!({ "message": "Missing Authentication Token" }))
    );
    let guest = key_of(&mut stage, None);
    let wrong = Key {
        secret: "x".to_owned(),
        ..guest.clone()
    };
    let (status, body) = call(&mut stage, &wrong, "GET", "public/x");
    assert_eq!(status, 403);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .starts_with("The request signature we calculated does not match")
    );
    let unsigned = Unsigned::new(
        "GET",
        "/execute-api/other/demo/public/x",
        "execute-api",
        stage.now,
    );
    let response = stage.emulator.handle(stage.now, &unsigned.sign(&guest));
    assert_eq!(read(&response), (403, json!({ "message": "Forbidden" })));
    stage.wait(3600);
    let (_, body) = call(&mut stage, &guest, "GET", "public/x");
    assert_eq!(
        body["message"],
        "The security token included in the request is expired"
    );
    let preflight = stage.send(
        http::Request::options("/execute-api/vestibule1/demo/public/x"),
        b"",
    );
    let allowed = preflight.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(allowed.contains("x-amz-security-token"));
}
