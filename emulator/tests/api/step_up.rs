//! Authentication levels and step-up.

use serde_json::{Value, json};
use vestibule_emulator::{Config, PoolSettings, UserPoolTier};

use crate::support::{FACTORS, PASSWORD, Refusal, Stage, claims};

const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn level(number: u8) -> String {
    format!("urn:cognito:loa:{number}")
}

fn with_pool(change: impl FnOnce(&mut PoolSettings)) -> Stage {
    let mut config = Config::development();
    let mut pools = config.pools.iter_mut();
    change(pools.find(|pool| pool.id == "eu-west-1_Factors01").unwrap());
    Stage::with(config)
}

fn toward(stage: &mut Stage, name: &str, more: &[(&str, &str)]) -> Result<Value, Refusal> {
    let mut parameters = json!({ "USERNAME": name });
    for (key, value) in more {
        parameters[key] = (*value).into();
    }
    stage.call(
        "InitiateAuth",
        json!({ "ClientId": FACTORS, "AuthFlow": "USER_AUTH", "AuthParameters": parameters }),
    )
}

fn respond(stage: &mut Stage, asked: &Value, name: &str, response: &[(&str, &str)]) -> Value {
    let mut responses = json!({ "USERNAME": name });
    for (key, value) in response {
        responses[key] = (*value).into();
    }
    stage.ok(
        "RespondToAuthChallenge",
        json!({ "ClientId": FACTORS, "ChallengeName": asked["ChallengeName"],
            "Session": asked["Session"], "ChallengeResponses": responses }),
    )
}

fn sms_code(stage: &Stage) -> String {
    stage.emulator.inbox().last().unwrap().code.clone()
}

fn said(tokens: &Value) -> (String, Vec<String>) {
    let access = claims(&tokens["AccessToken"]);
    let id = claims(&tokens["IdToken"]);
    assert_eq!((&access["acr"], &access["amr"]), (&id["acr"], &id["amr"]));
    (
        access["acr"].as_str().unwrap().to_owned(),
        serde_json::from_value(access["amr"].clone()).unwrap(),
    )
}

/// Signs hedy in by password and turns SMS MFA on.
fn hedy(stage: &mut Stage) -> Value {
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let on = json!({ "Enabled": true, "PreferredMfa": false });
    stage.ok(
        "SetUserMFAPreference",
        json!({ "AccessToken": tokens["AccessToken"], "SMSMfaSettings": on }),
    );
    tokens
}

#[test]
fn tokens_have_level_and_methods_and_a_refresh_keeps_them() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    assert_eq!(said(&tokens), (level(1), vec!["pwd".to_owned()]));
    stage.wait(60);
    let renewed = stage.ok(
        "GetTokensFromRefreshToken",
        json!({ "ClientId": PASSWORD, "RefreshToken": tokens["RefreshToken"] }),
    );
    let renewed = &renewed["AuthenticationResult"];
    assert_eq!(said(renewed), said(&tokens));
    let time = |tokens: &Value| claims(&tokens["IdToken"])["auth_time"].clone();
    assert_eq!(time(renewed), time(&tokens));
}

#[test]
fn factors_of_the_presented_token_are_not_asked_again() {
    let mut stage = Stage::new();
    let tokens = hedy(&mut stage);
    let token = tokens["AccessToken"].as_str().unwrap();
    let levels = [level(4), level(3)].join(" ");
    // She has no authenticator app, so the next level of the list applies.
    let more = [
        ("TARGET_ACR_VALUES", levels.as_str()),
        ("ACCESS_TOKEN", token),
    ];
    let asked = toward(&mut stage, "hedy", &more).unwrap();
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    let code = sms_code(&stage);
    let done = respond(&mut stage, &asked, "hedy", &[("SMS_MFA_CODE", &code)]);
    let new = &done["AuthenticationResult"];
    assert_eq!(
        said(new),
        (level(3), ["pwd", "sms", "mfa"].map(str::to_owned).to_vec())
    );
    assert_ne!(new["RefreshToken"], tokens["RefreshToken"]);
}

