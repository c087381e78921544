//! Secure Remote Password on the way: the person's password, and a remembered device's own.

use std::sync::PoisonError;

use super::challenge::{Pending, Responses};
use super::respond::Challenge;
use super::{Credentials, Shown, SignInStep};
use crate::client::{Client, needed};
use crate::error::{Error, ErrorKind};
use crate::flow::device::Known;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;
use crate::protocol::srp;

/// An exchange under way, and the secret that it proves.
pub(super) struct Exchange {
    ephemeral: Box<srp::Ephemeral>,
    secret: Secret,
}

impl Client {
    /// Computes ahead what a sign-in begins with that proves a password: a quarter of all that it
    /// computes, and nothing that depends on what the person types. Call it while they type; the next
    /// sign-in of this client uses it. The page stands still for some milliseconds.
    pub fn prepare_sign_in(&self) {
        let mut ahead = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.is_none() {
            // Where there is no randomness the sign-in says so.
            *ahead = self.new_exchange().ok();
        }
    }

    /// Adds what shows the password to the parameters of a flow.
    pub(super) fn show_password(
        &self,
        credentials: &Credentials,
        parameters: &mut Object,
    ) -> Result<Option<Box<Exchange>>, Error> {
        let Some(password) = &credentials.password else {
            return Ok(None);
        };
        match credentials.shown() {
            Shown::Withheld => return Ok(None),
            Shown::Sent => {
                parameters.text("PASSWORD", password.expose());
                return Ok(None);
            }
            Shown::Proved => {}
        }
        let exchange = self.begin_exchange(password.clone())?;
        parameters.text("SRP_A", &exchange.ephemeral.public_hex());
        if credentials.flow == "CUSTOM_AUTH" {
            parameters.text("CHALLENGE_NAME", "SRP_A");
        }
        Ok(Some(exchange))
    }

    /// Answers `PASSWORD_SRP`, or chooses it.
    pub(super) async fn prove_in(
        &self,
        pending: &Pending,
        password: &str,
    ) -> Result<SignInStep, Error> {
        let exchange = self.begin_exchange(password.into())?;
        let mut responses = Responses::of("USERNAME", pending.user_id());
        responses.add("SRP_A", &exchange.ephemeral.public_hex());
        let answer = self.respond_in(pending, responses).await?;
        let step = self.proceed(answer, pending.username(), Some(exchange));
        self.or_led_elsewhere(step.await, pending.username())
    }

    /// Proves the password where Cognito asks for that, and goes on to what it asks next.
    pub(super) async fn proceed(
        &self,
        mut answer: Value,
        username: &str,
        exchange: Option<Box<Exchange>>,
    ) -> Result<SignInStep, Error> {
        if let Some(exchange) = exchange
            && answer.string("ChallengeName") == Some("PASSWORD_VERIFIER")
        {
            let responses = self.prove(&exchange, given(&answer), username, None)?;
            let challenge = Challenge::of(&answer, username);
            answer = self.respond(challenge, responses).await?;
        }
        self.next_step(answer, username).await
    }

    /// Answers `DEVICE_SRP_AUTH` and what follows it in a known device's place, and gives Cognito's
    /// answer to that; nothing where the device is not known.
    pub(super) async fn prove_device(
        &self,
        answer: &Value,
        username: &str,
    ) -> Result<Option<Value>, Error> {
        let Some(device) = self.asked_device(answer, username).await else {
            return Ok(None);
        };
        let proved = self.exchange_device(answer, username, &device).await;
        if let Err(error) = &proved
            && error.code().is_some()
            && !error.is_retryable()
        {
            self.drop_device(&device.key).await;
            return Err(Error::new(
                ErrorKind::SignInExpired,
                "Cognito does not know this device any more: the sign-in starts over",
            ));
        }
        proved.map(Some)
    }

    async fn exchange_device(
        &self,
        answer: &Value,
        username: &str,
        device: &Known,
    ) -> Result<Value, Error> {
        let exchange = self.begin_exchange(device.password.clone())?;
        let user = given(answer).string("USERNAME").unwrap_or(username);
        let mut responses = Responses::of("USERNAME", user);
        responses.add("DEVICE_KEY", &device.key);
        responses.add("SRP_A", &exchange.ephemeral.public_hex());
        let challenge = Challenge::of(answer, username);
        let answer = self.respond(challenge, responses).await?;
        if answer.string("ChallengeName") != Some("DEVICE_PASSWORD_VERIFIER") {
            return Ok(answer);
        }
        let responses = self.prove(&exchange, given(&answer), username, Some(device))?;
        let challenge = Challenge::of(&answer, username);
        self.respond(challenge, responses).await
    }

    fn begin_exchange(&self, secret: Secret) -> Result<Box<Exchange>, Error> {
        let ahead = self.0.ahead.lock();
        let ahead = ahead.unwrap_or_else(PoisonError::into_inner).take();
        let ephemeral = match ahead {
            Some(ephemeral) => ephemeral,
            None => self.new_exchange()?,
        };
        Ok(Box::new(Exchange { ephemeral, secret }))
    }

    fn new_exchange(&self) -> Result<Box<srp::Ephemeral>, Error> {
        Ok(Box::new(srp::Ephemeral::new(self.random()?)))
    }

    /// The device that a challenge is for.
    async fn asked_device(&self, answer: &Value, username: &str) -> Option<Known> {
        let given = given(answer);
        let name = given.string("DEVICE_KEY").or(given.string("USERNAME"));
        self.device_of([name.unwrap_or(username), username]).await
    }

    /// Answers `PASSWORD_VERIFIER`, or `DEVICE_PASSWORD_VERIFIER` for a device.
    fn prove(
        &self,
        exchange: &Exchange,
        given: &Value,
        username: &str,
        device: Option<&Known>,
    ) -> Result<Responses, Error> {
        let secret_block = needed(given, "SECRET_BLOCK")?;
        let timestamp = srp::timestamp(self.now().as_secs());
        let (pool_name, user_id) = match device {
            Some(device) => (device.group_key.as_str(), device.key.as_str()),
            None => (
                self.settings().pool_name(),
                needed(given, "USER_ID_FOR_SRP")?,
            ),
        };
        let proof = exchange.ephemeral.prove(&srp::Challenge {
            pool_name,
            user_id,
            password: exchange.secret.expose(),
            salt_hex: needed(given, "SALT")?,
            srp_b_hex: needed(given, "SRP_B")?,
            secret_block_b64: secret_block,
            timestamp: &timestamp,
        })?;
        let mut responses = Responses::of("PASSWORD_CLAIM_SECRET_BLOCK", secret_block);
        responses.add("PASSWORD_CLAIM_SIGNATURE", &proof.signature);
        responses.add("TIMESTAMP", &timestamp);
        match device {
            Some(device) => {
                responses.add("USERNAME", given.string("USERNAME").unwrap_or(username));
                responses.add("DEVICE_KEY", &device.key);
            }
            None => responses.add("USERNAME", user_id),
        }
        Ok(responses)
    }
}

/// What comes with a challenge.
fn given(answer: &Value) -> &Value {
    answer.field("ChallengeParameters").unwrap_or(&Value::Null)
}

impl From<srp::SrpError> for Error {
    fn from(_: srp::SrpError) -> Self {
        Error::new(
            ErrorKind::InvalidResponse,
            "Cognito's answer to the first step of SRP is malformed or unsafe",
        )
    }
}
