//! Additional members of requests: for Lambda triggers, threat protection and analytics.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use vestibule::{Extras, Password, SignInStep, SignUp, SignUpStep};
use vestibule_native_tests::{ADA, BROWSER, FACTORS, HEDY, PASSWORD, Stage, config, done, sign_in};

fn extras() -> Extras {
    Extras::new()
        .client_metadata("campaign", "\"spring\"")
        .client_metadata("locale", "de")
        .analytics_endpoint("endpoint-1")
        .user_context("fingerprint")
}

/// The last request of an operation.
fn sent(stage: &Stage, operation: &str) -> Value {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let requests = stage.world.requests();
    let mut all = requests.iter().rev();
    let is_it = |header: &(&str, String)| header.1 == target;
    let request = all.find(|request| request.headers.iter().any(is_it));
    serde_json::from_str(request.unwrap().body.as_deref().unwrap()).unwrap()
}

#[track_caller]
fn goes_along(stage: &Stage, operation: &str) {
    let sent = sent(stage, operation);
    assert_eq!(
        sent["ClientMetadata"],
        json!({ "campaign": "\"spring\"", "locale": "de" })
    );
    let of_people = ![
        "UpdateUserAttributes",
        "GetUserAttributeVerificationCode",
        "GetTokensFromRefreshToken",
    ]
    .contains(&operation);
    let some = |value: Value| if of_people { value } else { Value::Null };
    let analytics = some(json!({ "AnalyticsEndpointId": "endpoint-1" }));
    assert_eq!(sent["AnalyticsMetadata"], analytics, "{operation}");
    let context = some(json!({ "EncodedData": "fingerprint" }));
    assert_eq!(sent["UserContextData"], context, "{operation}");
}

#[test]
fn client_metadata_is_sent_with_all_steps() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let client = page.client.with_extras(extras());
    let sign_up = SignUp::new("emily", "Chatelet1706")
        .attribute("email", "emily@example.com")
        .validation("invitation", "7");
    let SignUpStep::Confirm(step) = stage.run(client.sign_up(sign_up)).unwrap() else {
        panic!("it waits for a code")
    };
    goes_along(&stage, "SignUp");
    let validation = json!([{ "Name": "invitation", "Value": "7" }]);
    assert_eq!(sent(&stage, "SignUp")["ValidationData"], validation);
    let step = stage.run(step.resend()).unwrap();
    goes_along(&stage, "ResendConfirmationCode");
    stage
        .run(step.submit(&stage.code_for("emily@example.com")))
        .unwrap();
    goes_along(&stage, "ConfirmSignUp");

    let step = stage
        .run(client.sign_in(Password::srp("karen", "Sparck1935")))
        .unwrap();
    goes_along(&stage, "InitiateAuth");
    goes_along(&stage, "RespondToAuthChallenge");
    let SignInStep::SmsCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("+441935082600"))));
    let response = sent(&stage, "RespondToAuthChallenge");
    assert_eq!(response["ChallengeName"], "SMS_MFA");
    goes_along(&stage, "RespondToAuthChallenge");

    stage
        .run(
            client
                .profile()
                .update_attributes(&[("email", "karen@example.org")]),
        )
        .unwrap();
    goes_along(&stage, "UpdateUserAttributes");
    stage
        .run(client.profile().send_attribute_code("email"))
        .unwrap();
    goes_along(&stage, "GetUserAttributeVerificationCode");
    stage.run(client.refresh()).unwrap();
    goes_along(&stage, "GetTokensFromRefreshToken");
    let reset = stage.run(client.forgot_password("emily")).unwrap();
    goes_along(&stage, "ForgotPassword");
    stage
        .run(reset.submit(&stage.code_for("emily@example.com"), "Another1706"))
        .unwrap();
    goes_along(&stage, "ConfirmForgotPassword");
}

#[test]
fn the_client_without_extras_is_unchanged_and_shares_the_session() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let client = page.client.with_extras(extras());
    let session = done(stage.run(client.sign_in(Password::plain("ada", "Lovelace1815"))));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    stage.run(page.client.refresh()).unwrap();
    assert!(
        sent(&stage, "GetTokensFromRefreshToken")
            .get("ClientMetadata")
            .is_none()
    );
    assert_ne!(stage.run(client.session()).unwrap(), session);
    // Operations without these members get none.
    stage
        .run(client.profile().user())
        .unwrap_or_else(|error| panic!("{error}"));
    sign_in(&stage, &stage.page(FACTORS).client, HEDY);
    assert!(sent(&stage, "GetUser").get("ClientMetadata").is_none());
}

