use super::*;
use crate::http::Malformation;
use crate::json::Object;
use proptest::prelude::*;
use serde_json::{Value, json};

const ENDPOINT: &str = "https://cognito-idp.eu-west-1.amazonaws.com/";

fn body_of<O: Operation>(operation: &O) -> Value {
    serde_json::from_str(&request(ENDPOINT, operation).body.unwrap()).unwrap()
}

fn ok(body: Value) -> HttpResponse {
    HttpResponse {
        status: 200,
        body: body.to_string(),
        ..HttpResponse::default()
    }
}

fn refused(status: u16, error_type: Option<&str>, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        request_id: Some("r-1".to_owned()),
        error_type: error_type.map(str::to_owned),
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}

fn service_error(response: &HttpResponse) -> ServiceError {
    match super::response::<SignUp>(response) {
        Err(ResponseError::Service(error)) => error,
        other => panic!("not a service error: {other:?}"),
    }
}

mod model {
    use super::*;

    fn model() -> Value {
        serde_json::from_str(include_str!("model.json")).unwrap()
    }

    /// Operations that need no IAM key and are none of ours, each with a member that its input requires
    /// and a browser cannot have.
    const NOT_FOR_BROWSERS: &[(&str, &str)] = &[
        // "You must configure the app client with a client secret": for machines.
        ("GetClientToken", "Secret"),
    ];

    /// The model's auth type alone does not tell: GetDerivedToken has that of the whole service, SigV4,
    /// and its documentation says that the app client's id is enough. `model.py` looks for each sign
    /// that an operation needs no IAM key. What has one is either ours or listed above with a reason.
    #[test]
    fn no_operation_is_missing() {
        let model = model();
        let keyless = model["keyless"].as_object().unwrap();
        let others = NOT_FOR_BROWSERS.iter().map(|(name, _)| *name);
        let mut ours: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
        ours.extend(others);
        ours.sort_unstable();
        assert_eq!(ours, keyless.keys().collect::<Vec<_>>());
        let described: Vec<_> = model["operations"].as_object().unwrap().keys().collect();
        let is_ours = |name: &&String| {
            let mut others = NOT_FOR_BROWSERS.iter();
            !others.any(|(other, _)| other == name)
        };
        assert_eq!(
            described,
            keyless.keys().filter(is_ours).collect::<Vec<_>>()
        );
    }

    /// Each sign is there for some operation that another one would have missed.
    #[test]
    fn no_sign_of_a_keyless_operation_is_enough() {
        let model = model();
        let keyless = model["keyless"].as_object().unwrap();
        for sign in ["auth type", "documentation", "request"] {
            let lacks = |signs: &&Value| !signs.as_array().unwrap().contains(&json!(sign));
            assert!(keyless.values().any(|signs| lacks(&signs)), "{sign}");
        }
        assert_eq!(
            keyless["GetDerivedToken"],
            json!(["documentation", "request"])
        );
        assert!(
            NOT_FOR_BROWSERS
                .iter()
                .all(|(_, member)| member.contains("Secret"))
        );
    }

    #[test]
    fn a_client_fills_in_a_field_that_the_operation_has() {
        for operation in OPERATIONS {
            let own = own_field(operation.name);
            let has = operation.request.iter().any(|field| field.name == own);
            assert!(has, "{} has no {own}", operation.name);
            let wants = |name| operation.request.iter().any(|field| field.name == name);
            assert!(
                own != "AccessToken" || !wants("ClientId"),
                "{}",
                operation.name
            );
        }
    }

    #[test]
    fn every_operation_is_as_aws_describes_it() {
        let model = model();
        for operation in OPERATIONS {
            let theirs = &model["operations"][operation.name];
            assert!(theirs.is_object(), "{} is no operation", operation.name);
            compare(operation.name, operation.request, &theirs["input"]);
            compare(operation.name, operation.response, &theirs["output"]);
        }
    }

    fn compare(place: &str, ours: &[Field], theirs: &Value) {
        let theirs = theirs.as_object().unwrap();
        let mut our_names: Vec<_> = ours.iter().map(|field| field.name).collect();
        our_names.sort_unstable();
        let mut their_names: Vec<_> = theirs.keys().map(String::as_str).collect();
        their_names.sort_unstable();
        assert_eq!(our_names, their_names, "{place}");
        for field in ours {
            let place = format!("{place}.{}", field.name);
            let member = &theirs[field.name];
            compare_kind(&place, &field.kind, &member["type"]);
            // An empty list stands for none, so a list is never missing.
            let is_list = matches!(field.kind, Kind::List(_));
            let required = member["required"].as_bool().unwrap();
            assert!(
                is_list || required == (field.need == Need::Required),
                "{place}"
            );
            let is_secret = hides(&field.kind);
            let is_name = ["ClientId", "Username"].contains(&field.name);
            let sensitive = member["sensitive"].as_bool().unwrap();
            assert!(
                !sensitive || is_secret || is_name,
                "{place} can be seen in Debug"
            );
        }
    }

    fn hides(kind: &Kind) -> bool {
        match kind {
            Kind::Secret | Kind::Map => true,
            Kind::Record(fields) => fields.iter().all(|field| hides(&field.kind)),
            _ => false,
        }
    }

