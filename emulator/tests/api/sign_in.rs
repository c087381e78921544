//! InitiateAuth and RespondToAuthChallenge, except SRP.

use serde_json::json;

use crate::support::{BROWSER, LEGACY, PASSWORD, ROTATION, Stage, claims};

const INCORRECT: &str = "Incorrect username or password.";

#[test]
fn tokens_have_cognitos_claims() {
    let mut stage = Stage::new();
    let result = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    assert_eq!(result["ExpiresIn"], 3600);
    assert_eq!(result["TokenType"], "Bearer");
    assert!(result["RefreshToken"].as_str().unwrap().split('.').count() == 5);

    let (id, access) = (claims(&result["IdToken"]), claims(&result["AccessToken"]));
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["aud"], PASSWORD);
    assert_eq!(id["email"], "ada@example.com");
    assert_eq!(id["email_verified"], true);
    assert_eq!(id["cognito:username"], "ada");
    assert_eq!(id["cognito:groups"], json!(["admin"]));
    assert!(id.get("at_hash").is_none() && id.get("nonce").is_none());
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["client_id"], PASSWORD);
    assert_eq!(access["username"], "ada");
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert!(access.get("aud").is_none());
    for name in [
        "sub",
        "iss",
        "auth_time",
        "iat",
        "exp",
        "origin_jti",
        "event_id",
    ] {
        assert_eq!(id[name], access[name], "{name}");
        assert!(!id[name].is_null(), "{name}");
    }
    assert_ne!(id["jti"], access["jti"]);
    assert_eq!(
        id["iss"],
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule"
    );
    assert_eq!(
        id["exp"].as_u64().unwrap() - id["iat"].as_u64().unwrap(),
        3600
    );
}

