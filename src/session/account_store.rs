//! A store for several accounts. When the record of another user replaces the active one, it moves the former record to
//! the list of inactive accounts, a second value next to the record.

use std::sync::Arc;

use super::record::Record;
use super::store::activity_key;
use super::{Session, changes};
use crate::config::Settings;
use crate::platform::{LocalFuture, Store, StoreError};
use crate::protocol::json::{self, Value};
use vestibule_chunk::chunk;

/// Wraps the store of a client that has several accounts.
#[chunk(accounts)]
pub(crate) fn account_store(inner: Arc<dyn Store>, settings: &Settings) -> Arc<dyn Store> {
    if !settings.accounts {
        return inner;
    }
    let key = changes::session_key(&settings.client_id);
    Arc::new(AccountStore {
        inner,
        activity_key: activity_key(&key),
        key,
        inactive_key: inactive_key(&settings.client_id),
    })
}

/// Writes must hold the session's lock.
struct AccountStore {
    inner: Arc<dyn Store>,
    key: String,
    activity_key: String,
    inactive_key: String,
}

impl AccountStore {
    /// Keeps the time of the last activity while there are inactive accounts, because their idle timeout depends on it.
    async fn remove_activity(&self) -> Result<(), StoreError> {
        match read(&*self.inner, &self.inactive_key).await.is_empty() {
            true => self.inner.remove(&self.activity_key).await,
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
            let mut texts = read(&*self.inner, &self.inactive_key).await;
            if let Some(old) = old {
                let session = decode(&old);
                let former = session.as_ref().map_or("", Session::username);
                texts.retain(|text| !is_of(text, former));
                texts.push(old);
            }
            // Before the record, so that no session is lost if the page is closed in between.
            self.inner
                .write(&self.inactive_key, &encode_list(texts))
                .await?;
            self.inner.write(&self.key, text).await?;
        }
        let mut texts = read(&*self.inner, &self.inactive_key).await;
        let before = texts.len();
        texts.retain(|text| !is_of(text, username));
        if texts.len() != before {
            write(&*self.inner, &self.inactive_key, texts).await;
        }
        Ok(())
    }
}

impl Store for AccountStore {
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
        match key == self.activity_key {
            true => Box::pin(self.remove_activity()),
            false => self.inner.remove(key),
        }
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.inner.keys(prefix)
    }
}

/// Returns the key of the inactive accounts.
pub(crate) fn inactive_key(client_id: &str) -> String {
    ["vestibule.", client_id, ".accounts"].concat()
}

/// Returns the records of the inactive accounts, as texts.
pub(crate) async fn read(store: &dyn Store, key: &str) -> Vec<String> {
    let text = store.read(key).await.ok().flatten().unwrap_or_default();
    json::parse(&text).unwrap_or_default().strings()
}

/// Stores the records of the inactive accounts.
pub(crate) async fn write(store: &dyn Store, key: &str, texts: Vec<String>) {
    let _ = match texts.is_empty() {
        true => store.remove(key).await,
        false => store.write(key, &encode_list(texts)).await,
    };
}

fn encode_list(texts: Vec<String>) -> String {
    json::write(&Value::Array(
        texts.into_iter().map(Value::String).collect(),
    ))
}

/// `None` if the text is not a valid record.
pub(crate) fn decode(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}

/// Whether the record belongs to the user of this name.
pub(crate) fn is_of(text: &str, username: &str) -> bool {
    decode(text).is_some_and(|it| it.username() == username)
}
