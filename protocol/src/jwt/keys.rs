//! A pool's public keys.

use crate::json::{self, Value};

/// A key of a pool, for RS256 (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// The key's id.
    pub kid: String,
    /// The modulus, in base64url.
    pub n: String,
    /// The exponent, in base64url.
    pub e: String,
}

/// The keys of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

impl Jwks {
    /// Parses a `jwks.json`. Keys for other algorithms than RS256 are ignored. `None` if the text is not a key set.
    pub fn parse(text: &str) -> Option<Self> {
        let document = json::parse(text).ok()?;
        let keys = document.field("keys")?.as_array()?;
        Some(Self {
            keys: keys.iter().filter_map(Jwk::read).collect(),
        })
    }

    /// Returns the key with this id.
    pub fn find(&self, key_id: &str) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.kid == key_id)
    }
}

impl Jwk {
    fn read(value: &Value) -> Option<Self> {
        let text = |name| value.string(name).map(str::to_owned);
        // `alg` may be missing (RFC 7517, section 4.4).
        let is_ours = value.string("kty") == Some("RSA")
            && matches!(value.string("alg"), None | Some("RS256"))
            && matches!(value.string("use"), None | Some("sig"));
        let key = Self {
            kid: text("kid")?,
            n: text("n")?,
            e: text("e")?,
        };
        is_ours.then_some(key)
    }
}
