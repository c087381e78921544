//! Several accounts under one app client, with one of them active.
//!
//! The active one's session is the record, as ever: whatever knows nothing of accounts goes on as if
//! there were one. The others are parked beside it, as their records were, in one value that is changed
//! under the session's lock alone. `Parking` does that whenever a record takes another one's place.
//!
//! The npm package has all of it in a part of its own, which is entered by the functions named
//! `part_several_…`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::changes::Notice;
use super::record::Record;
use super::refresh::{PATIENCE, expired, is_verdict};
use super::store::active_key;
use super::watch::part_session_stored;
use super::{Session, SignOutReport, TokenClaims, changes};
use crate::client::Client;
use crate::config::Settings;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, Store, StoreError};
use crate::protocol::json::{self, Value};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Account {
    session: Session,
    is_active: bool,
}

impl Account {
    /// The user's name in the pool, by which [`Client::switch_account`] knows the account.
    pub fn username(&self) -> &str {
        self.session.username()
    }

    /// What the ID token says of the person, as it was when its tokens were renewed last.
    pub fn claims(&self) -> &TokenClaims {
        self.session.claims()
    }

    /// Whether it is the one that [`Client::session`] is about.
    pub fn is_active(&self) -> bool {
        self.is_active
    }
}

impl Client {
    /// Who is signed in: the active account, if there is one, and then the others, the one that was
    /// active last first. None without [`several_accounts`](crate::ClientConfig::several_accounts) but
    /// the active one.
    pub async fn accounts(&self) -> Vec<Account> {
        part_several_list(self).await
    }

    /// Makes another account the active one, in all tabs: they hear of a sign-in. The one that was
    /// active is kept. Tokens that are about to expire are renewed first.
    ///
    /// # Errors
    /// - [`InvalidInput`](ErrorKind::InvalidInput): nobody of that name is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito says that this account's session is
    ///   over, and why; it is dropped, and the active one stays.
    /// - a retryable one: its tokens have expired and Cognito could not be reached. Nothing has changed.
    pub async fn switch_account(&self, username: &str) -> Result<Session, Error> {
        part_several_switch(self, username).await
    }

    /// Signs out of all accounts here: this browser forgets all of them at once, and Cognito revokes
    /// their refresh tokens.
    ///
    /// # Errors
    /// None now; what could not be done at Cognito stands in the report: the first thing.
    pub async fn sign_out_of_all(&self) -> Result<SignOutReport, Error> {
        part_several_out(self).await
    }

