//! Renewal: one at a time, among all callers and all tabs, and never an end without proof.

use std::future::poll_fn;
use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, millis};
use crate::protocol::json::Value;
use crate::protocol::text::has;
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::tab_state::is_refusal;
use vestibule_chunk::chunk;

/// How long one waits for somebody who holds the lock.
pub(crate) const LOCK_STEAL_AFTER: Duration = Duration::from_secs(8);
/// How often one looks whether another tab has stored what makes a verdict void, and how long between.
const LAST_LOOKS: u32 = 10;
const BETWEEN_LAST_LOOKS: Duration = Duration::from_millis(100);

impl Client {
    /// The session: as it is stored while its tokens serve, and renewed behind it where they are about
    /// to expire; renewed first where they have expired. All callers and all tabs share one renewal.
    ///
    /// # Errors
    /// - [`SignedOut`](ErrorKind::SignedOut): nobody is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito says that the session is over, or
    ///   it came from the implicit grant, which cannot be renewed, and has expired.
    /// - a retryable one: the tokens have expired and Cognito could not be reached, three times. The
    ///   person stays signed in ([`current`](Self::current) says who it is); ask again.
    /// - [`LambdaRejected`](ErrorKind::LambdaRejected): the tokens have expired, and a Lambda trigger of the
    ///   pool refuses to have them renewed, in its own words. The person stays signed in: only Cognito's own
    ///   verdict on the refresh token ends a session. It is asked once in ten seconds at first, later once in
    ///   five minutes, however often this is called; [`refresh`](Self::refresh) asks at once.
    pub async fn session(&self) -> Result<Session, Error> {
        #[cfg(feature = "migrate")]
        self.first_look().await;
        self.good_session().await
    }

    /// [`session`](Self::session), for a page that starts: where surely nobody is signed in, it needs no
    /// chunk of the program to say so.
    #[cfg(feature = "ui")]
    pub(crate) async fn session_at_start(&self) -> Result<Session, Error> {
        if self.surely_has_nobody().await {
            self.notice(None, None);
            return Err(Error::signed_out());
        }
        self.read_session().await
    }

    #[cfg(feature = "ui")]
    #[chunk(session, load = self)]
    async fn read_session(&self) -> Result<Session, Error> {
        self.session().await
    }

    /// Nobody knows what other libraries keep before it was looked at.
    #[cfg(feature = "ui")]
    async fn surely_has_nobody(&self) -> bool {
        !cfg!(feature = "migrate") && self.store().holds_nothing().await
    }

    /// The session as it is stored, its tokens good or not, without any request: who is signed in,
    /// while the network is away for instance. [`Session::state`] says how it stands.
    pub async fn current(&self) -> Option<Session> {
        #[cfg(feature = "migrate")]
        self.first_look().await;
        let session = self.stored_session().await.ok()?;
        Some(self.with_state(session))
    }

    /// Renews the session now, for instance after groups or attributes have changed.
    ///
    /// # Errors
    /// As [`session`](Self::session); the session that was there stays unless Cognito says that it
    /// is over.
    pub async fn refresh(&self) -> Result<Session, Error> {
        #[cfg(feature = "migrate")]
        self.first_look().await;
        let session = self.stored_session().await?;
        self.renew(session.record().revision).await
    }

    /// A session that is newer than one whose token was refused.
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

