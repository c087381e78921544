//! Secure Remote Password as Cognito speaks it: the person's password is proved, and never sent.
//!
//! The order of things: [`Ephemeral::new`] (before the person submits, since it needs nothing of
//! theirs), its [`public_hex`](Ephemeral::public_hex) as `SRP_A` of `InitiateAuth`, then
//! [`prove`](Ephemeral::prove) with what the `PASSWORD_VERIFIER` challenge brings.

use core::fmt;

/// The client's part of one exchange: a secret exponent `a`, and `A = g^a`.
pub struct Ephemeral {
    secret: [u8; 32],
    public: Vec<u8>,
}

/// What the challenge brings, and the password. For a remembered device, its group key, its key
/// and its own password take the places of pool name, user and password.
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
    /// The time as [`timestamp`] writes it; the answer's `TIMESTAMP` must be the same text.
    pub timestamp: &'a str,
}

/// The proof that the password is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// `PASSWORD_CLAIM_SIGNATURE`, in base64.
    pub signature: String,
}

/// Why there is no proof: what the challenge brought must not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SrpError {
    /// `SRP_B` is not hexadecimal, or is too long.
    MalformedB,
    /// `SALT` is not hexadecimal.
    MalformedSalt,
    /// `SECRET_BLOCK` is not base64.
    MalformedSecretBlock,
    /// `SRP_B` is a multiple of N: whoever sent it would learn whether a guess is right.
    UnsafeB,
    /// The hash of A and B is zero.
    UnsafeU,
}

impl Ephemeral {
    /// A new exchange from 32 bytes of a cryptographic random source.
    pub fn new(random: [u8; 32]) -> Self {
        todo!()
    }

    /// `SRP_A`: A in hexadecimal.
    pub fn public_hex(&self) -> String {
        todo!()
    }

    /// The proof that answers the challenge. Takes the same time for every password.
    ///
    /// # Errors
    /// [`SrpError`] where the challenge is malformed or unsafe to answer.
    pub fn prove(&self, challenge: &Challenge<'_>) -> Result<Proof, SrpError> {
        todo!()
    }
}

impl fmt::Debug for Ephemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ephemeral(..)")
    }
}

/// A time as the proof wants it, in English and UTC: `Tue Nov 3 09:04:05 UTC 2026`.
///
/// `unix_seconds` counts from 1970-01-01T00:00:00Z.
pub fn timestamp(unix_seconds: i64) -> String {
    todo!()
}
