//! The relying party's checks of [WebAuthn](https://www.w3.org/TR/webauthn-3/) registrations (section 7.1) and assertions
//! (section 7.2).
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::cose::PublicKey;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;
/// The length of the authenticator data's head: SHA-256 of the relying party's id, flags, counter.
const HEAD: usize = 37;
const AAGUID: usize = 16;

/// The expected values of a ceremony.
pub(crate) struct Expected<'a> {
    pub(crate) challenge: &'a [u8],
    pub(crate) relying_party_id: &'a str,
    pub(crate) user_verification: Verification,
}

/// Whether user verification is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verification {
    Needed,
    NotNeeded,
}

/// Why a ceremony is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("it is not a public key credential")]
    Malformed,
    #[error("it is from the other ceremony")]
    Type,
    #[error("it answers another challenge")]
    Challenge,
    #[error("it comes from another origin")]
    Origin,
    #[error("it is for another relying party")]
    RelyingParty,
    #[error("nobody was present")]
    NotPresent,
    #[error("nobody was verified")]
    NotVerified,
    #[error("its key or attestation is of an unsupported kind")]
    Unsupported,
    #[error("its signature is wrong")]
    Signature,
    #[error("its counter went backwards: the key was copied")]
    Counter,
}

/// A new credential.
pub(crate) struct Registered {
    pub(crate) id: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) counter: u32,
}

/// The parts of an `AuthenticatorAssertionResponse`.
pub(crate) struct Assertion<'a> {
    pub(crate) client_data: &'a [u8],
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) signature: &'a [u8],
}

/// The result of an assertion.
pub(crate) struct Asserted {
    pub(crate) counter: u32,
    pub(crate) is_user_verified: bool,
}

/// Checks a registration with attestation `none`, or `packed` with self attestation.
pub(crate) fn check_registration(
    expected: &Expected<'_>,
    client_data: &[u8],
    attestation: &[u8],
) -> Result<Registered, Refusal> {
    check_client_data(expected, client_data, "webauthn.create")?;
    let object: Value = ciborium::from_reader(attestation).map_err(|_| Refusal::Malformed)?;
    let data = member(&object, "authData").and_then(Value::as_bytes);
    let data = data.ok_or(Refusal::Malformed)?;
    let head = check_head(expected, data)?;
    if head.flags & HAS_CREDENTIAL == 0 {
        return Err(Refusal::Malformed);
    }
    let (id, key) = credential(data).ok_or(Refusal::Malformed)?;
    let key = PublicKey::from_cbor(key).ok_or(Refusal::Unsupported)?;
    let message = [data.as_slice(), digest(&SHA256, client_data).as_ref()].concat();
    check_attestation(&object, &key, &message)?;
    let counter = head.counter;
    Ok(Registered { id, key, counter })
}

/// Checks an assertion by `key`, with the last known signature counter.
pub(crate) fn check_assertion(
    expected: &Expected<'_>,
    assertion: &Assertion<'_>,
    key: &PublicKey,
    counter: u32,
) -> Result<Asserted, Refusal> {
    check_client_data(expected, assertion.client_data, "webauthn.get")?;
    let head = check_head(expected, assertion.authenticator_data)?;
    let hash = digest(&SHA256, assertion.client_data);
    let message = [assertion.authenticator_data, hash.as_ref()].concat();
    if !key.verifies(&message, assertion.signature) {
        return Err(Refusal::Signature);
    }
    let counts = head.counter != 0 || counter != 0;
    if counts && head.counter <= counter {
        return Err(Refusal::Counter);
    }
    Ok(Asserted {
        counter: head.counter,
        is_user_verified: head.flags & USER_VERIFIED != 0,
    })
}

/// The fields of `CollectedClientData` that are checked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

fn check_client_data(expected: &Expected<'_>, json: &[u8], ceremony: &str) -> Result<(), Refusal> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| Refusal::Malformed)?;
    if data.r#type != ceremony {
        return Err(Refusal::Type);
    }
    if data.challenge != URL_SAFE_NO_PAD.encode(expected.challenge) {
        return Err(Refusal::Challenge);
    }
    if data.cross_origin || !is_origin_of(&data.origin, expected.relying_party_id) {
        return Err(Refusal::Origin);
    }
    Ok(())
}

