//! Every challenge that a person answers on the way in, and what can go wrong with each.

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

/// The step of that variant, or what there was instead.
macro_rules! expect {
    ($step:expr, $variant:ident) => {
        match $step {
            SignInStep::$variant(step) => step,
            other => panic!("not {}: {other:?}", stringify!($variant)),
        }
    };
}

#[track_caller]
fn begin(stage: &Stage, page: &Page, credentials: Credentials) -> SignInStep {
    stage.run(page.client.sign_in(credentials)).unwrap()
}

fn totp_now(stage: &Stage, secret: &str) -> String {
    totp::code(secret, stage.world.now().as_secs())
}

/// A wrong code leaves the step as it is; the right one signs in.
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
fn too_many_wrong_codes() {
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
    stage.pass(Duration::from_secs(30));
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
fn mfa_setup_with_an_authenticator_app() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let step = begin(&stage, &page, Password::srp(JOAN.0, JOAN.1));
    let step = expect!(step, SetUpMfa);
    assert_eq!(step.challenge(), "MFA_SETUP");
    assert_eq!(step.choices(), ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]);
    let set_up = stage.run(step.totp()).unwrap();
    let secret = set_up.secret().to_owned();
    assert!(!format!("{set_up:?}").contains(&secret));
    assert_eq!(
        set_up.uri("Notes & more"),
        format!("otpauth://totp/Notes%20%26%20more:joan?secret={secret}&issuer=Notes%20%26%20more")
    );
    let error = stage.run(set_up.submit("000000", "")).unwrap_err();
    assert_eq!(error.code(), Some("EnableSoftwareTokenMFAException"));
    let error = stage.run(set_up.submit(" ", "")).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidInput, Some(Field::Code))
    );

    // Cognito takes the code, and then its answer to the challenge is lost: the code, which serves
    // once, is not sent again.
    stage.deliver("RespondToAuthChallenge", Delivery::LoseRequest);
    let code = totp_now(&stage, &secret);
    let error = stage.run(set_up.submit(&code, "Laptop")).unwrap_err();
    assert!(error.is_retryable());
    stage.deliver_all(Delivery::Deliver);
    done(stage.run(set_up.submit(&code, "Laptop")));
    assert_eq!(
        stage.calls("VerifySoftwareToken"),
        2,
        "one wrong, one right"
    );

    // From another browser, which has no device that could stand in for the app.
    let other = Stage::new();
    drop(other);
    stage.pass(Duration::from_secs(30));
    let client = client(&page.tab, config(STRICT).storage(Storage::Memory));
    let step = stage
        .run(client.sign_in(Password::srp(JOAN.0, JOAN.1)))
        .unwrap();
    let step = expect!(step, TotpCode);
    assert_eq!(step.device_name(), Some("Laptop"));
    done(stage.run(step.submit(&totp_now(&stage, &secret))));
}

#[test]
fn whom_no_required_factor_reaches_is_told_so_however_cognito_says_it() {
    let stage = Stage::with(|config| {
        let is_strict = |pool: &&mut PoolSettings| pool.clients.iter().any(|it| it.id == STRICT);
        let pool = config.pools.iter_mut().find(is_strict).unwrap();
        pool.enabled_mfas = vec![MfaKind::Sms];
    });
    let page = stage.page(STRICT);
    // Joan has neither an address nor a number, and is asked to set up what she cannot; Margaret has an address.
    for (name, password) in [JOAN, ("margaret", "Hamilton1936")] {
        for credentials in [
            Password::srp(name, password),
            Password::plain(name, password),
        ] {
            let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MfaMethodNotFound);
            assert!(error.help().contains("phone number"), "{}", error.help());
            assert!(stage.run(page.client.resume_sign_in()).is_none());
        }
    }
}

#[test]
fn mfa_setup_begun_again() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let step = begin(&stage, &page, Password::srp(JOAN.0, JOAN.1));
    let step = expect!(step, SetUpMfa);
    let first = stage.run(step.totp()).unwrap();
    let second = stage.run(step.totp()).unwrap();
    assert_ne!(first.secret(), second.secret());
    let code = totp_now(&stage, second.secret());
    done(stage.run(second.submit(&code, "")));
}

