//! Verifies the signature of a token that was received in an address, with the pool's keys.

use std::sync::PoisonError;

use crate::client::Client;
use crate::engine::start::rejected;
use crate::error::Error;
use crate::protocol::http::{HttpRequest, Malformation};
use crate::protocol::jwt::{Jwk, Jwks, Jwt};
use crate::protocol::region::region_of;

impl Client {
    /// Verifies a token's signature with the pool's keys. They are fetched once, and again if the
    /// token's key is not among them.
    pub(crate) async fn verify_signature(&self, token: &str) -> Result<(), Error> {
        let jwt = Jwt::parse(token)?;
        let key = match self.cached_key(jwt.key_id()) {
            Some(key) => key,
            None => self.fetch_missing_key(&jwt).await?,
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

    fn cached_key(&self, key_id: &str) -> Option<Jwk> {
        let keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.find(key_id).cloned()
    }

    /// Fetches key sets until one contains the token's key.
    async fn fetch_missing_key(&self, jwt: &Jwt) -> Result<Jwk, Error> {
        let mut outcome = Err(rejected("the pool has no key of the token's id"));
        for address in self.jwks_urls(jwt.claims().issuer().unwrap_or_default()) {
            match self.fetch_jwks(address).await {
                Ok(keys) => {
                    *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
                    if let Some(key) = self.cached_key(jwt.key_id()) {
                        return Ok(key);
                    }
                }
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    /// The addresses of the pool's keys: at the issuer, which was checked with the token's claims, and at
    /// the endpoint. For a local Cognito or a proxy, the issuer is not reachable.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html>
    fn jwks_urls(&self, issuer: &str) -> Vec<String> {
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

    async fn fetch_jwks(&self, url: String) -> Result<Jwks, Error> {
        let request = HttpRequest {
            method: "GET",
            url,
            headers: Vec::new(),
            body: None,
        };
        let response = self.send(request).await?;
        Jwks::parse(&response.body)
            .ok_or_else(|| Error::from(response.malformed(Malformation::MissingField("keys"))))
    }
}
