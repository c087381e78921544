//! Second factors and step-up on the hosted pages.

use std::time::Duration;

use serde_json::Value;
use vestibule_emulator::{MfaConfiguration, MfaKind, UserPoolTier, UserSettings};

use crate::support::{CALLBACK, CLIENT, TestResponse, World, authorize, authorize_with};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// A pool with optional MFA, in which ada has these factors.
fn world(configuration: MfaConfiguration, change: impl FnOnce(&mut UserSettings)) -> World {
    World::with(|config| {
        let pool = &mut config.pools[0];
        pool.mfa_configuration = configuration;
        pool.enabled_mfas = vec![MfaKind::Sms, MfaKind::SoftwareToken, MfaKind::Email];
        let ada = pool.users.iter_mut().find(|user| user.username == "ada");
        change(ada.unwrap());
    })
}

fn with_app(user: &mut UserSettings) {
    user.mfa.software_token_secret = Some(SECRET.to_owned());
}

fn with_app_and_email(user: &mut UserSettings) {
    with_app(user);
    user.mfa.email = true;
}

fn totp(world: &World, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(world.seconds()).to_string()
}

/// The claims `acr`, `amr` and `auth_time` of the access token.
fn said(world: &mut World, response: &TestResponse) -> (Value, Value, Value) {
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    let access = world.claims(tokens["access_token"].as_str().unwrap());
    let id = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&access["acr"], &access["amr"]), (&id["acr"], &id["amr"]));
    (
        access["acr"].clone(),
        access["amr"].clone(),
        access["auth_time"].clone(),
    )
}

fn acr(levels: &str) -> String {
    authorize_with("code", CLIENT, &[("acr_values", levels)])
}

#[test]
fn a_user_with_an_app_is_asked_for_its_code() {
    let mut world = world(MfaConfiguration::Optional, with_app);
    let page = world.sign_in(&authorize("code", CLIENT));
    page.assert_page(200, "authenticator app");
    let wrong = world.submit(&page, "/mfa", &[("code", "000000")]);
    wrong.assert_page(400, "Invalid code received for user");
    let code = totp(&world, SECRET);
    let done = world.submit(&page, "/mfa", &[("code", &code)]);
    let (acr, amr, _) = said(&mut world, &done);
    assert_eq!(acr, "urn:cognito:loa:4");
    assert_eq!(amr, serde_json::json!(["pwd", "otp", "mfa"]));
    // The browser's session has the level.
    let again = world.get(&authorize("code", CLIENT));
    assert_eq!(said(&mut world, &again).0, "urn:cognito:loa:4");
}

#[test]
fn a_password_alone_opens_no_session() {
    let mut world = world(MfaConfiguration::Optional, with_app);
    world.sign_in(&authorize("code", CLIENT));
    let page = world.visit(&authorize("code", CLIENT));
    page.assert_page(200, "Sign in");
}

#[test]
fn the_page_lasts_three_minutes_and_can_be_cancelled() {
    let mut world = world(MfaConfiguration::Optional, with_app);
    let page = world.sign_in(&authorize("code", CLIENT));
    world.advance(Duration::from_secs(180));
    let code = totp(&world, SECRET);
    let late = world.submit(&page, "/mfa", &[("code", &code)]);
    late.assert_page(200, "That took too long");
    let page = world.sign_in(&authorize("code", CLIENT));
    let cancelled = world.submit(&page, "/mfa", &[("cancel", "1")]);
    cancelled.assert_denied(
        '&',
        "access_denied",
        Some("The person cancelled the sign-in"),
    );
}

#[test]
fn a_user_chooses_a_factor_and_steps_up_without_the_password() {
    let mut world = world(MfaConfiguration::Optional, with_app_and_email);
    let page = world.sign_in(&authorize("code", CLIENT));
    page.assert_page(200, "Choose how to verify");
    let page = world.submit(&page, "/mfa", &[("choice", "EMAIL_OTP")]);
    page.assert_page(200, "a***@e***");
    let code = world.last_message().code.clone();
    let done = world.submit(&page, "/mfa", &[("code", &code)]);
    let (acr_before, amr, before) = said(&mut world, &done);
    assert_eq!(acr_before, "urn:cognito:loa:3");
    assert_eq!(amr, serde_json::json!(["pwd", "email_otp", "mfa"]));

    // The session's level is enough for lower levels.
    let enough = world.get(&acr("urn:cognito:loa:3"));
    assert_eq!(said(&mut world, &enough).2, before);
    // The missing factor is asked, without a password.
    world.advance(Duration::from_secs(60));
    let page = world.visit(&acr("urn:nobody:knows urn:cognito:loa:4 urn:cognito:loa:1"));
    page.assert_page(200, "authenticator app");
    assert!(!page.body.contains("type=\"password\""));
    let code = totp(&world, SECRET);
    let now = world.seconds();
    let done = world.submit(&page, "/mfa", &[("code", &code)]);
    let (acr_after, amr, after) = said(&mut world, &done);
    assert_eq!(acr_after, "urn:cognito:loa:4");
    assert_eq!(amr, serde_json::json!(["pwd", "otp", "email_otp", "mfa"]));
    assert_eq!(after, now);
}

