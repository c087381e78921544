//! Calls by name of every operation of the user pool's API that needs no IAM credentials.

use serde_json::{Value, json};
use vestibule::protocol::idp::{self, Kind, OPERATIONS};
use vestibule::{Client, ErrorKind};
use vestibule_native_tests::generated::assert_same_names;
use vestibule_native_tests::{BROWSER, FACTORS, FACTORS_POOL, HEDY, PASSWORD, Stage, sign_in};

/// The input of an operation, and its expected error, if it fails.
pub fn calls() -> Vec<(&'static str, Value, Option<&'static str>)> {
    let refused = |name| Some(name);
    vec![
        (
            "SignUp",
            json!({ "Username": "emily", "Password": "Chatelet1706",
            "UserAttributes": [{ "Name": "email", "Value": "emily@example.com" }] }),
            None,
        ),
        (
            "ResendConfirmationCode",
            json!({ "Username": "emily" }),
            None,
        ),
        (
            "ConfirmSignUp",
            json!({ "Username": "emily", "ConfirmationCode": "000000" }),
            refused("CodeMismatchException"),
        ),
        (
            "InitiateAuth",
            json!({ "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters":
            { "USERNAME": "karen", "PASSWORD": "Sparck1935" } }),
            None,
        ),
        (
            "RespondToAuthChallenge",
            json!({ "ChallengeName": "SMS_MFA", "Session": "s".repeat(20),
            "ChallengeResponses": { "USERNAME": "karen", "SMS_MFA_CODE": "000000" } }),
            refused("NotAuthorizedException"),
        ),
        (
            "GetTokensFromRefreshToken",
            json!({ "RefreshToken": "none" }),
            refused("NotAuthorizedException"),
        ),
        ("ForgotPassword", json!({ "Username": "karen" }), None),
        (
            "ConfirmForgotPassword",
            json!({ "Username": "karen", "ConfirmationCode": "000000",
            "Password": "Information1972" }),
            refused("CodeMismatchException"),
        ),
        ("RevokeToken", json!({ "Token": "none" }), None),
        (
            "GetDerivedToken",
            json!({ "SubjectToken": "none", "SubjectTokenType": "ACCESS_TOKEN" }),
            refused("NotAuthorizedException"),
        ),
        ("GetUser", json!({}), None),
        ("GetUserAuthFactors", json!({}), None),
        (
            "UpdateUserAttributes",
            json!({ "UserAttributes":
            [{ "Name": "custom:plan", "Value": "gold" }] }),
            None,
        ),
        (
            "DeleteUserAttributes",
            json!({ "UserAttributeNames": ["custom:plan"] }),
            None,
        ),
        (
            "GetUserAttributeVerificationCode",
            json!({ "AttributeName": "email" }),
            None,
        ),
        (
            "VerifyUserAttribute",
            json!({ "AttributeName": "email", "Code": "000000" }),
            refused("CodeMismatchException"),
        ),
        (
            "ChangePassword",
            json!({ "PreviousPassword": "Lamarr1914",
            "ProposedPassword": "Frequency1942" }),
            None,
        ),
        ("AssociateSoftwareToken", json!({}), None),
        (
            "VerifySoftwareToken",
            json!({ "UserCode": "000000" }),
            refused("EnableSoftwareTokenMFAException"),
        ),
        (
            "SetUserMFAPreference",
            json!({ "EmailMfaSettings":
            { "Enabled": false, "PreferredMfa": false } }),
            None,
        ),
        ("SetUserSettings", json!({ "MFAOptions": [] }), None),
        (
            "ConfirmDevice",
            json!({ "DeviceKey": "eu-west-1_none" }),
            refused("InvalidParameterException"),
        ),
        (
            "UpdateDeviceStatus",
            json!({ "DeviceKey": "eu-west-1_none",
            "DeviceRememberedStatus": "remembered" }),
            refused("InvalidParameterException"),
        ),
        (
            "GetDevice",
            json!({ "DeviceKey": "eu-west-1_none" }),
            refused("InvalidParameterException"),
        ),
        (
            "ForgetDevice",
            json!({ "DeviceKey": "eu-west-1_none" }),
            refused("InvalidParameterException"),
        ),
        ("ListDevices", json!({ "Limit": 5 }), None),
        ("StartWebAuthnRegistration", json!({}), None),
        (
            "CompleteWebAuthnRegistration",
            json!({ "Credential": {} }),
            refused("InvalidParameterException"),
        ),
        ("ListWebAuthnCredentials", json!({ "MaxResults": 5 }), None),
        (
            "DeleteWebAuthnCredential",
            json!({ "CredentialId": "none" }),
            refused("ResourceNotFoundException"),
        ),
        ("ListUserSessions", json!({}), None),
        (
            "RevokeUserSession",
            json!({ "SessionId": "00000000-0000-4000-8000-000000000000" }),
            refused("InvalidParameterException"),
        ),
        (
            "UpdateAuthEventFeedback",
            json!({ "Username": "hedy", "EventId": "none",
            "FeedbackToken": "none", "FeedbackValue": "Valid" }),
            refused("ResourceNotFoundException"),
        ),
        ("GlobalSignOut", json!({}), None),
        ("DeleteUser", json!({}), refused("NotAuthorizedException")),
    ]
}

