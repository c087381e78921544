//! Checks the AWS signature of a request.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>

use std::sync::Arc;
use std::time::Duration;

use crate::http::{Request, header};
use crate::iam::{Decision, Keys, Permissions, Policy, Question};
use crate::signing::{Malformed, Mismatch, Place, Signature, Style, UNSIGNED, sha256};
use crate::state::iam::User;
use crate::state::{Session, State};
use crate::timestamp::Timestamp;

/// The principal whose key has signed a request.
pub(crate) enum Principal {
    /// An IAM user with a long-term access key.
    User(Arc<User>),
    /// A session of an assumed role.
    Session(Arc<Session>),
}

/// What a service requires of a signature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignatureRequirements<'a> {
    /// The service's name in the credential scope.
    pub(crate) service: &'a str,
    /// The Region of the resource; `None` for any.
    pub(crate) region: Option<&'a str>,
    pub(crate) style: Style,
    /// The maximum difference between the request's time and the emulator's.
    pub(crate) window: Duration,
}

/// Why a signature is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignatureError {
    /// The request is not signed.
    Missing,
    Malformed(Malformed),
    /// The scope names this other service.
    Service(String),
    /// The scope names this other Region.
    Region(String),
    /// The scope's date is not that of the request.
    Day,
    UnknownKey(String),
    /// The security token is not that of the key's session.
    Token,
    SessionExpired,
    /// The request's time is outside of the window.
    Skewed(ClockSkew),
    /// A presigned URL has expired.
    Expired {
        expires: u64,
    },
    /// These headers have to be signed.
    HeadersNotSigned(Vec<String>),
    /// S3 requires `x-amz-content-sha256`.
    NoPayloadHash,
    /// The payload does not have the given hash.
    Payload {
        given_hash: String,
        actual: String,
    },
    Signature(Box<Mismatch>),
}

/// A request's time outside of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClockSkew {
    /// The time in the request.
    pub(crate) time: String,
    pub(crate) is_early: bool,
}

/// The principal that has signed a request, if the signature is valid.
// Source: reference_sigv-troubleshooting, sig-v4-header-based-auth. Assumed: the order of the checks.
pub(crate) fn authenticate(
    state: &State,
    now: Timestamp,
    request: &Request,
    wanted: SignatureRequirements<'_>,
) -> Result<Principal, SignatureError> {
    let signature = Signature::read(request).map_err(SignatureError::Malformed)?;
    let signature = signature.ok_or(SignatureError::Missing)?;
    check_scope(&signature, wanted)?;
    let id = &signature.credential.access_key_id;
    let principal = match (state.iam.session(id), state.iam.user(id)) {
        (Some(session), _) => Principal::Session(session),
        (None, Some(user)) => Principal::User(user),
        (None, None) => return Err(SignatureError::UnknownKey(id.clone())),
    };
    check_token(&principal, &signature, now)?;
    check_time(state, now, &signature, wanted.window)?;
    check_headers(request, &signature, wanted.style)?;
    let payload = payload(request, &signature, wanted.style)?;
    signature
        .check(request, principal.secret(), wanted.style, &payload)
        .map_err(|mismatch| SignatureError::Signature(Box::new(mismatch)))?;
    Ok(principal)
}

impl Principal {
    pub(crate) fn arn(&self) -> &str {
        match self {
            Self::User(user) => &user.arn,
            Self::Session(session) => &session.arn,
        }
    }

    /// `AIDA…`, or `AROA…:session`.
    pub(crate) fn user_id(&self) -> &str {
        match self {
            Self::User(user) => &user.id,
            Self::Session(session) => &session.user_id,
        }
    }

    /// The condition keys of the principal.
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    pub(crate) fn keys(&self) -> Keys {
        match self {
            Self::User(user) => {
                let mut keys = Keys::default();
                keys.set("aws:PrincipalArn", user.arn.as_str());
                keys.set("aws:PrincipalType", "User");
                keys.set("aws:userid", user.id.as_str());
                let name = user.arn.rsplit('/').next().unwrap_or_default();
                keys.set("aws:username", name);
                keys
            }
            Self::Session(session) => session.keys.clone(),
        }
    }

    /// The decision of the principal's policies.
    pub(crate) fn decide(&self, question: &Question<'_>) -> Decision {
        let (identity, session): (&[Policy], _) = match self {
            Self::User(user) => (&user.policies, None),
            Self::Session(session) => (&session.role.policies, session.policies.as_deref()),
        };
        Permissions { identity, session }.decide(question)
    }

