//! Credentials with the emulator, which verifies tokens, roles and signatures as AWS documents it.

use std::time::Duration;

use super::played::POOL_ID;
use super::{HOUR, bob, credentials};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{AwsRequest, ClientConfig, ErrorKind, IdentityPool};
use vestibule_native_tests::{ADA, BROWSER, COGNITO, Page, Stage, config, sign_in};

pub fn pool() -> IdentityPool {
    IdentityPool::new(POOL_ID)
        .endpoint(COGNITO)
        .sts_endpoint(COGNITO)
}

fn with(pool: IdentityPool) -> ClientConfig {
    config(BROWSER).identity_pool(pool)
}

fn object(key: &str) -> String {
    format!("{COGNITO}/vestibule-demo/{key}")
}

fn s3(method: &str, url: impl Into<String>) -> AwsRequest {
    AwsRequest::new(method, url)
        .service("s3")
        .region("eu-west-1")
}

/// Signs a request, and sends it as a page would.
fn send(stage: &Stage, page: &Page, request: &AwsRequest, body: &str) -> HttpResponse {
    let signed = stage.run(page.client.aws().sign(request)).unwrap();
    let headers = signed.headers.into_iter();
    let request = HttpRequest {
        method: if body.is_empty() { "GET" } else { "PUT" },
        url: signed.url,
        headers: headers
            .map(|(name, value)| (&*name.leak(), value))
            .collect(),
        body: (!body.is_empty()).then(|| body.to_owned()),
    };
    let fetch = page.tab.platform().fetch;
    stage.run(async { fetch.fetch(&request, Duration::from_secs(5)).await.unwrap() })
}

pub fn put(stage: &Stage, page: &Page, key: &str) -> HttpResponse {
    send(stage, page, &s3("PUT", object(key)).body("hello"), "hello")
}

#[test]
fn a_guest_becomes_a_user_and_keeps_the_identity_and_may_do_more() {
    let stage = Stage::new();
    let page = stage.page_of(with(pool()));
    let guest = credentials(&stage, &page);
    let key = format!("private/{}/a+b é.txt", guest.identity_id());
    assert_eq!(put(&stage, &page, &key.replace(' ', "%20")).status, 403);
    sign_in(&stage, &page.client, bob(&stage));
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    let response = put(&stage, &page, &key.replace(' ', "%20"));
    assert_eq!(response.status, 200, "{}", response.body);
    let response = send(
        &stage,
        &page,
        &s3("GET", object(&key.replace(' ', "%20"))),
        "",
    );
    assert_eq!((response.status, response.body.as_str()), (200, "hello"));
    // The policy does not allow another identity's prefix, which the error says.
    let refused = put(&stage, &page, "private/eu-west-1:0/x");
    let error = stage.run(page.client.aws().explain(refused.status, &refused.body));
    let error = error.unwrap();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::AwsRefused, Some("AccessDenied"))
    );
    assert!(error.help().contains("policies"));
}

#[test]
fn a_link_works_without_any_header() {
    let stage = Stage::new();
    let page = stage.page_of(with(pool()));
    sign_in(&stage, &page.client, ADA);
    let key = format!("private/{}/x", credentials(&stage, &page).identity_id());
    assert_eq!(put(&stage, &page, &key).status, 200);
    let link = stage
        .run(page.client.aws().presign(&s3("GET", object(&key)), 60))
        .unwrap();
    let fetch = page.tab.platform().fetch;
    let get = |url: &str| {
        let request = HttpRequest::get(url);
        stage.run(async { fetch.fetch(&request, Duration::from_secs(5)).await.unwrap() })
    };
    assert_eq!(get(&link).body, "hello");
    stage.advance(Duration::from_secs(61));
    assert_eq!(get(&link).status, 403);
}

#[test]
fn a_wrong_clock_is_corrected_by_the_servers_time() {
    let stage = Stage::new();
    let page = stage.page_of(with(pool()));
    page.tab.set_clock(-3 * 60 * 60 * 1000);
    sign_in(&stage, &page.client, ADA);
    let key = format!("private/{}/x", credentials(&stage, &page).identity_id());
    assert_eq!(put(&stage, &page, &key).status, 200);
}

#[test]
fn the_basic_flow_gives_and_renews_credentials() {
    let stage = Stage::new();
    let role = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
    let page = stage.page_of(with(pool().basic_role_arn(role)));
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    let left = ours.expires_at().as_millis() - stage.world.now().as_millis();
    assert!((3_590_000..=3_600_000).contains(&left), "{left}");
    let key = format!("private/{}/x", ours.identity_id());
    assert_eq!(put(&stage, &page, &key).status, 200);
    stage.advance(HOUR);
    assert_eq!(put(&stage, &page, &key).status, 200);
    assert_ne!(credentials(&stage, &page), ours);
}

#[test]
fn errors_of_the_identity_pool_have_help() {
    let refusal = |stage: &Stage, config: ClientConfig, is_signed_in: bool| {
        let page = stage.page_of(config);
        if is_signed_in {
            sign_in(stage, &page.client, ADA);
        }
        stage.run(page.client.aws().credentials()).unwrap_err()
    };
    let other =
        IdentityPool::new("eu-west-1:99999999-2222-3333-4444-555555555555").endpoint(COGNITO);
    let error = refusal(&Stage::new(), with(other), false);
    assert_eq!(
        error.kind(),
        ErrorKind::IdentityPoolConfiguration,
        "{error:?}"
    );
    let error = refusal(
        &Stage::new(),
        with(pool().login_key("idp.example/pool")),
        true,
    );
    assert_ne!(error.kind(), ErrorKind::Other, "{error:?}");
    let stage = Stage::with(|config| {
        config.identity_pools[0].allow_unauthenticated_identities = false;
    });
    let error = refusal(&stage, with(pool()), false);
    assert_eq!(error.kind(), ErrorKind::GuestsNotAllowed, "{error:?}");
    let stage = Stage::with(|config| config.identity_pools[0].allow_classic_flow = Some(false));
    let role = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
    let error = refusal(&stage, with(pool().basic_role_arn(role)), true);
    assert_eq!(
        error.kind(),
        ErrorKind::IdentityPoolConfiguration,
        "{error:?}"
    );
    let guests = "arn:aws:iam::123456789012:role/VestibuleGuest";
    let error = refusal(&Stage::new(), with(pool().basic_role_arn(guests)), true);
    assert_eq!(
        error.kind(),
        ErrorKind::IdentityPoolConfiguration,
        "{error:?}"
    );
    assert!(error.help().contains("trust"));
}
