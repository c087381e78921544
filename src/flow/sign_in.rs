//! Signing in by user name and password, and the challenges that follow.

use std::fmt;

use super::recover::ResetPasswordStep;
use super::sign_up::ConfirmSignUpStep;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Field, Form};
use crate::protocol::idp::{self, AuthFlow, ChallengeName, Parameters};
use crate::protocol::json::{self, Value};
use crate::protocol::secret::Secret;
#[cfg(feature = "srp")]
use crate::protocol::srp;
use crate::session::Session;
use crate::session::record::Origin;

/// A user name and a password, and the way in which the password is shown to Cognito.
#[derive(Clone, Debug)]
pub struct Password {
    username: String,
    password: Secret,
    proof: Proof,
}

#[derive(Clone, Copy, Debug)]
enum Proof {
    #[cfg(feature = "srp")]
    Srp,
    Plain,
}

impl Password {
    /// Proves the password by Secure Remote Password (`USER_SRP_AUTH`): it never leaves the page.
    #[cfg(feature = "srp")]
    pub fn srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        Password {
            proof: Proof::Srp,
            ..Password::plain(username, password)
        }
    }

    /// Sends the password itself to Cognito (`USER_PASSWORD_AUTH`), for pools whose migration
    /// trigger needs it.
    pub fn plain(username: impl Into<String>, password: impl Into<String>) -> Self {
        Password {
            username: username.into(),
            password: Secret::new(password),
            proof: Proof::Plain,
        }
    }
}

/// Where a sign-in stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignInStep {
    /// Signed in.
    Done(Session),
    /// An administrator gave the password; the person has to choose one of their own.
    NewPassword(NewPasswordStep),
    /// The sign-up was never confirmed: the code comes first, then the sign-in again.
    ConfirmSignUp(ConfirmSignUpStep),
    /// An administrator reset the password: a code and a new password come first.
    ResetPassword(ResetPasswordStep),
    /// Cognito asks for something that this version cannot answer.
    Unsupported(UnsupportedStep),
}

/// Waits for a password that the person chooses in place of an administrator's.
#[derive(Clone)]
pub struct NewPasswordStep {
    client: Client,
    username: String,
    session: Option<Secret>,
    missing: Vec<String>,
}

/// A challenge that this version cannot answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedStep {
    challenge: String,
}

impl UnsupportedStep {
    /// The challenge, in Cognito's name.
    pub fn challenge(&self) -> &str {
        &self.challenge
    }
}

impl Client {
    /// Signs in.
    ///
    /// # Errors
    /// [`WrongCredentials`](ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](ErrorKind::TooManyAttempts),
    /// [`FlowNotEnabled`](ErrorKind::FlowNotEnabled), and the others that
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
    /// lists. A user who is not confirmed, or whose password was reset, is no error but a step.
    pub async fn sign_in(&self, credentials: Password) -> Result<SignInStep, Error> {
        if credentials.username.is_empty() {
            return Err(empty(Field::Username));
        }
        if credentials.password.is_empty() {
            return Err(empty(Field::Password));
        }
        let result = match credentials.proof {
            Proof::Plain => self.sign_in_plainly(&credentials).await,
            #[cfg(feature = "srp")]
            Proof::Srp => self.sign_in_by_srp(&credentials).await,
        };
        match result {
            Err(error) => self.led_elsewhere(error, credentials.username),
            step => step,
        }
    }

    async fn sign_in_plainly(&self, credentials: &Password) -> Result<SignInStep, Error> {
        let parameters = Parameters::new()
            .with("USERNAME", credentials.username.as_str())
            .with("PASSWORD", credentials.password.clone());
        let answer = self
            .initiate_auth(AuthFlow::UserPasswordAuth, parameters)
            .await?;
        self.next_step(answered(answer), &credentials.username)
            .await
    }

    #[cfg(feature = "srp")]
    async fn sign_in_by_srp(&self, credentials: &Password) -> Result<SignInStep, Error> {
        let ephemeral = srp::Ephemeral::new(self.random()?);
        let parameters = Parameters::new()
            .with("USERNAME", credentials.username.as_str())
            .with("SRP_A", ephemeral.public_hex());
        let answer = self
            .initiate_auth(AuthFlow::UserSrpAuth, parameters)
            .await?;
        match answer.challenge_name {
            Some(ChallengeName::PasswordVerifier) => {
                self.prove_password(ephemeral, credentials, answer).await
            }
            _ => {
                self.next_step(answered(answer), &credentials.username)
                    .await
            }
        }
    }

    #[cfg(feature = "srp")]
    async fn prove_password(
        &self,
        ephemeral: srp::Ephemeral,
        credentials: &Password,
        answer: idp::InitiateAuthResponse,
    ) -> Result<SignInStep, Error> {
        let given = &answer.challenge_parameters;
        let parameter = |name| given.get(name).ok_or_else(|| lacking(name));
        let user_id = parameter("USER_ID_FOR_SRP")?;
        let secret_block = parameter("SECRET_BLOCK")?;
        let timestamp = srp::timestamp(self.now().as_secs());
        let proof = ephemeral.prove(&srp::Challenge {
            pool_name: self.settings().pool_name(),
            user_id,
            password: credentials.password.expose(),
            salt_hex: parameter("SALT")?,
            srp_b_hex: parameter("SRP_B")?,
            secret_block_b64: secret_block,
            timestamp: &timestamp,
        })?;
        let responses = Parameters::new()
            .with("USERNAME", user_id)
            .with("PASSWORD_CLAIM_SECRET_BLOCK", secret_block)
            .with("PASSWORD_CLAIM_SIGNATURE", proof.signature)
            .with("TIMESTAMP", timestamp);
        self.respond(
            ChallengeName::PasswordVerifier,
            answer.session,
            responses,
            &credentials.username,
            Form::SignIn,
        )
        .await
    }

