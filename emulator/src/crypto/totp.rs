//! Codes of authenticator apps (RFC 6238): SHA-1, six digits, 30 seconds.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>

use totp_rs::{Algorithm, Builder, Totp};

/// The time step in seconds.
// Source: user-pool-settings-mfa-totp ("within 30 seconds before or after the attempt").
const STEP: u64 = 30;

/// The time step of `code`, if it is that of `time`, the one before, or the one after.
pub(crate) fn step_of(secret: &[u8], code: &str, time: u64) -> Option<u64> {
    let totp = totp(secret);
    let now = time / STEP;
    [now, now.saturating_sub(1), now + 1]
        .into_iter()
        .find(|step| totp.generate(step * STEP).to_string() == code)
}

fn totp(secret: &[u8]) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec().into_boxed_slice())
        .build_noncompliant()
}

/// Encodes a secret in base32 without padding.
pub(crate) fn to_base32(secret: &[u8]) -> String {
    data_encoding::BASE32_NOPAD.encode(secret)
}

/// Decodes a secret in base32; spaces and case are ignored.
pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_whitespace().collect();
    let text = text.to_ascii_uppercase();
    data_encoding::BASE32_NOPAD
        .decode(text.trim_end_matches('=').as_bytes())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{from_base32, step_of, to_base32};

    /// The vectors of RFC 6238, appendix B, with the last six of their eight digits.
    #[test]
    fn codes_match_the_rfcs_vectors() {
        let secret = b"12345678901234567890";
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(step_of(secret, code, time), Some(time / 30));
            assert_eq!(step_of(secret, code, time + 30), Some(time / 30));
            assert_eq!(step_of(secret, code, time + 61), None);
        }
    }

    #[test]
    fn secrets_are_encoded_and_decoded_in_base32() {
        let secret = [7; 20];
        assert_eq!(from_base32(&to_base32(&secret)).unwrap(), secret);
        assert_eq!(from_base32("mzxw 6yq").unwrap(), b"foob");
        assert_eq!(from_base32("1"), None);
    }
}
