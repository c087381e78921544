//! Memory that the tabs of an origin have in common while they live. Each has a copy of the record and
//! tells the others what it writes; a new tab asks them, and waits for a moment.
//!
//! The words go by a channel of their own, which hold tokens: only tabs that share their memory listen
//! there. What has ended is known by what stays the same through all renewals of a sign-in, since a
//! record may still be on its way when somebody signs out.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::Session;
use super::record::Record;
use super::store::active_key;
use crate::platform::{Channel, Clock, LocalFuture, Platform, Store, StoreError};
use crate::protocol::json::{self, Value, integer_text};

/// How long a new tab waits for the others, and one that is about to renew, in milliseconds.
const FIRST: u64 = 250;
const AGAIN: u64 = 100;
const STEP: Duration = Duration::from_millis(20);

/// The memory in one tab.
pub(crate) struct SharedMemory(Arc<Inner>);

struct Inner {
    key: String,
    /// The name of the channel.
    name: String,
    /// By which the others answer this tab alone.
    own: String,
    channel: Arc<dyn Channel>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    text: Option<String>,
    /// When somebody was active last, in milliseconds since 1970; none where nobody has said so.
    active: i64,
    /// The sign-ins that have ended.
    ended: Vec<String>,
    /// The newest revision of a record that has ended here.
    ended_mark: i64,
    has_asked: bool,
    /// Until when this tab waits for answers, by the steady clock.
    until: u64,
    changed: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Memory for what stands under that key.
pub(crate) fn memory(key: &str, platform: &Platform) -> Arc<dyn Store> {
    let mut own = String::new();
    for byte in platform.random.bytes().unwrap_or_default() {
        own.push(char::from(b'a' + byte % 16));
    }
    let inner = Arc::new(Inner {
        key: key.to_owned(),
        name: [key, ".tabs"].concat(),
        own,
        channel: platform.channel.clone(),
        clock: platform.clock.clone(),
        state: Mutex::default(),
    });
    let listening: Weak<Inner> = Arc::downgrade(&inner);
    let heard = move |text: &str| {
        if let Some(inner) = listening.upgrade() {
            inner.hear(text);
        }
    };
    inner.channel.listen(&inner.name, Box::new(heard)).forget();
    Arc::new(SharedMemory(inner))
}

impl Inner {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_active_key(&self, key: &str) -> bool {
        key == active_key(&self.key)
    }

    fn text(&self) -> Option<String> {
        self.with(|state| state.text.clone())
    }

    /// Tells the others when somebody was active.
    fn post_active(&self) {
        let active = self.with(|state| state.active);
        if active > 0 {
            self.post("active", "", "", active);
        }
    }

    fn post(&self, what: &str, text: &str, to: &str, revision: i64) {
        let message = json::write(&Value::object([
            ("what", what.into()),
            ("text", text.into()),
            ("to", to.into()),
            ("revision", revision.into()),
        ]));
        self.channel.post(&self.name, &message);
    }

    /// Asks the others for something newer than what this tab has.
    fn ask(&self, wait: u64) {
        let until = self.clock.ticks().saturating_add(wait);
        let revision = self.with(|state| {
            state.has_asked = true;
            state.until = state.until.max(until);
            state.text.as_deref().map_or(-1, mark_of)
        });
        self.post("ask", &self.own, "", revision);
    }

    fn is_waiting(&self) -> bool {
        self.clock.ticks() < self.with(|state| state.until)
    }

    fn hear(&self, message: &str) {
        let message = json::parse(message).unwrap_or_default();
        let text = message.string("text").unwrap_or_default();
        match message.string("what") {
            Some("ask") => {
                let asked = message.integer("revision").unwrap_or_default();
                if let Some(own) = self.text() {
                    // Before the record, so that nobody sees that one without it.
                    self.post_active();
                    if mark_of(&own) > asked {
                        self.post("answer", &own, text, 0);
                    }
                }
            }
            Some("answer") if message.string("to") != Some(&self.own) => {}
            Some("answer") => {
                let was_waiting = self.is_waiting();
                // An answer that nobody asked for is news to the app.
                if self.adopt_answer(text)
                    && !was_waiting
                    && let Some(changed) = self.with(|state| state.changed.clone())
                {
                    changed();
                }
            }
            Some("record") => {
                self.adopt(text);
            }
            Some("ended") => self.end(text.to_owned()),
            Some("active") => {
                let at = message.integer("revision").unwrap_or_default();
                self.with(|state| state.active = state.active.max(at));
            }
            _ => {}
        }
    }