/// Whether an origin is of the relying party's host or a subdomain, over HTTPS or on a loopback name.
fn is_origin_of(origin: &str, relying_party_id: &str) -> bool {
    let Some((scheme, rest)) = origin.split_once("://") else {
        return false;
    };
    let host = match rest.split_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        Some(_) => return false,
        None => rest,
    };
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let is_below = |host: &str| {
        host.strip_suffix(relying_party_id)
            .is_some_and(|name| name.is_empty() || name.ends_with('.'))
    };
    (scheme == "https" || (scheme == "http" && is_local)) && is_below(host)
}

struct Head {
    flags: u8,
    counter: u32,
}

fn check_head(expected: &Expected<'_>, data: &[u8]) -> Result<Head, Refusal> {
    let (hash, rest) = data.split_first_chunk::<32>().ok_or(Refusal::Malformed)?;
    let (&flags, rest) = rest.split_first().ok_or(Refusal::Malformed)?;
    let (counter, _) = rest.split_first_chunk::<4>().ok_or(Refusal::Malformed)?;
    let wanted = digest(&SHA256, expected.relying_party_id.as_bytes());
    if hash.as_slice() != wanted.as_ref() {
        return Err(Refusal::RelyingParty);
    }
    if flags & USER_PRESENT == 0 {
        return Err(Refusal::NotPresent);
    }
    let must_verify = expected.user_verification == Verification::Needed;
    if must_verify && flags & USER_VERIFIED == 0 {
        return Err(Refusal::NotVerified);
    }
    let counter = u32::from_be_bytes(*counter);
    Ok(Head { flags, counter })
}

/// The credential's id and its key as CBOR.
fn credential(data: &[u8]) -> Option<(Vec<u8>, Value)> {
    let rest = data.get(HEAD + AAGUID..)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, key) = rest.split_at_checked(length)?;
    // Extensions may follow the key.
    let key = ciborium::from_reader(key).ok()?;
    (1..=1023).contains(&length).then(|| (id.to_vec(), key))
}

fn check_attestation(object: &Value, key: &PublicKey, message: &[u8]) -> Result<(), Refusal> {
    let format = member(object, "fmt").and_then(Value::as_text);
    let statement = member(object, "attStmt").ok_or(Refusal::Malformed)?;
    match format {
        Some("none") => Ok(()),
        Some("packed") if member(statement, "x5c").is_none() => {
            let algorithm = member(statement, "alg").and_then(Value::as_integer);
            let signature = member(statement, "sig").and_then(Value::as_bytes);
            let signature = signature.ok_or(Refusal::Malformed)?;
            let is_same = algorithm.map(i128::from) == Some(i128::from(key.algorithm()));
            match is_same && key.verifies(message, signature) {
                true => Ok(()),
                false => Err(Refusal::Signature),
            }
        }
        Some(_) => Err(Refusal::Unsupported),
        None => Err(Refusal::Malformed),
    }
}

fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object
        .as_map()?
        .iter()
        .find(|(key, _)| key.as_text() == Some(name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::is_origin_of;

    #[test]
    fn only_origins_of_the_relying_party_are_accepted() {
        for (origin, id) in [
            ("https://example.com", "example.com"),
            ("https://app.example.com:8443", "example.com"),
            ("http://localhost:8080", "localhost"),
            ("http://app.localhost:8080", "localhost"),
        ] {
            assert!(is_origin_of(origin, id), "{origin}");
        }
        for (origin, id) in [
            ("http://example.com", "example.com"),
            ("https://badexample.com", "example.com"),
            ("https://example.com.evil.test", "example.com"),
            ("https://example.com:1@evil.test", "example.com"),
            ("http://127.0.0.1:8080", "localhost"),
            ("example.com", "example.com"),
        ] {
            assert!(!is_origin_of(origin, id), "{origin}");
        }
    }
}
