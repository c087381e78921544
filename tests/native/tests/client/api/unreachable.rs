//! An API that does not respond, or whose response the page may not read.

use super::*;

#[test]
fn an_unreachable_api_has_its_own_error_and_is_not_retried() {
    let (stage, page, _server, api) = scene();
    sign_in(&stage, &page.client, ADA);
    let refused = |delivery: Delivery| {
        stage.deliver_all(delivery);
        let before = stage.world.requests().len();
        let error = stage.run(api.fetch(get(ORDERS))).unwrap_err();
        assert_eq!(stage.world.requests().len() - before, 1);
        error
    };
    assert_eq!(refused(Delivery::LoseRequest).kind(), ErrorKind::Network);
    assert_eq!(refused(Delivery::Hang).kind(), ErrorKind::Timeout);
    let large = response(200, &"x".repeat(MAX_APP_RESPONSE + 1));
    let error = refused(Delivery::Answer(large));
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert_eq!(error.message(), "the response is larger than 1 MiB");
}

/// A browser hides a response without CORS headers from the page, as if the network had failed.
#[test]
fn a_refusal_blocked_by_cors_renews_an_expired_token() {
    let (stage, page, server, api) = scene();
    let session = sign_in(&stage, &page.client, ADA);
    let unreadable = Arc::new(Mutex::new(1));
    let (left, responding) = (unreadable.clone(), server.clone());
    stage.world.network(move |request| {
        let mut left = left.lock().unwrap();
        let is_ours = request.url.starts_with(vestibule_native_tests::COGNITO);
        match is_ours {
            true => Delivery::Deliver,
            false if *left > 0 => {
                *left -= 1;
                Delivery::LoseRequest
            }
            false => Delivery::Answer(responding.respond(request)),
        }
    });

    // While the token is valid, the request is not repeated, because it may have arrived.
    let error = stage.run(api.fetch(post("once"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(error.help().contains("CORS"), "{}", error.help());
    assert!(
        error.help().contains("Access-Control-Allow-Origin"),
        "{}",
        error.help()
    );
    assert_eq!((server.take(), stage.calls(RENEWAL)), (Vec::new(), 0));

    // The token expires during the request.
    *unreadable.lock().unwrap() = 1;
    let left = session.expires_at().since(stage.world.now());
    stage.advance(left - Duration::from_millis(10));
    let response = stage.run(api.fetch(post("again"))).unwrap();
    assert_eq!(status_and_body(response), (200, "again".to_owned()));
    assert_eq!(stage.calls(RENEWAL), 1);
    let renewed = stage.run(page.client.session()).unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    assert_eq!(server.take(), [bearer(renewed.access_token())]);

    // Without a network the caller gets a network error.
    let left = renewed.expires_at().since(stage.world.now());
    stage.advance(left - Duration::from_millis(10));
    stage.world.network(|_| Delivery::LoseRequest);
    let error = stage.run(api.fetch(post("away"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
}
