//! Operations for servers and administrators.

use serde_json::{Value, json};

use crate::sign::{HOST, Key, Unsigned};
use crate::support::{POOL, Refusal, START, Stage, claims, text};

const PROVIDER: &str = "login.vestibule.example";

impl Stage {
    /// Sends a call that is signed with this key.
    pub fn signed(&mut self, key: &Key, operation: &str, body: &Value) -> Result<Value, Refusal> {
        let body = body.to_string();
        let mut unsigned = Unsigned::new("POST", "/", "cognito-identity", self.now);
        unsigned.body = body.as_bytes();
        unsigned.headers = vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            (
                "x-amz-target",
                format!("AWSCognitoIdentityService.{operation}"),
            ),
        ];
        let response = self.emulator.handle(self.now, &unsigned.sign(key));
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        if response.status() == 200 {
            return Ok(output);
        }
        Err((text(&output["__type"]), text(&output["message"])))
    }

    #[track_caller]
    fn server(&mut self, operation: &str, body: &Value) -> Value {
        self.signed(&Key::server(), operation, body).unwrap()
    }

    /// The identity and the token of a developer-authenticated user.
    fn developer_token(&mut self, user: &str) -> (String, Value) {
        let body = json!({ "IdentityPoolId": POOL, "Logins": { PROVIDER: user } });
        let response = self.server("GetOpenIdTokenForDeveloperIdentity", &body);
        (text(&response["IdentityId"]), response["Token"].clone())
    }
}

#[test]
fn a_server_can_authenticate_its_users() {
    let mut stage = Stage::new();
    let (id, token) = stage.developer_token("augusta");
    assert_eq!(stage.developer_token("augusta").0, id);
    assert_ne!(stage.developer_token("other").0, id);
    let said = claims(&token);
    let who = format!("{PROVIDER}:{POOL}:augusta");
    assert_eq!(said["amr"], json!(["authenticated", PROVIDER, who]));
    assert_eq!(said["exp"], START + 900);
    let logins = json!({ "cognito-identity.amazonaws.com": token });
    let body = json!({ "IdentityId": id, "Logins": logins });
    stage.ok("GetCredentialsForIdentity", body.clone());
    let guest = stage.guest();
    let other = json!({ "IdentityId": guest, "Logins": logins });
    let message = "Invalid login token. Token is of another identity.";
    stage.refused(
        "GetCredentialsForIdentity",
        other,
        "NotAuthorizedException",
        message,
    );
    stage.wait(900);
    let message = format!(
        "Invalid login token. Token expired: {0} >= {0}",
        START + 900
    );
    stage.refused(
        "GetCredentialsForIdentity",
        body,
        "NotAuthorizedException",
        &message,
    );
}

#[test]
fn a_guest_becomes_a_developer_authenticated_identity() {
    let mut stage = Stage::new();
    let guest = stage.guest();
    let body =
        json!({ "IdentityPoolId": POOL, "IdentityId": guest, "Logins": { PROVIDER: "augusta" } });
    let response = stage.server("GetOpenIdTokenForDeveloperIdentity", &body);
    assert_eq!(response["IdentityId"], guest.as_str());
    let other = stage.guest();
    let body =
        json!({ "IdentityPoolId": POOL, "IdentityId": other, "Logins": { PROVIDER: "augusta" } });
    let refusal = stage
        .signed(&Key::server(), "GetOpenIdTokenForDeveloperIdentity", &body)
        .unwrap_err();
    assert_eq!(refusal.0, "DeveloperUserAlreadyRegisteredException");
    let ada = stage.ada();
    let id = stage.id_of(&ada);
    let body = json!({ "IdentityPoolId": POOL, "IdentityId": id, "Logins": { PROVIDER: "new" } });
    let refusal = stage
        .signed(&Key::server(), "GetOpenIdTokenForDeveloperIdentity", &body)
        .unwrap_err();
    assert_eq!(refusal.0, "NotAuthorizedException");
    let mut logins = ada;
    logins[PROVIDER] = "new".into();
    let body = json!({ "IdentityPoolId": POOL, "IdentityId": id, "Logins": logins });
    assert_eq!(
        stage.server("GetOpenIdTokenForDeveloperIdentity", &body)["IdentityId"],
        id.as_str()
    );
    let none = json!({ "IdentityPoolId": POOL, "Logins": {} });
    let refusal = stage
        .signed(&Key::server(), "GetOpenIdTokenForDeveloperIdentity", &none)
        .unwrap_err();
    assert_eq!(refusal.0, "InvalidParameterException");
}

