//! Signing in through the hosted UI in a popup.

use std::time::Duration;

use futures_util::future::join;
use vestibule::platform::HandOver;
use vestibule::platform::simulated::Tab;
use vestibule::{ClientConfig, Error, ErrorKind, Redirect, RedirectOutcome};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{
    ADA, APP, BROWSER, CALLBACK, COGNITO, MAILBOX, Page, Stage, client, config,
};

const MARY: (&str, &str) = ("mary@example.com", "Somerville1780");

/// Runs the start of the page in the popup, concurrently with everything else.
fn start(tab: &Tab, config: ClientConfig) {
    let client = client(tab, config);
    let platform = tab.platform();
    platform.spawn.spawn(Box::pin(async move {
        let _ = client.handle_callback().await;
    }));
}

/// What the user does in the popup once it is open: signs in, and is redirected to the app.
fn at_popup(stage: &Stage, person: (&str, &str), callback: impl FnOnce(&Tab, String)) -> Tab {
    let popup = stage.world.next_popup().expect("a popup was opened");
    let mut browser = Browser::new(stage);
    let address = browser
        .open(&popup.url())
        .sign_in(person)
        .address()
        .to_owned();
    assert!(address.starts_with(CALLBACK), "{address}");
    callback(&popup, address);
    popup
}

/// A sign-in with a popup, and what the user does meanwhile.
fn sign_in(
    stage: &Stage,
    page: &Page,
    redirect: Redirect,
    meanwhile: impl FnOnce(),
) -> Result<RedirectOutcome, Error> {
    stage.run(async {
        let soon = page.tab.platform().clock;
        let person = async {
            soon.sleep(Duration::from_secs(5)).await;
            meanwhile();
        };
        join(page.client.popup_sign_in(redirect), person).await.0
    })
}

#[test]
fn the_page_stays_and_the_popup_closes() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let mut popup = None;
    let redirect = Redirect::code()
        .app_state("cart")
        .return_to("/orders?page=2");
    let outcome = sign_in(&stage, &page, redirect, || {
        popup = Some(at_popup(&stage, ADA, |tab, address| {
            tab.visit(&address);
            start(tab, config(BROWSER));
        }));
    });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.session.username(), "ada");
    assert_eq!(outcome.app_state.as_deref(), Some("cart"));
    assert_eq!(outcome.return_to.as_deref(), Some("/orders?page=2"));
    assert!(popup.unwrap().is_closed());
    assert_eq!(page.tab.url(), APP, "the page stays where it is");
    let session = stage.run(page.client.session()).unwrap();
    assert_eq!(session, outcome.session);
}

#[test]
fn the_implicit_flow_works_in_a_popup() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let outcome = sign_in(&stage, &page, Redirect::implicit(), || {
        at_popup(&stage, ADA, |tab, address| {
            tab.visit(&address);
            start(tab, config(BROWSER));
        });
    });
    assert_eq!(outcome.unwrap().session.username(), "ada");
}

#[test]
fn a_closed_popup_is_reported() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    stage.world.block_popups(true);
    let outcome = sign_in(&stage, &page, Redirect::code(), || ());
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupBlocked);
    stage.world.block_popups(false);

    let outcome = sign_in(&stage, &page, Redirect::code(), || {
        stage.world.next_popup().unwrap().close();
    });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupClosed);

    let before = stage.world.now();
    let outcome = sign_in(&stage, &page, Redirect::code(), || ());
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupTimeout);
    assert!(stage.world.now().since(before) >= Duration::from_secs(600));
    assert!(stage.world.next_popup().unwrap().is_closed());
}

#[test]
fn an_error_in_the_popup_is_returned() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let outcome = sign_in(&stage, &page, Redirect::code(), || {
        let popup = stage.world.next_popup().unwrap();
        let mut browser = Browser::new(&stage);
        browser.open(&popup.url()).fill(&[("cancel", "1")]);
        popup.visit(browser.address());
        start(&popup, config(BROWSER));
    });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::AccessDenied);
}

/// The callback of a server that omits the `state`.
const STATELESS: &str = "?error=server_error&error_description=The+pool+says+no";

/// Redirects the oldest popup to an error without a state, at a page that starts with these clients.
fn refuse(stage: &Stage, clients: &[&str]) -> Tab {
    let popup = stage.world.next_popup().expect("a popup was opened");
    popup.visit(&[CALLBACK, STATELESS].concat());
    for client_id in clients {
        start(&popup, config(client_id));
    }
    popup
}

