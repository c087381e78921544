//! Arithmetic in the group: the 3072-bit MODP group of RFC 3526, section 4, with the generator 2.
//!
//! Constant in time: every power has a fixed number of steps, and what a step uses is chosen
//! without a branch and without an index that depends on a secret.

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{Choice, CtAssign, CtEq, U256, U512, U3072};
use zeroize::Zeroizing;

crypto_bigint::const_monty_params!(
    Modulus,
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

/// The length of an element in bytes.
pub(super) const SIZE: usize = 384;

/// A number modulo N.
pub(super) type Element = ConstMontyForm<Modulus, { U3072::LIMBS }>;

/// k = H(N, g), the integers as bytes with a leading zero where the top bit is set. A test computes
/// it anew.
const MULTIPLIER: U256 =
    U256::from_be_hex("538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6");

/// [`MULTIPLIER`] as an element; made when it is wanted, which takes fewer bytes than its 384.
pub(super) fn multiplier() -> Element {
    Element::new(&MULTIPLIER.resize())
}

/// The number that these bytes are, big-endian; `None` where they are too many.
pub(super) fn element(bytes: &[u8]) -> Option<Element> {
    let mut padded = [0; SIZE];
    let start = SIZE.checked_sub(bytes.len())?;
    padded.get_mut(start..)?.copy_from_slice(bytes);
    Some(Element::new(&U3072::from_be_slice(&padded)))
}

/// g to a power: since g is 2, a doubling takes the place of every multiplication.
pub(super) fn power_of_two(exponent: &U256) -> Element {
    let mut power = Element::ONE;
    for bytes in exponent.to_be_bytes().as_ref() {
        for bit in (0..8).rev() {
            power = product(&power, &power);
            let double = power.double();
            power.ct_assign(&double, Choice::from_u8_lsb(bytes >> bit & 1));
        }
    }
    power
}

/// base ^ (a + u x), as bytes.
pub(super) fn power(base: &Element, a: &U256, u: &U256, x: &U256) -> Zeroizing<[u8; SIZE]> {
    let secret: Zeroizing<U512> = Zeroizing::new(u.concatenating_mul(x));
    // Does not wrap: (2^256 - 1)^2 + (2^256 - 1) is less than 2^512.
    let exponent = Zeroizing::new(secret.wrapping_add(&a.resize()));
    let power = Zeroizing::new(power_of(base, &exponent).retrieve());
    let mut bytes = Zeroizing::new([0; SIZE]);
    bytes.copy_from_slice(power.to_be_bytes().as_ref());
    bytes
}

/// A power, four bits of the exponent at a time. All powers that four bits can ask for are looked at in
/// each step, so that no access to memory tells which one it was.
fn power_of(base: &Element, exponent: &U512) -> Element {
    let mut powers = [Element::ONE; 16];
    let mut last = Element::ONE;
    for power in powers.iter_mut().skip(1) {
        last = product(&last, base);
        *power = last;
    }
    let mut result = Element::ONE;
    for byte in exponent.to_be_bytes().as_ref() {
        for bits in [byte >> 4, byte & 15] {
            for _ in 0..4 {
                result = product(&result, &result);
            }
            let mut factor = Element::ONE;
            for (number, power) in (0u8..).zip(&powers) {
                factor.ct_assign(power, number.ct_eq(&bits));
            }
            result = product(&result, &factor);
        }
    }
    result
}

/// The one place where numbers are multiplied, and a function of its own: an engine makes those quick
/// that are called often, from the next call on. A loop with the multiplication inside would be as slow
/// until its end as it was at its begin, and the first sign-in of a page is the one that counts.
#[inline(never)]
fn product(a: &Element, b: &Element) -> Element {
    a.mul(b)
}
