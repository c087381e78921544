//! Paths, methods, headers and quotas.

use serde_json::json;

use super::{assert_refused, read};
use crate::sign::{Key, encoded};
use crate::support::Stage;

#[test]
fn unknown_operations_are_refused() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    for (method, rest) in [
        ("PUT", "/datasets/notes"),
        ("POST", "/datasets"),
        ("GET", "/datasets/notes/records/a"),
        ("POST", "/datasets/notes/subscriptions/d"),
        ("GET", "/other"),
    ] {
        let target = super::address(&guest.id, rest);
        let (status, kind, _) =
            read(&stage.sync_raw(&guest.key, method, &target, b"{}")).unwrap_err();
        assert_eq!(
            (status, kind.as_str()),
            (404, "UnknownOperationException"),
            "{rest}"
        );
    }
    for target in ["/identitypools", "/identitypools/x/events"] {
        let response = read(&stage.sync_raw(&Key::server(), "GET", target, b"")).unwrap_err();
        assert_eq!(response.0, 404);
    }
    let other = stage.sync_raw(&Key::server(), "GET", "/identitypoolsx", b"");
    assert!(other.headers().get("x-amzn-errortype").is_none());
}

#[test]
fn members_that_do_not_fit_the_model_are_reported() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let kind = "InvalidParameterException";
    let long = "a".repeat(129);
    for (rest, message) in [
        (
            format!("/datasets/{}/records", encoded("a b")),
            "1 validation error detected: Value 'a b' at 'datasetName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [a-zA-Z0-9_.:-]+"
                .to_owned(),
        ),
        (
            format!("/datasets/{long}/records"),
            format!(
                "1 validation error detected: Value '{long}' at 'datasetName' failed to satisfy constraint: Member must \
                 have length less than or equal to 128"
            ),
        ),
        (
            "/datasets/notes/records?maxResults=0&lastSyncCount=-1".to_owned(),
            "2 validation errors detected: Value '-1' at 'lastSyncCount' failed to satisfy constraint: Member must have \
             value greater than or equal to 0; Value '0' at 'maxResults' failed to satisfy constraint: Member must have \
             value greater than or equal to 1"
                .to_owned(),
        ),
    ] {
        assert_refused(stage.sync(&guest, "GET", &rest, None), 400, kind, &message);
    }
    let rest = "/datasets/notes/records?lastSyncCount=x";
    let (_, kind, _) = stage.sync(&guest, "GET", rest, None).unwrap_err();
    assert_eq!(kind, "SerializationException");
    let body = b"no JSON";
    let target = super::address(&guest.id, "/datasets/notes");
    let (_, kind, _) = read(&stage.sync_raw(&guest.key, "POST", &target, body)).unwrap_err();
    assert_eq!(kind, "SerializationException");
    let response = stage.sync(&guest, "POST", "/datasets/notes", Some(json!({})));
    let message = "1 validation error detected: Value at 'syncSessionToken' failed to satisfy constraint: Member must not \
                 be null";
    assert_refused(response, 400, "InvalidParameterException", message);
}

#[test]
fn pages_of_any_origin_are_allowed() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let target = super::address(&guest.id, "/datasets/notes");
    let request = http::Request::options(&target).header("origin", "https://app.example");
    let preflight = stage.send(request, b"");
    assert_eq!(preflight.status(), 200);
    let header = |name: &str| preflight.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("access-control-allow-methods"), "DELETE,GET,POST");
    let allowed = header("access-control-allow-headers");
    for name in [
        "authorization",
        "content-type",
        "x-amz-date",
        "x-amz-security-token",
    ] {
        assert!(allowed.split(',').any(|it| it == name), "{name}");
    }
    let response = stage.sync_raw(&guest.key, "GET", &target, b"");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert!(response.headers().contains_key("x-amzn-requestid"));
}

#[test]
fn requests_above_the_quota_are_refused() {
    let mut stage = Stage::with(|config| {
        let rates = &mut config.account.identity_request_rates;
        rates.insert("ListRecords".to_owned(), 1);
    });
    let guest = stage.person(None);
    stage.records(&guest, "notes", "");
    let response = stage.sync(&guest, "GET", "/datasets/notes/records", None);
    assert_refused(response, 429, "TooManyRequestsException", "Rate exceeded");
    stage.wait(1);
    stage.records(&guest, "notes", "");
}