#[test]
fn flows_that_are_not_enabled_are_refused() {
    let mut stage = Stage::new();
    let with = |client: &str, flow: &str| {
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": "x", "REFRESH_TOKEN": "x" });
        json!({ "ClientId": client, "AuthFlow": flow, "AuthParameters": parameters })
    };
    let kind = "InvalidParameterException";
    let expected = [
        (
            BROWSER,
            "USER_PASSWORD_AUTH",
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        (
            ROTATION,
            "REFRESH_TOKEN_AUTH",
            "REFRESH_TOKEN_AUTH flow not enabled for this client",
        ),
        (
            BROWSER,
            "ADMIN_USER_PASSWORD_AUTH",
            "Initiate Auth method not supported.",
        ),
        (
            BROWSER,
            "USER_AUTH",
            "USER_AUTH flow not enabled for this client",
        ),
    ];
    for (client, flow, message) in expected {
        stage.refused("InitiateAuth", with(client, flow), kind, message);
    }
    let body = with(BROWSER, "SOMETHING");
    let (refused, message) = stage.call("InitiateAuth", body).unwrap_err();
    assert_eq!(refused, kind);
    assert!(message.starts_with(
        "1 validation error detected: Value 'SOMETHING' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: ["
    ));
}

#[test]
fn missing_parameters_are_named() {
    let mut stage = Stage::new();
    let body = json!({ "ClientId": PASSWORD, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": { "PASSWORD": "x" } });
    stage.refused(
        "InitiateAuth",
        body,
        "InvalidParameterException",
        "Missing required parameter USERNAME",
    );
    let body = json!({ "ClientId": BROWSER, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": { "USERNAME": "ada" } });
    stage.refused(
        "InitiateAuth",
        body,
        "InvalidParameterException",
        "Missing required parameter SRP_A",
    );
}

#[test]
fn only_legacy_clients_learn_which_users_exist() {
    let mut stage = Stage::new();
    stage.cannot_sign_in("nobody", "x", "NotAuthorizedException", INCORRECT);
    stage.cannot_sign_in("ada", "x", "NotAuthorizedException", INCORRECT);
    let refusal = stage.by_password(LEGACY, "nobody", "x").unwrap_err();
    assert_eq!(
        refusal,
        (
            "UserNotFoundException".to_owned(),
            "User does not exist.".to_owned()
        )
    );
}

#[test]
fn five_wrong_passwords_start_a_lockout_that_doubles() {
    let mut stage = Stage::new();
    for _ in 0..5 {
        stage.cannot_sign_in("ada", "x", "NotAuthorizedException", INCORRECT);
    }
    for seconds in [1, 2, 4] {
        stage.cannot_sign_in(
            "ada",
            "Lovelace1815",
            "NotAuthorizedException",
            "Password attempts exceeded",
        );
        stage.wait(seconds);
        stage.cannot_sign_in("ada", "x", "NotAuthorizedException", INCORRECT);
    }
    stage.wait(8);
    stage.tokens(PASSWORD, "ada", "Lovelace1815");
    stage.cannot_sign_in("ada", "x", "NotAuthorizedException", INCORRECT);
    stage.tokens(PASSWORD, "ada", "Lovelace1815");
}

#[test]
fn a_session_is_for_its_client_and_its_user() {
    let mut stage = Stage::new();
    let challenge = stage
        .by_password(PASSWORD, "grace", "Temporary1906")
        .unwrap();
    let respond = |client: &str, name: &str, session: &str| {
        let responses = json!({ "USERNAME": name, "NEW_PASSWORD": "Hopper1906" });
        json!({
            "ClientId": client,
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": session,
            "ChallengeResponses": responses,
        })
    };
    let session = challenge["Session"].as_str().unwrap().to_owned();
    let invalid = "Invalid session for the user.";
    let kind = "NotAuthorizedException";
    let operation = "RespondToAuthChallenge";
    stage.refused(
        operation,
        respond(BROWSER, "grace", &session),
        kind,
        invalid,
    );
    stage.refused(operation, respond(PASSWORD, "ada", &session), kind, invalid);
    stage.refused(
        operation,
        respond(PASSWORD, "grace", &"x".repeat(30)),
        kind,
        invalid,
    );
    stage.wait(180);
    let expired = "Invalid session for the user, session is expired.";
    stage.refused(
        operation,
        respond(PASSWORD, "grace", &session),
        kind,
        expired,
    );
}

#[test]
fn missing_attributes_are_asked_for_with_the_new_password() {
    let mut config = vestibule_emulator::Config::development();
    config.pools[0]
        .required_attributes
        .push("given_name".to_owned());
    let mut stage = Stage::with(config);
    let challenge = stage
        .by_password(PASSWORD, "grace", "Temporary1906")
        .unwrap();
    let required = &challenge["ChallengeParameters"]["requiredAttributes"];
    assert_eq!(required, r#"["userAttributes.given_name"]"#);
    let answer = |more: &str| {
        let mut responses = json!({ "USERNAME": "grace", "NEW_PASSWORD": "Hopper1906" });
        if !more.is_empty() {
            responses["userAttributes.given_name"] = more.into();
        }
        json!({
            "ClientId": PASSWORD,
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": challenge["Session"],
            "ChallengeResponses": responses,
        })
    };
    let missing = "Attributes did not conform to the schema: given_name: The attribute is required";
    stage.refused(
        "RespondToAuthChallenge",
        answer(""),
        "InvalidParameterException",
        missing,
    );
    let done = stage.ok("RespondToAuthChallenge", answer("Grace"));
    assert_eq!(
        claims(&done["AuthenticationResult"]["IdToken"])["given_name"],
        "Grace"
    );
}

#[test]
fn a_temporary_password_lasts_a_week() {
    let mut stage = Stage::new();
    stage.ok(
        "AdminCreateUser",
        json!({
            "UserPoolId": crate::support::POOL,
            "Username": "guest",
            "TemporaryPassword": "Temporary1",
            "MessageAction": "SUPPRESS",
        }),
    );
    stage.wait(7 * 86_400);
    let expired = "Temporary password has expired and must be reset by an administrator.";
    stage.cannot_sign_in("guest", "Temporary1", "NotAuthorizedException", expired);
}