    fn good_session(&self) -> LocalFuture<'_, Result<Session, Error>> {
        Box::pin(self.read_good_session())
    }

    async fn read_good_session(&self) -> Result<Session, Error> {
        let session = self.stored_session().await?;
        let now = self.now();
        if session.record().is_usable(now) {
            if !self.is_fresh(&session) && !self.0.tab_state.is_paused(self.ticks()) {
                self.join_renewal(None);
            }
            return Ok(self.with_state(session));
        }
        match self.0.tab_state.refusal(self.ticks()) {
            Some(refusal) => Err(refusal),
            None => self.renew(session.record().revision).await,
        }
    }

    /// The session that is stored, as soon as this tab sees what it has heard of.
    pub(crate) async fn stored_session(&self) -> Result<Session, Error> {
        let session = self.stored().await;
        self.notice(session.as_ref(), None);
        session.ok_or_else(Error::signed_out)
    }

    /// Has the session renewed while nobody waits for it, if it is time to.
    pub(super) fn renew_behind(&self) {
        let left = self.0.tab_state.time_left(self.now(), self.ticks());
        if left == Some(Duration::ZERO) {
            self.join_renewal(None);
        }
    }

    /// A good session that is newer than the one with this revision, tried for a few times.
    #[chunk(session, load = self)]
    async fn renew(&self, mut older: i64) -> Result<Session, Error> {
        if !self.0.tab_state.service_pause(self.ticks()).is_zero()
            && let Some(error) = self.0.tab_state.failure()
            && !self.pause(0).await
        {
            return Err(error);
        }
        let mut tries = 0;
        loop {
            let number = self.join_renewal(Some(older));
            match poll_fn(|context| self.0.tab_state.poll(number, context)).await {
                Ok(session) => {
                    let record = session.record();
                    let is_good = record.is_usable(self.now());
                    // What came from the implicit grant is as new as it can be.
                    if is_good && (record.revision > older || record.refresh_token.is_none()) {
                        return Ok(session);
                    }
                    // This tab slept for longer than another one's tokens lived.
                    if !is_good {
                        older = record.revision;
                    }
                }
                Err(error) if !error.is_retryable() || !self.pause(tries).await => {
                    return Err(error);
                }
                Err(_) => {}
            }
            tries += 1;
        }
    }

    /// Joins the renewal that is under way in this tab, or begins one. It goes on whatever becomes of
    /// those who wait for it: an answer that nobody stored would be lost, and with it the session.
    fn join_renewal(&self, older: Option<i64>) -> u64 {
        let (number, is_first) = self.0.tab_state.join();
        if is_first {
            let client = self.clone();
            let renewal = async move {
                let outcome = client.renew_in_turn(older).await;
                if let Err(error) = &outcome
                    && !matches!(
                        error.kind(),
                        ErrorKind::SignedOut | ErrorKind::SessionExpired
                    )
                {
                    client.fail(error.clone());
                }
                client.0.tab_state.finish(outcome);
            };
            self.platform().spawn.spawn(Box::pin(renewal));
        }
        number
    }

    #[chunk(session, load = self)]
    async fn renew_in_turn(&self, older: Option<i64>) -> Result<Session, Error> {
        let _held = self.hold(LOCK_STEAL_AFTER).await;
        // Somebody else may have renewed it, or signed out, while this one waited for the lock.
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
        match self.new_tokens(&session, refresh_token).await {
            Ok(result) => self.adopt(session, &result).await,
            Err(error) if is_verdict(&error) => self.end(session, error).await,
            Err(error) => Err(error),
        }
    }

    /// Stores the new tokens before anybody sees them.
    async fn adopt(&self, session: Session, result: &Value) -> Result<Session, Error> {
        let mut record = self.record_of_answer(result, session.record().origin)?;
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
        // Whoever signed out did not wait for this renewal, and somebody may have taken this tab for
        // one that hangs.
        self.catch_up().await;
        let mut stands = self.stored().await;
        if stands.as_ref() == Some(&session) {
            self.store().write(renewed.record()).await;
            self.catch_up().await;
            if self.0.tab_state.has_ended(&session) {
                // It was written after the sign-out, whose revision is not that of this record.
                let _ = self.remove_record(renewed.record().revision + 1).await;
                stands = None;
            } else {
                self.announce(Notice::Refreshed, Some(&renewed));
                return Ok(renewed);
            }
        }
        if stands.is_none() && is_rotated {
            let _ = self.revoke(&renewed).await;
        }
        stands.ok_or_else(Error::signed_out)
    }

    /// Ends the session that Cognito has ended, unless another one has taken its place.
    async fn end(&self, dead: Session, error: Error) -> Result<Session, Error> {
        // The token endpoint has one answer for all tokens that are not good.
        let is_reuse =
            error.kind() == ErrorKind::RefreshTokenReuse || error.code() == Some("invalid_grant");
        for _ in 0..if is_reuse { LAST_LOOKS } else { 1 } {
            self.catch_up().await;
            // Who cannot look has no proof.
            self.store().read().await?;
            let session = self.stored_session().await?;
            if session.refresh_token() != dead.refresh_token() {
                return Ok(session);
            }
            if is_reuse {
                self.platform().clock.sleep(BETWEEN_LAST_LOOKS).await;
            }
        }
        let _ = self.remove_record(self.0.tab_state.next_revision(0)).await;
        self.announce(end_of(&error), None);
        Err(expired(error.message()).with_code(error.code().unwrap_or_default()))
    }

    /// The renewal has failed: pauses, and tells everybody.
    fn fail(&self, error: Error) {
        let notice = match error.kind() {
            ErrorKind::Network | ErrorKind::Timeout => Notice::Offline,
            ErrorKind::LambdaRejected => Notice::Refused,
            _ => Notice::Stale,
        };
        let alone = self.0.tab_state.service_pause(self.ticks());
        self.post(notice, millis(alone) as i64);
        self.pause_after(error);
    }

    /// A renewal has failed, here or in another tab.
    pub(super) fn pause_after(&self, error: Error) {
        let failures = self.0.tab_state.failures();
        let pause = match is_refusal(&error) {
            true => refusal_pause(failures),
            false => self.pause_behind(failures),
        };
        let until = self.ticks().saturating_add(millis(pause));
        if let Some(change) = self.0.tab_state.fail(error, self.now(), until) {
            self.0.changes.tell(&change);
        }
    }

    /// Whether the tokens serve for a while, as far as anybody can tell: where the time is not known,
    /// only new ones are sure to.
    pub(super) fn is_fresh(&self, session: &Session) -> bool {
        !self.0.time.is_unsure() && session.record().is_fresh(self.now())
    }

    fn with_state(&self, session: Session) -> Session {
        let state = self.0.tab_state.state(&session, self.now());
        session.with_state(state)
    }
}

/// How long a trigger that has refused so many times in a row is left alone: from ten seconds to five
/// minutes.
fn refusal_pause(failures: u32) -> Duration {
    Duration::from_secs((10 << failures.min(5)).min(300))
}

/// Of which kind an end is that Cognito has told of. It has one exception for all of them, and says in the message
/// which it is; the reuse of a token revokes all that came of it.
fn end_of(error: &Error) -> Notice {
    match error.kind() == ErrorKind::RefreshTokenReuse || has(error.message(), "revoked") {
        true => Notice::Revoked,
        false => Notice::Ended,
    }
}

pub(super) fn expired(message: &str) -> Error {
    Error::new(ErrorKind::SessionExpired, message)
}

/// Whether Cognito itself says that the refresh token is dead. Nothing else does.
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
