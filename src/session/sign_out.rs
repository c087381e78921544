//! The end of a session: here, and everywhere.

use super::Session;
use super::changes::{self, Change, Notice, SignOutReason};
use crate::client::Client;
use crate::error::{Error, Form};
use crate::protocol::idp;

/// What came of a sign-out. This browser has forgotten the session in any case.
#[derive(Clone, Debug, Default)]
#[must_use = "it may tell that Cognito could not be reached"]
pub struct SignOutReport(Option<Error>);

impl SignOutReport {
    /// What could not be done at Cognito: the tokens live on there until they expire.
    pub fn unfinished(&self) -> Option<&Error> {
        self.0.as_ref()
    }
}

impl Client {
    /// Signs out here: this browser forgets the session, and Cognito revokes its refresh token and
    /// the access tokens that came from it. Nothing happens where nobody is signed in.
    ///
    /// # Errors
    /// None now; what could not be done at Cognito stands in the report.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub async fn sign_out(&self) -> Result<SignOutReport, Error> {
        let Some(session) = self.forget_session().await else {
            return Ok(SignOutReport::default());
        };
        Ok(SignOutReport(self.revoke(&session).await.err()))
    }

    /// Signs out everywhere: Cognito revokes all tokens of the user, on all devices, and this
    /// browser forgets the session.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) where nobody is signed in. What could not be
    /// done at Cognito stands in the report.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
    pub async fn sign_out_everywhere(&self) -> Result<SignOutReport, Error> {
        self.stored_session().await?;
        let unfinished = self.revoke_everywhere().await.err();
        self.forget_session().await;
        Ok(SignOutReport(unfinished))
    }

    /// Takes the session out of the store and tells everybody. A renewal that is under way ends
    /// first: its tokens are the ones that have to be revoked.
    pub(crate) async fn forget_session(&self) -> Option<Session> {
        let name = changes::name(&self.settings().client_id);
        let _held = self.platform().lock.acquire(&name).await;
        let session = self.store().read().await;
        self.store().remove().await;
        if session.is_some() {
            self.announce(Change::SignedOut(SignOutReason::Asked), Notice::SignedOut);
        }
        session
    }

    pub(crate) async fn revoke(&self, session: &Session) -> Result<(), Error> {
        let Some(token) = session.refresh_token() else {
            return Ok(());
        };
        let request = idp::RevokeToken {
            token: token.into(),
            client_id: self.settings().client_id.clone(),
            ..Default::default()
        };
        self.call(&request, Form::Session).await.map(drop)
    }

    async fn revoke_everywhere(&self) -> Result<(), Error> {
        let session = self.session().await?;
        let request = idp::GlobalSignOut {
            access_token: session.access_token().into(),
        };
        self.call(&request, Form::Session).await.map(drop)
    }
}
