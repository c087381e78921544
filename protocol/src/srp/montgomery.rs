//! Arithmetic modulo N, in Montgomery's form: <https://doi.org/10.1090/S0025-5718-1985-0777282-X>.
//!
//! It is our own for its time and its bytes; `crypto-bigint`, which it is tested against, takes more of
//! both. Two things make it so:
//! - A digit has 27 bits. The sums of a product's columns then fit 64 bits until all of them are made, so
//!   that nothing has to be carried on the way: 228 products of two digits are less than 2^62.
//! - R, 2^3078, is more than 64 N. A product of numbers below 4 N is then below 2 N without any
//!   comparison, and only a number that leaves this module is reduced to less than N.
//!
//! Constant in time: every loop has a fixed number of steps, neither a branch nor an access to memory depends
//! on a number, and all that is done with digits is to multiply, add, shift and mask them.

use core::hint::black_box;
use zeroize::Zeroize;

/// The length of a number in bytes.
pub(super) const SIZE: usize = 384;

const BITS: usize = 27;
const DIGITS: usize = (SIZE * 8).div_ceil(BITS);
const MASK: i64 = (1 << BITS) - 1;

/// A number below 4 N, which is the number meant times R modulo N; the lowest digit first.
#[derive(Clone, Copy)]
pub(super) struct Element([u32; DIGITS]);

/// The arithmetic modulo N, whose highest bit and 27 lowest bits are set.
pub(super) struct Modulus(Element);

impl Modulus {
    /// The arithmetic modulo N, big-endian.
    pub fn new(n: &[u8; SIZE]) -> Self {
        Modulus(plain(n))
    }

    /// The product: of what stands here, divided by R.
    // An engine makes those functions quick that are called often, from the next call on: in line it would be
    // as slow until the end of a sign-in as it was at its begin.
    #[inline(never)]
    pub fn product(&self, a: &Element, b: &Element) -> Element {
        let (b, n) = (&b.0, &self.0.0);
        let mut sums = [0; DIGITS];
        // Two digits at a time, so that each sum is fetched and stored half as often.
        for pair in a.0.as_chunks::<2>().0 {
            let [a0, a1] = pair.map(i64::from);
            let (mut b_before, mut n_before) = (i64::from(b[1]), i64::from(n[1]));
            // So many times N makes the lowest digit zero, since that of N is -1 modulo 2^27. What that adds
            // to the next digit is as much.
            let lowest = sums[0] + a0 * i64::from(b[0]);
            let n0 = lowest & MASK;
            let next = sums[1] + a0 * b_before + n0 * n_before + (lowest >> BITS) + n0;
            let lowest = next + a1 * i64::from(b[0]);
            let n1 = lowest & MASK;
            sums[2] += (lowest >> BITS) + n1;
            for index in 2..DIGITS {
                let (b, n) = (i64::from(b[index]), i64::from(n[index]));
                sums[index - 2] = sums[index] + a0 * b + n0 * n + a1 * b_before + n1 * n_before;
                (b_before, n_before) = (b, n);
            }
            sums[DIGITS - 2] = a1 * b_before + n1 * n_before;
            sums[DIGITS - 1] = 0;
        }
        carried(sums)
    }

    /// 1, which is R modulo N: here R - 64 N, N being a little less than 2^3072.
    pub fn one(&self) -> Element {
        carried(self.0.0.map(|digit| -(i64::from(digit) << 6)))
    }

    /// The difference of two products.
    pub fn difference(&self, a: &Element, b: &Element) -> Element {
        let mut sums = [0; DIGITS];
        for (((sum, n), a), b) in sums.iter_mut().zip(&self.0.0).zip(&a.0).zip(&b.0) {
            *sum = 2 * i64::from(*n) + i64::from(*a) - i64::from(*b);
        }
        carried(sums)
    }

    /// The element that is a number, big-endian; `r` is the one that is R.
    pub fn element(&self, number: &[u8; SIZE], r: &Element) -> Element {
        self.product(&plain(number), r)
    }

    /// The number that an element is, big-endian and below N.
    pub fn number(&self, element: &Element) -> [u8; SIZE] {
        let mut one = [0; DIGITS];
        one[0] = 1;
        // N at most, being a product with 1.
        let number = self.product(element, &Element(one));
        let mut less = [0; DIGITS];
        for ((less, digit), n) in less.iter_mut().zip(&number.0).zip(&self.0.0) {
            *less = i64::from(*digit) - i64::from(*n);
        }
        let (mut reduced, carry) = carry(less);
        // -1 where N was more than there was, and otherwise 0.
        reduced.assign(&number, (carry + 1) as u32);
        bytes(&reduced)
    }
}

impl Element {
    /// A product twice where `bit` is 1, and once where it is 0.
    pub fn doubled(&self, bit: u8) -> Self {
        carried(self.0.map(|digit| i64::from(digit) << (bit & 1)))
    }

    /// Becomes the other one where `difference`, which is less than 2^31, is 0.
    pub fn assign(&mut self, other: &Self, difference: u32) {
        // All bits of it are set, or none. What is known of a mask could become a branch.
        let mask = black_box((difference.wrapping_sub(1) as i32 >> 31) as u32);
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own ^= (*own ^ other) & mask;
        }
    }
}

