//! Steps between a correct password and a session.

use std::time::Duration;

use serde_json::json;
use vestibule::{ErrorKind, Field, Password, SignInStep};
use vestibule_emulator::{UserSettings, UserStatus};
use vestibule_native_tests::{BROWSER, PASSWORD, Stage, done, sign_in};

#[test]
fn an_unconfirmed_user_gets_the_confirmation_step() {
    let stage = Stage::new();
    for client_id in [BROWSER, PASSWORD] {
        let page = stage.page(client_id);
        let credentials = match client_id {
            BROWSER => Password::srp("alan", "Turing1912"),
            _ => Password::plain("alan", "Turing1912"),
        };
        let step = stage.run(page.client.sign_in(credentials)).unwrap();
        let SignInStep::ConfirmSignUp(step) = step else {
            panic!("{step:?}")
        };
        assert_eq!(step.username(), "alan");
    }
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("alan", "Turing1912")))
        .unwrap();
    let SignInStep::ConfirmSignUp(step) = step else {
        panic!("{step:?}")
    };
    let step = stage.run(step.resend()).unwrap();
    stage
        .run(step.submit(&stage.code_for("alan@example.com")))
        .unwrap();
    sign_in(&stage, &page.client, ("alan", "Turing1912"));
}

#[test]
fn a_user_who_must_reset_gets_the_reset_step() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for credentials in [
        Password::srp("emmy", "Noether1882"),
        Password::plain("emmy", "Noether1882"),
    ] {
        let step = stage.run(page.client.sign_in(credentials)).unwrap();
        let SignInStep::ResetPassword(step) = step else {
            panic!("{step:?}")
        };
        assert_eq!(step.username(), "emmy");
    }
    let step = stage
        .run(page.client.sign_in(Password::srp("emmy", "Noether1882")))
        .unwrap();
    let SignInStep::ResetPassword(step) = step else {
        panic!("{step:?}")
    };
    let step = stage.run(step.resend()).unwrap();
    stage
        .run(step.submit(&stage.code_for("emmy@example.com"), "Idealistic1921"))
        .unwrap();
    sign_in(&stage, &page.client, ("emmy", "Idealistic1921"));
}

#[test]
fn a_temporary_password_is_replaced() {
    let stage = Stage::new();
    for (client_id, credentials) in [
        (BROWSER, Password::srp("grace", "Temporary1906")),
        (PASSWORD, Password::plain("grace", "Compiler1952")),
    ] {
        let page = stage.page(client_id);
        let step = stage.run(page.client.sign_in(credentials)).unwrap();
        let SignInStep::NewPassword(step) = step else {
            panic!("{step:?}")
        };
        assert_eq!(step.username(), "grace");
        assert!(step.missing_attributes().is_empty());
        let nobody = stage.run(page.client.session()).unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::SignedOut);
        let session = done(stage.run(step.submit("Compiler1952", &[])));
        assert_eq!(session.username(), "grace");
        assert!(stage.accepts(session.access_token()));
        let again = json!({ "Username": "grace", "Password": "Compiler1952", "Permanent": false });
        stage.administer("AdminSetUserPassword", again);
    }
}

#[test]
fn a_weak_new_password_can_be_tried_again_on_the_same_step() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("grace", "Temporary1906")))
        .unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    for weak in ["short1A", "nodigitsHere", "nocapitals1"] {
        let error = stage.run(step.submit(weak, &[])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidPassword, "{weak}");
        assert_eq!(error.field(), Some(Field::NewPassword));
        assert!(
            error
                .message()
                .starts_with("Password did not conform with policy"),
            "{error}"
        );
    }
    let error = stage.run(step.submit("", &[])).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidInput, Some(Field::NewPassword))
    );
    done(stage.run(step.submit("Compiler1952", &[])));
    sign_in(
        &stage,
        &stage.page(BROWSER).client,
        ("grace", "Compiler1952"),
    );
}

#[test]
fn missing_attributes_are_sent_with_the_new_password() {
    let stage = Stage::with_pool(|pool| {
        pool.required_attributes = vec!["email".to_owned(), "name".to_owned()];
        let mut user = UserSettings::new("new", "Temporary1906");
        user.status = UserStatus::ForceChangePassword;
        pool.users.push(user);
    });
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("new", "Temporary1906")))
        .unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    assert_eq!(step.missing_attributes(), ["email", "name"]);
    let error = stage
        .run(step.submit("Compiler1952", &[("email", "n@example.com")]))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let malformed = [("email", "no address"), ("name", "New")];
    let error = stage
        .run(step.submit("Compiler1952", &malformed))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidInput, Some(Field::Email))
    );
    let all = [("email", "n@example.com"), ("name", "Néw + Öne")];
    let session = done(stage.run(step.submit("Compiler1952", &all)));
    assert_eq!(session.claims().string("email"), Some("n@example.com"));
    assert_eq!(session.claims().string("name"), Some("Néw + Öne"));
}

#[test]
fn an_expired_new_password_step_starts_again() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("grace", "Temporary1906")))
        .unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    stage.advance(Duration::from_secs(181));
    let error = stage.run(step.submit("Compiler1952", &[])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignInExpired);
}

#[test]
fn an_expired_temporary_password_has_its_own_error() {
    let stage = Stage::new();
    stage.administer(
        "AdminCreateUser",
        json!({ "Username": "late", "TemporaryPassword": "Temporary1906", "MessageAction": "SUPPRESS" }),
    );
    stage.advance(Duration::from_secs(7 * 86_400 + 1));
    let page = stage.page(BROWSER);
    let error = stage
        .run(page.client.sign_in(Password::srp("late", "Temporary1906")))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TemporaryPasswordExpired);
    assert_eq!(error.field(), None);
    assert!(error.help().contains("RESEND"), "{}", error.help());
    assert!(
        error
            .message()
            .starts_with("Temporary password has expired"),
        "{error}"
    );
}

#[test]
fn an_invitation_link_starts_the_sign_in() {
    let stage = Stage::new();
    stage.administer(
        "AdminCreateUser",
        json!({
            "Username": "hedy",
            "DesiredDeliveryMediums": ["EMAIL"],
            "UserAttributes": [
                { "Name": "email", "Value": "hedy@example.com" },
                { "Name": "email_verified", "Value": "true" },
            ],
        }),
    );
    let password = stage.code_for("hedy@example.com");
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("hedy", password)))
        .unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    let session = done(stage.run(step.submit("Frequency1942", &[])));
    assert_eq!(session.username(), "hedy");
}
