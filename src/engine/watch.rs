//! Watches the session in the background: renews it when it is due, by short ticks that compare absolute times, and
//! reads it again when the tab wakes or another tab sends a message.

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::config::Renewal;
use crate::error::{Error, ErrorKind};
use crate::platform::{Guard, LocalFuture, Timestamp, millis};
use crate::session::Session;
use crate::session::changes::{Message, Notice};
use vestibule_chunk::chunk;

/// The longest time between two checks: the machine may have slept, or its clock may have been set.
const MAX_TICK: Duration = Duration::from_secs(30);
const MIN_TICK: Duration = Duration::from_millis(200);

/// How often a tab reads the store while it lacks a record that it knows of: browsers show the writes of another
/// process with a delay. After these reads the record is assumed never to appear.
const MAX_READS: u32 = 40;
const BETWEEN_READS: Duration = Duration::from_millis(50);

/// An event that the session has to handle.
pub(super) enum TabEvent {
    /// The tab is visible or online again.
    Woke,
    /// A message of another tab. Empty if only a change of the store is known.
    Message(String),
    /// There is a session to watch.
    Watch,
    /// The store could not remove the session. The value is the revision of the sign-out.
    NotRemoved(i64),
    /// Cognito has refused the access token.
    TokenRefused,
}

impl Client {
    /// Returns the stored session, after this tab sees the newest change that it knows.
    pub(crate) fn stored(&self) -> LocalFuture<'_, Option<Session>> {
        // Boxed, so that the futures of the many callers do not contain it.
        Box::pin(self.read_stored())
    }

    async fn read_stored(&self) -> Option<Session> {
        let session = self.read_newest().await;
        if self.store().take_late_record() {
            self.remove_in_background(self.store().sign_out_revision().await);
        }
        for token in self.store().take_replaced() {
            self.revoke_in_background(token);
        }
        match session {
            Some(session) if self.settings().sign_out_after.is_set() => {
                self.within_limits(session).await
            }
            session => session,
        }
    }

    pub(super) async fn read_newest(&self) -> Option<Session> {
        let mut reads = 0;
        loop {
            let Ok(session) = self.store().read().await else {
                // A failing store proves nothing, so this tab keeps the session that it knows.
                return self.0.tab_state.last_reported();
            };
            // A sign-out is known at once, even if the store still shows the record.
            let session = session.filter(|session| !self.0.tab_state.has_ended(session));
            if reads == MAX_READS
                && session.is_some()
                && let Some(newest) = self.0.tab_state.newest_reported()
            {
                // A tab that was frozen has overwritten it with an older one.
                self.store().write(newest.record()).await;
                self.post(Notice::Refreshed, newest.record().revision);
                return Some(newest);
            }
            if !self.0.tab_state.is_behind(session.as_ref()) || reads == MAX_READS {
                if let Some(session) = &session {
                    let record = session.record();
                    let clock = &*self.platform().clock;
                    self.0
                        .server_clock
                        .note_record(clock, record.offset, record.issued);
                }
                self.0.tab_state.accept_stored(session.as_ref());
                return session;
            }
            reads += 1;
            self.platform().clock.sleep(BETWEEN_READS).await;
        }
    }

    /// Notes the stored session, and notifies the app if it has changed.
    pub(crate) fn note_stored(&self, session: Option<&Session>, notice: Option<Notice>) {
        let due = session.and_then(|session| self.due(session));
        self.0.derived.keep_for(session);
        #[cfg(feature = "aws")]
        self.0.aws.keep_for(session);
        if let Some(change) = self.0.tab_state.change(session, notice, due) {
            self.0.changes.notify(&change);
        }
        self.watch();
    }

    /// Notifies the next holder of the lock, this tab's listeners and the other tabs of a change of the record.
    pub(crate) fn announce(&self, notice: Notice, session: Option<&Session>) {
        let revision = match session {
            Some(session) => session.record().revision,
            None => -self.0.tab_state.next_revision(0),
        };
        self.0.tab_state.note_revision(revision);
        if self.store().notifies_other_tabs() {
            self.notify_other_tabs(notice, revision);
        }
        self.note_stored(session, Some(notice));
    }

    /// Notifies the next holder of the lock and the other tabs.
    pub(crate) fn notify_other_tabs(&self, notice: Notice, revision: i64) {
        self.platform()
            .lock
            .leave_revision(&self.store().key, revision);
        self.post_message(notice, revision);
    }

    pub(crate) fn post(&self, notice: Notice, revision: i64) {
        if self.store().notifies_other_tabs() {
            self.post_message(notice, revision);
        }
    }

    fn post_message(&self, notice: Notice, revision: i64) {
        let message = Message { notice, revision }.encode();
        self.platform().channel.post(&self.store().key, &message);
    }

    /// Acquires the session's lock, among all tabs that share the store.
    pub(crate) fn lock_session(&self, steal_after: Duration) -> LocalFuture<'_, Guard> {
        if !self.store().is_shared {
            return Box::pin(async { Guard::none() });
        }
        self.platform().lock.acquire(&self.store().key, steal_after)
    }

    /// Notes the changes of other tabs up to now.
    pub(crate) async fn catch_up(&self) {
        if self.store().is_shared {
            let revision = self.platform().lock.revision(&self.store().key).await;
            self.0.tab_state.note_revision(revision);
        }
        let ended = self.store().sign_out_revision().await;
        self.0.tab_state.note_revision(-ended);
    }

    /// Starts to listen to other tabs and to wake events, for as long as the page lives. The listeners do nothing after
    /// the client is dropped.
    pub(crate) fn listen(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let on_wake = move || {
            if let Some(inner) = inner.upgrade() {
                Client::from_inner(inner).handle_event(TabEvent::Woke);
            }
        };
        self.platform().wake.listen(Box::new(on_wake)).forget();
        if !self.store().is_shared {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        self.store().watch(move || {
            if let Some(inner) = inner.upgrade() {
                Client::from_inner(inner).handle_event(TabEvent::Message(String::new()));
            }
        });
        let inner = Arc::downgrade(&self.0.inner);
        let on_message = move |message: &str| {
            if let Some(inner) = inner.upgrade() {
                Client::from_inner(inner).handle_event(TabEvent::Message(message.to_owned()));
            }
        };
        self.platform()
            .channel
            .listen(&self.store().key, Box::new(on_message))
            .forget();
    }

    /// Handles the refusal of the session's access token by Cognito.
    pub(crate) fn note_refused_token(&self) {
        self.handle_event(TabEvent::TokenRefused);
    }

    /// Handles an event, after loading the chunk that can. If the chunk cannot be loaded, a watch and a removal start
    /// when it can. The other events are ignored, because the next caller reads the store anyway.
    pub(super) fn handle_event(&self, event: TabEvent) {
        let client = self.clone();
        let handle_event = async move {
            while client.load_chunk("session").await.is_err() {
                if !matches!(event, TabEvent::Watch | TabEvent::NotRemoved(_)) {
                    return;
                }
                client.platform().clock.sleep(MAX_TICK).await;
            }
            client.handle_loaded_event(event);
        };
        self.platform().spawn.spawn(Box::pin(handle_event));
    }

    #[chunk(session)]
    fn handle_loaded_event(&self, event: TabEvent) {
        match event {
            TabEvent::Woke => self.reread_in_background(None, Duration::ZERO),
            TabEvent::Message(text) => self.handle_message(Message::decode(&text)),
            TabEvent::Watch => self.watch_in_background(),
            TabEvent::NotRemoved(ended) => self.remove_in_background(ended),
            TabEvent::TokenRefused => self.renew_refused(),
        }
    }

    fn handle_message(&self, message: Option<Message>) {
        let Some(Message { notice, revision }) = message else {
            return self.reread_in_background(Some(None), Duration::ZERO);
        };
        let kind = match notice {
            Notice::Offline => ErrorKind::Network,
            Notice::Stale => ErrorKind::ServiceUnavailable,
            Notice::Refused => ErrorKind::LambdaRejected,
            _ => {
                // Only a tab that was frozen reports an old change. If it has overwritten a newer record, this tab
                // sees that later.
                if !self.0.tab_state.note_revision(revision) {
                    self.reread_in_background(Some(Some(notice)), BETWEEN_READS * 10);
                }
                return self.reread_in_background(Some(Some(notice)), Duration::ZERO);
            }
        };
        let alone = Duration::from_millis(revision.unsigned_abs());
        self.pause_user_pool(alone);
        self.pause_after(Error::new(kind, "another tab could not renew the session"));
    }

    /// Reads the stored session after a message of another tab, or after a wake event (`None`).
    fn reread_in_background(&self, event: Option<Option<Notice>>, later: Duration) {
        let client = self.clone();
        let read_stored = async move {
            if !later.is_zero() {
                client.platform().clock.sleep(later).await;
            }
            // Without a known change, the stored session is the newest one.
            if event == Some(None)
                && let Ok(stored) = client.store().read().await
            {
                client.0.tab_state.accept_stored(stored.as_ref());
            }
            let session = client.stored().await;
            client.note_stored(session.as_ref(), event.flatten());
            if event.is_none() {
                client.0.tab_state.wake();
                if client.settings().renewal == Renewal::Ahead {
                    client.renew_in_background();
                }
            }
        };
        self.platform().spawn.spawn(Box::pin(read_stored));
    }

    /// Returns when a session has to be renewed: at a random time in the first half of its margin, so that not all tabs
    /// request the lock at once. `None` if it cannot be renewed.
    fn due(&self, session: &Session) -> Option<Timestamp> {
        session.refresh_token()?;
        if self.0.server_clock.is_uncertain() {
            return Some(self.now());
        }
        let record = session.record();
        let margin = record.margin();
        let later = self.random_delay(millis(margin) / 2);
        Some(record.expires.minus(margin).plus(later))
    }

    /// Starts to watch the session if it has to be renewed or can time out.
    fn watch(&self) {
        let renews = self.settings().renewal == Renewal::Ahead;
        let ends = self.settings().sign_out_after.is_set();
        if self.0.tab_state.start_watch(renews, ends) {
            self.handle_event(TabEvent::Watch);
        }
    }

    fn watch_in_background(&self) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let watch = async move {
            let mut tick = MIN_TICK;
            loop {
                clock.sleep(tick).await;
                let Some(client) = inner.upgrade().map(Client::from_inner) else {
                    return;
                };
                client.enforce_limits().await;
                tick = match client.tick() {
                    Some(tick) => tick,
                    None => return,
                };
            }
        };
        self.platform().spawn.spawn(Box::pin(watch));
    }

    /// Renews the session if it is due, and returns the time until the next check. `None` if there is nothing to watch.
    fn tick(&self) -> Option<Duration> {
        let mut left = self.time_to_limits();
        if self.settings().renewal == Renewal::Ahead {
            self.renew_in_background();
            let due = self.0.tab_state.time_left(self.now(), self.ticks());
            left = [left, due].into_iter().flatten().min();
        }
        if left.is_none() {
            self.0.tab_state.end_watch();
        }
        Some(left?.clamp(MIN_TICK, MAX_TICK))
    }
}
