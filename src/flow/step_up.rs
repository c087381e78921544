//! A stronger or newer sign-in of the person who is signed in.

use std::sync::Arc;
use std::time::Duration;

use super::sign_in::{Credentials, SignInStep};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
#[cfg(feature = "redirect")]
use crate::protocol::json::Value;
use crate::session::record::Record;
use crate::session::{Session, StepUp};

/// How much time may pass between the end of a sign-in and the look at its tokens.
const ON_THE_WAY: Duration = Duration::from_secs(60);

/// What the tokens of a step-up have to be.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub step_up: StepUp,
    /// Whose (`sub`). None where anybody may sign in.
    pub sub: Option<String>,
    /// The access token that counts for what was shown before.
    pub access_token: Option<String>,
}

impl Client {
    /// Has the person who is signed in show who they are once more: in a stronger way, or anew.
    ///
    /// A session that is of the level and recent enough already is the answer
    /// ([`Done`](SignInStep::Done)), and nothing is asked of anybody. Otherwise it is a sign-in of that
    /// person by `USER_AUTH`, whose steps ask for what is still missing. Its tokens take the session's place
    /// when they are of that person and of that level; until then, and where it comes to nothing, the
    /// session is what it was.
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

impl Wanted {
    /// What is kept of it while the person is away: no token.
    #[cfg(feature = "redirect")]
    pub fn to_value(&self) -> Value {
        let sub = self.sub.as_deref().map_or(Value::Null, Value::from);
        Value::object([("wanted", self.step_up.to_value()), ("sub", sub)])
    }

    #[cfg(feature = "redirect")]
    pub fn read(value: &Value) -> Option<Self> {
        Some(Wanted {
            step_up: StepUp::read(value.field("wanted")?),
            sub: value.string("sub").map(str::to_owned),
            access_token: None,
        })
    }

    /// What a sign-in of whoever it is has to come to.
    #[cfg(feature = "redirect")]
    pub fn of_anybody(step_up: StepUp) -> Self {
        Wanted {
            step_up,
            sub: None,
            access_token: None,
        }
    }

    /// What a step-up of this session's person has to come to.
    pub fn of(step_up: StepUp, session: &Session) -> Arc<Self> {
        Arc::new(Wanted {
            step_up,
            sub: session.claims().string("sub").map(str::to_owned),
            access_token: Some(session.access_token().to_owned()),
        })
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
