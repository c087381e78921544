//! Two clients of two pools on one page.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join;
use vestibule::ErrorKind;
use vestibule_native_tests::{ADA, BROWSER, MAILBOX, PASSWORD, Stage, client, config, sign_in};

const MARY: (&str, &str) = ("mary@example.com", "Somerville1780");

#[test]
fn two_clients_are_independent() {
    let stage = Stage::new();
    let tab = stage.page(BROWSER).tab;
    let (first, second) = (client(&tab, config(BROWSER)), client(&tab, config(MAILBOX)));
    let changes = Arc::new(Mutex::new(0));
    let counter = changes.clone();
    let _subscription = second.on_change(move |_| *counter.lock().unwrap() += 1);

    let ada = sign_in(&stage, &first, ADA);
    assert_eq!(
        stage.run(second.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    let mary = sign_in(&stage, &second, MARY);
    assert_eq!(stage.run(first.session()).unwrap(), ada);
    assert_eq!(stage.run(second.session()).unwrap(), mary);

    stage.advance(Duration::from_secs(3600));
    let (ada, mary) = stage.run(join(first.session(), second.session()));
    assert_eq!(
        (
            ada.unwrap().username(),
            mary.unwrap().claims().string("email")
        ),
        ("ada", Some(MARY.0))
    );
    assert_eq!(stage.calls("GetTokensFromRefreshToken"), 2);

    let _ = stage.run(first.sign_out()).unwrap();
    assert_eq!(
        stage.run(first.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    stage
        .run(second.session())
        .expect("the other one stays signed in");
    stage.advance(Duration::from_millis(10));
    assert_eq!(*changes.lock().unwrap(), 2, "its own sign-in and renewal");
}

#[test]
fn two_app_clients_of_one_pool_have_a_session_each() {
    let stage = Stage::new();
    let tab = stage.page(BROWSER).tab;
    let (first, second) = (
        client(&tab, config(BROWSER)),
        client(&tab, config(PASSWORD)),
    );
    sign_in(&stage, &first, ADA);
    sign_in(&stage, &second, ("charles", "Babbage1791"));
    assert_eq!(stage.run(first.session()).unwrap().username(), "ada");
    assert_eq!(stage.run(second.session()).unwrap().username(), "charles");
    let _ = stage.run(second.sign_out()).unwrap();
    assert_eq!(stage.run(first.session()).unwrap().username(), "ada");
}

#[test]
fn clones_share_their_state() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let clone = page.client.clone();
    let session = sign_in(&stage, &clone, ADA);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
}
