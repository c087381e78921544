//! Expiration, reuse and limits of codes.

use serde_json::{Value, json};
use vestibule_emulator::{
    Config, MfaConfiguration, MfaKind, PoolSettings, RecoveryMechanism, UserExistenceErrors,
};

use crate::support::{LEGACY, PASSWORD, Stage};

const MISMATCH: &str = "Invalid verification code provided, please try again.";
const GONE: &str = "Invalid code provided, please request a code again.";
const LIMIT: &str = "Attempt limit exceeded, please try after some time.";

fn forgot(name: &str) -> Value {
    json!({ "ClientId": PASSWORD, "Username": name })
}

fn reset(name: &str, code: &str, password: &str) -> Value {
    json!({ "ClientId": PASSWORD, "Username": name, "ConfirmationCode": code, "Password": password })
}

#[test]
fn a_forgotten_password_is_reset_once_per_code() {
    let mut stage = Stage::new();
    let response = stage.ok("ForgotPassword", forgot("ada@example.com"));
    let details = &response["CodeDeliveryDetails"];
    assert_eq!(
        (&details["AttributeName"], &details["Destination"]),
        (&json!("email"), &json!("a***@e***"))
    );
    let code = stage.code("ada@example.com");
    stage.ok("ConfirmForgotPassword", reset("ada", &code, "Countess1852"));
    stage.tokens(PASSWORD, "ada", "Countess1852");
    stage.cannot_sign_in(
        "ada",
        "Lovelace1815",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let again = reset("ada", &code, "Countess1853");
    stage.refused("ConfirmForgotPassword", again, "ExpiredCodeException", GONE);
}

#[test]
fn a_refused_password_does_not_use_up_the_code() {
    let mut stage = Stage::new();
    stage.ok("ForgotPassword", forgot("ada"));
    let code = stage.code("ada@example.com");
    let short = "Password did not conform with policy: Password not long enough";
    stage.refused(
        "ConfirmForgotPassword",
        reset("ada", &code, "a1"),
        "InvalidPasswordException",
        short,
    );
    stage.ok("ConfirmForgotPassword", reset("ada", &code, "Countess1852"));
}

#[test]
fn a_reset_code_expires_after_an_hour() {
    let mut stage = Stage::new();
    stage.ok("ForgotPassword", forgot("ada"));
    let code = stage.code("ada@example.com");
    stage.wait(3600);
    stage.refused(
        "ConfirmForgotPassword",
        reset("ada", &code, "Countess1852"),
        "ExpiredCodeException",
        GONE,
    );
}

#[test]
fn a_newer_code_replaces_the_older() {
    let mut stage = Stage::new();
    stage.ok("ForgotPassword", forgot("ada"));
    let old = stage.code("ada@example.com");
    stage.ok("ForgotPassword", forgot("ada"));
    stage.refused(
        "ConfirmForgotPassword",
        reset("ada", &old, "Countess1852"),
        "CodeMismatchException",
        MISMATCH,
    );
}

#[test]
fn attempts_and_requests_are_limited() {
    let mut stage = Stage::new();
    stage.ok("ForgotPassword", forgot("ada"));
    let code = stage.code("ada@example.com");
    for _ in 0..5 {
        stage.refused(
            "ConfirmForgotPassword",
            reset("ada", "none", "Countess1852"),
            "CodeMismatchException",
            MISMATCH,
        );
    }
    stage.refused(
        "ConfirmForgotPassword",
        reset("ada", &code, "Countess1852"),
        "LimitExceededException",
        LIMIT,
    );
    for _ in 0..4 {
        stage.ok("ForgotPassword", forgot("ada"));
    }
    stage.refused(
        "ForgotPassword",
        forgot("ada"),
        "LimitExceededException",
        LIMIT,
    );
    stage.wait(3600);
    stage.ok("ForgotPassword", forgot("ada"));
    let code = stage.code("ada@example.com");
    stage.ok("ConfirmForgotPassword", reset("ada", &code, "Countess1852"));
}

#[test]
fn only_legacy_clients_learn_that_a_user_has_no_verified_contact() {
    let mut stage = Stage::new();
    let legacy = |name: &str| json!({ "ClientId": LEGACY, "Username": name });
    let unreachable = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    let cases = [
        (
            "nobody",
            "UserNotFoundException",
            "Username/client id combination not found.",
        ),
        ("alan", "InvalidParameterException", unreachable),
        ("disabled", "NotAuthorizedException", "User is disabled."),
    ];
    for (name, kind, message) in cases {
        let before = stage.emulator.inbox().len();
        let first = stage.ok("ForgotPassword", forgot(name));
        assert_eq!(first, stage.ok("ForgotPassword", forgot(name)), "{name}");
        assert_eq!(stage.emulator.inbox().len(), before, "{name}");
        stage.refused("ForgotPassword", legacy(name), kind, message);
    }
    stage.refused(
        "ConfirmForgotPassword",
        reset("nobody", "1", "Password1"),
        "CodeMismatchException",
        MISMATCH,
    );
    let state = "User password cannot be reset in the current state.";
    stage.refused(
        "ForgotPassword",
        forgot("grace"),
        "NotAuthorizedException",
        state,
    );
}

#[test]
fn a_new_password_ends_an_administrators_reset() {
    let mut stage = Stage::new();
    stage.cannot_sign_in(
        "emmy",
        "Noether1882",
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );
    stage.ok("ForgotPassword", forgot("emmy"));
    let code = stage.code("emmy@example.com");
    stage.ok(
        "ConfirmForgotPassword",
        reset("emmy", &code, "Symmetry1918"),
    );
    stage.tokens(PASSWORD, "emmy", "Symmetry1918");
}

/// An emulator with changed settings of ada's pool.
fn with_pool(change: impl FnOnce(&mut PoolSettings)) -> Stage {
    let mut config = Config::development();
    change(&mut config.pools[0]);
    Stage::with(config)
}

fn recovers_by(stage: &mut Stage, name: &str) -> Value {
    let response = stage.ok("ForgotPassword", forgot(name));
    response["CodeDeliveryDetails"]["AttributeName"].clone()
}

#[test]
fn the_default_recovery_mechanism_is_text_message() {
    let mut stage = with_pool(|pool| pool.account_recovery_setting.clear());
    assert_eq!(recovers_by(&mut stage, "ada"), "phone_number");
    assert_eq!(recovers_by(&mut stage, "charles"), "email");
}

#[test]
fn the_recovery_setting_selects_the_attribute() {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    let mut stage = with_pool(|pool| {
        pool.account_recovery_setting = vec![VerifiedPhoneNumber, VerifiedEmail];
    });
    assert_eq!(recovers_by(&mut stage, "ada"), "phone_number");
    let mut stage = with_pool(|pool| pool.account_recovery_setting = vec![VerifiedPhoneNumber]);
    // Charles has no number, which the app client must not learn.
    assert_eq!(recovers_by(&mut stage, "charles"), "email");
    assert!(stage.emulator.inbox().is_empty());
    let mut stage = with_pool(|pool| {
        pool.account_recovery_setting = vec![AdminOnly];
        let legacy = UserExistenceErrors::Legacy;
        pool.clients[2].prevent_user_existence_errors = legacy;
    });
    let refusal = stage.call("ForgotPassword", forgot("ada")).unwrap_err();
    assert_eq!(refusal.0, "InvalidParameterException");
}

#[test]
fn the_recovery_code_is_not_sent_to_the_mfa_channel() {
    let mut stage = with_pool(|pool| {
        pool.mfa_configuration = MfaConfiguration::Optional;
        pool.enabled_mfas = vec![MfaKind::Email, MfaKind::Sms];
        let ada = pool.users.iter_mut().find(|user| user.username == "ada");
        ada.unwrap().mfa.email = true;
    });
    assert_eq!(recovers_by(&mut stage, "ada"), "phone_number");
}

#[test]
fn the_simulated_delivery_uses_an_auto_verified_attribute() {
    let mut stage = with_pool(|pool| {
        pool.auto_verified_attributes = vec!["phone_number".to_owned()];
    });
    assert_eq!(recovers_by(&mut stage, "nobody"), "phone_number");
    assert_eq!(recovers_by(&mut stage, "nobody@example.com"), "email");
}