#[test]
fn mfa_setup_with_an_address() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let step = begin(&stage, &page, Password::srp(JOAN.0, JOAN.1));
    let step = expect!(step, SetUpMfa);
    for (address, field) in [("nowhere", Some(Field::Email)), (" ", Some(Field::Email))] {
        let error = stage.run(step.email(address)).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, field)
        );
    }
    let step = stage.run(step.email(" joan@example.com ")).unwrap();
    let step = expect!(step, EmailCode);
    code_is_tried_twice(&stage, &step, "joan@example.com");
    assert_eq!(
        stage
            .run(page.client.profile().user())
            .unwrap()
            .attribute("email"),
        Some("joan@example.com")
    );
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
        // The round before is over.
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
fn a_first_factor_is_chosen() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Credentials::choice("hedy")),
        SelectChallenge
    );
    assert_eq!(step.challenge(), "SELECT_CHALLENGE");
    assert_eq!(
        step.choices(),
        ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    );
    let error = stage.run(step.choose("WEB_AUTHN")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let before = stage.operations().len();
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        assert_eq!((step.challenge(), step.username()), (choice, "hedy"));
        let error = stage.run(step.submit("")).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, Some(Field::Password))
        );
        assert_eq!(
            stage.operations().len(),
            before,
            "the choice goes with the password"
        );
        for _ in 0..2 {
            let error = stage.run(step.submit("Wrong1914")).unwrap_err();
            assert_eq!(
                (error.kind(), error.field()),
                (ErrorKind::WrongCredentials, Some(Field::Password))
            );
        }
        done(stage.run(step.submit(HEDY.1)));
        let _ = stage.run(page.client.sign_out()).unwrap();
    }
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        assert_eq!(done(stage.run(step.submit(HEDY.1))).username(), "hedy");
    }
    for (choice, to) in [
        ("EMAIL_OTP", "hedy@example.com"),
        ("SMS_OTP", "+4319141109"),
    ] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let step = match stage.run(step.choose(choice)).unwrap() {
            SignInStep::EmailCode(step) | SignInStep::SmsCode(step) => step,
            other => panic!("{other:?}"),
        };
        assert_eq!(step.challenge(), choice);
        code_is_tried_twice(&stage, &step, to);
    }
    let proofs = stage.world.requests();
    let passwords = proofs.iter().filter(|request| {
        request
            .body
            .as_deref()
            .is_some_and(|body| body.contains(HEDY.1))
    });
    assert_eq!(passwords.count(), 2, "only PASSWORD sends it");
}

#[test]
fn a_choice_that_cognito_does_not_wait_for_any_more_is_made_again_with_the_password() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = begin(&stage, &page, Credentials::choice("hedy"));
        let step = expect!(step, SelectChallenge);
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        stage.pass(Duration::from_secs(200));
        stage
            .run(step.submit("Wrong1914"))
            .expect_err("the password is looked at");
        // A reload finds the person where they were, and so does one after the session has ended.
        page.reload(config(FACTORS));
        let step = expect!(stage.run(page.client.resume_sign_in()).unwrap(), Password);
        assert_eq!((step.challenge(), step.username()), (choice, "hedy"));
        done(stage.run(step.submit(HEDY.1)));
        page.reload(config(FACTORS));
        assert!(stage.run(page.client.resume_sign_in()).is_none());
    }
}

#[test]
fn a_choice_that_is_lost_is_made_again() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = begin(&stage, &page, Credentials::choice("hedy"));
        let step = expect!(step, SelectChallenge);
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        for delivery in [Delivery::LoseRequest, Delivery::LoseAnswer] {
            stage.deliver("RespondToAuthChallenge", delivery);
            let error = stage.run(step.submit(HEDY.1)).unwrap_err();
            assert!(error.is_retryable(), "{error:?}");
        }
        stage.deliver_all(Delivery::Deliver);
        done(stage.run(step.submit(HEDY.1)));
    }
}

#[test]
fn somebody_who_is_not_there_has_a_wrong_password() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let mut asked = Vec::new();
    for number in 0..12 {
        let step = begin(
            &stage,
            &page,
            Credentials::choice(format!("nobody{number}")),
        );
        if let SignInStep::Password(step) = step {
            let error = stage.run(step.submit("Wrong1914")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WrongCredentials);
            asked.push(step.challenge().to_owned());
        }
    }
    for challenge in ["PASSWORD", "PASSWORD_SRP"] {
        assert!(asked.iter().any(|it| it == challenge), "{asked:?}");
    }
}

#[test]
fn a_preferred_first_factor_is_asked_for_at_once() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("EMAIL_OTP"),
    );
    let step = expect!(step, EmailCode);
    code_is_tried_twice(&stage, &step, "annie@example.com");
    let step = begin(
        &stage,
        &page,
        Credentials::choice("hedy").preferred("PASSWORD_SRP"),
    );
    let step = expect!(step, Password);
    let error = stage.run(step.submit("Wrong1914")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    done(stage.run(step.submit(HEDY.1)));
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("PASSWORD"),
    );
    let step = expect!(step, Password);
    let step = stage.run(step.submit("Anything1")).unwrap();
    assert_eq!(
        expect!(step, SelectChallenge).choices(),
        ["EMAIL_OTP"],
        "she has no password"
    );
    // One that the user does not have leads to the choice.
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("SMS_OTP"),
    );
    let step = expect!(step, SelectChallenge);
    assert_eq!(step.choices(), ["EMAIL_OTP"]);
}

#[test]
fn a_preferred_password_goes_with_the_first_request() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let hedy = || Credentials::choice(HEDY.0).password(HEDY.1);
    for (credentials, requests) in [
        (hedy(), 2),
        (hedy().preferred("PASSWORD_SRP"), 2),
        (hedy().preferred("PASSWORD"), 1),
    ] {
        let before = sign_in_requests(&stage);
        done(stage.run(page.client.sign_in(credentials)));
        assert_eq!(sign_in_requests(&stage) - before, requests);
        let _ = stage.run(page.client.sign_out()).unwrap();
    }
    // Another factor needs no password, and gets none.
    let before = stage.world.requests().len();
    expect!(
        begin(&stage, &page, hedy().preferred("EMAIL_OTP")),
        EmailCode
    );
    let sent = &stage.world.requests()[before..];
    let sent = sent.iter().filter_map(|request| request.body.as_deref());
    for body in sent {
        assert!(!body.contains(HEDY.1) && !body.contains("SRP_A"), "{body}");
    }
}

