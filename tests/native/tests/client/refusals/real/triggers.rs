//! Lambda triggers that reject a call, crash, or return an invalid response.

use super::*;

pub(super) fn of_triggers(table: &mut Table) {
    let kinds = [
        (
            TriggerErrorKind::UserLambdaValidation,
            "UserLambdaValidationException",
        ),
        (
            TriggerErrorKind::UnexpectedLambda,
            "UnexpectedLambdaException",
        ),
        (
            TriggerErrorKind::InvalidLambdaResponse,
            "InvalidLambdaResponseException",
        ),
    ];
    for (kind, code) in kinds {
        for (operation, trigger) in [
            ("SignUp", Trigger::PreSignUp),
            ("ConfirmSignUp", Trigger::PostConfirmation),
            ("ConfirmForgotPassword", Trigger::PostConfirmation),
            ("ResendConfirmationCode", Trigger::CustomMessage),
            ("ForgotPassword", Trigger::CustomMessage),
            ("GetUserAttributeVerificationCode", Trigger::CustomMessage),
            ("UpdateUserAttributes", Trigger::CustomMessage),
            ("InitiateAuth", Trigger::PreAuthentication),
            ("RespondToAuthChallenge", Trigger::PostAuthentication),
            ("GetTokensFromRefreshToken", Trigger::PreTokenGeneration),
            ("GetDerivedToken", Trigger::PreTokenGeneration),
        ] {
            table.add(operation, code, move || triggered(operation, trigger, kind));
        }
    }
}

/// Calls an operation of a pool whose trigger fails from some point on.
fn triggered(operation: &str, trigger: Trigger, kind: TriggerErrorKind) -> Result<Value, String> {
    let error = TriggerError {
        trigger,
        username: None,
        // The sign-in before it succeeds.
        source: (trigger == Trigger::PreTokenGeneration).then(|| match operation {
            "GetDerivedToken" => "TokenGeneration_TokenExchange".to_owned(),
            _ => "TokenGeneration_RefreshTokens".to_owned(),
        }),
        message: "The function's own words".to_owned(),
        kind,
    };
    let stage = Stage::with(|config| {
        for pool in &mut config.pools {
            pool.trigger_errors.push(error.clone());
        }
    });
    let client = stage.page(FACTORS).client;
    match operation {
        "SignUp" => call(&stage, &client, operation, &input_of(operation).1),
        "ResendConfirmationCode" => {
            let client = stage.page(PASSWORD).client;
            call(&stage, &client, operation, &json!({ "Username": "alan" }))
        }
        "ConfirmSignUp" => {
            signed_up(&stage);
            let code = stage.code_for("emily@example.com");
            let input = json!({ "Username": "emily", "ConfirmationCode": code });
            call(&stage, &client, operation, &input)
        }
        "ForgotPassword" => call(&stage, &client, operation, &json!({ "Username": "karen" })),
        "ConfirmForgotPassword" => {
            call(
                &stage,
                &client,
                "ForgotPassword",
                &json!({ "Username": "karen" }),
            )
            .unwrap();
            let code = stage.code_for("karen@example.com");
            let input =
                json!({ "Username": "karen", "ConfirmationCode": code, "Password": "Another1935" });
            call(&stage, &client, operation, &input)
        }
        "InitiateAuth" => call(&stage, &client, operation, &by_password("hedy", HEDY.1)),
        "RespondToAuthChallenge" => {
            let begun = call(&stage, &client, "InitiateAuth", &by_choice("hedy")).unwrap();
            let input = json!({ "ChallengeName": "SELECT_CHALLENGE", "Session": begun["Session"],
                "ChallengeResponses": { "USERNAME": "hedy", "ANSWER": "PASSWORD", "PASSWORD": HEDY.1 } });
            call(&stage, &client, operation, &input)
        }
        "GetTokensFromRefreshToken" => {
            let mut begun = by_choice("hedy");
            begun["AuthParameters"]["PREFERRED_CHALLENGE"] = "PASSWORD".into();
            begun["AuthParameters"]["PASSWORD"] = HEDY.1.into();
            let begun = call(&stage, &client, "InitiateAuth", &begun).unwrap();
            let tokens = &begun["AuthenticationResult"];
            let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
            let secret = json!({ "PasswordVerifier": "Ag==", "Salt": "AQ==" });
            let device = json!({ "AccessToken": tokens["AccessToken"], "DeviceKey": key,
                "DeviceSecretVerifierConfig": secret });
            call(&stage, &client, "ConfirmDevice", &device).unwrap();
            let input = json!({ "RefreshToken": tokens["RefreshToken"], "DeviceKey": key });
            call(&stage, &client, operation, &input)
        }
        "GetDerivedToken" => {
            let page = hedy(&stage);
            let session = stage.run(page.client.session()).unwrap();
            call(
                &stage,
                &page.client,
                operation,
                &super::tokens::derived_from(session.access_token()),
            )
        }
        "GetUserAttributeVerificationCode" => {
            let page = hedy(&stage);
            call(
                &stage,
                &page.client,
                operation,
                &json!({ "AttributeName": "email" }),
            )
        }
        "UpdateUserAttributes" => {
            let page = hedy(&stage);
            let change = json!([{ "Name": "email", "Value": "kiesler@example.com" }]);
            call(
                &stage,
                &page.client,
                operation,
                &json!({ "UserAttributes": change }),
            )
        }
        other => panic!("{other} has no trigger here"),
    }
}
