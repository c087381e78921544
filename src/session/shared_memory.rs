//! A store in the memory of all tabs of an origin. Each tab has a copy of the record and sends its writes to the
//! others. A new tab asks the others and waits for a short time.
//!
//! The messages contain tokens, so they have a channel of their own, to which only tabs with this setting listen. A
//! sign-out names the sign-in and not the record, because a renewed record may still be on its way to another tab.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::Session;
use super::derived_token::sign_in_id;
use super::record::Record;
use super::store::activity_key;
use crate::platform::{Channel, Clock, LocalFuture, Platform, Store, StoreError};
use crate::protocol::json::{self, Value, integer_text};

/// How long a new tab waits for answers, in milliseconds.
const FIRST_WAIT: u64 = 250;
/// How long a tab waits for answers before it renews the session, in milliseconds.
const CATCH_UP_WAIT: u64 = 100;
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The copy of one tab.
pub(crate) struct SharedMemory(Arc<Inner>);

struct Inner {
    key: String,
    channel_name: String,
    /// A random id, to which the other tabs address their answers.
    tab_id: String,
    channel: Arc<dyn Channel>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    text: Option<String>,
    /// The time of the last user activity, in milliseconds since 1970. Zero if unknown.
    last_activity: i64,
    /// The ids of the sign-ins that have ended.
    ended_sign_ins: Vec<String>,
    /// The newest revision of a record whose sign-in has ended in this tab.
    ended_revision: i64,
    has_asked: bool,
    /// Until when this tab waits for answers, by the steady clock.
    waits_until: u64,
    on_change: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Creates a store for the record with this key.
pub(crate) fn memory(key: &str, platform: &Platform) -> Arc<dyn Store> {
    let mut tab_id = String::new();
    for byte in platform.random.bytes().unwrap_or_default() {
        tab_id.push(char::from(b'a' + byte % 16));
    }
    let inner = Arc::new(Inner {
        key: key.to_owned(),
        channel_name: [key, ".tabs"].concat(),
        tab_id,
        channel: platform.channel.clone(),
        clock: platform.clock.clone(),
        state: Mutex::default(),
    });
    let listening: Weak<Inner> = Arc::downgrade(&inner);
    let on_message = move |text: &str| {
        if let Some(inner) = listening.upgrade() {
            inner.receive(text);
        }
    };
    inner
        .channel
        .listen(&inner.channel_name, Box::new(on_message))
        .forget();
    Arc::new(SharedMemory(inner))
}

impl Inner {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_activity_key(&self, key: &str) -> bool {
        key == activity_key(&self.key)
    }

    fn text(&self) -> Option<String> {
        self.with(|state| state.text.clone())
    }

    /// Sends the time of the last activity to the other tabs.
    fn post_activity(&self) {
        let last_activity = self.with(|state| state.last_activity);
        if last_activity > 0 {
            self.post("active", "", "", last_activity);
        }
    }

    fn post(&self, what: &str, text: &str, to: &str, revision: i64) {
        let message = json::write(&Value::object([
            ("what", what.into()),
            ("text", text.into()),
            ("to", to.into()),
            ("revision", revision.into()),
        ]));
        self.channel.post(&self.channel_name, &message);
    }

    /// Asks the other tabs for a newer record.
    fn ask(&self, wait: u64) {
        let waits_until = self.clock.ticks().saturating_add(wait);
        let revision = self.with(|state| {
            state.has_asked = true;
            state.waits_until = state.waits_until.max(waits_until);
            state.text.as_deref().map_or(-1, revision_of)
        });
        self.post("ask", &self.tab_id, "", revision);
    }

    fn is_waiting(&self) -> bool {
        self.clock.ticks() < self.with(|state| state.waits_until)
    }

    fn receive(&self, message: &str) {
        let message = json::parse(message).unwrap_or_default();
        let text = message.string("text").unwrap_or_default();
        match message.string("what") {
            Some("ask") => {
                let asked = message.integer("revision").unwrap_or_default();
                if let Some(tab_id) = self.text() {
                    // Before the record, so that the other tab has the activity when it reads the record.
                    self.post_activity();
                    if revision_of(&tab_id) > asked {
                        self.post("answer", &tab_id, text, 0);
                    }
                }
            }
            Some("answer") if message.string("to") != Some(&self.tab_id) => {}
            Some("answer") => {
                let was_waiting = self.is_waiting();
                // An answer after the wait is a change that the app has to be notified of.
                if self.accept_answer(text)
                    && !was_waiting
                    && let Some(on_change) = self.with(|state| state.on_change.clone())
                {
                    on_change();
                }
            }
            Some("record") => {
                self.accept(text);
            }
            Some("ended") => self.end_sign_in(text.to_owned()),
            Some("active") => {
                let at = message.integer("revision").unwrap_or_default();
                self.with(|state| state.last_activity = state.last_activity.max(at));
            }
            _ => {}
        }
    }

