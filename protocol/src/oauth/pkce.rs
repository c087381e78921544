//! Proof Key for Code Exchange (RFC 7636), method S256.

use crate::secret::Secret;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use sha2::{Digest, Sha256};

/// A verifier, which stays in the browser, and its challenge, which is sent with the authorize request.
#[derive(Clone, Debug)]
pub struct Pkce {
    verifier: Secret,
}

impl Pkce {
    /// Creates a pair from 32 bytes of a cryptographic random source.
    pub fn new(random: [u8; 32]) -> Self {
        Self {
            verifier: BASE64_URL_SAFE_NO_PAD.encode(random).into(),
        }
    }

    /// Returns the verifier, 43 characters of base64url. Keep it until the code is exchanged.
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Returns the challenge: the SHA-256 of the verifier in base64url.
    pub fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn agrees_with_the_rfc() {
        let pkce = Pkce::new([
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ]);
        assert_eq!(
            pkce.verifier().expose(),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        assert_eq!(
            pkce.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
