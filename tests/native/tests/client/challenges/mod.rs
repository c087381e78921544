//! Every challenge of a sign-in, and what can go wrong with it.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;
use vestibule::{
    CodeStep, Credentials, ErrorKind, Field, Medium, Password, Session, SignInStep, Storage,
};
use vestibule_emulator::{MfaKind, PoolSettings};
use vestibule_native_tests::{
    FACTORS, HEDY, Page, STRICT, Stage, client, config, done, sign_in, totp,
};

const KAREN: (&str, &str) = ("karen", "Sparck1935");
const KARENS_PHONE: &str = "+441935082600";
const RADIA: (&str, &str) = ("radia", "Perlman1951");
const BARBARA: (&str, &str) = ("barbara", "Liskov1939");
const JOAN: (&str, &str) = ("joan", "Clarke1917");
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// The step of this variant; panics with the actual one otherwise.
macro_rules! expect {
    ($step:expr, $variant:ident) => {
        match $step {
            SignInStep::$variant(step) => step,
            other => panic!("not {}: {other:?}", stringify!($variant)),
        }
    };
}

mod choice;
mod mfa_setup;
mod unfinished;

#[track_caller]
fn begin(stage: &Stage, page: &Page, credentials: Credentials) -> SignInStep {
    stage.run(page.client.sign_in(credentials)).unwrap()
}

fn totp_now(stage: &Stage, secret: &str) -> String {
    totp::code(secret, stage.world.now().as_secs())
}

/// A wrong code keeps the step; the right code signs in.
#[track_caller]
fn code_is_tried_twice(stage: &Stage, step: &CodeStep, to: &str) -> Session {
    for wrong in ["000000", "abc"] {
        let error = stage.run(step.submit(wrong)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CodeMismatch);
        assert_eq!(error.field(), Some(Field::Code));
    }
    let before = stage.operations().len();
    let error = stage.run(step.submit("  ")).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidInput, Some(Field::Code))
    );
    assert_eq!(
        stage.operations().len(),
        before,
        "an empty code goes nowhere"
    );
    let code = format!(" {} ", stage.code_for(to));
    done(stage.run(step.submit(&code)))
}

#[test]
fn sms_mfa() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    for credentials in [
        Password::srp(KAREN.0, KAREN.1),
        Password::plain(KAREN.0, KAREN.1),
    ] {
        let step = begin(&stage, &page, credentials);
        assert_eq!(step.username(), "karen");
        let step = expect!(step, SmsCode);
        assert_eq!((step.username(), step.challenge()), ("karen", "SMS_MFA"));
        let delivery = step.delivery().unwrap();
        assert_eq!(delivery.medium, Medium::Sms);
        assert!(delivery.destination.ends_with("2600"), "{delivery:?}");
        assert_eq!(delivery.attribute, "phone_number");
        let shown = format!("{step:?}");
        assert_eq!(
            shown,
            "CodeStep { username: \"karen\", challenge: \"SMS_MFA\", .. }"
        );
        let session = code_is_tried_twice(&stage, &step, KARENS_PHONE);
        assert_eq!(session.username(), "karen");
        let _ = stage.run(page.client.sign_out()).unwrap();
    }
}

#[test]
fn too_many_wrong_codes_are_an_error() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Password::srp(KAREN.0, KAREN.1)),
        SmsCode
    );
    let mut last = ErrorKind::CodeMismatch;
    for _ in 0..7 {
        last = stage.run(step.submit("000000")).unwrap_err().kind();
    }
    assert_eq!(last, ErrorKind::TooManyAttempts);
}

#[test]
fn software_token_mfa() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = begin(&stage, &page, Password::srp(RADIA.0, RADIA.1));
    let step = expect!(step, TotpCode);
    assert_eq!(
        (step.username(), step.challenge()),
        ("radia", "SOFTWARE_TOKEN_MFA")
    );
    let error = stage.run(step.submit("000000")).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::CodeMismatch, Some(Field::Code))
    );
    let code = totp_now(&stage, SECRET);
    done(stage.run(step.submit(&code)));

    let step = begin(&stage, &page, Password::srp(RADIA.0, RADIA.1));
    let step = expect!(step, TotpCode);
    let error = stage.run(step.submit(&code)).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::CodeExpired,
        "each code serves once"
    );
    stage.advance(Duration::from_secs(30));
    done(stage.run(step.submit(&totp_now(&stage, SECRET))));
}

