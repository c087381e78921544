//! Authenticates the person who sends a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use vestibule_protocol::jwt::{AccessTokenHash, Expected, Jwt, TokenUse, check};
use vestibule_protocol::region;

use crate::keys::{Keys, KeysError};

/// The largest accepted difference between the clocks of the pool and of this machine, in seconds.
const LEEWAY: i64 = 60;

/// The user pool whose tokens this server accepts.
#[derive(Clone, Debug)]
pub struct Pool {
    id: String,
    client_id: String,
    issuers: Vec<String>,
}

impl Pool {
    /// The pool of this id, and the app client whose tokens are accepted.
    ///
    /// # Errors
    /// If `id` is not the id of a user pool.
    pub fn new(id: &str, client_id: &str) -> Result<Self, String> {
        if !id.contains('_') {
            return Err(format!("{id} is not the id of a user pool"));
        }
        Ok(Pool {
            id: id.to_owned(),
            client_id: client_id.to_owned(),
            issuers: region::issuers(id, []),
        })
    }

    /// The URL of the pool's keys.
    pub fn keys_address(&self) -> String {
        let region = self.id.split('_').next().unwrap_or_default();
        format!(
            "{}/{}/.well-known/jwks.json",
            region::endpoint(region),
            self.id
        )
    }

    /// Returns the `sub` of the person who sent the request; `None` if the access token is missing or not valid at
    /// `now` (milliseconds since 1970). It may block on the network.
    ///
    /// # Errors
    /// If the pool's keys cannot be fetched.
    pub fn person(
        &self,
        keys: &Keys,
        headers: &HeaderMap,
        now: i64,
    ) -> Result<Option<String>, KeysError> {
        let header = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
        let token = header.and_then(|it| it.strip_prefix("Bearer "));
        let Some(token) = token.and_then(|it| Jwt::parse(it).ok()) else {
            return Ok(None);
        };
        let expected = Expected {
            issuers: &self.issuers,
            client_id: &self.client_id,
            token_use: TokenUse::Access,
            nonce: None,
            access_token_hash: AccessTokenHash::Ignored,
            now: now / 1000,
            leeway: LEEWAY,
        };
        if check(token.claims(), &expected).is_err() {
            return Ok(None);
        }
        match keys.verify(&token) {
            Ok(()) => Ok(token.claims().subject().map(str::to_owned)),
            Err(KeysError::UnknownKey | KeysError::Signature) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