impl Zeroize for Element {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

fn carried(sums: [i64; DIGITS]) -> Element {
    carry(sums).0
}

/// The digits that these sums of columns make, and what goes beyond the last one.
fn carry(sums: [i64; DIGITS]) -> (Element, i64) {
    let mut carry = 0;
    let digits = sums.map(|sum| {
        let sum = sum + carry;
        carry = sum >> BITS;
        (sum & MASK) as u32
    });
    (Element(digits), carry)
}

/// The digits of a number, big-endian.
fn plain(number: &[u8; SIZE]) -> Element {
    let mut bytes = number.iter().rev();
    let (mut held, mut bits) = (0, 0);
    let mut digits = [0; DIGITS];
    for digit in &mut digits {
        while bits < BITS {
            held |= i64::from(bytes.next().copied().unwrap_or_default()) << bits;
            bits += 8;
        }
        *digit = (held & MASK) as u32;
        held >>= BITS;
        bits -= BITS;
    }
    Element(digits)
}

/// The number of these digits, big-endian.
fn bytes(element: &Element) -> [u8; SIZE] {
    let mut digits = element.0.iter();
    let (mut held, mut bits) = (0, 0);
    let mut number = [0; SIZE];
    for byte in number.iter_mut().rev() {
        if bits < 8 {
            held |= i64::from(digits.next().copied().unwrap_or_default()) << bits;
            bits += BITS;
        }
        *byte = held as u8;
        held >>= 8;
        bits -= 8;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srp::group::PRIME;
    use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
    use crypto_bigint::{Odd, U3072};
    use proptest::collection::vec;
    use proptest::prelude::*;

    type Their = FixedMontyForm<{ U3072::LIMBS }>;

    fn params() -> FixedMontyParams<{ U3072::LIMBS }> {
        let prime = U3072::from_be_slice(&PRIME);
        FixedMontyParams::new_vartime(Odd::new(prime).expect("it is odd"))
    }

    fn theirs(number: &[u8; SIZE]) -> Their {
        Their::new(&U3072::from_be_slice(number), &params())
    }

    fn number(element: &Their) -> Vec<u8> {
        element.retrieve().to_be_bytes().as_ref().to_vec()
    }

    /// Numbers of all kinds: random ones, those around 0 and N, and those with long runs of one bit.
    fn numbers() -> impl Strategy<Value = [u8; SIZE]> {
        let random = vec(any::<u8>(), SIZE);
        let near = |to: U3072| {
            let bytes = move |by: u64, up: bool| match up {
                true => to.wrapping_add(&U3072::from_u64(by)),
                false => to.wrapping_sub(&U3072::from_u64(by)),
            };
            (0..3u64, any::<bool>())
                .prop_map(move |(by, up)| bytes(by, up).to_be_bytes().as_ref().to_vec())
        };
        let runs = vec((any::<bool>(), 1..40usize), SIZE).prop_map(|runs| {
            let all = runs.into_iter();
            let bytes = all.flat_map(|(set, length)| [if set { 255 } else { 0 }].repeat(length));
            bytes.take(SIZE).collect::<Vec<u8>>()
        });
        let n = U3072::from_be_slice(&PRIME);
        let all = prop_oneof![4 => random, 1 => near(n), 1 => near(U3072::ZERO), 2 => runs];
        all.prop_map(|bytes| bytes.try_into().expect("384 bytes"))
    }

    #[test]
    fn one_is_theirs() {
        let modulus = Modulus::new(&PRIME);
        assert_eq!(
            modulus.number(&modulus.one())[..],
            number(&Their::one(&params()))
        );
    }

    proptest! {
        // PROPTEST_CASES=1000000 asks for as many.
        #![proptest_config(ProptestConfig::default())]
        #[test]
        fn all_that_is_done_with_numbers_is_what_the_library_does(a in numbers(), b in numbers(), bit in 0..2u8) {
            let modulus = Modulus::new(&PRIME);
            let r = crate::srp::group::r(&modulus);
            let (ours, of) = ([a, b].map(|n| modulus.element(&n, &r)), [theirs(&a), theirs(&b)]);
            let product = modulus.product(&ours[0], &ours[1]);
            let difference = modulus.difference(&product, &ours[1]);
            let doubled = modulus.product(&difference, &ours[0]).doubled(bit);
            let expected = of[0] * of[1];
            prop_assert_eq!(&modulus.number(&product)[..], number(&expected));
            let expected = expected - of[1];
            prop_assert_eq!(&modulus.number(&difference)[..], number(&expected));
            let expected = expected * of[0];
            let expected = if bit == 1 { expected.double() } else { expected };
            prop_assert_eq!(&modulus.number(&doubled)[..], number(&expected));
            // What is no product may stand in one, too, up to 4 N.
            let large = modulus.product(&difference, &doubled);
            let expected = (of[0] * of[1] - of[1]) * expected;
            prop_assert_eq!(&modulus.number(&large)[..], number(&expected));
        }
    }
}
