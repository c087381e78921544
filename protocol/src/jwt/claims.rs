//! The claims of a token, by name.

use crate::json::Value;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    raw: Value,
}

/// The use of a token (`token_use`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// An ID token, which identifies a user.
    Id,
    /// An access token, which authorizes requests.
    Access,
}

impl Claims {
    pub(super) fn new(raw: Value) -> Self {
        Self { raw }
    }

    /// Returns all claims as a JSON object.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// Returns a claim that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.raw.string(name)
    }

    /// Returns a claim that is a time, in whole seconds since 1970.
    pub fn time(&self, name: &str) -> Option<i64> {
        Some(self.raw.field(name)?.as_millis()?.div_euclid(1000))
    }

    /// `iss`: the issuer, a pool.
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

    /// `token_use`: the use of the token.
    pub fn token_use(&self) -> Option<TokenUse> {
        match self.text("token_use")? {
            "id" => Some(TokenUse::Id),
            "access" => Some(TokenUse::Access),
            _ => None,
        }
    }

    /// `exp`: when the token expires, in seconds since 1970.
    pub fn expires_at(&self) -> Option<i64> {
        self.time("exp")
    }

    /// `iat`: when the token was issued, in seconds since 1970.
    pub fn issued_at(&self) -> Option<i64> {
        self.time("iat")
    }

    /// `auth_time`: when the user signed in, in seconds since 1970.
    pub fn authenticated_at(&self) -> Option<i64> {
        self.time("auth_time")
    }

    /// `nonce`: the nonce of the authorize request.
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

    /// `scope` of an access token, split into its scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope")
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    /// `event_id`: the id of the sign-in.
    pub fn event_id(&self) -> Option<&str> {
        self.text("event_id")
    }

    /// `jti`: the token's own id.
    pub fn token_id(&self) -> Option<&str> {
        self.text("jti")
    }

    /// `origin_jti`: the id that all tokens of a sign-in share, for revocation.
    pub fn origin_token_id(&self) -> Option<&str> {
        self.text("origin_jti")
    }
}
