//! `Session`: what ties an answer to its challenge.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html> (`AuthSessionValidity`)

use crate::config::ClientSettings;
use crate::errors::Failure;
use crate::state::{Challenge, ChallengeKind, Context, Progress, User};

/// Who answers a challenge, and in which session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) session: &'a str,
    /// `USERNAME`
    pub(crate) name: &'a str,
    /// `DEVICE_KEY`
    pub(crate) device_key: Option<&'a str>,
}

/// Whom a challenge is for.
#[derive(Clone)]
pub(crate) struct Asked {
    /// The `cognito:username`; none for somebody who is not there.
    pub(crate) username: Option<String>,
    pub(crate) name: String,
    pub(crate) progress: Progress,
}

impl Asked {
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
    /// Starts a challenge and gives its `Session`.
    pub(super) fn pose(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
        kind: ChallengeKind,
    ) -> String {
        let session = self.random.base64url::<700>();
        self.wait_for(client, asked, kind, session.clone());
        session
    }

    /// Starts a challenge that is found again by `key`.
    pub(super) fn wait_for(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
        kind: ChallengeKind,
        key: String,
    ) {
        let challenge = Challenge {
            client_id: client.id.clone(),
            username: asked.username.clone(),
            name: asked.name.clone(),
            expires: self.now + client.session_lifetime(),
            progress: asked.progress.clone(),
            kind,
        };
        self.pool.forget_old_challenges(self.now);
        self.pool.challenges.insert(key, challenge);
    }

    /// The challenge of a session, where it is this client's, still open, and for whoever answers.
    // Source: API_RespondToAuthChallenge (`Session`). Assumed: the words.
    pub(super) fn open(
        &self,
        client: &ClientSettings,
        answer: &Answer<'_>,
    ) -> Result<(&Challenge, Asked), Failure> {
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
        let asked = self.asked(challenge, answer.device_key)?;
        Ok((challenge, asked))
    }

    /// The challenge of a session, whoever answers.
    // Source: authentication#authentication-flow-session-duration, API_RespondToAuthChallenge (`Session`).
    // Assumed: the words.
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

    fn asked(&self, challenge: &Challenge, device_key: Option<&str>) -> Result<Asked, Failure> {
        let mut asked = Asked {
            username: challenge.username.clone(),
            name: challenge.name.clone(),
            progress: challenge.progress.clone(),
        };
        if let Some(username) = &challenge.username {
            self.note_device(username, device_key, &mut asked.progress)?;
        }
        Ok(asked)
    }

    /// Marks a session as answered.
    pub(super) fn use_session(&mut self, session: &str) {
        if let Some(challenge) = self.pool.challenges.get_mut(session) {
            challenge.kind = ChallengeKind::Used;
        }
    }
}
