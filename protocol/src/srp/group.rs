//! Cognito's group, from RFC 3526: the prime N of 3072 bits, and the generator 2.
//!
//! The arithmetic is by `crypto-bigint`, in constant time. Powers are computed here, because browsers optimize a loop
//! that calls functions while it runs, but not a single large function (`docs/decisions/0001-srp-arithmetic.md`). They
//! take a fixed number of steps, without branches and indices that depend on a secret.

use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use crypto_bigint::{Choice, CtAssign, CtEq, U256, U512, U3072, const_monty_params};
use zeroize::Zeroizing;

/// The length of a number in bytes.
pub(super) const SIZE: usize = U3072::BYTES;

const_monty_params!(
    Group,
    U3072,
    concat!(
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
    ),
    "The group's prime, N."
);

/// A number modulo N.
type Element = ConstMontyForm<Group, { Group::LIMBS }>;

/// k = H(N, g), of the integers' bytes with a leading zero if the top bit is set. A test recomputes it.
pub(super) const MULTIPLIER: U256 =
    U256::from_be_hex("538282C4354742D7CBBDE2359FCF67F9F5B3A6B08791E5011B43B8A5B66D9EE6");

/// Pads a big-endian number to [`SIZE`]. `None` if it is too long.
pub(super) fn sized(bytes: &[u8]) -> Option<[u8; SIZE]> {
    let mut sized = [0; SIZE];
    let start = SIZE.checked_sub(bytes.len())?;
    sized.get_mut(start..)?.copy_from_slice(bytes);
    Some(sized)
}

/// Returns g to a power.
pub(super) fn power_of_g(exponent: &[u8; 32]) -> Zeroizing<[u8; SIZE]> {
    number(&power_of_two(exponent))
}

/// (B - k g^x) ^ (a + u x); `None` where B is a multiple of N.
pub(super) fn shared_secret(
    b: &[u8; SIZE],
    a: &[u8; 32],
    u: &[u8; 32],
    x: &[u8; 32],
) -> Option<Zeroizing<[u8; SIZE]>> {
    let b = Element::new(&U3072::from_be_slice(b));
    // B is public.
    if b == Element::ZERO {
        return None;
    }
    let k = Element::new(&MULTIPLIER.resize());
    let verifier = power_of_two(x);
    let product = Zeroizing::new(k * *verifier);
    let base = Zeroizing::new(b - *product);
    Some(number(&power(&base, &exponent(a, u, x))))
}

/// Returns 2 to a power, by doublings instead of multiplications.
fn power_of_two(exponent: &[u8; 32]) -> Zeroizing<Element> {
    let mut power = Zeroizing::new(Element::ONE);
    for byte in exponent {
        for bit in (0..8).rev() {
            *power = power.square();
            let doubled = Zeroizing::new(power.double());
            power.ct_assign(&doubled, Choice::from_u8_lsb(byte >> bit));
        }
    }
    power
}

/// Returns a power, four bits of the exponent at a time. Each step reads all 16 precomputed powers, so that the memory
/// access does not reveal the bits.
fn power(base: &Element, exponent: &U512) -> Zeroizing<Element> {
    let mut powers = Zeroizing::new([Element::ONE; 16]);
    let mut last = Zeroizing::new(Element::ONE);
    for power in powers.iter_mut().skip(1) {
        *last *= base;
        *power = *last;
    }
    let mut result = Zeroizing::new(Element::ONE);
    let mut factor = Zeroizing::new(Element::ONE);
    let bytes = Zeroizing::new(exponent.to_be_bytes());
    for byte in bytes.as_ref() {
        for bits in [byte >> 4, byte & 15] {
            for _ in 0..4 {
                *result = result.square();
            }
            for (number, power) in (0..).zip(powers.iter()) {
                factor.ct_assign(power, bits.ct_eq(&number));
            }
            *result *= &*factor;
        }
    }
    result
}

/// a + u x, which has 512 bits at most: (2^256 - 1)^2 + (2^256 - 1) is less than 2^512.
fn exponent(a: &[u8; 32], u: &[u8; 32], x: &[u8; 32]) -> Zeroizing<U512> {
    let [a, u, x] = [a, u, x].map(|bytes| Zeroizing::new(U256::from_be_slice(bytes)));
    let product: Zeroizing<U512> = Zeroizing::new(u.concatenating_mul(&x));
    Zeroizing::new(product.wrapping_add(&a.resize()))
}

/// Returns an element as a big-endian number.
fn number(element: &Element) -> Zeroizing<[u8; SIZE]> {
    let bytes = Zeroizing::new(element.retrieve().to_be_bytes());
    let mut number = Zeroizing::new([0; SIZE]);
    number.copy_from_slice((*bytes).as_ref());
    number
}

#[cfg(test)]
pub(super) fn prime() -> [u8; SIZE] {
    let bytes = Element::MODULUS.to_be_bytes();
    bytes.as_ref().try_into().expect("384 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn powers_are_those_of_the_library(exponent: [u8; 32], base: [u8; 32], large: [u8; 64]) {
            let two = Element::new(&U3072::from_u8(2));
            let expected = two.pow(&U256::from_be_slice(&exponent));
            prop_assert_eq!(*power_of_two(&exponent), expected);
            let base = Element::new(&U256::from_be_slice(&base).resize());
            let large = U512::from_be_slice(&large);
            prop_assert_eq!(*power(&base, &large), base.pow(&large));
        }
    }

    #[test]
    fn the_largest_exponent_fits() {
        let largest = [255; 32];
        let expected = U512::from_be_slice(&[[255; 32], [0; 32]].concat());
        assert_eq!(*exponent(&largest, &largest, &largest), expected);
    }
}