#[test]
fn a_cancelled_step_up_keeps_the_session() {
    let mut world = world(MfaConfiguration::Optional, with_app_and_email);
    let page = world.sign_in(&authorize("code", CLIENT));
    let page = world.submit(&page, "/mfa", &[("choice", "EMAIL_OTP")]);
    let code = world.last_message().code.clone();
    world.submit(&page, "/mfa", &[("code", &code)]);
    let page = world.visit(&acr("urn:cognito:loa:4"));
    let cancelled = world.submit(&page, "/mfa", &[("cancel", "1")]);
    assert_eq!(cancelled.find("error").as_deref(), Some("access_denied"));
    let still = world.get(&authorize("code", CLIENT));
    assert_eq!(said(&mut world, &still).0, "urn:cognito:loa:3");
}

#[test]
fn a_sign_in_older_than_max_age_starts_with_the_password() {
    let mut world = world(MfaConfiguration::Optional, with_app);
    let page = world.sign_in(&authorize("code", CLIENT));
    let code = totp(&world, SECRET);
    world.submit(&page, "/mfa", &[("code", &code)]);
    world.advance(Duration::from_secs(31));
    let more = [("acr_values", "urn:cognito:loa:4"), ("max_age", "30")];
    let page = world.visit(&authorize_with("code", CLIENT, &more));
    page.assert_page(200, "type=\"password\"");
}

#[test]
fn unreachable_levels_and_plans_without_levels_are_ignored() {
    for tier in [UserPoolTier::Essentials, UserPoolTier::Lite] {
        let mut world = World::with(|config| {
            let pool = &mut config.pools[0];
            pool.user_pool_tier = tier;
            if tier == UserPoolTier::Lite {
                pool.mfa_configuration = MfaConfiguration::Optional;
                pool.enabled_mfas = vec![MfaKind::Email];
            }
        });
        let done = world.sign_in(&acr("urn:cognito:loa:4"));
        assert_eq!(said(&mut world, &done).0, "urn:cognito:loa:1", "{tier:?}");
    }
}

#[test]
fn prompt_none_with_a_missing_level_is_login_required() {
    let mut world = world(MfaConfiguration::Optional, with_app_and_email);
    let page = world.sign_in(&authorize("code", CLIENT));
    let page = world.submit(&page, "/mfa", &[("choice", "EMAIL_OTP")]);
    let code = world.last_message().code.clone();
    world.submit(&page, "/mfa", &[("code", &code)]);
    let more = [("acr_values", "urn:cognito:loa:4"), ("prompt", "none")];
    let response = world.get(&authorize_with("code", CLIENT, &more));
    response.assert_denied('&', "login_required", None);
}

#[test]
fn with_required_mfa_an_app_is_set_up() {
    let mut world = world(MfaConfiguration::On, |user| {
        user.attributes.remove("email");
        user.attributes.remove("phone_number");
    });
    let page = world.sign_in(&authorize("code", CLIENT));
    page.assert_page(200, "Add this key to your authenticator app");
    let (_, rest) = page.body.split_once("<code>").unwrap();
    let secret = rest.split('<').next().unwrap().to_owned();
    let code = totp(&world, &secret);
    let done = world.submit(&page, "/mfa", &[("code", &code)]);
    assert!(done.location().unwrap().starts_with(CALLBACK));
    assert_eq!(said(&mut world, &done).0, "urn:cognito:loa:4");
}

#[test]
fn a_second_factor_follows_a_new_password() {
    const NEW: &str = "Brand new 1906";
    for address in [
        authorize("code", CLIENT),
        acr("urn:cognito:loa:2 urn:cognito:loa:4"),
    ] {
        let mut world = World::with(|config| {
            let pool = &mut config.pools[0];
            pool.mfa_configuration = MfaConfiguration::Optional;
            pool.enabled_mfas = vec![MfaKind::SoftwareToken];
            let grace = pool.users.iter_mut().find(|user| user.username == "grace");
            with_app(grace.unwrap());
        });
        let page = world.visit(&address);
        let fields = [("username", "grace"), ("password", "Temporary1906")];
        let page = world.submit(&page, "/login", &fields);
        let fields = [("password", NEW), ("confirm_password", NEW)];
        let page = world.submit(&page, "/changePassword", &fields);
        page.assert_page(200, "authenticator app");
        assert!(!world.cookies.contains_key("cognito"));
        let code = totp(&world, SECRET);
        let done = world.submit(&page, "/mfa", &[("code", &code)]);
        let (acr, amr, _) = said(&mut world, &done);
        assert_eq!(acr, "urn:cognito:loa:4");
        assert_eq!(amr, serde_json::json!(["pwd", "otp", "mfa"]));
    }
}
