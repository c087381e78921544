//! An emulator with a virtual clock, and helpers for calls of its AWS services.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use vestibule_emulator::{Config, Emulator, IdentityPoolSettings, Response};

pub const POOL: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
pub const USER_POOL: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
pub const FACTORS_POOL: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Factors01";
pub const CLIENT: &str = "vestibuledemopassword00002";
pub const FACTORS: &str = "vestibuledemofactors000008";

/// 30 November 2026, 12:00:00 UTC.
pub const START: u64 = 1_796_040_000;

/// An error's type and message.
pub type Refusal = (String, String);

pub struct Stage {
    pub emulator: Emulator,
    pub now: SystemTime,
}

impl Stage {
    pub fn new() -> Self {
        Self::with(|_| ())
    }

    /// A stage with a changed built-in configuration.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::development();
        change(&mut config);
        Self {
            emulator: Emulator::new(config, [7; 32]).unwrap(),
            now: UNIX_EPOCH + Duration::from_secs(START),
        }
    }

    /// A stage with a changed built-in identity pool.
    pub fn with_pool(change: impl FnOnce(&mut IdentityPoolSettings)) -> Self {
        Self::with(|config| change(&mut config.identity_pools[0]))
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    pub fn send(&mut self, request: http::request::Builder, body: &[u8]) -> Response {
        let request = request.body(body.to_vec()).unwrap();
        self.emulator.handle(self.now, &request)
    }

    /// Calls an operation of the service `target`.
    fn json_call(&mut self, target: &str, body: &Value) -> Result<Value, Refusal> {
        let request = http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target);
        let response = self.send(request, body.to_string().as_bytes());
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        if response.status() == 200 {
            return Ok(output);
        }
        assert_eq!(response.status(), 400, "{output}");
        let text = |name: &str| output[name].as_str().unwrap_or_default().to_owned();
        Err((text("__type"), text("message")))
    }

    /// Calls an operation of identity pools.
    #[track_caller]
    pub fn call(&mut self, operation: &str, body: Value) -> Result<Value, Refusal> {
        let response = self.json_call(&format!("AWSCognitoIdentityService.{operation}"), &body);
        if let Err((kind, _)) = &response {
            assert_listed(operation, kind);
        }
        response
    }

    #[track_caller]
    pub fn ok(&mut self, operation: &str, body: Value) -> Value {
        self.call(operation, body).unwrap()
    }

    #[track_caller]
    pub fn refused(&mut self, operation: &str, body: Value, kind: &str, message: &str) {
        let refusal = self.call(operation, body).unwrap_err();
        assert_eq!(refusal, (kind.to_owned(), message.to_owned()));
    }

    /// Calls an operation of user pools.
    pub fn idp(&mut self, operation: &str, body: Value) -> Value {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        self.json_call(&target, &body).unwrap()
    }

    /// The tokens of a sign-in by password.
    pub fn sign_in(&mut self, client: &str, name: &str, password: &str) -> Value {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        let response = self.idp(
            "InitiateAuth",
            json!({ "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters }),
        );
        response["AuthenticationResult"].clone()
    }

    /// `Logins` of a user of the first user pool.
    pub fn logins(&mut self, name: &str, password: &str) -> Value {
        let tokens = self.sign_in(CLIENT, name, password);
        json!({ USER_POOL: tokens["IdToken"] })
    }

    pub fn ada(&mut self) -> Value {
        self.logins("ada", "Lovelace1815")
    }

    pub fn charles(&mut self) -> Value {
        self.logins("charles", "Babbage1791")
    }

    /// The id of a new guest.
    pub fn guest(&mut self) -> String {
        let response = self.ok("GetId", json!({ "IdentityPoolId": POOL }));
        text(&response["IdentityId"])
    }

    /// The identity id of these logins.
    pub fn id_of(&mut self, logins: &Value) -> String {
        let response = self.ok("GetId", json!({ "IdentityPoolId": POOL, "Logins": logins }));
        text(&response["IdentityId"])
    }
}

/// AWS's model of the operations without a signature (`tests/interop/models` checks that it is up to date).
const MODEL: &str = include_str!("../../../protocol/src/identity/model.json");

/// Errors that every operation can return besides those on its page
/// (<https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html>, and the protocol's own).
const COMMON: [&str; 3] = [
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
];

/// Checks that an operation returns only errors that its page of AWS's reference lists.
#[track_caller]
fn assert_listed(operation: &str, kind: &str) {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    let listed = model["operations"][operation]["errors"].as_array();
    let is_listed = listed.is_none_or(|all| all.iter().any(|one| one == kind));
    assert!(
        is_listed || COMMON.contains(&kind),
        "{operation} does not list {kind}"
    );
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The claims of a token, without verification.
pub fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