    async fn switch(&self, username: &str) -> Result<Session, Error> {
        let held = self.hold(PATIENCE).await;
        self.catch_up().await;
        let active = self.stored().await;
        if active.is_some_and(|it| it.username() == username) {
            drop(held);
            return self.session().await;
        }
        let parked = self.parked_in_time().await.into_iter();
        let Some(parked) = parked.rev().find(|it| it.username() == username) else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "no account of that name is signed in",
            ));
        };
        let record = match parked.refresh_token() {
            Some(_) if !self.is_fresh(&parked) => match self.renew_parked(&parked).await {
                Ok(record) => record,
                Err(error) if error.kind() == ErrorKind::SessionExpired => {
                    self.drop_parked(username).await;
                    return Err(error);
                }
                Err(_) if parked.record().is_usable(self.now()) => {
                    Box::new(parked.record().clone())
                }
                Err(error) => return Err(error),
            },
            None if !parked.record().is_usable(self.now()) => {
                self.drop_parked(username).await;
                return Err(expired("the account's tokens cannot be renewed"));
            }
            _ => Box::new(parked.record().clone()),
        };
        self.activate(record).await
    }

    /// The same without those whose time is over, which end. Under the lock.
    async fn parked_in_time(&self) -> Vec<Session> {
        let parked = self.parked().await;
        let is_idle = self.is_parked_idle(&parked).await;
        let (over, rest): (Vec<_>, Vec<_>) = parked
            .into_iter()
            .partition(|it| is_idle || self.is_over_total(it));
        for session in &over {
            self.drop_parked(session.username()).await;
        }
        self.end_behind(over).await;
        rest
    }

    /// Whether nobody has been active for as long as the parked sessions may last. While one is active, it is the
    /// one that ends them.
    async fn is_parked_idle(&self, parked: &[Session]) -> bool {
        let (Some(idle), [first, ..]) = (self.settings().sign_out_after.idle, parked) else {
            return false;
        };
        if !matches!(self.store().read().await, Ok(None)) {
            return false;
        }
        let now = self.platform().clock.now();
        match self.store().active(first.record()).await {
            Ok(Some(last)) if last <= now => now.since(last) >= idle,
            // What is missing, or lies ahead of a clock that was set back, counts from now on.
            Ok(_) => {
                self.store().write_active(first.record(), now).await;
                false
            }
            // A store in trouble proves nothing.
            Err(_) => false,
        }
    }

    /// Nobody was active: the parked sessions end as well.
    async fn end_parked(&self) {
        let held = self.hold(PATIENCE).await;
        let parked = self.parked().await;
        let _ = self.store().lasting().remove(&self.parking_place()).await;
        self.drop_activity().await;
        drop(held);
        self.end_behind(parked).await;
    }

    /// What else there is to the end of sessions by time.
    async fn end_behind(&self, over: Vec<Session>) {
        #[cfg(feature = "redirect")]
        self.keep_asking_after(&over).await;
        for session in over {
            if let Some(token) = session.refresh_token() {
                self.revoke_behind(token.to_owned());
            }
        }
    }

    /// Removes the time of the last activity where nobody is left whom it is about.
    async fn drop_activity(&self) {
        if matches!(self.store().read().await, Ok(None)) {
            let key = active_key(&self.store().key);
            let _ = self.store().lasting().remove(&key).await;
        }
    }

    /// Under the lock.
    async fn activate(&self, mut record: Box<Record>) -> Result<Session, Error> {
        record.mark = self.0.truth.next_mark(record.mark);
        let session = self.session_of(record)?;
        self.begin_activity(&session).await;
        self.store().write(session.record()).await;
        self.announce(Notice::SignedIn, Some(&session));
        Ok(session)
    }

    async fn renew_parked(&self, parked: &Session) -> Result<Box<Record>, Error> {
        let old = parked.record();
        let refresh_token = parked.refresh_token().unwrap_or_default();
        let result = self.new_tokens(parked, refresh_token).await;
        let result = result.map_err(|error| match is_verdict(&error) {
            true => expired(error.message()).with_code(error.code().unwrap_or_default()),
            false => error,
        })?;
        let mut new = self.record_of_answer(&result, old.origin)?;
        let renewed = self.session_of(new.clone())?;
        if renewed.claims().string("sub") != parked.claims().string("sub") {
            return Err(Error::new(
                ErrorKind::TokenRejected,
                "the renewed tokens belong to another user",
            ));
        }
        new.username = old.username.clone();
        if new.refresh_token.is_none() {
            new.refresh_token = old.refresh_token.clone();
        }
        Ok(new)
    }

    /// Makes the account that was active last the active one, where there is none.
    async fn next_active(&self) {
        let _held = self.hold(PATIENCE).await;
        self.catch_up().await;
        if self.stored().await.is_none()
            && let Some(last) = self.parked_in_time().await.pop()
        {
            let _ = self.activate(Box::new(last.record().clone())).await;
        }
    }

    async fn out_of_all(&self) -> Result<SignOutReport, Error> {
        let held = self.hold(Duration::ZERO).await;
        let parked = self.parked().await;
        let _ = self.store().lasting().remove(&self.parking_place()).await;
        drop(held);
        let forgotten = self.forget_session().await;
        let mut all: Vec<Session> = forgotten.session.into_iter().collect();
        all.extend(parked);
        let mut unfinished = None;
        for session in &all {
            unfinished = unfinished.or(self.revoke(session).await.err());
        }
        let report = self.report(unfinished, forgotten.not_removed);
        Ok(self.leave_hosted_session(&all, report).await)
    }

    /// The parked sessions, the one that was active last at the end.
    async fn parked(&self) -> Vec<Session> {
        let place = self.store().lasting();
        let texts = read(&**place, &self.parking_place()).await;
        let sessions = texts.iter().filter_map(|text| decode(text));
        sessions.filter(|it| self.store().is_ours(it)).collect()
    }

    async fn drop_parked(&self, username: &str) {
        let place = self.store().lasting();
        let key = self.parking_place();
        let mut texts = read(&**place, &key).await;
        texts.retain(|text| !is_of(text, username));
        let is_empty = texts.is_empty();
        write(&**place, &key, texts).await;
        if is_empty {
            self.drop_activity().await;
        }
    }

    fn parking_place(&self) -> String {
        parking_place(&self.settings().client_id)
    }
}

