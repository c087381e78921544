//! Where the sessions of accounts that are not active are parked: one value beside the record, and the store
//! that parks a record when another user's takes its place.

use std::sync::Arc;

use super::record::Record;
use super::store::active_key;
use super::{Session, changes};
use crate::config::Settings;
use crate::platform::{LocalFuture, Store, StoreError};
use crate::protocol::json::{self, Value};
use vestibule_chunk::chunk;

/// The store of a client that has several accounts.
#[chunk(accounts)]
pub(crate) fn parking(inner: Arc<dyn Store>, settings: &Settings) -> Arc<dyn Store> {
    if !settings.accounts {
        return inner;
    }
    let key = changes::name(&settings.client_id);
    Arc::new(Parking {
        inner,
        active: active_key(&key),
        key,
        place: key_of(&settings.client_id),
    })
}

/// Parks the record whose place another user's takes. To be written to under the session's lock.
struct Parking {
    inner: Arc<dyn Store>,
    key: String,
    active: String,
    place: String,
}

impl Parking {
    /// The time of the last activity stays for as long as anybody is parked, who could be let in by it.
    async fn remove_activity(&self) -> Result<(), StoreError> {
        match read(&*self.inner, &self.place).await.is_empty() {
            true => self.inner.remove(&self.active).await,
            false => Ok(()),
        }
    }

    async fn replace(&self, text: &str) -> Result<(), StoreError> {
        let old = self.inner.read(&self.key).await?;
        let old = old.filter(|old| decode(old).is_some());
        let new = decode(text);
        let username = new.as_ref().map_or("", Session::username);
        if old.as_ref().is_none_or(|old| is_of(old, username)) {
            self.inner.write(&self.key, text).await?;
        } else {
            let mut texts = read(&*self.inner, &self.place).await;
            if let Some(old) = old {
                let session = decode(&old);
                let former = session.as_ref().map_or("", Session::username);
                texts.retain(|text| !is_of(text, former));
                texts.push(old);
            }
            // Before the record: a page that dies in between has lost nobody.
            self.inner.write(&self.place, &encode(texts)).await?;
            self.inner.write(&self.key, text).await?;
        }
        let mut texts = read(&*self.inner, &self.place).await;
        let before = texts.len();
        texts.retain(|text| !is_of(text, username));
        if texts.len() != before {
            write(&*self.inner, &self.place, texts).await;
        }
        Ok(())
    }
}

impl Store for Parking {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        self.inner.read(key)
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        match key == self.key {
            true => Box::pin(self.replace(value)),
            false => self.inner.write(key, value),
        }
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        match key == self.active {
            true => Box::pin(self.remove_activity()),
            false => self.inner.remove(key),
        }
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.inner.keys(prefix)
    }
}

/// Where the parked records are.
pub(crate) fn key_of(client_id: &str) -> String {
    ["vestibule.", client_id, ".accounts"].concat()
}

/// The parked records, as texts.
pub(crate) async fn read(store: &dyn Store, key: &str) -> Vec<String> {
    let text = store.read(key).await.ok().flatten().unwrap_or_default();
    json::parse(&text).unwrap_or_default().strings()
}

/// Keeps these in their place.
pub(crate) async fn write(store: &dyn Store, key: &str, texts: Vec<String>) {
    let _ = match texts.is_empty() {
        true => store.remove(key).await,
        false => store.write(key, &encode(texts)).await,
    };
}

fn encode(texts: Vec<String>) -> String {
    json::write(&Value::Array(
        texts.into_iter().map(Value::String).collect(),
    ))
}

/// None where it is nobody's.
pub(crate) fn decode(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}

/// Whether the record is of the user of that name.
pub(crate) fn is_of(text: &str, username: &str) -> bool {
    decode(text).is_some_and(|it| it.username() == username)
}
