//! Sign-in through an identity provider behind the pool: here another pool of the emulator.

use serde_json::Value;
use vestibule::{ErrorKind, Redirect, RedirectOutcome};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{BROWSER, CALLBACK, POOL, Page, Stage, config};

const MARY: (&str, &str) = ("mary@example.com", "Somerville1780");

/// Where the browser of somebody who signs in at the provider ends up.
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
fn a_person_of_a_provider_is_a_user_of_the_pool() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let address = by_mailbox(&stage, &page, Redirect::code().provider("Mailbox"));
    assert!(address.starts_with(CALLBACK), "{address}");
    let session = arrive(&stage, &mut page, &address).session;
    assert!(
        session.username().starts_with("Mailbox_"),
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
    let found = stage.run(page.client.user()).unwrap();
    let identities = found.attributes.iter().find(|it| it.name == "identities");
    let identities: Value = serde_json::from_str(&identities.unwrap().value).unwrap();
    assert_eq!(identities[0]["providerName"], "Mailbox");
}

#[test]
fn a_person_can_say_no_at_the_provider() {
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
