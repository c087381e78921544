//! Signing up, and confirming it.

mod codes;

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;
use vestibule::{
    ConfirmSignUpStep, ErrorKind, Field, Medium, Password, SignInStep, SignUp, SignUpStep, SignedUp,
};
use vestibule_native_tests::{
    BROWSER, FACTORS, LEGACY, MAILBOX, Page, Stage, done, response, sign_in,
};

const EMILY: (&str, &str) = ("emily", "Chatelet1706");
const ADDRESS: &str = "emily@example.com";

fn emily() -> SignUp {
    SignUp::new(EMILY.0, EMILY.1).attribute("email", ADDRESS)
}

#[track_caller]
fn to_confirm(stage: &Stage, page: &Page, sign_up: SignUp) -> ConfirmSignUpStep {
    match stage.run(page.client.sign_up(sign_up)) {
        Ok(SignUpStep::Confirm(step)) => step,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sign_up_leads_to_a_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(
        &stage,
        &page,
        emily().attribute("name", "Émilie du Châtelet"),
    );
    assert_eq!(step.username(), "emily");
    let delivery = step.delivery().expect("a code was sent");
    assert_eq!(delivery.medium, Medium::Email);
    assert_eq!(delivery.destination, "e***@e***");
    assert_eq!(delivery.attribute, "email");
    assert_eq!(stage.messages_to(ADDRESS), 1);

    let code = stage.code_for(ADDRESS);
    let SignUpStep::Done(signed_up) = stage.run(step.submit(&code)).unwrap() else {
        panic!("it is confirmed");
    };
    assert_eq!(signed_up.username(), "emily");
    let session = sign_in(&stage, &page.client, EMILY);
    assert_eq!(session.claims().string("sub"), signed_up.user_sub());
    assert_eq!(session.claims().boolean("email_verified"), Some(true));
    assert_eq!(session.claims().string("name"), Some("Émilie du Châtelet"));
}

#[test]
fn a_sign_up_works_in_a_pool_with_email_sign_in() {
    let stage = Stage::new();
    let page = stage.page(MAILBOX);
    let step = to_confirm(&stage, &page, SignUp::new(ADDRESS, EMILY.1));
    stage.run(step.submit(&stage.code_for(ADDRESS))).unwrap();
    let session = sign_in(&stage, &page.client, (ADDRESS, EMILY.1));
    assert_eq!(session.claims().string("email"), Some(ADDRESS));

    let error = stage
        .run(page.client.sign_up(SignUp::new(ADDRESS, EMILY.1)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UsernameExists);
    assert_eq!(error.field(), Some(Field::Username));
    let error = stage
        .run(page.client.sign_up(SignUp::new("emily", EMILY.1)))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidInput, Some(Field::Username))
    );
}

#[test]
fn a_pool_that_verifies_nothing_sends_no_code() {
    let stage = Stage::with_pool(|pool| pool.auto_verified_attributes.clear());
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    assert_eq!(step.delivery(), None);
    assert_eq!(stage.messages_to(ADDRESS), 0);
}

#[test]
fn a_taken_name_is_an_error() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    for name in ["ada", "ADA"] {
        let sign_up = SignUp::new(name, EMILY.1).attribute("email", ADDRESS);
        let error = stage.run(page.client.sign_up(sign_up)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UsernameExists);
        assert_eq!(error.code(), Some("UsernameExistsException"));
        assert_eq!(error.field(), Some(Field::Username));
    }
}

#[test]
fn a_weak_password_and_malformed_fields_are_field_errors() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let refused = |sign_up: SignUp| {
        let error = stage.run(page.client.sign_up(sign_up)).unwrap_err();
        (error.kind(), error.field())
    };
    let named =
        |name: &str, password: &str| SignUp::new(name, password).attribute("email", ADDRESS);
    for weak in ["short1A", "no-digits-Here", "NO-LOWER-1", "no-upper-1"] {
        let expected = (ErrorKind::InvalidPassword, Some(Field::Password));
        assert_eq!(refused(named("emily", weak)), expected, "{weak}");
    }
    let too_long = "aA1".repeat(86);
    assert_eq!(
        refused(named("emily", &too_long)),
        (ErrorKind::InvalidInput, Some(Field::Password))
    );
    for name in ["", "a name with spaces", &"x".repeat(129)] {
        let expected = (ErrorKind::InvalidInput, Some(Field::Username));
        assert_eq!(refused(named(name, EMILY.1)), expected, "{name}");
    }
    let address = SignUp::new(EMILY.0, EMILY.1).attribute("email", "no address");
    assert_eq!(
        refused(address),
        (ErrorKind::InvalidInput, Some(Field::Email))
    );
    let number = emily().attribute("phone_number", "0123");
    assert_eq!(
        refused(number),
        (ErrorKind::InvalidInput, Some(Field::PhoneNumber))
    );
    let (kind, _) = refused(SignUp::new(EMILY.0, EMILY.1));
    assert_eq!(
        kind,
        ErrorKind::InvalidInput,
        "the e-mail address is required"
    );
    assert_eq!(stage.messages_to(ADDRESS), 0);
}

#[test]
fn attributes_that_only_cognito_sets_are_refused() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let sign_up = emily().attribute("email_verified", "true");
    let error = stage.run(page.client.sign_up(sign_up)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OperationNotEnabled);
}

