//! Secure Remote Password as Cognito uses it: proves the user's password without sending it.
//!
//! Call [`Ephemeral::new`] (possibly before the user submits the form, because it needs no input), send its
//! [`public_hex`](Ephemeral::public_hex) as `SRP_A` of `InitiateAuth`, and call [`prove`](Ephemeral::prove) with the
//! parameters of the `PASSWORD_VERIFIER` challenge.

mod group;
mod hash;
mod time;

pub use time::timestamp;

use base64::prelude::{BASE64_STANDARD, Engine};
use core::fmt;
use group::SIZE;
use zeroize::Zeroizing;

/// The client's ephemeral key for one exchange: a secret exponent `a`, and `A = g^a`.
pub struct Ephemeral {
    secret: Zeroizing<[u8; 32]>,
    public: Zeroizing<[u8; SIZE]>,
}

/// The parameters of the challenge, and the password. For a remembered device, its group key, its key and its password
/// replace the pool name, the user id and the password.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    /// The part of the pool's id after `_`; for a device, its group key.
    pub pool_name: &'a str,
    /// `USER_ID_FOR_SRP`; for a device, its key.
    pub user_id: &'a str,
    /// The password, byte for byte.
    pub password: &'a str,
    /// `SALT`
    pub salt_hex: &'a str,
    /// `SRP_B`
    pub srp_b_hex: &'a str,
    /// `SECRET_BLOCK`
    pub secret_block_b64: &'a str,
    /// The time as [`timestamp`] formats it. `TIMESTAMP` in the challenge's response must be the same text.
    pub timestamp: &'a str,
}

/// The proof that the password is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// `PASSWORD_CLAIM_SIGNATURE`, in base64.
    pub signature: String,
}

/// Why the challenge must not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SrpError {
    /// `SRP_B` is not hexadecimal, or is too long.
    MalformedB,
    /// `SALT` is not hexadecimal.
    MalformedSalt,
    /// `SECRET_BLOCK` is not base64.
    MalformedSecretBlock,
    /// `SRP_B` is a multiple of N: a response would reveal whether a guess of the password is right.
    UnsafeB,
    /// The hash of A and B is zero.
    UnsafeU,
}

impl Ephemeral {
    /// Creates a key from 32 bytes of a cryptographic random source. This computes A, which takes about a quarter of
    /// the time of the whole exchange.
    pub fn new(random: [u8; 32]) -> Self {
        let secret = Zeroizing::new(random);
        let public = group::power_of_g(&secret);
        Self { secret, public }
    }

    /// Returns `SRP_A`: A in hexadecimal.
    pub fn public_hex(&self) -> String {
        hash::to_hex(self.public.as_ref())
    }

    /// Returns the proof for the challenge. The computation takes the same time for every password and secret exponent.
    ///
    /// # Errors
    /// [`SrpError`] if the challenge is malformed or unsafe to answer.
    pub fn prove(&self, challenge: &Challenge<'_>) -> Result<Proof, SrpError> {
        let b = hash::from_hex(challenge.srp_b_hex).ok_or(SrpError::MalformedB)?;
        let salt = hash::from_hex(challenge.salt_hex).ok_or(SrpError::MalformedSalt)?;
        let block = BASE64_STANDARD
            .decode(challenge.secret_block_b64)
            .map_err(|_| SrpError::MalformedSecretBlock)?;

        let b_number = group::sized(&b).ok_or(SrpError::MalformedB)?;
        let u = hash::of_integers(self.public.as_ref(), &b);
        if u == [0; 32] {
            return Err(SrpError::UnsafeU);
        }
        let x = Zeroizing::new(hash::of_password(&salt, challenge));
        let shared = group::shared_secret(&b_number, &self.secret, &u, &x);
        let shared = shared.ok_or(SrpError::UnsafeB)?;
        let key = hash::derive_key(shared.as_ref(), &u);
        Ok(Proof {
            signature: hash::sign(&key, challenge, &block),
        })
    }
}

/// The verifier and the salt of a device's password, in base64.
#[derive(Clone)]
pub struct DeviceSecret {
    /// `PasswordVerifier`: g to the power x.
    pub verifier: String,
    /// `Salt`
    pub salt: String,
}

