//! The checks on claims: OpenID Connect Core 1.0, section 3.1.3.7.

use super::{Claims, TokenUse};
use crate::protocol::base64url;
use core::fmt;
use sha2::{Digest, Sha256};

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
