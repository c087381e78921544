//! Second factors: challenges, choice, set-up, preferences.

use serde_json::json;
use vestibule_emulator::{Config, MfaKind, PoolSettings, RecoveryMechanism};

use crate::support::{FACTORS, PASSWORD, STRICT, Stage};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const MISMATCH: &str = "CodeMismatchException";

#[test]
fn sms_mfa_allows_another_attempt_after_a_wrong_code() {
    let mut stage = Stage::new();
    let asked = stage.by_password(FACTORS, "karen", "Sparck1935").unwrap();
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    let parameters = &asked["ChallengeParameters"];
    assert_eq!(parameters["CODE_DELIVERY_DELIVERY_MEDIUM"], "SMS");
    assert_eq!(parameters["CODE_DELIVERY_DESTINATION"], "+********2600");
    let wrong = json!({ "USERNAME": "karen", "SMS_MFA_CODE": "000-no" });
    let refusal = stage.respond(FACTORS, &asked, wrong).unwrap_err();
    assert_eq!(refusal.0, MISMATCH);
    assert_eq!(refusal.1, "Invalid code or auth state for the user.");
    let code = stage.code("+441935082600");
    assert_eq!(code.len(), 6);
    let right = json!({ "USERNAME": "karen", "SMS_MFA_CODE": code });
    let done = stage.respond(FACTORS, &asked, right.clone()).unwrap();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
    let again = stage.respond(FACTORS, &asked, right).unwrap_err();
    assert_eq!(
        again.1,
        "Invalid session for the user, session can only be used once."
    );
}

#[test]
fn five_wrong_codes_start_the_lockout() {
    let mut stage = Stage::new();
    let asked = stage.by_password(FACTORS, "radia", "Perlman1951").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let wrong = json!({ "USERNAME": "radia", "SOFTWARE_TOKEN_MFA_CODE": "abcdef" });
    for _ in 0..5 {
        let refusal = stage.respond(FACTORS, &asked, wrong.clone()).unwrap_err();
        assert_eq!(refusal.1, "Invalid code received for user");
    }
    let right = json!({ "USERNAME": "radia", "SOFTWARE_TOKEN_MFA_CODE": stage.totp(SECRET) });
    let refusal = stage.respond(FACTORS, &asked, right.clone()).unwrap_err();
    assert_eq!(refusal.1, "Password attempts exceeded");
    stage.wait(2);
    stage.respond(FACTORS, &asked, right).unwrap();
}

#[test]
fn a_totp_code_works_once_and_sessions_expire() {
    let mut stage = Stage::new();
    let code = stage.totp(SECRET);
    let response = json!({ "USERNAME": "radia", "SOFTWARE_TOKEN_MFA_CODE": code });
    let asked = stage.by_password(FACTORS, "radia", "Perlman1951").unwrap();
    stage.respond(FACTORS, &asked, response.clone()).unwrap();
    let asked = stage.by_password(FACTORS, "radia", "Perlman1951").unwrap();
    let refusal = stage.respond(FACTORS, &asked, response).unwrap_err();
    assert_eq!(refusal.1, "Your software token has already been used once.");
    stage.wait(180);
    let late = json!({ "USERNAME": "radia", "SOFTWARE_TOKEN_MFA_CODE": stage.totp(SECRET) });
    let refusal = stage.respond(FACTORS, &asked, late).unwrap_err();
    assert_eq!(
        refusal.1,
        "Invalid session for the user, session is expired."
    );
}

