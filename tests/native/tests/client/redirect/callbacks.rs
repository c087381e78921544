//! Which callback URL belongs to which sign-in, and what is left of it in the tab.

use super::*;

#[test]
fn the_callbacks_parameters_are_removed_before_the_first_request() {
    let stage = Stage::new();
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let mut page = stage.page(BROWSER);
        let hosted = leave(&stage, &page, redirect);
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
        let before = stage.world.requests().len();
        let seen = stage.run(async {
            let looks = async { (page.tab.url(), stage.world.requests().len() <= before) };
            futures_util::future::join(page.client.handle_callback(), looks)
                .await
                .1
        });
        assert_eq!(seen, (CALLBACK.to_owned(), true));
    }
}

#[test]
fn the_apps_own_parameters_are_kept() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let redirect_uri = [CALLBACK, "?view=list&filter=%2B"].concat();
    let with_query = || {
        vestibule::ClientConfig::new(vestibule_native_tests::POOL, BROWSER)
            .endpoint(COGNITO)
            .domain(COGNITO)
            .redirect_uri(&redirect_uri)
            .scopes(["openid", "profile"])
    };
    page.reload(with_query());
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), with_query());
    stage
        .run(page.client.handle_callback())
        .unwrap()
        .expect("it is a callback");
    assert_eq!(page.tab.url(), redirect_uri);
}

#[test]
fn other_urls_are_not_changed() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    for address in [
        CALLBACK.to_owned(),
        format!("{CALLBACK}?view=list#top"),
        format!("{CALLBACK}?error=mine"),
        format!("{CALLBACK}?state=Texas"),
        format!("{CALLBACK}?code=SUMMER"),
        format!("{CALLBACK}?code=x&state=other"),
        format!("{CALLBACK}?code=x&state={MAILBOX}.abc"),
        format!("{CALLBACK}?error=access_denied&error_description=No"),
        format!("{CALLBACK}?error=access_denied&error_description=No&state=other"),
        format!("{CALLBACK}#access_token=x&expires_in=3600&state=other"),
        "http://localhost:8080/?code=CODE&state=x".to_owned(),
        "http://localhost:8080/voucher?code=CODE&state=x".to_owned(),
        "http://localhost:8080/#access_token=x&state=y".to_owned(),
    ] {
        page.arrive(&address, config(BROWSER));
        let outcome = stage.run(page.client.handle_callback());
        assert!(outcome.unwrap().is_none(), "{address}");
        assert_eq!(page.tab.url(), address);
    }
    assert!(stage.world.requests().is_empty());
}

#[test]
fn the_state_decides_which_client_gets_the_response() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    // A router or server has redirected to another page, and kept the query.
    let elsewhere = "http://localhost:8080/welcome";
    page.arrive(
        &browser.address().replace(CALLBACK, elsewhere),
        config(BROWSER),
    );
    assert!(stage.run(page.client.handle_callback()).unwrap().is_some());
    assert_eq!(page.tab.url(), elsewhere);
}

#[test]
fn concurrent_calls_get_the_same_outcome() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(&stage, &page, Redirect::code().app_state("cart"));
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let client = page.client.clone();
    let (first, second) = stage.run(futures_util::future::join(
        page.client.handle_callback(),
        client.handle_callback(),
    ));
    let first = first.unwrap().expect("it is a callback");
    let second = second.unwrap().expect("it is the same one");
    assert_eq!(first.session, second.session);
    assert_eq!(first.app_state, second.app_state);
    assert!(stage.run(client.handle_callback()).unwrap().is_none());
    assert_eq!(stage.world.requests().len(), 1, "one exchange");

    // The first caller may stop waiting.
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let mut gives_up = Box::pin(page.client.handle_callback());
    assert!(futures_util::FutureExt::now_or_never(&mut gives_up).is_none());
    drop(gives_up);
    let outcome = stage.run(page.client.handle_callback()).unwrap();
    assert_eq!(outcome.unwrap().session.username(), "ada");
}

#[test]
fn a_short_network_failure_does_not_lose_the_sign_in() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let come_back = |page: &mut Page| {
        let hosted = leave(&stage, page, Redirect::code().app_state("cart"));
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
    };
    // The first two tries fail.
    come_back(&mut page);
    let mut lost = 0;
    stage
        .world
        .network(move |_: &vestibule::protocol::http::HttpRequest| {
            lost += 1;
            match lost {
                1 | 2 => Delivery::LoseRequest,
                _ => Delivery::Deliver,
            }
        });
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.session.username(), "ada");

    // After more failures there is a retryable error, and the callback can be completed after a reload.
    come_back(&mut page);
    stage.deliver_all(Delivery::LoseRequest);
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(page.tab.url(), CALLBACK, "the address is clean");
    stage.deliver_all(Delivery::Deliver);
    page.reload(config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.app_state.as_deref(), Some("cart"));
    assert!(stage.run(page.client.handle_callback()).unwrap().is_none());

    // A code is valid for five minutes.
    come_back(&mut page);
    stage.deliver_all(Delivery::LoseRequest);
    stage.run(page.client.handle_callback()).unwrap_err();
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(300));
    assert!(stage.run(page.client.handle_callback()).unwrap().is_none());
    let tab = page.tab.platform().tab;
    let keys =
        stage.run(async { vestibule::platform::Store::keys(&*tab, "vestibule.callback").await });
    assert_eq!(keys, Ok(Vec::new()), "nothing of it stays");
}

#[test]
fn two_clients_on_one_page_handle_only_their_own_callbacks() {
    let stage = Stage::new();
    let tab = stage.page(BROWSER).tab;
    for own_first in [true, false] {
        let first = client(&tab, config(BROWSER));
        stage
            .run(first.redirect_sign_in(Redirect::code().app_state("first")))
            .unwrap();
        let mut browser = Browser::new(&stage);
        browser.open(&tab.url()).sign_in(ADA);
        tab.visit(browser.address());
        let (first, second) = (client(&tab, config(BROWSER)), client(&tab, config(MAILBOX)));
        let address = tab.url();
        if !own_first {
            assert!(stage.run(second.handle_callback()).unwrap().is_none());
            assert_eq!(tab.url(), address, "the other one's callback is left alone");
        }
        let outcome = stage.run(first.handle_callback()).unwrap().unwrap();
        assert_eq!(outcome.app_state.as_deref(), Some("first"));
        assert!(stage.run(second.handle_callback()).unwrap().is_none());
        assert_eq!(
            stage.run(second.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
    }
}

#[test]
fn two_flows_in_one_tab_are_independent() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let first = leave(&stage, &page, Redirect::code().app_state("first"));
    let second = leave(&stage, &page, Redirect::implicit().app_state("second"));
    for (hosted, app_state) in [(first, "first"), (second, "second")] {
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
        let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
        assert_eq!(outcome.app_state.as_deref(), Some(app_state));
    }
}

#[test]
fn a_flow_leaves_no_stored_data() {
    use vestibule::platform::Store;
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    for _ in 0..3 {
        leave(&stage, &page, Redirect::code());
        stage.advance(Duration::from_secs(3601));
    }
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    let tab = page.tab.platform().tab;
    let keys = stage.run(async { tab.keys("").await.unwrap() });
    assert!(
        keys.is_empty(),
        "flows that never came back are forgotten too: {keys:?}"
    );
    let local = stage.world.local_storage();
    let keys = stage.run(async { local.keys("").await.unwrap() });
    assert_eq!(keys.len(), 1, "the session alone: {keys:?}");
}