// These begin a part of the WebAssembly; see `tools/split/`. What they return must not be the same
// thing each time but for what has a part's name itself: the compiler would use it in the callers.

#[inline(never)]
pub(crate) fn part_several_list(client: &Client) -> LocalFuture<'_, Vec<Account>> {
    Box::pin(async move {
        let active = client.current().await;
        let mut accounts = Vec::new();
        let mut parked = client.parked().await;
        let is_over = parked.iter().any(|it| client.is_over_total(it));
        if is_over || client.is_parked_idle(&parked).await {
            let _held = client.hold(PATIENCE).await;
            parked = client.parked_in_time().await;
        }
        for session in parked.into_iter().rev() {
            let is_active = |it: &Session| it.username() == session.username();
            // A page that died while it switched can have left the active one among them.
            if !active.as_ref().is_some_and(is_active) {
                accounts.push(Account {
                    session,
                    is_active: false,
                });
            }
        }
        if let Some(session) = active {
            let is_active = true;
            accounts.insert(0, Account { session, is_active });
        }
        accounts
    })
}

#[inline(never)]
pub(crate) fn part_several_switch<'a>(
    client: &'a Client,
    username: &'a str,
) -> LocalFuture<'a, Result<Session, Error>> {
    Box::pin(async move { client.switch(username).await })
}

#[inline(never)]
pub(crate) fn part_several_out(client: &Client) -> LocalFuture<'_, Result<SignOutReport, Error>> {
    Box::pin(async move { client.out_of_all().await })
}

/// Before a sign-in, under the lock: whoever is active now. Whose time is over among the parked ones must not be
/// kept by the new activity.
#[inline(never)]
pub(crate) fn part_several_before(client: &Client) -> LocalFuture<'_, Option<Session>> {
    Box::pin(async move {
        let active = part_session_stored(client).await;
        if active.is_none() {
            client.parked_in_time().await;
        }
        active
    })
}

/// After a sign-out.
#[inline(never)]
pub(crate) fn part_several_next(client: &Client) -> LocalFuture<'_, ()> {
    Box::pin(async move { client.next_active().await })
}

/// After an end because nobody was active.
#[inline(never)]
pub(crate) fn part_several_idle(client: &Client) -> LocalFuture<'_, ()> {
    Box::pin(async move { client.end_parked().await })
}

/// The store of a client that has several accounts.
#[inline(never)]
pub(crate) fn part_several_store(inner: Arc<dyn Store>, settings: &Settings) -> Arc<dyn Store> {
    if !settings.accounts {
        return inner;
    }
    let key = changes::name(&settings.client_id);
    Arc::new(Parking {
        inner,
        active: active_key(&key),
        key,
        place: parking_place(&settings.client_id),
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
fn parking_place(client_id: &str) -> String {
    ["vestibule.", client_id, ".accounts"].concat()
}

async fn read(store: &dyn Store, key: &str) -> Vec<String> {
    let text = store.read(key).await.ok().flatten().unwrap_or_default();
    json::parse(&text).unwrap_or_default().strings()
}

async fn write(store: &dyn Store, key: &str, texts: Vec<String>) {
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

fn decode(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}

fn is_of(text: &str, username: &str) -> bool {
    decode(text).is_some_and(|it| it.username() == username)
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("username", &self.username())
            .field("is_active", &self.is_active)
            .finish_non_exhaustive()
    }
}
