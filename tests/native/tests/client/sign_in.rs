//! Signing in by user name and password, and the challenges that follow.

use std::time::Duration;

use serde_json::json;
use vestibule::{ErrorKind, Field, Password, SignInStep};
use vestibule_emulator::{UserSettings, UserStatus};
use vestibule_native_tests::{
    ADA, BROWSER, LEGACY, MAILBOX, PASSWORD, POOL, SECRET, Stage, config, done, sign_in,
};

#[test]
fn by_srp_the_password_never_leaves_the_page() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    assert_eq!(session.username(), "ada");
    assert_eq!(session.groups(), ["admin"]);
    assert_eq!(session.claims().string("email"), Some("ada@example.com"));
    assert_eq!(session.claims().boolean("email_verified"), Some(true));
    assert_eq!(session.access_claims().string("client_id"), Some(BROWSER));
    let life = session.expires_at().since(stage.world.now());
    assert!(
        life > Duration::from_secs(3590) && life <= Duration::from_secs(3600),
        "{life:?}"
    );
    assert!(stage.accepts(session.access_token()));
    assert_eq!(
        stage.operations(),
        ["InitiateAuth", "RespondToAuthChallenge"]
    );
    for request in stage.world.requests() {
        assert!(!request.body.unwrap_or_default().contains(ADA.1));
    }
}

#[test]
fn by_password() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
    assert_eq!(session.username(), "ada");
    assert_eq!(stage.operations(), ["InitiateAuth"]);
    assert!(stage.accepts(session.access_token()));
}

#[test]
fn by_an_alias() {
    let stage = Stage::new();
    for alias in ["ada@example.com", "+441815121000", "ADA@Example.com"] {
        let page = stage.page(PASSWORD);
        for credentials in [Password::srp(alias, ADA.1), Password::plain(alias, ADA.1)] {
            let session = done(stage.run(page.client.sign_in(credentials)));
            assert_eq!(session.username(), "ada", "{alias}");
        }
    }
}

#[test]
fn by_the_address_that_is_the_username() {
    let stage = Stage::new();
    let page = stage.page(MAILBOX);
    let session = sign_in(&stage, &page.client, ("mary@example.com", "Somerville1780"));
    assert_eq!(session.claims().string("email"), Some("mary@example.com"));
    assert_eq!(session.claims().string("sub"), Some(session.username()));
}

#[test]
fn a_wrong_password_stands_at_its_field() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for credentials in [
        Password::srp("ada", "Wrong1815"),
        Password::plain("ada", "Wrong1815"),
    ] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongCredentials);
        assert_eq!(error.code(), Some("NotAuthorizedException"));
        assert_eq!(error.message(), "Incorrect username or password.");
        assert_eq!(error.field(), Some(Field::Password));
        assert_eq!(error.status(), Some(400));
        assert!(error.request_id().is_some_and(|id| id.len() == 36));
        assert!(!error.is_retryable());
    }
    let nobody = stage.run(page.client.session()).unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::SignedOut);
}

#[test]
fn an_unknown_user_looks_like_a_wrong_password() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for credentials in [
        Password::srp("nobody", "Wrong1815"),
        Password::plain("nobody", "x"),
    ] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongCredentials);
        assert_eq!(error.message(), "Incorrect username or password.");
    }
}

#[test]
fn an_unknown_user_is_told_where_the_app_client_tells() {
    let stage = Stage::new();
    let page = stage.page(LEGACY);
    for credentials in [
        Password::srp("nobody", "Wrong1815"),
        Password::plain("nobody", "x"),
    ] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UserNotFound);
        assert_eq!(error.code(), Some("UserNotFoundException"));
    }
}

#[test]
fn too_many_wrong_passwords_lock_for_a_while() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let attempt = |password| stage.run(page.client.sign_in(Password::plain("ada", password)));
    for _ in 0..5 {
        assert_eq!(
            attempt("Wrong1815").unwrap_err().kind(),
            ErrorKind::WrongCredentials
        );
    }
    let error = attempt(ADA.1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyAttempts);
    assert_eq!(error.message(), "Password attempts exceeded");
    stage.pass(Duration::from_secs(1));
    done(attempt(ADA.1));
}

#[test]
fn a_disabled_user_is_refused() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let right = Password::plain("disabled", "Disabled1999");
    let error = stage.run(page.client.sign_in(right)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UserDisabled);
    let right = Password::srp("disabled", "Disabled1999");
    let error = stage.run(page.client.sign_in(right)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UserDisabled);
}

