//! The signature of a token that came through an address, by the pool's keys.

use std::sync::PoisonError;

use crate::client::Client;
use crate::engine::begin::rejected;
use crate::error::Error;
use crate::protocol::http::{HttpRequest, Malformation};
use crate::protocol::jwt::{Jwk, Jwks, Jwt};
use crate::protocol::region::region_of;

impl Client {
    /// Verifies a token's signature by the pool's keys, which are fetched once and again where
    /// one is not among them.
    pub(crate) async fn verify_signature(&self, token: &str) -> Result<(), Error> {
        let jwt = Jwt::parse(token)?;
        let key = match self.known_key(jwt.key_id()) {
            Some(key) => key,
            None => self.fetch_key(&jwt).await?,
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

    /// Fetches the pool's keys until the one is among them.
    async fn fetch_key(&self, jwt: &Jwt) -> Result<Jwk, Error> {
        let mut outcome = Err(rejected("the pool has no key of the token's id"));
        for address in self.key_sets(jwt.claims().issuer().unwrap_or_default()) {
            match self.fetch_keys(address).await {
                Ok(keys) => {
                    *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
                    if let Some(key) = self.known_key(jwt.key_id()) {
                        return Ok(key);
                    }
                }
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    /// Where the pool's keys are: beside the issuer, which the token's claims have been checked for,
    /// and at the endpoint. A local Cognito and a proxy are not where their tokens' issuer is.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html>
    fn key_sets(&self, issuer: &str) -> Vec<String> {
        let settings = self.settings();
        let pool = [&settings.endpoint, "/", settings.user_pool_id.as_str()].concat();
        let mut places = vec![pool.as_str()];
        if region_of(&settings.endpoint).is_some() && issuer != pool {
            places.insert(0, issuer);
        }
        let fallback = settings.fallback_endpoint.as_deref();
        let replica = fallback.map(|url| [url, "/", settings.user_pool_id.as_str()].concat());
        places.extend(replica.as_deref());
        let address = |place: &str| [place, "/.well-known/jwks.json"].concat();
        places.into_iter().map(address).collect()
    }

    async fn fetch_keys(&self, url: String) -> Result<Jwks, Error> {
        let request = HttpRequest {
            method: "GET",
            url,
            headers: Vec::new(),
            body: None,
        };
        let answer = self.send(request).await?;
        Jwks::parse(&answer.body)
            .ok_or_else(|| Error::from(answer.malformed(Malformation::MissingField("keys"))))
    }
}
