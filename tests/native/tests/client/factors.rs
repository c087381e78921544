//! MFA of the signed-in user: setting it up, turning it on and off, and the preferred factor.

use std::time::Duration;

use vestibule::{ErrorKind, Field, MfaChoice, MfaPreference, Password, SignInStep, Storage};
use vestibule_native_tests::{FACTORS, HEDY, Stage, config, done, sign_in, totp};

#[test]
fn an_authenticator_app_is_set_up_and_used() {
    let stage = Stage::new();
    let page = stage.page_of(config(FACTORS).storage(Storage::Memory));
    let client = &page.client;
    sign_in(&stage, client, HEDY);
    let set_up = stage.run(client.mfa().set_up_totp()).unwrap();
    let secret = set_up.secret().to_owned();
    assert_eq!(
        set_up.uri("Ein Büro"),
        format!("otpauth://totp/Ein%20B%C3%BCro:hedy?secret={secret}&issuer=Ein%20B%C3%BCro")
    );
    assert!(!format!("{set_up:?}").contains(&secret));
    for (code, kind) in [
        ("000000", ErrorKind::EnableSoftwareTokenMfa),
        (" ", ErrorKind::InvalidInput),
    ] {
        let error = stage.run(set_up.submit(code, "")).unwrap_err();
        assert_eq!((error.kind(), error.field()), (kind, Some(Field::Code)));
    }
    let now = || totp::code(&secret, stage.world.now().as_secs());
    stage.run(set_up.submit(&now(), "Phone")).unwrap();
    let on = MfaPreference::default().totp(MfaChoice::Preferred);
    stage.run(client.mfa().set_preference(on)).unwrap();
    let factors = stage.run(client.mfa().factors()).unwrap();
    assert_eq!(factors.second, ["SOFTWARE_TOKEN_MFA"]);
    assert_eq!(factors.preferred.as_deref(), Some("SOFTWARE_TOKEN_MFA"));

    stage.advance(Duration::from_secs(30));
    let step = stage
        .run(client.sign_in(Password::srp(HEDY.0, HEDY.1)))
        .unwrap();
    let SignInStep::TotpCode(step) = step else {
        panic!("{step:?}")
    };
    assert_eq!(step.device_name(), Some("Phone"));
    done(stage.run(step.submit(&now())));
    stage
        .run(
            client
                .mfa()
                .set_preference(MfaPreference::default().totp(MfaChoice::Off)),
        )
        .unwrap();
    sign_in(&stage, client, HEDY);
}

#[test]
fn the_preferred_factor_of_several_is_used() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let both = MfaPreference::default()
        .sms(MfaChoice::On)
        .email(MfaChoice::Preferred);
    stage.run(page.client.mfa().set_preference(both)).unwrap();
    let user = stage.run(page.client.profile().user()).unwrap();
    assert_eq!(user.preferred_mfa.as_deref(), Some("EMAIL_OTP"));
    let step = stage
        .run(page.client.sign_in(Password::srp(HEDY.0, HEDY.1)))
        .unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("hedy@example.com"))));
    // Settings that are not given stay as they are.
    stage
        .run(
            page.client
                .mfa()
                .set_preference(MfaPreference::default().email(MfaChoice::On)),
        )
        .unwrap();
    let step = stage
        .run(page.client.sign_in(Password::srp(HEDY.0, HEDY.1)))
        .unwrap();
    assert!(matches!(step, SignInStep::SelectMfa(_)), "{step:?}");
}

#[test]
fn a_factor_that_is_not_set_up_cannot_be_turned_on() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let wanted = MfaPreference::default().totp(MfaChoice::On);
    let error = stage
        .run(page.client.mfa().set_preference(wanted))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    let nobody = stage.page(FACTORS);
    let nobody =
        vestibule_native_tests::client(&nobody.tab, config(FACTORS).storage(Storage::Memory));
    assert_eq!(
        stage
            .run(nobody.mfa().set_preference(wanted))
            .unwrap_err()
            .kind(),
        ErrorKind::SignedOut
    );
    assert_eq!(
        stage.run(nobody.mfa().set_up_totp()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert_eq!(
        stage.run(nobody.mfa().factors()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}
