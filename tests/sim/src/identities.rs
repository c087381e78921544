//! A simulated identity pool that verifies no tokens. Each user has an identity, and each response has new
//! credentials. It remembers whose they are.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::protocol::json::write;
use vestibule::protocol::jwt::Jwt;
use vestibule::{IdentityPool, Timestamp};

const API: &str = "http://localhost:9230";
const TARGET: &str = "AWSCognitoIdentityService.";
/// The prefix of every secret key and session token.
pub const SECRET: &str = "AWS-KEY-";

/// The identities and credentials that were issued.
#[derive(Default)]
pub struct Identities {
    /// The identity of each user, by `sub`.
    people: BTreeMap<String, String>,
    /// The owner of each access key: a user's `sub`, or empty for a guest.
    keys: BTreeMap<String, String>,
    count: u64,
    pub life: Duration,
}

pub fn pool() -> IdentityPool {
    IdentityPool::new("eu-west-1:00000000-0000-0000-0000-000000000000").endpoint(API)
}

/// A request to the identity pool.
pub struct PoolRequest {
    pub operation: String,
    /// The `sub` of the token in `Logins`; empty without one.
    pub who: String,
    /// The sign-in of the token, as the client identifies it; empty without one.
    pub sign_in: String,
    /// When the token expires, in seconds since 1970.
    pub expires: Option<i64>,
    identity: String,
}

impl PoolRequest {
    pub fn read(request: &HttpRequest) -> Option<Self> {
        let mut headers = request.headers.iter();
        let (_, target) = headers.find(|(name, _)| *name == "X-Amz-Target")?;
        let body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
        let token = body["Logins"]
            .as_object()
            .and_then(|all| all.values().next());
        let claims = token
            .and_then(Value::as_str)
            .map(claims)
            .unwrap_or_default();
        Some(PoolRequest {
            operation: target.strip_prefix(TARGET)?.to_owned(),
            who: claims["sub"].as_str().unwrap_or_default().to_owned(),
            sign_in: sign_in_of(&claims),
            expires: claims["exp"].as_i64(),
            identity: body["IdentityId"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

impl Identities {
    /// Responds to a request; `None` if it is not a request to the identity pool.
    pub fn respond(&mut self, now: Timestamp, request: &HttpRequest) -> Option<HttpResponse> {
        let pool_request = PoolRequest::read(request)?;
        let identity = match pool_request.operation.as_str() {
            "GetId" => self.identity_of(&pool_request.who, None),
            _ => self.identity_of(&pool_request.who, Some(&pool_request.identity)),
        };
        let mut body = json!({ "IdentityId": identity });
        if pool_request.operation == "GetCredentialsForIdentity" {
            self.count += 1;
            let id = format!("ASIA{}", self.count);
            body["Credentials"] = json!({
                "AccessKeyId": id,
                "SecretKey": format!("{SECRET}{}", self.count),
                "SessionToken": format!("{SECRET}token-{}", self.count),
                "Expiration": now.plus(self.life).as_secs(),
            });
            self.keys.insert(id, pool_request.who);
        }
        Some(HttpResponse {
            status: 200,
            body: body.to_string(),
            ..HttpResponse::default()
        })
    }

    /// The owner of an access key.
    pub fn owner(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str)
    }

    /// A user's identity, which may have been a guest's before; or a guest's identity.
    fn identity_of(&mut self, who: &str, known: Option<&str>) -> String {
        if let Some(known) = self.people.get(who) {
            return known.clone();
        }
        let identity = known.map(str::to_owned).unwrap_or_else(|| {
            self.count += 1;
            format!("eu-west-1:{:08}-0000-0000-0000-000000000000", self.count)
        });
        if !who.is_empty() {
            self.people.insert(who.to_owned(), identity.clone());
        }
        identity
    }
}

/// Identifies a sign-in by the claims that do not change when its tokens are renewed.
fn sign_in_of(claims: &Value) -> String {
    let text = |name: &str| claims[name].as_str().unwrap_or_default();
    match claims["auth_time"].as_i64() {
        Some(time) => format!("{} {} {time}", text("sub"), text("origin_jti")),
        None => String::new(),
    }
}

fn claims(token: &str) -> Value {
    let token = Jwt::parse(token).ok();
    let text = token.map(|token| write(token.claims().raw()));
    serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
}
