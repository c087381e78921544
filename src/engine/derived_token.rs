//! Requests and caches derived tokens.

use std::time::Duration;

use crate::client::Client;
use crate::error::Error;
use crate::protocol::idp::{self, IssuedTokenTypeIdentifier, TokenTypeIdentifier};
use crate::session::Session;
use crate::session::derived_token::{DerivedToken, TokenNeed, sign_in_id};

impl Client {
    /// Returns a token for one service, derived from the signed-in user's access token, with fewer scopes or for one
    /// audience. The service can do less with it than with the access token.
    ///
    /// Tokens are cached in memory until they expire or the session ends. Concurrent calls with the same need share one
    /// request. The app client needs `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`, and the user pool the plan Essentials or
    /// Plus.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput) or
    ///   [`FlowNotEnabled`](crate::ErrorKind::FlowNotEnabled): the app client does not allow the exchange,
    ///   or none of the scopes can be granted.
    /// - those of [`session`](Self::session), and other errors of Cognito.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>
    pub async fn derived_token(&self, need: &TokenNeed) -> Result<DerivedToken, Error> {
        let session = self.session().await?;
        self.derived_token_of(&session, need).await
    }

    /// Returns a token that is derived from this session's access token.
    pub(crate) async fn derived_token_of(
        &self,
        session: &Session,
        need: &TokenNeed,
    ) -> Result<DerivedToken, Error> {
        let tokens = &self.0.inner.derived;
        let sign_in = sign_in_id(session);
        let since = tokens.ended();
        let _lock = tokens.locks.acquire(&format!("{need:?}")).await;
        if let Some(known) = tokens.find(&sign_in, need, self.now(), since) {
            return known;
        }
        let response = self.derive(session, need).await;
        tokens.put(sign_in, need, &response);
        response
    }

    /// Removes a token from the cache, because the API has refused it.
    #[cfg(feature = "api")]
    pub(crate) fn forget_derived_token(&self, token: &DerivedToken) {
        self.0.inner.derived.forget(token);
    }

    async fn derive(&self, session: &Session, need: &TokenNeed) -> Result<DerivedToken, Error> {
        let request = idp::GetDerivedToken {
            client_id: self.settings().client_id.clone(),
            subject_token: session.access_token().into(),
            subject_token_type: TokenTypeIdentifier::AccessToken,
            scopes: need.scopes.clone(),
            audiences: need.audiences.clone(),
            resources: need.resources.clone(),
            requested_token_type: Some(IssuedTokenTypeIdentifier::AccessToken),
            ..Default::default()
        };
        let response = self.call_operation(request).await?;
        // `expires_in` is optional in AWS's model. Without it the token is not cached.
        let lifetime = u64::try_from(response.expires_in.unwrap_or_default()).unwrap_or_default();
        Ok(DerivedToken {
            token: response.issued_token,
            expires: self.now().plus(Duration::from_secs(lifetime)),
            offset: session.record().offset,
            scopes: response.scopes,
        })
    }
}
