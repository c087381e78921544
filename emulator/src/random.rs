//! Random values from one seeded source, so that a run can be repeated.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// The emulator's source of randomness.
pub(crate) struct Random(ChaCha20Rng);

impl Random {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A version 4 UUID, as Cognito's `sub`, `jti` and `event_id` are.
    pub(crate) fn uuid(&mut self) -> String {
        uuid_from(self.bytes())
    }

    /// A code of six digits, for confirmation and MFA.
    pub(crate) fn six_digits(&mut self) -> String {
        let number = u64::from_le_bytes(self.bytes()) % 1_000_000;
        format!("{number:06}")
    }

    /// A code of eight digits, for passwordless sign-in.
    pub(crate) fn eight_digits(&mut self) -> String {
        let number = u64::from_le_bytes(self.bytes()) % 100_000_000;
        format!("{number:08}")
    }

    /// A `SessionId`: `tkn` or `sso`, and 25 lower-case letters and digits.
    pub(crate) fn session_id(&mut self, kind: SessionKind) -> String {
        const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let bytes: [u8; 25] = self.bytes();
        let letter = |byte: &u8| {
            let at = usize::from(*byte) % LETTERS.len();
            LETTERS.get(at).copied().map_or('a', char::from)
        };
        format!(
            "{}{}",
            kind.prefix(),
            bytes.iter().map(letter).collect::<String>()
        )
    }

    /// `N` random bytes in unpadded base64url.
    pub(crate) fn base64url<const N: usize>(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<N>())
    }

    /// `N` random bytes in base64.
    pub(crate) fn base64<const N: usize>(&mut self) -> String {
        STANDARD.encode(self.bytes::<N>())
    }

    /// A refresh token in the form of Cognito's encrypted JWTs.
    pub(crate) fn refresh_token(&mut self) -> String {
        let header = URL_SAFE_NO_PAD.encode(r#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#);
        let key = self.base64url::<256>();
        let nonce = self.base64url::<12>();
        let text = self.base64url::<672>();
        let tag = self.base64url::<16>();
        format!("{header}.{key}.{nonce}.{text}.{tag}")
    }
}

/// A version 4 UUID from 16 bytes.
pub(crate) fn uuid_from(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    let parts = [
        hex.get(..8),
        hex.get(8..12),
        hex.get(12..16),
        hex.get(16..20),
        hex.get(20..),
    ];
    parts.map(Option::unwrap_or_default).join("-")
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The kinds of sessions in ListUserSessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionKind {
    /// A refresh token and the tokens that it gives.
    Token,
    /// A browser session of the hosted pages.
    Sso,
}

impl SessionKind {
    /// The prefix of its ids
    /// ([RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html)).
    fn prefix(self) -> &'static str {
        match self {
            Self::Token => "tkn",
            Self::Sso => "sso",
        }
    }
}
