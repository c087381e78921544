//! The server side of Cognito's Secure Remote Password (SRP) protocol.
//!
//! SRP-6a (RFC 5054 describes it for TLS) on the 3072-bit group of RFC 3526, section 4, with
//! SHA-256. Integers are hashed as a signed big-endian number: with a zero byte in front where
//! the top bit is set.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html> (names SRP and no more; the details are those of AWS's own clients)

use std::fmt;
use std::sync::LazyLock;

use num_bigint::BigUint;
use ring::{digest, hkdf, hmac};

use crate::random::Random;

/// The prime of RFC 3526, section 4.
const PRIME: &[u8] = b"\
FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33\
A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864\
D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2\
08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

struct Group {
    n: BigUint,
    g: BigUint,
    k: BigUint,
}

static GROUP: LazyLock<Group> = LazyLock::new(|| {
    let n = BigUint::parse_bytes(PRIME, 16).unwrap_or_default();
    let g = BigUint::from(2_u8);
    let k = hash_number(&[&signed(&n), &signed(&g)]);
    Group { n, g, k }
});

/// The owner of a password: the pool's name (its id after the underscore) and the username, or for a device's secret the
/// device group's key and the device's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'a> {
    pub(crate) pool_name: &'a str,
    pub(crate) user_id: &'a str,
}

/// The salt and the verifier of a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Verifier {
    salt: BigUint,
    v: BigUint,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(..)")
    }
}

impl Verifier {
    pub(crate) fn new(random: &mut Random, identity: Identity<'_>, password: &str) -> Self {
        Self::with_salt(random.bytes(), identity, password)
    }

    pub(crate) fn with_salt(salt: [u8; 16], identity: Identity<'_>, password: &str) -> Self {
        let salt = BigUint::from_bytes_be(&salt);
        let x = private_key(&salt, identity, password);
        let v = GROUP.g.modpow(&x, &GROUP.n);
        Self { salt, v }
    }

    /// A simulated verifier for an unknown user, which no password matches.
    pub(crate) fn simulated(salt: [u8; 16], v: [u8; 32]) -> Self {
        let v = GROUP.g.modpow(&BigUint::from_bytes_be(&v), &GROUP.n);
        Self {
            salt: BigUint::from_bytes_be(&salt),
            v,
        }
    }

    /// The verifier of a device's secret, from big-endian bytes.
    pub(crate) fn of_device(salt: &[u8], v: &[u8]) -> Self {
        Self {
            salt: BigUint::from_bytes_be(salt),
            v: BigUint::from_bytes_be(v),
        }
    }

    /// Whether this is the verifier of `password`.
    pub(crate) fn matches(&self, identity: Identity<'_>, password: &str) -> bool {
        let x = private_key(&self.salt, identity, password);
        GROUP.g.modpow(&x, &GROUP.n) == self.v
    }

    pub(crate) fn salt_hex(&self) -> String {
        self.salt.to_str_radix(16)
    }
}

/// A started SRP exchange.
pub(crate) struct Exchange {
    a_public: BigUint,
    b_secret: BigUint,
    b_public: BigUint,
    verifier: Verifier,
}

impl Exchange {
    /// Starts an exchange with the client's `SRP_A` in hexadecimal; `None` if it is not a number or 0 modulo N.
    pub(crate) fn begin(random: &mut Random, srp_a: &str, verifier: Verifier) -> Option<Self> {
        let is_hex = srp_a.bytes().all(|byte| byte.is_ascii_hexdigit());
        // A client's number has at most as many digits as N.
        if !is_hex || srp_a.len() > PRIME.len() + 2 {
            return None;
        }
        let a_public = BigUint::parse_bytes(srp_a.as_bytes(), 16)?;
        let zero = BigUint::ZERO;
        if &a_public % &GROUP.n == zero {
            return None;
        }
        let b_secret = BigUint::from_bytes_be(&random.bytes::<32>());
        let g_b = GROUP.g.modpow(&b_secret, &GROUP.n);
        let b_public = (&GROUP.k * &verifier.v + g_b) % &GROUP.n;
        Some(Self {
            a_public,
            b_secret,
            b_public,
            verifier,
        })
    }

    pub(crate) fn b_hex(&self) -> String {
        self.b_public.to_str_radix(16)
    }

    pub(crate) fn salt_hex(&self) -> String {
        self.verifier.salt_hex()
    }

    /// Checks `PASSWORD_CLAIM_SIGNATURE` over the secret block and the timestamp.
    pub(crate) fn proves(
        &self,
        identity: Identity<'_>,
        secret_block: &[u8],
        timestamp: &str,
        claim: &[u8],
    ) -> bool {
        let Some(key) = self.session_key() else {
            return false;
        };
        let mut text = Vec::new();
        text.extend_from_slice(identity.pool_name.as_bytes());
        text.extend_from_slice(identity.user_id.as_bytes());
        text.extend_from_slice(secret_block);
        text.extend_from_slice(timestamp.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        hmac::verify(&key, &text, claim).is_ok()
    }

    /// 16 bytes of HKDF-SHA256 over S = (A v^u)^b.
    fn session_key(&self) -> Option<[u8; 16]> {
        let u = hash_number(&[&signed(&self.a_public), &signed(&self.b_public)]);
        let v_u = self.verifier.v.modpow(&u, &GROUP.n);
        let s = (&self.a_public * v_u).modpow(&self.b_secret, &GROUP.n);
        let pseudo_random = hkdf::Salt::new(hkdf::HKDF_SHA256, &signed(&u)).extract(&signed(&s));
        let info: [&[u8]; 1] = [b"Caldera Derived Key"];
        let mut key = [0; 16];
        pseudo_random
            .expand(&info, SixteenBytes)
            .ok()?
            .fill(&mut key)
            .ok()?;
        Some(key)
    }
}

struct SixteenBytes;

impl hkdf::KeyType for SixteenBytes {
    fn len(&self) -> usize {
        16
    }
}

/// x = H(salt, H(pool name, user id, ":", password)).
fn private_key(salt: &BigUint, identity: Identity<'_>, password: &str) -> BigUint {
    let mut inner = digest::Context::new(&digest::SHA256);
    inner.update(identity.pool_name.as_bytes());
    inner.update(identity.user_id.as_bytes());
    inner.update(b":");
    inner.update(password.as_bytes());
    hash_number(&[&signed(salt), inner.finish().as_ref()])
}

fn hash_number(parts: &[&[u8]]) -> BigUint {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    BigUint::from_bytes_be(context.finish().as_ref())
}

/// Big-endian bytes, with a leading zero if the top bit is set.
fn signed(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}
