//! The end of a session by time: because nobody was active, or because it has lasted long enough
//! ([`ClientConfig::sign_out_after`](crate::ClientConfig::sign_out_after)).
//!
//! The last activity is a time beside the record, by the clock of this machine, which all its tabs share. Each
//! tab writes it at most every twentieth of the time that the setting allows, and reads it before it ends
//! anything. How long a session has lasted follows from the `auth_time` of its tokens, which no renewal
//! changes, in Cognito's time.

use std::time::Duration;

use crate::client::Client;
use crate::config::SignOutAfter;
use crate::platform::Timestamp;
use crate::session::Session;
use crate::session::activity::between_writes;
use crate::session::changes::Notice;
use vestibule_chunk::chunk;

impl Client {
    /// Somebody uses the app in a way of which the browser's events tell nothing: they watch a video, say. It
    /// counts as the events do (a press, a key, a turn of the wheel, a touch, the tab that is shown again), and
    /// can be called as often as you like. A session that is over stays over.
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
                client.be_active(at).await;
            }
        };
        self.platform().spawn.spawn(Box::pin(note));
    }

    /// Hears what the person does on the page, for as long as the page lives.
    pub(crate) fn listen_to_activity(&self) {
        use std::sync::Arc;
        if self.settings().sign_out_after.idle.is_none() {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        let active = move || {
            if let Some(inner) = inner.upgrade() {
                Client::of(inner).active();
            }
        };
        let wake = &self.platform().wake;
        wake.listen_to_activity(Box::new(active)).forget();
    }

    /// A new session counts as activity. To be called before it is stored, so that no tab sees it with an
    /// older time.
    #[chunk(session)]
    pub(crate) async fn begin_activity(&self, session: &Session) {
        if self.settings().sign_out_after.idle.is_some() {
            let now = self.platform().clock.now();
            self.0.activity.set(now);
            self.store().write_active(session.record(), now).await;
            self.0.activity.is_written(now);
        }
    }

    /// The session, unless its time is over: then it ends here, in all tabs.
    pub(super) async fn within_limits(&self, session: Session) -> Option<Session> {
        match self.over(&session).await {
            None => Some(session),
            Some(over) => self.end_over(over).await,
        }
    }

    #[chunk(session)]
    async fn be_active(&self, at: Timestamp) {
        let session = self.stored().await;
        self.notice(session.as_ref(), None);
        if let Some(session) = session {
            let last = self.0.activity.last().map_or(at, |last| last.max(at));
            self.0.activity.set(last);
            self.write_active(&session, last).await;
        }
    }

    async fn write_active(&self, session: &Session, at: Timestamp) {
        self.store().write_active(session.record(), at).await;
        self.0.activity.is_written(at);
        if self.0.tab_state.has_ended(session) {
            self.store().remove_active(session.record()).await;
        }
    }

    /// Why the session is over, if it is.
    async fn over(&self, session: &Session) -> Option<Notice> {
        if self.is_over_total(session) {
            return Some(Notice::Total);
        }
        let idle = self.settings().sign_out_after.idle?;
        self.look_at_activity(session).await;
        self.idle_left(idle).is_zero().then_some(Notice::Idle)
    }

    /// Takes over what other tabs have noted.
    async fn look_at_activity(&self, session: &Session) {
        let record = session.record();
        let now = self.platform().clock.now();
        let here = |at: Timestamp| {
            let cognito = at.as_millis();
            Timestamp::from_millis(cognito.saturating_add_signed(-record.offset))
        };
        let stored = self.store().active(record).await;
        let noted = match stored {
            Ok(Some(at)) => at,
            // Nobody has noted anything, as where the setting is new.
            Ok(None) => here(record.issued),
            // A store in trouble proves nothing.
            Err(_) => self.0.activity.last().unwrap_or(now),
        };
        let signed_in = here(session.signed_in_at());
        // What lies ahead of a clock that was set back counts from now on, and not until it has caught up.
        let known = [
            Some(noted.min(now)),
            self.0.activity.last(),
            Some(signed_in),
        ];
        let last = known.into_iter().flatten().filter(|at| *at <= now).max();
        let last = last.unwrap_or(now);
        self.0.activity.set(last);
        if matches!(stored, Ok(at) if at.is_none_or(|at| at > now)) {
            self.write_active(session, last).await;
        }
    }

    pub(super) fn is_over_total(&self, session: &Session) -> bool {
        let total = self.settings().sign_out_after.total;
        total.is_some_and(|total| self.total_left(session, total).is_zero())
    }

    fn total_left(&self, session: &Session, total: Duration) -> Duration {
        let signed_in = match session.signed_in_at() {
            // Cognito's tokens always have it.
            none if none == Timestamp::default() => session.record().issued,
            signed_in => signed_in,
        };
        signed_in.plus(total).since(self.now())
    }

    fn idle_left(&self, idle: Duration) -> Duration {
        let now = self.platform().clock.now();
        match self.0.activity.last() {
            // A clock that was set back: it is to be looked at.
            Some(last) if last > now => Duration::ZERO,
            Some(last) => last.plus(idle).since(now),
            None => idle,
        }
    }

    /// Ends the session whose time is over. Gives the one that is there instead, if there is one.
    async fn end_over(&self, over: Notice) -> Option<Session> {
        let held = self.hold(Duration::ZERO).await;
        // A tab that hung may have missed what the others told.
        self.store().catch_up().await;
        let Some(session) = self.look_at_store().await else {
            // Another tab has just ended it, and its word is still on its way.
            self.notice(None, Some(over));
            return None;
        };
        // Somebody may have been active, or have signed in.
        let Some(over) = self.over(&session).await else {
            return Some(session);
        };
        let ended = self.0.tab_state.next_revision(0);
        let _ = self.remove_record(ended).await;
        #[cfg(feature = "redirect")]
        self.keep_asking_after(std::slice::from_ref(&session)).await;
        // The announcement has the next revision, which is this one then.
        self.0.tab_state.hear(1 - ended);
        self.announce(over, None);
        drop(held);
        #[cfg(feature = "migrate")]
        self.move_out().await;
        if let Some(token) = session.refresh_token() {
            self.revoke_behind(token.to_owned());
        }
        #[cfg(feature = "accounts")]
        if self.settings().accounts && over == Notice::Idle {
            self.end_parked().await;
        }
        None
    }

    /// How long it is until the limits are to be looked at again; `None` where there are none, or nobody is
    /// signed in.
    pub(super) fn limits_left(&self) -> Option<Duration> {
        let session = self.0.tab_state.last_told()?;
        let SignOutAfter { idle, total } = self.settings().sign_out_after;
        let total = total.map(|total| self.total_left(&session, total));
        let idle = idle.map(|idle| self.idle_left(idle).min(between_writes(idle)));
        [idle, total].into_iter().flatten().min()
    }

    /// Writes what is not written yet, and ends the session where it is over.
    pub(super) async fn keep_limits(&self) {
        let Some(session) = self.0.tab_state.last_told() else {
            return;
        };
        if self.0.activity.is_unwritten() {
            // This tab may have hung, and others may have written something later.
            self.look_at_activity(&session).await;
            let last = self.0.activity.last();
            self.write_active(&session, last.unwrap_or_default()).await;
        }
        if self.limits_left().is_some_and(|left| left.is_zero()) {
            let session = self.stored().await;
            self.notice(session.as_ref(), None);
        }
    }
}
