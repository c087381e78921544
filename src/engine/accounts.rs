//! The group `accounts`: several accounts under one app client, one of which is active.
//!
//! The session of the active account is the record, so that code that does not know of accounts works as usual. The
//! records of the inactive accounts are in a list next to it, which only changes under the session's lock.
//! `account_store` moves a record to that list when another user's record replaces it.
//!
//! In the npm package, all of this is in a chunk.

use std::fmt;
use std::time::Duration;

use super::SignOutReport;
use super::refresh::{LOCK_STEAL_AFTER, expired, is_verdict};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::session::account_store;
use crate::session::changes::Notice;
use crate::session::record::Record;
use crate::session::store::activity_key;
use crate::session::{Session, TokenClaims};
use vestibule_chunk::chunk;

/// The signed-in accounts, from [`Client::accounts`].
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
/// A sign-in adds an account and makes it active. [`Client::sign_out`] signs out of the active account. All other
/// methods of the client use the active account.
///
/// Cheap to clone. It owns a [`Client`], so you can move it into a task.
#[derive(Clone, Debug)]
pub struct Accounts(Client);

/// A signed-in account.
#[derive(Clone)]
pub struct Account {
    session: Session,
    is_active: bool,
}

impl Account {
    /// Returns the user's name in the pool, the argument of [`Accounts::switch`].
    pub fn username(&self) -> &str {
        self.session.username()
    }

    /// Returns the claims of the ID token from the last renewal.
    pub fn claims(&self) -> &TokenClaims {
        self.session.claims()
    }

    /// Whether [`Client::session`] returns this account's session.
    pub fn is_active(&self) -> bool {
        self.is_active
    }
}

impl Client {
    /// Returns the signed-in accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts(self.clone())
    }
}

impl Accounts {
    /// Returns the active account, if there is one, and then the others, the most recently active one first. Without
    /// [`several_accounts`](crate::ClientConfig::several_accounts) there is only the active one.
    pub async fn list(&self) -> Vec<Account> {
        self.0.list_accounts().await
    }

    /// Makes another account active, in all tabs, which receive [`Change::SignedIn`](crate::Change::SignedIn). The
    /// former one stays signed in. Tokens that expire soon are renewed first.
    ///
    /// # Errors
    /// - [`InvalidInput`](ErrorKind::InvalidInput): no account with this name is signed in.
    /// - [`SessionExpired`](ErrorKind::SessionExpired): Cognito has ended this account's session. The account is
    ///   removed, and the active one stays.
    /// - a retryable error: its tokens have expired and Cognito could not be reached. Nothing has changed.
    pub async fn switch(&self, username: &str) -> Result<Session, Error> {
        self.0.switch_to(username).await
    }

    /// Signs out of all accounts in this browser: it removes their sessions at once, and Cognito revokes their refresh
    /// tokens.
    ///
    /// # Errors
    /// Currently none. The report has the first error of Cognito.
    pub async fn sign_out_of_all(&self) -> Result<SignOutReport, Error> {
        self.0.sign_out_of_all_accounts().await
    }
}

