//! Forgotten passwords.

use std::time::Duration;

use vestibule::{ErrorKind, Field, Medium, Password, ResetPasswordStep};
use vestibule_emulator::UserSettings;
use vestibule_native_tests::{ADA, BROWSER, LEGACY, PASSWORD, Page, Stage, config, sign_in};

const ADDRESS: &str = "ada@example.com";
const NEW: (&str, &str) = ("ada", "Countess1852");

#[track_caller]
fn forgot(stage: &Stage, page: &Page) -> ResetPasswordStep {
    stage
        .run(page.client.forgot_password("ada"))
        .expect("a code is sent")
}

fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a code is a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[test]
fn the_new_password_replaces_the_old_one() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let step = forgot(&stage, &page);
    assert_eq!(step.username(), "ada");
    let delivery = step.delivery().expect("a code was sent");
    assert_eq!(
        (&delivery.medium, delivery.destination.as_str()),
        (&Medium::Email, "a***@e***")
    );
    stage
        .run(step.submit(&stage.code_for(ADDRESS), NEW.1))
        .unwrap();
    let nobody = stage.run(page.client.session()).unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::SignedOut, "it signs nobody in");
    for old in [Password::srp(ADA.0, ADA.1), Password::plain(ADA.0, ADA.1)] {
        let error = stage.run(page.client.sign_in(old)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    }
    sign_in(&stage, &page.client, NEW);
}

#[test]
fn a_weak_password_does_not_use_up_the_code() {
    let stage = Stage::new();
    let step = forgot(&stage, &stage.page(BROWSER));
    let code = stage.code_for(ADDRESS);
    let error = stage.run(step.submit(&code, "weak")).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidPassword, Some(Field::NewPassword))
    );
    stage.run(step.submit(&code, NEW.1)).unwrap();
}

#[test]
fn an_earlier_password_is_refused_by_a_password_history() {
    let stage = Stage::with_pool(|pool| pool.password_policy.password_history_size = 3);
    let step = forgot(&stage, &stage.page(BROWSER));
    let code = stage.code_for(ADDRESS);
    let error = stage.run(step.submit(&code, ADA.1)).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::PasswordReused, Some(Field::NewPassword))
    );
    stage.run(step.submit(&code, NEW.1)).unwrap();
}

#[test]
fn wrong_codes_can_be_corrected_five_times() {
    let stage = Stage::new();
    let step = forgot(&stage, &stage.page(BROWSER));
    let code = stage.code_for(ADDRESS);
    for _ in 0..5 {
        let error = stage
            .run(step.submit(&other_than(&code), NEW.1))
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::CodeMismatch, Some(Field::Code))
        );
    }
    let error = stage.run(step.submit(&code, NEW.1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyAttempts);
}

#[test]
fn a_code_is_valid_for_an_hour_and_works_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = forgot(&stage, &page);
    let old = stage.code_for(ADDRESS);
    stage.advance(Duration::from_secs(3600));
    let error = stage.run(step.submit(&old, NEW.1)).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::CodeExpired, Some(Field::Code))
    );
    let step = stage.run(step.resend()).unwrap();
    let new = stage.code_for(ADDRESS);
    stage.run(step.submit(&new, NEW.1)).unwrap();
    let error = stage.run(step.submit(&new, "Another1852")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeExpired);
    sign_in(&stage, &page.client, NEW);
}

#[test]
fn the_number_of_codes_is_limited() {
    let stage = Stage::new();
    let step = forgot(&stage, &stage.page(BROWSER));
    for _ in 0..4 {
        stage.run(step.resend()).unwrap();
    }
    let error = stage.run(step.resend()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyAttempts);
    assert_eq!(error.code(), Some("LimitExceededException"));
}

#[test]
fn an_unknown_user_is_hidden_or_reported() {
    let stage = Stage::new();
    let hidden = stage.page(BROWSER);
    let step = stage.run(hidden.client.forgot_password("nobody")).unwrap();
    assert!(step.delivery().is_some(), "it looks like any other");
    let error = stage.run(step.submit("123456", NEW.1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeMismatch);
    let told = stage.page(LEGACY);
    let error = stage
        .run(told.client.forgot_password("nobody"))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::UserNotFound, Some(Field::Username))
    );
}

#[test]
fn a_missing_verified_address_is_reported_if_the_client_allows_it() {
    let stage = Stage::with_pool(|pool| {
        pool.users
            .push(UserSettings::new("unreachable", "Unreachable1"));
    });
    let told = stage.page(LEGACY);
    let error = stage
        .run(told.client.forgot_password("unreachable"))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::NoVerifiedAddress, None)
    );
    assert!(
        error.message().starts_with("Cannot reset password"),
        "{error}"
    );
}

#[test]
fn a_temporary_password_cannot_be_recovered() {
    let stage = Stage::new();
    let error = stage
        .run(stage.page(BROWSER).client.forgot_password("grace"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CannotResetPassword);
    assert!(error.help().contains("FORCE_CHANGE_PASSWORD"));
    assert_eq!(
        error.message(),
        "User password cannot be reset in the current state."
    );
}

#[test]
fn an_administrators_reset_asks_for_a_new_password() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    stage.administer(
        "AdminResetUserPassword",
        serde_json::json!({ "Username": "ada" }),
    );
    let step = stage
        .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap();
    let vestibule::SignInStep::ResetPassword(step) = step else {
        panic!("{step:?}")
    };
    assert_eq!(
        step.delivery(),
        None,
        "the administrator's call has sent the code already"
    );
    stage
        .run(step.submit(&stage.code_for(ADDRESS), NEW.1))
        .unwrap();
    sign_in(&stage, &page.client, NEW);
}

#[test]
fn a_reset_survives_a_reload_until_it_is_done_or_its_code_is_too_old() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    assert!(stage.run(page.client.resume_reset_password()).is_none());
    let before = stage.run(page.client.forgot_password("ada")).unwrap();
    page.reload(config(BROWSER));
    let step = stage
        .run(page.client.resume_reset_password())
        .expect("it was kept");
    assert_eq!(
        (step.username(), step.delivery()),
        ("ada", before.delivery())
    );
    let code = stage.code_for("ada@example.com");
    stage.run(step.submit("000000", "Engine-1843")).unwrap_err();
    page.reload(config(BROWSER));
    let step = stage
        .run(page.client.resume_reset_password())
        .expect("a wrong code loses nothing");
    stage.run(step.submit(&code, "Engine-1843")).unwrap();
    assert!(stage.run(page.client.resume_reset_password()).is_none());

    stage.run(page.client.forgot_password("ada")).unwrap();
    stage.run(page.client.forget_unfinished());
    assert!(stage.run(page.client.resume_reset_password()).is_none());

    stage.run(page.client.forgot_password("ada")).unwrap();
    stage.advance(Duration::from_secs(3600));
    assert!(stage.run(page.client.resume_reset_password()).is_none());
}
