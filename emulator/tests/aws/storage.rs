//! Buckets: permissions and errors.

use std::time::Duration;

use serde_json::json;
use vestibule_emulator::Response;

use crate::sign::{Key, Unsigned, encoded};
use crate::sts::element;
use crate::support::Stage;

/// Credentials of the enhanced flow.
pub struct Person {
    pub id: String,
    pub key: Key,
}

impl Stage {
    pub fn person(&mut self, logins: Option<serde_json::Value>) -> Person {
        let (id, body) = match logins {
            Some(logins) => {
                let id = self.id_of(&logins);
                (id.clone(), json!({ "IdentityId": id, "Logins": logins }))
            }
            None => {
                let id = self.guest();
                (id.clone(), json!({ "IdentityId": id }))
            }
        };
        let response = self.ok("GetCredentialsForIdentity", body);
        let key = Key::of(&response["Credentials"]);
        Person { id, key }
    }

    pub fn everybody(&mut self) -> (Person, Person, Person) {
        let (charles, ada) = (self.charles(), self.ada());
        (
            self.person(None),
            self.person(Some(charles)),
            self.person(Some(ada)),
        )
    }

    pub fn s3(&mut self, key: &Key, method: &str, target: &str, body: &[u8]) -> Response {
        let mut unsigned = Unsigned::new(method, target, "s3", self.now);
        unsigned.body = body;
        self.emulator.handle(self.now, &unsigned.sign(key))
    }
}

pub fn path(key: &str) -> String {
    let key = encoded(key).replace("%2F", "/");
    format!("/vestibule-demo/{key}")
}

#[track_caller]
pub fn denied(response: &Response, code: &str) {
    let found = element(response, "Code");
    assert_eq!(
        found.as_deref(),
        Some(code),
        "{}",
        String::from_utf8_lossy(response.body())
    );
}

#[test]
fn each_identity_can_access_only_its_objects() {
    let mut stage = Stage::new();
    let (guest, charles, ada) = stage.everybody();
    let own = path(&format!("private/{}/a b+c/é.txt", charles.id));
    let put = stage.s3(&charles.key, "PUT", &own, b"mine");
    assert_eq!(put.status(), 200, "{}", String::from_utf8_lossy(put.body()));
    let got = stage.s3(&charles.key, "GET", &own, b"");
    assert_eq!(got.body(), b"mine");
    assert_eq!(got.headers()["etag"], put.headers()["etag"]);
    let head = stage.s3(&charles.key, "HEAD", &own, b"");
    assert_eq!(head.headers()["content-length"], "4");
    assert!(head.body().is_empty());
    for (key, action) in [
        (&guest.key, "GET"),
        (&guest.key, "PUT"),
        (&guest.key, "DELETE"),
    ] {
        denied(&stage.s3(key, action, &own, b""), "AccessDenied");
    }
    let other = path(&format!("private/{}/x", ada.id));
    let refused = stage.s3(&charles.key, "PUT", &other, b"not mine");
    assert_eq!(refused.status(), 403);
    let message = element(&refused, "Message").unwrap();
    let expected = format!(
        "User: arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/CognitoIdentityCredentials is not authorized to \
         perform: s3:PutObject on resource: \"arn:aws:s3:::vestibule-demo/private/{}/x\" because no \
         identity-based policy allows the s3:PutObject action",
        ada.id
    );
    assert_eq!(message, expected);
    // An administrator can read and delete everything.
    assert_eq!(stage.s3(&ada.key, "GET", &own, b"").body(), b"mine");
    assert_eq!(stage.s3(&ada.key, "DELETE", &own, b"").status(), 204);
    denied(&stage.s3(&ada.key, "GET", &own, b""), "NoSuchKey");
    // Without the permission to list, missing and forbidden objects look the same.
    denied(&stage.s3(&charles.key, "GET", &own, b""), "AccessDenied");
    // Public objects cannot be deleted.
    let refused = stage.s3(&ada.key, "DELETE", &path("public/welcome.txt"), b"");
    assert!(
        element(&refused, "Message")
            .unwrap()
            .ends_with("with an explicit deny in an identity-based policy")
    );
    assert_eq!(
        stage
            .s3(&guest.key, "GET", &path("public/welcome.txt"), b"")
            .status(),
        200
    );
}

