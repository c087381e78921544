//! The inputs of the benchmarks: a challenge, tokens, URLs and records like Cognito's.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule::platform::simulated::World;
use vestibule::protocol::srp::Challenge;
use vestibule::{Client, ClientConfig};

const CLIENT: &str = "1example23456789";

/// SRP numbers of full length, which belong to no user.
pub struct Exchange {
    salt: String,
    b: String,
    block: String,
}

impl Default for Exchange {
    fn default() -> Self {
        let hex = |length: usize| -> String { (0..length).map(|at| digit(at * 7 + 1)).collect() };
        Exchange {
            salt: hex(32),
            b: hex(768),
            block: STANDARD.encode([7; 1000]),
        }
    }
}

fn digit(number: usize) -> char {
    char::from_digit((number % 16) as u32, 16).unwrap_or('0')
}

impl Exchange {
    /// The challenge PASSWORD_VERIFIER.
    pub fn challenge(&self) -> Challenge<'_> {
        Challenge {
            pool_name: "AbCdEfGhI",
            user_id: "5f0a3c2e-6d0b-4b2a-9a55-3f7e6b1c9d21",
            password: "correct horse battery staple",
            salt_hex: &self.salt,
            srp_b_hex: &self.b,
            secret_block_b64: &self.block,
            timestamp: "Tue Nov 3 09:04:05 UTC 2026",
        }
    }
}

/// A token of typical size with an invalid signature.
pub fn token(token_use: &str) -> String {
    let claims = json!({
        "sub": "5f0a3c2e-6d0b-4b2a-9a55-3f7e6b1c9d21",
        "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        "aud": CLIENT,
        "client_id": CLIENT,
        "cognito:username": "ada",
        "cognito:groups": ["readers", "writers", "administrators"],
        "cognito:roles": ["arn:aws:iam::123456789012:role/readers"],
        "token_use": token_use,
        "email": "ada@example.com",
        "email_verified": true,
        "origin_jti": "8f6e1f1c-19f0-4b8e-9f0e-2b0a0a2a1c11",
        "event_id": "1b2d3c4e-0001-4000-8000-0123456789ab",
        "jti": "7e1c2c1e-1111-4222-8333-444455556666",
        "auth_time": 1_767_225_600,
        "iat": 1_767_225_600,
        "exp": 1_767_229_200,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({"kid": "b0x9Zl1oV8mT3kqYx2uU4w5e6r7t8y9u0i1o2p3a4s5=", "alg": "RS256"});
    [
        part(&header),
        part(&claims),
        URL_SAFE_NO_PAD.encode([7; 256]),
    ]
    .join(".")
}

/// The response of `InitiateAuth` to a finished sign-in.
pub fn sign_in_response() -> String {
    json!({
        "AuthenticationResult": {
            "AccessToken": token("access"),
            "ExpiresIn": 3600,
            "IdToken": token("id"),
            "RefreshToken": "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ".repeat(20),
            "TokenType": "Bearer",
        },
        "ChallengeParameters": {},
    })
    .to_string()
}

/// The callback URL of the implicit flow, which is the longest one.
pub fn callback() -> String {
    let (id, access) = (token("id"), token("access"));
    format!(
        "https://example.com/callback#id_token={id}&access_token={access}&expires_in=3600&token_type=Bearer&state={CLIENT}.c3RhdGU"
    )
}

/// A page with a fresh session in its storage.
pub struct Visit {
    /// Runs the client's futures.
    pub world: World,
    /// The page's client.
    pub client: Client,
}

impl Visit {
    /// `None` if the library does not accept the stored record.
    pub fn new() -> Option<Self> {
        let world = World::new(7, |_, _| Default::default());
        let platform = world.tab("https://example.com/").platform();
        let now = world.now().as_millis();
        let record = json!({
            "v": 1, "username": "ada", "origin": "direct",
            "idToken": token("id"), "accessToken": token("access"), "refreshToken": "r".repeat(1000),
            "obtained": now, "expires": now + 3_600_000,
        });
        let (key, record) = (format!("vestibule.{CLIENT}.session"), record.to_string());
        let store = platform.local.clone();
        world.run(async { store.write(&key, &record).await }).ok()?;
        let config = ClientConfig::new("eu-west-1_AbCdEfGhI", CLIENT);
        let client = Client::with_platform(config, platform).ok()?;
        world.run(client.session()).ok()?;
        Some(Visit { world, client })
    }
}