#[track_caller]
fn expect_own_words<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProviderError, "{error}");
    assert_eq!(error.code(), Some("server_error"));
    assert!(error.to_string().contains("The pool says no"), "{error}");
}

#[test]
fn an_error_without_a_state_ends_the_popups_flow() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    // The page has its own unfinished redirect, which is copied to the popup.
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    page.arrive(APP, config(BROWSER));
    let mut popup = None;
    let before = stage.world.now();
    let outcome = sign_in(&stage, &page, Redirect::code(), || {
        popup = Some(refuse(&stage, &[BROWSER]));
    });
    expect_own_words(outcome);
    let waited = stage.world.now().since(before);
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    let popup = popup.unwrap();
    assert!(popup.is_closed());
    assert_eq!(popup.url(), CALLBACK, "the address is clean");
}

#[test]
fn an_error_without_a_state_in_another_tab_is_ignored() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let mut ordinary = stage.page(BROWSER);
    let link = [CALLBACK, STATELESS].concat();
    let platform = page.tab.platform();
    let (outcome, there) = stage.run(async {
        let person = async {
            platform.clock.sleep(Duration::from_secs(5)).await;
            ordinary.arrive(&link, config(BROWSER));
            let there = ordinary.client.handle_callback().await;
            at_popup(&stage, ADA, |tab, address| {
                tab.visit(&address);
                start(tab, config(BROWSER));
            });
            there
        };
        join(page.client.popup_sign_in(Redirect::code()), person).await
    });
    assert!(there.unwrap().is_none(), "it is no response");
    assert_eq!(ordinary.tab.url(), link, "and stays as it is");
    assert_eq!(outcome.unwrap().session.username(), "ada");
}

#[test]
fn an_error_without_a_state_belongs_to_the_popups_client() {
    for clients in [[BROWSER, MAILBOX], [MAILBOX, BROWSER]] {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        // The other client waits for its own redirect in the same tab.
        let other = client(&page.tab, config(MAILBOX));
        stage.run(other.redirect_sign_in(Redirect::code())).unwrap();
        page.arrive(APP, config(BROWSER));
        let other = client(&page.tab, config(MAILBOX));
        let outcome = sign_in(&stage, &page, Redirect::code(), || {
            refuse(&stage, &clients);
        });
        expect_own_words(outcome);
        let keys = stage.run(page.tab.platform().tab.keys("vestibule.redirect."));
        assert_eq!(keys.unwrap().len(), 1, "the other flow can still come back");
        assert!(stage.run(other.handle_callback()).unwrap().is_none());
    }
}

#[test]
fn an_error_without_a_state_and_a_waiting_page_is_reported_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let outcome = sign_in(&stage, &page, Redirect::code(), || ());
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupTimeout);
    let popup = stage.world.next_popup().unwrap();
    let link = [CALLBACK, STATELESS].concat();
    popup.visit(&link);
    let there = client(&popup, config(BROWSER));
    expect_own_words(stage.run(there.handle_callback()));
    assert_eq!(popup.url(), CALLBACK);
    // From now on the window is a normal tab.
    popup.visit(&link);
    assert!(stage.run(there.handle_callback()).unwrap().is_none());
    assert_eq!(popup.url(), link);
}

#[test]
fn a_popup_with_its_own_redirect_counts_as_a_tab() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let platform = page.tab.platform();
    let (outcome, there) = stage.run(async {
        let person = async {
            platform.clock.sleep(Duration::from_secs(5)).await;
            let popup = stage.world.next_popup().unwrap();
            let there = client(&popup, config(BROWSER));
            there.redirect_sign_in(Redirect::code()).await.unwrap();
            popup.visit(&[CALLBACK, STATELESS].concat());
            let refused = client(&popup, config(BROWSER)).handle_callback().await;
            assert!(!popup.is_closed());
            popup.close();
            refused
        };
        join(page.client.popup_sign_in(Redirect::code()), person).await
    });
    expect_own_words(there);
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupClosed);
}

