//! Renews the session. All callers and all tabs share one renewal. Only a verdict of Cognito ends a session.

use std::future::poll_fn;
use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, millis};
use crate::protocol::json::Value;
use crate::protocol::text::has;
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::derived_token::sign_in_id;
use crate::session::store::OlderRecord;
use crate::session::tab_state::is_refusal;
use vestibule_chunk::chunk;

/// After this time, a tab that holds the lock is assumed to hang.
pub(crate) const LOCK_STEAL_AFTER: Duration = Duration::from_secs(8);
/// How often the store is read again before a refused refresh token ends the session: another tab may have stored a new
/// one.
const VERDICT_CHECKS: u32 = 10;
const BETWEEN_VERDICT_CHECKS: Duration = Duration::from_millis(100);

impl Client {
    /// Returns the session. If its tokens expire soon, it is renewed in the background. If they have expired, it is
    /// renewed first. All callers and all tabs share one renewal.
    ///
    /// # Errors
    /// - [`SignedOut`](ErrorKind::SignedOut): no user is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito has ended the session, or it has expired and is from
    ///   the implicit grant, which cannot be renewed.
    /// - a retryable error: the tokens have expired, and Cognito could not be reached in three attempts. The user stays
    ///   signed in (see [`current`](Self::current)). Call this again.
    /// - [`LambdaRejected`](ErrorKind::LambdaRejected): the tokens have expired, and a Lambda trigger of the pool
    ///   refuses the renewal. The message is the trigger's. The user stays signed in, because only Cognito's verdict on
    ///   the refresh token ends a session. However often this is called, the renewal is only tried after a pause of ten
    ///   seconds, which grows to five minutes. [`refresh`](Self::refresh) tries at once.
    pub async fn session(&self) -> Result<Session, Error> {
        #[cfg(feature = "migrate")]
        self.import_once().await;
        self.usable_session().await
    }

    /// Like [`session`](Self::session), at the start of a page. If there is certainly no session, it needs no chunk.
    #[cfg(feature = "ui")]
    pub(crate) async fn session_at_start(&self) -> Result<Session, Error> {
        if self.has_surely_no_session().await {
            self.note_stored(None, None);
            return Err(Error::signed_out());
        }
        self.read_session().await
    }

    #[cfg(feature = "ui")]
    #[chunk(session, load = self)]
    async fn read_session(&self) -> Result<Session, Error> {
        self.session().await
    }

    /// A session of another library may exist until it has been imported.
    #[cfg(feature = "ui")]
    async fn has_surely_no_session(&self) -> bool {
        !cfg!(feature = "migrate") && self.store().is_surely_empty().await
    }

    /// Returns the stored session without any request, even if its tokens have expired: for example to show who is
    /// signed in while there is no network. See [`Session::state`].
    pub async fn current(&self) -> Option<Session> {
        #[cfg(feature = "migrate")]
        self.import_once().await;
        let session = self.stored_session().await.ok()?;
        Some(self.with_state(session))
    }

    /// Renews the session now, for example after groups or attributes have changed.
    ///
    /// # Errors
    /// As [`session`](Self::session). The session stays unless Cognito has ended it.
    pub async fn refresh(&self) -> Result<Session, Error> {
        #[cfg(feature = "migrate")]
        self.import_once().await;
        let session = self.stored_session().await?;
        self.renew(session.record().revision).await
    }

    /// Returns a session that is newer than this one, whose token was refused.
    #[cfg(any(feature = "api", feature = "records"))]
    pub(crate) async fn renewed(&self, refused: &Session) -> Result<Session, Error> {
        let session = self.session().await?;
        if session.record().revision > refused.record().revision {
            return Ok(session);
        }
        match self.0.tab_state.refusal(self.ticks()) {
            Some(refusal) => Err(refusal),
            None => self.renew(refused.record().revision).await,
        }
    }

    /// Renews the session in the background after Cognito has refused its access token. If the session has ended, the
    /// verdict on the refresh token ends it here, too.
    pub(super) fn renew_refused(&self) {
        if let Some(session) = self.0.tab_state.last_reported() {
            self.join_renewal(Some(session.record().revision));
        }
    }

