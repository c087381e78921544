//! What a token says, for the app to read.

use std::fmt;

use crate::platform::Timestamp;
use crate::protocol::json::{self, Value};
use crate::protocol::jwt::{Claims, Jwt};

/// The payload of a token. `Debug` shows none of it.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>
#[derive(Clone)]
pub struct TokenClaims(Claims);

impl TokenClaims {
    /// The claim of that name, where it is a string.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.0.raw().string(name)
    }

    /// The claim of that name, where it is a whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.0.raw().integer(name)
    }

    /// The claim of that name, where it is `true` or `false`, as itself or as a string, which is
    /// how Cognito writes some.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.0.raw().field(name)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            _ => None,
        }
    }

    /// The strings of a claim that is a list; none where it is not.
    pub fn strings(&self, name: &str) -> Vec<String> {
        let items = self
            .0
            .raw()
            .field(name)
            .and_then(Value::as_array)
            .unwrap_or(&[]);
        items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// The names of all claims, in the token's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0
            .raw()
            .as_object()
            .unwrap_or(&[])
            .iter()
            .map(|(name, _)| name.as_str())
    }

    /// The whole payload.
    pub fn value(&self) -> &Value {
        self.0.raw()
    }

    /// The whole payload, as JSON.
    pub fn to_json(&self) -> String {
        json::write(self.0.raw())
    }

    /// The claim of that name, where it is a moment; else the beginning of time.
    pub(crate) fn moment(&self, name: &str) -> Timestamp {
        let millis = self.0.raw().field(name).and_then(Value::as_millis);
        Timestamp::from_millis(millis.unwrap_or_default().max(0).unsigned_abs())
    }

    pub(crate) fn claims(&self) -> &Claims {
        &self.0
    }

    pub(crate) fn read(token: &str) -> Option<Self> {
        Some(TokenClaims(Jwt::parse(token).ok()?.into_claims()))
    }
}

impl fmt::Debug for TokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenClaims(..)")
    }
}
