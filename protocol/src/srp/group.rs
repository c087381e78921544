//! Arithmetic in the group: the 3072-bit MODP group of RFC 3526, section 4, with the generator 2.
//!
//! Constant in time: every power has a fixed number of steps, and what a step uses is chosen
//! without a branch and without an index that depends on a secret.

use super::montgomery::{Element, Modulus, SIZE};
use zeroize::Zeroizing;

/// The group's prime, N.
pub(super) const PRIME: [u8; SIZE] = bytes(concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33",
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864",
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2",
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"
));

/// k = H(N, g), the integers as bytes with a leading zero where the top bit is set. A test computes
/// it anew.
pub(super) const MULTIPLIER: [u8; 32] =
    bytes("538282C4354742D7CBBDE2359FCF67F9F5B3A6B08791E5011B43B8A5B66D9EE6");

/// R of [`Modulus`] is 2 to this power.
const R: [u8; 2] = 3078u16.to_be_bytes();

/// The number that these bytes are, all big-endian; `None` where they are too many.
pub(super) fn sized(bytes: &[u8]) -> Option<[u8; SIZE]> {
    let mut sized = [0; SIZE];
    let start = SIZE.checked_sub(bytes.len())?;
    sized.get_mut(start..)?.copy_from_slice(bytes);
    Some(sized)
}

/// g to a power.
pub(super) fn power_of_g(exponent: &[u8; 32]) -> Zeroizing<[u8; SIZE]> {
    let modulus = Modulus::new(&PRIME);
    let power = Zeroizing::new(power_of_two(&modulus, exponent));
    Zeroizing::new(modulus.number(&power))
}

/// (B - k g^x) ^ (a + u x); `None` where B is a multiple of N.
pub(super) fn shared_secret(
    b: &[u8; SIZE],
    a: &[u8; 32],
    u: &[u8; 32],
    x: &[u8; 32],
) -> Option<Zeroizing<[u8; SIZE]>> {
    let modulus = Modulus::new(&PRIME);
    let r = r(&modulus);
    let b = modulus.element(b, &r);
    if modulus.number(&b) == [0; SIZE] {
        return None;
    }
    let k = modulus.element(&sized(&MULTIPLIER)?, &r);
    let verifier = Zeroizing::new(power_of_two(&modulus, x));
    let times_k = Zeroizing::new(modulus.product(&k, &verifier));
    let base = Zeroizing::new(modulus.difference(&b, &times_k));
    let power = Zeroizing::new(power(&modulus, &base, &exponent(a, u, x)));
    Some(Zeroizing::new(modulus.number(&power)))
}

/// R as an element, which turns numbers into elements. Its 384 bytes would be more to download than these
/// few squarings.
pub(super) fn r(modulus: &Modulus) -> Element {
    power_of_two(modulus, &R)
}

/// 2 to a power: a doubling takes the place of every multiplication.
fn power_of_two(modulus: &Modulus, exponent: &[u8]) -> Element {
    let mut power = modulus.one();
    for byte in exponent {
        for bit in (0..8).rev() {
            power = modulus.product(&power, &power).doubled(byte >> bit);
        }
    }
    power
}

/// A power, four bits of the exponent at a time. All powers that four bits can ask for are looked at in
/// each step, so that no access to memory tells which one it was.
fn power(modulus: &Modulus, base: &Element, exponent: &[u8; 64]) -> Element {
    let one = modulus.one();
    let mut powers = Zeroizing::new([one; 16]);
    let mut last = one;
    for power in powers.iter_mut().skip(1) {
        last = modulus.product(&last, base);
        *power = last;
    }
    let mut result = one;
    for byte in exponent {
        for bits in [byte >> 4, byte & 15] {
            for _ in 0..4 {
                result = modulus.product(&result, &result);
            }
            let mut factor = one;
            for (number, power) in (0..).zip(powers.iter()) {
                factor.assign(power, u32::from(bits) ^ number);
            }
            result = modulus.product(&result, &factor);
        }
    }
    result
}

/// a + u x, which has 512 bits at most: (2^256 - 1)^2 + (2^256 - 1) is less than 2^512.
fn exponent(a: &[u8; 32], u: &[u8; 32], x: &[u8; 32]) -> Zeroizing<[u8; 64]> {
    let mut sums = Zeroizing::new([0u32; 64]);
    for (sum, a) in sums.iter_mut().skip(32).zip(a) {
        *sum = u32::from(*a);
    }
    for (place, u) in u.iter().enumerate() {
        for (sum, x) in sums.iter_mut().skip(place + 1).zip(x) {
            *sum += u32::from(*u) * u32::from(*x);
        }
    }
    let mut exponent = Zeroizing::new([0; 64]);
    let mut carry = 0;
    for (byte, sum) in exponent.iter_mut().zip(sums.iter()).rev() {
        carry += sum;
        *byte = carry as u8;
        carry >>= 8;
    }
    exponent
}

/// The bytes of hexadecimal digits, while the crate is compiled.
const fn bytes<const LENGTH: usize>(digits: &str) -> [u8; LENGTH] {
    const fn value(digit: u8) -> u8 {
        match digit {
            b'A'.. => digit - b'A' + 10,
            _ => digit - b'0',
        }
    }
    let digits = digits.as_bytes();
    let mut bytes = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        bytes[at] = value(digits[2 * at]) << 4 | value(digits[2 * at + 1]);
        at += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{U256, U512};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_exponent_is_what_it_says(a: [u8; 32], u: [u8; 32], x: [u8; 32]) {
            let of = |bytes: &[u8; 32]| U256::from_be_slice(bytes);
            let product: U512 = of(&u).concatenating_mul(&of(&x));
            let expected = product.wrapping_add(&of(&a).resize()).to_be_bytes();
            prop_assert_eq!(&exponent(&a, &u, &x)[..], expected.as_ref());
        }
    }

    #[test]
    fn the_largest_exponent_fits() {
        let largest = [255; 32];
        let expected = U512::from_be_slice(&[[255; 32], [0; 32]].concat());
        assert_eq!(
            &exponent(&largest, &largest, &largest)[..],
            expected.to_be_bytes().as_ref()
        );
    }
}
