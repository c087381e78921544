//! Signing up, and the code that confirms it.

use std::fmt;

use super::delivery::CodeDelivery;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::protocol::idp;
use crate::protocol::secret::Secret;

/// A new user.
#[derive(Clone, Debug)]
pub struct SignUp {
    username: String,
    password: Option<Secret>,
    attributes: Vec<idp::Attribute>,
    validation: Vec<idp::Attribute>,
}

impl SignUp {
    /// A user name (or an e-mail address or a phone number, as the pool has it) and a password.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        SignUp {
            username: username.into(),
            password: Some(Secret::new(password)),
            attributes: Vec::new(),
            validation: Vec::new(),
        }
    }

    /// A user without a password, in a pool that has sign-in by codes or passkeys.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub fn without_password(username: impl Into<String>) -> Self {
        SignUp {
            password: None,
            ..SignUp::new(username, "")
        }
    }

    /// One more attribute: `email`, `phone_number`, `name`, `custom:team` and so on.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes
            .push(idp::Attribute::new(name, value.into()));
        self
    }

    /// One more value for the pool's trigger before the sign-up (`ValidationData`), which can refuse
    /// it by that. It is kept nowhere.
    pub fn validation(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.validation
            .push(idp::Attribute::new(name, value.into()));
        self
    }
}

/// Where a sign-up stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignUpStep {
    /// Cognito sent a code, and waits for it.
    Confirm(ConfirmSignUpStep),
    /// The user is confirmed and can sign in.
    Done(SignedUp),
}

/// A user who signed up and is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUp {
    username: String,
    sub: Option<String>,
    session: Option<Secret>,
}

impl SignedUp {
    /// The user's name, as it was given.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The user's id in the pool, where this step knows it.
    pub fn user_sub(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// Whether [`Client::sign_in_signed_up`] can sign the user in without asking anything.
    pub fn can_sign_in(&self) -> bool {
        self.session.is_some()
    }

    /// For the JavaScript face, whose caller signs in by it.
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    pub(crate) fn session_text(&self) -> Option<&str> {
        self.session.as_ref().map(Secret::expose)
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
    /// Lets whoever confirms the sign-up sign in by it.
    pub(super) session: Option<Secret>,
}

impl Client {
    /// Signs a new user up. Where a code has to confirm it, it survives a reload of the page:
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
        let request = idp::SignUp {
            client_id: self.settings().client_id.clone(),
            username: sign_up.username.clone(),
            password: sign_up.password,
            user_attributes: sign_up.attributes,
            validation_data: sign_up.validation,
            ..Default::default()
        };
        let answer = self.call(&request, Form::SignUp).await?;
        let (username, sub) = (sign_up.username, Some(answer.user_sub));
        if answer.user_confirmed {
            return Ok(SignUpStep::Done(SignedUp {
                username,
                sub,
                session: answer.session,
            }));
        }
        let delivery = CodeDelivery::read(answer.code_delivery_details);
        let step = ConfirmSignUpStep {
            client: self.clone(),
            username,
            sub,
            delivery,
            session: answer.session,
        };
        self.keep_sign_up(&step).await;
        Ok(SignUpStep::Confirm(step))
    }

    /// The confirmation of a sign-up that began earlier, for somebody who comes back with a code.
    /// Sends nothing by itself.
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
    /// The user's name, as it was given.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Where the code was sent, where this step knows it.
    pub fn delivery(&self) -> Option<&CodeDelivery> {
        self.delivery.as_ref()
    }

    /// Confirms the sign-up by the code.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): another try is fine;
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired): [`resend`](Self::resend) gives a new one;
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts);
    /// [`AliasExists`](crate::ErrorKind::AliasExists): another user has confirmed the same address.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
    pub async fn submit(&self, code: &str) -> Result<SignUpStep, Error> {
        let mut request = idp::ConfirmSignUp {
            client_id: self.client.settings().client_id.clone(),
            username: self.username.clone(),
            confirmation_code: code.trim().into(),
            session: self.session.clone(),
            ..Default::default()
        };
        let mut answer = self.client.call(&request, Form::Code).await;
        if let Err(error) = &answer
            && error.kind() == ErrorKind::SignInExpired
        {
            // The code lives longer than the session: it still confirms, and signs nobody in.
            request.session = None;
            answer = self.client.call(&request, Form::Code).await;
        }
        let session = answer?.session;
        self.client.drop_sign_up().await;
        Ok(SignUpStep::Done(SignedUp {
            username: self.username.clone(),
            sub: self.sub.clone(),
            session,
        }))
    }

    /// Has a new code sent; the earlier ones are void then.
    ///
    /// # Errors
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed), and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where the user is confirmed already.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>
    pub async fn resend(&self) -> Result<ConfirmSignUpStep, Error> {
        let request = idp::ResendConfirmationCode {
            client_id: self.client.settings().client_id.clone(),
            username: self.username.clone(),
            ..Default::default()
        };
        let answer = self.client.call(&request, Form::Code).await?;
        let step = ConfirmSignUpStep {
            delivery: CodeDelivery::read(answer.code_delivery_details),
            ..self.clone()
        };
        self.client.keep_sign_up(&step).await;
        Ok(step)
    }
}

impl fmt::Debug for ConfirmSignUpStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmSignUpStep")
            .field("username", &self.username)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}
