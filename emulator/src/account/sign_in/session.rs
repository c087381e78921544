//! `Session`: connects an answer with its challenge.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html> (`AuthSessionValidity`)

use crate::config::ClientSettings;
use crate::errors::Failure;
use crate::state::{Challenge, ChallengeKind, Context, Progress, User};

/// The common parameters of an answer to a challenge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) session: &'a str,
    /// `USERNAME`
    pub(crate) name: &'a str,
    /// `DEVICE_KEY`
    pub(crate) device_key: Option<&'a str>,
}

/// The user of a challenge.
#[derive(Clone)]
pub(crate) struct ChallengedUser {
    /// The `cognito:username`; `None` for an unknown user.
    pub(crate) username: Option<String>,
    pub(crate) name: String,
    pub(crate) progress: Progress,
}

impl ChallengedUser {
    pub(super) fn user(user: &User, progress: &Progress) -> Self {
        Self {
            username: Some(user.username.clone()),
            name: user.username.clone(),
            progress: progress.clone(),
        }
    }

    // Source: cognito-user-pool-managing-errors.
    pub(super) fn username(&self) -> Result<&str, Failure> {
        self.username
            .as_deref()
            .ok_or(Failure::incorrect_credentials())
    }
}

impl Context<'_> {
    /// Stores a challenge and returns its `Session`.
    pub(super) fn issue_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        kind: ChallengeKind,
    ) -> String {
        let session = self.random.base64url::<700>();
        self.store_challenge(client, challenged, kind, session.clone());
        session
    }

    /// Stores a challenge under `key`.
    pub(super) fn store_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        kind: ChallengeKind,
        key: String,
    ) {
        let challenge = Challenge {
            client_id: client.id.clone(),
            username: challenged.username.clone(),
            name: challenged.name.clone(),
            expires: self.now + client.session_lifetime(),
            progress: challenged.progress.clone(),
            kind,
        };
        self.pool.forget_old_challenges(self.now);
        self.pool.challenges.insert(key, challenge);
    }

    /// The challenge of a session, if it is of this client and user and not expired or used.
    // Source: API_RespondToAuthChallenge (`Session`). Assumed: the message.
    pub(super) fn open_challenge(
        &self,
        client: &ClientSettings,
        answer: &Answer<'_>,
    ) -> Result<(&Challenge, ChallengedUser), Failure> {
        let challenge = self.challenge(client, answer.session)?;
        let is_same = match &challenge.username {
            Some(username) => self
                .pool
                .users
                .find(answer.name)
                .is_some_and(|user| user.username == *username),
            None => challenge.name == answer.name,
        };
        if !is_same {
            return Err(Failure::session_invalid());
        }
        let challenged = self.challenged_user(challenge, answer.device_key)?;
        Ok((challenge, challenged))
    }

    /// The challenge of a session of this client, for any user.
    // Source: authentication#authentication-flow-session-duration, API_RespondToAuthChallenge (`Session`).
    // Assumed: the message.
    pub(super) fn challenge(
        &self,
        client: &ClientSettings,
        session: &str,
    ) -> Result<&Challenge, Failure> {
        let challenge = self.pool.challenges.get(session);
        let challenge = challenge
            .filter(|challenge| challenge.client_id == client.id)
            .ok_or(Failure::session_invalid())?;
        match challenge.kind {
            ChallengeKind::Used => Err(Failure::session_used()),
            _ if self.now >= challenge.expires => Err(Failure::session_expired()),
            _ => Ok(challenge),
        }
    }

    fn challenged_user(
        &self,
        challenge: &Challenge,
        device_key: Option<&str>,
    ) -> Result<ChallengedUser, Failure> {
        let mut challenged = ChallengedUser {
            username: challenge.username.clone(),
            name: challenge.name.clone(),
            progress: challenge.progress.clone(),
        };
        if let Some(username) = &challenge.username {
            self.note_device(username, device_key, &mut challenged.progress)?;
        }
        Ok(challenged)
    }

    /// Marks a session as answered.
    pub(super) fn use_session(&mut self, session: &str) {
        if let Some(challenge) = self.pool.challenges.get_mut(session) {
            challenge.kind = ChallengeKind::Used;
        }
    }
}