fn call(stage: &Stage, client: &Client, name: &str, input: &Value) -> Result<Value, String> {
    let response = stage.run(client.call_json(name, &input.to_string()));
    match response {
        Ok(text) => Ok(serde_json::from_str(&text).expect("the answer is JSON")),
        Err(error) => Err(error.code().unwrap_or_else(|| error.message()).to_owned()),
    }
}

#[test]
fn each_operation_can_be_called_by_name() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let calls = calls();
    let names: Vec<_> = calls.iter().map(|(name, ..)| *name).collect();
    let before = stage.operations().len();
    for (name, input, refusal) in calls {
        let response = call(&stage, &page.client, name, &input);
        let about = format!("{name}: {response:?}");
        match refusal {
            Some(refusal) => assert_eq!(response.unwrap_err(), refusal, "{about}"),
            None => assert!(response.expect(&about).is_object(), "{name}"),
        }
    }
    assert_eq!(stage.operations()[before..], names);
    let all = OPERATIONS.iter().map(|operation| operation.name);
    assert_same_names((names, "calls()"), (all, "the library"));
}

/// Secrets that are named like tokens, but are never a refresh token.
const OTHER_TOKENS: [&str; 4] = ["AccessToken", "ActorToken", "FeedbackToken", "SubjectToken"];

/// A page with a worker has a handle instead of a refresh token; the worker replaces it where Cognito needs the token.
#[test]
fn the_worker_lists_all_operations_with_refresh_tokens() {
    let worker = include_str!("../../../../src/platform/browser/worker.js");
    let mut found = 0;
    for operation in OPERATIONS {
        for field in operation.request {
            let is_token = matches!(field.kind, Kind::Secret) && field.name.ends_with("Token");
            if is_token && !OTHER_TOKENS.contains(&field.name) {
                let line = format!("{}: [input, \"{}\"]", operation.name, field.name);
                assert!(worker.contains(&line), "worker.js lacks `{line}`");
                found += 1;
            }
        }
    }
    assert_eq!(found, 2, "one renews, one revokes");
}

#[test]
fn given_members_are_not_overwritten() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    for (name, input, refusal) in [
        (
            "GetUser",
            json!({ "AccessToken": "another" }),
            "NotAuthorizedException",
        ),
        (
            "ForgotPassword",
            json!({ "ClientId": "another", "Username": "hedy" }),
            "ResourceNotFoundException",
        ),
        // The session of a sign-in takes the place of the access token.
        (
            "AssociateSoftwareToken",
            json!({ "Session": "s".repeat(20) }),
            "NotAuthorizedException",
        ),
    ] {
        assert_eq!(
            call(&stage, &page.client, name, &input).unwrap_err(),
            refusal
        );
        let requests = stage.world.requests();
        let sent = requests.last().unwrap().body.as_deref().unwrap();
        let sent: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(sent, input, "{name}");
    }
    let feedback = json!({ "Username": "hedy", "EventId": "e", "FeedbackToken": "t", "FeedbackValue": "Valid" });
    let _ = call(&stage, &page.client, "UpdateAuthEventFeedback", &feedback);
    let requests = stage.world.requests();
    let sent = requests.last().unwrap().body.as_deref().unwrap();
    assert!(
        sent.contains(FACTORS_POOL) && !sent.contains("AccessToken"),
        "{sent}"
    );
}

#[test]
fn an_input_that_is_not_an_object_is_refused() {
    let stage = Stage::new();
    let client = stage.page(PASSWORD).client;
    for input in ["", "[]", "7", "{", "\"text\""] {
        let error = stage
            .run(client.call_json("ForgotPassword", input))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    let error = stage.run(client.call_json("GetUser", "{}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert!(stage.operations().is_empty());
}

#[test]
fn an_unknown_operation_is_refused_by_cognito() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, vestibule_native_tests::ADA);
    let refusal = call(&stage, &page.client, "BrandNew", &json!({})).unwrap_err();
    assert_eq!(refusal, "UnknownOperationException");
}

#[test]
fn each_operation_can_be_called_with_rust_types() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    let request = idp::GetUserAuthFactors {
        access_token: session.access_token().into(),
    };
    let response = stage.run(page.client.call_operation(request)).unwrap();
    assert_eq!(response.username, "hedy");
    assert!(
        response
            .configured_user_auth_factors
            .contains(&idp::AuthFactor::Password)
    );
    let request = idp::ListUserSessions {
        access_token: session.access_token().into(),
        ..Default::default()
    };
    let response = stage.run(page.client.call_operation(request)).unwrap();
    let [current] = &response.sessions[..] else {
        panic!("{response:?}")
    };
    assert_eq!(current.is_current_session, Some(true));
    assert_eq!(current.session_type, Some(idp::SessionType::Token));
    let now = i64::try_from(stage.world.now().as_millis()).unwrap();
    let began = current.create_date.unwrap().0;
    assert!((0..2000).contains(&(now - began)), "{began} {now}");
    let request = idp::StartWebAuthnRegistration {
        access_token: session.access_token().into(),
    };
    let response = stage.run(page.client.call_operation(request)).unwrap();
    let options = response.credential_creation_options;
    assert!(options.string("challenge").is_some());
}
