//! Where else the person is signed in.

use vestibule::ErrorKind;
use vestibule_native_tests::{ADA, BROWSER, PASSWORD, Stage, sign_in};

#[test]
fn another_session_is_seen_and_ended() {
    let stage = Stage::new();
    let here = stage.page(BROWSER).client;
    let there = stage.page(PASSWORD).client;
    let session = sign_in(&stage, &there, ADA);
    sign_in(&stage, &here, ADA);
    let listed = stage.run(here.user_sessions(None)).unwrap();
    assert_eq!((listed.sessions.len(), &listed.next), (2, &None));
    let other = listed.sessions.iter().find(|it| !it.is_this).unwrap();
    assert_eq!(other.kind.as_deref(), Some("TOKEN"));
    assert!(other.created.is_some());
    stage.run(here.revoke_user_session(&other.id)).unwrap();
    assert!(!stage.accepts(session.access_token()));
    stage.run(here.user()).expect("this one goes on");
    let again = stage.run(here.revoke_user_session(&other.id)).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::ResourceNotFound);
}

#[test]
fn many_sessions_come_in_pages() {
    let stage = Stage::new();
    let client = stage.page(BROWSER).client;
    for _ in 0..61 {
        sign_in(&stage, &client, ADA);
    }
    let first = stage.run(client.user_sessions(None)).unwrap();
    assert_eq!(first.sessions.len(), 60);
    let second = stage
        .run(client.user_sessions(first.next.as_deref()))
        .unwrap();
    assert_eq!((second.sessions.len(), second.next), (1, None));
    let nobody = stage.page(PASSWORD).client;
    assert_eq!(
        stage.run(nobody.user_sessions(None)).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert_eq!(
        stage
            .run(nobody.revoke_user_session("x"))
            .unwrap_err()
            .kind(),
        ErrorKind::SignedOut
    );
}