#[test]
fn users_are_looked_up_merged_and_unlinked() {
    let mut stage = Stage::new();
    let (first, second) = (
        stage.developer_token("first").0,
        stage.developer_token("second").0,
    );
    let lookup = |more: Value| {
        let mut body = json!({ "IdentityPoolId": POOL });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let found = stage.server(
        "LookupDeveloperIdentity",
        &lookup(json!({ "DeveloperUserIdentifier": "first" })),
    );
    assert_eq!(
        found,
        json!({ "IdentityId": first, "DeveloperUserIdentifierList": ["first"] })
    );
    let both = lookup(json!({ "DeveloperUserIdentifier": "first", "IdentityId": second }));
    let refusal = stage
        .signed(&Key::server(), "LookupDeveloperIdentity", &both)
        .unwrap_err();
    assert_eq!(refusal.0, "ResourceConflictException");
    let merge = json!({
        "IdentityPoolId": POOL, "DeveloperProviderName": PROVIDER,
        "SourceUserIdentifier": "first", "DestinationUserIdentifier": "second",
    });
    assert_eq!(
        stage.server("MergeDeveloperIdentities", &merge)["IdentityId"],
        second.as_str()
    );
    assert_eq!(stage.developer_token("first").0, second);
    let found = stage.server(
        "LookupDeveloperIdentity",
        &lookup(json!({ "IdentityId": second })),
    );
    assert_eq!(
        found["DeveloperUserIdentifierList"],
        json!(["second", "first"])
    );
    let unlink = json!({
        "IdentityPoolId": POOL, "DeveloperProviderName": PROVIDER,
        "IdentityId": second, "DeveloperUserIdentifier": "first",
    });
    stage.server("UnlinkDeveloperIdentity", &unlink);
    let refusal = stage
        .signed(&Key::server(), "UnlinkDeveloperIdentity", &unlink)
        .unwrap_err();
    assert_eq!(refusal.0, "ResourceNotFoundException");
    assert_ne!(stage.developer_token("first").0, second);
}

#[test]
fn identities_are_described_listed_and_deleted() {
    let mut stage = Stage::new();
    let guest = stage.guest();
    let ada = stage.ada();
    let id = stage.id_of(&ada);
    let described = stage.server("DescribeIdentity", &json!({ "IdentityId": id }));
    assert_eq!(described["Logins"], json!([crate::support::USER_POOL]));
    assert_eq!(described["CreationDate"], START);
    // The guest is merged into the known identity.
    stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": guest, "Logins": ada }),
    );
    let list = |more: &[(&str, Value)]| {
        let mut body = json!({ "IdentityPoolId": POOL, "MaxResults": 1 });
        for (name, value) in more {
            body[*name] = value.clone();
        }
        body
    };
    let first = stage.server("ListIdentities", &list(&[]));
    assert_eq!(first["Identities"].as_array().unwrap().len(), 1);
    let next = list(&[("NextToken", first["NextToken"].clone())]);
    let second = stage.server("ListIdentities", &next);
    assert!(second.get("NextToken").is_none(), "{second}");
    let enabled = stage.server("ListIdentities", &list(&[("HideDisabled", json!(true))]));
    assert_eq!(enabled["Identities"][0]["IdentityId"], id.as_str());
    assert!(enabled.get("NextToken").is_none());
    stage.server("DeleteIdentities", &json!({ "IdentityIdsToDelete": [id] }));
    let message = format!("Identity '{id}' not found.");
    let body = json!({ "IdentityId": id, "Logins": ada });
    stage.refused(
        "GetCredentialsForIdentity",
        body,
        "ResourceNotFoundException",
        &message,
    );
    assert_ne!(stage.id_of(&ada), id);
}

