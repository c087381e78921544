//! Secure Remote Password on the way: the person's password, and a remembered device's own.

use super::challenge::{Pending, Responses};
use super::credentials::Proof;
use super::{Challenge, Credentials, SignInStep};
use crate::client::{Client, needed};
use crate::error::{Error, ErrorKind, Form};
use crate::flow::device::Known;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;
use crate::protocol::srp;

/// An exchange under way, and the secret that it proves.
pub(super) struct Exchange {
    ephemeral: srp::Ephemeral,
    secret: Secret,
}

impl Client {
    /// Adds what shows the password to the parameters of a flow.
    pub(super) fn show_password(
        &self,
        credentials: &Credentials,
        parameters: &mut Object,
    ) -> Result<Option<Box<Exchange>>, Error> {
        let Some(password) = &credentials.password else {
            return Ok(None);
        };
        if credentials.proof == Proof::Plain {
            parameters.text("PASSWORD", password.expose());
            return Ok(None);
        }
        let exchange = self.begin_exchange(password.clone())?;
        parameters.text("SRP_A", &exchange.ephemeral.public_hex());
        if credentials.flow == "CUSTOM_AUTH" {
            parameters.text("CHALLENGE_NAME", "SRP_A");
        }
        Ok(Some(exchange))
    }

    /// Answers `PASSWORD_SRP`.
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

    /// Answers what needs nobody, until a person is asked for something.
    pub(super) async fn proceed(
        &self,
        mut answer: Value,
        username: &str,
        mut exchange: Option<Box<Exchange>>,
    ) -> Result<SignInStep, Error> {
        while let Some((responses, begun)) = self.proof(&answer, username, exchange.take()).await? {
            exchange = begun;
            let name = answer.string("ChallengeName").unwrap_or_default();
            let challenge = Challenge {
                name,
                session: answer.string("Session").map(Secret::from),
                username,
                form: Form::SignIn,
            };
            let is_devices = name != "PASSWORD_VERIFIER";
            let next = self.respond(challenge, responses).await;
            if let Err(error) = &next
                && is_devices
                && error.code().is_some()
                && !error.is_retryable()
            {
                self.drop_asked_device(&answer, username).await;
                return Err(Error::new(
                    ErrorKind::SignInExpired,
                    "Cognito does not know this device any more: the sign-in starts over",
                ));
            }
            answer = next?;
        }
        self.next_step(answer, username).await
    }

    /// What answers a challenge in the person's place, and the exchange that goes on by it.
    async fn proof(
        &self,
        answer: &Value,
        username: &str,
        exchange: Option<Box<Exchange>>,
    ) -> Result<Option<(Responses, Option<Box<Exchange>>)>, Error> {
        let given = answer.field("ChallengeParameters").unwrap_or(&Value::Null);
        let name = answer.string("ChallengeName").unwrap_or_default();
        match (name, exchange) {
            ("DEVICE_SRP_AUTH", _) => {
                let Some(device) = self.asked_device(given, username).await else {
                    return Ok(None);
                };
                let exchange = self.begin_exchange(device.password)?;
                let mut responses =
                    Responses::of("USERNAME", given.string("USERNAME").unwrap_or(username));
                responses.add("DEVICE_KEY", &device.key);
                responses.add("SRP_A", &exchange.ephemeral.public_hex());
                Ok(Some((responses, Some(exchange))))
            }
            ("PASSWORD_VERIFIER" | "DEVICE_PASSWORD_VERIFIER", Some(exchange)) => {
                let device = match given.string("USER_ID_FOR_SRP") {
                    None => self.asked_device(given, username).await,
                    Some(_) => None,
                };
                let responses = self.prove(&exchange, given, username, device)?;
                Ok(Some((responses, None)))
            }
            _ => Ok(None),
        }
    }

    fn begin_exchange(&self, secret: Secret) -> Result<Box<Exchange>, Error> {
        Ok(Box::new(Exchange {
            ephemeral: srp::Ephemeral::new(self.random()?),
            secret,
        }))
    }

    /// The device that a challenge is for.
    async fn asked_device(&self, given: &Value, username: &str) -> Option<Known> {
        let name = given.string("DEVICE_KEY").or(given.string("USERNAME"));
        self.device_of([name.unwrap_or(username), username]).await
    }

    async fn drop_asked_device(&self, answer: &Value, username: &str) {
        let given = answer.field("ChallengeParameters").unwrap_or(&Value::Null);
        if let Some(device) = self.asked_device(given, username).await {
            self.drop_device(&device.key).await;
        }
    }

    /// Answers `PASSWORD_VERIFIER`, or `DEVICE_PASSWORD_VERIFIER` for a device.
    fn prove(
        &self,
        exchange: &Exchange,
        given: &Value,
        username: &str,
        device: Option<Known>,
    ) -> Result<Responses, Error> {
        let secret_block = needed(given, "SECRET_BLOCK")?;
        let timestamp = srp::timestamp(self.now().as_secs());
        let (pool_name, user_id) = match &device {
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
        match &device {
            Some(device) => {
                responses.add("USERNAME", given.string("USERNAME").unwrap_or(username));
                responses.add("DEVICE_KEY", &device.key);
            }
            None => responses.add("USERNAME", user_id),
        }
        Ok(responses)
    }
}

impl From<srp::SrpError> for Error {
    fn from(_: srp::SrpError) -> Self {
        Error::new(
            ErrorKind::InvalidResponse,
            "Cognito's answer to the first step of SRP is malformed or unsafe",
        )
    }
}