    fn compare_kind(place: &str, ours: &Kind, theirs: &Value) {
        match ours {
            Kind::Text | Kind::Secret => assert_eq!(theirs, "string", "{place}"),
            Kind::Bool => assert_eq!(theirs, "boolean", "{place}"),
            Kind::Integer => assert_eq!(theirs, "integer", "{place}"),
            Kind::Timestamp => assert_eq!(theirs, "timestamp", "{place}"),
            // Of another standard's: AWS's model knows none of its fields.
            Kind::Document => assert_eq!(*theirs, json!({ "record": {} }), "{place}"),
            Kind::Map => assert_eq!(theirs["map"], "string", "{place}"),
            Kind::List(of) => compare_kind(place, of, &theirs["list"]),
            Kind::Record(fields) => compare(place, fields, &theirs["record"]),
            Kind::Enum(names) => {
                let theirs = theirs["enum"].as_array().unwrap();
                for name in *names {
                    assert!(theirs.iter().any(|known| known == name), "{place}: {name}");
                }
                // The others need an IAM key.
                let others = theirs.iter().filter(|name| {
                    let name = name.as_str().unwrap();
                    !names.contains(&name) && !name.starts_with("ADMIN_")
                });
                assert_eq!(others.count(), 0, "{place}");
            }
        }
    }

    #[test]
    fn every_exception_is_known() {
        let model = model();
        let theirs: Vec<_> = model["errors"].as_array().unwrap().iter().collect();
        let mut ours = ErrorCode::NAMES.to_vec();
        ours.sort_unstable();
        assert_eq!(ours, theirs);
        for name in ours {
            let code = ErrorCode::from_name(name);
            assert!(!matches!(code, ErrorCode::Other(_)), "{name}");
            assert_eq!(code.as_str(), name);
        }
    }
}

mod requests {
    use super::*;