#[test]
fn a_user_with_several_factors_chooses_one() {
    let mut stage = Stage::new();
    let asked = stage.by_password(FACTORS, "barbara", "Liskov1939").unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_MFA_TYPE");
    assert_eq!(
        asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"],
        r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#
    );
    let none = json!({ "USERNAME": "barbara", "ANSWER": "PIGEON" });
    assert_eq!(
        stage.respond(FACTORS, &asked, none).unwrap_err().0,
        "InvalidParameterException"
    );
    let email = json!({ "USERNAME": "barbara", "ANSWER": "EMAIL_OTP" });
    let asked = stage.respond(FACTORS, &asked, email).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    let code = stage.code("barbara@example.com");
    let response = json!({ "USERNAME": "barbara", "EMAIL_OTP_CODE": code });
    let done = stage.respond(FACTORS, &asked, response).unwrap();
    let token = &done["AuthenticationResult"]["AccessToken"];
    let set = json!({
        "AccessToken": token,
        "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true },
        "SMSMfaSettings": { "Enabled": false },
    });
    stage.ok("SetUserMFAPreference", set);
    let user = stage.ok("GetUser", json!({ "AccessToken": token }));
    assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        user["UserMFASettingList"],
        json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"])
    );
    let asked = stage.by_password(FACTORS, "barbara", "Liskov1939").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
}

#[test]
fn a_signed_in_user_can_set_up_an_app() {
    let mut stage = Stage::new();
    let token = &stage.tokens(FACTORS, "hedy", "Lamarr1914")["AccessToken"];
    let on = json!({ "AccessToken": token, "SoftwareTokenMfaSettings": { "Enabled": true } });
    stage.refused(
        "SetUserMFAPreference",
        on.clone(),
        "InvalidParameterException",
        "User has not verified software token mfa",
    );
    let secret = stage.ok("AssociateSoftwareToken", json!({ "AccessToken": token }));
    let secret = secret["SecretCode"].as_str().unwrap().to_owned();
    stage.refused(
        "VerifySoftwareToken",
        json!({ "AccessToken": token, "UserCode": "000000" }),
        "EnableSoftwareTokenMFAException",
        "Code mismatch and fail enable Software Token MFA",
    );
    let code = stage.totp(&secret);
    let verify = json!({ "AccessToken": token, "UserCode": code, "FriendlyDeviceName": "Phone" });
    assert_eq!(stage.ok("VerifySoftwareToken", verify)["Status"], "SUCCESS");
    stage.ok("SetUserMFAPreference", on);
    let asked = stage.by_password(FACTORS, "hedy", "Lamarr1914").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        asked["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"],
        "Phone"
    );
    let token = &stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"];
    stage.refused(
        "AssociateSoftwareToken",
        json!({ "AccessToken": token }),
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA has not been enabled by the userPool.",
    );
}

#[test]
fn mfa_setup_sets_up_an_app() {
    let mut stage = Stage::new();
    let asked = stage.by_password(STRICT, "joan", "Clarke1917").unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
    assert_eq!(
        asked["ChallengeParameters"]["MFAS_CAN_SETUP"],
        r#"["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#
    );
    let early = json!({ "USERNAME": "joan" });
    stage.respond(STRICT, &asked, early).unwrap_err();
    let made = stage.ok(
        "AssociateSoftwareToken",
        json!({ "Session": asked["Session"] }),
    );
    let code = stage.totp(made["SecretCode"].as_str().unwrap());
    let verify = json!({ "Session": made["Session"], "UserCode": code });
    let mut verified = stage.ok("VerifySoftwareToken", verify);
    verified["ChallengeName"] = "MFA_SETUP".into();
    let done = stage
        .respond(STRICT, &verified, json!({ "USERNAME": "joan" }))
        .unwrap();
    assert!(done["AuthenticationResult"]["IdToken"].is_string());
    let asked = stage.by_password(STRICT, "joan", "Clarke1917").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
}

/// A stage whose pool with required MFA allows only these second factors.
fn strict(kinds: &[MfaKind]) -> Stage {
    strict_with(|pool| pool.enabled_mfas = kinds.to_vec())
}

fn strict_with(change: impl FnOnce(&mut PoolSettings)) -> Stage {
    let mut config = Config::development();
    let is_strict = |pool: &&mut PoolSettings| pool.clients.iter().any(|it| it.id == STRICT);
    change(config.pools.iter_mut().find(is_strict).unwrap());
    Stage::with(config)
}

