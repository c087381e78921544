//! Secure Remote Password (SRP) exchanges: for the person's password, and for a remembered device's
//! secret.

use std::sync::PoisonError;

use super::challenge::{PendingChallenge, Responses};
use super::respond::Challenge;
use super::{Credentials, PasswordMode, SignInStep};
use crate::client::{Client, required_string};
use crate::error::{Error, ErrorKind};
use crate::flow::device::KnownDevice;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;
use crate::protocol::srp;

/// An SRP exchange in progress, with the secret to be proved.
pub(super) struct SrpExchange {
    ephemeral: Box<srp::Ephemeral>,
    secret: Secret,
}

impl Client {
    /// Computes the ephemeral key of the next SRP sign-in in advance: a quarter of the sign-in's
    /// computation, and independent of what the person types. Call it while they type; it blocks the
    /// page for some milliseconds. The next sign-in of this client uses the key.
    pub fn prepare_sign_in(&self) {
        let mut ahead = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.is_none() {
            // If there is no source of randomness, the sign-in itself reports it.
            *ahead = self.new_ephemeral().ok();
        }
    }

    /// Adds the password, or the first message of its SRP exchange, to the parameters of a flow.
    pub(super) fn add_password(
        &self,
        credentials: &Credentials,
        parameters: &mut Object,
    ) -> Result<Option<Box<SrpExchange>>, Error> {
        let Some(password) = &credentials.password else {
            return Ok(None);
        };
        match credentials.password_mode() {
            PasswordMode::Withheld => return Ok(None),
            PasswordMode::Sent => {
                parameters.text("PASSWORD", password.expose());
                return Ok(None);
            }
            PasswordMode::Proved => {}
        }
        let exchange = self.start_exchange(password.clone())?;
        parameters.text("SRP_A", &exchange.ephemeral.public_hex());
        if credentials.flow == "CUSTOM_AUTH" {
            parameters.text("CHALLENGE_NAME", "SRP_A");
        }
        Ok(Some(exchange))
    }

    /// Answers `PASSWORD_SRP`, or chooses it as the first factor.
    pub(super) async fn choose_srp(
        &self,
        pending: &PendingChallenge,
        password: &str,
    ) -> Result<SignInStep, Error> {
        let exchange = self.start_exchange(password.into())?;
        let mut responses = Responses::of("USERNAME", pending.user_id());
        responses.add("SRP_A", &exchange.ephemeral.public_hex());
        let response = self.respond_to(pending, responses).await?;
        let step = self.continue_sign_in(response, pending.username(), Some(exchange));
        self.refusal_to_step(step.await, pending.username())
    }

    /// Answers `PASSWORD_VERIFIER` if that is the next challenge, and returns the step that follows.
    pub(super) async fn continue_sign_in(
        &self,
        mut response: Value,
        username: &str,
        exchange: Option<Box<SrpExchange>>,
    ) -> Result<SignInStep, Error> {
        if let Some(exchange) = exchange
            && response.string("ChallengeName") == Some("PASSWORD_VERIFIER")
        {
            let responses =
                self.prove(&exchange, challenge_parameters(&response), username, None)?;
            let challenge = Challenge::of(&response, username);
            response = self.respond(challenge, responses).await?;
        }
        self.next_step(response, username).await
    }

    /// Answers `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER` for a known device, and returns
    /// Cognito's response; `None` if the device is not known.
    pub(super) async fn answer_device_challenge(
        &self,
        response: &Value,
        username: &str,
    ) -> Result<Option<Value>, Error> {
        let Some(device) = self.challenged_device(response, username).await else {
            return Ok(None);
        };
        let proved = self.run_device_srp(response, username, &device).await;
        if let Err(error) = &proved
            && error.code().is_some()
            && !error.is_retryable()
        {
            self.forget_device(&device.key).await;
            return Err(Error::new(
                ErrorKind::SignInExpired,
                "Cognito does not know this device any more: the sign-in starts over",
            ));
        }
        proved.map(Some)
    }

