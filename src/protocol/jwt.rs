//! JSON Web Tokens as Cognito makes them: parsing, and the checks on their claims.
//!
//! Tokens: RFC 7519 and RFC 7515; the checks: OpenID Connect Core 1.0, section 3.1.3.7, and
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>.
//! The signature itself is checked where there is RSA: in the browser by WebCrypto, with
//! [`Jwt::signing_input`], [`Jwt::signature`] and a key of [`Jwks`].

use super::base64url;
use super::json::{self, Value};
use core::fmt;
use sha2::{Digest, Sha256};

/// A token that was parsed; nothing in it is checked yet but its form and its algorithm, RS256.
#[derive(Clone, PartialEq, Eq)]
pub struct Jwt {
    key_id: String,
    claims: Claims,
    signing_input: String,
    signature: Vec<u8>,
}

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    raw: Value,
}

/// Why a text is no token that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtError {
    /// It is not three parts of base64url with dots between.
    NotCompact,
    /// The header is not a JSON object, or names no key.
    Header,
    /// The payload is not a JSON object.
    Payload,
    /// The algorithm is not RS256, the only one that Cognito uses.
    Algorithm,
}

/// What a token is for: the claim `token_use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// It tells who somebody is.
    Id,
    /// It gives access.
    Access,
}

/// What the claims have to be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// `https://cognito-idp.<region>.amazonaws.com/<pool id>`
    pub issuer: &'a str,
    /// The app client's id.
    pub client_id: &'a str,
    /// What the token is for.
    pub token_use: TokenUse,
    /// The nonce that was sent; `None` where none was.
    pub nonce: Option<&'a str>,
    /// The access token that came with an ID token, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// By how many seconds clocks may differ.
    pub leeway: i64,
}

/// Which check a token failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRejected {
    /// `iss` is another pool.
    Issuer,
    /// `aud` (ID token) or `client_id` (access token) is another app client.
    Audience,
    /// `token_use` is another one.
    TokenUse,
    /// `exp` has passed or is missing.
    Expired,
    /// `iat` is in the future or missing.
    IssuedInFuture,
    /// `nonce` is not the one that was sent.
    Nonce,
    /// `at_hash` does not fit the access token.
    AccessTokenHash,
}

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

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt(..)")
    }
}

impl Jwt {
    /// Parses a token in its compact form.
    ///
    /// # Errors
    /// [`JwtError`]; any algorithm but RS256 is one, `none` above all.
    pub fn parse(token: &str) -> Result<Self, JwtError> {
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwtError::NotCompact)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwtError::NotCompact)?;
        if payload.contains('.') {
            return Err(JwtError::NotCompact);
        }
        let header = object(header, JwtError::Header)?;
        if header.string("alg") != Some("RS256") {
            return Err(JwtError::Algorithm);
        }
        Ok(Self {
            key_id: header.string("kid").ok_or(JwtError::Header)?.to_owned(),
            claims: Claims {
                raw: object(payload, JwtError::Payload)?,
            },
            signing_input: signing_input.to_owned(),
            signature: base64url::decode(signature).ok_or(JwtError::NotCompact)?,
        })
    }

    /// The id of the key that signed the token.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The claims, for keeps.
    pub fn into_claims(self) -> Claims {
        self.claims
    }

    /// What is signed: header and payload in base64url with a dot between.
    pub fn signing_input(&self) -> &str {
        &self.signing_input
    }

    /// The signature, RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl Claims {
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

/// Checks claims against what they have to be.
///
/// # Errors
/// [`TokenRejected`]: the first check that failed.
pub fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenRejected> {
    let is = |holds: bool, failure| if holds { Ok(()) } else { Err(failure) };
    let audience = match expected.token_use {
        TokenUse::Id => "aud",
        TokenUse::Access => "client_id",
    };
    let from = expected.now.saturating_add(expected.leeway);
    let until = expected.now.saturating_sub(expected.leeway);

    is(
        claims.issuer() == Some(expected.issuer),
        TokenRejected::Issuer,
    )?;
    is(
        claims.text(audience) == Some(expected.client_id),
        TokenRejected::Audience,
    )?;
    is(
        claims.token_use() == Some(expected.token_use),
        TokenRejected::TokenUse,
    )?;
    is(
        claims.expires_at().is_some_and(|at| at > until),
        TokenRejected::Expired,
    )?;
    is(
        claims.issued_at().is_some_and(|at| at <= from),
        TokenRejected::IssuedInFuture,
    )?;
    if expected.nonce.is_some() {
        is(claims.nonce() == expected.nonce, TokenRejected::Nonce)?;
    }
    if let (Some(hash), Some(token)) = (claims.access_token_hash(), expected.access_token) {
        is(
            hash == access_token_hash(token),
            TokenRejected::AccessTokenHash,
        )?;
    }
    Ok(())
}

/// `at_hash` of an access token: the left half of its SHA-256 (OpenID Connect Core 1.0,
/// section 3.1.3.6).
fn access_token_hash(token: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(token).into();
    let (left, _) = digest.split_at(16);
    base64url::encode(left)
}

fn object(part: &str, error: JwtError) -> Result<Value, JwtError> {
    let bytes = base64url::decode(part).ok_or(JwtError::NotCompact)?;
    let text = String::from_utf8(bytes).map_err(|_| error)?;
    let value = json::parse(&text).map_err(|_| error)?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(error),
    }
}

impl Jwks {
    /// Reads a `jwks.json`; keys for anything but RS256 are passed over. `None` where the text is
    /// not a key set.
    pub fn parse(text: &str) -> Option<Self> {
        let document = json::parse(text).ok()?;
        let keys = document.field("keys")?.as_array()?;
        Some(Self {
            keys: keys.iter().filter_map(Jwk::read).collect(),
        })
    }

    /// The key of that id.
    pub fn find(&self, key_id: &str) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.kid == key_id)
    }
}

impl Jwk {
    fn read(value: &Value) -> Option<Self> {
        let text = |name| value.string(name).map(str::to_owned);
        // `alg` may be missing (RFC 7517, section 4.4), and says RS256 where it is there.
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

impl fmt::Display for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotCompact => "the token is not three parts of base64url",
            Self::Header => "the token's header is malformed",
            Self::Payload => "the token's payload is malformed",
            Self::Algorithm => "the token's algorithm is not RS256",
        })
    }
}

impl core::error::Error for JwtError {}

impl fmt::Display for TokenRejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Issuer => "the token is of another user pool",
            Self::Audience => "the token is for another app client",
            Self::TokenUse => "the token is for another use",
            Self::Expired => "the token has expired",
            Self::IssuedInFuture => "the token is issued in the future: check the clock",
            Self::Nonce => "the token belongs to another sign-in",
            Self::AccessTokenHash => "ID token and access token do not belong together",
        })
    }
}

impl core::error::Error for TokenRejected {}
