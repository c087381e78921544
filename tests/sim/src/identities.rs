//! An identity pool that checks no signature: each login has an identity, and each answer has keys of their own. It
//! remembers whose they are.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::protocol::json::write;
use vestibule::protocol::jwt::Jwt;
use vestibule::{IdentityPool, Timestamp};

const API: &str = "http://localhost:9230";
const TARGET: &str = "AWSCognitoIdentityService.";
/// What every secret key begins with.
pub const SECRET: &str = "AWS-KEY-";

/// What it has given out.
#[derive(Default)]
pub struct Identities {
    /// The identity of each person.
    people: BTreeMap<String, String>,
    /// Whose each key is: a person's `sub`, or nobody's in particular.
    keys: BTreeMap<String, String>,
    count: u64,
    pub life: Duration,
}

pub fn pool() -> IdentityPool {
    IdentityPool::new("eu-west-1:00000000-0000-0000-0000-000000000000").endpoint(API)
}

/// What a request asks of it.
pub struct Asked {
    pub operation: String,
    /// Whose the login is; empty without one.
    pub who: String,
    /// Of which sign-in it is, as the client names it; empty without one.
    pub sign_in: String,
    /// When the login expires, in seconds.
    pub expires: Option<i64>,
    identity: String,
}

impl Asked {
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
        Some(Asked {
            operation: target.strip_prefix(TARGET)?.to_owned(),
            who: claims["sub"].as_str().unwrap_or_default().to_owned(),
            sign_in: sign_in_of(&claims),
            expires: claims["exp"].as_i64(),
            identity: body["IdentityId"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

impl Identities {
    /// The answer to a request that is for it.
    pub fn answer(&mut self, now: Timestamp, request: &HttpRequest) -> Option<HttpResponse> {
        let asked = Asked::read(request)?;
        let identity = match asked.operation.as_str() {
            "GetId" => self.identity_of(&asked.who, None),
            _ => self.identity_of(&asked.who, Some(&asked.identity)),
        };
        let mut body = json!({ "IdentityId": identity });
        if asked.operation == "GetCredentialsForIdentity" {
            self.count += 1;
            let id = format!("ASIA{}", self.count);
            body["Credentials"] = json!({
                "AccessKeyId": id,
                "SecretKey": format!("{SECRET}{}", self.count),
                "SessionToken": format!("{SECRET}token-{}", self.count),
                "Expiration": now.plus(self.life).as_secs(),
            });
            self.keys.insert(id, asked.who);
        }
        Some(HttpResponse {
            status: 200,
            body: body.to_string(),
            ..HttpResponse::default()
        })
    }

    /// Whose a key is.
    pub fn owner(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str)
    }

    /// A person's identity, which a guest's can become; or one for a guest.
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

/// What stays the same through all renewals of a sign-in.
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