#[test]
fn a_flow_that_is_not_enabled_says_what_to_change() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let error = stage
        .run(page.client.sign_in(Password::plain(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
    assert_eq!(
        error.message(),
        "USER_PASSWORD_AUTH flow not enabled for this client"
    );
    assert!(
        error.help().contains("ALLOW_USER_PASSWORD_AUTH"),
        "{}",
        error.help()
    );

    let stage = Stage::with_client(BROWSER, |client| {
        client.explicit_auth_flows = vec!["ALLOW_USER_PASSWORD_AUTH".to_owned()];
    });
    let page = stage.page(BROWSER);
    let error = stage
        .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
    assert!(
        error.help().contains("ALLOW_USER_SRP_AUTH"),
        "{}",
        error.help()
    );
}

#[test]
fn an_app_client_with_a_secret_is_told_to_go_without() {
    let stage = Stage::new();
    let page = stage.page(SECRET);
    for credentials in [Password::srp(ADA.0, ADA.1), Password::plain(ADA.0, ADA.1)] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ClientSecretRequired);
        assert!(error.help().contains("secret"), "{}", error.help());
    }
}

#[test]
fn an_app_client_that_is_not_there() {
    let stage = Stage::new();
    let page = stage.page("nosuchclient");
    let error = stage
        .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ClientNotFound);
    assert!(!error.help().is_empty());
}

#[test]
fn an_empty_field_costs_no_request() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for (username, password, field) in [("", "x", Field::Username), ("ada", "", Field::Password)] {
        let error = stage
            .run(page.client.sign_in(Password::srp(username, password)))
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, Some(field))
        );
    }
    assert!(stage.operations().is_empty());
}

#[test]
fn who_has_not_confirmed_is_led_to_the_code() {
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
fn who_must_reset_is_led_to_a_new_password() {
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
fn attributes_that_are_missing_come_with_the_new_password() {
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
fn a_new_password_that_comes_too_late_means_to_begin_again() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = stage
        .run(page.client.sign_in(Password::srp("grace", "Temporary1906")))
        .unwrap();
    let SignInStep::NewPassword(step) = step else {
        panic!("{step:?}")
    };
    stage.pass(Duration::from_secs(181));
    let error = stage.run(step.submit("Compiler1952", &[])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignInExpired);
}

#[test]
fn a_temporary_password_that_is_too_old_is_told_apart() {
    let stage = Stage::new();
    stage.administer(
        "AdminCreateUser",
        json!({ "Username": "late", "TemporaryPassword": "Temporary1906", "MessageAction": "SUPPRESS" }),
    );
    stage.pass(Duration::from_secs(7 * 86_400 + 1));
    let page = stage.page(BROWSER);
    let error = stage
        .run(page.client.sign_in(Password::srp("late", "Temporary1906")))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeExpired);
    assert!(
        error
            .message()
            .starts_with("Temporary password has expired"),
        "{error}"
    );
}

#[test]
fn an_invitation_is_enough_to_begin() {
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

#[test]
fn a_clock_that_is_wrong_by_a_day_can_sign_in_plainly() {
    // SRP carries a time that Cognito checks; the tokens' own times are compared with each other.
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let (_, answer) = stage.call(
        "InitiateAuth",
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": PASSWORD,
            "AuthParameters": { "USERNAME": ADA.0, "PASSWORD": ADA.1 },
        }),
    );
    stage.pass(Duration::from_secs(86_400));
    stage.answer(
        "InitiateAuth",
        vestibule_native_tests::response(200, &answer.to_string()),
    );
    let session = done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
    let life = session.expires_at().since(stage.world.now());
    assert!(life > Duration::from_secs(3590), "{life:?}");
}

#[test]
fn tokens_of_another_pool_or_client_are_refused() {
    let stage = Stage::new();
    let (_, answer) = stage.call(
        "InitiateAuth",
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": LEGACY,
            "AuthParameters": { "USERNAME": ADA.0, "PASSWORD": ADA.1 },
        }),
    );
    stage.answer(
        "InitiateAuth",
        vestibule_native_tests::response(200, &answer.to_string()),
    );
    let page = stage.page(PASSWORD);
    let error = stage
        .run(page.client.sign_in(Password::plain(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    let other = config(LEGACY).issuer(["https://example.com/", POOL].concat());
    let page = stage.page_of(other);
    let error = stage
        .run(page.client.sign_in(Password::plain(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn nothing_secret_stands_in_what_is_printed() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let credentials = Password::srp(ADA.0, ADA.1);
    let mut printed = format!("{credentials:?} {:?}", page.client);
    let session = sign_in(&stage, &page.client, ADA);
    printed += &format!(
        "{session:?} {:?} {:?}",
        session.claims(),
        stage.world.requests()
    );
    let step = stage
        .run(page.client.sign_in(Password::srp("grace", "Temporary1906")))
        .unwrap();
    printed += &format!("{step:?}");
    for secret in [
        ADA.1,
        "Temporary1906",
        session.id_token(),
        session.access_token(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