/// Returns the verifier of a device's password, for 16 random bytes as the salt.
pub fn device_secret(
    group_key: &str,
    device_key: &str,
    password: &str,
    mut salt: [u8; 16],
) -> DeviceSecret {
    // So that the salt is neither negative nor has leading zeros, however its bytes are interpreted.
    if let Some(first) = salt.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    let challenge = Challenge {
        pool_name: group_key,
        user_id: device_key,
        password,
        salt_hex: "",
        srp_b_hex: "",
        secret_block_b64: "",
        timestamp: "",
    };
    let x = Zeroizing::new(hash::of_password(&salt, &challenge));
    let verifier = group::power_of_g(&x);
    DeviceSecret {
        verifier: BASE64_STANDARD.encode(hash::padded(verifier.as_ref())),
        salt: BASE64_STANDARD.encode(salt),
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceSecret(..)")
    }
}

impl fmt::Debug for Ephemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ephemeral(..)")
    }
}

impl fmt::Display for SrpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MalformedB => "the challenge's SRP_B is malformed",
            Self::MalformedSalt => "the challenge's SALT is malformed",
            Self::MalformedSecretBlock => "the challenge's SECRET_BLOCK is malformed",
            Self::UnsafeB | Self::UnsafeU => "the challenge's SRP_B is not safe to answer",
        })
    }
}

impl core::error::Error for SrpError {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const N: &str = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

    fn challenge<'a>() -> Challenge<'a> {
        Challenge {
            pool_name: "AbC",
            user_id: "ada",
            password: "secret",
            salt_hex: "ab",
            srp_b_hex: "1234",
            secret_block_b64: "AAAA",
            timestamp: "Tue Nov 3 09:04:05 UTC 2026",
        }
    }

    #[test]
    fn agrees_with_another_implementation() {
        let document: Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
        let vectors = document["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 18);
        for vector in vectors {
            let text = |name: &str| vector[name].as_str().unwrap();
            let note = text("note");
            let random: [u8; 32] = hash::from_hex(text("a")).unwrap().try_into().unwrap();
            let ephemeral = Ephemeral::new(random);
            let public = ephemeral.public_hex();
            let trim = |hex: &str| hex.trim_start_matches('0').to_owned();
            assert_eq!(trim(&public), trim(text("publicHex")), "{note}");
            let proof = ephemeral.prove(&Challenge {
                pool_name: text("poolName"),
                user_id: text("userId"),
                password: text("password"),
                salt_hex: text("salt"),
                srp_b_hex: text("srpB"),
                secret_block_b64: text("secretBlock"),
                timestamp: text("timestamp"),
            });
            assert_eq!(proof.unwrap().signature, text("signature"), "{note}");
        }
    }

    #[test]
    fn refuses_what_is_unsafe_or_malformed() {
        let ephemeral = Ephemeral::new([7; 32]);
        let prove = |challenge: Challenge<'_>| ephemeral.prove(&challenge).unwrap_err();
        let with_b = |srp_b_hex| Challenge {
            srp_b_hex,
            ..challenge()
        };
        let too_long = "1".repeat(769);
        for (b, error) in [
            ("0", SrpError::UnsafeB),
            ("000000", SrpError::UnsafeB),
            (N, SrpError::UnsafeB),
            ("", SrpError::MalformedB),
            ("xyz", SrpError::MalformedB),
            (&too_long, SrpError::MalformedB),
        ] {
            assert_eq!(prove(with_b(b)), error, "{b}");
        }
        let salt_hex = "salt";
        assert_eq!(
            prove(Challenge {
                salt_hex,
                ..challenge()
            }),
            SrpError::MalformedSalt
        );
        let secret_block_b64 = "?";
        assert_eq!(
            prove(Challenge {
                secret_block_b64,
                ..challenge()
            }),
            SrpError::MalformedSecretBlock
        );
    }

    /// B and B + N are the same number, but not the same bytes.
    #[test]
    fn takes_a_b_above_n_as_it_is_written() {
        let ephemeral = Ephemeral::new([7; 32]);
        let above = N.replace("caffffffffffffffff", "cb0000000000000004");
        let proof = |srp_b_hex| {
            ephemeral
                .prove(&Challenge {
                    srp_b_hex,
                    ..challenge()
                })
                .unwrap()
        };
        assert_ne!(proof(&above), proof("5"));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Ephemeral::new([7; 32])), "Ephemeral(..)");
    }
}
