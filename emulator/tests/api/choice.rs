//! USER_AUTH: choice of factors, passwordless sign-in, sign-in after a sign-up.

use serde_json::{Value, json};

use crate::support::{FACTORS, Refusal, Stage, claims};

fn choose(stage: &mut Stage, parameters: Value) -> Result<Value, Refusal> {
    stage.initiate(FACTORS, "USER_AUTH", parameters)
}

#[test]
fn users_are_offered_the_factors_that_they_have() {
    let mut stage = Stage::new();
    let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"])
    );
    let none = choose(&mut stage, json!({ "USERNAME": "annie" })).unwrap();
    assert_eq!(none["AvailableChallenges"], json!(["EMAIL_OTP"]));
    let mfa = choose(&mut stage, json!({ "USERNAME": "karen" })).unwrap();
    assert_eq!(
        mfa["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    let absent = json!({ "USERNAME": "hedy", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let asked = choose(&mut stage, absent).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
}

#[test]
fn a_one_time_password_signs_in() {
    let mut stage = Stage::new();
    let asked = choose(&mut stage, json!({ "USERNAME": "annie" })).unwrap();
    let response = json!({ "USERNAME": "annie", "ANSWER": "EMAIL_OTP" });
    let asked = stage.respond(FACTORS, &asked, response).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    let code = stage.code("annie@example.com");
    assert_eq!(code.len(), 8);
    let response = json!({ "USERNAME": "annie", "EMAIL_OTP_CODE": code });
    let done = stage.respond(FACTORS, &asked, response).unwrap();
    assert!(done["AuthenticationResult"]["RefreshToken"].is_string());
}

#[test]
fn the_password_is_sent_with_its_choice() {
    let mut stage = Stage::new();
    let at_once =
        json!({ "USERNAME": "hedy", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Lamarr1914" });
    let done = choose(&mut stage, at_once).unwrap();
    assert!(done["AuthenticationResult"].is_object());
    let wrong =
        json!({ "USERNAME": "hedy", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "wrong" });
    let refusal = choose(&mut stage, wrong).unwrap_err();
    assert_eq!(refusal.1, "Incorrect username or password.");

    let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
    let wrong = json!({ "USERNAME": "hedy", "ANSWER": "PASSWORD", "PASSWORD": "wrong" });
    let refusal = stage.respond(FACTORS, &asked, wrong).unwrap_err();
    assert_eq!(refusal.1, "Incorrect username or password.");
    let right = json!({ "USERNAME": "hedy", "ANSWER": "PASSWORD", "PASSWORD": "Lamarr1914" });
    stage.respond(FACTORS, &asked, right).unwrap();
}

#[test]
fn choosing_a_password_without_sending_it_is_refused() {
    let mut stage = Stage::new();
    for (choice, parameter) in [("PASSWORD", "PASSWORD"), ("PASSWORD_SRP", "SRP_A")] {
        let expected = (
            "InvalidParameterException".to_owned(),
            format!("Missing required parameter {parameter}"),
        );
        let preferred = json!({ "USERNAME": "hedy", "PREFERRED_CHALLENGE": choice });
        let refusal = choose(&mut stage, preferred).unwrap_err();
        assert_eq!((refusal.0, refusal.1), expected);
        let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
        let response = json!({ "USERNAME": "hedy", "ANSWER": choice });
        let refusal = stage.respond(FACTORS, &asked, response).unwrap_err();
        assert_eq!((refusal.0, refusal.1), expected);
    }
}

#[test]
fn an_unknown_user_gets_a_simulated_factor() {
    let mut stage = Stage::new();
    for name in ["nobody", "noone", "nemo", "niemand"] {
        let asked = choose(&mut stage, json!({ "USERNAME": name })).unwrap();
        let again = choose(&mut stage, json!({ "USERNAME": name })).unwrap();
        assert_eq!(asked["ChallengeName"], again["ChallengeName"]);
        let answers = json!({
            "USERNAME": name, "PASSWORD": "x", "SRP_A": "2", "EMAIL_OTP_CODE": "00000000",
            "SMS_OTP_CODE": "00000000", "CREDENTIAL": "{}",
        });
        let response = stage.respond(FACTORS, &asked, answers);
        assert!(
            response.is_err() || response.unwrap()["ChallengeName"] == "PASSWORD_VERIFIER",
            "{name}"
        );
    }
    assert!(stage.emulator.inbox().is_empty());
}

#[test]
fn a_sign_up_without_a_password_signs_in_by_its_session() {
    let mut stage = Stage::new();
    let email = json!([{ "Name": "email", "Value": "new@example.com" }]);
    let made = stage.ok(
        "SignUp",
        json!({ "ClientId": FACTORS, "Username": "newcomer", "UserAttributes": email }),
    );
    let code = stage.code("new@example.com");
    let confirm = json!({
        "ClientId": FACTORS, "Username": "newcomer", "ConfirmationCode": code, "Session": made["Session"],
    });
    let confirmed = stage.ok("ConfirmSignUp", confirm);
    let start = json!({
        "ClientId": FACTORS, "AuthFlow": "USER_AUTH", "Session": confirmed["Session"],
        "AuthParameters": { "USERNAME": "newcomer" },
    });
    let done = stage.ok("InitiateAuth", start.clone());
    let claims = claims(&done["AuthenticationResult"]["AccessToken"]);
    assert_eq!(
        claims["amr"],
        json!(["email_otp"]),
        "the code of the sign-up"
    );
    stage.refused(
        "InitiateAuth",
        start,
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
}

#[test]
fn failing_triggers_return_their_messages() {
    let mut stage = Stage::new();
    stage.refused(
        "SignUp",
        json!({ "ClientId": FACTORS, "Username": "refused", "Password": "Refused1999" }),
        "UserLambdaValidationException",
        "PreSignUp failed with error This name is refused.",
    );
    let refusal = stage
        .by_password(FACTORS, "blocked", "Blocked1999")
        .unwrap_err();
    assert_eq!(refusal.0, "UserLambdaValidationException");
    assert_eq!(
        refusal.1,
        "PreAuthentication failed with error Blocked by the company."
    );
}

/// An unconfirmed user of the pool with all factors.
fn unconfirmed() -> Stage {
    let mut config = vestibule_emulator::Config::development();
    let user = config.pools.iter_mut().flat_map(|pool| &mut pool.users);
    let hedy = user.into_iter().find(|user| user.username == "hedy");
    hedy.unwrap().status = vestibule_emulator::UserStatus::Unconfirmed;
    Stage::with(config)
}

#[test]
fn a_one_time_password_confirms_a_sign_up() {
    let mut stage = unconfirmed();
    let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
    let password = json!({ "USERNAME": "hedy", "ANSWER": "PASSWORD", "PASSWORD": "Lamarr1914" });
    let refusal = stage.respond(FACTORS, &asked, password).unwrap_err();
    assert_eq!(refusal.0, "UserNotConfirmedException");
    let response = json!({ "USERNAME": "hedy", "ANSWER": "EMAIL_OTP" });
    let asked = stage.respond(FACTORS, &asked, response).unwrap();
    let code = stage.code("hedy@example.com");
    let response = json!({ "USERNAME": "hedy", "EMAIL_OTP_CODE": code });
    let done = stage.respond(FACTORS, &asked, response).unwrap();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
    stage.by_password(FACTORS, "hedy", "Lamarr1914").unwrap();
}

#[test]
fn a_password_can_answer_the_challenge_password() {
    let mut stage = Stage::new();
    let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
    let mut response = asked.clone();
    response["ChallengeName"] = "PASSWORD".into();
    let wrong = json!({ "USERNAME": "hedy", "PASSWORD": "no" });
    let refusal = stage.respond(FACTORS, &response, wrong).unwrap_err();
    assert_eq!(refusal.1, "Incorrect username or password.");
    let right = json!({ "USERNAME": "hedy", "PASSWORD": "Lamarr1914" });
    let done = stage.respond(FACTORS, &response, right).unwrap();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
    // Not where it is no choice.
    let mut asked = choose(&mut stage, json!({ "USERNAME": "annie" })).unwrap();
    asked["ChallengeName"] = "PASSWORD".into();
    let response = json!({ "USERNAME": "annie", "PASSWORD": "Lamarr1914" });
    let refusal = stage.respond(FACTORS, &asked, response).unwrap_err();
    assert_eq!(refusal.1, "Invalid session for the user.");
}

#[test]
fn the_pre_authentication_trigger_runs_for_unknown_users() {
    let mut config = vestibule_emulator::Config::development();
    let mut errors = config.pools.iter().flat_map(|pool| &pool.trigger_errors);
    let refusal = errors.find(|error| error.message == "Blocked by the company");
    let refusal = refusal.unwrap().clone();
    let pools = config
        .pools
        .iter_mut()
        .filter(|pool| pool.id != "us-east-1_Mailbox01");
    for pool in pools {
        let mut error = refusal.clone();
        error.username = Some("nobody".to_owned());
        pool.trigger_errors.push(error);
    }
    let mut stage = Stage::with(config);
    let refusals = [
        stage
            .by_password(FACTORS, "nobody", "Nobody1999")
            .unwrap_err(),
        choose(&mut stage, json!({ "USERNAME": "nobody" })).unwrap_err(),
        stage
            .initiate(FACTORS, "CUSTOM_AUTH", json!({ "USERNAME": "nobody" }))
            .unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.0, "UserLambdaValidationException", "{refusal:?}");
    }
}

#[test]
fn with_required_mfa_only_passwords_are_first_factors() {
    let mut config = vestibule_emulator::Config::development();
    for pool in &mut config.pools {
        pool.mfa_configuration = vestibule_emulator::MfaConfiguration::On;
        pool.enabled_mfas = vec![vestibule_emulator::MfaKind::SoftwareToken];
    }
    let mut stage = Stage::with(config);
    let asked = choose(&mut stage, json!({ "USERNAME": "hedy" })).unwrap();
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
}
