//! The checks on claims: OpenID Connect Core 1.0, section 3.1.3.7.

use super::{Claims, TokenUse};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use core::fmt;
use sha2::{Digest, Sha256};

/// What the claims have to be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuers of which `iss` has to be one: [`issuers`](crate::region::issuers).
    pub issuers: &'a [String],
    /// The app client's id.
    pub client_id: &'a str,
    /// What the token is for.
    pub token_use: TokenUse,
    /// The nonce that was sent; `None` where none was.
    pub nonce: Option<&'a str>,
    /// Whether `at_hash` is compared.
    pub access_token_hash: AccessTokenHash<'a>,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// By how many seconds clocks may differ.
    pub leeway: i64,
}

/// What becomes of an ID token's `at_hash`, which ties the access token to it.
#[derive(Clone, Copy, Debug)]
pub enum AccessTokenHash<'a> {
    /// No access token is known to compare it with.
    Ignored,
    /// Where it is there, it has to be this access token's: both came straight from Cognito.
    IfPresent(&'a str),
    /// It has to be there, and be this access token's: both came through the front channel
    /// (OpenID Connect Core 1.0, section 3.2.2.9).
    Required(&'a str),
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
    /// `at_hash` does not fit the access token, or is missing where it is needed.
    AccessTokenHash,
    /// `sub` of the ID token and of the access token differ.
    Subject,
}

/// Checks claims against what they have to be.
///
/// # Errors
/// [`TokenRejected`]: the first check that failed.
pub fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenRejected> {
    let is = |holds: bool, failure| if holds { Ok(()) } else { Err(failure) };
    let from = expected.now.saturating_add(expected.leeway);
    let until = expected.now.saturating_sub(expected.leeway);

    check_origin(
        claims,
        expected.issuers,
        expected.client_id,
        expected.token_use,
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
    let hash = claims.access_token_hash();
    let fits = match expected.access_token_hash {
        AccessTokenHash::Ignored => true,
        AccessTokenHash::IfPresent(token) => {
            hash.is_none_or(|hash| hash == access_token_hash(token))
        }
        AccessTokenHash::Required(token) => hash == Some(&access_token_hash(token)),
    };
    is(fits, TokenRejected::AccessTokenHash)
}

/// The checks that need neither the time nor a flow: issuer, audience and use.
///
/// # Errors
/// [`TokenRejected`]: the first check that failed.
pub fn check_origin(
    claims: &Claims,
    issuers: &[String],
    client_id: &str,
    token_use: TokenUse,
) -> Result<(), TokenRejected> {
    let audience = match token_use {
        TokenUse::Id => "aud",
        TokenUse::Access => "client_id",
    };
    let issuer = claims.issuer();
    if !issuers.iter().any(|one| issuer == Some(one)) {
        return Err(TokenRejected::Issuer);
    }
    if claims.text(audience) != Some(client_id) {
        return Err(TokenRejected::Audience);
    }
    match claims.token_use() == Some(token_use) {
        true => Ok(()),
        false => Err(TokenRejected::TokenUse),
    }
}

/// Whether an ID token and an access token are of one user: both name a `sub`, and the same one.
///
/// # Errors
/// [`TokenRejected::Subject`].
pub fn check_subjects(id: &Claims, access: &Claims) -> Result<(), TokenRejected> {
    match id.subject() {
        Some(subject) if access.subject() == Some(subject) => Ok(()),
        _ => Err(TokenRejected::Subject),
    }
}

/// `at_hash` of an access token: the left half of its SHA-256 (OpenID Connect Core 1.0,
/// section 3.1.3.6).
fn access_token_hash(token: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(token).into();
    let (left, _) = digest.split_at(16);
    BASE64_URL_SAFE_NO_PAD.encode(left)
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
            Self::Subject => "ID token and access token are of two users",
        })
    }
}

impl core::error::Error for TokenRejected {}