    /// Accepts the answer of another tab, unless it is older than a sign-out: a tab that was frozen may still have the
    /// record of an ended sign-in.
    fn accept_answer(&self, text: &str) -> bool {
        let is_outdated = revision_of(text) < self.with(|state| state.ended_revision);
        !is_outdated && self.accept(text)
    }

    /// Accepts a newer record of another tab. Returns whether it was accepted.
    fn accept(&self, text: &str) -> bool {
        let Some(sign_in) = sign_in_of(text) else {
            return false;
        };
        self.with(|state| {
            let tab_id = state.text.as_deref().unwrap_or_default();
            // Of two records with the same revision, all tabs choose the same one.
            let is_newer =
                tab_id.is_empty() || (revision_of(text), text) > (revision_of(tab_id), tab_id);
            let is_taken = is_newer && !state.ended_sign_ins.contains(&sign_in);
            if is_taken {
                state.text = Some(text.to_owned());
            }
            is_taken
        })
    }

    fn end_sign_in(&self, sign_in: String) {
        self.with(|state| {
            if state.text.as_deref().and_then(sign_in_of).as_ref() == Some(&sign_in) {
                state.ended_revision = (state.text.take().as_deref())
                    .map_or(0, revision_of)
                    .max(state.ended_revision);
            }
            if !state.ended_sign_ins.contains(&sign_in) {
                state.ended_sign_ins.push(sign_in);
            }
        });
    }

    async fn read_or_ask(&self) -> Option<String> {
        if !self.with(|state| state.has_asked) {
            self.ask(FIRST_WAIT);
        }
        loop {
            let text = self.text();
            if text.is_some() || !self.is_waiting() {
                return text;
            }
            self.clock.sleep(POLL_INTERVAL).await;
        }
    }
}

impl Store for SharedMemory {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            if self.0.is_activity_key(key) {
                let last_activity = self.0.with(|state| state.last_activity);
                return Ok((last_activity > 0).then(|| integer_text(last_activity)));
            }
            match key == self.0.key {
                true => Ok(self.0.read_or_ask().await),
                false => Ok(None),
            }
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let is_active = self.0.is_activity_key(key);
        let is_known_key = is_active || key == self.0.key;
        if is_active {
            let at = json::parse(value).ok().and_then(|it| it.as_i64());
            self.0
                .with(|state| state.last_activity = at.unwrap_or_default());
            self.0.post_activity();
        } else if is_known_key {
            self.0.with(|state| {
                state.has_asked = true;
                state.text = Some(value.to_owned());
            });
            self.0.post("record", value, "", 0);
        }
        Box::pin(async move {
            match is_known_key {
                true => Ok(()),
                false => Err(StoreError::Forbidden),
            }
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        if self.0.is_activity_key(key) {
            self.0.with(|state| state.last_activity = 0);
        } else if key == self.0.key
            && let Some(text) = self.0.text()
        {
            match sign_in_of(&text) {
                Some(sign_in) => {
                    self.0.post("ended", &sign_in, "", 0);
                    self.0.end_sign_in(sign_in);
                }
                None => self.0.with(|state| state.text = None),
            }
        }
        Box::pin(async { Ok(()) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let is_there = self.0.key.starts_with(prefix) && self.0.text().is_some();
        let keys = is_there.then(|| self.0.key.clone());
        Box::pin(async move { Ok(keys.into_iter().collect()) })
    }

    fn catch_up(&self) -> LocalFuture<'_, ()> {
        self.0.ask(CATCH_UP_WAIT);
        let before = self.0.text();
        Box::pin(async move {
            while self.0.is_waiting() && self.0.text() == before {
                self.0.clock.sleep(POLL_INTERVAL).await;
            }
        })
    }

    fn watch(&self, on_change: Box<dyn Fn() + Send + Sync>) {
        self.0
            .with(|state| state.on_change = Some(on_change.into()));
    }
}

fn revision_of(text: &str) -> i64 {
    session_of(text).map_or(0, |session| session.record().revision)
}

fn sign_in_of(text: &str) -> Option<String> {
    Some(sign_in_id(&session_of(text)?))
}

fn session_of(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}
