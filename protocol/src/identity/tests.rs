use super::*;
use crate::http::{Malformation, Malformed};
use crate::idp::tests::model::compare;
use serde_json::{Value, json};

const ENDPOINT: &str = "https://cognito-identity.eu-west-1.amazonaws.com/";

fn http_response(status: u16, body: &Value) -> HttpResponse {
    HttpResponse {
        status,
        body: body.to_string(),
        ..HttpResponse::default()
    }
}

#[test]
fn operations_match_the_aws_model() {
    fn check<O: Operation>(model: &Value) -> &'static str {
        let theirs = &model["operations"][O::NAME];
        compare(O::NAME, O::FIELDS, &theirs["input"]);
        compare(O::NAME, <O::Response as Record>::FIELDS, &theirs["output"]);
        O::NAME
    }
    let model: Value = serde_json::from_str(include_str!("model.json")).unwrap();
    let ours = [
        check::<GetCredentialsForIdentity>(&model),
        check::<GetId>(&model),
        check::<GetOpenIdToken>(&model),
        check::<UnlinkIdentity>(&model),
    ];
    let theirs: Vec<_> = model["operations"].as_object().unwrap().keys().collect();
    assert_eq!(theirs, ours);
    let errors: Vec<_> = model["errors"].as_array().unwrap().iter().collect();
    assert_eq!(errors, ErrorCode::NAMES);
}

/// The expected request is one of botocore.
#[test]
fn request_matches_botocore() {
    let operation = GetId {
        identity_pool_id: "eu-west-1:1111".to_owned(),
        logins: Parameters::new()
            .with("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", "a.b.c"),
        ..GetId::default()
    };
    let request = request(ENDPOINT, &operation);
    assert_eq!((request.method, request.url.as_str()), ("POST", ENDPOINT));
    let expected = [
        ("Content-Type", "application/x-amz-json-1.1".to_owned()),
        ("X-Amz-Target", "AWSCognitoIdentityService.GetId".to_owned()),
    ];
    assert_eq!(request.headers, expected);
    let body: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    let logins = json!({ "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC": "a.b.c" });
    assert_eq!(
        body,
        json!({ "IdentityPoolId": "eu-west-1:1111", "Logins": logins })
    );
}

#[test]
fn parses_credentials_with_each_form_of_expiration() {
    for (expiration, millis) in [
        (json!(1_795_957_200), 1_795_957_200_000),
        (json!(1_795_957_200.25), 1_795_957_200_250),
        (json!(1.5e9), 1_500_000_000_000),
    ] {
        let body = json!({
            "IdentityId": "eu-west-1:2222",
            "Credentials": {
                "AccessKeyId": "ASIA", "SecretKey": "s3cret", "SessionToken": "t0ken", "Expiration": expiration,
            },
            "SomethingNew": {},
        });
        let read = response::<GetCredentialsForIdentity>(&http_response(200, &body)).unwrap();
        let shown = format!("{read:?}");
        assert!(
            !shown.contains("s3cret") && !shown.contains("t0ken"),
            "{shown}"
        );
        let credentials = read.credentials.unwrap();
        assert_eq!(credentials.expiration, Some(Timestamp(millis)));
        assert_eq!(credentials.secret_key, Some("s3cret".into()));
    }
}

#[test]
fn parses_error_codes() {
    let body = json!({ "__type": "NotAuthorizedException", "message": "Access to Identity 'x' is forbidden." });
    let Err(ResponseError::Service(error)) = response::<GetId>(&http_response(400, &body)) else {
        panic!("no refusal");
    };
    assert_eq!(error.code, ErrorCode::NotAuthorized);
    assert_eq!(
        error.to_string(),
        "NotAuthorizedException: Access to Identity 'x' is forbidden. [status 400]"
    );
    let odd = response::<GetId>(&http_response(503, &json!([])));
    let Err(ResponseError::Malformed(Malformed { kind, .. })) = odd else {
        panic!("a refusal");
    };
    assert_eq!(kind, Malformation::UnexpectedStatus);
}

#[test]
fn parses_the_region_of_an_identity_id() {
    let id = "eu-west-1:11111111-2222-3333-4444-555555555555";
    assert_eq!(region_of(id), Some("eu-west-1"));
    for other in [
        "",
        "eu-west-1",
        "eu-west-1:",
        "eu-west-1:XYZ",
        "eu:1",
        "eu-west-1_AbC",
    ] {
        assert_eq!(region_of(other), None, "{other}");
    }
    let long = ["eu-west-1:", &"1".repeat(46)].concat();
    assert_eq!(region_of(&long), None);
    assert_eq!(
        endpoint("cn-north-1"),
        "https://cognito-identity.cn-north-1.amazonaws.com.cn"
    );
}