/// Actions that the guests' session policies allow:
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html>.
#[test]
fn guests_are_limited_by_role_and_session_policies() {
    let all =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            role.policies.insert("all".to_owned(), all.to_owned());
        }
    });
    let (guest, charles, _) = stage.everybody();
    let target = path("anything");
    assert_eq!(stage.s3(&guest.key, "PUT", &target, b"x").status(), 200);
    let list = json!({ "IdentityPoolId": crate::support::POOL, "MaxResults": 1 });
    stage.signed(&guest.key, "ListIdentities", &list).unwrap();
    assert_eq!(stage.s3(&charles.key, "GET", &target, b"").body(), b"x");
}

#[test]
fn a_presigned_url_expires() {
    let mut stage = Stage::new();
    let (_, charles, _) = stage.everybody();
    let target = path(&format!("private/{}/shared.txt", charles.id));
    let presigned = |stage: &Stage, method| {
        Unsigned::new(method, &target, "s3", stage.now).presign(&charles.key, 60)
    };
    let put = presigned(&stage, "PUT").map(|_| b"shared".to_vec());
    assert_eq!(stage.emulator.handle(stage.now, &put).status(), 200);
    let get = presigned(&stage, "GET");
    assert_eq!(stage.emulator.handle(stage.now, &get).body(), b"shared");
    // Only for reading.
    let mut other = get.clone();
    *other.method_mut() = http::Method::DELETE;
    denied(
        &stage.emulator.handle(stage.now, &other),
        "SignatureDoesNotMatch",
    );
    stage.wait(60);
    let late = stage.emulator.handle(stage.now, &get);
    assert_eq!(
        element(&late, "Message").as_deref(),
        Some("Request has expired")
    );
    assert_eq!(
        element(&late, "Expires").as_deref(),
        Some("2026-11-30T12:01:00Z")
    );
    // It expires with the credentials, even with a longer validity.
    let long = Unsigned::new("GET", &target, "s3", stage.now).presign(&charles.key, 604_800);
    assert_eq!(stage.emulator.handle(stage.now, &long).status(), 200);
    stage.wait(3600);
    denied(&stage.emulator.handle(stage.now, &long), "ExpiredToken");
    let longer = Unsigned::new("GET", &target, "s3", stage.now).presign(&charles.key, 604_801);
    denied(
        &stage.emulator.handle(stage.now, &longer),
        "AuthorizationQueryParametersError",
    );
}

