//! The end of a session: here, and everywhere.

use std::sync::Arc;
use std::time::Duration;

use super::refresh::LOCK_STEAL_AFTER;
use super::watch::Word;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, StoreError};
use crate::protocol::json::Object;
use crate::protocol::secret::Secret;
use crate::session::Session;
use crate::session::changes::Notice;
use vestibule_chunk::chunk;

/// How long it takes until a removal is tried again that a store refused, at first and at the most.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long a sign-out waits for its chunk: whoever signs out is not to wait for a network that hangs.
const CHUNK_TIMEOUT: Duration = Duration::from_secs(2);
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What came of a sign-out. This browser has forgotten the session in any case.
#[derive(Clone, Debug, Default)]
#[must_use = "it may tell that Cognito could not be reached"]
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
    /// What could not be done at Cognito: the tokens live on there until they expire. Where the network
    /// was away, the refresh token stays in this page's memory, and in no storage, and is revoked as
    /// soon as Cognito can be reached while the page lives.
    pub fn unfinished(&self) -> Option<&Error> {
        self.unfinished.as_ref()
    }

    /// Why the store has not removed the session. Nobody is signed in all the same: a revision beside the
    /// store tells every page that the session has ended, and the removal is tried again until it
    /// succeeds.
    pub fn not_removed(&self) -> Option<&Error> {
        self.not_removed.as_ref()
    }

    /// Whether the page is being left for the hosted pages' logout
    /// ([`HostedSignOut::Visit`](crate::HostedSignOut::Visit)): what the app does now is not seen any more.
    #[cfg(feature = "redirect")]
    pub fn is_leaving(&self) -> bool {
        self.is_leaving
    }

    /// Whether the hosted pages' logout was to be visited, and was not, since the network was away: whoever
    /// signs in there next at this machine could be let in without a question. The next sign-in by redirect or
    /// popup asks for it (`prompt=login`, which managed login takes and the classic hosted UI ignores);
    /// [`redirect_sign_out`](Client::redirect_sign_out) visits the logout as soon as there is a network.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    #[cfg(feature = "redirect")]
    pub fn hosted_session_remains(&self) -> bool {
        self.hosted_session_remains
    }

    /// Whose account is the active one now: with several accounts, the one that was active before.
    #[cfg(feature = "accounts")]
    pub fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }
}

/// A session that this browser has forgotten.
pub(crate) struct Forgotten {
    /// What it was; `None` where nobody was signed in, or where the store could not be read.
    pub session: Option<Session>,
    pub not_removed: Option<Error>,
}

