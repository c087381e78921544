//! Every error that AWS's model lists for every operation (`protocol/src/idp/model.json`), from
//! the emulator if it has the condition, and simulated otherwise.
//!
//! `real` has the conditions, and `played` the errors without one, with the reason. In this file each error of each operation is
//! simulated, and the client's error is compared with a table written independently of the library.

mod meanings;
mod played;
mod real;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vestibule::{Client, Error, ErrorKind, Password, SignUp};
use vestibule_native_tests::authenticator::Authenticator;
use vestibule_native_tests::{FACTORS, HEDY, Stage, response, sign_in};

use crate::operations::calls;
use meanings::{Developer, MEANINGS, Retry};
use played::{Of, PLAYED};

/// The operations of AWS's model.
fn model() -> Value {
    let model = include_str!("../../../../../protocol/src/idp/model.json");
    let mut model: Value = serde_json::from_str(model).unwrap();
    model["operations"].take()
}

/// The errors of each operation in the model.
fn listed() -> BTreeMap<String, Vec<String>> {
    let model = model();
    let operations = model.as_object().unwrap().iter();
    let errors = |of: &Value| serde_json::from_value(of["errors"].clone()).unwrap();
    operations
        .map(|(name, of)| (name.clone(), errors(of)))
        .collect()
}

fn refusal(code: &str) -> vestibule::protocol::http::HttpResponse {
    let status = match code {
        "InternalErrorException" => 500,
        _ => 400,
    };
    let body = json!({ "__type": code, "message": "In Cognito's own words." });
    response(status, &body.to_string())
}

/// Calls an operation through the client's own method, if there is one.
fn reach(stage: &Stage, client: &Client, operation: &str) -> Option<Result<(), Error>> {
    let confirm = client.confirm_sign_up("hedy");
    let reset = client.reset_password("hedy");
    Some(match operation {
        "AssociateSoftwareToken" => stage.run(client.mfa().set_up_totp()).map(drop),
        "ChangePassword" => stage.run(client.profile().change_password(HEDY.1, "Frequency1942")),
        "CompleteWebAuthnRegistration" | "StartWebAuthnRegistration" => {
            stage.run(client.passkeys().register())
        }
        "ConfirmForgotPassword" => stage.run(reset.submit("123456", "Frequency1942")),
        "ConfirmSignUp" => stage.run(confirm.submit("123456")).map(drop),
        "DeleteUser" => stage.run(client.profile().delete_user()),
        "DeleteUserAttributes" => stage.run(client.profile().delete_attributes(&["name"])),
        "DeleteWebAuthnCredential" => stage.run(client.passkeys().delete("id")),
        "ForgetDevice" => stage.run(client.devices().forget("eu-west-1_0a")),
        "ForgotPassword" => stage.run(reset.resend()).map(drop),
        "GetDevice" => stage.run(client.devices().get("eu-west-1_0a")).map(drop),
        "GetUser" => stage.run(client.profile().user()).map(drop),
        "GetUserAttributeVerificationCode" => stage
            .run(client.profile().send_attribute_code("email"))
            .map(drop),
        "GetUserAuthFactors" => stage.run(client.mfa().factors()).map(drop),
        "InitiateAuth" => stage
            .run(client.sign_in(Password::plain(HEDY.0, HEDY.1)))
            .map(drop),
        "ListDevices" => stage.run(client.devices().list(None)).map(drop),
        "ListUserSessions" => stage.run(client.sessions().list(None)).map(drop),
        "ListWebAuthnCredentials" => stage.run(client.passkeys().list(None)).map(drop),
        "ResendConfirmationCode" => stage.run(confirm.resend()).map(drop),
        "RespondToAuthChallenge" => stage
            .run(client.sign_in(Password::srp(HEDY.0, HEDY.1)))
            .map(drop),
        "RevokeUserSession" => stage.run(client.sessions().revoke("id")),
        "SetUserMFAPreference" => stage.run(client.mfa().set_preference(Default::default())),
        "SignUp" => stage
            .run(client.sign_up(SignUp::new("emily", "Chatelet1706")))
            .map(drop),
        "UpdateDeviceStatus" => stage.run(client.devices().remember("eu-west-1_0a")),
        "UpdateUserAttributes" => stage
            .run(client.profile().update_attributes(&[("name", "H")]))
            .map(drop),
        "VerifySoftwareToken" => {
            let set_up = stage.run(client.mfa().set_up_totp()).unwrap();
            stage.run(set_up.submit("123456", ""))
        }
        "VerifyUserAttribute" => stage.run(client.profile().verify_attribute("email", "123456")),
        // These are confirmed along the way; or renewed, revoked and signed out by the session, whose
        // errors have their own tests; or can only be called by name.
        _ => return None,
    })
}

