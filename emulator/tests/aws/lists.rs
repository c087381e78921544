//! Buckets: lists, CORS and virtual hosts.

use vestibule_emulator::Response;

use crate::sign::{Key, Unsigned, encoded};
use crate::storage::{denied, path};
use crate::sts::element;
use crate::support::Stage;

#[test]
fn a_list_has_pages_and_folders() {
    let mut stage = Stage::new();
    let key = Key::server();
    for name in ["a/1", "a/2", "b", "c d"] {
        stage.s3(&key, "PUT", &path(&format!("list/{name}")), b"x");
    }
    let mut list = |more: &str| {
        let target = format!("/vestibule-demo?list-type=2&prefix=list%2F{more}");
        let response = stage.s3(&key, "GET", &target, b"");
        assert_eq!(
            response.status(),
            200,
            "{}",
            String::from_utf8_lossy(response.body())
        );
        response
    };
    let keys = |response: &Response| {
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let all = text.split("<Key>").skip(1);
        all.map(|it| it.split('<').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&list("")),
        ["list/a/1", "list/a/2", "list/b", "list/c d"]
    );
    assert_eq!(keys(&list("&encoding-type=url"))[3], "list/c%20d");
    let folders = list("&delimiter=%2F");
    assert_eq!(keys(&folders), ["list/b", "list/c d"]);
    assert!(
        String::from_utf8_lossy(folders.body())
            .contains("<CommonPrefixes><Prefix>list/a/</Prefix></CommonPrefixes>")
    );
    let first = list("&max-keys=2");
    assert_eq!(element(&first, "IsTruncated").as_deref(), Some("true"));
    let token = encoded(&element(&first, "NextContinuationToken").unwrap());
    let second = list(&format!("&max-keys=2&continuation-token={token}"));
    assert_eq!(keys(&second), ["list/b", "list/c d"]);
    assert_eq!(element(&second, "IsTruncated").as_deref(), Some("false"));
    // Identities can list their own prefix.
    let (guest, charles, _) = stage.everybody();
    let mut list = |key: &Key, prefix: &str| {
        let target = format!("/vestibule-demo?list-type=2&prefix={}", encoded(prefix));
        stage.s3(key, "GET", &target, b"").status().as_u16()
    };
    assert_eq!(list(&guest.key, "public/"), 200);
    assert_eq!(list(&guest.key, ""), 403);
    assert_eq!(list(&charles.key, &format!("private/{}/", charles.id)), 200);
    assert_eq!(list(&charles.key, "private/"), 403);
}

#[test]
fn preflight_requests_are_answered_by_cors_rules() {
    let mut stage = Stage::new();
    let preflight = |stage: &mut Stage, method: &str| {
        let request = http::Request::options("/vestibule-demo/public/welcome.txt")
            .header("origin", "https://app.example")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,x-amz-date");
        stage.send(request, b"")
    };
    let response = preflight(&mut stage, "PUT");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        response.headers()["access-control-allow-headers"],
        "authorization,x-amz-date"
    );
    assert_eq!(preflight(&mut stage, "PATCH").status(), 403);
    let mut stage = Stage::with(|config| config.buckets[0].cors_rules.clear());
    let response = preflight(&mut stage, "PUT");
    let message = "CORSResponse: CORS is not enabled for this bucket.";
    assert_eq!(element(&response, "Message").as_deref(), Some(message));
    let mut stage = Stage::with(|config| {
        config.buckets[0].cors_rules[0].allowed_origins = vec!["https://*.example".to_owned()];
    });
    let response = preflight(&mut stage, "GET");
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "https://app.example"
    );
}

/// `<bucket>.localhost`, the host that SDKs use.
#[test]
fn a_bucket_can_be_addressed_by_its_host() {
    let mut stage = Stage::new();
    let request = Unsigned::new("GET", "/public/welcome.txt", "s3", stage.now).sign(&Key::server());
    denied(&stage.emulator.handle(stage.now, &request), "NoSuchBucket");
    let request =
        http::Request::get("/public/welcome.txt").header("host", "vestibule-demo.localhost:9229");
    denied(&stage.send(request, b""), "AccessDenied");
}
