//! Signing up, and confirming the sign-up with a code.

use std::fmt;

use super::delivery::CodeDelivery;
use crate::client::{Client, required_string};
use crate::error::{Error, ErrorKind, Form};
use crate::protocol::idp;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;

/// The data of a new user.
#[derive(Clone, Debug)]
pub struct SignUp {
    username: String,
    password: Option<Secret>,
    attributes: Vec<idp::Attribute>,
    validation: Vec<idp::Attribute>,
}

impl SignUp {
    /// A user name (or an e-mail address or phone number, depending on the pool) and a password.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        SignUp {
            username: username.into(),
            password: Some(Secret::new(password)),
            attributes: Vec::new(),
            validation: Vec::new(),
        }
    }

    /// A user without a password, for a pool that allows sign-in with codes or passkeys.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub fn without_password(username: impl Into<String>) -> Self {
        SignUp {
            password: None,
            ..SignUp::new(username, "")
        }
    }

    /// Adds an attribute: `email`, `phone_number`, `name`, `custom:team` and so on.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes
            .push(idp::Attribute::new(name, value.into()));
        self
    }

    /// Adds a value for the pool's pre sign-up trigger (`ValidationData`), which can reject the sign-up
    /// because of it. Cognito does not store it.
    pub fn validation(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.validation
            .push(idp::Attribute::new(name, value.into()));
        self
    }
}

/// The current step of a sign-up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignUpStep {
    /// The sign-up has to be confirmed with a code.
    Confirm(ConfirmSignUpStep),
    /// The user is confirmed and can sign in.
    Done(SignedUp),
}

/// A user who has signed up and is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUp {
    username: String,
    sub: Option<String>,
    session: Option<Secret>,
}

impl SignedUp {
    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The user's id in the pool (`sub`), if known.
    pub fn user_sub(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// Whether [`Client::sign_in_signed_up`] can sign the user in without credentials.
    pub fn can_sign_in(&self) -> bool {
        self.session.is_some()
    }

    pub(crate) fn session(&self) -> Option<&Secret> {
        self.session.as_ref()
    }
}

/// Waits for the code that confirms a sign-up.
#[derive(Clone)]
pub struct ConfirmSignUpStep {
    client: Client,
    username: String,
    pub(super) sub: Option<String>,
    pub(super) delivery: Option<CodeDelivery>,
    /// Allows a sign-in without credentials after the confirmation.
    pub(super) session: Option<Secret>,
}

impl Client {
    /// Signs up a new user. If it has to be confirmed with a code, it survives a reload of the page:
    /// [`resume_sign_up`](Self::resume_sign_up).
    ///
    /// # Errors
    /// [`UsernameExists`](crate::ErrorKind::UsernameExists),
    /// [`InvalidPassword`](crate::ErrorKind::InvalidPassword),
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput),
    /// [`LambdaRejected`](crate::ErrorKind::LambdaRejected), and the others that
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
    /// lists.
    pub async fn sign_up(&self, sign_up: SignUp) -> Result<SignUpStep, Error> {
        let mut input = self.user_input(&sign_up.username);
        input.optional("Password", sign_up.password.as_ref().map(Secret::expose));
        input.json("UserAttributes", &attributes_json(&sign_up.attributes));
        if !sign_up.validation.is_empty() {
            input.json("ValidationData", &attributes_json(&sign_up.validation));
        }
        let response = self.send_operation("SignUp", input, Form::SignUp).await?;
        let sub = Some(required_string(&response, "UserSub")?.to_owned());
        let (username, session) = (sign_up.username, session_of(&response));
        if response.field("UserConfirmed").and_then(Value::as_bool) == Some(true) {
            return Ok(SignUpStep::Done(SignedUp {
                username,
                sub,
                session,
            }));
        }
        let step = ConfirmSignUpStep {
            client: self.clone(),
            username,
            sub,
            delivery: CodeDelivery::from_response(&response)?,
            session,
        };
        self.save_sign_up(&step).await;
        Ok(SignUpStep::Confirm(step))
    }

    /// Returns the step for a user who has signed up earlier and has a code. Sends nothing.
    pub fn confirm_sign_up(&self, username: impl Into<String>) -> ConfirmSignUpStep {
        ConfirmSignUpStep {
            client: self.clone(),
            username: username.into(),
            sub: None,
            delivery: None,
            session: None,
        }
    }
}

impl ConfirmSignUpStep {
    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Where the code was sent, if known.
    pub fn delivery(&self) -> Option<&CodeDelivery> {
        self.delivery.as_ref()
    }

    /// Confirms the sign-up with the code.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): the person can try again;
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired): [`resend`](Self::resend) sends a new one;
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts);
    /// [`AliasExists`](crate::ErrorKind::AliasExists): another user has confirmed the same address;
    /// [`AlreadyConfirmed`](crate::ErrorKind::AlreadyConfirmed), by a link or in another tab: the
    /// person can sign in.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
    pub async fn submit(&self, code: &str) -> Result<SignUpStep, Error> {
        let mut input = self.client.user_input(&self.username);
        input.text("ConfirmationCode", code.trim_ascii());
        // The code is valid longer than the session. Without the session it still confirms the sign-up.
        let without = input.clone();
        let mut response = Err(Error::new(ErrorKind::SignInExpired, ""));
        if let Some(session) = &self.session {
            input.text("Session", session.expose());
            response = self
                .client
                .send_operation("ConfirmSignUp", input, Form::Code)
                .await;
        }
        if let Err(error) = &response
            && error.kind() == ErrorKind::SignInExpired
        {
            response = self
                .client
                .send_operation("ConfirmSignUp", without, Form::Code)
                .await;
        }
        self.forget_if_confirmed(&response).await;
        let session = session_of(&response?);
        self.client.forget_sign_up().await;
        Ok(SignUpStep::Done(SignedUp {
            username: self.username.clone(),
            sub: self.sub.clone(),
            session,
        }))
    }

    /// Has a new code sent, which invalidates the earlier ones.
    ///
    /// # Errors
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed), and
    /// [`AlreadyConfirmed`](crate::ErrorKind::AlreadyConfirmed), after which the person signs in.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>
    pub async fn resend(&self) -> Result<ConfirmSignUpStep, Error> {
        let input = self.client.user_input(&self.username);
        let response = self
            .client
            .send_operation("ResendConfirmationCode", input, Form::Code)
            .await;
        self.forget_if_confirmed(&response).await;
        let response = response?;
        let step = ConfirmSignUpStep {
            delivery: CodeDelivery::from_response(&response)?,
            ..self.clone()
        };
        self.client.save_sign_up(&step).await;
        Ok(step)
    }

    /// Forgets the stored sign-up if it was already confirmed.
    async fn forget_if_confirmed(&self, response: &Result<Value, Error>) {
        if let Err(error) = response
            && error.kind() == ErrorKind::AlreadyConfirmed
        {
            self.client.forget_sign_up().await;
        }
    }
}

fn session_of(response: &Value) -> Option<Secret> {
    response.string("Session").map(Secret::from)
}

/// Writes attributes as JSON, for `UserAttributes` and `ValidationData`.
fn attributes_json(attributes: &[idp::Attribute]) -> String {
    let mut text = String::from("[");
    for attribute in attributes {
        if text.len() > 1 {
            text.push(',');
        }
        let mut pair = Object::new();
        pair.text("Name", &attribute.name);
        pair.text("Value", attribute.text());
        text.push_str(&pair.end());
    }
    text.push(']');
    text
}

impl fmt::Debug for ConfirmSignUpStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmSignUpStep")
            .field("username", &self.username)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}