#[test]
fn configured_metadata_is_sent_with_every_request_and_renewal() {
    let stage = Stage::new();
    let config = config(BROWSER)
        .client_metadata("tenant", "north")
        .client_metadata("locale", "de");
    let page = stage.page_of(config);
    let configured = json!({ "tenant": "north", "locale": "de" });
    let session = sign_in(&stage, &page.client, ADA);
    for operation in ["InitiateAuth", "RespondToAuthChallenge"] {
        assert_eq!(sent(&stage, operation)["ClientMetadata"], configured);
    }
    // The session is renewed in the background.
    stage.advance(session.expires_at().since(stage.world.now()));
    assert!(stage.calls("GetTokensFromRefreshToken") > 0);
    let renewal = sent(&stage, "GetTokensFromRefreshToken");
    assert_eq!(renewal["ClientMetadata"], configured);

    // The metadata of a flow replaces entries with the same name, and keeps the others.
    let client = page
        .client
        .with_extras(Extras::new().client_metadata("locale", "fr"));
    stage.run(client.forgot_password("ada")).unwrap();
    assert_eq!(
        sent(&stage, "ForgotPassword")["ClientMetadata"],
        json!({ "tenant": "north", "locale": "fr" })
    );
    stage.run(page.client.forgot_password("ada")).unwrap();
    assert_eq!(sent(&stage, "ForgotPassword")["ClientMetadata"], configured);
}

#[test]
fn a_metadata_function_is_called_for_every_request_and_renewal() {
    let stage = Stage::new();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let config = config(BROWSER)
        .client_metadata("tenant", "north")
        .client_metadata("locale", "de")
        .client_metadata_with({
            let asked = asked.clone();
            move |operation| {
                let mut asked = asked.lock().unwrap();
                asked.push(operation.to_owned());
                let locale = format!("of request {}", asked.len());
                vec![("locale".to_owned(), locale)]
            }
        });
    let page = stage.page_of(config);
    let metadata = |nth| json!({ "tenant": "north", "locale": format!("of request {nth}") });
    let session = sign_in(&stage, &page.client, ADA);
    assert_eq!(sent(&stage, "InitiateAuth")["ClientMetadata"], metadata(1));
    assert_eq!(
        sent(&stage, "RespondToAuthChallenge")["ClientMetadata"],
        metadata(2)
    );
    stage.advance(session.expires_at().since(stage.world.now()));
    assert_eq!(
        sent(&stage, "GetTokensFromRefreshToken")["ClientMetadata"],
        metadata(3)
    );
    assert_eq!(
        *asked.lock().unwrap(),
        [
            "InitiateAuth",
            "RespondToAuthChallenge",
            "GetTokensFromRefreshToken"
        ]
    );

    // The function is only called for operations that take metadata, and a flow's own metadata has precedence.
    stage.run(page.client.profile().user()).unwrap();
    let client = page
        .client
        .with_extras(Extras::new().client_metadata("locale", "fr"));
    stage.run(client.forgot_password("ada")).unwrap();
    assert_eq!(asked.lock().unwrap().len(), 4);
    assert_eq!(
        sent(&stage, "ForgotPassword")["ClientMetadata"],
        json!({ "tenant": "north", "locale": "fr" })
    );
}

#[test]
fn call_operation_sends_the_metadata_of_its_input() {
    let stage = Stage::new();
    let page = stage.page_of(config(BROWSER).client_metadata("tenant", "north"));
    let input = r#"{"Username":"ada","ClientMetadata":{"tenant":"south"}}"#;
    stage
        .run(page.client.call_json("ForgotPassword", input))
        .unwrap();
    let requests = stage.world.requests();
    let body = requests.last().unwrap().body.as_deref().unwrap();
    assert_eq!(body.matches("ClientMetadata").count(), 1, "{body}");
    assert_eq!(
        sent(&stage, "ForgotPassword")["ClientMetadata"],
        json!({ "tenant": "south" })
    );
}
