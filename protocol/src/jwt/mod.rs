//! Cognito's JSON Web Tokens: parsing, and checks of their claims.
//!
//! Tokens: RFC 7519 and RFC 7515; the checks: OpenID Connect Core 1.0, section 3.1.3.7, and
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>.
//! The signature is verified elsewhere, because this crate has no RSA: in the browser by Web Crypto, with
//! [`Jwt::signing_input`], [`Jwt::signature`] and a key of [`Jwks`].

mod check;
mod claims;
mod keys;

#[cfg(test)]
mod tests;

pub use check::{AccessTokenHash, Expected, TokenRejected, check, check_origin, check_subjects};
pub use claims::{Claims, TokenUse};
pub use keys::{Jwk, Jwks};

use super::json::{self, Value};
use super::text::cut;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use core::fmt;

/// A parsed token. Only its format and its algorithm, RS256, are checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Jwt {
    key_id: String,
    claims: Claims,
    signing_input: String,
    signature: Vec<u8>,
}

/// Why a text is not a usable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtError {
    /// It is not three parts of base64url, separated by dots.
    NotCompact,
    /// The header is not a JSON object, or has no key id.
    Header,
    /// The payload is not a JSON object.
    Payload,
    /// The algorithm is not RS256, the only one that Cognito uses.
    Algorithm,
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
    /// [`JwtError`], also for any algorithm but RS256, such as `none`.
    pub fn parse(token: &str) -> Result<Self, JwtError> {
        let (header, rest) = cut(token, b'.');
        let (payload, rest) = cut(rest.ok_or(JwtError::NotCompact)?, b'.');
        let signature = rest.ok_or(JwtError::NotCompact)?;
        // A dot in the signature is refused below.
        let signed = token.len() - signature.len() - 1;
        let signing_input = token.get(..signed).ok_or(JwtError::NotCompact)?;
        let header = object(header, JwtError::Header)?;
        if header.string("alg") != Some("RS256") {
            return Err(JwtError::Algorithm);
        }
        Ok(Self {
            key_id: header.string("kid").ok_or(JwtError::Header)?.to_owned(),
            claims: Claims::new(object(payload, JwtError::Payload)?),
            signing_input: signing_input.to_owned(),
            signature: BASE64_URL_SAFE_NO_PAD
                .decode(signature)
                .map_err(|_| JwtError::NotCompact)?,
        })
    }

    /// Returns the id of the key that signed the token.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Returns the claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Returns the claims, owned.
    pub fn into_claims(self) -> Claims {
        self.claims
    }

    /// Returns the signed text: the header and the payload in base64url, separated by a dot.
    pub fn signing_input(&self) -> &str {
        &self.signing_input
    }

    /// Returns the signature, RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

fn object(part: &str, error: JwtError) -> Result<Value, JwtError> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwtError::NotCompact)?;
    let text = String::from_utf8(bytes).map_err(|_| error)?;
    let value = json::parse(&text).map_err(|_| error)?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(error),
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