/// An error that only leads to another step.
fn is_detour(operation: &str, code: &str) -> bool {
    let signs_in = ["InitiateAuth", "RespondToAuthChallenge"].contains(&operation);
    signs_in
        && [
            "UserNotConfirmedException",
            "PasswordResetRequiredException",
        ]
        .contains(&code)
}

#[test]
fn each_error_of_each_operation_is_reported() {
    let meanings: BTreeMap<_, _> = MEANINGS
        .iter()
        .map(|(code, kind, retry, developer)| (*code, (*kind, *retry, *developer)))
        .collect();
    let stage = Stage::new();
    let mut authenticator = Authenticator::new("http://localhost:8080");
    stage
        .world
        .authenticator(move |ceremony, options| authenticator.run(ceremony, options));
    let page = stage.page(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    let inputs: BTreeMap<_, _> = calls()
        .into_iter()
        .map(|(name, input, _)| (name, input))
        .collect();
    for (operation, errors) in listed() {
        for code in errors {
            let about = format!("{operation}: {code}");
            let (kind, retry, developer) = meanings[code.as_str()];
            let name: &'static str = calls()
                .iter()
                .find(|(name, ..)| *name == operation)
                .unwrap_or_else(|| panic!("`calls()` in operations.rs lacks {operation}"))
                .0;
            stage.respond(name, refusal(&code));
            let input = inputs[operation.as_str()].to_string();
            let by_name = stage
                .run(page.client.call_json(&operation, &input))
                .map(drop);
            let mut results = vec![by_name];
            results.extend(reach(&stage, &page.client, &operation));
            for (at, result) in results.into_iter().enumerate() {
                if at == 1 && is_detour(&operation, &code) {
                    result.expect(&about);
                    continue;
                }
                let error = result.expect_err(&about);
                // Cognito returns this for anything unknown, which may be the device.
                assert_eq!(error.code(), Some(code.as_str()), "{about}");
                assert_eq!(error.kind().name(), kind, "{about}");
                assert_eq!(error.is_retryable(), retry == Retry::Later, "{about}");
                assert_eq!(
                    error.help().is_empty(),
                    developer == Developer::Waits,
                    "{about}"
                );
                assert_eq!(error.message(), "In Cognito's own words.", "{about}");
                assert!(error.status() >= Some(400), "{about}");
            }
        }
    }
    stage.deliver_all(vestibule::platform::simulated::Delivery::Deliver);
    assert_eq!(
        stage.run(page.client.session()).unwrap(),
        session,
        "the session stays"
    );
}

/// Each error of each operation either has a condition in the emulator, or is in the list in
/// `played` with a reason.
#[test]
fn each_error_has_its_condition_or_a_reason_why_not() {
    let all: BTreeSet<String> = listed().into_values().flatten().collect();
    let known: BTreeSet<String> = MEANINGS.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(all, known);
    let is_played = |operation: &str, code: &str| {
        let mut played = PLAYED.iter();
        played.any(|(error, of, why)| {
            let is_meant = match of {
                Of::All => true,
                Of::These(names) => names.contains(&operation),
                Of::AllExcept(names) => !names.contains(&operation),
            };
            *error == code && is_meant && !why.is_empty()
        })
    };
    let real = real::pairs();
    let mut both = BTreeSet::new();
    let mut faults = Vec::new();
    for (operation, errors) in listed() {
        for code in errors {
            let is_real = real.contains(&(operation.clone(), code.clone()));
            let about = format!("{operation}: {code}");
            match (is_real, is_played(&operation, &code)) {
                (true, true) => faults.push(format!("{about}: in `real/` and in `played.rs`")),
                (false, false) => {
                    faults.push(format!("{about}: neither in `real/` nor in `played.rs`"));
                }
                _ => {}
            }
            both.insert((operation.clone(), code));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    for pair in &real {
        assert!(both.contains(pair), "{pair:?} is not listed");
    }
}

/// The table above has all of the library's kinds for exceptions.
#[test]
fn the_retryable_kinds_are_known() {
    let retried: BTreeSet<_> = ErrorKind::ALL
        .iter()
        .filter(|kind| kind.is_retryable())
        .map(|kind| kind.name())
        .collect();
    let expected = [
        "concurrentModification",
        "network",
        "serviceUnavailable",
        "throttled",
        "timeout",
        "unavailableInRegion",
    ];
    assert_eq!(retried, expected.into());
}
