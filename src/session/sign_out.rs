//! The end of a session: here, and everywhere.

use std::time::Duration;

use super::Session;
#[cfg(feature = "accounts")]
use super::accounts::part_several_next;
use super::changes::Notice;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::json::Object;

/// What came of a sign-out. This browser has forgotten the session in any case.
#[derive(Clone, Debug, Default)]
#[must_use = "it may tell that Cognito could not be reached"]
pub struct SignOutReport {
    unfinished: Option<Error>,
    #[cfg(feature = "accounts")]
    active: Option<String>,
}

impl SignOutReport {
    /// What could not be done at Cognito: the tokens live on there until they expire.
    pub fn unfinished(&self) -> Option<&Error> {
        self.unfinished.as_ref()
    }

    /// Whose account is the active one now: with several accounts, the one that was active before.
    #[cfg(feature = "accounts")]
    pub fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }
}

impl Client {
    /// Signs out here: this browser forgets the session at once, in all tabs, and Cognito revokes its
    /// refresh token and the access tokens that came from it. Nothing happens where nobody is signed
    /// in.
    ///
    /// # Errors
    /// None now; what could not be done at Cognito stands in the report.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub async fn sign_out(&self) -> Result<SignOutReport, Error> {
        let Some(session) = self.forget_session().await else {
            return Ok(SignOutReport::default());
        };
        Ok(self.report(self.revoke(&session).await.err()))
    }

    /// Signs out everywhere: this browser forgets the session, and Cognito revokes all tokens of the
    /// user, on all devices. Where Cognito does not do that, it is asked to revoke at least those of
    /// this session.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) where nobody is signed in. What could not be
    /// done at Cognito stands in the report.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
    pub async fn sign_out_everywhere(&self) -> Result<SignOutReport, Error> {
        #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
        self.first_look().await;
        let stored = self.stored_session().await?;
        // Cognito wants an access token that has not expired.
        let session = self.session().await;
        self.forget_session().await;
        let done = match &session {
            Ok(session) => {
                let mut input = Object::new();
                input.text("AccessToken", session.access_token());
                self.insist("GlobalSignOut", input).await
            }
            Err(error) => Err(error.clone()),
        };
        if done.is_err() {
            let _ = self.revoke(session.as_ref().unwrap_or(&stored)).await;
        }
        Ok(self.report(done.err()))
    }

    /// Takes the session out of the store and tells everybody, without waiting for a renewal that is
    /// under way: that one will find nothing to renew any more. With several accounts, another one is
    /// active then.
    pub(crate) async fn forget_session(&self) -> Option<Session> {
        #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
        self.move_out().await;
        let held = self.hold(Duration::ZERO).await;
        let session = self.stored().await;
        self.store().remove().await;
        if session.is_some() {
            self.announce(Notice::SignedOut, None);
        }
        drop(held);
        #[cfg(feature = "accounts")]
        if self.settings().accounts {
            part_several_next(self).await;
        }
        session
    }

    pub(super) fn report(&self, unfinished: Option<Error>) -> SignOutReport {
        SignOutReport {
            unfinished,
            #[cfg(feature = "accounts")]
            active: (self.0.truth.newest_told()).map(|session| session.username().to_owned()),
        }
    }

    pub(crate) fn revoke(&self, session: &Session) -> LocalFuture<'_, Result<(), Error>> {
        let Some(token) = session.refresh_token() else {
            return Box::pin(async { Ok(()) });
        };
        let mut input = self.client_input();
        input.text("Token", token);
        self.insist("RevokeToken", input)
    }

    /// Calls an operation that can be called again, a few times while that can help.
    fn insist<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let mut tries = 0;
            loop {
                match self.ask_in_time(operation, input.clone()).await {
                    Err(error)
                        if error.is_retryable()
                            && error.kind() != ErrorKind::Timeout
                            && self.pause(tries).await => {}
                    done => return done.map(drop),
                }
                tries += 1;
            }
        })
    }
}
