//! An OpenID provider whose responses tests can change.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};
use vestibule_emulator::{Request, Response};

use crate::support::{CALLBACK, TestResponse, World, authorize_with};

pub const ISSUER: &str = "https://acme.example";
const KEY: &str = include_str!("../../keys/development-only-id-token.pem");
const OTHER_KEY: &str = include_str!("../../keys/development-only-access-token.pem");

type Change = Box<dyn Fn(&mut Value) + Send>;

/// The provider's configuration and the requests that it got.
pub struct Acme {
    /// Changes the claims of the ID token.
    pub claims: Change,
    /// Changes its header.
    pub header: Change,
    /// Changes the discovery document.
    pub discovery: Change,
    /// Changes the response of the token endpoint.
    pub tokens: Change,
    pub user_info: Value,
    /// Whether it signs with a key that it does not publish.
    pub has_wrong_key: bool,
    pub nonce: String,
    pub asked: Vec<String>,
    pub last_exchange: String,
}

/// The provider, shared with the world's network.
pub type Shared = Arc<Mutex<Acme>>;

/// Adds a correct provider to the world's network.
pub fn open(world: &mut World) -> Shared {
    let nothing = || Box::new(|_: &mut Value| {});
    let acme = Arc::new(Mutex::new(Acme {
        claims: nothing(),
        header: nothing(),
        discovery: nothing(),
        tokens: nothing(),
        user_info: json!({ "sub": "42", "email": "eve@acme.example", "name": "Eve" }),
        has_wrong_key: false,
        nonce: String::new(),
        asked: Vec::new(),
        last_exchange: String::new(),
    }));
    let shared = acme.clone();
    world.other_servers(move |now, request| Some(shared.lock().unwrap().respond(now, request)));
    acme
}

/// Signs in at the provider and returns with a code. Returns the response to the browser.
pub fn sign_in(world: &mut World, acme: &Shared, more: &[(&str, &str)]) -> TestResponse {
    let back = leave(world, acme, more);
    world.get(&back)
}

/// Signs in at the provider. Returns the URL that it redirects to.
pub fn leave(world: &mut World, acme: &Shared, more: &[(&str, &str)]) -> String {
    let mut all = vec![("identity_provider", "Acme")];
    all.extend(more);
    let away = world.get(&authorize_with("code", "app", &all));
    come_back(acme, &away)
}

/// The provider's redirect for a browser at its authorization endpoint.
pub fn come_back(acme: &Shared, away: &TestResponse) -> String {
    acme.lock().unwrap().nonce = away.parameter("nonce");
    let state = away.parameter("state");
    format!("/oauth2/idpresponse?code=good&state={state}")
}

/// Asserts that the app gets an error with this description.
#[track_caller]
pub fn assert_failed(response: &TestResponse, description: &str) {
    let location = response.location().unwrap_or_default();
    assert!(
        location.starts_with(CALLBACK),
        "{location} {}",
        response.body
    );
    assert_eq!(
        response.find("error_description").as_deref(),
        Some(description)
    );
    assert_eq!(response.parameter("error"), "invalid_request");
    assert_eq!(response.parameter("state"), "a b&c");
    assert!(response.find("code").is_none());
}

impl Acme {
    fn respond(&mut self, now: u64, request: &Request) -> Response {
        let uri = request.uri().to_string();
        self.asked.push(format!("{} {uri}", request.method()));
        let path = uri.strip_prefix(ISSUER).expect("nobody else is asked");
        match path {
            "/.well-known/openid-configuration" => {
                let mut document = json!({
                    "issuer": ISSUER,
                    "authorization_endpoint": format!("{ISSUER}/auth"),
                    "token_endpoint": format!("{ISSUER}/token"),
                    "jwks_uri": format!("{ISSUER}/keys"),
                    "userinfo_endpoint": format!("{ISSUER}/me"),
                });
                (self.discovery)(&mut document);
                respond(200, &document)
            }
            "/keys" => respond(200, &json!({ "keys": [key(KEY, "1")] })),
            "/me" => {
                let bearer = request.headers()["authorization"].to_str().unwrap();
                assert_eq!(bearer, "Bearer access");
                respond(200, &self.user_info)
            }
            "/token" => {
                self.last_exchange = String::from_utf8(request.body().clone()).unwrap();
                let mut tokens = json!({
                    "access_token": "access",
                    "token_type": "Bearer",
                    "id_token": self.id_token(now),
                });
                (self.tokens)(&mut tokens);
                let status = if tokens.get("error").is_some() {
                    400
                } else {
                    200
                };
                respond(status, &tokens)
            }
            other => panic!("nothing is at {other}"),
        }
    }

    fn id_token(&self, now: u64) -> String {
        let mut header = json!({ "alg": "RS256", "kid": "1" });
        (self.header)(&mut header);
        let mut claims = json!({
            "iss": ISSUER,
            "aud": "cognito-at-acme",
            "sub": "42",
            "email": "eve@acme.example",
            "desk": 7,
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
        });
        (self.claims)(&mut claims);
        let pair = pair(if self.has_wrong_key { OTHER_KEY } else { KEY });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; pair.public().modulus_len()];
        let random = SystemRandom::new();
        pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
            .unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn respond(status: u16, body: &Value) -> Response {
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() = status.try_into().unwrap();
    response
}

fn pair(pem: &str) -> KeyPair {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    let der = STANDARD.decode(lines.collect::<String>()).unwrap();
    KeyPair::from_pkcs8(&der).unwrap()
}

fn key(pem: &str, kid: &str) -> Value {
    let public: PublicKeyComponents<Vec<u8>> = pair(pem).public().into();
    json!({
        "kty": "RSA",
        "use": "sig",
        "kid": kid,
        "n": URL_SAFE_NO_PAD.encode(public.n),
        "e": URL_SAFE_NO_PAD.encode(public.e),
    })
}

/// The response of AdminGetUser for a user.
pub fn user(world: &mut World, name: &str) -> Value {
    let request = http::Request::post("/")
        .header(
            "x-amz-target",
            "AWSCognitoIdentityProviderService.AdminGetUser",
        )
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=00",
        );
    let body = json!({ "UserPoolId": "eu-west-1_Hosted", "Username": name });
    world.call(request, body.to_string()).json()
}
