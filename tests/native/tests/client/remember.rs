//! "Remember me": where the session is stored, chosen at each sign-in.

use std::time::Duration;

use vestibule::platform::{MemoryStore, Store};
use vestibule::{
    Client, CustomStore, ErrorKind, Password, Reach, Redirect, Remember, Session, SignInStep,
};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{ADA, BROWSER, FACTORS, Page, Stage, config, done, sign_in};

const CHARLES: (&str, &str) = ("charles", "Babbage1791");

fn briefly(stage: &Stage, client: &Client, (name, password): (&str, &str)) -> Session {
    let client = client.remember(Remember::Briefly);
    done(stage.run(client.sign_in(Password::srp(name, password))))
}

/// How many records are in the local and the session storage.
fn kept(stage: &Stage, page: &Page) -> (usize, usize) {
    let (local, tab) = (stage.world.local_storage(), page.tab.platform().tab);
    stage.run(async {
        let [local, tab] = [local.keys("").await, tab.keys("").await];
        (local.unwrap().len(), tab.unwrap().len())
    })
}

fn nobody(stage: &Stage, client: &Client) {
    let error = stage.run(client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn without_remember_the_session_is_only_in_this_tab() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let other = stage.page(BROWSER);
    let session = briefly(&stage, &page.client, ADA);
    assert_eq!(kept(&stage, &page), (0, 1));
    page.reload(config(BROWSER));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    nobody(&stage, &other.client);
    // It stays in the session storage when it is renewed, and the other tabs are not delayed.
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(kept(&stage, &page), (0, 1));
    let before = stage.world.now();
    nobody(&stage, &other.client);
    assert_eq!(stage.world.now(), before);
    page.reload(config(BROWSER));
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(kept(&stage, &page), (0, 0));
    nobody(&stage, &page.client);
}

#[test]
fn each_sign_in_replaces_the_previous_one() {
    let stage = Stage::new();
    let (page, other) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &page.client, ADA);
    stage.run(other.client.session()).unwrap();
    stage.advance(Duration::from_secs(2));
    briefly(&stage, &page.client, CHARLES);
    assert_eq!(kept(&stage, &page), (0, 1));
    stage.advance(Duration::from_secs(3));
    nobody(&stage, &other.client);
    assert_eq!(
        stage.run(page.client.session()).unwrap().username(),
        "charles"
    );
    let back = sign_in(&stage, &page.client, ADA);
    assert_eq!(kept(&stage, &page), (1, 0));
    assert_eq!(stage.run(other.client.session()).unwrap(), back);
}

#[test]
fn a_later_remembered_sign_in_applies_to_this_tab_too() {
    let stage = Stage::new();
    let (page, other) = (stage.page(BROWSER), stage.page(BROWSER));
    briefly(&stage, &page.client, CHARLES);
    stage.advance(Duration::from_secs(2));
    let session = sign_in(&stage, &other.client, ADA);
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(kept(&stage, &page), (1, 0));
}

#[test]
fn two_tabs_without_remember_are_independent() {
    let stage = Stage::new();
    let (page, other) = (stage.page(BROWSER), stage.page(BROWSER));
    briefly(&stage, &page.client, ADA);
    let session = briefly(&stage, &other.client, CHARLES);
    stage.run(page.client.refresh()).unwrap();
    let _ = stage.run(page.client.sign_out()).unwrap();
    stage.advance(Duration::from_secs(3));
    assert_eq!(stage.run(other.client.session()).unwrap(), session);
}

#[test]
fn the_choice_survives_the_redirect() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let client = page.client.remember(Remember::Briefly);
    stage
        .run(client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let mut browser = Browser::new(&stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.session.username(), "ada");
    assert_eq!(kept(&stage, &page), (0, 1));
}

#[test]
fn a_resumed_step_keeps_the_choice() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    let client = page.client.remember(Remember::Briefly);
    let karen = Password::srp("karen", "Sparck1935");
    let Ok(SignInStep::SmsCode(_)) = stage.run(client.sign_in(karen)) else {
        panic!("a code is asked for");
    };
    page.reload(config(FACTORS));
    let Some(SignInStep::SmsCode(step)) = stage.run(page.client.resume_sign_in()) else {
        panic!("the code is still asked for");
    };
    let code = stage.code_for("+441935082600");
    done(stage.run(step.submit(&code)));
    assert_eq!(kept(&stage, &page), (0, 1));
}

#[test]
fn a_custom_store_decides_where_such_a_session_is_stored() {
    let stage = Stage::new();
    let store = || CustomStore::new(MemoryStore::default());
    let page = stage.page_of(config(BROWSER).store(store().reach(Reach::Tab)));
    let session = briefly(&stage, &page.client, ADA);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(kept(&stage, &page), (0, 0));
    let _ = stage.run(page.client.sign_out()).unwrap();
    nobody(&stage, &page.client);
}
