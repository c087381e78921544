//! A synchronization while a service fails: how often each host is asked, and which requests a pause affects.

use std::sync::atomic::Ordering;
use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Automatic, ErrorKind, Renewal};
use vestibule_native_tests::{ADA, Stage, response, sign_in};

use super::cognito_sync::CognitoSync;
use super::dynamo_db::DynamoDb;
use super::own_api::OwnApi;
use super::place::{Device, Place};

fn operation(request: &HttpRequest) -> &str {
    let mut headers = request.headers.iter();
    let target = headers.find(|(name, _)| *name == "X-Amz-Target");
    let name = target.and_then(|(_, target)| target.rsplit('.').next());
    name.unwrap_or_default()
}

fn renews_tokens(request: &HttpRequest) -> bool {
    operation(request) == "GetTokensFromRefreshToken"
}

fn renews_credentials(request: &HttpRequest) -> bool {
    operation(request) == "GetCredentialsForIdentity"
}

fn unavailable(retry_after: Option<u32>) -> Delivery {
    Delivery::Answer(HttpResponse {
        retry_after,
        ..response(503, "")
    })
}

/// A device that asks for tokens only when it needs them.
fn device<P: Place>() -> Device {
    let stage = Stage::new();
    P::open(&stage);
    let records = P::records().automatic(Automatic::off());
    let config = P::config().records(records).renewal(Renewal::OnDemand);
    let page = stage.page_of(config);
    sign_in(&stage, &page.client, ADA);
    Device { stage, page }
}

