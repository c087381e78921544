//! The user pool's public keys.

use std::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use vestibule_protocol::jwt::{Jwk, Jwks, Jwt};

/// How often the keys are asked for at the most, whatever tokens come.
const PAUSE: Duration = Duration::from_secs(60);

/// Gets the text of the pool's JSON Web Key Set.
pub trait KeySource: Fn() -> Result<String, Box<dyn Error + Send + Sync>> + Send + Sync {}

impl<F: Fn() -> Result<String, Box<dyn Error + Send + Sync>> + Send + Sync> KeySource for F {}

/// The keys, fetched when a token names one that is not known.
pub struct Keys {
    source: Box<dyn KeySource>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: Option<Jwks>,
    asked: Option<Instant>,
}

/// Why a signature cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The keys could not be had.
    #[error("the pool's keys could not be had: {0}")]
    Source(Box<dyn Error + Send + Sync>),
    /// What came is no key set.
    #[error("the pool's keys are no JSON Web Key Set")]
    NoKeys,
    /// The token names no key of the pool's.
    #[error("the token names no key of the pool's")]
    UnknownKey,
    /// The signature is another one.
    #[error("the token is not signed by the pool")]
    Signature,
}

impl Keys {
    /// Keys that come from there.
    pub fn new(source: impl KeySource + 'static) -> Self {
        Keys {
            source: Box::new(source),
            known: Mutex::default(),
        }
    }

    /// Checks the signature of a token. It may wait for the network: call it where that is allowed.
    ///
    /// # Errors
    /// Where the signature is not the pool's, or its keys cannot be had.
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
        let mut known = self.known.lock().unwrap_or_else(|it| it.into_inner());
        let is_due = known.asked.is_none_or(|it| it.elapsed() >= PAUSE);
        let found = |keys: &Option<Jwks>| keys.as_ref()?.find(id).cloned();
        if let Some(key) = found(&known.keys) {
            return Ok(key);
        }
        if is_due {
            known.asked = Some(Instant::now());
            let text = (self.source)().map_err(KeysError::Source)?;
            known.keys = Some(Jwks::parse(&text).ok_or(KeysError::NoKeys)?);
        }
        found(&known.keys).ok_or(KeysError::UnknownKey)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
