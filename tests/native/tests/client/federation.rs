//! Sign-in with an identity provider of the pool, which is another pool of the emulator here.

use serde_json::Value;
use vestibule::{ErrorKind, Redirect, RedirectOutcome};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{BROWSER, CALLBACK, POOL, Page, Stage, config};

const MARY: (&str, &str) = ("mary@example.com", "Somerville1780");

/// The URL at which the browser of a user who signs in at the provider ends up.
fn by_mailbox(stage: &Stage, page: &Page, redirect: Redirect) -> String {
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url());
    assert!(
        browser
            .address()
            .contains("client_id=vestibuledemofederation0010"),
        "straight to the provider: {}",
        browser.address()
    );
    browser.sign_in(MARY).address().to_owned()
}

fn arrive(stage: &Stage, page: &mut Page, address: &str) -> RedirectOutcome {
    page.arrive(address, config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap();
    outcome.expect("it is a callback")
}

#[test]
fn a_federated_user_signs_in() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let address = by_mailbox(&stage, &page, Redirect::code().provider("Mailbox"));
    assert!(address.starts_with(CALLBACK), "{address}");
    let session = arrive(&stage, &mut page, &address).session;
    assert!(
        session.username().starts_with("mailbox_"),
        "{}",
        session.username()
    );
    let claims = session.claims();
    assert_eq!(claims.string("email"), Some(MARY.0));
    assert_eq!(claims.string("name"), Some("Mary Somerville"));
    assert_eq!(session.groups(), [format!("{POOL}_Mailbox")]);
    let user = stage.administer(
        "AdminGetUser",
        serde_json::json!({ "Username": session.username() }),
    );
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    let found = stage.run(page.client.profile().user()).unwrap();
    let identities = found.attributes.iter().find(|it| it.name == "identities");
    let identities: Value = serde_json::from_str(&identities.unwrap().value).unwrap();
    assert_eq!(identities[0]["providerName"], "Mailbox");
}

#[test]
fn a_named_provider_is_used_at_once() {
    let stage = Stage::with_client(BROWSER, |client| {
        client.supported_identity_providers = vec!["Mailbox".to_owned()];
    });
    let page = stage.page(BROWSER);
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let mut browser = Browser::new(&stage);
    let address = browser.open(&page.tab.url()).address();
    // The provider is also a pool of the emulator, so its page is the hosted UI of another app client.
    let own_page = format!("client_id={BROWSER}");
    assert!(address.contains(&own_page), "a page first: {address}");
    let mut page = stage.page(BROWSER);
    let address = by_mailbox(&stage, &page, Redirect::code().provider("Mailbox"));
    let session = arrive(&stage, &mut page, &address).session;
    assert!(session.username().starts_with("mailbox_"));
}

#[test]
fn a_denial_at_the_provider_is_reported() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let redirect = Redirect::code().provider("Mailbox");
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(&stage);
    let address = browser
        .open(&page.tab.url())
        .fill(&[("cancel", "1")])
        .address()
        .to_owned();
    page.arrive(&address, config(BROWSER));
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessDenied, "{error}");
    assert_eq!(page.tab.url(), CALLBACK);
}

/// A provider's portal sends the user to the app with a code, but without a state.
#[test]
fn an_idp_initiated_sign_in_continues_with_a_normal_flow() {
    let stage = Stage::new();
    let portal = || config(BROWSER).idp_initiated("Mailbox");
    let response = format!("{CALLBACK}?code=anybodys&view=list");
    let mut page = stage.page_of(config(BROWSER));
    // The app did not start a sign-in, so the parameters are the app's own.
    page.arrive(&response, config(BROWSER));
    assert!(stage.run(page.client.handle_callback()).unwrap().is_none());
    assert_eq!(page.tab.url(), response);

    page.arrive(&response, portal());
    let leaving = page.client.clone();
    let spawn = page.tab.platform().spawn;
    spawn.spawn(Box::pin(async move {
        let _ = leaving.handle_callback().await;
    }));
    stage.advance(std::time::Duration::from_secs(1));
    let address = page.tab.url();
    assert!(address.contains("identity_provider=Mailbox"), "{address}");
    assert!(!address.contains("anybodys"), "the code is not used");
    assert!(
        stage.world.requests().is_empty(),
        "nobody is signed in by it"
    );
    let mut browser = Browser::new(&stage);
    let back = browser.open(&address).sign_in(MARY).address().to_owned();

    // A callback that has lost its state does not start one sign-in after the other.
    let code = back
        .split(['?', '&'])
        .find(|pair| pair.starts_with("code="))
        .unwrap();
    page.arrive(&format!("{CALLBACK}?{code}"), portal());
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownState);

    page.arrive(&back, portal());
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert!(outcome.session.username().starts_with("mailbox_"));

    // A failed sign-in at a portal has its error, although this tab did not start it.
    page.arrive(
        &format!("{CALLBACK}?error=invalid_request&error_description=Invalid+SAML+response"),
        portal(),
    );
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.message(), "Invalid SAML response");
}
