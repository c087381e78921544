//! The signature of a token that came through an address, by the pool's keys.

use std::sync::PoisonError;

use crate::client::{Client, rejected};
use crate::config::Settings;
use crate::error::Error;
use crate::protocol::http::{HttpRequest, Malformation};
use crate::protocol::jwt::{Jwk, Jwks, Jwt};

impl Client {
    /// Verifies a token's signature by the pool's keys, which are fetched once and again where
    /// one is not among them.
    pub(crate) async fn verify_signature(&self, token: &str) -> Result<(), Error> {
        let jwt = Jwt::parse(token)?;
        let key = match self.known_key(jwt.key_id()) {
            Some(key) => key,
            None => self.fetch_key(jwt.key_id()).await?,
        };
        let message = jwt.signing_input().as_bytes();
        let verifier = &self.platform().verifier;
        match verifier
            .verify_rs256(&key.n, &key.e, message, jwt.signature())
            .await
        {
            Some(true) => Ok(()),
            Some(false) => Err(rejected("the token's signature is not the pool's")),
            None => Err(rejected("this browser cannot verify the token's signature")),
        }
    }

    fn known_key(&self, key_id: &str) -> Option<Jwk> {
        let keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.find(key_id).cloned()
    }

    async fn fetch_key(&self, key_id: &str) -> Result<Jwk, Error> {
        let Settings {
            endpoint,
            user_pool_id,
            ..
        } = self.settings();
        let request = HttpRequest {
            method: "GET",
            url: [endpoint, "/", user_pool_id, "/.well-known/jwks.json"].concat(),
            headers: Vec::new(),
            body: None,
        };
        let answer = self.send(request).await?;
        let keys = Jwks::parse(&answer.body)
            .ok_or_else(|| Error::from(answer.malformed(Malformation::MissingField("keys"))))?;
        *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        self.known_key(key_id)
            .ok_or_else(|| rejected("the pool has no key of the token's id"))
    }
}
