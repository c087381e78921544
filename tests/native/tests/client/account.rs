//! The account of the signed-in user.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::{Change, Credentials, ErrorKind, Field, Password, SignInStep, SignOutReason};
use vestibule_native_tests::{ADA, BROWSER, FACTORS, Stage, done, response, sign_in};

#[test]
fn the_signed_in_user_is_returned() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    let user = stage.run(page.client.profile().user()).unwrap();
    assert_eq!(user.username, "ada");
    assert_eq!(user.attribute("sub"), session.claims().string("sub"));
    assert_eq!(user.attribute("email"), Some("ada@example.com"));
    assert_eq!(user.attribute("name"), Some("Ada Lovelace"));
    assert_eq!(user.attribute("nickname"), None);
    assert!(!format!("{user:?}").contains("ada@example.com"));
}

#[test]
fn without_a_session_account_calls_are_errors() {
    let stage = Stage::new();
    let client = stage.page(BROWSER).client;
    let kinds = [
        stage.run(client.profile().user()).unwrap_err().kind(),
        stage
            .run(client.profile().change_password(ADA.1, "Countess1852"))
            .unwrap_err()
            .kind(),
        stage
            .run(client.profile().delete_user())
            .unwrap_err()
            .kind(),
        stage.run(client.refresh()).unwrap_err().kind(),
        stage.run(client.sign_out_everywhere()).unwrap_err().kind(),
    ];
    assert_eq!(kinds, [ErrorKind::SignedOut; 5]);
    assert!(stage.operations().is_empty());
}

#[test]
fn the_password_changes() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage
        .run(page.client.profile().change_password(ADA.1, "Countess1852"))
        .unwrap();
    stage.run(page.client.session()).expect("the session stays");
    let other = stage.page(BROWSER);
    let old = stage
        .run(other.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(old.kind(), ErrorKind::WrongCredentials);
    sign_in(&stage, &other.client, ("ada", "Countess1852"));
}

#[test]
fn a_password_can_be_set_without_a_previous_one() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let annie = Credentials::choice("annie").preferred("EMAIL_OTP");
    let step = stage.run(page.client.sign_in(annie)).unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("annie@example.com"))));
    let profile = page.client.profile();
    let weak = stage.run(profile.set_password("weak")).unwrap_err();
    assert_eq!(weak.kind(), ErrorKind::InvalidPassword);
    assert_eq!(weak.field(), Some(Field::NewPassword));
    stage.run(profile.set_password("Easley-1933")).unwrap();
    let other = stage.page(FACTORS);
    sign_in(&stage, &other.client, ("annie", "Easley-1933"));
    // If the user has a password, the current one is required.
    let again = stage.run(profile.set_password("Easley-1934")).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::WrongCredentials);
}

#[test]
fn refused_password_changes_are_errors() {
    let stage = Stage::with_pool(|pool| pool.password_policy.password_history_size = 2);
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let refused = |current, new| {
        let error = stage
            .run(page.client.profile().change_password(current, new))
            .unwrap_err();
        (error.kind(), error.field())
    };
    assert_eq!(
        refused("Wrong1815", "Countess1852"),
        (ErrorKind::WrongCredentials, Some(Field::Password))
    );
    assert_eq!(
        refused(ADA.1, "weak"),
        (ErrorKind::InvalidPassword, Some(Field::NewPassword))
    );
    assert_eq!(
        refused(ADA.1, ADA.1),
        (ErrorKind::PasswordReused, Some(Field::NewPassword))
    );
    sign_in(&stage, &stage.page(BROWSER).client, ADA);
}

#[test]
fn an_access_token_revoked_elsewhere_ends_the_session() {
    let stage = Stage::new();
    let (page, other) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &page.client, ADA);
    let reasons: Arc<Mutex<Vec<SignOutReason>>> = Arc::default();
    let reported = reasons.clone();
    let _subscription = other.client.on_change(move |change| {
        if let Change::SignedOut { reason, .. } = change {
            reported.lock().unwrap().push(*reason);
        }
    });
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    let error = stage.run(page.client.profile().user()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthorized);
    assert_eq!(error.message(), "Access Token has been revoked");
    stage.advance(Duration::from_secs(1));
    for page in [&page, &other] {
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);
    }
    assert_eq!(*reasons.lock().unwrap(), [SignOutReason::Revoked]);
}

#[test]
fn an_access_token_that_something_else_refuses_does_not_end_the_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let before = sign_in(&stage, &page.client, ADA);
    stage.advance(Duration::from_secs(10));
    let refusal =
        r#"{"__type":"NotAuthorizedException","message":"Access Token has been revoked"}"#;
    stage.respond("GetUser", response(400, refusal));
    assert!(stage.run(page.client.profile().user()).is_err());
    stage.advance(Duration::from_secs(1));
    let after = stage.run(page.client.session()).unwrap();
    assert_eq!(after.username(), before.username());
    assert_ne!(after, before, "the session was renewed, which proves it");
}

#[test]
fn an_account_is_deleted() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    stage.run(page.client.profile().delete_user()).unwrap();
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(!stage.accepts(session.access_token()));
    let error = stage
        .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
}

#[test]
fn a_failed_deletion_keeps_the_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    let error = stage.run(page.client.profile().delete_user()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(error.is_retryable());
    stage.run(page.client.session()).expect("the session stays");
}
