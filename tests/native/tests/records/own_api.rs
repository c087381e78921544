//! Records at the app's own API.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use records_server::router;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Automatic, Client, ClientConfig, ErrorKind, RecordsConfig};
use vestibule_native_tests::{ADA, BROWSER, PASSWORD, Stage, config, response, sign_in};

use super::own_server::{BASE, carry, put_up, runtime, server};
use super::place::{Device, Place, devices};
use super::suite::suite;

pub struct OwnApi;

impl Place for OwnApi {
    fn open(stage: &Stage) {
        put_up(stage);
    }

    fn records() -> RecordsConfig {
        RecordsConfig::own_api(BASE)
    }

    fn config() -> ClientConfig {
        config(PASSWORD)
    }

    fn is_write(request: &HttpRequest) -> bool {
        Self::is_request(request) && request.method == "PATCH"
    }

    fn is_request(request: &HttpRequest) -> bool {
        request.url.starts_with(BASE)
    }
}

suite!(OwnApi);

#[test]
fn a_token_that_has_expired_is_renewed() {
    let (one, two) = devices::<OwnApi>();
    one.put("a", "1");
    one.synchronize();
    one.put("a", "2");
    one.once(OwnApi::is_request, Delivery::Answer(response(401, "")));
    one.synchronize();
    one.stage.advance(Duration::from_secs(7200));
    one.put("b", "1");
    one.synchronize();
    two.synchronize();
    assert_eq!(two.shown(), "a=2,b=1");
}

#[test]
fn an_invalid_address_is_refused_with_the_reason() {
    for (url, reason) in [
        ("not a url", "an address such as https://example.com"),
        ("http://example.com/records", "https://"),
        ("https://example.com/my records", "without spaces"),
        ("https://example.com/records?x=1", "without a query"),
    ] {
        let config = OwnApi::config().records(RecordsConfig::own_api(url));
        let error = Client::new(config).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(reason), "{url}: {error}");
    }
}

#[test]
fn large_records_are_sent_in_several_requests() {
    let (one, two) = devices::<OwnApi>();
    let page = "x".repeat(300 << 10);
    for key in ["a", "b", "c"] {
        one.put(key, &page);
    }
    one.put("d", "1");
    let written = one.count(OwnApi::is_write);
    assert_eq!(one.synchronize().pushed, 4);
    assert_eq!(written.load(Ordering::Relaxed), 3);
    assert_eq!(two.synchronize().pulled, 4);
    // If only some of them are written, the others follow.
    for key in ["a", "b", "c"] {
        one.put(key, &page.replace('x', "y"));
    }
    let count = AtomicUsize::new(0);
    one.stage.world.network(move |request: &HttpRequest| {
        let is_second = OwnApi::is_write(request) && count.fetch_add(1, Ordering::Relaxed) == 1;
        match is_second {
            true => Delivery::Answer(response(413, "")),
            false => Delivery::Deliver,
        }
    });
    assert_eq!(one.synchronize().pushed, 3);
    assert_eq!(two.synchronize().pulled, 3);
}

/// JSON writes some characters six times as long as they are.
#[test]
fn a_dataset_that_is_longer_as_json_is_read() {
    let (one, two) = devices::<OwnApi>();
    let page = "\u{1}\"\n".repeat(75_000);
    for key in 0..12 {
        one.put(&key.to_string(), &page);
    }
    one.synchronize();
    assert_eq!(two.synchronize().pulled, 12);
    assert!(one.shown() == two.shown());
}

#[test]
fn a_dataset_too_large_to_read_is_not_created() {
    let (one, _) = devices::<OwnApi>();
    let page = "x".repeat(1_000_000);
    for key in 0..9 {
        one.put(&key.to_string(), &page);
    }
    let error = one.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert!(
        error.to_string().contains("the bytes of a dataset"),
        "{error}"
    );
    one.remove("0");
    assert_eq!(one.synchronize().pushed, 8);
}