#[test]
fn a_presigned_url_can_override_response_headers() {
    let mut stage = Stage::new();
    let key = Key::server();
    let target = format!(
        "{}?response-content-disposition=attachment",
        path("public/welcome.txt")
    );
    let request = Unsigned::new("GET", &target, "s3", stage.now).presign(&key, 60);
    let response = stage.emulator.handle(stage.now, &request);
    assert_eq!(response.headers()["content-disposition"], "attachment");
    assert_eq!(
        response.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
}

#[test]
fn clocks_may_differ_by_at_most_fifteen_minutes() {
    let mut stage = Stage::new();
    let target = path("public/welcome.txt");
    let mut off = |seconds: i64| {
        let mut unsigned = Unsigned::new("GET", &target, "s3", stage.now);
        let by = Duration::from_secs(seconds.unsigned_abs());
        unsigned.at = if seconds < 0 {
            stage.now - by
        } else {
            stage.now + by
        };
        stage
            .emulator
            .handle(stage.now, &unsigned.sign(&Key::server()))
    };
    assert_eq!(off(900).status(), 200);
    assert_eq!(off(-900).status(), 200);
    for seconds in [901, -901] {
        let response = off(seconds);
        assert_eq!(response.status(), 403);
        denied(&response, "RequestTimeTooSkewed");
        assert_eq!(
            element(&response, "ServerTime").as_deref(),
            Some("2026-11-30T12:00:00Z")
        );
        assert_eq!(
            element(&response, "MaxAllowedSkewMilliseconds").as_deref(),
            Some("900000")
        );
    }
}

#[test]
fn a_changed_request_is_refused() {
    let mut stage = Stage::new();
    let target = path("public/new.txt");
    let signed = |stage: &Stage| {
        let mut unsigned = Unsigned::new("PUT", &target, "s3", stage.now);
        unsigned.body = b"signed";
        unsigned.sign(&Key::server())
    };
    let other_body = signed(&stage).map(|_| b"another".to_vec());
    denied(
        &stage.emulator.handle(stage.now, &other_body),
        "XAmzContentSHA256Mismatch",
    );
    let mut more = signed(&stage);
    more.headers_mut()
        .insert("x-amz-acl", "public-read".parse().unwrap());
    let response = stage.emulator.handle(stage.now, &more);
    assert_eq!(
        element(&response, "HeadersNotSigned").as_deref(),
        Some("x-amz-acl")
    );
    let mut elsewhere = signed(&stage);
    *elsewhere.uri_mut() = path("public/other.txt").parse().unwrap();
    let response = stage.emulator.handle(stage.now, &elsewhere);
    denied(&response, "SignatureDoesNotMatch");
    assert!(
        element(&response, "CanonicalRequest")
            .unwrap()
            .starts_with("PUT\n/vestibule-demo/public/other.txt\n")
    );
    let mut none = signed(&stage);
    none.headers_mut().remove("authorization");
    denied(&stage.emulator.handle(stage.now, &none), "AccessDenied");
    let mut unsigned = Unsigned::new("PUT", &target, "s3", stage.now);
    unsigned.region = "us-east-1";
    denied(
        &stage
            .emulator
            .handle(stage.now, &unsigned.sign(&Key::server())),
        "AuthorizationHeaderMalformed",
    );
    let mut unsigned = Unsigned::new("PUT", &target, "s3", stage.now);
    unsigned.headers = vec![("x-amz-content-sha256", "UNSIGNED-PAYLOAD".to_owned())];
    assert_eq!(
        stage
            .emulator
            .handle(stage.now, &unsigned.sign(&Key::server()))
            .status(),
        200
    );
    let wrong = Key {
        token: Some("x".to_owned()),
        ..Key::server()
    };
    denied(&stage.s3(&wrong, "GET", &target, b""), "InvalidToken");
    let unknown = Key {
        id: "AKIAUNKNOWN".to_owned(),
        ..Key::server()
    };
    denied(
        &stage.s3(&unknown, "GET", &target, b""),
        "InvalidAccessKeyId",
    );
    denied(
        &stage.s3(&Key::server(), "GET", "/nosuchbucket/x", b""),
        "NoSuchBucket",
    );
    denied(
        &stage.s3(&Key::server(), "GET", &format!("{target}?acl"), b""),
        "NotImplemented",
    );
}

#[test]
fn errors_do_not_contain_the_session_token() {
    let mut stage = Stage::new();
    let mut guest = stage.person(None);
    let token = guest.key.token.clone().unwrap();
    guest.key.secret.push('x');
    let response = stage.s3(&guest.key, "GET", &path("public/welcome.txt"), b"");
    denied(&response, "SignatureDoesNotMatch");
    let request =
        Unsigned::new("GET", "/vestibule-demo/x", "s3", stage.now).presign(&guest.key, 60);
    let other = stage.emulator.handle(stage.now, &request);
    denied(&other, "SignatureDoesNotMatch");
    for response in [response, other] {
        let text = String::from_utf8(response.into_body()).unwrap();
        assert!(!text.contains(&token) && !text.contains(&encoded(&token)));
    }
}