#[test]
fn a_presented_token_older_than_max_age_does_not_count() {
    let mut stage = Stage::new();
    let tokens = hedy(&mut stage);
    let token = tokens["AccessToken"].as_str().unwrap();
    stage.wait(301);
    let level = level(3);
    let more = [
        ("TARGET_ACR_VALUES", level.as_str()),
        ("ACCESS_TOKEN", token),
        ("MAX_AGE", "300"),
    ];
    let asked = toward(&mut stage, "hedy", &more).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    let password = [("ANSWER", "PASSWORD"), ("PASSWORD", "Lamarr1914")];
    let asked = respond(&mut stage, &asked, "hedy", &password);
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    let code = sms_code(&stage);
    let done = respond(&mut stage, &asked, "hedy", &[("SMS_MFA_CODE", &code)]);
    assert_eq!(said(&done["AuthenticationResult"]).0, level);
}

#[test]
fn a_password_and_an_authenticator_app_reach_the_highest_level() {
    let mut stage = Stage::new();
    let level = level(4);
    let more = [
        ("TARGET_ACR_VALUES", level.as_str()),
        ("PREFERRED_CHALLENGE", "PASSWORD"),
        ("PASSWORD", "Perlman1951"),
    ];
    let asked = toward(&mut stage, "radia", &more).unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let code = stage.totp(TOTP_SECRET);
    let done = respond(
        &mut stage,
        &asked,
        "radia",
        &[("SOFTWARE_TOKEN_MFA_CODE", &code)],
    );
    let tokens = &done["AuthenticationResult"];
    assert_eq!(
        said(tokens),
        (
            level.clone(),
            ["pwd", "otp", "mfa"].map(str::to_owned).to_vec()
        )
    );
    // The level is already reached.
    let token = tokens["AccessToken"].as_str().unwrap();
    for number in 1..=4 {
        let level = format!("urn:cognito:loa:{number}");
        let more = [
            ("TARGET_ACR_VALUES", level.as_str()),
            ("ACCESS_TOKEN", token),
        ];
        let refusal = toward(&mut stage, "radia", &more).unwrap_err();
        assert_eq!(
            refusal.0, "InvalidParameterException",
            "{level}: {refusal:?}"
        );
    }
}

#[test]
fn unreachable_levels_are_refused() {
    let mut stage = Stage::new();
    let tokens = hedy(&mut stage);
    let token = tokens["AccessToken"].as_str().unwrap();
    let refused = |stage: &mut Stage, name: &str, more: &[(&str, &str)]| {
        toward(stage, name, more).unwrap_err()
    };
    let (first, third, fourth) = (level(1), level(3), level(4));
    let bad = "InvalidParameterException";
    assert_eq!(
        refused(&mut stage, "hedy", &[("TARGET_ACR_VALUES", &fourth)]).0,
        bad
    );
    assert_eq!(
        refused(&mut stage, "hedy", &[("TARGET_ACR_VALUES", "gold silver")]).0,
        bad
    );
    assert_eq!(
        refused(&mut stage, "hedy", &[("ACCESS_TOKEN", token)]).0,
        bad
    );
    assert_eq!(
        refused(
            &mut stage,
            "hedy",
            &[("TARGET_ACR_VALUES", &third), ("MAX_AGE", "soon")]
        )
        .0,
        bad
    );
    let met = [
        ("TARGET_ACR_VALUES", first.as_str()),
        ("ACCESS_TOKEN", token),
    ];
    assert!(refused(&mut stage, "hedy", &met).1.contains("already"));
    let another = [
        ("TARGET_ACR_VALUES", third.as_str()),
        ("ACCESS_TOKEN", token),
    ];
    assert_eq!(
        refused(&mut stage, "karen", &another).0,
        "NotAuthorizedException"
    );
    let mut lite = with_pool(|pool| pool.user_pool_tier = UserPoolTier::Lite);
    assert_eq!(
        refused(&mut lite, "hedy", &[("TARGET_ACR_VALUES", &third)]).0,
        "FeatureUnavailableInTierException"
    );
}

#[test]
fn levels_can_have_custom_names() {
    let own = |pool: &mut PoolSettings| {
        pool.acr_configuration
            .insert("Level1".to_owned(), "urn:bronze".to_owned());
    };
    let mut stage = with_pool(own);
    assert_eq!(
        said(&stage.tokens(FACTORS, "hedy", "Lamarr1914")).0,
        "urn:bronze"
    );
}
