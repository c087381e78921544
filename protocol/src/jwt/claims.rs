//! The claims of a token, by name.

use crate::json::Value;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    raw: Value,
}

/// What a token is for: the claim `token_use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// It tells who somebody is.
    Id,
    /// It gives access.
    Access,
}

impl Claims {
    pub(super) fn new(raw: Value) -> Self {
        Self { raw }
    }

    /// All claims, as a JSON object.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// A claim that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.raw.string(name)
    }

    /// A claim that is a time, in seconds since 1970; a fraction of a second is cut off.
    pub fn time(&self, name: &str) -> Option<i64> {
        Some(self.raw.field(name)?.as_millis()?.div_euclid(1000))
    }

    /// `iss`: the pool.
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// `sub`: the user's id, a UUID.
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// `aud` of an ID token, `client_id` of an access token: the app client.
    pub fn client_id(&self) -> Option<&str> {
        self.text("client_id").or_else(|| self.text("aud"))
    }

    /// `token_use`: what the token is for.
    pub fn token_use(&self) -> Option<TokenUse> {
        match self.text("token_use")? {
            "id" => Some(TokenUse::Id),
            "access" => Some(TokenUse::Access),
            _ => None,
        }
    }

    /// `exp`: until when the token is valid, in seconds since 1970.
    pub fn expires_at(&self) -> Option<i64> {
        self.time("exp")
    }

    /// `iat`: when the token was made, in seconds since 1970.
    pub fn issued_at(&self) -> Option<i64> {
        self.time("iat")
    }

    /// `auth_time`: when the person signed in, in seconds since 1970.
    pub fn authenticated_at(&self) -> Option<i64> {
        self.time("auth_time")
    }

    /// `nonce`: what the authorize request sent.
    pub fn nonce(&self) -> Option<&str> {
        self.text("nonce")
    }

    /// `at_hash`: a hash of the access token that came with an ID token.
    pub fn access_token_hash(&self) -> Option<&str> {
        self.text("at_hash")
    }

    /// The user name: `cognito:username` of an ID token, `username` of an access token.
    pub fn username(&self) -> Option<&str> {
        self.text("cognito:username")
            .or_else(|| self.text("username"))
    }

    /// `cognito:groups`: the user's groups.
    pub fn groups(&self) -> Vec<&str> {
        let groups = self.raw.field("cognito:groups").and_then(Value::as_array);
        groups
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .collect()
    }

    /// `scope` of an access token, one by one.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope")
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    /// `event_id`: the sign-in that the token came of.
    pub fn event_id(&self) -> Option<&str> {
        self.text("event_id")
    }

    /// `jti`: the token's own id.
    pub fn token_id(&self) -> Option<&str> {
        self.text("jti")
    }

    /// `origin_jti`: the id that all tokens of one sign-in share, by which they are revoked.
    pub fn origin_token_id(&self) -> Option<&str> {
        self.text("origin_jti")
    }
}
