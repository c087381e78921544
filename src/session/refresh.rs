//! Renewal: one at a time, among all callers and all tabs, and never an end without proof.

use super::Session;
use super::changes::{self, Change, Notice, SignOutReason};
use super::record::{Origin, Record};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::platform::Timestamp;
use crate::protocol::idp;

/// Which sessions are good enough.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// One that serves for a while, or can still be used while the network is away.
    Fresh,
    /// One that is newer than this.
    NewerThan(Timestamp),
}

impl Client {
    /// The session: as it is stored while it serves for a while, renewed where it is about to
    /// expire or has expired. All callers and all tabs share one renewal.
    ///
    /// # Errors
    /// - [`SignedOut`](ErrorKind::SignedOut): nobody is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito says that the session is over, or
    ///   it came from the implicit grant, which cannot be renewed, and has expired.
    /// - a retryable one: the tokens have expired and Cognito could not be reached. The person
    ///   stays signed in; ask again.
    pub async fn session(&self) -> Result<Session, Error> {
        let session = self.stored_session().await?;
        if session.record().is_fresh(self.now()) {
            return Ok(session);
        }
        match self.renew(Wanted::Fresh).await {
            Err(error) if error.is_retryable() && session.record().is_usable(self.now()) => {
                Ok(session)
            }
            result => result,
        }
    }

    /// Renews the session now, for instance after groups or attributes have changed.
    ///
    /// # Errors
    /// As [`session`](Self::session); the session that was there stays unless Cognito says that it
    /// is over.
    pub async fn refresh(&self) -> Result<Session, Error> {
        let session = self.stored_session().await?;
        self.renew(Wanted::NewerThan(session.record().obtained))
            .await
    }

    pub(crate) async fn stored_session(&self) -> Result<Session, Error> {
        self.store().read().await.ok_or_else(Error::signed_out)
    }

    async fn renew(&self, wanted: Wanted) -> Result<Session, Error> {
        let name = changes::name(&self.settings().client_id);
        let _held = self.platform().lock.acquire(&name).await;
        // Somebody else may have renewed it, or signed out, while this one waited for the lock.
        let session = self.stored_session().await?;
        let good = match wanted {
            Wanted::Fresh => session.record().is_fresh(self.now()),
            Wanted::NewerThan(time) => session.record().obtained > time,
        };
        if good {
            return Ok(session);
        }
        self.renew_held(session).await
    }

    async fn renew_held(&self, session: Session) -> Result<Session, Error> {
        let Some(refresh_token) = session.refresh_token() else {
            return match session.record().is_usable(self.now()) {
                true => Ok(session),
                false => Err(expired(
                    "the implicit grant gives tokens that cannot be renewed",
                )),
            };
        };
        let device_key = match session.record().origin {
            Origin::Direct => self.device_key_of([session.username(); 2]).await,
            Origin::Redirect => None,
        };
        let request = idp::GetTokensFromRefreshToken {
            refresh_token: refresh_token.into(),
            client_id: self.settings().client_id.clone(),
            device_key,
            ..Default::default()
        };
        match self.call(&request, Form::Session).await {
            Ok(answer) => self.adopt(session, answer).await,
            Err(error) if is_verdict(&error) => self.end(session, error).await,
            Err(error) => Err(error),
        }
    }

    /// Stores the new tokens before anybody sees them.
    async fn adopt(
        &self,
        session: Session,
        answer: idp::GetTokensFromRefreshTokenResponse,
    ) -> Result<Session, Error> {
        let result = answer.authentication_result.unwrap_or_default();
        let record = self.record_of(&result, session.record().origin)?;
        let record = Record {
            username: session.username().to_owned(),
            refresh_token: record
                .refresh_token
                .or_else(|| session.refresh_token().map(str::to_owned)),
            ..record
        };
        if session.claims().string("sub") != self.session_of(&record)?.claims().string("sub") {
            return Err(Error::new(
                ErrorKind::TokenRejected,
                "the renewed tokens belong to another user",
            ));
        }
        let renewed = self.session_of(&record)?;
        self.store().write(&record).await;
        self.announce(Change::Refreshed(renewed.clone()), Notice::Refreshed);
        Ok(renewed)
    }

    /// Ends the session that Cognito has ended, unless another one has taken its place.
    async fn end(&self, dead: Session, error: Error) -> Result<Session, Error> {
        let session = self.stored_session().await?;
        if session.refresh_token() != dead.refresh_token() {
            return Ok(session);
        }
        self.store().remove().await;
        self.announce(Change::SignedOut(SignOutReason::Ended), Notice::Ended);
        Err(expired(error.message()).with_code(error.code().unwrap_or_default()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.platform().clock.now()
    }
}

fn expired(message: &str) -> Error {
    Error::new(ErrorKind::SessionExpired, message)
}

/// Whether Cognito itself says that the refresh token is dead. Nothing else does.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
fn is_verdict(error: &Error) -> bool {
    matches!(
        error.code(),
        Some("NotAuthorizedException" | "UserNotFoundException" | "RefreshTokenReuseException")
    ) && error.kind() != ErrorKind::ClientSecretRequired
}
