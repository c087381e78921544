//! Starts a session: checks the tokens, stores the record and notifies all tabs.

use super::refresh::LOCK_STEAL_AFTER;
use crate::client::{Client, required_string};
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::json::Value;
use crate::protocol::jwt::{self, AccessTokenHash, Expected, Jwt, TokenUse};
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::record::{Origin, Record};

/// The allowed difference between two clocks of AWS, in seconds.
const LEEWAY: i64 = 60;

/// The allowed error of this machine's clock, in seconds, if only that clock can tell whether a token is old.
#[cfg(feature = "redirect")]
const CLOCK_LEEWAY: i64 = 300;

/// How tokens were received, which decides the checks.
#[derive(Clone, Copy)]
pub(crate) enum Trust<'a> {
    /// Directly from Cognito.
    Tls {
        /// The nonce that the ID token must have, if the flow has one.
        nonce: Option<&'a str>,
    },
    /// In the page's URL, which anyone can have made.
    #[cfg(feature = "redirect")]
    FrontChannel {
        /// The nonce that the ID token must have.
        nonce: &'a str,
    },
}

impl Client {
    /// Stores a new session and notifies all tabs.
    pub(crate) async fn start_session(&self, mut record: Box<Record>) -> Result<Session, Error> {
        let notes_activity = self.settings().sign_out_after.idle.is_some()
            && self.load_chunk("session").await.is_ok();
        let held = self.lock_session(LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        #[cfg(feature = "accounts")]
        let active = match self.settings().accounts {
            true => self.active_before_sign_in().await,
            false => None,
        };
        let revision = self.0.tab_state.next_revision(record.revision);
        record.revision = revision;
        let session = self.session_of(record)?;
        // Refresh tokens that are no longer used after this session is stored.
        let mut replaced = self.store().take_tokens().await;
        #[cfg(feature = "accounts")]
        if let Some(active) = active.filter(|it| it.username() != session.username()) {
            replaced.retain(|token| Some(token.as_str()) != active.refresh_token());
        }
        replaced.retain(|token| Some(token.as_str()) != session.refresh_token());
        let replaces_shared = self.store().clear_other_store(session.record()).await;
        if notes_activity {
            self.begin_activity(&session).await;
        }
        self.store().write(session.record()).await;
        self.announce(Notice::SignedIn, Some(&session));
        if replaces_shared {
            self.notify_other_tabs(Notice::SignedOut, -revision);
        }
        drop(held);
        for token in replaced {
            self.revoke_in_background(token);
        }
        Ok(session)
    }

    pub(crate) fn session_of(&self, record: Box<Record>) -> Result<Session, Error> {
        Session::from_record(record).ok_or_else(|| rejected("the token is no JWT"))
    }

    /// Returns the record of an `AuthenticationResult`, after checking tokens that are directly from Cognito.
    pub(crate) fn record_from_result(
        &self,
        result: &Value,
        origin: Origin,
    ) -> Result<Box<Record>, Error> {
        self.checked_record(
            required_string(result, "IdToken")?,
            required_string(result, "AccessToken")?,
            result.string("RefreshToken").map(str::to_owned),
            Trust::Tls { nonce: None },
            origin,
        )
    }

    /// Checks the claims of these tokens and returns their record.
    ///
    /// If they are directly from Cognito, their `iat` is Cognito's current time, so that a user can sign in on a
    /// machine with a wrong clock.
    pub(crate) fn checked_record(
        &self,
        id_token: &str,
        access_token: &str,
        refresh_token: Option<String>,
        trust: Trust<'_>,
        origin: Origin,
    ) -> Result<Box<Record>, Error> {
        let id = Jwt::parse(id_token)?.into_claims();
        let access = Jwt::parse(access_token)?.into_claims();
        let issued = access.issued_at().unwrap_or_default();
        let if_present = AccessTokenHash::IfPresent(access_token);
        let (nonce, hash, now, leeway) = match trust {
            Trust::Tls { nonce } => (nonce, if_present, issued, LEEWAY),
            #[cfg(feature = "redirect")]
            Trust::FrontChannel { nonce } => {
                let required = AccessTokenHash::Required(access_token);
                (Some(nonce), required, self.now().as_secs(), CLOCK_LEEWAY)
            }
        };
        let expected = |token_use| Expected {
            issuers: &self.settings().issuers,
            client_id: &self.settings().client_id,
            token_use,
            nonce: None,
            access_token_hash: AccessTokenHash::Ignored,
            now,
            leeway,
        };
        let for_id = Expected {
            nonce,
            access_token_hash: hash,
            ..expected(TokenUse::Id)
        };
        jwt::check(&id, &for_id)?;
        jwt::check(&access, &expected(TokenUse::Access))?;
        jwt::check_subjects(&id, &access)?;
        if matches!(trust, Trust::Tls { .. }) {
            let clock = &*self.platform().clock;
            self.0
                .server_clock
                .note_server_time(clock, in_millis(issued));
        }
        Ok(Box::new(Record {
            username: id.username().unwrap_or_default().to_owned(),
            id_token: id_token.to_owned(),
            access_token: access_token.to_owned(),
            refresh_token,
            revision: self.0.tab_state.next_revision(in_millis(issued)),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            offset: self.0.server_clock.offset(),
            origin,
            remember: self.0.remember,
        }))
    }
}

/// Converts the time of a token to milliseconds. Clamped first, because `saturating_mul` computes in 128 bits.
pub(crate) fn in_millis(seconds: i64) -> i64 {
    seconds.clamp(i64::MIN / 1000, i64::MAX / 1000) * 1000
}

pub(crate) fn rejected(message: &str) -> Error {
    Error::new(ErrorKind::TokenRejected, message)
}
