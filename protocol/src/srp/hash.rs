//! What is hashed, and how.

use super::Challenge;
use crate::base64url;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// An integer's bytes as they are hashed: as few as it needs, and a leading zero byte where the top
/// bit is set, so that it does not look negative.
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

/// An integer's bytes as they are hashed and sent.
pub(super) fn padded(integer: &[u8]) -> Vec<u8> {
    let Padded { zero, digits } = pad(integer);
    [zero, digits].concat()
}

/// H(A, B) of two integers.
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

/// HKDF-SHA256 (RFC 5869) of S with u as the salt: one step of it, since 16 bytes are wanted.
pub(super) fn derive_key(shared: &[u8], u: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let (salt, shared) = (pad(u), pad(shared));
    let mut salt_bytes = salt.zero.to_vec();
    salt_bytes.extend_from_slice(salt.digits);
    let extracted = mac(&salt_bytes, [shared.zero, shared.digits, &[], &[]]);
    mac(
        extracted.as_ref(),
        [b"Caldera Derived Key\x01", &[], &[], &[]],
    )
}

/// HMAC-SHA256 of pool name, user id, secret block and timestamp with the key's first 16 bytes.
pub(super) fn sign(key: &[u8; 32], challenge: &Challenge<'_>, block: &[u8]) -> String {
    let (key, _) = key.split_at(16);
    let signature = mac(
        key,
        [
            challenge.pool_name.as_bytes(),
            challenge.user_id.as_bytes(),
            block,
            challenge.timestamp.as_bytes(),
        ],
    );
    base64url::encode_standard(signature.as_ref())
}

/// HMAC-SHA256 (RFC 2104) with a key of 64 bytes at most.
fn mac(key: &[u8], parts: [&[u8]; 4]) -> Zeroizing<[u8; 32]> {
    let [mut inner, mut outer] = [0x36, 0x5c].map(|pad| Zeroizing::new([pad; 64]));
    for ((inner, outer), byte) in inner.iter_mut().zip(outer.iter_mut()).zip(key) {
        *inner ^= byte;
        *outer ^= byte;
    }
    let [first, second, third, fourth] = parts;
    let message = of_parts(&[inner.as_ref(), first, second, third, fourth]);
    let message = Zeroizing::new(message);
    Zeroizing::new(of_parts(&[outer.as_ref(), message.as_ref()]))
}

/// An integer in hexadecimal, without leading zero bytes.
pub(super) fn to_hex(integer: &[u8]) -> String {
    let nibbles = pad(integer)
        .digits
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// An integer out of hexadecimal, which may have an odd number of digits; `None` where it is none.
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
    use crate::srp::group::{MULTIPLIER, PRIME};

    #[test]
    fn the_multiplier_is_the_hash_of_the_group() {
        assert_eq!(MULTIPLIER, of_integers(&PRIME, &[2]));
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

    /// RFC 4231, the cases whose key is no longer than a block.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let longest: Vec<u8> = (1..=25).collect();
        for (key, message, code) in [
            (
                &[0x0b; 20][..],
                &b"Hi There"[..],
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                &longest,
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            ),
        ] {
            let (start, end) = message.split_at(message.len() / 2);
            assert_eq!(hex(mac(key, [start, &[], end, &[]]).as_ref()), code);
        }
    }
}