    fn secret(&self) -> &str {
        match self {
            Self::User(user) => &user.secret,
            Self::Session(session) => &session.secret,
        }
    }
}

// Source: reference_sigv-troubleshooting ("credential scope").
fn check_scope(
    signature: &Signature,
    wanted: SignatureRequirements<'_>,
) -> Result<(), SignatureError> {
    let credential = &signature.credential;
    if credential.service != wanted.service {
        return Err(SignatureError::Service(credential.service.clone()));
    }
    if wanted
        .region
        .is_some_and(|region| region != credential.region)
    {
        return Err(SignatureError::Region(credential.region.clone()));
    }
    match signature.time.starts_with(&credential.day) {
        true => Ok(()),
        false => Err(SignatureError::Day),
    }
}

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html ("you must also include
// the session token").
fn check_token(
    principal: &Principal,
    signature: &Signature,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let Principal::Session(session) = principal else {
        return match signature.token {
            Some(_) => Err(SignatureError::Token),
            None => Ok(()),
        };
    };
    if signature.token.as_ref() != Some(&session.token) {
        return Err(SignatureError::Token);
    }
    match now < session.expires {
        true => Ok(()),
        false => Err(SignatureError::SessionExpired),
    }
}

/// Accepts the times of the emulator's clock and of the real clock, since tests can move the former ahead.
// Source: reference_sigv-troubleshooting, sigv4-query-string-auth (`X-Amz-Expires`).
fn check_time(
    state: &State,
    now: Timestamp,
    signature: &Signature,
    window: Duration,
) -> Result<(), SignatureError> {
    let (now, window) = (now.seconds(), window.as_secs());
    let unshifted_now = now.saturating_sub(state.clock_offset.as_secs());
    if signature.seconds > now.saturating_add(window) {
        let time = signature.time.clone();
        return Err(SignatureError::Skewed(ClockSkew {
            time,
            is_early: false,
        }));
    }
    if let Place::Query { expires } = signature.place
        && expires > 0
    {
        let expires = signature.seconds.saturating_add(expires);
        return match now < expires {
            true => Ok(()),
            false => Err(SignatureError::Expired { expires }),
        };
    }
    if signature.seconds.saturating_add(window) < unshifted_now {
        let time = signature.time.clone();
        return Err(SignatureError::Skewed(ClockSkew {
            time,
            is_early: true,
        }));
    }
    Ok(())
}

/// Checks that `host` is signed, and for S3 every `x-amz-` header.
// Source: reference_sigv-create-signed-request ("you must include the host header … and any x-amz-* headers in the request"),
// sig-v4-header-based-auth.
fn check_headers(
    request: &Request,
    signature: &Signature,
    style: Style,
) -> Result<(), SignatureError> {
    let is_signed = |name: &str| signature.signed_headers.iter().any(|it| it == name);
    let names = request.headers().keys().map(|name| name.as_str());
    let is_wanted = |name: &&str| style == Style::S3 && name.starts_with("x-amz-");
    let mut missing: Vec<String> = names
        .filter(is_wanted)
        .filter(|name| !is_signed(name))
        .map(str::to_owned)
        .collect();
    if !is_signed("host") {
        missing.push("host".to_owned());
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(SignatureError::HeadersNotSigned(missing)),
    }
}

/// The hash of the payload in the canonical request.
// Source: sig-v4-header-based-auth (`x-amz-content-sha256`), sigv4-query-string-auth ("You don't include a payload hash").
fn payload(
    request: &Request,
    signature: &Signature,
    style: Style,
) -> Result<String, SignatureError> {
    let actual = sha256(request.body());
    let given_hash = header(request, "x-amz-content-sha256");
    match (given_hash, style, signature.place) {
        (None, Style::S3, Place::Query { .. }) => Ok(UNSIGNED.to_owned()),
        (None, Style::S3, Place::Header) => Err(SignatureError::NoPayloadHash),
        (None, Style::Other, _) => Ok(actual),
        (Some(given_hash), Style::S3, _)
            if given_hash == UNSIGNED || given_hash.starts_with("STREAMING-UNSIGNED") =>
        {
            Ok(given_hash.to_owned())
        }
        (Some(given_hash), ..) if given_hash == actual => Ok(actual),
        (Some(given_hash), ..) => Err(SignatureError::Payload {
            given_hash: given_hash.to_owned(),
            actual,
        }),
    }
}
