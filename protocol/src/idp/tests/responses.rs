//! Parsing of responses.

use super::*;

#[test]
fn parse_all_fields() {
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
fn may_omit_optional_fields() {
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
fn may_be_empty_without_output_fields() {
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
fn report_why_they_are_malformed() {
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
        let http_response = refused(status, None, body);
        let Err(ResponseError::Malformed(error)) = response::<SignUp>(&http_response) else {
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
fn hide_secrets_in_debug() {
    let body = json!({"AuthenticationResult": {"AccessToken": "hunter2"}});
    let http_response = ok(body);
    let read = response::<InitiateAuth>(&http_response).unwrap();
    assert!(!format!("{http_response:?} {read:?}").contains("hunter2"));
}
