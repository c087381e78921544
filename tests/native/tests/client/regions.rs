//! A second endpoint, in the Region that has the pool's replica, and Regions that are unavailable for a while.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{ClientConfig, ErrorKind, Password, SignInStep};
use vestibule_native_tests::{ADA, BROWSER, COGNITO, PASSWORD, Stage, config, response, sign_in};

/// The endpoint of the replica's Region. The emulator responds at both endpoints.
const REPLICA: &str = "http://localhost:9230";
const GRACE: (&str, &str) = ("grace", "Temporary1906");

fn with_replica(client_id: &str) -> ClientConfig {
    config(client_id).fallback_endpoint(REPLICA)
}

/// From now on, requests to the first and to the second endpoint are delivered in these ways.
fn deliver(stage: &Stage, first: Delivery, second: Delivery) {
    stage.world.network(
        move |request: &HttpRequest| match request.url.starts_with(COGNITO) {
            true => first.clone(),
            false => second.clone(),
        },
    );
}

fn refused(code: &str) -> Delivery {
    let body = format!(r#"{{"__type":"{code}","message":"No."}}"#);
    Delivery::Answer(response(400, &body))
}

/// The operations since the last call, each with whether it was sent to the replica.
fn calls(stage: &Stage, since: usize) -> Vec<(String, bool)> {
    let requests = stage.world.requests();
    let name = |request: &HttpRequest| {
        let mut headers = request.headers.iter();
        let target = headers.find(|(name, _)| *name == "X-Amz-Target")?;
        Some(target.1.rsplit('.').next()?.to_owned())
    };
    let made = requests[since..].iter();
    made.filter_map(|it| Some((name(it)?, it.url.starts_with(REPLICA))))
        .collect()
}

fn count(stage: &Stage) -> usize {
    stage.world.requests().len()
}

#[test]
fn the_replica_signs_in_and_renews_while_the_primary_is_down() {
    for away in [
        Delivery::LoseRequest,
        Delivery::Hang,
        Delivery::Answer(response(503, "")),
    ] {
        let stage = Stage::new();
        let page = stage.page_of(with_replica(BROWSER));
        deliver(&stage, away, Delivery::Deliver);
        let before = stage.world.now();
        sign_in(&stage, &page.client, ADA);
        // Half of 20 seconds at most.
        assert!(stage.world.now().since(before) < Duration::from_secs(12));
        let made = calls(&stage, 0);
        assert_eq!(made[0], ("InitiateAuth".to_owned(), false));
        assert!(
            made[1..].iter().all(|(_, at_replica)| *at_replica),
            "{made:?}"
        );
        // A renewal that other tabs wait for takes no longer than with one endpoint.
        let before = stage.world.now();
        stage.run(page.client.refresh()).unwrap();
        assert!(stage.world.now().since(before) < Duration::from_secs(7));
        // After a while the first endpoint is tried again.
        stage.advance(Duration::from_secs(121));
        let since = count(&stage);
        deliver(&stage, Delivery::Deliver, Delivery::Deliver);
        stage.run(page.client.refresh()).unwrap();
        let renewal = "GetTokensFromRefreshToken".to_owned();
        assert!(calls(&stage, since).contains(&(renewal, false)));
    }
}

#[test]
fn a_hanging_region_is_replaced_in_time_for_a_renewal() {
    let stage = Stage::new();
    let page = stage.page_of(with_replica(BROWSER));
    sign_in(&stage, &page.client, ADA);
    deliver(&stage, Delivery::Hang, Delivery::Deliver);
    let before = stage.world.now();
    stage.run(page.client.refresh()).unwrap();
    assert!(stage.world.now().since(before) < Duration::from_secs(6));
}

#[test]
fn throttled_requests_are_not_sent_to_the_replica() {
    let stage = Stage::new();
    let page = stage.page_of(with_replica(PASSWORD));
    deliver(
        &stage,
        refused("TooManyRequestsException"),
        Delivery::Deliver,
    );
    let password = Password::plain(ADA.0, ADA.1);
    let error = stage.run(page.client.sign_in(password)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(calls(&stage, 0).iter().all(|(_, at_replica)| !at_replica));
}

#[test]
fn without_a_network_the_region_is_not_changed() {
    let stage = Stage::new();
    let page = stage.page_of(with_replica(BROWSER));
    let session = sign_in(&stage, &page.client, ADA);
    deliver(&stage, Delivery::LoseRequest, Delivery::LoseRequest);
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let current = stage.run(page.client.current()).unwrap();
    assert_eq!(current.id_token(), session.id_token());
    let since = count(&stage);
    deliver(&stage, Delivery::Deliver, Delivery::Deliver);
    stage.run(page.client.refresh()).unwrap();
    assert!(
        calls(&stage, since)
            .iter()
            .all(|(_, at_replica)| !at_replica)
    );
}

#[test]
fn a_sign_in_stays_in_its_region() {
    let stage = Stage::new();
    let mut page = stage.page_of(with_replica(BROWSER));
    deliver(&stage, Delivery::LoseRequest, Delivery::Deliver);
    let step = stage
        .run(page.client.sign_in(Password::srp(GRACE.0, GRACE.1)))
        .unwrap();
    assert!(matches!(step, SignInStep::NewPassword(_)), "{step:?}");
    // After a reload, with the first endpoint available again, too.
    deliver(&stage, Delivery::Deliver, Delivery::Deliver);
    page.reload(with_replica(BROWSER));
    let Some(SignInStep::NewPassword(step)) = stage.run(page.client.resume_sign_in()) else {
        panic!("the step is kept")
    };
    let since = count(&stage);
    let done = stage.run(step.submit("Compiler1952", &[])).unwrap();
    assert!(matches!(done, SignInStep::Done(_)));
    assert_eq!(
        calls(&stage, since),
        [("RespondToAuthChallenge".to_owned(), true)]
    );
    // The mark on the session is the library's own, and is not sent.
    let requests = stage.world.requests();
    let bodies = requests.iter().filter_map(|it| it.body.as_deref());
    assert!(
        bodies
            .into_iter()
            .all(|body| !body.contains("vestibule-fallback"))
    );
}

#[test]
fn a_sign_in_restarts_in_the_other_region() {
    let stage = Stage::new();
    let page = stage.page_of(with_replica(BROWSER));
    let credentials = || Password::srp(GRACE.0, GRACE.1);
    let step = stage.run(page.client.sign_in(credentials())).unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    // Without a network the step can be retried.
    deliver(&stage, Delivery::LoseRequest, Delivery::LoseRequest);
    let error = stage.run(step.submit("Compiler1952", &[])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    deliver(&stage, Delivery::LoseRequest, Delivery::Deliver);
    let since = count(&stage);
    let error = stage.run(step.submit("Compiler1952", &[])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignInExpired);
    assert!(error.message().contains("Region"), "{error}");
    let respond = "RespondToAuthChallenge".to_owned();
    assert_eq!(
        calls(&stage, since),
        [(respond, false)],
        "never to the other"
    );
    let since = count(&stage);
    let step = stage.run(page.client.sign_in(credentials())).unwrap();
    assert!(matches!(step, SignInStep::NewPassword(_)), "{step:?}");
    assert!(
        calls(&stage, since)
            .iter()
            .all(|(_, at_replica)| *at_replica)
    );
}

#[test]
fn operations_that_a_replica_refuses_have_their_own_error() {
    let stage = Stage::new();
    let page = stage.page_of(with_replica(BROWSER));
    sign_in(&stage, &page.client, ADA);
    let profile = page.client.profile();
    let update = || profile.update_attributes(&[("name", "Ada")]);
    deliver(
        &stage,
        Delivery::LoseRequest,
        refused("OperationNotEnabledException"),
    );
    let error = stage.run(update()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnavailableInRegion);
    assert!(error.is_retryable() && !error.help().is_empty());
    assert!(stage.run(page.client.session()).is_ok());
    // The first endpoint gets it as soon as it is available, whichever endpoint is tried first then.
    deliver(
        &stage,
        Delivery::Deliver,
        refused("OperationNotEnabledException"),
    );
    stage.run(update()).unwrap();
}

#[test]
fn no_refusal_by_a_replica_ends_a_session() {
    for code in [
        "NotAuthorizedException",
        "UserNotFoundException",
        "RefreshTokenReuseException",
        "OperationNotEnabledException",
    ] {
        let stage = Stage::new();
        let page = stage.page_of(with_replica(BROWSER));
        let session = sign_in(&stage, &page.client, ADA);
        deliver(&stage, Delivery::LoseRequest, refused(code));
        let error = stage.run(page.client.refresh()).unwrap_err();
        assert!(error.is_retryable(), "{code}: {error:?}");
        let current = stage.run(page.client.current()).expect("somebody");
        assert_eq!(current.id_token(), session.id_token());
        // The first endpoint decides, even while the replica is tried first.
        deliver(&stage, Delivery::Deliver, refused(code));
        stage.run(page.client.refresh()).unwrap();
        deliver(&stage, refused("NotAuthorizedException"), refused(code));
        let error = stage.run(page.client.refresh()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SessionExpired, "{code}");
    }
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiatePointInTimeRecovery.html>
#[test]
fn a_recovery_to_an_earlier_time_ends_no_session() {
    let stage = Stage::with_pool(|pool| pool.point_in_time_recovery = true);
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.run(page.client.refresh()).unwrap();
    let profile = page.client.profile();
    let update = profile.update_attributes(&[("name", "Ada")]);
    let error = stage.run(update).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnavailableInRegion);
    assert!(stage.run(profile.user()).is_ok());
    let other = stage.page(PASSWORD);
    let password = Password::plain(GRACE.0, GRACE.1);
    let step = stage.run(other.client.sign_in(password)).unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    let error = stage.run(step.submit("Compiler1952", &[])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnavailableInRegion);
    // A renewal that is temporarily rejected does not end the session either.
    let body = r#"{"__type":"OperationNotEnabledException","message":"No."}"#;
    let refusal: HttpResponse = response(400, body);
    stage.respond("GetTokensFromRefreshToken", refusal);
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnavailableInRegion);
    assert!(stage.run(page.client.session()).is_ok());
}