fn sign_in_requests(stage: &Stage) -> usize {
    stage.calls("InitiateAuth") + stage.calls("RespondToAuthChallenge")
}

#[test]
fn a_client_that_allows_no_choice() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    for credentials in [Credentials::choice("joan"), Credentials::custom("joan")] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
    }
}

#[test]
fn a_sign_in_that_took_too_long_keeps_the_user_name() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Password::srp(KAREN.0, KAREN.1)),
        SmsCode
    );
    let code = stage.code_for(KARENS_PHONE);
    stage.pass(Duration::from_secs(181));
    let error = stage.run(step.submit(&code)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignInExpired);
    assert_eq!(step.username(), "karen");
    page.reload(config(FACTORS));
    assert!(stage.run(page.client.resume_sign_in()).is_none());
}

#[test]
fn an_unfinished_sign_in_survives_a_reload() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    assert!(stage.run(page.client.resume_sign_in()).is_none());
    let step = expect!(
        begin(&stage, &page, Password::srp(KAREN.0, KAREN.1)),
        SmsCode
    );
    stage.run(step.submit("000000")).unwrap_err();
    page.reload(config(FACTORS));
    let step = expect!(stage.run(page.client.resume_sign_in()).unwrap(), SmsCode);
    assert_eq!((step.username(), step.challenge()), ("karen", "SMS_MFA"));
    assert!(step.delivery().unwrap().destination.ends_with("2600"));
    code_is_tried_twice(&stage, &step, KARENS_PHONE);
    page.reload(config(FACTORS));
    assert!(
        stage.run(page.client.resume_sign_in()).is_none(),
        "it is finished"
    );

    let step = expect!(
        begin(&stage, &page, Credentials::choice("hedy")),
        SelectChallenge
    );
    page.reload(config(FACTORS));
    let resumed = expect!(
        stage.run(page.client.resume_sign_in()).unwrap(),
        SelectChallenge
    );
    assert_eq!(resumed.choices(), step.choices());
    // A tab of its own has nothing to do with it, and neither has another client.
    assert!(
        stage
            .run(stage.page(FACTORS).client.resume_sign_in())
            .is_none()
    );
    page.reload(config(STRICT));
    assert!(stage.run(page.client.resume_sign_in()).is_none());
    stage.pass(Duration::from_secs(15 * 60));
    page.reload(config(FACTORS));
    assert!(
        stage.run(page.client.resume_sign_in()).is_none(),
        "Cognito waits no longer"
    );
}

#[test]
fn a_set_up_survives_a_reload_in_the_newer_session() {
    let stage = Stage::new();
    let mut page = stage.page(STRICT);
    let step = begin(&stage, &page, Password::srp(JOAN.0, JOAN.1));
    stage.run(expect!(step, SetUpMfa).totp()).unwrap();
    page.reload(config(STRICT));
    let step = stage.run(page.client.resume_sign_in()).unwrap();
    let set_up = stage.run(expect!(step, SetUpMfa).totp()).unwrap();
    let code = totp_now(&stage, set_up.secret());
    done(stage.run(set_up.submit(&code, "")));
}

#[test]
fn memory_keeps_no_unfinished_sign_in() {
    let stage = Stage::new();
    let memory = || config(FACTORS).storage(Storage::Memory);
    let mut page = stage.page_of(memory());
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    page.reload(memory());
    assert!(stage.run(page.client.resume_sign_in()).is_none());
}

#[test]
fn what_is_kept_holds_no_password() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    let platform = page.tab.platform();
    let keys = stage.run(platform.tab.keys("vestibule.")).unwrap();
    let [key] = &keys[..] else { panic!("{keys:?}") };
    let kept = stage.run(platform.tab.read(key)).unwrap().unwrap();
    assert!(kept.contains("karen") && !kept.contains(KAREN.1), "{kept}");
}

#[test]
fn a_damaged_unfinished_sign_in_is_none() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    let store = page.tab.platform().tab;
    let key = stage.run(store.keys("vestibule.")).unwrap().remove(0);
    let whole = stage.run(store.read(&key)).unwrap().unwrap();
    for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
        stage.run(store.write(&key, &whole[..cut])).unwrap();
        assert!(stage.run(page.client.resume_sign_in()).is_none(), "{cut}");
    }
}

/// Every answer of Cognito's is lost once; the same step is tried again each time.
#[test]
fn a_step_is_as_it_was_after_a_lost_request() {
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
fn a_code_that_is_the_first_factor_is_sent_again_and_one_behind_a_password_is_not() {
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
        // Preferred, or chosen from the list; after a reload as well.
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
    // The person keeps their place.
    done(stage.run(step.submit(&stage.code_for("barbara@example.com"))));
}
