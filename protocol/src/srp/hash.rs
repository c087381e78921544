//! The hashes, the key derivation and the signature of SRP.

use super::Challenge;
use base64::prelude::{BASE64_STANDARD, Engine};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// An integer's bytes as they are hashed: without leading zeros, but with one zero byte if the top bit is set, so that
/// the number is not negative in two's complement.
struct Padded<'a> {
    zero: &'static [u8],
    digits: &'a [u8],
}

fn pad(integer: &[u8]) -> Padded<'_> {
    let mut digits = integer;
    while let [0, rest @ ..] = digits {
        digits = rest;
    }
    let zero: &[u8] = match digits.first() {
        None | Some(0x80..) => &[0],
        Some(_) => &[],
    };
    Padded { zero, digits }
}

/// Returns an integer's bytes as they are hashed and sent.
pub(super) fn padded(integer: &[u8]) -> Vec<u8> {
    let Padded { zero, digits } = pad(integer);
    [zero, digits].concat()
}

/// Returns H(A, B) of two integers.
pub(super) fn of_integers(first: &[u8], second: &[u8]) -> [u8; 32] {
    let (first, second) = (pad(first), pad(second));
    of_parts(&[first.zero, first.digits, second.zero, second.digits])
}

/// x = H(salt, H(pool name, user id, ":", password))
pub(super) fn of_password(salt: &[u8], challenge: &Challenge<'_>) -> [u8; 32] {
    let inner = Zeroizing::new(of_parts(&[
        challenge.pool_name.as_bytes(),
        challenge.user_id.as_bytes(),
        b":",
        challenge.password.as_bytes(),
    ]));
    let salt = pad(salt);
    of_parts(&[salt.zero, salt.digits, inner.as_ref()])
}

fn of_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The key that signs the proof: HKDF-SHA256 (RFC 5869) of S with u as the salt, 16 bytes.
pub(super) fn derive_key(shared: &[u8], u: &[u8; 32]) -> Zeroizing<[u8; 16]> {
    let shared = Zeroizing::new(padded(shared));
    let mut key = Zeroizing::new([0; 16]);
    Hkdf::<Sha256>::new(Some(&padded(u)), &shared)
        .expand(b"Caldera Derived Key", key.as_mut())
        .expect("HKDF derives up to 8160 bytes");
    key
}

/// HMAC-SHA256 (RFC 2104) of pool name, user id, secret block and timestamp.
pub(super) fn sign(key: &[u8; 16], challenge: &Challenge<'_>, block: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(challenge.pool_name.as_bytes());
    mac.update(challenge.user_id.as_bytes());
    mac.update(block);
    mac.update(challenge.timestamp.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// Returns an integer in hexadecimal, without leading zero bytes.
pub(super) fn to_hex(integer: &[u8]) -> String {
    let nibbles = pad(integer)
        .digits
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// Parses an integer in hexadecimal, which may have an odd number of digits. `None` for any other text.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2 + 1);
    let mut is_high = text.len().is_multiple_of(2);
    let mut high = 0;
    for digit in text.chars() {
        let digit = digit.to_digit(16)? as u8;
        match is_high {
            true => high = digit << 4,
            false => bytes.push(core::mem::take(&mut high) | digit),
        }
        is_high = !is_high;
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srp::group::{MULTIPLIER, prime};

    #[test]
    fn the_multiplier_is_the_hash_of_the_group() {
        let expected = of_integers(&prime(), &[2]);
        assert_eq!(MULTIPLIER.to_be_bytes().as_ref(), expected);
    }

    #[test]
    fn hexadecimal_of_an_odd_length_is_a_number_too() {
        assert_eq!(from_hex("abc"), Some(vec![0x0a, 0xbc]));
        assert_eq!(from_hex("0abc"), Some(vec![0x0a, 0xbc]));
        assert_eq!(from_hex(""), None);
        assert_eq!(from_hex("0x12"), None);
        assert_eq!(from_hex("é"), None);
        assert_eq!(to_hex(&[0, 0x0a, 0xbc]), "0abc");
    }
}
