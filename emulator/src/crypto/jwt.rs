//! Signing and verifying JSON Web Tokens (RFC 7515, RFC 7517).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding, RsaParameters, RsaPublicKeyComponents,
};
use serde_json::{Value, json};

/// A signing key with its key id.
pub(crate) struct SigningKey {
    kid: String,
    algorithm: Algorithm,
    secret: Secret,
}

/// The signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Rs512,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs512 => "RS512",
        }
    }

    fn signing(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Rs512 => &RSA_PKCS1_SHA512,
        }
    }

    fn verifying(self) -> &'static RsaParameters {
        match self {
            Self::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Self::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        }
    }
}

enum Secret {
    Rsa(KeyPair),
    /// Creates a placeholder instead of a signature, a thousand times as fast.
    Placeholder(hmac::Key),
}

impl SigningKey {
    /// Reads PKCS#8 in PEM. The key id is derived from `pool_id` and `purpose`, so that pools with the same key have
    /// different ids.
    pub(crate) fn from_pem(pem: &str, pool_id: &str, purpose: &str) -> Result<Self, String> {
        let der = pem_body(pem).ok_or("it is not a PEM file with a PRIVATE KEY")?;
        let pair = KeyPair::from_pkcs8(&der).map_err(|error| error.to_string())?;
        Ok(Self {
            kid: kid(pool_id, purpose),
            algorithm: Algorithm::Rs256,
            secret: Secret::Rsa(pair),
        })
    }

    /// The key of identity pools' tokens, which are signed by RS512.
    pub(crate) fn of_identity_pools(pem: &str) -> Result<Self, String> {
        let key = Self::from_pem(pem, "identity pools", "openid")?;
        Ok(Self {
            algorithm: Algorithm::Rs512,
            ..key
        })
    }

    /// A key with placeholder signatures, which only the emulator accepts.
    pub(crate) fn placeholder(pool_id: &str, purpose: &str) -> Self {
        let kid = kid(pool_id, purpose);
        Self {
            secret: Secret::Placeholder(hmac::Key::new(hmac::HMAC_SHA256, kid.as_bytes())),
            algorithm: Algorithm::Rs256,
            kid,
        }
    }

    /// Signs claims. Returns the token in compact form.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.kid, "alg": self.algorithm.name() });
        let text = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
        );
        let signature = self.signature(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, text: &[u8]) -> Vec<u8> {
        let pair = match &self.secret {
            Secret::Rsa(pair) => pair,
            Secret::Placeholder(key) => return hmac::sign(key, text).as_ref().to_vec(),
        };
        let mut signature = vec![0; pair.public().modulus_len()];
        // Cannot fail: PKCS#1 v1.5 takes no random input, and the buffer has the modulus's length. An empty signature would
        // be refused everywhere.
        let random = SystemRandom::new();
        if pair
            .sign(self.algorithm.signing(), &random, text, &mut signature)
            .is_err()
        {
            signature.clear();
        }
        signature
    }

    /// Whether a token has this key's id. The signature is checked by [`SigningKey::verify`].
    pub(crate) fn is_named_by(&self, token: &str) -> bool {
        header(token)
            .is_some_and(|header| header.get("kid").and_then(Value::as_str) == Some(&self.kid))
    }

    /// Verifies the signature of a token. Returns the claims.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        let (text, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let (_, claims) = text.split_once('.')?;
        let header = header(token)?;
        if header.get("alg")?.as_str()? != self.algorithm.name()
            || header.get("kid")?.as_str()? != self.kid
        {
            return None;
        }
        match &self.secret {
            Secret::Rsa(pair) => {
                let public: PublicKeyComponents<Vec<u8>> = pair.public().into();
                public
                    .verify(self.algorithm.verifying(), text.as_bytes(), &signature)
                    .ok()?;
            }
            Secret::Placeholder(key) => hmac::verify(key, text.as_bytes(), &signature).ok()?,
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }

    /// The public key for a JWKS; `None` for a placeholder.
    pub(crate) fn jwk(&self) -> Option<Value> {
        let Secret::Rsa(pair) = &self.secret else {
            return None;
        };
        let public: PublicKeyComponents<Vec<u8>> = pair.public().into();
        Some(json!({
            "alg": self.algorithm.name(),
            "e": URL_SAFE_NO_PAD.encode(public.e),
            "kid": self.kid,
            "kty": "RSA",
            "n": URL_SAFE_NO_PAD.encode(public.n),
            "use": "sig",
        }))
    }
}

fn kid(pool_id: &str, purpose: &str) -> String {
    let name = format!("{pool_id} {purpose}");
    STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, name.as_bytes()))
}

/// `at_hash` of OpenID Connect Core, section 3.1.3.6: the left half of the token's SHA-256.
pub(crate) fn at_hash(access_token: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, access_token.as_bytes());
    let half = digest.as_ref().get(..16).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(half)
}

/// The claims of a token without verification.
pub(crate) fn unverified(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    header(token)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// Verifies a token with a JWK set (RFC 7517). Without a `kid`, every key is tried.
pub(crate) fn signed_by_one_of(token: &str, keys: &Value) -> Option<Value> {
    let (text, signature) = token.rsplit_once('.')?;
    let header = header(token)?;
    let algorithm = match header.get("alg")?.as_str()? {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &RSA_PKCS1_2048_8192_SHA512,
        _ => return None,
    };
    let signature = padless(signature)?;
    let kid = header.get("kid");
    let may_be_it = |key: &&Value| {
        let is_named = kid.is_none() || key.get("kid") == kid;
        let is_for_signing = key.get("use").is_none_or(|usage| usage == "sig");
        is_named && is_for_signing && key.get("kty").is_some_and(|kind| kind == "RSA")
    };
    let is_signed_by = |key: &Value| {
        let part = |name: &str| padless(key.get(name)?.as_str()?);
        let (Some(n), Some(e)) = (part("n"), part("e")) else {
            return false;
        };
        let key = RsaPublicKeyComponents { n, e };
        key.verify(algorithm, text.as_bytes(), &signature).is_ok()
    };
    let mut candidates = keys.get("keys")?.as_array()?.iter().filter(may_be_it);
    candidates.any(is_signed_by).then(|| unverified(token))?
}

fn padless(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

fn header(token: &str) -> Option<Value> {
    let (header, _) = token.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()
}

fn pem_body(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let text: String = body.split_whitespace().collect();
    STANDARD.decode(text).ok()
}
