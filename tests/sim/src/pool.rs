//! The emulator with one pool that needs little computing time: users sign in with a custom challenge instead
//! of a password, and tokens have placeholder signatures.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{ClientConfig, SignOutAfter, Storage, Timestamp};
use vestibule_emulator::{
    ClientSettings, Config, CustomAuth, CustomRound, Emulator, FirstFactor, PoolSettings,
    RotationFeature, TokenSignatures, UserSettings, ValidityUnit,
};

use crate::identities;
use crate::plan::Plan;

const POOL: &str = "eu-west-1_Simulated";
pub const CLIENT: &str = "simulated";
pub const USERS: [&str; 2] = ["ada", "charles"];
/// The answer to the custom challenge.
pub const ANSWER: &str = "yes";
const ENDPOINT: &str = "http://localhost:9229";
const TARGET: &str = "AWSCognitoIdentityProviderService.";

pub fn emulator(plan: &Plan, seed: u64) -> Emulator {
    let mut client = ClientSettings::new(CLIENT);
    client.explicit_auth_flows = vec!["ALLOW_CUSTOM_AUTH".to_owned()];
    client.access_token_validity = Some(plan.minutes);
    client.id_token_validity = Some(plan.minutes);
    client.token_validity_units.access_token = ValidityUnit::Minutes;
    client.token_validity_units.id_token = ValidityUnit::Minutes;
    if let Some(grace) = plan.rotation {
        client.refresh_token_rotation.feature = RotationFeature::Enabled;
        client.refresh_token_rotation.retry_grace_period_seconds = grace;
    }
    let mut pool = PoolSettings::new(POOL);
    pool.token_signatures = TokenSignatures::Placeholder;
    pool.custom_auth = Some(CustomAuth {
        tries: 3,
        rounds: vec![CustomRound {
            parameters: Default::default(),
            answer: ANSWER.to_owned(),
        }],
    });
    // Without another factor, users must have a password.
    pool.sign_in_policy.allowed_first_auth_factors =
        vec![FirstFactor::Password, FirstFactor::EmailOtp];
    pool.users = USERS.map(|name| UserSettings::new(name, "")).to_vec();
    pool.clients = vec![client];
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        pools: vec![pool],
        ..Config::default()
    };
    Emulator::new(config, bytes).expect("the configuration is valid")
}

pub fn config(plan: &Plan) -> ClientConfig {
    ClientConfig::new(POOL, CLIENT)
        .endpoint(ENDPOINT)
        .identity_pool(identities::pool())
        .storage(match plan.shares_memory {
            true => Storage::SharedMemory,
            false => Storage::Local,
        })
        .sign_out_after(SignOutAfter {
            idle: plan.idle,
            total: None,
        })
}

/// The operation that a request calls.
pub fn operation(request: &HttpRequest) -> &str {
    let target = request
        .headers
        .iter()
        .find(|(name, _)| *name == "X-Amz-Target");
    let name = target.and_then(|(_, target)| target.strip_prefix(TARGET));
    name.unwrap_or_default()
}

/// The emulator's response as a page sees it, and its body.
pub fn respond(
    emulator: &mut Emulator,
    now: Timestamp,
    request: &HttpRequest,
    shows_date: bool,
) -> (HttpResponse, Value) {
    let mut sent = http::Request::builder()
        .method(request.method)
        .uri(&request.url);
    for (name, value) in &request.headers {
        sent = sent.header(*name, value);
    }
    let body = request.body.clone().unwrap_or_default().into_bytes();
    let sent = sent.body(body).expect("a page's request is a request");
    let received = emulator.handle(system_time(now), &sent);
    let body = String::from_utf8(received.body().clone()).expect("the emulator answers in UTF-8");
    let error_type = received.headers().get("x-amzn-errortype");
    let response = HttpResponse {
        status: received.status().as_u16(),
        error_type: error_type.and_then(|name| Some(name.to_str().ok()?.to_owned())),
        date: shows_date.then(|| now.as_millis() / 1000 * 1000),
        ..HttpResponse::default()
    };
    let value = serde_json::from_str(&body).unwrap_or_default();
    (HttpResponse { body, ..response }, value)
}

/// Signs a user out everywhere, as an administrator.
pub fn revoke(emulator: &mut Emulator, now: Timestamp, username: &str) {
    let signature = "AWS4-HMAC-SHA256 Credential=sim/20260101/eu-west-1/cognito-idp/aws4_request, \
                     SignedHeaders=host;x-amz-target, Signature=00";
    let body = json!({ "UserPoolId": POOL, "Username": username });
    let request = http::Request::post(format!("{ENDPOINT}/"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("{TARGET}AdminUserGlobalSignOut"))
        .header("authorization", signature)
        .body(body.to_string().into_bytes())
        .expect("a call is a request");
    let response = emulator.handle(system_time(now), &request);
    assert_eq!(response.status(), 200, "an administrator may do that");
}

fn system_time(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(now.as_millis())
}
