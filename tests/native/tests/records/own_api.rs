//! An API of the app's own.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use records_server::router;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Automatic, ClientConfig, ErrorKind, RecordsConfig};
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
    one.stage.pass(Duration::from_secs(7200));
    one.put("b", "1");
    one.synchronize();
    two.synchronize();
    assert_eq!(two.shown(), "a=2,b=1");
}

#[test]
fn what_the_server_refuses_is_told() {
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
fn what_is_no_answer_of_such_an_api() {
    let tagged = |body: &str| HttpResponse {
        etag: Some("\"1\"".to_owned()),
        ..response(200, body)
    };
    for (answer, problem) in [
        (response(200, r#"{"created":1,"records":[]}"#), "no ETag"),
        (tagged("<html>"), "no JSON"),
        (tagged(r#"{"records":[]}"#), "no created"),
        (tagged(r#"{"created":1}"#), "no records"),
        (tagged(r#"{"created":1,"records":[{"key":"a"}]}"#), "no key"),
        (
            tagged(r#"{"created":1,"records":[{"key":"a","version":0,"modified":1}]}"#),
            "no key",
        ),
    ] {
        let (one, _) = devices::<OwnApi>();
        one.once(OwnApi::is_request, Delivery::Answer(answer));
        let error = one.try_to_synchronize().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn there_is_nothing_for_guests() {
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
fn a_name_that_is_no_part_of_an_address() {
    let (one, _) = devices::<OwnApi>();
    for name in [".", ".."] {
        let error = one.page.client.records().dataset(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn whom_the_server_does_not_know_it_tells_nothing() {
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
        let answer = carry(&runtime, &api, &request);
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}
