//! Secure Remote Password on the way: the person's password, and a remembered device's own.

use super::challenge::{Pending, lacking};
use super::credentials::Proof;
use super::{Credentials, SignInStep};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::flow::device::Known;
use crate::protocol::idp::{AuthFlow, ChallengeName, Parameters, RespondToAuthChallengeResponse};
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
        parameters: &mut Parameters,
    ) -> Result<Option<Exchange>, Error> {
        let Some(password) = &credentials.password else {
            return Ok(None);
        };
        if credentials.proof == Proof::Plain {
            parameters.set("PASSWORD", password.clone());
            return Ok(None);
        }
        let exchange = self.begin_exchange(password.clone())?;
        parameters.set("SRP_A", exchange.ephemeral.public_hex());
        if credentials.flow == AuthFlow::CustomAuth {
            parameters.set("CHALLENGE_NAME", "SRP_A");
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
        let responses = Parameters::new()
            .with("USERNAME", pending.user_id())
            .with("SRP_A", exchange.ephemeral.public_hex());
        let answer = self
            .respond(
                ChallengeName::PasswordSrp,
                pending.session(),
                responses,
                pending.username(),
                Form::SignIn,
            )
            .await?;
        let step = self.proceed(answer, pending.username(), Some(exchange));
        self.or_led_elsewhere(step.await, pending.username())
    }

    /// Answers what needs nobody, until a person is asked for something.
    pub(super) async fn proceed(
        &self,
        mut answer: RespondToAuthChallengeResponse,
        username: &str,
        mut exchange: Option<Exchange>,
    ) -> Result<SignInStep, Error> {
        loop {
            let name = answer.challenge_name.clone();
            let is_devices = name != Some(ChallengeName::PasswordVerifier);
            let responses = match (&name, exchange.take()) {
                (
                    Some(ChallengeName::PasswordVerifier | ChallengeName::DevicePasswordVerifier),
                    Some(exchange),
                ) => {
                    self.prove(&exchange, &answer.challenge_parameters, username)
                        .await?
                }
                (Some(ChallengeName::DeviceSrpAuth), _) => {
                    match self
                        .begin_device(&answer.challenge_parameters, username)
                        .await?
                    {
                        Some((responses, begun)) => {
                            exchange = Some(begun);
                            responses
                        }
                        None => break,
                    }
                }
                _ => break,
            };
            let name = name.unwrap_or_default();
            let key = responses.get("DEVICE_KEY").map(str::to_owned);
            let result = self
                .respond(
                    name,
                    answer.session.take(),
                    responses,
                    username,
                    Form::SignIn,
                )
                .await;
            answer = match result {
                Err(error) if is_devices && error.code().is_some() && !error.is_retryable() => {
                    self.drop_device(&key.unwrap_or_default()).await;
                    return Err(Error::new(
                        ErrorKind::SignInExpired,
                        "Cognito does not know this device any more: the sign-in starts over",
                    ));
                }
                answer => answer?,
            };
        }
        self.next_step(answer, username).await
    }

    fn begin_exchange(&self, secret: Secret) -> Result<Exchange, Error> {
        Ok(Exchange {
            ephemeral: srp::Ephemeral::new(self.random()?),
            secret,
        })
    }

    /// Answers `DEVICE_SRP_AUTH`; nothing where the device is not known here.
    async fn begin_device(
        &self,
        given: &Parameters,
        username: &str,
    ) -> Result<Option<(Parameters, Exchange)>, Error> {
        let Some(device) = self.asked_device(given, username).await else {
            return Ok(None);
        };
        let exchange = self.begin_exchange(device.password.clone())?;
        let responses = Parameters::new()
            .with("USERNAME", given.get("USERNAME").unwrap_or(username))
            .with("DEVICE_KEY", device.key)
            .with("SRP_A", exchange.ephemeral.public_hex());
        Ok(Some((responses, exchange)))
    }

    /// The device that a challenge is for.
    async fn asked_device(&self, given: &Parameters, username: &str) -> Option<Known> {
        let name = given.get("DEVICE_KEY").or(given.get("USERNAME"));
        self.device_of([name.unwrap_or(username), username]).await
    }

    /// Answers `PASSWORD_VERIFIER` or `DEVICE_PASSWORD_VERIFIER`.
    async fn prove(
        &self,
        exchange: &Exchange,
        given: &Parameters,
        username: &str,
    ) -> Result<Parameters, Error> {
        let parameter = |name| given.get(name).ok_or_else(|| lacking(name));
        let secret_block = parameter("SECRET_BLOCK")?;
        let timestamp = srp::timestamp(self.now().as_secs());
        let device = match given.get("USER_ID_FOR_SRP") {
            None => self.asked_device(given, username).await,
            Some(_) => None,
        };
        let (pool_name, user_id) = match &device {
            Some(device) => (device.group_key.as_str(), device.key.as_str()),
            None => (self.settings().pool_name(), parameter("USER_ID_FOR_SRP")?),
        };
        let proof = exchange.ephemeral.prove(&srp::Challenge {
            pool_name,
            user_id,
            password: exchange.secret.expose(),
            salt_hex: parameter("SALT")?,
            srp_b_hex: parameter("SRP_B")?,
            secret_block_b64: secret_block,
            timestamp: &timestamp,
        })?;
        let mut responses = Parameters::new()
            .with("PASSWORD_CLAIM_SECRET_BLOCK", secret_block)
            .with("PASSWORD_CLAIM_SIGNATURE", proof.signature)
            .with("TIMESTAMP", timestamp);
        match &device {
            Some(device) => {
                responses.set("USERNAME", given.get("USERNAME").unwrap_or(username));
                responses.set("DEVICE_KEY", device.key.as_str());
            }
            None => responses.set("USERNAME", user_id),
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
