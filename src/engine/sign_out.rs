//! Signs out, in this browser or everywhere.

use std::sync::Arc;
use std::time::Duration;

use super::refresh::LOCK_STEAL_AFTER;
use super::watch::TabEvent;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, StoreError};
use crate::protocol::json::Object;
use crate::protocol::secret::Secret;
use crate::session::Session;
use crate::session::changes::Notice;
use vestibule_chunk::chunk;

/// The first pause before a failed removal is retried. It doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// How long a sign-out waits for its chunk, because it must not hang with the network.
const CHUNK_TIMEOUT: Duration = Duration::from_secs(2);
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The outcome of a sign-out. The user is signed out of this browser in any case.
#[derive(Clone, Debug, Default)]
#[must_use = "it says whether Cognito could be reached"]
pub struct SignOutReport {
    unfinished: Option<Error>,
    not_removed: Option<Error>,
    #[cfg(feature = "redirect")]
    pub(super) is_leaving: bool,
    #[cfg(feature = "redirect")]
    pub(super) hosted_session_remains: bool,
    #[cfg(feature = "accounts")]
    active: Option<String>,
}

impl SignOutReport {
    /// Returns why Cognito has not revoked the tokens, which stay valid until they expire. Without a network, the
    /// refresh token stays in this page's memory, and not in a store, and is revoked when Cognito can be reached while
    /// the page lives.
    pub fn unfinished(&self) -> Option<&Error> {
        self.unfinished.as_ref()
    }

    /// Returns why the store has not removed the session. The user is signed out all the same: a revision next to the
    /// store notifies every page that the session has ended, and the removal is retried until it succeeds.
    pub fn not_removed(&self) -> Option<&Error> {
        self.not_removed.as_ref()
    }

    /// Whether the page is navigating to the hosted pages' logout
    /// ([`HostedSignOut::Visit`](crate::HostedSignOut::Visit)). The app need not show anything now.
    #[cfg(feature = "redirect")]
    pub fn is_leaving(&self) -> bool {
        self.is_leaving
    }

    /// Whether the hosted pages' session remains, because there was no network to visit their logout. The next user of
    /// this browser could sign in there without a password. The next sign-in by redirect or popup asks for the password
    /// (`prompt=login`, which managed login supports and the classic hosted UI ignores).
    /// [`redirect_sign_out`](Client::redirect_sign_out) visits the logout when there is a network.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    #[cfg(feature = "redirect")]
    pub fn hosted_session_remains(&self) -> bool {
        self.hosted_session_remains
    }

    /// Returns the username of the account that is active after the sign-out, with several accounts.
    #[cfg(feature = "accounts")]
    pub fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }
}

/// The outcome of removing the session from this browser.
pub(crate) struct RemovedSession {
    /// The session. `None` if there was none, or the store could not be read.
    pub session: Option<Session>,
    pub not_removed: Option<Error>,
}

