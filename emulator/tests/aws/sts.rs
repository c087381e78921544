//! STS: AssumeRoleWithWebIdentity and GetCallerIdentity.

use serde_json::{Value, json};
use vestibule_emulator::{OpenIdProviderSettings, Response};

use crate::sign::{Key, Unsigned, encoded};
use crate::support::{CLIENT, START, Stage, USER_POOL, claims, text};

const GUEST: &str = "arn:aws:iam::123456789012:role/VestibuleGuest";
const SIGNED_IN: &str = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
const DENIED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

/// The text of the first element with this name.
pub fn element(response: &Response, name: &str) -> Option<String> {
    let text = std::str::from_utf8(response.body()).unwrap();
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.replace("&#39;", "'").replace("&quot;", "\"");
    Some(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

impl Stage {
    fn form(&mut self, pairs: &[(&str, &str)]) -> Response {
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request =
            http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        self.send(request, body.as_bytes())
    }

    fn assume(&mut self, role: &str, token: &str, more: &[(&str, &str)]) -> Response {
        let mut pairs = vec![
            ("Action", "AssumeRoleWithWebIdentity"),
            ("Version", "2011-06-15"),
            ("RoleArn", role),
            ("RoleSessionName", "web"),
            ("WebIdentityToken", token),
        ];
        pairs.extend(more);
        self.form(&pairs)
    }

    /// The token of a guest.
    fn guest_token(&mut self) -> (String, String) {
        let id = self.guest();
        let response = self.ok("GetOpenIdToken", json!({ "IdentityId": id }));
        (id, text(&response["Token"]))
    }
}

#[track_caller]
fn refused(response: &Response, status: u16, code: &str, message: &str) {
    let found = (
        response.status().as_u16(),
        element(response, "Code").unwrap_or_default(),
        element(response, "Message").unwrap_or_default(),
    );
    assert_eq!(found, (status, code.to_owned(), message.to_owned()));
    assert_eq!(element(response, "Type").as_deref(), Some("Sender"));
    let body = String::from_utf8_lossy(response.body());
    assert!(
        body.starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
    );
}

pub fn key_of(response: &Response) -> Key {
    let text = |name| element(response, name).unwrap();
    Key {
        id: text("AccessKeyId"),
        secret: text("SecretAccessKey"),
        token: Some(text("SessionToken")),
    }
}

#[test]
fn a_guest_can_assume_the_guest_role() {
    let mut stage = Stage::new();
    let (id, token) = stage.guest_token();
    let response = stage.assume(GUEST, &token, &[]);
    assert_eq!(
        response.status(),
        200,
        "{}",
        String::from_utf8_lossy(response.body())
    );
    assert_eq!(response.headers()["content-type"], "text/xml");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let found = |name| element(&response, name).unwrap();
    assert_eq!(found("SubjectFromWebIdentityToken"), id);
    assert_eq!(found("Provider"), "cognito-identity.amazonaws.com");
    assert_eq!(
        found("Arn"),
        "arn:aws:sts::123456789012:assumed-role/VestibuleGuest/web"
    );
    assert_eq!(found("Expiration"), "2026-11-30T13:00:00Z");
    assert!(found("AssumedRoleId").ends_with(":web"));
    assert!(found("AccessKeyId").starts_with("ASIA"));
    // The role of authenticated identities, and a missing role.
    for role in [SIGNED_IN, "arn:aws:iam::123456789012:role/Nobody"] {
        refused(
            &stage.assume(role, &token, &[]),
            403,
            "AccessDenied",
            DENIED,
        );
    }
    stage.wait(600);
    let message = format!(
        "Token expired: current date/time {0} must be before the expiration date/time {0}",
        START + 600
    );
    refused(
        &stage.assume(GUEST, &token, &[]),
        400,
        "ExpiredTokenException",
        &message,
    );
}

#[test]
fn the_duration_of_a_session_is_checked() {
    let mut stage = Stage::new();
    let (_, token) = stage.guest_token();
    let response = stage.assume(GUEST, &token, &[("DurationSeconds", "900")]);
    assert_eq!(
        element(&response, "Expiration").unwrap(),
        "2026-11-30T12:15:00Z"
    );
    let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    refused(
        &stage.assume(GUEST, &token, &[("DurationSeconds", "3601")]),
        400,
        "ValidationError",
        message,
    );
    for (seconds, bound) in [
        ("899", "greater than or equal to 900"),
        ("43201", "less than or equal to 43200"),
    ] {
        let message = format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member \
             must have value {bound}"
        );
        refused(
            &stage.assume(GUEST, &token, &[("DurationSeconds", seconds)]),
            400,
            "ValidationError",
            &message,
        );
    }
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            role.max_session_duration = Some(43_200);
        }
    });
    let (_, token) = stage.guest_token();
    let response = stage.assume(GUEST, &token, &[("DurationSeconds", "43200")]);
    assert_eq!(
        element(&response, "Expiration").unwrap(),
        "2026-12-01T00:00:00Z"
    );
}

