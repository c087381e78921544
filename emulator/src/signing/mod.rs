//! AWS Signature Version 4.
//!
//! `authorization` reads the signature from a request, `canonical` writes the request in the signed form. Nothing here
//! depends on the key's owner, the service or the time.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

mod authorization;
mod canonical;
mod chunked;

pub(crate) use authorization::{Malformed, Place, Signature};
pub(crate) use canonical::Style;
pub(crate) use chunked::decoded;

use ring::digest::{SHA256, digest};
use ring::hmac;

use crate::http::Request;
use crate::random::hex;

/// The payload hash of a request whose payload is not signed.
pub(crate) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The details of a signature that does not match, for error messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) canonical_request: String,
    pub(crate) string_to_sign: String,
}

impl Signature {
    /// Checks the signature of a request with this payload hash and secret key.
    // Source: reference_sigv-create-signed-request.
    pub(crate) fn check(
        &self,
        request: &Request,
        secret: &str,
        style: Style,
        payload: &str,
    ) -> Result<(), Mismatch> {
        let canonical_request = canonical::request(self, request, style, payload);
        let string_to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            self.time,
            self.credential.scope(),
            sha256(canonical_request.as_bytes()),
        );
        let key = self.credential.signing_key(secret);
        let given = unhex(&self.given).unwrap_or_default();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        match hmac::verify(&key, string_to_sign.as_bytes(), &given) {
            Ok(()) => Ok(()),
            Err(_) => Err(Mismatch {
                canonical_request,
                string_to_sign,
            }),
        }
    }
}

impl authorization::Credential {
    /// `20261130/eu-west-1/s3/aws4_request`
    fn scope(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.day, self.region, self.service)
    }

    fn signing_key(&self, secret: &str) -> Vec<u8> {
        let parts = [&self.day, &self.region, &self.service];
        let first = format!("AWS4{secret}").into_bytes();
        let parts = parts.into_iter().map(String::as_str);
        parts.chain(["aws4_request"]).fold(first, |key, part| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
            hmac::sign(&key, part.as_bytes()).as_ref().to_vec()
        })
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests;
