//! Who has signed a request.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>

use std::sync::Arc;
use std::time::Duration;

use crate::http::{Request, header};
use crate::iam::{Decision, Keys, Permissions, Policy, Question};
use crate::moment::Moment;
use crate::signing::{Malformed, Mismatch, Place, Signature, Style, UNSIGNED, sha256};
use crate::state::iam::User;
use crate::state::{Session, State};

/// Who has signed.
pub(crate) enum Principal {
    /// Somebody with an access key of one's own.
    User(Arc<User>),
    /// Somebody with a role for a while.
    Session(Arc<Session>),
}

/// What a service asks of a signature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// As scopes name it.
    pub(crate) service: &'a str,
    /// The Region of what the request is about; any where none is said.
    pub(crate) region: Option<&'a str>,
    pub(crate) style: Style,
    /// How far the request's time may be off.
    pub(crate) window: Duration,
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is none.
    Missing,
    Malformed(Malformed),
    /// For another service: the one that it is for.
    Service(String),
    /// For another Region: the one that it is for.
    Region(String),
    /// Of another day than the request.
    Day,
    UnknownKey(String),
    /// Not the token of the key's session.
    Token,
    SessionExpired,
    /// Too old, or of the future.
    Skewed(Skew),
    /// A presigned address, past its time.
    Expired {
        expires: u64,
    },
    /// Headers that had to be signed.
    HeadersNotSigned(Vec<String>),
    /// S3 wants `x-amz-content-sha256`.
    NoPayloadHash,
    /// The payload is another one.
    Payload {
        said: String,
        is: String,
    },
    Signature(Box<Mismatch>),
}

/// A time that is too far off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skew {
    /// As the request has it.
    pub(crate) time: String,
    pub(crate) is_early: bool,
}

/// Who has signed a request, if the signature is good.
// Source: reference_sigv-troubleshooting, sig-v4-header-based-auth. Assumed: the order of the checks.
pub(crate) fn authenticate(
    state: &State,
    now: Moment,
    request: &Request,
    wanted: Wanted<'_>,
) -> Result<Principal, Fault> {
    let signature = Signature::read(request).map_err(Fault::Malformed)?;
    let signature = signature.ok_or(Fault::Missing)?;
    check_scope(&signature, wanted)?;
    let id = &signature.credential.access_key_id;
    let principal = match (state.iam.session(id), state.iam.user(id)) {
        (Some(session), _) => Principal::Session(session),
        (None, Some(user)) => Principal::User(user),
        (None, None) => return Err(Fault::UnknownKey(id.clone())),
    };
    check_token(&principal, &signature, now)?;
    check_time(state, now, &signature, wanted.window)?;
    check_headers(request, &signature, wanted.style)?;
    let payload = payload(request, &signature, wanted.style)?;
    signature
        .check(request, principal.secret(), wanted.style, &payload)
        .map_err(|mismatch| Fault::Signature(Box::new(mismatch)))?;
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

    /// What policies know of it.
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

    /// Whether it may.
    pub(crate) fn may(&self, question: &Question<'_>) -> Decision {
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
fn check_scope(signature: &Signature, wanted: Wanted<'_>) -> Result<(), Fault> {
    let credential = &signature.credential;
    if credential.service != wanted.service {
        return Err(Fault::Service(credential.service.clone()));
    }
    if wanted
        .region
        .is_some_and(|region| region != credential.region)
    {
        return Err(Fault::Region(credential.region.clone()));
    }
    match signature.time.starts_with(&credential.day) {
        true => Ok(()),
        false => Err(Fault::Day),
    }
}

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html ("you must also include
// the session token").
fn check_token(principal: &Principal, signature: &Signature, now: Moment) -> Result<(), Fault> {
    let Principal::Session(session) = principal else {
        return match signature.token {
            Some(_) => Err(Fault::Token),
            None => Ok(()),
        };
    };
    if signature.token.as_ref() != Some(&session.token) {
        return Err(Fault::Token);
    }
    match now < session.expires {
        true => Ok(()),
        false => Err(Fault::SessionExpired),
    }
}

/// By the clock that is ahead or by that of everybody else, where the emulator's was moved.
// Source: reference_sigv-troubleshooting, sigv4-query-string-auth (`X-Amz-Expires`).
fn check_time(
    state: &State,
    now: Moment,
    signature: &Signature,
    window: Duration,
) -> Result<(), Fault> {
    let (now, window) = (now.seconds(), window.as_secs());
    let theirs = now.saturating_sub(state.advanced.as_secs());
    if signature.seconds > now.saturating_add(window) {
        let time = signature.time.clone();
        return Err(Fault::Skewed(Skew {
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
            false => Err(Fault::Expired { expires }),
        };
    }
    if signature.seconds.saturating_add(window) < theirs {
        let time = signature.time.clone();
        return Err(Fault::Skewed(Skew {
            time,
            is_early: true,
        }));
    }
    Ok(())
}

/// `host`, and at S3 each header of AWS's own.
// Source: reference_sigv-create-signed-request ("you must include the host header … and any x-amz-* headers in the request"),
// sig-v4-header-based-auth.
fn check_headers(request: &Request, signature: &Signature, style: Style) -> Result<(), Fault> {
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
        false => Err(Fault::HeadersNotSigned(missing)),
    }
}

/// The hash of the payload, as the canonical request has it.
// Source: sig-v4-header-based-auth (`x-amz-content-sha256`), sigv4-query-string-auth ("You don't include a payload hash").
fn payload(request: &Request, signature: &Signature, style: Style) -> Result<String, Fault> {
    let is = sha256(request.body());
    let said = header(request, "x-amz-content-sha256");
    match (said, style, signature.place) {
        (None, Style::S3, Place::Query { .. }) => Ok(UNSIGNED.to_owned()),
        (None, Style::S3, Place::Header) => Err(Fault::NoPayloadHash),
        (None, Style::Other, _) => Ok(is),
        (Some(said), Style::S3, _)
            if said == UNSIGNED || said.starts_with("STREAMING-UNSIGNED") =>
        {
            Ok(said.to_owned())
        }
        (Some(said), ..) if said == is => Ok(is),
        (Some(said), ..) => Err(Fault::Payload {
            said: said.to_owned(),
            is,
        }),
    }
}
