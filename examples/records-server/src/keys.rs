//! The user pool's public keys.

use std::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use vestibule_protocol::jwt::{Jwk, Jwks, Jwt};

/// The shortest interval between two requests for the keys, however many unknown tokens arrive.
const MIN_FETCH_INTERVAL: Duration = Duration::from_secs(60);

/// Fetches the text of the pool's JSON Web Key Set.
pub trait KeySource: Fn() -> Result<String, Box<dyn Error + Send + Sync>> + Send + Sync {}

impl<F: Fn() -> Result<String, Box<dyn Error + Send + Sync>> + Send + Sync> KeySource for F {}

/// The pool's keys, fetched when a token names an unknown one.
pub struct Keys {
    source: Box<dyn KeySource>,
    cached: Mutex<CachedKeys>,
}

#[derive(Default)]
struct CachedKeys {
    keys: Option<Jwks>,
    fetched_at: Option<Instant>,
}

/// Why a signature cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The keys could not be fetched.
    #[error("the pool's keys could not be fetched: {0}")]
    Source(Box<dyn Error + Send + Sync>),
    /// The response is not a key set.
    #[error("the pool's keys are not a JSON Web Key Set")]
    NoKeys,
    /// The token names no key of the pool.
    #[error("the token names no key of the pool")]
    UnknownKey,
    /// The signature is invalid.
    #[error("the token is not signed by the pool")]
    Signature,
}

impl Keys {
    /// Creates a cache of the keys from this source.
    pub fn new(source: impl KeySource + 'static) -> Self {
        Keys {
            source: Box::new(source),
            cached: Mutex::default(),
        }
    }

    /// Checks the signature of a token. It may block on the network, so call it on a thread where that is allowed.
    ///
    /// # Errors
    /// If the signature is invalid, or the keys cannot be fetched.
    pub fn verify(&self, token: &Jwt) -> Result<(), KeysError> {
        let key = self.find(token.key_id())?;
        let components = RsaPublicKeyComponents {
            n: decode(&key.n).ok_or(KeysError::NoKeys)?,
            e: decode(&key.e).ok_or(KeysError::NoKeys)?,
        };
        let signed = token.signing_input().as_bytes();
        let verified = components.verify(&RSA_PKCS1_2048_8192_SHA256, signed, token.signature());
        verified.map_err(|_| KeysError::Signature)
    }

    fn find(&self, id: &str) -> Result<Jwk, KeysError> {
        let mut cached = self.cached.lock().unwrap_or_else(|it| it.into_inner());
        let is_due = cached
            .fetched_at
            .is_none_or(|it| it.elapsed() >= MIN_FETCH_INTERVAL);
        let found = |keys: &Option<Jwks>| keys.as_ref()?.find(id).cloned();
        if let Some(key) = found(&cached.keys) {
            return Ok(key);
        }
        if is_due {
            cached.fetched_at = Some(Instant::now());
            let text = (self.source)().map_err(KeysError::Source)?;
            cached.keys = Some(Jwks::parse(&text).ok_or(KeysError::NoKeys)?);
        }
        found(&cached.keys).ok_or(KeysError::UnknownKey)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