#[test]
fn invalid_parameters_are_reported() {
    let mut stage = Stage::new();
    let response = stage.form(&[
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
    ]);
    let message = element(&response, "Message").unwrap();
    assert!(
        message.starts_with("3 validation errors detected: Value at 'roleArn'"),
        "{message}"
    );
    let response = stage.form(&[("Action", "GetSessionToken"), ("Version", "2011-06-15")]);
    refused(
        &response,
        400,
        "InvalidAction",
        "Could not find operation GetSessionToken for version 2011-06-15",
    );
    let message = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
    refused(
        &stage.assume(GUEST, "nonsense", &[]),
        400,
        "InvalidIdentityToken",
        message,
    );
    let (_, token) = stage.guest_token();
    let response = stage.assume(GUEST, &token, &[("Policy", "{}")]);
    refused(
        &response,
        400,
        "MalformedPolicyDocument",
        "Syntax errors in policy: it has no Statement",
    );
    let long = "x".repeat(2049);
    assert_eq!(
        element(&stage.assume(GUEST, &token, &[("Policy", &long)]), "Code").unwrap(),
        "ValidationError"
    );
}

/// A stage with the first user pool as an IAM provider, and a role for its users.
fn with_provider() -> Stage {
    Stage::with(|config| {
        config
            .account
            .openid_providers
            .push(OpenIdProviderSettings {
                url: format!("https://{USER_POOL}"),
                client_id_list: vec![CLIENT.to_owned()],
                jwks: None,
            });
        let trust = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": format!("arn:aws:iam::123456789012:oidc-provider/{USER_POOL}") },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringEquals": { format!("{USER_POOL}:aud"): CLIENT } },
        }] });
        config.account.roles[0].trust_policy = Some(trust.to_string());
    })
}

#[test]
fn a_user_pool_can_be_an_iam_provider() {
    let mut stage = with_provider();
    let tokens = stage.sign_in(CLIENT, "ada", "Lovelace1815");
    let response = stage.assume(GUEST, tokens["IdToken"].as_str().unwrap(), &[]);
    let sub = text(&claims(&tokens["IdToken"])["sub"]);
    assert_eq!(element(&response, "SubjectFromWebIdentityToken"), Some(sub));
    assert_eq!(element(&response, "Audience").as_deref(), Some(CLIENT));
    let other = stage.sign_in("vestibuledemorotation00005", "ada", "Lovelace1815");
    let other = other["IdToken"].as_str().unwrap();
    refused(
        &stage.assume(GUEST, other, &[]),
        400,
        "InvalidIdentityToken",
        "Incorrect token audience",
    );
    let mut stage = Stage::new();
    let tokens = stage.sign_in(CLIENT, "ada", "Lovelace1815");
    let message =
        format!("No OpenIDConnect provider found in your account for https://{USER_POOL}");
    let token = tokens["IdToken"].as_str().unwrap();
    refused(
        &stage.assume(GUEST, token, &[]),
        400,
        "InvalidIdentityToken",
        &message,
    );
}

#[test]
fn facebook_access_tokens_are_accepted() {
    let mut stage = Stage::with(|config| {
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"Federated":"graph.facebook.com"},"Action":"sts:AssumeRoleWithWebIdentity",
            "Condition":{"StringEquals":{"graph.facebook.com:app_id":"1122334455"}}}]}"#;
        config.account.roles[0].trust_policy = Some(trust.to_owned());
    });
    let provider = [("ProviderId", "graph.facebook.com")];
    let response = stage.assume(GUEST, "facebook-token-of-augusta", &provider);
    assert_eq!(
        element(&response, "SubjectFromWebIdentityToken").as_deref(),
        Some("1815")
    );
    let message = "graph.facebook.com: graph.facebook.com responded with HTTP/1.1 400 Bad Request";
    refused(
        &stage.assume(GUEST, "other", &provider),
        403,
        "IDPRejectedClaim",
        message,
    );
}