    async fn initiate_auth(
        &self,
        auth_flow: AuthFlow,
        auth_parameters: Parameters,
    ) -> Result<idp::InitiateAuthResponse, Error> {
        let request = idp::InitiateAuth {
            auth_flow,
            auth_parameters,
            client_id: self.settings().client_id.clone(),
            ..Default::default()
        };
        self.call(&request, Form::SignIn).await
    }

    async fn respond(
        &self,
        challenge_name: ChallengeName,
        session: Option<Secret>,
        challenge_responses: Parameters,
        username: &str,
        form: Form,
    ) -> Result<SignInStep, Error> {
        let request = idp::RespondToAuthChallenge {
            client_id: self.settings().client_id.clone(),
            challenge_name,
            session,
            challenge_responses,
            ..Default::default()
        };
        let answer = self.call(&request, form).await?;
        self.next_step(answer, username).await
    }

    /// What Cognito's answer asks of the person next.
    async fn next_step(
        &self,
        answer: idp::RespondToAuthChallengeResponse,
        username: &str,
    ) -> Result<SignInStep, Error> {
        if let Some(result) = &answer.authentication_result {
            let record = self.record_of(result, Origin::Direct)?;
            return Ok(SignInStep::Done(self.begin_session(record).await?));
        }
        let given = &answer.challenge_parameters;
        match answer.challenge_name {
            Some(ChallengeName::NewPasswordRequired) => {
                Ok(SignInStep::NewPassword(NewPasswordStep {
                    client: self.clone(),
                    // Cognito's own name for the user: an alias may not answer this challenge.
                    username: given.get("USER_ID_FOR_SRP").unwrap_or(username).to_owned(),
                    missing: missing_attributes(given.get("requiredAttributes").unwrap_or("")),
                    session: answer.session,
                }))
            }
            Some(name) => Ok(SignInStep::Unsupported(UnsupportedStep {
                challenge: name.as_str().to_owned(),
            })),
            None => Err(lacking("AuthenticationResult")),
        }
    }

    /// Some refusals are only a detour: the person has to do something else first.
    fn led_elsewhere(&self, error: Error, username: String) -> Result<SignInStep, Error> {
        match error.kind() {
            ErrorKind::UserNotConfirmed => {
                Ok(SignInStep::ConfirmSignUp(self.confirm_sign_up(username)))
            }
            ErrorKind::PasswordResetRequired => {
                Ok(SignInStep::ResetPassword(self.reset_password(username)))
            }
            _ => Err(error),
        }
    }
}

impl NewPasswordStep {
    /// The user's name.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The attributes that the pool requires and the user does not have yet: `email`, `name`.
    pub fn missing_attributes(&self) -> &[String] {
        &self.missing
    }

    /// Sets the password, together with the missing attributes as name and value.
    ///
    /// # Errors
    /// [`InvalidPassword`](ErrorKind::InvalidPassword),
    /// [`InvalidInput`](ErrorKind::InvalidInput) where an attribute is missing or malformed,
    /// [`SignInExpired`](ErrorKind::SignInExpired) where it took longer than Cognito waits (three
    /// minutes, unless the app client says otherwise).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub async fn submit(
        &self,
        new_password: &str,
        attributes: &[(&str, &str)],
    ) -> Result<SignInStep, Error> {
        if new_password.is_empty() {
            return Err(empty(Field::NewPassword));
        }
        let mut responses = Parameters::new()
            .with("USERNAME", self.username.as_str())
            .with("NEW_PASSWORD", new_password);
        for (name, value) in attributes {
            responses.set([ATTRIBUTE_PREFIX, name].concat(), *value);
        }
        self.client
            .respond(
                ChallengeName::NewPasswordRequired,
                self.session.clone(),
                responses,
                &self.username,
                Form::NewPassword,
            )
            .await
    }
}

/// Both operations answer alike.
fn answered(answer: idp::InitiateAuthResponse) -> idp::RespondToAuthChallengeResponse {
    idp::RespondToAuthChallengeResponse {
        challenge_name: answer.challenge_name,
        session: answer.session,
        challenge_parameters: answer.challenge_parameters,
        authentication_result: answer.authentication_result,
        available_challenges: answer.available_challenges,
    }
}

const ATTRIBUTE_PREFIX: &str = "userAttributes.";

/// Cognito lists them as a JSON array in a string: `["userAttributes.email"]`.
fn missing_attributes(text: &str) -> Vec<String> {
    let list = json::parse(text).unwrap_or_default();
    let names = list
        .as_array()
        .unwrap_or(&[])
        .iter()
        .filter_map(Value::as_str);
    names
        .map(|name| {
            name.strip_prefix(ATTRIBUTE_PREFIX)
                .unwrap_or(name)
                .to_owned()
        })
        .collect()
}

fn empty(field: Field) -> Error {
    Error::new(ErrorKind::InvalidInput, "it is empty").with_field(field)
}

fn lacking(name: &str) -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        ["Cognito's answer lacks ", name].concat(),
    )
}

#[cfg(feature = "srp")]
impl From<srp::SrpError> for Error {
    fn from(_: srp::SrpError) -> Self {
        Error::new(
            ErrorKind::InvalidResponse,
            "Cognito's answer to the first step of SRP is malformed or unsafe",
        )
    }
}

impl fmt::Debug for NewPasswordStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPasswordStep")
            .field("username", &self.username)
            .field("missing", &self.missing)
            .finish_non_exhaustive()
    }
}
