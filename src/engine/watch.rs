//! Keeping the session fresh and true while nobody asks for it: by short ticks against absolute
//! time, when the tab comes back to life, and on word from other tabs.

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::config::Renewal;
use crate::error::{Error, ErrorKind};
use crate::platform::{Guard, LocalFuture, Timestamp, millis};
use crate::session::Session;
use crate::session::changes::{Message, Notice};
use vestibule_chunk::chunk;

/// The longest tick: a machine may have slept, or its clock may have been set.
const LONGEST_TICK: Duration = Duration::from_secs(30);
const SHORTEST_TICK: Duration = Duration::from_millis(200);

/// How often a tab looks for a record of which it has heard: browsers tell one process of what
/// another one stored only after a while. What has not come true by then never will.
const LOOKS: u32 = 40;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What a tab is to heed.
pub(super) enum Word {
    /// It has come back to life.
    Woke,
    /// The message of another tab.
    Message(String),
    /// There is a session to watch over.
    Watch,
    /// The store still has a session whose end has that revision.
    NotRemoved(i64),
}

impl Client {
    /// What is stored, as soon as this tab sees what it has heard of.
    pub(crate) fn stored(&self) -> LocalFuture<'_, Option<Session>> {
        // Boxed, as others here are: many a future would hold a copy of its code and state.
        Box::pin(self.look())
    }

    async fn look(&self) -> Option<Session> {
        let session = self.look_at_store().await;
        if self.store().has_late_record() {
            self.remove_behind(self.store().ended().await);
        }
        for token in self.store().take_replaced() {
            self.revoke_behind(token);
        }
        match session {
            Some(session) if self.settings().sign_out_after.is_set() => {
                self.within_limits(session).await
            }
            session => session,
        }
    }

    pub(super) async fn look_at_store(&self) -> Option<Session> {
        let mut looks = 0;
        loop {
            let Ok(session) = self.store().read().await else {
                // A store in trouble proves nothing: what this tab knows holds.
                return self.0.tab_state.last_told();
            };
            // Of a sign-out it need not wait to see anything.
            let session = session.filter(|session| !self.0.tab_state.has_ended(session));
            if looks == LOOKS
                && session.is_some()
                && let Some(newest) = self.0.tab_state.newest_told()
            {
                // A tab that hung has stored an older one over it.
                self.store().write(newest.record()).await;
                self.post(Notice::Refreshed, newest.record().revision);
                return Some(newest);
            }
            if !self.0.tab_state.is_behind(session.as_ref()) || looks == LOOKS {
                if let Some(session) = &session {
                    let record = session.record();
                    let clock = &*self.platform().clock;
                    self.0.time.adopt(clock, record.offset, record.issued);
                }
                self.0.tab_state.settle(session.as_ref());
                return session;
            }
            looks += 1;
            self.platform().clock.sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Takes note of what is stored, and tells the app where it has changed.
    pub(crate) fn notice(&self, session: Option<&Session>, notice: Option<Notice>) {
        let due = session.and_then(|session| self.due(session));
        self.0.derived.keep_for(session);
        #[cfg(feature = "aws")]
        self.0.aws.keep_for(session);
        if let Some(change) = self.0.tab_state.change(session, notice, due) {
            self.0.changes.tell(&change);
        }
        self.watch();
    }

    /// Tells the next holder of the lock, this tab's listeners and the other tabs what has happened to
    /// the record.
    pub(crate) fn announce(&self, notice: Notice, session: Option<&Session>) {
        let revision = match session {
            Some(session) => session.record().revision,
            None => -self.0.tab_state.next_revision(0),
        };
        self.0.tab_state.hear(revision);
        if self.store().is_told() {
            self.tell_others(notice, revision);
        }
        self.notice(session, Some(notice));
    }

    /// Tells the next holder of the lock and the other tabs.
    pub(crate) fn tell_others(&self, notice: Notice, revision: i64) {
        self.platform()
            .lock
            .leave_revision(&self.store().key, revision);
        self.say(notice, revision);
    }

    pub(crate) fn post(&self, notice: Notice, revision: i64) {
        if self.store().is_told() {
            self.say(notice, revision);
        }
    }

    fn say(&self, notice: Notice, revision: i64) {
        let message = Message { notice, revision }.encode();
        self.platform().channel.post(&self.store().key, &message);
    }

    /// Holds the lock of all tabs that share the store.
    pub(crate) fn hold(&self, steal_after: Duration) -> LocalFuture<'_, Guard> {
        if !self.store().is_shared {
            return Box::pin(async { Guard::none() });
        }
        self.platform().lock.acquire(&self.store().key, steal_after)
    }

    /// Hears of what others have done by now.
    pub(crate) async fn catch_up(&self) {
        if self.store().is_shared {
            let revision = self.platform().lock.revision(&self.store().key).await;
            self.0.tab_state.hear(revision);
        }
        let ended = self.store().ended().await;
        self.0.tab_state.hear(-ended);
    }

    /// Listens for as long as the page lives: a client is made once, and a listener whose client is
    /// gone does nothing.
    pub(crate) fn listen(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let woke = move || {
            if let Some(inner) = inner.upgrade() {
                Client::of(inner).hear(Word::Woke);
            }
        };
        self.platform().wake.listen(Box::new(woke)).forget();
        if !self.store().is_shared {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        self.store().watch(move || {
            if let Some(inner) = inner.upgrade() {
                Client::of(inner).hear(Word::Message(String::new()));
            }
        });
        let inner = Arc::downgrade(&self.0.inner);
        let heard = move |message: &str| {
            if let Some(inner) = inner.upgrade() {
                Client::of(inner).hear(Word::Message(message.to_owned()));
            }
        };
        self.platform()
            .channel
            .listen(&self.store().key, Box::new(heard))
            .forget();
    }

    /// Heeds a word. What can do so is a chunk of the program. Without it nobody heeds what others say, and
    /// the next one who asks sees what is stored; the watch and the removal begin once it is there.
    pub(super) fn hear(&self, word: Word) {
        let client = self.clone();
        let hear = async move {
            while client.load_chunk("session").await.is_err() {
                if matches!(word, Word::Woke | Word::Message(_)) {
                    return;
                }
                client.platform().clock.sleep(LONGEST_TICK).await;
            }
            client.heed_word(word);
        };
        self.platform().spawn.spawn(Box::pin(hear));
    }

    #[chunk(session)]
    fn heed_word(&self, word: Word) {
        match word {
            Word::Woke => self.look_behind(None, Duration::ZERO),
            Word::Message(text) => self.heed_message(Message::decode(&text)),
            Word::Watch => self.watch_behind(),
            Word::NotRemoved(ended) => self.remove_behind(ended),
        }
    }

    fn heed_message(&self, message: Option<Message>) {
        let Some(Message { notice, revision }) = message else {
            return self.look_behind(Some(None), Duration::ZERO);
        };
        let kind = match notice {
            Notice::Offline => ErrorKind::Network,
            Notice::Stale => ErrorKind::ServiceUnavailable,
            Notice::Refused => ErrorKind::LambdaRejected,
            _ => {
                // Of something old nobody tells but a tab that hung: what it stored over something
                // newer is seen only in a while.
                if !self.0.tab_state.hear(revision) {
                    self.look_behind(Some(Some(notice)), BETWEEN_LOOKS * 10);
                }
                return self.look_behind(Some(Some(notice)), Duration::ZERO);
            }
        };
        let alone = Duration::from_millis(revision.unsigned_abs());
        self.0.tab_state.leave_alone(self.ticks(), alone);
        self.pause_after(Error::new(kind, "another tab could not renew the session"));
    }

    /// Looks at the truth: on word from another tab, or because this one has come back to life.
    fn look_behind(&self, word: Option<Option<Notice>>, later: Duration) {
        let client = self.clone();
        let look = async move {
            if !later.is_zero() {
                client.platform().clock.sleep(later).await;
            }
            // This tab sees by now what has come or gone, and need not wait for it.
            if word == Some(None)
                && let Ok(stored) = client.store().read().await
            {
                client.0.tab_state.settle(stored.as_ref());
            }
            let session = client.stored().await;
            client.notice(session.as_ref(), word.flatten());
            if word.is_none() {
                client.0.tab_state.wake();
                if client.settings().renewal == Renewal::Ahead {
                    client.renew_behind();
                }
            }
        };
        self.platform().spawn.spawn(Box::pin(look));
    }

    /// When a session is to be renewed: at a moment of the first half of its margin that is this tab's
    /// own, so that not all tabs want the lock at once. Never where it cannot be renewed.
    fn due(&self, session: &Session) -> Option<Timestamp> {
        session.refresh_token()?;
        if self.0.time.is_unsure() {
            return Some(self.now());
        }
        let record = session.record();
        let margin = record.margin();
        let later = self.chance(millis(margin) / 2);
        Some(record.expires.minus(margin).plus(later))
    }

    /// Watches over the session until there is none that could be renewed, or ends by time.
    fn watch(&self) {
        let renews = self.settings().renewal == Renewal::Ahead;
        let ends = self.settings().sign_out_after.is_set();
        if self.0.tab_state.begins_to_watch(renews, ends) {
            self.hear(Word::Watch);
        }
    }

    fn watch_behind(&self) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let watch = async move {
            let mut tick = SHORTEST_TICK;
            loop {
                clock.sleep(tick).await;
                let Some(client) = inner.upgrade().map(Client::of) else {
                    return;
                };
                client.keep_limits().await;
                tick = match client.tick() {
                    Some(tick) => tick,
                    None => return,
                };
            }
        };
        self.platform().spawn.spawn(Box::pin(watch));
    }

    /// Renews the session if it is time to, and says when to look again; never where there is nothing
    /// to watch over any more.
    fn tick(&self) -> Option<Duration> {
        let mut left = self.limits_left();
        if self.settings().renewal == Renewal::Ahead {
            self.renew_behind();
            let due = self.0.tab_state.time_left(self.now(), self.ticks());
            left = [left, due].into_iter().flatten().min();
        }
        if left.is_none() {
            self.0.tab_state.ends_watch();
        }
        Some(left?.clamp(SHORTEST_TICK, LONGEST_TICK))
    }
}
