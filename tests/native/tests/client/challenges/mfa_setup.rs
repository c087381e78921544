//! Setting up MFA during a sign-in.

use super::*;

#[test]
fn mfa_setup_accepts_an_authenticator_app() {
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

    // Cognito accepts the code, and then its response to the challenge is lost. The code can be used only
    // once, so it is not sent again.
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

    // In another browser, which has no remembered device.
    let other = Stage::new();
    drop(other);
    stage.advance(Duration::from_secs(30));
    let client = client(&page.tab, config(STRICT).storage(Storage::Memory));
    let step = stage
        .run(client.sign_in(Password::srp(JOAN.0, JOAN.1)))
        .unwrap();
    let step = expect!(step, TotpCode);
    assert_eq!(step.device_name(), Some("Laptop"));
    done(stage.run(step.submit(&totp_now(&stage, &secret))));
}

#[test]
fn a_user_without_a_usable_factor_gets_an_error() {
    let stage = Stage::with(|config| {
        let is_strict = |pool: &&mut PoolSettings| pool.clients.iter().any(|it| it.id == STRICT);
        let pool = config.pools.iter_mut().find(is_strict).unwrap();
        pool.enabled_mfas = vec![MfaKind::Sms];
    });
    let page = stage.page(STRICT);
    // Joan has neither an address nor a number, so she cannot set up either; Margaret has an address.
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
fn mfa_setup_can_be_restarted() {
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
fn mfa_setup_accepts_an_email_address() {
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