impl Client {
    #[chunk(accounts)]
    async fn list_accounts(&self) -> Vec<Account> {
        let active = self.current().await;
        let mut accounts = Vec::new();
        let mut inactive = self.inactive().await;
        let is_over = inactive.iter().any(|it| self.has_reached_total(it));
        if is_over || self.is_inactive_idle(&inactive).await {
            let _held = self.lock_session(LOCK_STEAL_AFTER).await;
            inactive = self.inactive_within_limits().await;
        }
        for session in inactive.into_iter().rev() {
            let is_active = |it: &Session| it.username() == session.username();
            // A page that was closed during a switch may have left the active account in the list.
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
        let held = self.lock_session(LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        let active = self.stored().await;
        if active.is_some_and(|it| it.username() == username) {
            drop(held);
            return self.session().await;
        }
        let inactive = self.inactive_within_limits().await.into_iter();
        let Some(inactive) = inactive.rev().find(|it| it.username() == username) else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "no account of that name is signed in",
            ));
        };
        let record = match inactive.refresh_token() {
            Some(_) if !self.is_fresh(&inactive) => match self.renew_inactive(&inactive).await {
                Ok(record) => record,
                Err(error) if error.kind() == ErrorKind::SessionExpired => {
                    self.remove_inactive(username).await;
                    return Err(error);
                }
                Err(_) if inactive.record().is_usable(self.now()) => {
                    Box::new(inactive.record().clone())
                }
                Err(error) => return Err(error),
            },
            None if !inactive.record().is_usable(self.now()) => {
                self.remove_inactive(username).await;
                return Err(expired("the account's tokens cannot be renewed"));
            }
            _ => Box::new(inactive.record().clone()),
        };
        self.activate(record).await
    }

    /// Returns the inactive sessions, and ends those that have timed out. Requires the session's lock.
    async fn inactive_within_limits(&self) -> Vec<Session> {
        let inactive = self.inactive().await;
        let is_idle = self.is_inactive_idle(&inactive).await;
        let (over, rest): (Vec<_>, Vec<_>) = inactive
            .into_iter()
            .partition(|it| is_idle || self.has_reached_total(it));
        for session in &over {
            self.remove_inactive(session.username()).await;
        }
        self.end_in_background(over).await;
        rest
    }

    /// Whether the inactive sessions have reached the idle timeout. While there is an active session, its timeout ends
    /// them as well.
    async fn is_inactive_idle(&self, inactive: &[Session]) -> bool {
        let (Some(idle), [first, ..]) = (self.settings().sign_out_after.idle, inactive) else {
            return false;
        };
        if !matches!(self.store().read().await, Ok(None)) {
            return false;
        }
        let now = self.platform().clock.now();
        match self.store().last_activity(first.record()).await {
            Ok(Some(last)) if last <= now => now.since(last) >= idle,
            // A missing activity, or one in the future after the clock was set back, counts as one now.
            Ok(_) => {
                self.store().write_activity(first.record(), now).await;
                false
            }
            // A failing store must not end a session.
            Err(_) => false,
        }
    }

    /// Prepares a sign-in and returns the active session. Requires the session's lock. Inactive sessions that have
    /// timed out end here, because the sign-in counts as activity and would keep them.
    #[chunk(accounts)]
    pub(super) async fn active_before_sign_in(&self) -> Option<Session> {
        let active = self.stored().await;
        if active.is_none() {
            self.inactive_within_limits().await;
        }
        active
    }

    /// Ends the inactive sessions after the idle timeout of the active one.
    #[chunk(accounts)]
    pub(super) async fn end_inactive(&self) {
        let held = self.lock_session(LOCK_STEAL_AFTER).await;
        let inactive = self.inactive().await;
        let _ = self.store().lasting().remove(&self.inactive_key()).await;
        self.drop_activity().await;
        drop(held);
        self.end_in_background(inactive).await;
    }

    /// Revokes the tokens of sessions that have timed out, and remembers the hosted pages' logout.
    async fn end_in_background(&self, over: Vec<Session>) {
        #[cfg(feature = "redirect")]
        self.remember_hosted_logout(&over).await;
        for session in over {
            if let Some(token) = session.refresh_token() {
                self.revoke_in_background(token.to_owned());
            }
        }
    }

    /// Removes the time of the last activity if there is no session left.
    async fn drop_activity(&self) {
        if matches!(self.store().read().await, Ok(None)) {
            let key = activity_key(&self.store().key);
            let _ = self.store().lasting().remove(&key).await;
        }
    }

    /// Makes this record the active one. Requires the session's lock.
    async fn activate(&self, mut record: Box<Record>) -> Result<Session, Error> {
        record.revision = self.0.tab_state.next_revision(record.revision);
        let session = self.session_of(record)?;
        self.begin_activity(&session).await;
        self.store().write(session.record()).await;
        self.announce(Notice::SignedIn, Some(&session));
        Ok(session)
    }

    async fn renew_inactive(&self, inactive: &Session) -> Result<Box<Record>, Error> {
        let old = inactive.record();
        let refresh_token = inactive.refresh_token().unwrap_or_default();
        let result = self.new_tokens(inactive, refresh_token).await;
        let result = result.map_err(|error| match is_verdict(&error) {
            true => expired(error.message()).with_code(error.code().unwrap_or_default()),
            false => error,
        })?;
        let mut new = self.record_from_result(&result, old.origin)?;
        let renewed = self.session_of(new.clone())?;
        if renewed.claims().string("sub") != inactive.claims().string("sub") {
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

    /// Makes the most recently active account active if there is no active one.
    #[chunk(accounts)]
    pub(super) async fn activate_next(&self) {
        let _held = self.lock_session(LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        if self.stored().await.is_none()
            && let Some(last) = self.inactive_within_limits().await.pop()
        {
            let _ = self.activate(Box::new(last.record().clone())).await;
        }
    }

    #[chunk(accounts)]
    async fn sign_out_of_all_accounts(&self) -> Result<SignOutReport, Error> {
        let held = self.lock_session(Duration::ZERO).await;
        let inactive = self.inactive().await;
        let _ = self.store().lasting().remove(&self.inactive_key()).await;
        drop(held);
        let forgotten = self.remove_session().await;
        let mut all: Vec<Session> = forgotten.session.into_iter().collect();
        all.extend(inactive);
        let mut unfinished = None;
        for session in &all {
            unfinished = unfinished.or(self.revoke(session).await.err());
        }
        let report = self.report(unfinished, forgotten.not_removed);
        Ok(self.end_hosted_session(&all, report).await)
    }

    /// Returns the inactive sessions, the most recently active one last.
    async fn inactive(&self) -> Vec<Session> {
        let store = self.store().lasting();
        let texts = account_store::read(&**store, &self.inactive_key()).await;
        let sessions = texts.iter().filter_map(|text| account_store::decode(text));
        sessions.filter(|it| self.store().is_ours(it)).collect()
    }

    /// Returns the `sub` of each inactive account.
    #[cfg(feature = "records")]
    pub(crate) async fn inactive_subs(&self) -> Vec<String> {
        let inactive = self.inactive().await;
        let subs = inactive
            .iter()
            .map(|session| session.access_claims().string("sub"));
        subs.flatten().map(str::to_owned).collect()
    }

    async fn remove_inactive(&self, username: &str) {
        let store = self.store().lasting();
        let key = self.inactive_key();
        let mut texts = account_store::read(&**store, &key).await;
        texts.retain(|text| !account_store::is_of(text, username));
        let is_empty = texts.is_empty();
        account_store::write(&**store, &key, texts).await;
        if is_empty {
            self.drop_activity().await;
        }
    }

    fn inactive_key(&self) -> String {
        account_store::inactive_key(&self.settings().client_id)
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
