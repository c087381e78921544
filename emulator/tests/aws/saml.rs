//! SAML assertions at STS and in the logins of an identity pool.

use serde_json::json;
use vestibule_emulator::{AmbiguousRoleResolution, Config, Response, RoleMapping, RoleMappingType};

use crate::assertion::{Assertion, PROVIDER, SIGNED_IN, WRITERS, add_provider};
use crate::sign::encoded;
use crate::sts::element;
use crate::support::{POOL, START, Stage};

/// An assertion of the start time.
fn assertion() -> Assertion {
    Assertion::new(START)
}

/// A stage with an IAM provider that the roles trust.
fn stage() -> Stage {
    stage_with(|_| ())
}

/// Such a stage with changed settings.
fn stage_with(change: impl FnOnce(&mut Config)) -> Stage {
    Stage::with(|config: &mut Config| {
        add_provider(config);
        let pool = &mut config.identity_pools[0];
        pool.saml_provider_arns.push(PROVIDER.to_owned());
        change(config);
    })
}

fn assume(stage: &mut Stage, role: &str, assertion: &Assertion) -> Response {
    let body = format!(
        "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn={}&PrincipalArn={}&SAMLAssertion={}",
        encoded(role),
        encoded(PROVIDER),
        encoded(&assertion.base64()),
    );
    let request =
        http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    stage.send(request, body.as_bytes())
}

#[track_caller]
fn refused(response: &Response, code: &str, message: &str) {
    assert_eq!(element(response, "Code").as_deref(), Some(code));
    assert_eq!(element(response, "Message").as_deref(), Some(message));
}

#[test]
fn an_assertion_gives_credentials_of_its_role() {
    let mut stage = stage();
    let response = assume(&mut stage, SIGNED_IN, &assertion());
    assert_eq!(
        response.status(),
        200,
        "{}",
        String::from_utf8_lossy(response.body())
    );
    let found = |name| element(&response, name).unwrap();
    assert_eq!(
        found("Arn"),
        "arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/grace"
    );
    assert_eq!(
        [found("Subject"), found("SubjectType")],
        ["g-1906", "persistent"]
    );
    assert_eq!(found("Issuer"), "https://corp.example");
    assert_eq!(found("Audience"), "https://signin.aws.amazon.com/saml");
    assert_eq!(found("NameQualifier").len(), 28);
}

#[test]
fn invalid_assertions_are_reported() {
    let mut stage = stage();
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    // A role that does not trust the provider, and one that is not in the assertion.
    let response = assume(&mut stage, WRITERS, &assertion());
    refused(&response, "AccessDenied", denied);
    let foreign = Assertion {
        roles: vec![format!(
            "{SIGNED_IN},arn:aws:iam::123456789012:saml-provider/Other"
        )],
        ..assertion()
    };
    refused(
        &assume(&mut stage, SIGNED_IN, &foreign),
        "AccessDenied",
        denied,
    );
    let nameless = Assertion {
        session_name: None,
        ..assertion()
    };
    let message = "RoleSessionName is required in AuthnResponse";
    refused(
        &assume(&mut stage, SIGNED_IN, &nameless),
        "InvalidIdentityToken",
        message,
    );
    let other = Assertion {
        audience: "urn:other",
        ..assertion()
    };
    let message = "SAML Assertion is not valid: Audience";
    refused(
        &assume(&mut stage, SIGNED_IN, &other),
        "InvalidIdentityToken",
        message,
    );
    let expired = "Token must be redeemed within 5 minutes of issuance";
    let elsewhere = Assertion {
        recipient: "https://evil.example",
        ..assertion()
    };
    let message = "SAML Assertion is not valid: SubjectConfirmation";
    refused(
        &assume(&mut stage, SIGNED_IN, &elsewhere),
        "InvalidIdentityToken",
        message,
    );
    stage.wait(300 + 120);
    refused(
        &assume(&mut stage, SIGNED_IN, &assertion()),
        "ExpiredTokenException",
        expired,
    );
}

#[test]
fn an_assertion_is_a_login_of_an_identity_pool() {
    let mut stage = stage();
    let logins = json!({ PROVIDER: assertion().base64() });
    let id = stage.id_of(&logins);
    assert_eq!(stage.id_of(&logins), id);
    stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": id, "Logins": logins }),
    );
    let changed = assertion().base64().replace('A', "B");
    let body = json!({ "IdentityPoolId": POOL, "Logins": { PROVIDER: changed } });
    assert_eq!(
        stage.call("GetId", body).unwrap_err().0,
        "NotAuthorizedException"
    );
    let other = "arn:aws:iam::123456789012:saml-provider/Other";
    let body = json!({ "IdentityPoolId": POOL, "Logins": { other: assertion().base64() } });
    let message = "Token is not from a supported provider of this identity pool.";
    stage.refused("GetId", body, "NotAuthorizedException", message);
}

/// `CustomRoleArn` selects one of an assertion's roles.
#[test]
fn one_of_the_assertions_roles_can_be_chosen() {
    let mut stage = stage_with(|config| {
        let mapping = RoleMapping {
            kind: RoleMappingType::Token,
            ambiguous_role_resolution: AmbiguousRoleResolution::Deny,
            rules: Vec::new(),
        };
        let mappings = &mut config.identity_pools[0].role_mappings;
        mappings.insert(PROVIDER.to_owned(), mapping);
    });
    let logins = json!({ PROVIDER: assertion().base64() });
    let id = stage.id_of(&logins);
    let mut body = json!({ "IdentityId": id, "Logins": logins });
    let message = format!("The ambiguous role mapping rules for: {PROVIDER} denied this request.");
    stage.refused(
        "GetCredentialsForIdentity",
        body.clone(),
        "NotAuthorizedException",
        &message,
    );
    body["CustomRoleArn"] = SIGNED_IN.into();
    stage.ok("GetCredentialsForIdentity", body);
}
