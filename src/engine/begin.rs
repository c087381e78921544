//! How a session begins: its tokens are checked, it is stored, and everybody hears of it.

use super::refresh::LOCK_STEAL_AFTER;
use crate::client::{Client, needed};
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::json::Value;
use crate::protocol::jwt::{self, AccessTokenHash, Expected, Jwt, TokenUse};
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::record::{Origin, Record};

/// How far two clocks of AWS may be apart, in seconds.
const LEEWAY: i64 = 60;

/// How far this machine's clock may be from AWS's where only it can tell whether a token is old,
/// in seconds.
#[cfg(feature = "redirect")]
const CLOCK_LEEWAY: i64 = 300;

/// How tokens came, and so what has to be checked of them.
#[derive(Clone, Copy)]
pub(crate) enum Trust<'a> {
    /// Straight from Cognito.
    Tls {
        /// What the ID token must repeat, where the flow had one.
        nonce: Option<&'a str>,
    },
    /// Through an address, which anybody can have made.
    #[cfg(feature = "redirect")]
    FrontChannel {
        /// What the ID token must repeat.
        nonce: &'a str,
    },
}

impl Client {
    /// Keeps a new session and tells everybody.
    pub(crate) async fn begin_session(&self, mut record: Box<Record>) -> Result<Session, Error> {
        let notes_activity = self.settings().sign_out_after.idle.is_some()
            && self.load_chunk("session").await.is_ok();
        let held = self.hold(LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        // Whoever is active now is parked: it has to be the one that is.
        #[cfg(feature = "accounts")]
        let parked = match self.settings().accounts {
            true => self.before_another().await,
            false => None,
        };
        let revision = self.0.tab_state.next_revision(record.revision);
        record.revision = revision;
        let session = self.session_of(record)?;
        // Refresh tokens that nobody has any more once this session is stored.
        let mut replaced = self.store().take_tokens().await;
        #[cfg(feature = "accounts")]
        if let Some(parked) = parked.filter(|it| it.username() != session.username()) {
            replaced.retain(|token| Some(token.as_str()) != parked.refresh_token());
        }
        replaced.retain(|token| Some(token.as_str()) != session.refresh_token());
        let is_alone = self.store().make_way(session.record()).await;
        if notes_activity {
            self.begin_activity(&session).await;
        }
        self.store().write(session.record()).await;
        self.announce(Notice::SignedIn, Some(&session));
        if is_alone {
            self.tell_others(Notice::SignedOut, -revision);
        }
        drop(held);
        for token in replaced {
            self.revoke_behind(token);
        }
        Ok(session)
    }

    pub(crate) fn session_of(&self, record: Box<Record>) -> Result<Session, Error> {
        Session::from_record(record).ok_or_else(|| rejected("the token is no JWT"))
    }

    /// The record of an `AuthenticationResult`, after the checks that tokens straight from Cognito
    /// need.
    pub(crate) fn record_of_answer(
        &self,
        result: &Value,
        origin: Origin,
    ) -> Result<Box<Record>, Error> {
        self.checked_record(
            needed(result, "IdToken")?,
            needed(result, "AccessToken")?,
            result.string("RefreshToken").map(str::to_owned),
            Trust::Tls { nonce: None },
            origin,
        )
    }

    /// A record of these tokens, after the checks of their claims.
    ///
    /// Where they come straight from Cognito, their own `iat` tells Cognito's time, so that a
    /// machine whose clock is wrong can sign in.
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
            self.0.time.learn(clock, in_millis(issued));
        }
        Ok(Box::new(Record {
            username: id.username().unwrap_or_default().to_owned(),
            id_token: id_token.to_owned(),
            access_token: access_token.to_owned(),
            refresh_token,
            revision: self.0.tab_state.next_revision(in_millis(issued)),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            offset: self.0.time.offset(),
            origin,
            remember: self.0.remember,
        }))
    }
}

/// A token's time in milliseconds. No token's is so far away that the limits matter; a product that
/// looks out for them itself is one of 128 bits.
pub(crate) fn in_millis(seconds: i64) -> i64 {
    seconds.clamp(i64::MIN / 1000, i64::MAX / 1000) * 1000
}

pub(crate) fn rejected(message: &str) -> Error {
    Error::new(ErrorKind::TokenRejected, message)
}
