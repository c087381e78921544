//! Checks of claims (OpenID Connect Core 1.0, section 3.1.3.7).

use super::{Claims, TokenUse};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use core::fmt;
use sha2::{Digest, Sha256};

/// The expected claims.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The accepted issuers. See [`issuers`](crate::region::issuers).
    pub issuers: &'a [String],
    /// The app client's id.
    pub client_id: &'a str,
    /// The use of the token.
    pub token_use: TokenUse,
    /// The nonce of the request, if there was one.
    pub nonce: Option<&'a str>,
    /// How `at_hash` is checked.
    pub access_token_hash: AccessTokenHash<'a>,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// The allowed difference between clocks, in seconds.
    pub leeway: i64,
}

/// How an ID token's `at_hash`, which links the access token to it, is checked.
#[derive(Clone, Copy, Debug)]
pub enum AccessTokenHash<'a> {
    /// It is not checked, because there is no access token to compare it with.
    Ignored,
    /// If it is present, it must match this access token. For tokens directly from Cognito.
    IfPresent(&'a str),
    /// It must be present and match this access token. For tokens from the front channel (OpenID Connect Core 1.0,
    /// section 3.2.2.9).
    Required(&'a str),
}

/// The check that a token failed.
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
    /// `nonce` is not that of the request.
    Nonce,
    /// `at_hash` does not match the access token, or a required one is missing.
    AccessTokenHash,
    /// `sub` of the ID token and of the access token differ.
    Subject,
}

/// Checks the claims of a token.
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

/// Checks the issuer, the audience and the use, which needs neither the time nor a flow.
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

/// Checks that an ID token and an access token have the same `sub`.
///
/// # Errors
/// [`TokenRejected::Subject`].
pub fn check_subjects(id: &Claims, access: &Claims) -> Result<(), TokenRejected> {
    match id.subject() {
        Some(subject) if access.subject() == Some(subject) => Ok(()),
        _ => Err(TokenRejected::Subject),
    }
}

/// Returns `at_hash` of an access token: the left half of its SHA-256 (OpenID Connect Core 1.0,
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