#[test]
fn select_mfa_type() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    for choice in ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"] {
        let step = begin(&stage, &page, Password::srp(BARBARA.0, BARBARA.1));
        let step = expect!(step, SelectMfa);
        let mut choices = step.choices();
        choices.sort();
        assert_eq!(choices, ["EMAIL_OTP", "SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
        let error = stage.run(step.choose("CARRIER_PIGEON")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        match stage.run(step.choose(choice)).unwrap() {
            SignInStep::SmsCode(step) => {
                assert_eq!(choice, "SMS_MFA");
                code_is_tried_twice(&stage, &step, "+12139110700");
            }
            SignInStep::EmailCode(step) => {
                assert_eq!(choice, "EMAIL_OTP");
                assert_eq!(step.delivery().unwrap().medium, Medium::Email);
                code_is_tried_twice(&stage, &step, "barbara@example.com");
            }
            SignInStep::TotpCode(step) => {
                assert_eq!(choice, "SOFTWARE_TOKEN_MFA");
                done(stage.run(step.submit(&totp_now(&stage, SECRET))));
            }
            other => panic!("{choice}: {other:?}"),
        }
    }
}

#[test]
fn custom_challenges_in_rounds() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    for credentials in [
        Credentials::custom(HEDY.0),
        Credentials::custom_srp(HEDY.0, HEDY.1),
    ] {
        let step = expect!(begin(&stage, &page, credentials), Custom);
        assert_eq!(
            (step.username(), step.challenge()),
            ("hedy", "CUSTOM_CHALLENGE")
        );
        assert_eq!(step.parameter("question"), Some("What is the magic word?"));
        let again = expect!(stage.run(step.submit("please")).unwrap(), Custom);
        assert_eq!(again.parameter("question"), Some("What is the magic word?"));
        let next = expect!(stage.run(again.submit("xyzzy")).unwrap(), Custom);
        assert!(
            next.parameters()
                .any(|it| it == ("question", "And the other one?"))
        );
        let session = done(stage.run(next.submit("plugh")));
        assert_eq!(session.username(), "hedy");
        // The previous round is over.
        assert!(stage.run(again.submit("xyzzy")).is_err());
    }
}

#[test]
fn custom_challenges_end_after_too_many_wrong_answers() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let mut step = expect!(begin(&stage, &page, Credentials::custom("hedy")), Custom);
    for _ in 0..2 {
        step = expect!(stage.run(step.submit("no")).unwrap(), Custom);
    }
    let error = stage.run(step.submit("no")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn custom_auth_proves_the_password_first() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let wrong = Credentials::custom_srp("hedy", "Wrong1914");
    let error = stage.run(page.client.sign_in(wrong)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
}

#[test]
fn an_expired_sign_in_keeps_the_user_name() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Password::srp(KAREN.0, KAREN.1)),
        SmsCode
    );
    let code = stage.code_for(KARENS_PHONE);
    stage.advance(Duration::from_secs(181));
    let error = stage.run(step.submit(&code)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignInExpired);
    assert_eq!(step.username(), "karen");
    page.reload(config(FACTORS));
    assert!(stage.run(page.client.resume_sign_in()).is_none());
}

/// Each of Cognito's responses is lost once, and the same step is retried.
#[test]
fn a_step_can_be_retried_after_a_lost_request() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Credentials::choice("hedy")),
        SelectChallenge
    );
    stage.world.network(|_: &HttpRequest| Delivery::LoseRequest);
    assert!(
        stage
            .run(step.choose("EMAIL_OTP"))
            .unwrap_err()
            .is_retryable()
    );
    stage.deliver_all(Delivery::Deliver);
    let step = expect!(stage.run(step.choose("EMAIL_OTP")).unwrap(), EmailCode);
    let code = stage.code_for("hedy@example.com");
    stage.deliver_all(Delivery::Hang);
    assert_eq!(
        stage.run(step.submit(&code)).unwrap_err().kind(),
        ErrorKind::Timeout
    );
    stage.deliver_all(Delivery::Deliver);
    done(stage.run(step.submit(&code)));
    sign_in(&stage, &page.client, HEDY);
}

#[test]
fn only_first_factor_codes_can_be_resent() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    for (choice, to) in [
        ("EMAIL_OTP", "hedy@example.com"),
        ("SMS_OTP", "+4319141109"),
    ] {
        let code_step = |step| match step {
            SignInStep::EmailCode(step) | SignInStep::SmsCode(step) => step,
            other => panic!("{other:?}"),
        };
        // Preferred, or chosen from the list; also after a reload.
        let preferred = Credentials::choice("hedy").preferred(choice);
        let preferred = code_step(begin(&stage, &page, preferred));
        let listed = begin(&stage, &page, Credentials::choice("hedy"));
        let listed = expect!(listed, SelectChallenge);
        let listed = code_step(stage.run(listed.choose(choice)).unwrap());
        page.reload(config(FACTORS));
        let kept = stage.run(page.client.resume_sign_in());
        for step in [preferred, listed, code_step(kept.expect("it was kept"))] {
            let old = stage.code_for(to);
            let again = code_step(stage.run(step.resend()).unwrap());
            assert_eq!((again.challenge(), again.username()), (choice, "hedy"));
            let new = stage.code_for(to);
            assert_ne!(old, new);
            assert_eq!(done(stage.run(again.submit(&new))).username(), "hedy");
        }
    }

    let step = begin(&stage, &page, Password::srp(BARBARA.0, BARBARA.1));
    let step = expect!(step, SelectMfa);
    let step = expect!(stage.run(step.choose("EMAIL_OTP")).unwrap(), EmailCode);
    let requests = stage.world.requests().len();
    let error = stage.run(step.resend()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PasswordNeeded);
    assert!(error.help().contains("sign in again"));
    assert_eq!(stage.world.requests().len(), requests);
    // The user stays at the same step.
    done(stage.run(step.submit(&stage.code_for("barbara@example.com"))));
}