/// Calls GetCallerIdentity with this key and a time difference in seconds.
fn who(stage: &mut Stage, key: &Key, ahead: u64) -> Response {
    let mut unsigned = Unsigned::new("POST", "/", "sts", stage.now);
    unsigned.at += std::time::Duration::from_secs(ahead);
    unsigned.body = b"Action=GetCallerIdentity&Version=2011-06-15";
    unsigned.headers = vec![(
        "content-type",
        "application/x-www-form-urlencoded".to_owned(),
    )];
    stage.emulator.handle(stage.now, &unsigned.sign(key))
}

#[test]
fn get_caller_identity_needs_no_permission() {
    let mut stage = Stage::new();
    let response = who(&mut stage, &Key::server(), 0);
    assert_eq!(
        element(&response, "Arn").unwrap(),
        "arn:aws:iam::123456789012:user/server"
    );
    assert_eq!(element(&response, "Account").unwrap(), "123456789012");
    let guest = stage.guest();
    let output = stage.ok("GetCredentialsForIdentity", json!({ "IdentityId": guest }));
    let key = Key::of(&output["Credentials"]);
    let arn = "arn:aws:sts::123456789012:assumed-role/VestibuleGuest/CognitoIdentityCredentials";
    assert_eq!(element(&who(&mut stage, &key, 0), "Arn").unwrap(), arn);
    let response = stage.form(&[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")]);
    refused(
        &response,
        403,
        "MissingAuthenticationToken",
        "Request is missing Authentication Token",
    );
    assert_eq!(who(&mut stage, &key, 900).status(), 200);
    let message = "Signature not yet current: 20261130T121501Z is still later than 20261130T121500Z (20261130T120000Z + 15 min.)";
    refused(
        &who(&mut stage, &key, 901),
        403,
        "SignatureDoesNotMatch",
        message,
    );
    stage.wait(3600);
    let message = "The security token included in the request is expired";
    refused(&who(&mut stage, &key, 0), 403, "ExpiredToken", message);
    let unknown = Key {
        id: "ASIAUNKNOWN".to_owned(),
        ..key
    };
    let message = "The security token included in the request is invalid.";
    refused(
        &who(&mut stage, &unknown, 0),
        403,
        "InvalidClientTokenId",
        message,
    );
}

/// Tags that a server adds to a token become session tags, if the role's trust policy allows them.
#[test]
fn tags_in_a_token_become_session_tags() {
    let mut stage = Stage::new();
    let body = json!({
        "IdentityPoolId": crate::support::POOL,
        "Logins": { "login.vestibule.example": "augusta" },
        "PrincipalTags": { "name": "augusta" },
    });
    let output: Value = stage
        .signed(&Key::server(), "GetOpenIdTokenForDeveloperIdentity", &body)
        .unwrap();
    let token = text(&output["Token"]);
    let response = stage.assume(SIGNED_IN, &token, &[]);
    assert_eq!(response.status(), 200);
    let mut unsigned = Unsigned::new(
        "GET",
        "/execute-api/vestibule1/demo/people/augusta",
        "execute-api",
        stage.now,
    );
    unsigned.headers = Vec::new();
    let response = stage
        .emulator
        .handle(stage.now, &unsigned.sign(&key_of(&response)));
    assert_eq!(
        response.status(),
        200,
        "{}",
        String::from_utf8_lossy(response.body())
    );
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            let trust = role.trust_policy.as_mut().unwrap();
            *trust = trust.replace(", \"sts:TagSession\"", "");
        }
    });
    let output = stage
        .signed(&Key::server(), "GetOpenIdTokenForDeveloperIdentity", &body)
        .unwrap();
    let message = "Not authorized to perform sts:TagSession";
    refused(
        &stage.assume(SIGNED_IN, &text(&output["Token"]), &[]),
        403,
        "AccessDenied",
        message,
    );
}
