//! An emulator with a virtual clock, and helpers for calls.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use vestibule_emulator::{Config, Emulator, Response};

pub const POOL: &str = "eu-west-1_Vestibule";
pub const BROWSER: &str = "vestibuledemobrowser000001";
pub const PASSWORD: &str = "vestibuledemopassword00002";
pub const SECRET: &str = "vestibuledemosecret0000003";
pub const ROTATION: &str = "vestibuledemorotation00005";
pub const LEGACY: &str = "vestibuledemolegacy0000006";
pub const MAILBOX: &str = "vestibuledemomailbox000007";
pub const FACTORS: &str = "vestibuledemofactors000008";
pub const STRICT: &str = "vestibuledemostrict0000009";

/// 5 September 2026, 12:00:00 UTC: a day with one digit.
const START: u64 = 1_788_609_600;

pub struct Stage {
    pub emulator: Emulator,
    pub now: SystemTime,
}

/// An error's type and message.
pub type Refusal = (String, String);

impl Stage {
    pub fn new() -> Self {
        Self::with(Config::development())
    }

    pub fn with(config: Config) -> Self {
        Self {
            emulator: Emulator::new(config, [7; 32]).unwrap(),
            now: UNIX_EPOCH + Duration::from_secs(START),
        }
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    pub fn send(&mut self, request: http::request::Builder, body: &[u8]) -> Response {
        let request = request.body(body.to_vec()).unwrap();
        self.emulator.handle(self.now, &request)
    }

    pub fn call(&mut self, operation: &str, body: Value) -> Result<Value, Refusal> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let mut request = http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target);
        if operation.starts_with("Admin") {
            let signature = "AWS4-HMAC-SHA256 Credential=A/20260905/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00";
            request = request.header("authorization", signature);
        }
        let response = self.send(request, body.to_string().as_bytes());
        let output: Value = serde_json::from_slice(response.body()).unwrap();
        if response.status() == 200 {
            return Ok(output);
        }
        assert_eq!(response.status(), 400);
        let text = |name: &str| output[name].as_str().unwrap_or_default().to_owned();
        assert_listed(operation, &text("__type"));
        Err((text("__type"), text("message")))
    }

    /// Calls an operation, which has to succeed.
    pub fn ok(&mut self, operation: &str, body: Value) -> Value {
        self.call(operation, body).unwrap()
    }

    /// Calls an operation, which has to fail with this error.
    #[track_caller]
    pub fn refused(&mut self, operation: &str, body: Value, kind: &str, message: &str) {
        let refusal = self.call(operation, body).unwrap_err();
        assert_eq!(refusal, (kind.to_owned(), message.to_owned()));
    }

    pub fn by_password(
        &mut self,
        client: &str,
        name: &str,
        password: &str,
    ) -> Result<Value, Refusal> {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        self.call(
            "InitiateAuth",
            json!({ "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters }),
        )
    }

    /// The `AuthenticationResult` of a sign-in, which has to succeed.
    pub fn tokens(&mut self, client: &str, name: &str, password: &str) -> Value {
        self.by_password(client, name, password).unwrap()["AuthenticationResult"].clone()
    }

    #[track_caller]
    pub fn cannot_sign_in(&mut self, name: &str, password: &str, kind: &str, message: &str) {
        let refusal = self.by_password(PASSWORD, name, password).unwrap_err();
        assert_eq!(refusal, (kind.to_owned(), message.to_owned()));
    }

    pub fn initiate(
        &mut self,
        client: &str,
        flow: &str,
        parameters: Value,
    ) -> Result<Value, Refusal> {
        self.call(
            "InitiateAuth",
            json!({ "ClientId": client, "AuthFlow": flow, "AuthParameters": parameters }),
        )
    }

    /// Answers the challenge `asked`.
    pub fn respond(
        &mut self,
        client: &str,
        asked: &Value,
        responses: Value,
    ) -> Result<Value, Refusal> {
        let mut body = json!({
            "ClientId": client,
            "ChallengeName": asked["ChallengeName"],
            "ChallengeResponses": responses,
        });
        if asked["Session"].is_string() {
            body["Session"] = asked["Session"].clone();
        }
        self.call("RespondToAuthChallenge", body)
    }

    /// The current code of an authenticator app with this secret.
    pub fn totp(&self, secret: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let seconds = self.now.duration_since(UNIX_EPOCH).unwrap().as_secs();
        totp.generate(seconds).to_string()
    }

    /// Signs a user up with an address at example.com.
    pub fn sign_up(&mut self, name: &str, password: &str) -> Value {
        let email = json!([{ "Name": "email", "Value": format!("{name}@example.com") }]);
        self.ok(
            "SignUp",
            json!({ "ClientId": PASSWORD, "Username": name, "Password": password, "UserAttributes": email }),
        )
    }

    /// The last code that was sent to this address.
    pub fn code(&self, to: &str) -> String {
        let message = self
            .emulator
            .inbox()
            .iter()
            .rev()
            .find(|message| message.to == to);
        message.unwrap().code.clone()
    }

    /// Signs a user up and confirms the sign-up.
    pub fn member(&mut self, name: &str, password: &str) {
        self.sign_up(name, password);
        let code = self.code(&format!("{name}@example.com"));
        self.ok(
            "ConfirmSignUp",
            json!({ "ClientId": PASSWORD, "Username": name, "ConfirmationCode": code }),
        );
    }
}

/// The claims of a token, without verification.
pub fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// An extract of AWS's model (`tests/interop/models` checks that it is up to date).
const MODEL: &str = include_str!("../../../protocol/src/idp/model.json");

/// Errors that every operation can return besides those on its page
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html>, and the
/// protocol's own).
const COMMON: [&str; 3] = [
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
];

/// Errors that the operation's page does not list; ASSUMED.md has the reasons.
const ASSUMED: [(&str, &str); 1] = [("InitiateAuth", "MFAMethodNotFoundException")];

/// Checks that an operation returns only errors that its page of AWS's reference lists.
#[track_caller]
fn assert_listed(operation: &str, kind: &str) {
    static LISTS: std::sync::LazyLock<Value> =
        std::sync::LazyLock::new(|| serde_json::from_str(MODEL).unwrap());
    let listed = LISTS["operations"][operation]["errors"].as_array();
    let is_listed = listed.is_none_or(|all| all.iter().any(|one| one == kind));
    assert!(
        is_listed || COMMON.contains(&kind) || ASSUMED.contains(&(operation, kind)),
        "{operation} does not list {kind}"
    );
}
