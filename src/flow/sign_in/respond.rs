//! The answer to a challenge, as it is sent.

use super::SignInStep;
use super::challenge::{Pending, Responses};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::platform::LocalFuture;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;

/// A challenge that is answered.
pub(super) struct Challenge<'a> {
    /// In Cognito's name.
    pub name: &'a str,
    pub session: Option<Secret>,
    /// As the person gave it.
    pub username: &'a str,
    /// The form that errors belong to.
    pub form: Form,
}

#[cfg(feature = "srp")]
impl<'a> Challenge<'a> {
    /// The challenge of an answer, in a sign-in by a password.
    pub(super) fn of(answer: &'a Value, username: &'a str) -> Self {
        Challenge {
            name: answer.string("ChallengeName").unwrap_or_default(),
            session: answer.string("Session").map(Secret::from),
            username,
            form: Form::SignIn,
        }
    }
}

impl Client {
    /// Answers a challenge in the person's place.
    pub(crate) async fn answer(
        &self,
        pending: &Pending,
        mut responses: Responses,
    ) -> Result<SignInStep, Error> {
        if responses.user.is_none() {
            responses.add("USERNAME", pending.user_id());
        }
        let answer = self.respond_in(pending, responses).await;
        let result = match answer {
            Ok(answer) => self.proceed(answer, pending.username(), None).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &result
            && error.kind() == ErrorKind::SignInExpired
        {
            self.drop_sign_in().await;
        }
        self.or_led_elsewhere(result, pending.username())
    }

    pub(super) async fn respond_in(
        &self,
        pending: &Pending,
        mut responses: Responses,
    ) -> Result<Value, Error> {
        if let Some(choice) = pending.chosen() {
            responses.add("ANSWER", choice);
        }
        let challenge = Challenge {
            name: pending.challenge_name(),
            session: pending.session(),
            username: pending.username(),
            form: pending.form(),
        };
        self.respond(challenge, responses).await
    }

    /// Answers a challenge; names the device where one is known, unless Cognito does not know it.
    pub(super) fn respond<'a>(
        &'a self,
        challenge: Challenge<'a>,
        mut responses: Responses,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        Box::pin(async move {
            let user = responses.user.as_deref().unwrap_or(challenge.username);
            let key = match responses.names_device {
                true => None,
                false => {
                    let names = [challenge.username, user];
                    self.device_key_at_sign_in(names).await?
                }
            };
            let without = responses.fields();
            if let Some(key) = key {
                responses.add("DEVICE_KEY", &key);
                match self.send_responses(&challenge, responses.fields()).await {
                    Err(error) if is_missing(&error) => self.drop_named_device(&key).await,
                    answer => return answer,
                }
            }
            self.send_responses(&challenge, without).await
        })
    }

    fn send_responses<'a>(
        &'a self,
        challenge: &Challenge<'_>,
        responses: Object,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        let mut input = self.client_input();
        input.text("ChallengeName", challenge.name);
        let session = challenge.session.as_ref().map(Secret::expose);
        input.optional("Session", session);
        input.object("ChallengeResponses", responses);
        self.ask("RespondToAuthChallenge", input, challenge.form)
    }
}

/// Whether Cognito does not know the device; it says the same of app clients.
pub(super) fn is_missing(error: &Error) -> bool {
    error.code() == Some("ResourceNotFoundException")
}
