//! Signing in with user name and password, and the following challenges.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::simulated::BrowserApi;
use vestibule::{ErrorKind, Field, Password};
use vestibule_native_tests::{
    ADA, BROWSER, LEGACY, MAILBOX, PASSWORD, POOL, SECRET, Stage, config, done, sign_in,
};

#[test]
fn srp_does_not_send_the_password() {
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
fn a_precomputed_srp_value_is_used_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    page.client.prepare_sign_in();
    page.client.prepare_sign_in();
    sign_in(&stage, &page.client, ADA);
    sign_in(&stage, &page.client, ADA);
    page.client.prepare_sign_in();
    sign_in(&stage, &page.client, ADA);
    let begun = stage.world.requests().into_iter().filter_map(|request| {
        let body: Value = serde_json::from_str(&request.body?).ok()?;
        Some(body["AuthParameters"]["SRP_A"].as_str()?.to_owned())
    });
    let begun: HashSet<String> = begun.collect();
    assert_eq!(begun.len(), 3);

    // Without a source of random numbers any further use would fail.
    page.client.prepare_sign_in();
    stage.world.disable(BrowserApi::Random);
    sign_in(&stage, &page.client, ADA);
    page.client.prepare_sign_in();
    let error = stage.run(page.client.sign_in(Password::srp(ADA.0, ADA.1)));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn the_password_flow_signs_in() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
    assert_eq!(session.username(), "ada");
    assert_eq!(stage.operations(), ["InitiateAuth"]);
    assert!(stage.accepts(session.access_token()));
}

#[test]
fn an_alias_signs_in() {
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
fn an_email_address_as_username_signs_in() {
    let stage = Stage::new();
    let page = stage.page(MAILBOX);
    let session = sign_in(&stage, &page.client, ("mary@example.com", "Somerville1780"));
    assert_eq!(session.claims().string("email"), Some("mary@example.com"));
    assert_eq!(session.claims().string("sub"), Some(session.username()));
}

#[test]
fn a_wrong_password_is_an_error_of_its_field() {
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
fn an_unknown_user_is_reported_if_the_app_client_allows_it() {
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
fn too_many_wrong_passwords_start_a_lockout() {
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
    stage.advance(Duration::from_secs(1));
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
fn a_flow_that_is_not_enabled_is_an_error_with_help() {
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
fn an_app_client_with_a_secret_is_an_error_with_help() {
    let stage = Stage::new();
    let page = stage.page(SECRET);
    for credentials in [Password::srp(ADA.0, ADA.1), Password::plain(ADA.0, ADA.1)] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ClientSecretRequired);
        assert!(error.help().contains("secret"), "{}", error.help());
    }
}

#[test]
fn a_missing_app_client_is_an_error() {
    let stage = Stage::new();
    let page = stage.page("nosuchclient");
    let error = stage
        .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ClientNotFound);
    assert!(!error.help().is_empty());
}

#[test]
fn an_empty_field_is_refused_without_a_request() {
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
fn a_clock_wrong_by_a_day_can_sign_in_by_the_password_flow() {
    // SRP sends a time that Cognito checks; the tokens' times are only compared with each other.
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let (_, response) = stage.call(
        "InitiateAuth",
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": PASSWORD,
            "AuthParameters": { "USERNAME": ADA.0, "PASSWORD": ADA.1 },
        }),
    );
    stage.advance(Duration::from_secs(86_400));
    stage.respond(
        "InitiateAuth",
        vestibule_native_tests::response(200, &response.to_string()),
    );
    let session = done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
    let life = session.expires_at().since(stage.world.now());
    assert!(life > Duration::from_secs(3590), "{life:?}");
}

#[test]
fn tokens_of_another_pool_or_client_are_refused() {
    let stage = Stage::new();
    let (_, response) = stage.call(
        "InitiateAuth",
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": LEGACY,
            "AuthParameters": { "USERNAME": ADA.0, "PASSWORD": ADA.1 },
        }),
    );
    stage.respond(
        "InitiateAuth",
        vestibule_native_tests::response(200, &response.to_string()),
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
fn debug_output_contains_no_secrets() {
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
