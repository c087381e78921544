//! Proving who one is: by password, or by the proof of one.

use super::attributes::{Attributes, check_required, check_schema, check_writable};
use crate::config::{ClientSettings, UserStatus};
use crate::crypto::srp::{Exchange, Identity, Verifier};
use crate::errors::Failure;
use crate::random::uuid_from;
use crate::state::{Challenge, ChallengeKind, Context, User};

/// What a right password leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignedInState {
    /// Tokens.
    Done,
    /// The password was a temporary one.
    NewPasswordRequired,
}

/// PASSWORD_VERIFIER, as the client gets it.
pub(crate) struct PasswordChallenge {
    /// What enters the proof, and what the client answers as.
    pub(crate) user_id: String,
    pub(crate) salt: String,
    pub(crate) srp_b: String,
    pub(crate) secret_block: String,
}

/// The answer to PASSWORD_VERIFIER.
pub(crate) struct Proof<'a> {
    pub(crate) username: &'a str,
    pub(crate) secret_block: &'a str,
    /// In the one form that enters the proof.
    pub(crate) timestamp: &'a str,
    pub(crate) signature: &'a [u8],
}

impl Context<'_> {
    /// Checks a password. Gives the `cognito:username`, and what comes next.
    pub(crate) fn check_password(
        &mut self,
        client: &ClientSettings,
        name: &str,
        password: &str,
    ) -> Result<(String, SignedInState), Failure> {
        let username = self.find_to_sign_in(client, name)?;
        self.check_lockout(&username)?;
        let pool_name = self.pool.name().to_owned();
        let user = self
            .pool
            .users
            .by_username(&username)
            .ok_or(Failure::user_not_found())?;
        let is_right = user.has_password(&pool_name, password);
        let state = self.note_try(&username, is_right)?;
        Ok((username, state))
    }

    /// Begins a proof by Secure Remote Password. A user who is not there gets a challenge that
    /// nobody can answer, the same one each time, where the client must not know.
    pub(crate) fn begin_proof(
        &mut self,
        client: &ClientSettings,
        name: &str,
        srp_a: &str,
    ) -> Result<PasswordChallenge, Failure> {
        let user = self.pool.users.find(name);
        let known = user.and_then(|user| Some((user.username.clone(), user.verifier()?.clone())));
        if user.is_some_and(|user| user.lockout.is_locked(self.now)) {
            return Err(Failure::attempts_exceeded());
        }
        let username = known.as_ref().map(|(username, _)| username.clone());
        let (user_id, verifier) = match known {
            Some(known) => known,
            None if client.hides_users() => self.imaginary(name),
            None => return Err(Failure::user_not_found()),
        };
        let exchange = Exchange::begin(self.random, srp_a, verifier)
            .ok_or(Failure::invalid_parameter("Invalid SRP_A"))?;
        let challenge = PasswordChallenge {
            user_id: user_id.clone(),
            salt: exchange.salt_hex(),
            srp_b: exchange.b_hex(),
            secret_block: self.random.base64::<900>(),
        };
        let kind = ChallengeKind::Password {
            exchange: Box::new(exchange),
            user_id_for_srp: user_id,
        };
        let expires = self.now + client.session_lifetime();
        let waiting = Challenge {
            client_id: client.id.clone(),
            username,
            expires,
            kind,
        };
        self.pool.forget_old_challenges(self.now);
        self.pool
            .challenges
            .insert(challenge.secret_block.clone(), waiting);
        Ok(challenge)
    }

    /// Checks a proof. It can be tried once: a second try needs a new challenge.
    pub(crate) fn finish_proof(
        &mut self,
        client: &ClientSettings,
        proof: &Proof<'_>,
    ) -> Result<(String, SignedInState), Failure> {
        let waiting = self.pool.challenges.remove(proof.secret_block);
        let challenge = waiting
            .filter(|challenge| challenge.client_id == client.id)
            .ok_or(Failure::incorrect_credentials())?;
        if self.now >= challenge.expires {
            return Err(Failure::session_expired());
        }
        let ChallengeKind::Password {
            exchange,
            user_id_for_srp,
        } = challenge.kind
        else {
            return Err(Failure::incorrect_credentials());
        };
        let username = challenge.username.ok_or(Failure::incorrect_credentials())?;
        let is_same = |user: &User| user.username == username;
        if !self.pool.users.find(proof.username).is_some_and(is_same) {
            return Err(Failure::incorrect_credentials());
        }
        self.check_may_sign_in(&username)?;
        self.check_lockout(&username)?;
        let block = decode_base64(proof.secret_block).unwrap_or_default();
        let identity = Identity {
            pool_name: self.pool.name(),
            user_id: &user_id_for_srp,
        };
        let is_right = exchange.proves(identity, &block, proof.timestamp, proof.signature);
        let state = self.note_try(&username, is_right)?;
        Ok((username, state))
    }

    /// Begins NEW_PASSWORD_REQUIRED, and gives its `Session`.
    pub(crate) fn ask_new_password(&mut self, client: &ClientSettings, username: &str) -> String {
        let session = self.random.base64url::<700>();
        let challenge = Challenge {
            client_id: client.id.clone(),
            username: Some(username.to_owned()),
            expires: self.now + client.session_lifetime(),
            kind: ChallengeKind::NewPassword,
        };
        self.pool.forget_old_challenges(self.now);
        self.pool.challenges.insert(session.clone(), challenge);
        session
    }

    /// The user whom a `Session` of NEW_PASSWORD_REQUIRED is for.
    pub(crate) fn new_password_session(
        &self,
        client: &ClientSettings,
        session: &str,
    ) -> Result<String, Failure> {
        let challenge = self
            .pool
            .challenges
            .get(session)
            .ok_or(Failure::session_invalid())?;
        if challenge.client_id != client.id {
            return Err(Failure::session_invalid());
        }
        match challenge.kind {
            ChallengeKind::Used => Err(Failure::session_used()),
            ChallengeKind::Password { .. } => Err(Failure::session_invalid()),
            ChallengeKind::NewPassword if self.now >= challenge.expires => {
                Err(Failure::session_expired())
            }
            ChallengeKind::NewPassword => {
                challenge.username.clone().ok_or(Failure::session_invalid())
            }
        }
    }

    /// Answers NEW_PASSWORD_REQUIRED with a password and the attributes that were missing, all
    /// checked before anything changes. Gives the `cognito:username`.
    pub(crate) fn replace_temporary_password(
        &mut self,
        client: &ClientSettings,
        session: &str,
        password: &str,
        given: Attributes,
    ) -> Result<String, Failure> {
        let username = self.new_password_session(client, session)?;
        check_writable(client, &given)?;
        check_schema(&self.pool.settings, &given)?;
        self.check_aliases(&username, &given)?;
        let user = self.pool.users.by_username(&username);
        let mut all = user.ok_or(Failure::user_not_found())?.attributes.clone();
        all.extend(given.clone());
        check_required(&self.pool.settings, &all)?;
        self.check_new_password(&username, password)?;
        self.use_session(session);
        self.store_attributes(&username, given)?;
        self.set_password(&username, password, UserStatus::Confirmed)?;
        Ok(username)
    }

    /// Marks a `Session` as answered.
    fn use_session(&mut self, session: &str) {
        if let Some(challenge) = self.pool.challenges.get_mut(session) {
            challenge.kind = ChallengeKind::Used;
        }
    }

    /// The user meant by `name`, where that user may sign in at all. Cognito tells a user who
    /// is not confirmed so before it looks at the password.
    fn find_to_sign_in(&self, client: &ClientSettings, name: &str) -> Result<String, Failure> {
        let Some(user) = self.pool.users.find(name) else {
            return Err(match client.hides_users() {
                true => Failure::incorrect_credentials(),
                false => Failure::user_not_found(),
            });
        };
        self.check_may_sign_in(&user.username)?;
        Ok(user.username.clone())
    }

    fn check_may_sign_in(&self, username: &str) -> Result<(), Failure> {
        let user = self
            .pool
            .users
            .by_username(username)
            .ok_or(Failure::user_not_found())?;
        if !user.enabled {
            return Err(Failure::user_disabled());
        }
        match user.status {
            UserStatus::Unconfirmed => Err(Failure::user_not_confirmed()),
            UserStatus::ResetRequired => Err(Failure::password_reset_required()),
            UserStatus::Confirmed | UserStatus::ForceChangePassword => Ok(()),
        }
    }

    fn check_lockout(&self, username: &str) -> Result<(), Failure> {
        let is_locked = |user: &User| user.lockout.is_locked(self.now);
        match self.pool.users.by_username(username).is_some_and(is_locked) {
            true => Err(Failure::attempts_exceeded()),
            false => Ok(()),
        }
    }

    /// Counts a try, and says what a right one leads to.
    fn note_try(&mut self, username: &str, is_right: bool) -> Result<SignedInState, Failure> {
        let now = self.now;
        let user = self
            .pool
            .users
            .by_username_mut(username)
            .ok_or(Failure::user_not_found())?;
        if !is_right {
            user.lockout.fail(now);
            return Err(Failure::incorrect_credentials());
        }
        user.lockout.succeed();
        if user.status != UserStatus::ForceChangePassword {
            return Ok(SignedInState::Done);
        }
        if user.temporary_until.is_some_and(|until| now >= until) {
            return Err(Failure::temporary_password_expired());
        }
        Ok(SignedInState::NewPasswordRequired)
    }

    /// A user id and a verifier for somebody who is not there: always the same for one name.
    fn imaginary(&self, name: &str) -> (String, Verifier) {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.pool.pretence);
        let derive = |purpose: &str| -> [u8; 32] {
            let text = format!("{purpose} {}", name.to_lowercase());
            let tag = ring::hmac::sign(&key, text.as_bytes());
            tag.as_ref().try_into().unwrap_or_default()
        };
        let half = |bytes: [u8; 32]| bytes.first_chunk::<16>().copied().unwrap_or_default();
        let user_id = uuid_from(half(derive("user id")));
        (
            user_id,
            Verifier::imaginary(half(derive("salt")), derive("verifier")),
        )
    }
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
