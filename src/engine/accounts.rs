//! The group `accounts`: several accounts under one app client, with one of them active.
//!
//! The active one's session is the record, as ever: whatever knows nothing of accounts goes on as if
//! there were one. The others are parked beside it, as their records were, in one value that is changed
//! under the session's lock alone. `parking` does that whenever a record takes another one's place.
//!
//! The npm package has all of it in a chunk of its own.

use std::fmt;
use std::time::Duration;

use super::SignOutReport;
use super::refresh::{LOCK_STEAL_AFTER, expired, is_verdict};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::session::changes::Notice;
use crate::session::parking;
use crate::session::record::Record;
use crate::session::store::active_key;
use crate::session::{Session, TokenClaims};
use vestibule_chunk::chunk;

/// Who is signed in, where several people can be at a time. [`Client::accounts`] gives it.
///
/// ```no_run
/// use vestibule::{Client, ClientConfig, Error};
///
/// # async fn example() -> Result<(), Error> {
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").several_accounts();
/// let client = Client::new(config)?;
///
/// let accounts = client.accounts();
/// for account in accounts.list().await {
///     println!("{}, active: {}", account.username(), account.is_active());
/// }
/// let session = accounts.switch("grace").await?;
/// println!("now {}", session.username());
/// # Ok(())
/// # }
/// ```
///
/// A sign-in adds an account and makes it the active one; [`Client::sign_out`] signs the active one out.
/// All other methods of the client are about the active one.
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
#[derive(Clone, Debug)]
pub struct Accounts(Client);

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Account {
    session: Session,
    is_active: bool,
}

impl Account {
    /// The user's name in the pool, by which [`Accounts::switch`] knows the account.
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
    /// The accounts that are signed in here.
    pub fn accounts(&self) -> Accounts {
        Accounts(self.clone())
    }
}

impl Accounts {
    /// Who is signed in: the active account, if there is one, and then the others, the one that was
    /// active last first. None without [`several_accounts`](crate::ClientConfig::several_accounts) but
    /// the active one.
    pub async fn list(&self) -> Vec<Account> {
        self.0.list_accounts().await
    }

    /// Makes another account the active one, in all tabs: they hear of a sign-in. The one that was
    /// active is kept. Tokens that are about to expire are renewed first.
    ///
    /// # Errors
    /// - [`InvalidInput`](ErrorKind::InvalidInput): nobody of that name is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito says that this account's session is
    ///   over, and why; it is dropped, and the active one stays.
    /// - a retryable one: its tokens have expired and Cognito could not be reached. Nothing has changed.
    pub async fn switch(&self, username: &str) -> Result<Session, Error> {
        self.0.switch_to(username).await
    }

    /// Signs out of all accounts here: this browser forgets all of them at once, and Cognito revokes
    /// their refresh tokens.
    ///
    /// # Errors
    /// None now; what could not be done at Cognito stands in the report: the first thing.
    pub async fn sign_out_of_all(&self) -> Result<SignOutReport, Error> {
        self.0.out_of_all().await
    }
}

impl Client {
    #[chunk(accounts)]
    async fn list_accounts(&self) -> Vec<Account> {
        let active = self.current().await;
        let mut accounts = Vec::new();
        let mut parked = self.parked().await;
        let is_over = parked.iter().any(|it| self.is_over_total(it));
        if is_over || self.is_parked_idle(&parked).await {
            let _held = self.hold(LOCK_STEAL_AFTER).await;
            parked = self.parked_in_time().await;
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
    }

    #[chunk(accounts)]
    async fn switch_to(&self, username: &str) -> Result<Session, Error> {
        let held = self.hold(LOCK_STEAL_AFTER).await;
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

    /// Before a sign-in, under the lock: whoever is active now. Whose time is over among the parked ones must not be
    /// kept by the new activity.
    #[chunk(accounts)]
    pub(super) async fn before_another(&self) -> Option<Session> {
        let active = self.stored().await;
        if active.is_none() {
            self.parked_in_time().await;
        }
        active
    }

    /// Nobody was active: the parked sessions end as well.
    #[chunk(accounts)]
    pub(super) async fn end_parked(&self) {
        let held = self.hold(LOCK_STEAL_AFTER).await;
        let parked = self.parked().await;
        let _ = self.store().lasting().remove(&self.parking_key()).await;
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
        record.revision = self.0.tab_state.next_revision(record.revision);
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
    #[chunk(accounts)]
    pub(super) async fn next_active(&self) {
        let _held = self.hold(LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        if self.stored().await.is_none()
            && let Some(last) = self.parked_in_time().await.pop()
        {
            let _ = self.activate(Box::new(last.record().clone())).await;
        }
    }

    #[chunk(accounts)]
    async fn out_of_all(&self) -> Result<SignOutReport, Error> {
        let held = self.hold(Duration::ZERO).await;
        let parked = self.parked().await;
        let _ = self.store().lasting().remove(&self.parking_key()).await;
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
        let texts = parking::read(&**place, &self.parking_key()).await;
        let sessions = texts.iter().filter_map(|text| parking::decode(text));
        sessions.filter(|it| self.store().is_ours(it)).collect()
    }

    /// Who is signed in, while another account is the active one.
    #[cfg(feature = "records")]
    pub(crate) async fn parked_subs(&self) -> Vec<String> {
        let parked = self.parked().await;
        let subs = parked
            .iter()
            .map(|session| session.access_claims().string("sub"));
        subs.flatten().map(str::to_owned).collect()
    }

    async fn drop_parked(&self, username: &str) {
        let place = self.store().lasting();
        let key = self.parking_key();
        let mut texts = parking::read(&**place, &key).await;
        texts.retain(|text| !parking::is_of(text, username));
        let is_empty = texts.is_empty();
        parking::write(&**place, &key, texts).await;
        if is_empty {
            self.drop_activity().await;
        }
    }

    fn parking_key(&self) -> String {
        parking::key_of(&self.settings().client_id)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("username", &self.username())
            .field("is_active", &self.is_active)
            .finish_non_exhaustive()
    }
}
