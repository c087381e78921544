use super::*;
use crate::http::{HttpResponse, Malformation};
use crate::idp::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

const ENDPOINT: &str = "https://sts.eu-west-1.amazonaws.com/";
const ROLE: &str = "arn:aws:iam::123456789012:role/Cognito_auth";

fn web_identity() -> AssumeRoleWithWebIdentity {
    AssumeRoleWithWebIdentity {
        role_arn: ROLE.to_owned(),
        role_session_name: "web".to_owned(),
        web_identity_token: "a.b.c".into(),
        ..AssumeRoleWithWebIdentity::default()
    }
}

fn all_limits() -> SessionLimits {
    SessionLimits {
        policy_arns: vec!["arn:1".to_owned(), "arn:2".to_owned()],
        policy: Some("{}".to_owned()),
        duration_seconds: Some(900),
        minimum_session_token_size: Some(4096),
    }
}

fn http_response(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}

/// The expected request is one of botocore.
#[test]
fn request_matches_botocore() {
    let operation = AssumeRoleWithWebIdentity {
        session: SessionLimits {
            duration_seconds: Some(3600),
            ..SessionLimits::default()
        },
        ..web_identity()
    };
    let request = request(ENDPOINT, &operation);
    assert_eq!(
        request.body.as_deref(),
        Some(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FCognito_auth&RoleSessionName=web\
             &WebIdentityToken=a.b.c&DurationSeconds=3600"
        )
    );
}

/// List members have numbered keys.
#[test]
fn parameters_match_the_aws_model() {
    fn check<O: Operation>(operation: &O, model: &Value) -> &'static str {
        let theirs = model["operations"][O::NAME]["input"].as_object().unwrap();
        let names = operation.parameters().into_iter();
        let mut ours: Vec<_> = names
            .map(|(name, _)| name.split('.').next().unwrap().to_owned())
            .collect();
        ours.sort();
        ours.dedup();
        assert_eq!(
            ours,
            theirs.keys().cloned().collect::<Vec<_>>(),
            "{}",
            O::NAME
        );
        O::NAME
    }
    let model: Value = serde_json::from_str(include_str!("model.json")).unwrap();
    let saml = AssumeRoleWithSaml {
        session: all_limits(),
        ..AssumeRoleWithSaml::default()
    };
    let web_identity = AssumeRoleWithWebIdentity {
        provider_id: Some("www.amazon.com".to_owned()),
        session: all_limits(),
        ..web_identity()
    };
    let ours = [check(&saml, &model), check(&web_identity, &model)];
    let theirs: Vec<_> = model["operations"].as_object().unwrap().keys().collect();
    assert_eq!(theirs, ours);
    let body = request(ENDPOINT, &saml).body.unwrap();
    assert!(body.contains("&PolicyArns.member.1.arn=arn%3A1&PolicyArns.member.2.arn=arn%3A2&"));
    // Most codes in responses omit "Exception", or have a different name.
    for name in model["errors"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        let bare = name.strip_suffix("Exception").unwrap();
        let is_known = |known: &&str| *known == name || *known == bare;
        assert!(ErrorCode::NAMES.iter().any(is_known), "{name}");
    }
}

const SUCCESS: &str = r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>eu-west-1:2222</SubjectFromWebIdentityToken>
    <Audience>eu-west-1:1111</Audience>
    <AssumedRoleUser>
      <Arn>arn:aws:sts::123456789012:assumed-role/Cognito_auth/web</Arn>
      <AssumedRoleId>AROA:web</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <SessionToken>t0ken/+==</SessionToken>
      <SecretAccessKey>s3cret&amp;</SecretAccessKey>
      <Expiration>2026-11-29T13:00:00Z</Expiration>
      <AccessKeyId>ASIA</AccessKeyId>
    </Credentials>
    <SessionTokenUtilization>1</SessionTokenUtilization>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>"#;

#[test]
fn parses_credentials_and_hides_them_in_debug() {
    let role = response::<AssumeRoleWithWebIdentity>(&http_response(200, SUCCESS)).unwrap();
    assert_eq!(role.credentials.access_key_id, "ASIA");
    assert_eq!(role.credentials.secret_access_key.expose(), "s3cret&");
    assert_eq!(role.credentials.session_token.expose(), "t0ken/+==");
    assert_eq!(role.credentials.expiration, Timestamp(1_795_957_200_000));
    assert_eq!(role.subject.as_deref(), Some("eu-west-1:2222"));
    let shown = format!("{role:?} {:?}", web_identity());
    for secret in ["s3cret", "t0ken", "a.b.c"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn rejects_the_response_of_another_action() {
    let found = response::<AssumeRoleWithSaml>(&http_response(200, SUCCESS));
    let Err(ResponseError::Malformed(error)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(error.kind, Malformation::MissingField("Expiration"));
}

#[test]
fn parses_error_codes() {
    let body = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
        <Code>IDPRejectedClaim</Code><Message>no &lt;way&gt;</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
    let found = response::<AssumeRoleWithWebIdentity>(&http_response(403, body));
    let Err(ResponseError::Service(error)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(error.code, ErrorCode::IdpRejectedClaim);
    assert_eq!(error.message, "no <way>");
    assert_eq!(error.request_id.as_deref(), Some("r-2"));
}

#[test]
fn reports_responses_that_are_not_from_sts() {
    let kind = |status, body: &str| {
        let found = response::<AssumeRoleWithWebIdentity>(&http_response(status, body));
        let Err(ResponseError::Malformed(error)) = found else {
            panic!("{found:?}");
        };
        error.kind
    };
    assert_eq!(kind(200, ""), Malformation::Empty);
    assert_eq!(
        kind(200, "<!DOCTYPE html><html></html>"),
        Malformation::NotXml
    );
    assert_eq!(kind(200, "{}"), Malformation::NotXml);
    assert_eq!(kind(503, "<html></html>"), Malformation::UnexpectedStatus);
    assert_eq!(kind(403, ""), Malformation::UnexpectedStatus);
    let huge = "<A>".repeat((50 << 20) / 3);
    assert_eq!(kind(200, &huge), Malformation::TooLarge);
    let damaged = SUCCESS.replace("2026-11-29T13:00:00Z", "soon");
    assert_eq!(
        kind(200, &damaged),
        Malformation::MissingField("Expiration")
    );
    let empty = SUCCESS.replace("ASIA", "");
    assert_eq!(kind(200, &empty), Malformation::MissingField("AccessKeyId"));
}

proptest! {
    /// A response that is truncated or damaged anywhere is parsed or rejected.
    #[test]
    fn parsing_a_damaged_response_never_panics(at in 0..SUCCESS.len(), with in "[<>&/a;]{0,2}", rest in any::<bool>()) {
        let mut text = SUCCESS.get(..at).unwrap_or_default().to_owned();
        text.push_str(&with);
        if rest {
            text.push_str(SUCCESS.get(at..).unwrap_or_default());
        }
        for status in [200, 400] {
            let _ = response::<AssumeRoleWithWebIdentity>(&http_response(status, &text));
        }
    }
}
