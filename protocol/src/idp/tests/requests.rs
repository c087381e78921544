//! Serialization of requests.

use super::*;

#[test]
fn have_their_target_header() {
    let operation = GetUser {
        access_token: "token".into(),
    };
    let request = request(ENDPOINT, &operation);
    assert_eq!((request.method, request.url.as_str()), ("POST", ENDPOINT));
    let target = "AWSCognitoIdentityProviderService.GetUser".to_owned();
    assert!(request.headers.contains(&("X-Amz-Target", target)));
    let kind = "application/x-amz-json-1.1".to_owned();
    assert!(request.headers.contains(&("Content-Type", kind)));
    assert_eq!(request.body.unwrap(), r#"{"AccessToken":"token"}"#);
}

#[test]
fn support_custom_operations() {
    let mut input = Object::new();
    input.json("A", r#"{"B":[1,"2"]}"#);
    for (input, body) in [(input, r#"{"A":{"B":[1,"2"]}}"#), (Object::new(), "{}")] {
        let request = request_json(ENDPOINT, "BrandNew", input);
        assert_eq!(request.body.as_deref(), Some(body));
        let target = "AWSCognitoIdentityProviderService.BrandNew".to_owned();
        assert!(request.headers.contains(&("X-Amz-Target", target)));
    }
}

#[test]
fn omit_unset_fields() {
    let operation = SignUp {
        client_id: "c".to_owned(),
        username: "u".to_owned(),
        ..SignUp::default()
    };
    assert_eq!(
        body_of(&operation),
        json!({"ClientId": "c", "Username": "u"})
    );
}

#[test]
fn serialize_every_kind_of_field() {
    let operation = SignUp {
        client_id: "c".to_owned(),
        secret_hash: None,
        username: "Zoë+%2B \"\\\n\u{1}🔑".to_owned(),
        password: Some(" pässword 🔑 ".into()),
        user_attributes: vec![Attribute::new("email", "a@b.c"), Attribute::new("name", "")],
        validation_data: vec![Attribute {
            name: "x".to_owned(),
            value: None,
        }],
        analytics_metadata: Some(AnalyticsMetadata::default()),
        user_context_data: Some(UserContextData {
            ip_address: None,
            encoded_data: Some("e".into()),
        }),
        client_metadata: Parameters::new()
            .with("a", "1")
            .with("b", "2")
            .with("a", "3"),
    };
    let expected = json!({
        "ClientId": "c",
        "Username": "Zoë+%2B \"\\\n\u{1}🔑",
        "Password": " pässword 🔑 ",
        "UserAttributes": [{"Name": "email", "Value": "a@b.c"}, {"Name": "name", "Value": ""}],
        "ValidationData": [{"Name": "x"}],
        "AnalyticsMetadata": {},
        "UserContextData": {"EncodedData": "e"},
        "ClientMetadata": {"a": "3", "b": "2"},
    });
    assert_eq!(body_of(&operation), expected);
}

#[test]
fn serialize_enums_and_booleans() {
    let operation = RespondToAuthChallenge {
        client_id: "c".to_owned(),
        challenge_name: ChallengeName::PasswordVerifier,
        session: Some("s".into()),
        challenge_responses: Parameters::new().with("USERNAME", "u"),
        ..RespondToAuthChallenge::default()
    };
    let expected = json!({
        "ClientId": "c",
        "ChallengeName": "PASSWORD_VERIFIER",
        "Session": "s",
        "ChallengeResponses": {"USERNAME": "u"},
    });
    assert_eq!(body_of(&operation), expected);
    let operation = ConfirmSignUp {
        force_alias_creation: Some(false),
        ..ConfirmSignUp::default()
    };
    assert_eq!(body_of(&operation)["ForceAliasCreation"], false);
}

#[test]
fn hide_secrets_in_debug() {
    let operation = InitiateAuth {
        auth_flow: AuthFlow::UserPasswordAuth,
        auth_parameters: Parameters::new().with("PASSWORD", "hunter2"),
        session: Some("hunter2".into()),
        ..InitiateAuth::default()
    };
    let shown = format!("{operation:?} {:?}", request(ENDPOINT, &operation));
    assert!(
        shown.contains("PASSWORD") && !shown.contains("hunter2"),
        "{shown}"
    );
}