impl Client {
    /// Signs out of this browser: removes the session at once, in all tabs, and has Cognito revoke its refresh token
    /// and the access tokens that were issued for it. Does nothing if no user is signed in. After a sign-in by redirect
    /// it navigates to the hosted pages' logout if there is a [`logout_uri`](crate::ClientConfig::logout_uri), unless
    /// [`hosted_sign_out`](crate::ClientConfig::hosted_sign_out) says otherwise.
    ///
    /// # Errors
    /// Currently none. The report has errors of Cognito.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub async fn sign_out(&self) -> Result<SignOutReport, Error> {
        let loaded = self.load_chunk_within(CHUNK_TIMEOUT, "session").await;
        Ok(match loaded {
            Ok(()) => self.sign_out_with_revocation().await,
            Err(error) => self.sign_out_without_chunk(error).await,
        })
    }

    #[chunk(session)]
    async fn sign_out_with_revocation(&self) -> SignOutReport {
        let (session, report) = self.sign_out_here().await;
        self.end_hosted_session(session.as_slice(), report).await
    }

    /// Signs out if the chunk could not be loaded in time: removes the session, and revokes the refresh token that this
    /// tab knows when Cognito can be reached.
    async fn sign_out_without_chunk(&self, error: Error) -> SignOutReport {
        let held = self.lock_session(Duration::ZERO).await;
        let session = self.0.tab_state.last_reported();
        // The revision of the stored record was not read.
        let ended = self.0.tab_state.next_revision(self.revision_of_unknown());
        let removed = self.store().remove(ended).await;
        self.announce_end(ended);
        drop(held);
        if removed.is_err() {
            self.handle_event(TabEvent::NotRemoved(ended));
        }
        if let Some(token) = session.as_ref().and_then(Session::refresh_token) {
            self.revoke_in_background(token.to_owned());
        }
        SignOutReport {
            #[cfg(feature = "redirect")]
            hosted_session_remains: self.remember_hosted_logout(session.as_slice()).await,
            ..self.report(Some(error), removed.err().map(Error::from))
        }
    }

    /// Signs out of this browser without leaving the page.
    pub(crate) async fn sign_out_here(&self) -> (Option<Session>, SignOutReport) {
        let removed = self.remove_session().await;
        let revoked = match &removed.session {
            Some(session) => self.revoke(session).await,
            None => Ok(()),
        };
        let report = self.report(revoked.err(), removed.not_removed);
        (removed.session, report)
    }

    #[cfg(not(feature = "redirect"))]
    pub(super) async fn end_hosted_session(
        &self,
        _: &[Session],
        report: SignOutReport,
    ) -> SignOutReport {
        report
    }

    /// Signs out everywhere: removes the session from this browser, and has Cognito revoke all tokens of the user, on
    /// all devices. If that fails, it asks Cognito to revoke at least the tokens of this session.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) if no user is signed in. The report has errors of Cognito.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
    pub async fn sign_out_everywhere(&self) -> Result<SignOutReport, Error> {
        #[cfg(feature = "migrate")]
        self.import_once().await;
        let stored = self.stored_session().await?;
        // GlobalSignOut needs an access token that has not expired.
        let session = self.session().await;
        let not_removed = self.remove_session().await.not_removed;
        let done = match &session {
            Ok(session) => {
                let mut input = Object::new();
                input.text("AccessToken", session.access_token());
                self.call_with_retries("GlobalSignOut", input).await
            }
            Err(error) => Err(error.clone()),
        };
        if done.is_err() {
            let _ = self.revoke(session.as_ref().unwrap_or(&stored)).await;
        }
        let report = self.report(done.err(), not_removed);
        Ok(self.end_hosted_session(&[stored], report).await)
    }

    /// Removes the session from the store and notifies all tabs. It does not wait for a running renewal, which will
    /// find no session. With several accounts, another one becomes active.
    pub(crate) fn remove_session(&self) -> LocalFuture<'_, RemovedSession> {
        Box::pin(self.remove_stored())
    }

    async fn remove_stored(&self) -> RemovedSession {
        #[cfg(feature = "migrate")]
        self.import_and_remove().await;
        let held = self.lock_session(Duration::ZERO).await;
        let session = self.stored().await;
        let is_known = session.is_some() || self.store().read().await.is_ok();
        let least = match is_known {
            true => 0,
            false => self.revision_of_unknown(),
        };
        let ended = self.0.tab_state.next_revision(least);
        let removed = self.remove_record(ended).await;
        if session.is_some() || !is_known {
            self.announce_end(ended);
        }
        drop(held);
        #[cfg(feature = "accounts")]
        if self.settings().accounts {
            self.activate_next().await;
        }
        RemovedSession {
            session,
            not_removed: removed.err().map(Error::from),
        }
    }

    /// Returns a revision for a sign-out without reading the store: greater than that of any stored record, whose
    /// tokens cannot have been issued a day in the future.
    fn revision_of_unknown(&self) -> i64 {
        self.now().plus(A_DAY).as_millis() as i64
    }

    /// Notifies all tabs of a sign-out with this revision.
    fn announce_end(&self, ended: i64) {
        // So that the next revision, which `announce` uses, is `ended`.
        self.0.tab_state.note_revision(1 - ended);
        self.announce(Notice::SignedOut, None);
    }

    /// Removes the record. `ended` is the revision of the sign-out. If the store fails, the removal is retried in the
    /// background.
    pub(super) async fn remove_record(&self, ended: i64) -> Result<(), StoreError> {
        let removed = self.store().remove(ended).await;
        if removed.is_err() {
            self.remove_in_background(ended);
        }
        removed
    }

    /// Removes records that are older than a sign-out with this revision, in the background, and retries until it
    /// succeeds.
    pub(super) fn remove_in_background(&self, ended: i64) {
        if !self.store().start_removal() {
            return;
        }
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let mut pause = FIRST_PAUSE;
        let remove = async move {
            loop {
                clock.sleep(pause).await;
                pause = (pause * 2).min(MAX_PAUSE);
                let Some(client) = inner.upgrade().map(Client::from_inner) else {
                    return;
                };
                let _held = client.lock_session(LOCK_STEAL_AFTER).await;
                if client.store().remove_older(ended).await.is_ok() {
                    client.store().end_removal();
                    return;
                }
            }
        };
        self.platform().spawn.spawn(Box::pin(remove));
    }

    pub(super) fn report(
        &self,
        unfinished: Option<Error>,
        not_removed: Option<Error>,
    ) -> SignOutReport {
        SignOutReport {
            unfinished,
            not_removed,
            #[cfg(feature = "redirect")]
            is_leaving: false,
            #[cfg(feature = "redirect")]
            hosted_session_remains: false,
            #[cfg(feature = "accounts")]
            active: (self.0.tab_state.newest_reported())
                .map(|session| session.username().to_owned()),
        }
    }

    /// Revokes the refresh token of a session. If Cognito cannot be reached, it is retried in the background.
    pub(crate) fn revoke(&self, session: &Session) -> LocalFuture<'_, Result<(), Error>> {
        match session.refresh_token() {
            Some(token) => self.revoke_token(token.to_owned()),
            None => Box::pin(async { Ok(()) }),
        }
    }

    pub(crate) fn revoke_token(&self, token: String) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let revoked = self
                .call_with_retries("RevokeToken", self.revocation(&token))
                .await;
            if revoked.as_ref().is_err_and(is_unproven) {
                self.revoke_in_background(token);
            }
            revoked
        })
    }

    /// Revokes a refresh token in the background, and retries until Cognito can be reached. Until then the token stays
    /// in this page's memory only: in a store, the next user of this machine could find it.
    pub(crate) fn revoke_in_background(&self, token: String) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let token = Secret::from(token);
        let revoke = async move {
            let mut failures = 0;
            loop {
                let Some(client) = inner.upgrade().map(Client::from_inner) else {
                    return;
                };
                if client.load_chunk("session").await.is_ok()
                    && client.try_to_revoke(token.expose()).await
                {
                    return;
                }
                let pause = client.background_pause(failures, client.user_pool_pause());
                drop(client);
                failures += 1;
                clock.sleep(pause).await;
            }
        };
        self.platform().spawn.spawn(Box::pin(revoke));
    }

    /// Tries to revoke a refresh token. Returns whether no retry is needed.
    #[chunk(session)]
    async fn try_to_revoke(&self, token: &str) -> bool {
        let revoked = self
            .send_operation_for_session("RevokeToken", self.revocation(token))
            .await;
        !revoked.as_ref().is_err_and(is_unproven)
    }

    fn revocation(&self, token: &str) -> Object {
        let mut input = self.client_input();
        input.text("Token", token);
        input
    }

    /// Calls an idempotent operation, with a few retries.
    fn call_with_retries<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let mut tries = 0;
            loop {
                match self
                    .send_operation_for_session(operation, input.clone())
                    .await
                {
                    Err(error)
                        if error.is_retryable()
                            && error.kind() != ErrorKind::Timeout
                            && self.wait_before_retry(tries, self.user_pool_pause()).await => {}
                    done => return done.map(drop),
                }
                tries += 1;
            }
        })
    }
}

/// Whether it is unknown what Cognito would respond: it was not reached, could not respond, or something else responded
/// in its place, such as a captive portal or a service worker with a stored page.
pub(super) fn is_unproven(error: &Error) -> bool {
    error.is_retryable() || error.kind() == ErrorKind::InvalidResponse
}
