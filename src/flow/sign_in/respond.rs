//! Sends the responses to a challenge (`RespondToAuthChallenge`).

use super::SignInStep;
use super::challenge::{PendingChallenge, Responses};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::platform::LocalFuture;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;

/// The challenge that a request answers.
pub(super) struct Challenge<'a> {
    /// `ChallengeName`.
    pub name: &'a str,
    pub session: Option<Secret>,
    /// As the person entered it.
    pub username: &'a str,
    /// The form whose fields errors refer to.
    pub form: Form,
}

#[cfg(feature = "srp")]
impl<'a> Challenge<'a> {
    /// Reads the challenge from Cognito's response, in a sign-in with a password.
    pub(super) fn of(response: &'a Value, username: &'a str) -> Self {
        Challenge {
            name: response.string("ChallengeName").unwrap_or_default(),
            session: response.string("Session").map(Secret::from),
            username,
            form: Form::SignIn,
        }
    }
}

impl Client {
    /// Answers a challenge and returns the step that follows.
    pub(crate) async fn answer(
        &self,
        pending: &PendingChallenge,
        mut responses: Responses,
    ) -> Result<SignInStep, Error> {
        if responses.user.is_none() {
            responses.add("USERNAME", pending.user_id());
        }
        let response = self.respond_to(pending, responses).await;
        let result = match response {
            Ok(response) => {
                self.continue_sign_in(response, pending.username(), None)
                    .await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &result
            && error.kind() == ErrorKind::SignInExpired
        {
            self.forget_sign_in().await;
        }
        self.refusal_to_step(result, pending.username())
    }

    pub(super) async fn respond_to(
        &self,
        pending: &PendingChallenge,
        mut responses: Responses,
    ) -> Result<Value, Error> {
        if let Some(choice) = pending.chosen_factor() {
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

    /// Answers a challenge, with the key of this device if there is one. If Cognito does not know the
    /// device, it is removed here and the challenge is answered without it.
    pub(super) fn respond<'a>(
        &'a self,
        challenge: Challenge<'a>,
        mut responses: Responses,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        Box::pin(async move {
            let user = responses.user.as_deref().unwrap_or(challenge.username);
            let key = match responses.has_device_key {
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
                    Err(error) if is_resource_not_found(&error) => {
                        self.forget_named_device(&key).await
                    }
                    response => return response,
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
        self.send_operation("RespondToAuthChallenge", input, challenge.form)
    }
}

/// Whether Cognito does not know the device. It reports an unknown app client with the same exception.
pub(super) fn is_resource_not_found(error: &Error) -> bool {
    error.code() == Some("ResourceNotFoundException")
}
