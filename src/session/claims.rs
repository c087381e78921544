//! The claims of a token, for the app.

use std::fmt;

use crate::platform::Timestamp;
use crate::protocol::json::{self, Value};
use crate::protocol::jwt::{Claims, Jwt};

/// The payload of a token. `Debug` does not show it.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>
#[derive(Clone)]
pub struct TokenClaims(Claims);

impl TokenClaims {
    /// Returns the claim of this name if it is a string.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.0.raw().string(name)
    }

    /// Returns the claim of this name if it is an integer.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.0.raw().integer(name)
    }

    /// Returns the claim of this name if it is `true` or `false`, as a boolean or as a string. Cognito writes some
    /// claims as strings.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.0.raw().field(name)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            _ => None,
        }
    }

    /// Returns the strings of a claim that is a list. Empty if it is not a list.
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

    /// Returns the names of all claims, in the token's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0
            .raw()
            .as_object()
            .unwrap_or(&[])
            .iter()
            .map(|(name, _)| name.as_str())
    }

    /// Returns the whole payload.
    pub fn value(&self) -> &Value {
        self.0.raw()
    }

    /// Returns the whole payload as JSON.
    pub fn to_json(&self) -> String {
        json::write(self.0.raw())
    }

    /// Returns the claim of this name if it is a time. Otherwise the zero timestamp.
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
