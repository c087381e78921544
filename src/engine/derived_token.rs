//! Tokens for one service: how they are asked for, and kept.

use std::time::Duration;

use crate::client::Client;
use crate::error::Error;
use crate::protocol::idp::{self, IssuedTokenTypeIdentifier, TokenTypeIdentifier};
use crate::session::Session;
use crate::session::derived_token::{DerivedToken, TokenNeed, sign_in_of};

impl Client {
    /// A token for one service, made of the access token of whoever is signed in: of fewer scopes, or for
    /// one audience. A service that gets it can do less with it than with the access token.
    ///
    /// It is kept in memory until it expires, for the session that it was made of: the same need is
    /// answered at once, and all who ask at the same time share one request. The app client needs
    /// `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`, and the user pool the plan Essentials or Plus.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput) or
    ///   [`FlowNotEnabled`](crate::ErrorKind::FlowNotEnabled): the app client does not allow the exchange,
    ///   or none of the scopes can be granted.
    /// - those of [`session`](Self::session), and what Cognito answers.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>
    pub async fn derived_token(&self, need: &TokenNeed) -> Result<DerivedToken, Error> {
        let session = self.session().await?;
        self.derived_token_of(&session, need).await
    }

    /// The same, of the access token of this session.
    pub(crate) async fn derived_token_of(
        &self,
        session: &Session,
        need: &TokenNeed,
    ) -> Result<DerivedToken, Error> {
        let kept = &self.0.inner.derived;
        let sign_in = sign_in_of(session);
        let since = kept.ended();
        let _turn = kept.turns.acquire(&format!("{need:?}")).await;
        if let Some(known) = kept.find(&sign_in, need, self.now(), since) {
            return known;
        }
        let answer = self.derive(session, need).await;
        kept.put(sign_in, need, &answer);
        answer
    }

    /// Gives a token out no more: the API has refused it.
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
        let answer = self.call_operation(request).await?;
        // The model lets the life be missing: then the token is used once.
        let life = u64::try_from(answer.expires_in.unwrap_or_default()).unwrap_or_default();
        Ok(DerivedToken {
            token: answer.issued_token,
            expires: self.now().plus(Duration::from_secs(life)),
            offset: session.record().offset,
            scopes: answer.scopes,
        })
    }
}