    #[test]
    fn go_to_their_target() {
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
    fn can_be_of_any_name_and_input() {
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
    fn leave_out_what_is_not_set() {
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
    fn write_every_kind_of_field() {
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
    fn write_names_and_truths() {
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
    fn show_no_secret() {
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
}

mod responses {
    use super::*;

    #[test]
    fn are_read_with_all_their_fields() {
        let body = json!({
            "ChallengeName": "SMS_MFA",
            "Session": "s",
            "ChallengeParameters": {"USER_ID_FOR_SRP": "u", "EMPTY": null},
            "AuthenticationResult": {
                "AccessToken": "a", "ExpiresIn": 3600, "TokenType": "Bearer", "RefreshToken": "r",
                "IdToken": "i", "NewDeviceMetadata": {"DeviceKey": "k", "DeviceGroupKey": "g"},
            },
            "AvailableChallenges": ["PASSWORD", "SOMETHING_NEW"],
            "SomethingNew": [1, {"a": null}],
        });
        let read = response::<InitiateAuth>(&ok(body)).unwrap();
        let expected = InitiateAuthResponse {
            challenge_name: Some(ChallengeName::SmsMfa),
            session: Some("s".into()),
            challenge_parameters: Parameters::new().with("USER_ID_FOR_SRP", "u"),
            authentication_result: Some(AuthenticationResult {
                access_token: Some("a".into()),
                expires_in: Some(3600),
                token_type: Some("Bearer".to_owned()),
                refresh_token: Some("r".into()),
                id_token: Some("i".into()),
                new_device_metadata: Some(NewDeviceMetadata {
                    device_key: Some("k".to_owned()),
                    device_group_key: Some("g".to_owned()),
                }),
            }),
            available_challenges: vec![
                ChallengeName::Password,
                ChallengeName::Other("SOMETHING_NEW".to_owned()),
            ],
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn may_lack_what_is_optional() {
        let body = json!({"UserConfirmed": false, "UserSub": "x", "CodeDeliveryDetails": null});
        let read = response::<SignUp>(&ok(body)).unwrap();
        assert_eq!(read.user_sub, "x");
        assert_eq!(read.code_delivery_details, None);
        assert_eq!(
            response::<InitiateAuth>(&ok(json!({}))),
            Ok(InitiateAuthResponse::default())
        );
    }

    #[test]
    fn of_operations_that_answer_nothing_may_be_empty() {
        for body in ["", " \n", "{}", r#"{"new":1}"#] {
            let response = HttpResponse {
                status: 200,
                body: body.to_owned(),
                ..HttpResponse::default()
            };
            assert_eq!(super::response::<DeleteUser>(&response), Ok(()), "{body}");
        }
    }

    #[test]
    fn that_are_malformed_say_how() {
        let large = format!("{{\"x\":\"{}\"}}", "x".repeat(crate::http::BODY_LIMIT));
        for (status, body, kind) in [
            (200, "", Malformation::Empty),
            (200, "<html>", Malformation::NotJson),
            (200, "[]", Malformation::NotJson),
            (200, large.as_str(), Malformation::TooLarge),
            (
                200,
                r#"{"UserConfirmed":true}"#,
                Malformation::MissingField("UserSub"),
            ),
            (
                200,
                r#"{"UserConfirmed":1,"UserSub":"x"}"#,
                Malformation::MissingField("UserConfirmed"),
            ),
            (
                200,
                r#"{"UserConfirmed":true,"UserSub":"x","Session":1}"#,
                Malformation::MissingField("Session"),
            ),
            (502, "<html>", Malformation::UnexpectedStatus),
            (400, "", Malformation::UnexpectedStatus),
            (400, "{}", Malformation::UnexpectedStatus),
            (400, large.as_str(), Malformation::TooLarge),
            (302, "", Malformation::UnexpectedStatus),
            (0, "", Malformation::UnexpectedStatus),
        ] {
            let answer = refused(status, None, body);
            let Err(ResponseError::Malformed(error)) = response::<SignUp>(&answer) else {
                panic!("{status} {:.40}", body);
            };
            assert_eq!(error.kind, kind, "{status} {:.40}", body);
            assert_eq!(error.status, status);
            assert_eq!(error.request_id.as_deref(), Some("r-1"));
        }
        let portal = refused(200, None, "<html>Please sign in to this network");
        assert!(response::<GlobalSignOut>(&portal).is_err());
    }

    #[test]
    fn show_no_secret() {
        let body = json!({"AuthenticationResult": {"AccessToken": "hunter2"}});
        let answer = ok(body);
        let read = response::<InitiateAuth>(&answer).unwrap();
        assert!(!format!("{answer:?} {read:?}").contains("hunter2"));
    }
}

mod errors {
    use super::*;

    #[test]
    fn are_told_apart_in_every_spelling() {
        let bare =
            r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#;
        let spaced = r#"{"__type":"com.amazonaws.cognito#NotAuthorizedException","Message":"Incorrect username or password."}"#;
        let uri = r#"{"__type":"NotAuthorizedException:http://internal.amazon.com/coral/","message":"Incorrect username or password."}"#;
        let untyped = r#"{"message":"Incorrect username or password."}"#;
        let header =
            "NotAuthorizedException:http://internal.amazon.com/coral/com.amazonaws.cognito/";
        for (error_type, body) in [
            (None, bare),
            (None, spaced),
            (None, uri),
            (Some(header), untyped),
            (Some(header), bare),
        ] {
            let error = service_error(&refused(400, error_type, body));
            assert_eq!(error.code, ErrorCode::NotAuthorized);
            assert_eq!(error.message, "Incorrect username or password.");
            assert_eq!(
                (error.status, error.request_id.as_deref()),
                (400, Some("r-1"))
            );
        }
    }

    #[test]
    fn that_are_new_keep_their_name() {
        let error = service_error(&refused(418, None, r#"{"__type":"a.b#TeapotException"}"#));
        assert_eq!(error.code, ErrorCode::Other("TeapotException".to_owned()));
        assert_eq!(error.message, "");
        assert_eq!(
            error.to_string(),
            "TeapotException:  [status 418, request r-1]"
        );
    }

    #[test]
    fn are_read_from_the_header_where_the_body_is_of_no_use() {
        for body in ["", "<html>", "[1]", r#"{"__type":7}"#] {
            let error = service_error(&refused(429, Some("TooManyRequestsException:"), body));
            assert_eq!(error.code, ErrorCode::TooManyRequests, "{body}");
        }
    }

    #[test]
    fn keep_their_finer_reason() {
        let body = r#"{"__type":"InvalidParameterException","message":"m","reasonCode":"R"}"#;
        let error = service_error(&refused(400, None, body));
        assert_eq!(error.reason_code.as_deref(), Some("R"));
    }
}

fn json_like() -> impl Strategy<Value = String> {
    let names: Vec<&str> = OPERATIONS
        .iter()
        .flat_map(|operation| operation.response.iter().map(|field| field.name))
        .chain([
            "__type",
            "message",
            "Message",
            "AccessToken",
            "Name",
            "Value",
        ])
        .collect();
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        any::<String>().prop_map(|s| json!(s)),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        let name = prop::sample::select(names.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
    .prop_map(|value| value.to_string())
}

proptest! {
    #[test]
    fn no_answer_panics(
        status in any::<u16>(),
        error_type in any::<Option<String>>(),
        body in prop_oneof![any::<String>(), json_like()],
    ) {
        let answer = HttpResponse { status, error_type, body, ..HttpResponse::default() };
        let _ = response::<InitiateAuth>(&answer);
        let _ = response::<GetUser>(&answer);
        let _ = response::<SignUp>(&answer);
        let _ = response::<UpdateUserAttributes>(&answer);
        let _ = response::<GlobalSignOut>(&answer);
    }

    #[test]
    fn any_text_arrives_as_it_was(username in any::<String>(), password in any::<String>()) {
        let operation = SignUp {
            username: username.clone(),
            password: Some(password.clone().into()),
            ..SignUp::default()
        };
        let body = body_of(&operation);
        prop_assert_eq!(body["Username"].as_str(), Some(username.as_str()));
        prop_assert_eq!(body["Password"].as_str(), Some(password.as_str()));
    }
}
