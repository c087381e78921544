//! CUSTOM_AUTH: rounds of questions and answers, which the pool's settings define in place of Lambda functions.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html>

use super::proof::PasswordChallenge;
use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step};
use crate::config::{ClientSettings, Trigger};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Flow, Progress};

const START: Flow = Flow::Custom { round: 0, wrong: 0 };

impl Context<'_> {
    /// Starts CUSTOM_AUTH with the first question.
    pub(crate) fn start_custom(
        &mut self,
        client: &ClientSettings,
        name: &str,
        device_key: Option<&str>,
    ) -> Result<Step, Failure> {
        self.check_custom()?;
        let mut progress = Progress::of(START);
        let username = match self.pool.users.find(name) {
            Some(user) => {
                self.check_may_sign_in(&user.username)?;
                self.trigger(Trigger::PreAuthentication, &user.username)?;
                self.note_device(&user.username, device_key, &mut progress)?;
                Some(user.username.clone())
            }
            None if client.hides_users() => {
                // "Amazon Cognito invokes the pre authentication trigger when users attempt to sign in but
                // their username isn't found":
                // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
                self.trigger(Trigger::PreAuthentication, name)?;
                None
            }
            None => return Err(Failure::user_not_found()),
        };
        let challenged = ChallengedUser {
            name: username.clone().unwrap_or_else(|| name.to_owned()),
            username,
            progress,
        };
        match self.next_round(client, &challenged, 0, 0)? {
            Some(step) => Ok(step),
            None => self.next(client, challenged),
        }
    }

    /// Starts CUSTOM_AUTH with SRP; the questions follow.
    pub(crate) fn start_custom_with_proof(
        &mut self,
        client: &ClientSettings,
        name: &str,
        srp_a: &str,
    ) -> Result<PasswordChallenge, Failure> {
        self.check_custom()?;
        self.begin_proof(client, name, srp_a, Progress::of(START))
    }

    /// Answers CUSTOM_CHALLENGE. After a wrong answer the question is repeated in a new session, up to the limit of wrong
    /// answers.
    // Source: user-pool-lambda-challenge.
    pub(crate) fn answer_custom(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        given: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        let (ChallengeKind::Custom, Flow::Custom { round, wrong }) =
            (&challenge.kind, challenged.progress.flow)
        else {
            return Err(Failure::session_invalid());
        };
        self.trigger(Trigger::VerifyAuthChallengeResponse, &challenged.name)?;
        let settings = self.pool.settings.custom_auth.as_ref();
        let settings = settings.ok_or(Failure::custom_auth_not_configured())?;
        let is_right = challenged.username.is_some()
            && settings
                .rounds
                .get(round)
                .is_some_and(|round| round.answer == given);
        let tries = settings.tries;
        self.use_session(answer.session);
        let (round, wrong) = match is_right {
            true => (round + 1, wrong),
            false => (round, wrong.saturating_add(1)),
        };
        if wrong >= tries {
            return Err(Failure::incorrect_credentials());
        }
        challenged.progress.flow = Flow::Custom { round, wrong };
        match self.next_round(client, &challenged, round, wrong)? {
            Some(step) => Ok(step),
            None => self.next(client, challenged),
        }
    }

    /// Issues the next question; `None` if all are answered.
    pub(super) fn next_round(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        round: usize,
        wrong: u32,
    ) -> Result<Option<Step>, Failure> {
        self.trigger(Trigger::DefineAuthChallenge, &challenged.name)?;
        let settings = self.pool.settings.custom_auth.as_ref();
        let next = settings.and_then(|settings| settings.rounds.get(round));
        let Some(parameters) = next.map(|round| round.parameters.clone()) else {
            return Ok(None);
        };
        self.trigger(Trigger::CreateAuthChallenge, &challenged.name)?;
        let mut challenged = challenged.clone();
        challenged.progress.flow = Flow::Custom { round, wrong };
        let session = self.issue_challenge(client, &challenged, ChallengeKind::Custom);
        let mut ask =
            IssuedChallenge::new("CUSTOM_CHALLENGE", session).with("USERNAME", challenged.name);
        ask.parameters.extend(parameters);
        Ok(Some(Step::Challenge(ask)))
    }

    // Source: user-pool-lambda-challenge. Assumed: the message.
    fn check_custom(&self) -> Result<(), Failure> {
        match self.pool.settings.custom_auth {
            Some(_) => Ok(()),
            None => Err(Failure::custom_auth_not_configured()),
        }
    }
}
