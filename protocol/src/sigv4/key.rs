//! The signing key and the string to sign.

use super::{ALGORITHM, Credentials, Scope, SigningError};
use crate::calendar::{Date, SECONDS_OF_A_DAY};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Formats the time for the signature: `20261129T120000Z`.
pub(super) fn amz_date(millis: i64) -> Result<String, SigningError> {
    let seconds = millis.div_euclid(1000);
    let Date { year, month, day } = Date::of_day(seconds.div_euclid(SECONDS_OF_A_DAY));
    if !(1000..=9999).contains(&year) {
        return Err(SigningError::Time);
    }
    let seconds = seconds.rem_euclid(SECONDS_OF_A_DAY);
    let mut out = String::with_capacity(16);
    digits(&mut out, year / 100);
    for part in [year % 100, month, day] {
        digits(&mut out, part);
    }
    out.push('T');
    for part in [seconds / 3600, seconds / 60 % 60, seconds % 60] {
        digits(&mut out, part);
    }
    out.push('Z');
    Ok(out)
}

fn digits(out: &mut String, number: i64) {
    for digit in [number / 10, number % 10] {
        out.push(char::from(b'0' + digit as u8));
    }
}

/// Returns the credential of a signature: the access key id and the scope.
pub(super) fn credential(credentials: &Credentials, scope: &Scope<'_>, date: &str) -> String {
    [&credentials.access_key_id, "/", &scope_text(scope, date)].concat()
}

/// Returns the signature of a canonical request, in hexadecimal.
pub(super) fn signature(
    credentials: &Credentials,
    scope: &Scope<'_>,
    date: &str,
    canonical: &str,
) -> String {
    let secret = credentials.secret_access_key.expose();
    let first = Zeroizing::new(["AWS4", secret].concat());
    let mut key = hmac(first.as_bytes(), day(date));
    for part in [scope.region, scope.service, "aws4_request"] {
        key = hmac(key.as_ref(), part);
    }
    let signed = hmac(key.as_ref(), &string_to_sign(scope, date, canonical));
    hex(signed.as_ref())
}

pub(super) fn string_to_sign(scope: &Scope<'_>, date: &str, canonical: &str) -> String {
    let hash = sha256(canonical.as_bytes());
    let scope = scope_text(scope, date);
    [ALGORITHM, "\n", date, "\n", &scope, "\n", &hash].concat()
}

/// Returns the SHA-256 of some bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn scope_text(scope: &Scope<'_>, date: &str) -> String {
    let Scope {
        region, service, ..
    } = scope;
    [day(date), "/", region, "/", service, "/aws4_request"].concat()
}

fn day(date: &str) -> &str {
    date.get(..8).unwrap_or_default()
}

fn hmac(key: &[u8], text: &str) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}
