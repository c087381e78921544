//! The options of a sign-in through the hosted UI.

use vestibule::{ErrorKind, Redirect, RedirectOutcome};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{ADA, BROWSER, CALLBACK, Page, Stage, config};

/// An app client with the scopes that the console allows by default.
const PRESET: &str = "vestibuledemopreset0000011";

/// Signs in as Ada at the hosted UI, and returns to the app.
fn round_trip(stage: &Stage, page: &mut Page, redirect: Redirect) -> RedirectOutcome {
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let outcome = stage.run(page.client.handle_callback());
    outcome.unwrap().expect("it is a callback")
}

#[test]
fn idp_identifier_selects_a_provider() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let redirect = Redirect::code().idp_identifier("example.com");
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    assert!(page.tab.url().contains("&idp_identifier=example.com"));
    let mut browser = Browser::new(&stage);
    let address = browser.open(&page.tab.url()).address();
    assert!(
        address.contains("client_id=vestibuledemofederation0010"),
        "{address}"
    );
}

#[test]
fn a_resource_becomes_the_access_tokens_audience() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let redirect = Redirect::code().resource("https://api.example.com");
    let session = round_trip(&stage, &mut page, redirect).session;
    let audience = session.access_claims().string("aud");
    assert_eq!(audience, Some("https://api.example.com"));
}

#[test]
fn additional_scopes_are_added_for_one_call() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let scopes = |session: &vestibule::Session| {
        let claims = session.access_claims();
        claims.string("scope").unwrap_or_default().to_owned()
    };
    let before = round_trip(&stage, &mut page, Redirect::code()).session;
    let after = round_trip(&stage, &mut page, Redirect::code().scope("phone")).session;
    assert!(!scopes(&before).contains("phone"));
    assert_eq!(scopes(&after), [&*scopes(&before), "phone"].join(" "));
}

/// An app client as the console creates it, and an app that configures no scopes.
#[test]
fn the_default_scopes_are_allowed_by_new_app_clients() {
    use vestibule_native_tests::{COGNITO, POOL};
    let stage = Stage::new();
    let config = || {
        vestibule::ClientConfig::new(POOL, PRESET)
            .endpoint(COGNITO)
            .domain(COGNITO)
            .redirect_uri(CALLBACK)
    };
    let mut page = stage.page_of(config());
    let leave = |page: &Page, redirect| {
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
        let mut browser = Browser::new(&stage);
        browser.open(&page.tab.url());
        browser
    };
    let mut browser = leave(&page, Redirect::code());
    page.arrive(browser.sign_in(ADA).address(), config());
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    let scopes = outcome.session.access_claims().string("scope");
    assert_eq!(scopes, Some("openid email phone"));

    // With one more scope the error tells the developer what to do.
    let browser = leave(&page, Redirect::code().scope("profile"));
    page.arrive(browser.address(), config());
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.message(), "invalid_scope");
    for message in ["AllowedOAuthScopes", "openid, email and phone", "scopes"] {
        assert!(error.help().contains(message), "{}", error.help());
    }
}

#[test]
fn the_return_path_is_restored() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let path = "/orders?page=2&next=https://x//y#last";
    let outcome = round_trip(&stage, &mut page, Redirect::code().return_to(path));
    assert_eq!(outcome.return_to.as_deref(), Some(path));
    assert_eq!(page.tab.url(), CALLBACK, "going there is the app's");
}

#[test]
fn a_return_path_to_another_origin_is_refused() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    for path in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
    ] {
        let before = page.tab.url();
        let begun = stage.run(
            page.client
                .redirect_sign_in(Redirect::code().return_to(path)),
        );
        assert_eq!(begun.unwrap_err().kind(), ErrorKind::InvalidInput, "{path}");
        assert_eq!(page.tab.url(), before, "nobody leaves");
    }
}

#[test]
fn a_replaced_flow_record_is_ignored() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let redirect = Redirect::code().return_to("/orders");
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let tab = page.tab.platform().tab;
    stage.run(async move {
        for key in tab.keys("").await.unwrap() {
            let text = tab.read(&key).await.unwrap().unwrap();
            assert!(text.contains("/orders"), "{text}");
            tab.write(&key, &text.replace("/orders", "//evil.example"))
                .await
                .unwrap();
        }
    });
    let mut browser = Browser::new(&stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.return_to, None);
}

#[test]
fn flows_in_several_tabs_are_independent() {
    let stage = Stage::new();
    let mut pages: Vec<Page> = (0..3).map(|_| stage.page(BROWSER)).collect();
    let mut callbacks = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let redirect = Redirect::code().app_state(index.to_string());
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    }
    for page in &pages {
        let mut browser = Browser::new(&stage);
        callbacks.push(
            browser
                .open(&page.tab.url())
                .sign_in(ADA)
                .address()
                .to_owned(),
        );
    }
    // Another tab's callback is rejected, and that tab can still complete it.
    pages[0].arrive(&callbacks[1], config(BROWSER));
    let error = stage.run(pages[0].client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownState);
    for index in [2, 0, 1] {
        pages[index].arrive(&callbacks[index], config(BROWSER));
        let outcome = stage.run(pages[index].client.handle_callback());
        let outcome = outcome.unwrap().expect("it is a callback");
        assert_eq!(outcome.app_state, Some(index.to_string()));
    }
}