#[test]
fn a_user_without_contacts_can_set_up_any_factor_of_the_pool() {
    let mut stage = strict(&[MfaKind::Sms]);
    let asked = stage.by_password(STRICT, "joan", "Clarke1917").unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
    let offered = &asked["ChallengeParameters"]["MFAS_CAN_SETUP"];
    assert_eq!(*offered, r#"["SMS_MFA"]"#);
}

#[test]
fn a_user_with_an_unusable_contact_can_only_set_up_an_app() {
    let mut stage = strict(&[MfaKind::Sms]);
    let refusal = stage.by_password(STRICT, "margaret", "Hamilton1936");
    assert_eq!(refusal.unwrap_err().0, "MFAMethodNotFoundException");
    let mut stage = strict(&[MfaKind::Sms, MfaKind::SoftwareToken]);
    let asked = stage.by_password(STRICT, "margaret", "Hamilton1936");
    let asked = asked.unwrap();
    let offered = &asked["ChallengeParameters"]["MFAS_CAN_SETUP"];
    assert_eq!(*offered, r#"["SOFTWARE_TOKEN_MFA"]"#);
}

#[test]
fn unverified_addresses_get_codes_if_mfa_is_required() {
    let mut stage = strict_with(|pool| {
        let margaret = pool.users.iter_mut().find(|it| it.username == "margaret");
        let attributes = &mut margaret.unwrap().attributes;
        attributes.insert("email_verified".to_owned(), "false".to_owned());
    });
    let asked = stage.by_password(STRICT, "margaret", "Hamilton1936");
    assert_eq!(asked.unwrap()["ChallengeName"], "EMAIL_OTP");
}

#[test]
fn mfa_setup_sets_up_an_email_address() {
    let mut stage = Stage::new();
    let asked = stage.by_password(STRICT, "joan", "Clarke1917").unwrap();
    let response = json!({ "USERNAME": "joan", "EMAIL": "joan@example.com" });
    let asked = stage.respond(STRICT, &asked, response).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    let code = stage.code("joan@example.com");
    let response = json!({ "USERNAME": "joan", "EMAIL_OTP_CODE": code });
    let done = stage.respond(STRICT, &asked, response).unwrap();
    let token = &done["AuthenticationResult"]["AccessToken"];
    let user = stage
        .ok("GetUser", json!({ "AccessToken": token }))
        .to_string();
    assert!(user.contains("joan@example.com"), "{user}");
    assert!(user.contains(r#"["EMAIL_OTP"]"#), "{user}");
}

#[test]
fn with_required_mfa_all_usable_factors_can_be_chosen() {
    let mut stage = strict_with(|pool| {
        let margaret = pool.users.iter_mut().find(|it| it.username == "margaret");
        margaret.unwrap().mfa.software_token_secret = Some(SECRET.to_owned());
    });
    let asked = stage.by_password(STRICT, "margaret", "Hamilton1936");
    let asked = asked.unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_MFA_TYPE");
    let offered = &asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"];
    assert_eq!(*offered, r#"["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#);
}

#[test]
fn the_recovery_attribute_is_not_a_second_factor() {
    let mut stage = strict_with(|pool| {
        pool.account_recovery_setting = vec![RecoveryMechanism::VerifiedEmail];
    });
    let asked = stage.by_password(STRICT, "margaret", "Hamilton1936");
    assert_eq!(asked.unwrap()["ChallengeName"], "MFA_SETUP");
}

#[test]
fn an_app_stays_usable_after_the_pool_disables_totp() {
    let mut config = Config::development();
    for pool in &mut config.pools {
        pool.enabled_mfas
            .retain(|kind| *kind != MfaKind::SoftwareToken);
    }
    let mut stage = Stage::with(config);
    let asked = stage.by_password(FACTORS, "radia", "Perlman1951").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
}

#[test]
fn the_guides_spelling_of_the_address_parameter_is_accepted() {
    let mut stage = Stage::new();
    let asked = stage.by_password(STRICT, "joan", "Clarke1917").unwrap();
    let response = json!({ "USERNAME": "joan", "email": "joan@example.com" });
    let asked = stage.respond(STRICT, &asked, response).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
}