    async fn run_device_srp(
        &self,
        response: &Value,
        username: &str,
        device: &KnownDevice,
    ) -> Result<Value, Error> {
        let exchange = self.start_exchange(device.password.clone())?;
        let user = challenge_parameters(response)
            .string("USERNAME")
            .unwrap_or(username);
        let mut responses = Responses::of("USERNAME", user);
        responses.add("DEVICE_KEY", &device.key);
        responses.add("SRP_A", &exchange.ephemeral.public_hex());
        let challenge = Challenge::of(response, username);
        let response = self.respond(challenge, responses).await?;
        if response.string("ChallengeName") != Some("DEVICE_PASSWORD_VERIFIER") {
            return Ok(response);
        }
        let responses = self.prove(
            &exchange,
            challenge_parameters(&response),
            username,
            Some(device),
        )?;
        let challenge = Challenge::of(&response, username);
        self.respond(challenge, responses).await
    }

    fn start_exchange(&self, secret: Secret) -> Result<Box<SrpExchange>, Error> {
        let ahead = self.0.ahead.lock();
        let ahead = ahead.unwrap_or_else(PoisonError::into_inner).take();
        let ephemeral = match ahead {
            Some(ephemeral) => ephemeral,
            None => self.new_ephemeral()?,
        };
        Ok(Box::new(SrpExchange { ephemeral, secret }))
    }

    fn new_ephemeral(&self) -> Result<Box<srp::Ephemeral>, Error> {
        Ok(Box::new(srp::Ephemeral::new(self.random()?)))
    }

    /// Returns the stored device that a challenge is for.
    async fn challenged_device(&self, response: &Value, username: &str) -> Option<KnownDevice> {
        let parameters = challenge_parameters(response);
        let name = parameters
            .string("DEVICE_KEY")
            .or(parameters.string("USERNAME"));
        self.device_of([name.unwrap_or(username), username]).await
    }

    /// Computes the responses to `PASSWORD_VERIFIER`, or to `DEVICE_PASSWORD_VERIFIER` for a device.
    fn prove(
        &self,
        exchange: &SrpExchange,
        parameters: &Value,
        username: &str,
        device: Option<&KnownDevice>,
    ) -> Result<Responses, Error> {
        let secret_block = required_string(parameters, "SECRET_BLOCK")?;
        let timestamp = srp::timestamp(self.now().as_secs());
        let (pool_name, user_id) = match device {
            Some(device) => (device.group_key.as_str(), device.key.as_str()),
            None => (
                self.settings().pool_name(),
                required_string(parameters, "USER_ID_FOR_SRP")?,
            ),
        };
        let proof = exchange.ephemeral.prove(&srp::Challenge {
            pool_name,
            user_id,
            password: exchange.secret.expose(),
            salt_hex: required_string(parameters, "SALT")?,
            srp_b_hex: required_string(parameters, "SRP_B")?,
            secret_block_b64: secret_block,
            timestamp: &timestamp,
        })?;
        let mut responses = Responses::of("PASSWORD_CLAIM_SECRET_BLOCK", secret_block);
        responses.add("PASSWORD_CLAIM_SIGNATURE", &proof.signature);
        responses.add("TIMESTAMP", &timestamp);
        match device {
            Some(device) => {
                responses.add(
                    "USERNAME",
                    parameters.string("USERNAME").unwrap_or(username),
                );
                responses.add("DEVICE_KEY", &device.key);
            }
            None => responses.add("USERNAME", user_id),
        }
        Ok(responses)
    }
}

fn challenge_parameters(response: &Value) -> &Value {
    response
        .field("ChallengeParameters")
        .unwrap_or(&Value::Null)
}

impl From<srp::SrpError> for Error {
    fn from(_: srp::SrpError) -> Self {
        Error::new(
            ErrorKind::InvalidResponse,
            "Cognito's answer to the first step of SRP is malformed or unsafe",
        )
    }
}