/// Proxies that compress responses make their ETags weak.
#[test]
fn a_weak_etag_counts_as_the_strong_one() {
    let (one, _) = devices::<OwnApi>();
    let weak = HttpResponse {
        etag: Some("W/\"7\"".to_owned()),
        ..response(200, r#"{"created":1,"records":[]}"#)
    };
    one.put("a", "1");
    one.once(OwnApi::is_request, Delivery::Answer(weak));
    one.synchronize();
    let sent = one.stage.world.requests();
    let written = sent
        .iter()
        .find(|request| OwnApi::is_write(request))
        .unwrap();
    assert!(written.headers.contains(&("If-Match", "\"7\"".to_owned())));
}

#[test]
fn errors_of_the_server_are_reported() {
    for (status, kind) in [
        (403, ErrorKind::NotAuthorized),
        (413, ErrorKind::LimitExceeded),
        (418, ErrorKind::InvalidResponse),
    ] {
        let (one, _) = devices::<OwnApi>();
        one.put("a", "1");
        one.once(OwnApi::is_write, Delivery::Answer(response(status, "")));
        let error = one.try_to_synchronize().unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(one.synchronize().pushed, 1);
    }
    for status in [429, 500, 503] {
        let (one, two) = devices::<OwnApi>();
        one.put("a", "1");
        one.once(OwnApi::is_write, Delivery::Answer(response(status, "")));
        one.synchronize();
        two.synchronize();
        assert_eq!(two.shown(), "a=1", "{status}");
    }
}

#[test]
fn invalid_responses_are_errors() {
    let tagged = |body: &str| HttpResponse {
        etag: Some("\"1\"".to_owned()),
        ..response(200, body)
    };
    for (invalid, problem) in [
        (response(200, r#"{"created":1,"records":[]}"#), "no ETag"),
        (tagged("<html>"), "no JSON"),
        (tagged(r#"{"records":[]}"#), "no created"),
        (tagged(r#"{"created":1}"#), "no records"),
        (tagged(r#"{"created":1,"records":[{"key":"a"}]}"#), "no key"),
        (
            tagged(r#"{"created":1,"records":[{"key":"a","version":0,"modified":1}]}"#),
            "no key",
        ),
        (
            tagged(
                r#"{"created":1,"records":[{"key":"a","version":1,"modified":1},{"key":"b","version":1,"modified":1},
                    {"key":"a","version":2,"modified":2}]}"#,
            ),
            "two records of the same key",
        ),
    ] {
        let (one, _) = devices::<OwnApi>();
        one.once(OwnApi::is_request, Delivery::Answer(invalid));
        let error = one.try_to_synchronize().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn guests_have_no_records() {
    let stage = Stage::new();
    OwnApi::open(&stage);
    let records = OwnApi::records().automatic(Automatic::off());
    let page = stage.page_of(OwnApi::config().records(records));
    let device = Device { stage, page };
    device.put("a", "guest");
    let error = device.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    sign_in(&device.stage, &device.page.client, ADA);
    assert_eq!(device.synchronize().pushed, 1);
    assert_eq!(device.shown(), "a=guest");
}

#[test]
fn names_are_encoded_in_urls() {
    let (one, _) = devices::<OwnApi>();
    for name in [".", ".."] {
        let error = one.page.client.records().dataset(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn unauthenticated_requests_get_no_data() {
    let stage = Stage::new();
    let clock = Arc::new(Mutex::new(
        UNIX_EPOCH + Duration::from_millis(stage.world.now().as_millis()),
    ));
    let api = router(server(&stage, clock));
    let runtime = runtime();
    let page = stage.page(PASSWORD);
    let session = sign_in(&stage, &page.client, ADA);
    let other = stage.page(BROWSER);
    drop(stage.run(page.client.sign_out()));
    let foreign = sign_in(&stage, &other.client, ADA);
    let forged = format!("{}x", session.access_token());
    for (token, status) in [
        (format!("Bearer {}", session.access_token()), 200),
        (format!("Bearer {}", session.id_token()), 401),
        (format!("Bearer {}", foreign.access_token()), 401),
        (format!("Bearer {forged}"), 401),
        ("Bearer x".to_owned(), 401),
        (session.access_token().to_owned(), 401),
    ] {
        let request = HttpRequest::get(BASE).header("Authorization", token);
        let response = carry(&runtime, &api, &request);
        assert_eq!(response.status, status, "{}", response.body);
    }
}
