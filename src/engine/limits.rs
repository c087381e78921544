//! Timeouts of a session: after a time without user activity, or after a maximum duration
//! ([`ClientConfig::sign_out_after`](crate::ClientConfig::sign_out_after)).
//!
//! The time of the last activity is stored next to the record, by this machine's clock, which all tabs share. A tab
//! writes it at most once in a twentieth of the idle timeout, and reads it before it ends a session. The duration of a
//! session counts from the `auth_time` of its tokens, in Cognito's time. A renewal does not change it.

use std::time::Duration;

use crate::client::Client;
use crate::config::SignOutAfter;
use crate::platform::Timestamp;
use crate::session::Session;
use crate::session::activity::write_interval;
use crate::session::changes::Notice;
use vestibule_chunk::chunk;

impl Client {
    /// Reports user activity that causes no browser events, such as watching a video. It counts like the events that
    /// the client listens to (pointer, key, wheel, touch, and a tab that becomes visible). You can call it as often as
    /// you like. It does not revive a session that has timed out.
    ///
    /// It does nothing without [`SignOutAfter::idle`].
    pub fn active(&self) {
        self.active_at(self.platform().clock.now());
    }

    pub(crate) fn active_at(&self, at: Timestamp) {
        let Some(idle) = self.settings().sign_out_after.idle else {
            return;
        };
        if !self.0.activity.note(at, idle) {
            return;
        }
        let client = self.clone();
        let note = async move {
            if client.load_chunk("session").await.is_ok() {
                client.store_new_activity(at).await;
            }
        };
        self.platform().spawn.spawn(Box::pin(note));
    }