impl Client {
    /// Signs out here: this browser forgets the session at once, in all tabs, and Cognito revokes its
    /// refresh token and the access tokens that came from it. Nothing happens where nobody is signed
    /// in. After a sign-in by redirect the page is left for the hosted pages' logout, where a
    /// [`logout_uri`](crate::ClientConfig::logout_uri) is given and
    /// [`hosted_sign_out`](crate::ClientConfig::hosted_sign_out) does not say otherwise.
    ///
    /// # Errors
    /// None now; what could not be done at Cognito stands in the report.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub async fn sign_out(&self) -> Result<SignOutReport, Error> {
        let loaded = self.load_chunk_within(CHUNK_TIMEOUT, "session").await;
        Ok(match loaded {
            Ok(()) => self.sign_out_wholly().await,
            Err(error) => self.sign_out_without_chunk(error).await,
        })
    }

    #[chunk(session)]
    async fn sign_out_wholly(&self) -> SignOutReport {
        let (session, report) = self.sign_out_here().await;
        self.leave_hosted_session(session.as_slice(), report).await
    }

    /// Signs out where the chunk that knows how could not be fetched in time: this browser forgets the session all the same,
    /// and the refresh token that this tab knows is revoked as soon as Cognito can be reached.
    async fn sign_out_without_chunk(&self, error: Error) -> SignOutReport {
        let held = self.hold(Duration::ZERO).await;
        let session = self.0.tab_state.last_told();
        // What is stored was not looked at.
        let ended = self.0.tab_state.next_revision(self.revision_of_unknown());
        let removed = self.store().remove(ended).await;
        self.announce_end(ended);
        drop(held);
        if removed.is_err() {
            self.hear(Word::NotRemoved(ended));
        }
        if let Some(token) = session.as_ref().and_then(Session::refresh_token) {
            self.revoke_behind(token.to_owned());
        }
        SignOutReport {
            #[cfg(feature = "redirect")]
            hosted_session_remains: self.keep_asking_after(session.as_slice()).await,
            ..self.report(Some(error), removed.err().map(Error::from))
        }
    }

    /// Signs out of this browser, and stays on the page.
    pub(crate) async fn sign_out_here(&self) -> (Option<Session>, SignOutReport) {
        let forgotten = self.forget_session().await;
        let revoked = match &forgotten.session {
            Some(session) => self.revoke(session).await,
            None => Ok(()),
        };
        let report = self.report(revoked.err(), forgotten.not_removed);
        (forgotten.session, report)
    }

    #[cfg(not(feature = "redirect"))]
    pub(super) async fn leave_hosted_session(
        &self,
        _: &[Session],
        report: SignOutReport,
    ) -> SignOutReport {
        report
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
        #[cfg(feature = "migrate")]
        self.first_look().await;
        let stored = self.stored_session().await?;
        // Cognito wants an access token that has not expired.
        let session = self.session().await;
        let not_removed = self.forget_session().await.not_removed;
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
        let report = self.report(done.err(), not_removed);
        Ok(self.leave_hosted_session(&[stored], report).await)
    }

    /// Takes the session out of the store and tells everybody, without waiting for a renewal that is
    /// under way: that one will find nothing to renew any more. With several accounts, another one is
    /// active then.
    pub(crate) fn forget_session(&self) -> LocalFuture<'_, Forgotten> {
        Box::pin(self.forget())
    }

    async fn forget(&self) -> Forgotten {
        #[cfg(feature = "migrate")]
        self.move_out().await;
        let held = self.hold(Duration::ZERO).await;
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
            self.next_active().await;
        }
        Forgotten {
            session,
            not_removed: removed.err().map(Error::from),
        }
    }

    /// The revision of an end before which whatever the store holds was stored: nobody has been signed in for a day to come.
    fn revision_of_unknown(&self) -> i64 {
        self.now().plus(A_DAY).as_millis() as i64
    }

    /// Tells everybody of an end that has that revision.
    fn announce_end(&self, ended: i64) {
        // The announcement has the next revision, which is this one then.
        self.0.tab_state.hear(1 - ended);
        self.announce(Notice::SignedOut, None);
    }

    /// Takes the record of a session out of the store whose end has that revision. Where the store fails, it
    /// is tried again behind.
    pub(super) async fn remove_record(&self, ended: i64) -> Result<(), StoreError> {
        let removed = self.store().remove(ended).await;
        if removed.is_err() {
            self.remove_behind(ended);
        }
        removed
    }

    /// Removes what is older than a sign-out with that revision, as soon as the store lets it.
    pub(super) fn remove_behind(&self, ended: i64) {
        if !self.store().begins_to_remove() {
            return;
        }
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let mut pause = FIRST_PAUSE;
        let remove = async move {
            loop {
                clock.sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                let Some(client) = inner.upgrade().map(Client::of) else {
                    return;
                };
                let _held = client.hold(LOCK_STEAL_AFTER).await;
                if client.store().remove_older(ended).await.is_ok() {
                    client.store().ends_removing();
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
            active: (self.0.tab_state.newest_told()).map(|session| session.username().to_owned()),
        }
    }

    /// Revokes the refresh token of a session; where Cognito cannot be reached, again behind.
    pub(crate) fn revoke(&self, session: &Session) -> LocalFuture<'_, Result<(), Error>> {
        match session.refresh_token() {
            Some(token) => self.revoke_token(token.to_owned()),
            None => Box::pin(async { Ok(()) }),
        }
    }

    pub(crate) fn revoke_token(&self, token: String) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let revoked = self.insist("RevokeToken", self.revocation(&token)).await;
            if revoked.as_ref().is_err_and(Error::is_retryable) {
                self.revoke_behind(token);
            }
            revoked
        })
    }

    /// Revokes a refresh token while nobody waits for it, as soon as Cognito can be reached. It stays in
    /// this page's memory until then: in a storage, whoever comes to the machine next would find it.
    pub(crate) fn revoke_behind(&self, token: String) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let token = Secret::from(token);
        let revoke = async move {
            let mut failures = 0;
            loop {
                let Some(client) = inner.upgrade().map(Client::of) else {
                    return;
                };
                if client.load_chunk("session").await.is_ok()
                    && client.is_revoked(token.expose()).await
                {
                    return;
                }
                let pause = client.pause_behind(failures);
                drop(client);
                failures += 1;
                clock.sleep(pause).await;
            }
        };
        self.platform().spawn.spawn(Box::pin(revoke));
    }

    /// Revokes a refresh token, and says whether that is settled, one way or the other.
    #[chunk(session)]
    async fn is_revoked(&self, token: &str) -> bool {
        let revoked = self
            .ask_in_time("RevokeToken", self.revocation(token))
            .await;
        !revoked.is_err_and(|error| error.is_retryable())
    }

    fn revocation(&self, token: &str) -> Object {
        let mut input = self.client_input();
        input.text("Token", token);
        input
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