#[test]
fn messages_of_another_origin_are_ignored() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let outcome = sign_in(&stage, &page, Redirect::code(), || {
        at_popup(&stage, ADA, |tab, address| {
            let evil = "https://evil.example/callback";
            tab.visit(&address.replace(CALLBACK, evil));
            start(tab, config(BROWSER).redirect_uri(evil));
        });
    });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::PopupClosed);
}

#[test]
fn the_response_of_another_flow_is_ignored() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    // As if a page had passed on another sign-in's code with the expected state.
    for (from, to) in [("state=", "state=x"), ("&state", "&estate")] {
        let outcome = sign_in(&stage, &page, Redirect::code(), || {
            at_popup(&stage, ADA, |tab, address| {
                let (_, state) = address.split_once("state=").unwrap();
                tab.visit(&address.replace(from, to));
                let platform = tab.platform();
                let (state, url) = (state.replace("%7E", "~"), tab.url());
                let spawn = platform.spawn.clone();
                spawn.spawn(Box::pin(async move {
                    let outcome = platform.popup.hand_over(&state, &url).await;
                    assert_eq!(outcome, HandOver::Closing);
                }));
            });
        });
        let kind = outcome.unwrap_err().kind();
        assert_eq!(kind, ErrorKind::UnknownState, "{to}");
    }
}

#[test]
fn a_popup_callback_outside_of_a_popup_is_refused() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let mut address = String::new();
    let _ = sign_in(&stage, &page, Redirect::code(), || {
        at_popup(&stage, ADA, |tab, reached| {
            address = reached;
            tab.close();
        });
    });
    page.arrive(&address, config(BROWSER));
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownState);
    assert_eq!(page.tab.url(), CALLBACK, "the address is clean");
}

#[test]
fn a_tab_that_returns_for_the_popup_hands_over_at_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let mut ordinary = stage.page(BROWSER);
    let platform = page.tab.platform();
    let (outcome, there) = stage.run(async {
        let person = async {
            platform.clock.sleep(Duration::from_secs(5)).await;
            let mut reached = String::new();
            at_popup(&stage, ADA, |_, address| reached = address);
            // As if the user had followed a link in an e-mail.
            ordinary.arrive(&reached, config(BROWSER));
            let before = stage.world.now();
            let there = ordinary.client.handle_callback().await;
            (there, stage.world.now().since(before))
        };
        join(page.client.popup_sign_in(Redirect::code()), person).await
    });
    assert_eq!(outcome.unwrap().session.username(), "ada");
    let (there, waited) = there;
    assert!(there.unwrap().is_none(), "the other page has it");
    assert!(waited < Duration::from_secs(1), "{waited:?}");
    assert!(!ordinary.tab.url().contains("code="));
}

#[test]
fn two_clients_of_one_page_have_a_popup_each() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let other = client(&page.tab, config(MAILBOX));
    let (first, second) = stage.run(async {
        let soon = page.tab.platform().clock;
        let person = async {
            soon.sleep(Duration::from_secs(5)).await;
            let one = stage.world.next_popup().unwrap();
            let another = stage.world.next_popup().unwrap();
            // The popup that was opened last is finished first; its page has both clients.
            for (popup, person) in [(another, MARY), (one, ADA)] {
                let mut browser = Browser::new(&stage);
                let address = browser
                    .open(&popup.url())
                    .sign_in(person)
                    .address()
                    .to_owned();
                popup.visit(&address);
                start(&popup, config(BROWSER));
                start(&popup, config(MAILBOX));
            }
        };
        let signs_in = join(
            page.client.popup_sign_in(Redirect::code()),
            other.popup_sign_in(Redirect::code()),
        );
        join(signs_in, person).await.0
    });
    assert_eq!(first.unwrap().session.username(), "ada");
    let second = second.unwrap().session;
    assert_eq!(second.claims().string("email"), Some(MARY.0));
}

#[test]
fn a_popup_leaves_no_stored_data() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let platform = page.tab.platform();
    let keys = stage.run(async {
        let person = async {
            platform.clock.sleep(Duration::from_secs(5)).await;
            let popup = stage.world.next_popup().unwrap();
            assert!(popup.url().starts_with(COGNITO), "{}", popup.url());
            let keys = platform.tab.keys("").await;
            popup.close();
            keys
        };
        join(page.client.popup_sign_in(Redirect::code()), person)
            .await
            .1
    });
    assert_eq!(keys, Ok(Vec::new()));
}