    /// Takes over what another tab answers. One that was frozen may come back with what the others have replaced
    /// since, and ended.
    fn adopt_answer(&self, text: &str) -> bool {
        let is_outdated = mark_of(text) < self.with(|state| state.ended_mark);
        !is_outdated && self.adopt(text)
    }

    /// Takes over what another tab has, where it is newer; says whether it was.
    fn adopt(&self, text: &str) -> bool {
        let Some(sign_in) = sign_in_of(text) else {
            return false;
        };
        self.with(|state| {
            let own = state.text.as_deref().unwrap_or_default();
            // Of two that are as new as each other, all tabs choose the same one.
            let is_newer = own.is_empty() || (mark_of(text), text) > (mark_of(own), own);
            let is_taken = is_newer && !state.ended.contains(&sign_in);
            if is_taken {
                state.text = Some(text.to_owned());
            }
            is_taken
        })
    }

    fn end(&self, sign_in: String) {
        self.with(|state| {
            if state.text.as_deref().and_then(sign_in_of).as_ref() == Some(&sign_in) {
                state.ended_mark = (state.text.take().as_deref())
                    .map_or(0, mark_of)
                    .max(state.ended_mark);
            }
            if !state.ended.contains(&sign_in) {
                state.ended.push(sign_in);
            }
        });
    }

    async fn look(&self) -> Option<String> {
        if !self.with(|state| state.has_asked) {
            self.ask(FIRST);
        }
        loop {
            let text = self.text();
            if text.is_some() || !self.is_waiting() {
                return text;
            }
            self.clock.sleep(STEP).await;
        }
    }
}

impl Store for SharedMemory {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            if self.0.is_active_key(key) {
                let active = self.0.with(|state| state.active);
                return Ok((active > 0).then(|| integer_text(active)));
            }
            match key == self.0.key {
                true => Ok(self.0.look().await),
                false => Ok(None),
            }
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let is_active = self.0.is_active_key(key);
        let is_ours = is_active || key == self.0.key;
        if is_active {
            let at = json::parse(value).ok().and_then(|it| it.as_i64());
            self.0.with(|state| state.active = at.unwrap_or_default());
            self.0.post_active();
        } else if is_ours {
            self.0.with(|state| {
                state.has_asked = true;
                state.text = Some(value.to_owned());
            });
            self.0.post("record", value, "", 0);
        }
        Box::pin(async move {
            match is_ours {
                true => Ok(()),
                false => Err(StoreError::Forbidden),
            }
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        if self.0.is_active_key(key) {
            self.0.with(|state| state.active = 0);
        } else if key == self.0.key
            && let Some(text) = self.0.text()
        {
            match sign_in_of(&text) {
                Some(sign_in) => {
                    self.0.post("ended", &sign_in, "", 0);
                    self.0.end(sign_in);
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
        self.0.ask(AGAIN);
        let before = self.0.text();
        Box::pin(async move {
            while self.0.is_waiting() && self.0.text() == before {
                self.0.clock.sleep(STEP).await;
            }
        })
    }

    fn watch(&self, changed: Box<dyn Fn() + Send + Sync>) {
        self.0.with(|state| state.changed = Some(changed.into()));
    }
}

fn mark_of(text: &str) -> i64 {
    session_of(text).map_or(0, |session| session.record().revision)
}

/// What all records of one sign-in have in common: the person, when they proved who they are, and what
/// Cognito calls the sign-in, where it does.
fn sign_in_of(text: &str) -> Option<String> {
    let session = session_of(text)?;
    let claims = session.access_claims();
    let at = integer_text(claims.integer("auth_time").unwrap_or_default());
    let (who, which) = (claims.string("sub"), claims.string("origin_jti"));
    Some([who?, "\n", &at, "\n", which.unwrap_or_default()].concat())
}

fn session_of(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}
