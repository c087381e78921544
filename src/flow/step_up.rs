//! A stronger or newer sign-in of the person who is signed in.

use std::time::Duration;

use super::sign_in::{Credentials, SignInStep};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::session::record::Record;
use crate::session::{Session, StepUp, Wanted};

/// How much time may pass between the end of a sign-in and the look at its tokens.
const ON_THE_WAY: Duration = Duration::from_secs(60);

impl Client {
    /// Has the person who is signed in show who they are once more: in a stronger way, or anew.
    ///
    /// A session that is of the level and recent enough already is the answer
    /// ([`Done`](SignInStep::Done)), and nothing is asked of anybody. Otherwise it is a sign-in of that
    /// person by `USER_AUTH`, whose steps ask for what is still missing. Its tokens take the session's place
    /// when they are of that person and of that level; until then, and where it is cancelled or fails,
    /// the session stays what it was.
    ///
    /// For people who came by redirect, a provider's above all, there is
    /// [`redirect_step_up`](Self::redirect_step_up). The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// # Errors
    /// - [`LevelUnavailable`](ErrorKind::LevelUnavailable): the person has no factor for any of the levels;
    /// - [`LevelAlreadyMet`](ErrorKind::LevelAlreadyMet): Cognito says so, though the names that were
    ///   given do not: name all levels that will do;
    /// - [`LevelNotReached`](ErrorKind::LevelNotReached), of the last step: the tokens are of another level;
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
        let client = self.stepping_up(Wanted::of(step_up, &session));
        let step = client.sign_in(credentials).await;
        step.map_err(explained)
    }

    /// Checks the tokens that came of a step-up before they take the session's place. Those that are not
    /// what was wanted are revoked: nobody holds them.
    pub(crate) async fn check_step_up(
        &self,
        wanted: &Wanted,
        record: &Record,
    ) -> Result<(), Error> {
        let new = self.session_of(Box::new(record.clone()))?;
        let problem = self.problem(wanted, &new).await;
        let Some(problem) = problem else {
            return Ok(());
        };
        let _ = self.revoke(&new).await;
        Err(problem)
    }

    async fn problem(&self, wanted: &Wanted, new: &Session) -> Option<Error> {
        if let Some(sub) = &wanted.sub {
            let is_theirs = |session: &Session| session.claims().string("sub") == Some(sub);
            if !is_theirs(new) {
                let message = "the tokens are another person's";
                return Some(Error::new(ErrorKind::TokenRejected, message));
            }
            // Who has signed out meanwhile stays signed out.
            match self.stored_session().await {
                Ok(now) if is_theirs(&now) => {}
                Ok(_) => {
                    return Some(Error::new(
                        ErrorKind::Aborted,
                        "somebody else signed in meanwhile",
                    ));
                }
                Err(error) => return Some(error),
            }
        }
        if self.meets_with_leeway(new, &wanted.step_up, ON_THE_WAY) {
            return None;
        }
        let message = match new.acr() {
            Some(acr) => ["the sign-in is of the level ", acr].concat(),
            None => "the sign-in is of no level".to_owned(),
        };
        Some(Error::new(ErrorKind::LevelNotReached, message))
    }
}

/// Cognito has one error for all reasons why there can be no step-up, and tells them apart in words.
fn explained(error: Error) -> Error {
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