    /// Listens to user activity for as long as the page lives.
    pub(crate) fn listen_to_activity(&self) {
        use std::sync::Arc;
        if self.settings().sign_out_after.idle.is_none() {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        let active = move || {
            if let Some(inner) = inner.upgrade() {
                Client::from_inner(inner).active();
            }
        };
        let wake = &self.platform().wake;
        wake.listen_to_activity(Box::new(active)).forget();
    }

    /// Notes a new session as activity. Must be called before the session is stored, so that no tab sees it with an
    /// older activity.
    #[chunk(session)]
    pub(crate) async fn begin_activity(&self, session: &Session) {
        if self.settings().sign_out_after.idle.is_some() {
            let now = self.platform().clock.now();
            self.0.activity.set(now);
            self.store().write_activity(session.record(), now).await;
            self.0.activity.set_written(now);
        }
    }

    /// Returns the session, or ends it in all tabs if it has timed out.
    pub(super) async fn within_limits(&self, session: Session) -> Option<Session> {
        match self.expired_limit(&session).await {
            None => Some(session),
            Some(expired_limit) => self.end_timed_out(expired_limit).await,
        }
    }

    #[chunk(session)]
    async fn store_new_activity(&self, at: Timestamp) {
        let session = self.stored().await;
        self.note_stored(session.as_ref(), None);
        if let Some(session) = session {
            let last = self.0.activity.last().map_or(at, |last| last.max(at));
            self.0.activity.set(last);
            self.write_activity(&session, last).await;
        }
    }

    async fn write_activity(&self, session: &Session, at: Timestamp) {
        self.store().write_activity(session.record(), at).await;
        self.0.activity.set_written(at);
        if self.0.tab_state.has_ended(session) {
            self.store().remove_activity(session.record()).await;
        }
    }

    /// Returns the timeout that has ended the session, if any.
    async fn expired_limit(&self, session: &Session) -> Option<Notice> {
        if self.has_reached_total(session) {
            return Some(Notice::Total);
        }
        let idle = self.settings().sign_out_after.idle?;
        self.read_activity(session).await;
        self.idle_left(idle).is_zero().then_some(Notice::Idle)
    }

    /// Updates this tab's last activity from the store.
    async fn read_activity(&self, session: &Session) {
        let record = session.record();
        let now = self.platform().clock.now();
        let here = |at: Timestamp| {
            let cognito = at.as_millis();
            Timestamp::from_millis(cognito.saturating_add_signed(-record.offset))
        };
        let stored = self.store().last_activity(record).await;
        let noted = match stored {
            Ok(Some(at)) => at,
            // No tab has written an activity yet, for example because the setting is new.
            Ok(None) => here(record.issued),
            // A failing store must not end a session.
            Err(_) => self.0.activity.last().unwrap_or(now),
        };
        let signed_in = here(session.signed_in_at());
        // After the clock was set back, an activity in the future counts as one now.
        let known = [
            Some(noted.min(now)),
            self.0.activity.last(),
            Some(signed_in),
        ];
        let last = known.into_iter().flatten().filter(|at| *at <= now).max();
        let last = last.unwrap_or(now);
        self.0.activity.set(last);
        if matches!(stored, Ok(at) if at.is_none_or(|at| at > now)) {
            self.write_activity(session, last).await;
        }
    }

    pub(super) fn has_reached_total(&self, session: &Session) -> bool {
        let total = self.settings().sign_out_after.total;
        total.is_some_and(|total| self.total_left(session, total).is_zero())
    }

    fn total_left(&self, session: &Session, total: Duration) -> Duration {
        let signed_in = match session.signed_in_at() {
            // Tokens without `auth_time`, which Cognito always sets.
            none if none == Timestamp::default() => session.record().issued,
            signed_in => signed_in,
        };
        signed_in.plus(total).since(self.now())
    }

    fn idle_left(&self, idle: Duration) -> Duration {
        let now = self.platform().clock.now();
        match self.0.activity.last() {
            // The clock was set back: zero makes the caller read the activity again.
            Some(last) if last > now => Duration::ZERO,
            Some(last) => last.plus(idle).since(now),
            None => idle,
        }
    }

    /// Ends the session that has timed out. Returns the current session if there is another one, or it has not timed
    /// out.
    async fn end_timed_out(&self, expired_limit: Notice) -> Option<Session> {
        let held = self.lock_session(Duration::ZERO).await;
        // A tab that was frozen may have missed messages of the others.
        self.store().catch_up().await;
        let Some(session) = self.read_newest().await else {
            // Another tab has just ended it, and its message has not arrived yet.
            self.note_stored(None, Some(expired_limit));
            return None;
        };
        // There may have been activity or a sign-in meanwhile.
        let Some(expired_limit) = self.expired_limit(&session).await else {
            return Some(session);
        };
        let ended = self.0.tab_state.next_revision(0);
        let _ = self.remove_record(ended).await;
        #[cfg(feature = "redirect")]
        self.remember_hosted_logout(std::slice::from_ref(&session))
            .await;
        // So that the next revision, which `announce` uses, is `ended`.
        self.0.tab_state.note_revision(1 - ended);
        self.announce(expired_limit, None);
        drop(held);
        #[cfg(feature = "migrate")]
        self.import_and_remove().await;
        if let Some(token) = session.refresh_token() {
            self.revoke_in_background(token.to_owned());
        }
        #[cfg(feature = "accounts")]
        if self.settings().accounts && expired_limit == Notice::Idle {
            self.end_inactive().await;
        }
        None
    }

    /// Returns the time until the timeouts must be checked again. `None` without timeouts or without a session.
    pub(super) fn time_to_limits(&self) -> Option<Duration> {
        let session = self.0.tab_state.last_reported()?;
        let SignOutAfter { idle, total } = self.settings().sign_out_after;
        let total = total.map(|total| self.total_left(&session, total));
        let idle = idle.map(|idle| self.idle_left(idle).min(write_interval(idle)));
        [idle, total].into_iter().flatten().min()
    }

    /// Writes an unwritten activity, and ends the session if it has timed out.
    pub(super) async fn enforce_limits(&self) {
        let Some(session) = self.0.tab_state.last_reported() else {
            return;
        };
        if self.0.activity.is_unwritten() {
            // This tab may have been frozen, and others may have written a later activity.
            self.read_activity(&session).await;
            let last = self.0.activity.last();
            self.write_activity(&session, last.unwrap_or_default())
                .await;
        }
        if self.time_to_limits().is_some_and(|left| left.is_zero()) {
            let session = self.stored().await;
            self.note_stored(session.as_ref(), None);
        }
    }
}