/// Whoever needs new tokens has them asked for three times, and not once more for each try of the remote.
fn tokens_are_asked_for_three_times<P: Place>() {
    let one = device::<P>();
    one.put("a", "1");
    one.synchronize();
    one.stage.advance(Duration::from_secs(7200));
    one.put("a", "2");
    let asked = one.always(renews_tokens, unavailable(None));
    let error = one.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let asked = one.always(renews_tokens, Delivery::Deliver);
    assert_eq!(one.synchronize().pushed, 1);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn tokens_are_asked_for_three_times_by_each_remote() {
    tokens_are_asked_for_three_times::<OwnApi>();
    tokens_are_asked_for_three_times::<DynamoDb>();
    tokens_are_asked_for_three_times::<CognitoSync>();
}

fn credentials_are_asked_for_three_times<P: Place>() {
    let one = device::<P>();
    one.put("a", "1");
    one.synchronize();
    one.stage.advance(Duration::from_secs(7200));
    one.put("a", "2");
    let asked = one.always(renews_credentials, unavailable(None));
    let error = one.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[test]
fn credentials_are_asked_for_three_times_by_each_remote() {
    credentials_are_asked_for_three_times::<DynamoDb>();
    credentials_are_asked_for_three_times::<CognitoSync>();
}

/// Credentials that end soon are renewed behind the requests that they still sign: once, and not with each of these.
#[test]
fn a_renewal_behind_is_not_begun_by_each_request() {
    let one = device::<DynamoDb>();
    one.put("a", "1");
    one.synchronize();
    one.stage.advance(Duration::from_secs(3400));
    let changes = (0..250).map(|it| (format!("key {it}"), Some(it.to_string())));
    one.stage.run(one.notes().write(changes)).unwrap();
    let requests = one.count(DynamoDb::is_request);
    let asked = one.count(renews_credentials);
    let (counted, seen) = (requests.clone(), asked.clone());
    let slow = Duration::from_millis(1000);
    one.stage.world.network(move |request: &HttpRequest| {
        if renews_credentials(request) {
            seen.fetch_add(1, Ordering::Relaxed);
            return unavailable(None);
        }
        counted.fetch_add(1, Ordering::Relaxed);
        Delivery::Slowly(slow, slow)
    });
    assert_eq!(one.synchronize().pushed, 250);
    assert!(requests.load(Ordering::Relaxed) >= 4);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    // It is tried again later, and the next time succeeds.
    one.stage.advance(Duration::from_secs(60));
    let asked = one.count(renews_credentials);
    one.synchronize();
    one.stage.advance(Duration::from_secs(5));
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

/// A pause that Cognito has asked for is none of the API's.
#[test]
fn a_pause_of_cognito_holds_back_no_other_host() {
    let one = device::<OwnApi>();
    one.put("a", "1");
    one.stage.deliver("GetUser", unavailable(Some(600)));
    let user = one.page.client.profile();
    one.stage.run(user.user()).unwrap_err();
    let before = one.stage.world.now();
    one.once(OwnApi::is_request, unavailable(None));
    assert_eq!(one.synchronize().pushed, 1);
    assert!(one.stage.world.now().since(before) < Duration::from_secs(3));
}

/// And the other way round.
#[test]
fn a_pause_of_the_api_holds_back_no_other_host() {
    let one = device::<OwnApi>();
    one.put("a", "1");
    let asked = one.always(OwnApi::is_request, unavailable(Some(600)));
    one.try_to_synchronize().unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 1, "it is left alone");
    one.stage.advance(Duration::from_secs(10));
    one.once(renews_tokens, unavailable(None));
    one.stage.run(one.page.client.refresh()).unwrap();
    one.once(|it| operation(it) == "GetUser", unavailable(None));
    let user = one.page.client.profile();
    one.stage.run(user.user()).unwrap();
    // Whoever tries again by itself waits for the host that has failed.
    let asked = one.always(OwnApi::is_request, unavailable(None));
    one.try_to_synchronize().unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 1, "it is still left alone");
}

#[test]
fn a_short_pause_of_the_remote_is_waited_for() {
    for (seconds, tries) in [(3, 2), (9, 1)] {
        let one = device::<OwnApi>();
        one.put("a", "1");
        one.once(OwnApi::is_request, unavailable(Some(seconds)));
        let before = one.stage.world.now();
        let outcome = one.try_to_synchronize();
        assert_eq!(outcome.is_ok(), tries == 2, "{seconds}");
        let took = one.stage.world.now().since(before);
        assert_eq!(took >= Duration::from_secs(3), tries == 2, "{took:?}");
    }
}

/// A synchronization that nobody waits for is tried again once the host allows it that has failed.
#[test]
fn a_synchronization_behind_waits_for_who_has_failed() {
    for is_cognito in [false, true] {
        let stage = Stage::new();
        DynamoDb::open(&stage);
        let automatic = Automatic::default();
        let records = DynamoDb::records().automatic(automatic);
        let page = stage.page_of(
            DynamoDb::config()
                .records(records)
                .renewal(Renewal::OnDemand),
        );
        sign_in(&stage, &page.client, ADA);
        let one = Device { stage, page };
        let fits: fn(&HttpRequest) -> bool = match is_cognito {
            true => renews_credentials,
            false => DynamoDb::is_request,
        };
        let asked = one.always(fits, unavailable(Some(600)));
        one.put("a", "1");
        // One each after the sign-in, the first use and the write.
        one.stage.advance(Duration::from_secs(590));
        let before = asked.load(Ordering::Relaxed);
        assert!((1..=3).contains(&before), "{is_cognito}: {before}");
        one.stage.advance(Duration::from_secs(60));
        assert!(asked.load(Ordering::Relaxed) > before, "{is_cognito}");
    }
}

/// A server of the app's own may have a wrong clock: what it tells is not Cognito's time.
#[test]
fn the_time_is_not_that_of_an_api_of_the_apps_own() {
    let one = device::<OwnApi>();
    one.put("a", "1");
    let session = one.stage.run(one.page.client.session()).unwrap();
    let wrong = one.stage.world.now().as_millis() + 3_600_000;
    one.once(
        OwnApi::is_request,
        Delivery::Answer(HttpResponse {
            date: Some(wrong),
            ..response(404, "")
        }),
    );
    one.synchronize();
    let asked = one.count(renews_tokens);
    assert_eq!(one.stage.run(one.page.client.session()).unwrap(), session);
    one.stage.advance(Duration::from_secs(5));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}