#[test]
fn disabled_self_registration_is_an_error() {
    let stage = Stage::with_pool(|pool| pool.admin_create_user_only = true);
    let error = stage
        .run(stage.page(BROWSER).client.sign_up(emily()))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OperationNotEnabled);
    assert_eq!(
        error.message(),
        "SignUp is not permitted for this user pool"
    );
}

#[test]
fn a_sign_up_can_be_confirmed_later() {
    let stage = Stage::new();
    to_confirm(&stage, &stage.page(BROWSER), emily());
    let later = stage.page(BROWSER);
    let step = later.client.confirm_sign_up("emily");
    assert_eq!(step.delivery(), None);
    let before = stage.messages_to(ADDRESS);
    stage.run(step.submit(&stage.code_for(ADDRESS))).unwrap();
    assert_eq!(
        stage.messages_to(ADDRESS),
        before,
        "nothing is sent unasked"
    );
    sign_in(&stage, &later.client, EMILY);
}

#[test]
fn an_unknown_user_is_hidden_or_reported() {
    let stage = Stage::new();
    let hidden = stage.page(BROWSER).client.confirm_sign_up("nobody");
    assert_eq!(
        stage.run(hidden.submit("123456")).unwrap_err().kind(),
        ErrorKind::CodeExpired
    );
    assert!(stage.run(hidden.resend()).unwrap().delivery().is_some());
    let told = stage.page(LEGACY).client.confirm_sign_up("nobody");
    assert_eq!(
        stage.run(told.submit("123456")).unwrap_err().kind(),
        ErrorKind::UserNotFound
    );
    assert_eq!(
        stage.run(told.resend()).unwrap_err().kind(),
        ErrorKind::UserNotFound
    );
}

#[test]
fn an_address_confirmed_by_another_user_is_an_error() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let sign_up = SignUp::new("impostor", EMILY.1).attribute("email", "ada@example.com");
    let step = to_confirm(&stage, &page, sign_up);
    let error = stage
        .run(step.submit(&stage.code_for("ada@example.com")))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::AliasExists, Some(Field::Email))
    );
}

#[test]
fn a_sign_in_before_the_confirmation_asks_for_the_code() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    to_confirm(&stage, &page, emily());
    let step = stage
        .run(page.client.sign_in(Password::srp(EMILY.0, EMILY.1)))
        .unwrap();
    let SignInStep::ConfirmSignUp(step) = step else {
        panic!("{step:?}")
    };
    stage.run(step.submit(&stage.code_for(ADDRESS))).unwrap();
    sign_in(&stage, &page.client, EMILY);
}

/// Emily has signed up in the pool with all factors, with or without a password.
fn newcomer(stage: &Stage, page: &Page, sign_up: SignUp) -> SignedUp {
    let sign_up = sign_up.attribute("email", "emily@example.com");
    let SignUpStep::Confirm(step) = stage.run(page.client.sign_up(sign_up)).unwrap() else {
        panic!("a code is wanted")
    };
    let error = stage.run(step.submit("000000")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeMismatch);
    let code = stage.code_for("emily@example.com");
    match stage.run(step.submit(&code)).unwrap() {
        SignUpStep::Done(done) => done,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_confirmed_sign_up_signs_in_automatically() {
    for sign_up in [
        SignUp::new("emily", "Chatelet1706"),
        SignUp::without_password("emily"),
    ] {
        let stage = Stage::new();
        let page = stage.page(FACTORS);
        let signed_up = newcomer(&stage, &page, sign_up);
        assert!(signed_up.can_sign_in());
        let session = done(stage.run(page.client.sign_in_signed_up(&signed_up)));
        assert_eq!(session.username(), "emily");
        let again = stage
            .run(page.client.sign_in_signed_up(&signed_up))
            .unwrap_err();
        assert_eq!(again.kind(), ErrorKind::SignInExpired, "it serves once");
    }
}

#[test]
fn a_late_code_still_confirms() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let sign_up = SignUp::new("emily", "Chatelet1706").attribute("email", "emily@example.com");
    let SignUpStep::Confirm(step) = stage.run(page.client.sign_up(sign_up)).unwrap() else {
        panic!("a code is wanted")
    };
    stage.advance(Duration::from_secs(3600));
    let code = stage.code_for("emily@example.com");
    // Cognito may reject an expired session.
    let over = response(
        400,
        r#"{"__type":"NotAuthorizedException","message":"Invalid session for the user, session is expired."}"#,
    );
    stage.world.network(move |request: &HttpRequest| {
        let body = request.body.as_deref().unwrap_or_default();
        match body.contains("ConfirmationCode") && body.contains("\"Session\"") {
            true => Delivery::Answer(over.clone()),
            false => Delivery::Deliver,
        }
    });
    let SignUpStep::Done(signed_up) = stage.run(step.submit(&code)).unwrap() else {
        panic!("it is confirmed")
    };
    assert!(!signed_up.can_sign_in());
    let late = stage
        .run(page.client.sign_in_signed_up(&signed_up))
        .unwrap_err();
    assert_eq!(late.kind(), ErrorKind::SignInExpired);
    sign_in(&stage, &page.client, ("emily", "Chatelet1706"));
}