#[test]
fn a_valid_signature_is_required() {
    let mut stage = Stage::new();
    let body = json!({ "IdentityPoolId": POOL, "MaxResults": 1 });
    let kind = |refusal: Result<Value, Refusal>| refusal.unwrap_err().0;
    assert_eq!(
        kind(stage.call("ListIdentities", body.clone())),
        "MissingAuthenticationTokenException"
    );
    let mut key = Key::server();
    key.secret.push('x');
    assert_eq!(
        kind(stage.signed(&key, "ListIdentities", &body)),
        "InvalidSignatureException"
    );
    key.id.push('X');
    assert_eq!(
        kind(stage.signed(&key, "ListIdentities", &body)),
        "UnrecognizedClientException"
    );
    // A guest's key is valid but has no permission.
    let guest = stage.guest();
    let response = stage.ok("GetCredentialsForIdentity", json!({ "IdentityId": guest }));
    let key = Key::of(&response["Credentials"]);
    let (kind_of, message) = stage.signed(&key, "ListIdentities", &body).unwrap_err();
    assert_eq!(kind_of, "AccessDeniedException");
    assert_eq!(
        message,
        format!(
            "User: arn:aws:sts::123456789012:assumed-role/VestibuleGuest/CognitoIdentityCredentials is not authorized \
             to perform: cognito-identity:ListIdentities on resource: \
             arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/{POOL} because no identity-based policy \
             allows the cognito-identity:ListIdentities action"
        )
    );
    let mut without = key.clone();
    without.token = None;
    assert_eq!(
        kind(stage.signed(&without, "ListIdentities", &body)),
        "UnrecognizedClientException"
    );
    stage.wait(3600);
    assert_eq!(
        kind(stage.signed(&key, "ListIdentities", &body)),
        "ExpiredTokenException"
    );
}

#[test]
fn clocks_may_differ_by_at_most_five_minutes() {
    let mut stage = Stage::new();
    let body = json!({ "IdentityPoolId": POOL, "MaxResults": 1 });
    let real = stage.now;
    let mut at = |off: i64| {
        let mut unsigned = Unsigned::new("POST", "/", "cognito-identity", real);
        unsigned.at = match u64::try_from(off) {
            Ok(ahead) => real + std::time::Duration::from_secs(ahead),
            Err(_) => real - std::time::Duration::from_secs(off.unsigned_abs()),
        };
        let body = body.to_string();
        unsigned.body = body.as_bytes();
        unsigned.headers = vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            (
                "x-amz-target",
                "AWSCognitoIdentityService.ListIdentities".to_owned(),
            ),
        ];
        let response = stage.emulator.handle(real, &unsigned.sign(&Key::server()));
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        output["message"].as_str().unwrap_or("good").to_owned()
    };
    assert_eq!(at(300), "good");
    assert_eq!(at(-300), "good");
    let late = "Signature not yet current: 20261130T120501Z is still later than 20261130T120500Z (20261130T120000Z + 5 min.)";
    assert_eq!(at(301), late);
    let early = "Signature expired: 20261130T115459Z is now earlier than 20261130T115500Z (20261130T120000Z - 5 min.)";
    assert_eq!(at(-301), early);
}

/// The configured key is public, so other sites could use it.
#[test]
fn the_configured_access_key_works_only_from_this_machine() {
    let mut stage = Stage::new();
    let mut unsigned = Unsigned::new("POST", "/", "cognito-identity", stage.now);
    unsigned.headers = vec![("content-type", "application/x-amz-json-1.1".to_owned())];
    let mut request = unsigned.sign(&Key::server());
    assert_eq!(request.headers()["host"], HOST);
    request
        .headers_mut()
        .insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(stage.emulator.handle(stage.now, &request).status(), 403);
}
