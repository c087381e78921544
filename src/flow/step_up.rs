//! Step-up: a stronger or more recent authentication of the signed-in person.

use std::time::Duration;

use super::sign_in::{Credentials, SignInStep};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::session::record::Record;
use crate::session::{Session, StepUp, StepUpRequirement};

/// Tolerance for `max_age` when the new tokens are checked: the time between the authentication and the
/// check.
const MAX_AGE_LEEWAY: Duration = Duration::from_secs(60);

impl Client {
    /// Has the signed-in person authenticate again, more strongly or more recently.
    ///
    /// If the session already meets `step_up`, the result is [`Done`](SignInStep::Done) without any
    /// question. Otherwise it is a sign-in of the same person by `USER_AUTH`, whose steps ask for the
    /// missing factors. The new tokens replace the session if they belong to the same person and meet
    /// `step_up`; if the step-up is cancelled or fails, the session is unchanged.
    ///
    /// For people who signed in by redirect, use [`redirect_step_up`](Self::redirect_step_up). The app
    /// client has to allow `ALLOW_USER_AUTH`.
    ///
    /// # Errors
    /// - [`LevelUnavailable`](ErrorKind::LevelUnavailable): the person has no factor for any of the levels;
    /// - [`LevelAlreadyMet`](ErrorKind::LevelAlreadyMet): Cognito considers the level met, but the session's
    ///   level is none of the given names: give all levels that are sufficient;
    /// - [`LevelNotReached`](ErrorKind::LevelNotReached), in the last step: the tokens have another level;
    /// - [`FeatureUnavailableInTier`](ErrorKind::FeatureUnavailableInTier): the pool has the plan Lite;
    /// - those of [`sign_in`](Self::sign_in) and of [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html#cognito-user-pools-step-up-user-auth>
    pub async fn step_up(&self, step_up: StepUp) -> Result<SignInStep, Error> {
        let session = self.session().await?;
        if self.meets(&session, &step_up) {
            return Ok(SignInStep::Done(session));
        }
        let mut credentials = Credentials::choice(session.username());
        if let Some(challenge) = step_up.preferred_challenge() {
            credentials = credentials.preferred(challenge);
        }
        let client = self.with_step_up(StepUpRequirement::for_session(step_up, &session));
        let step = client.sign_in(credentials).await;
        step.map_err(with_level_error)
    }

    /// Checks the tokens of a step-up before they replace the session, and revokes them if they do not
    /// meet the requirement.
    pub(crate) async fn check_step_up(
        &self,
        requirement: &StepUpRequirement,
        record: &Record,
    ) -> Result<(), Error> {
        let new = self.session_of(Box::new(record.clone()))?;
        let step_up_error = self.step_up_error(requirement, &new).await;
        let Some(step_up_error) = step_up_error else {
            return Ok(());
        };
        let _ = self.revoke(&new).await;
        Err(step_up_error)
    }

    async fn step_up_error(&self, requirement: &StepUpRequirement, new: &Session) -> Option<Error> {
        if let Some(sub) = &requirement.sub {
            let is_theirs = |session: &Session| session.claims().string("sub") == Some(sub);
            if !is_theirs(new) {
                let message = "the tokens belong to another person";
                return Some(Error::new(ErrorKind::TokenRejected, message));
            }
            // If the person has signed out in the meantime, they stay signed out.
            match self.stored_session().await {
                Ok(now) if is_theirs(&now) => {}
                Ok(_) => {
                    return Some(Error::new(
                        ErrorKind::Aborted,
                        "another person has signed in",
                    ));
                }
                Err(error) => return Some(error),
            }
        }
        if self.meets_with_leeway(new, &requirement.step_up, MAX_AGE_LEEWAY) {
            return None;
        }
        let message = match new.acr() {
            Some(acr) => ["the level of the sign-in is ", acr].concat(),
            None => "the sign-in has no level".to_owned(),
        };
        Some(Error::new(ErrorKind::LevelNotReached, message))
    }
}

/// Sets the kind of an error of a step-up. Cognito has one exception for all reasons; only the message
/// distinguishes them.
fn with_level_error(error: Error) -> Error {
    let says = |word: &str| error.message().to_ascii_lowercase().contains(word);
    if error.kind() != ErrorKind::InvalidInput {
        return error;
    }
    let kind = if says("already") {
        ErrorKind::LevelAlreadyMet
    } else if says("factor") || says("acr") {
        ErrorKind::LevelUnavailable
    } else {
        return error;
    };
    error.with_kind(kind)
}