    fn usable_session(&self) -> LocalFuture<'_, Result<Session, Error>> {
        Box::pin(self.read_usable_session())
    }

    async fn read_usable_session(&self) -> Result<Session, Error> {
        let session = self.stored_session().await?;
        let now = self.now();
        if session.record().is_usable(now) {
            let is_paused = self.0.tab_state.is_paused(self.ticks());
            if !self.is_fresh(&session) && !is_paused && self.user_pool_pause().is_zero() {
                self.join_renewal(None);
            }
            return Ok(self.with_state(session));
        }
        match self.0.tab_state.refusal(self.ticks()) {
            Some(refusal) => Err(refusal),
            None => self.renew(session.record().revision).await,
        }
    }

    /// Returns the stored session, after this tab sees the newest change that it knows.
    pub(crate) async fn stored_session(&self) -> Result<Session, Error> {
        let session = self.stored().await;
        self.note_stored(session.as_ref(), None);
        session.ok_or_else(Error::signed_out)
    }

    /// Renews the session in the background if it is due.
    pub(super) fn renew_in_background(&self) {
        let left = self.0.tab_state.time_left(self.now(), self.ticks());
        if left == Some(Duration::ZERO) && self.user_pool_pause().is_zero() {
            self.join_renewal(None);
        }
    }

    /// Returns a usable session that is newer than this revision. Retries a few times.
    #[chunk(session, load = self)]
    async fn renew(&self, mut older: i64) -> Result<Session, Error> {
        let asked = self.user_pool_pause();
        if !asked.is_zero()
            && let Some(error) = self.0.tab_state.failure()
            && !self.wait_before_retry(0, asked).await
        {
            return Err(error.given_up(asked));
        }
        let mut tries = 0;
        loop {
            let number = self.join_renewal(Some(older));
            match poll_fn(|context| self.0.tab_state.poll_renewal(number, context)).await {
                Ok(session) => {
                    let record = session.record();
                    let is_good = record.is_usable(self.now());
                    // A session of the implicit grant cannot be renewed.
                    if is_good && (record.revision > older || record.refresh_token.is_none()) {
                        return Ok(session);
                    }
                    // This tab was frozen until the tokens of another tab had expired.
                    if !is_good {
                        older = record.revision;
                    }
                }
                Err(error) => {
                    let asked = self.user_pool_pause();
                    if !error.is_retryable() || !self.wait_before_retry(tries, asked).await {
                        return Err(error.given_up(asked));
                    }
                }
            }
            tries += 1;
        }
    }

    /// Joins the running renewal of this tab, or starts one. It is a task of its own, which does not depend on its
    /// callers: if a response with a rotated refresh token were not stored, the session would be lost.
    fn join_renewal(&self, older: Option<i64>) -> u64 {
        let (number, is_first) = self.0.tab_state.join_renewal();
        if is_first {
            let client = self.clone();
            let renewal = async move {
                let outcome = client.renew_under_lock(older).await;
                if let Err(error) = &outcome
                    && !matches!(
                        error.kind(),
                        ErrorKind::SignedOut | ErrorKind::SessionExpired
                    )
                {
                    client.note_renewal_failure(error.clone());
                }
                client.0.tab_state.finish_renewal(outcome);
            };
            self.platform().spawn.spawn(Box::pin(renewal));
        }
        number
    }

    #[chunk(session, load = self)]
    async fn renew_under_lock(&self, older: Option<i64>) -> Result<Session, Error> {
        let _held = self.lock_session(LOCK_STEAL_AFTER).await;
        // There may have been a renewal or a sign-out while this task waited for the lock.
        self.catch_up().await;
        self.store().catch_up().await;
        let session = self.stored_session().await?;
        let good = match older {
            None => self.is_fresh(&session),
            Some(older) => session.record().revision > older,
        };
        if good {
            return Ok(session);
        }
        self.renew_locked(session).await
    }

    async fn renew_locked(&self, session: Session) -> Result<Session, Error> {
        let Some(refresh_token) = session.refresh_token() else {
            return match session.record().is_usable(self.now()) {
                true => Ok(session),
                false => Err(expired(
                    "the implicit grant gives tokens that cannot be renewed",
                )),
            };
        };
        match self.new_tokens(&session, refresh_token).await {
            Ok(result) => self.store_renewed(session, &result).await,
            Err(error) if is_verdict(&error) => self.end_session(session, error).await,
            Err(error) => Err(error),
        }
    }

    /// Stores the new tokens before they are used.
    async fn store_renewed(&self, session: Session, result: &Value) -> Result<Session, Error> {
        let mut record = self.record_from_result(result, session.record().origin)?;
        let is_rotated = record.refresh_token.is_some();
        if !is_rotated {
            record.refresh_token = session.refresh_token().map(str::to_owned);
        }
        record.username = session.username().to_owned();
        record.remember = session.record().remember;
        let renewed = self.session_of(record)?;
        if session.claims().string("sub") != renewed.claims().string("sub") {
            return Err(Error::new(
                ErrorKind::TokenRejected,
                "the renewed tokens belong to another user",
            ));
        }
        // A sign-out does not wait for the lock, and another tab may have stolen it.
        self.catch_up().await;
        let mut current = self.stored().await;
        if current.as_ref() == Some(&session) {
            let older = match is_rotated {
                true => OlderRecord::Remove,
                false => OlderRecord::Keep,
            };
            self.store().write_renewed(renewed.record(), older).await;
            self.catch_up().await;
            if self.0.tab_state.has_ended(&session) {
                // The record was written after the sign-out.
                let _ = self.remove_record(renewed.record().revision + 1).await;
                current = None;
            } else {
                self.announce(Notice::Refreshed, Some(&renewed));
                return Ok(renewed);
            }
        }
        // Tokens of the same sign-in are from another tab, and revoking one would revoke the others.
        let has_ended = |current: &Session| sign_in_id(current) != sign_in_id(&renewed);
        if is_rotated && current.as_ref().is_none_or(has_ended) {
            let _ = self.revoke(&renewed).await;
        }
        current.ok_or_else(Error::signed_out)
    }

    /// Ends the session after Cognito's verdict, unless another session has replaced it.
    async fn end_session(&self, dead: Session, error: Error) -> Result<Session, Error> {
        // The token endpoint responds with `invalid_grant` to any bad token, a reused one included.
        let is_reuse =
            error.kind() == ErrorKind::RefreshTokenReuse || error.code() == Some("invalid_grant");
        for _ in 0..if is_reuse { VERDICT_CHECKS } else { 1 } {
            self.catch_up().await;
            // Without reading the store there is no proof that the session is still the same.
            self.store().read().await?;
            let session = self.stored_session().await?;
            if session.refresh_token() != dead.refresh_token() {
                return Ok(session);
            }
            if is_reuse {
                self.platform().clock.sleep(BETWEEN_VERDICT_CHECKS).await;
            }
        }
        let _ = self.remove_record(self.0.tab_state.next_revision(0)).await;
        self.announce(end_notice(&error), None);
        Err(expired(error.message()).with_code(error.code().unwrap_or_default()))
    }

    /// Notifies all tabs of a failed renewal and starts a pause.
    fn note_renewal_failure(&self, error: Error) {
        let notice = match error.kind() {
            ErrorKind::Network | ErrorKind::Timeout => Notice::Offline,
            ErrorKind::LambdaRejected => Notice::Refused,
            _ => Notice::Stale,
        };
        let alone = self.user_pool_pause();
        self.post(notice, millis(alone) as i64);
        self.pause_after(error);
    }

    /// Starts a pause after a failed renewal, in this tab or in another one.
    pub(super) fn pause_after(&self, error: Error) {
        let failures = self.0.tab_state.failures();
        let pause = match is_refusal(&error) {
            true => refusal_pause(failures),
            false => self.background_pause(failures, self.user_pool_pause()),
        };
        let until = self.ticks().saturating_add(millis(pause));
        if let Some(change) = self.0.tab_state.note_failure(error, self.now(), until) {
            self.0.changes.notify(&change);
        }
    }

    /// Whether the tokens need not be renewed yet. Never while the time is uncertain.
    pub(super) fn is_fresh(&self, session: &Session) -> bool {
        !self.0.server_clock.is_uncertain() && session.record().is_fresh(self.now())
    }

    fn with_state(&self, session: Session) -> Session {
        let state = self.0.tab_state.state(&session, self.now());
        session.with_state(state)
    }
}

/// Returns the pause after a number of refusals by a trigger in a row: from ten seconds to five minutes.
fn refusal_pause(failures: u32) -> Duration {
    Duration::from_secs((10 << failures.min(5)).min(300))
}

/// Returns the notice for an end by Cognito. There is one exception for all causes, so the message identifies a
/// revocation. The reuse of a rotated refresh token revokes the session.
fn end_notice(error: &Error) -> Notice {
    match error.kind() == ErrorKind::RefreshTokenReuse || has(error.message(), "revoked") {
        true => Notice::Revoked,
        false => Notice::Ended,
    }
}

pub(super) fn expired(message: &str) -> Error {
    Error::new(ErrorKind::SessionExpired, message)
}

/// Whether this is Cognito's verdict that the refresh token is not valid any more.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>,
/// and RFC 6749, section 5.2 for the token endpoint.
pub(super) fn is_verdict(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(
            "NotAuthorizedException"
                | "UserNotFoundException"
                | "RefreshTokenReuseException"
                | "invalid_grant"
        )
    ) && error.kind() != ErrorKind::ClientSecretRequired
}
