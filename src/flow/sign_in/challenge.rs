//! A challenge that waits for its answer: what all steps of a sign-in are made of.

use std::sync::{Arc, Mutex, PoisonError};

use super::SignInStep;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Field, Form};
use crate::protocol::idp::{ChallengeName, Parameters, RespondToAuthChallengeResponse};
use crate::protocol::json::{self, Value};
use crate::protocol::secret::Secret;

/// A challenge that waits for its answer. Clones share the session, so that none of them answers
/// in one that Cognito has replaced.
#[derive(Clone)]
pub(crate) struct Pending(Arc<Inner>);

struct Inner {
    client: Client,
    username: String,
    challenge: ChallengeName,
    session: Mutex<Option<Secret>>,
    parameters: Parameters,
    available: Vec<ChallengeName>,
}

impl Pending {
    /// The challenge of an answer; none where it asks for nothing.
    pub fn of(
        client: &Client,
        username: &str,
        answer: RespondToAuthChallengeResponse,
    ) -> Option<Self> {
        Some(Pending(Arc::new(Inner {
            client: client.clone(),
            username: username.to_owned(),
            challenge: answer.challenge_name?,
            session: Mutex::new(answer.session),
            parameters: answer.challenge_parameters,
            available: answer.available_challenges,
        })))
    }

    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The user's name, as the person gave it.
    pub fn username(&self) -> &str {
        &self.0.username
    }

    pub fn challenge(&self) -> &ChallengeName {
        &self.0.challenge
    }

    pub fn parameters(&self) -> &Parameters {
        &self.0.parameters
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameters.get(name)
    }

    pub fn session(&self) -> Option<Secret> {
        self.locked().clone()
    }

    /// Goes on in a session that took the place of the one before.
    pub async fn go_on_in(&self, session: Option<Secret>) {
        if session.is_some() {
            *self.locked() = session;
            self.0.client.keep_sign_in(self).await;
        }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Option<Secret>> {
        self.0
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What the person may choose from, in Cognito's names.
    pub fn choices(&self) -> Vec<String> {
        let of_parameter = ["MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP"]
            .into_iter()
            .find_map(|name| self.parameter(name));
        match of_parameter {
            Some(listed) => strings(listed),
            None => self
                .0
                .available
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect(),
        }
    }

    /// Answers the challenge by one text: a code, a choice, a password.
    pub async fn submit(&self, answer: &str) -> Result<SignInStep, Error> {
        let (name, field) = match &self.0.challenge {
            ChallengeName::SmsMfa => ("SMS_MFA_CODE", Some(Field::Code)),
            ChallengeName::SmsOtp => ("SMS_OTP_CODE", Some(Field::Code)),
            ChallengeName::EmailOtp => ("EMAIL_OTP_CODE", Some(Field::Code)),
            ChallengeName::SoftwareTokenMfa => ("SOFTWARE_TOKEN_MFA_CODE", Some(Field::Code)),
            ChallengeName::MfaSetup => ("EMAIL", Some(Field::Email)),
            ChallengeName::WebAuthn => ("CREDENTIAL", None),
            ChallengeName::Password => ("PASSWORD", Some(Field::Password)),
            _ => ("ANSWER", None),
        };
        // People copy codes and addresses with blanks around them; a password is what it is.
        let answer = match field {
            Some(Field::Code | Field::Email) => answer.trim(),
            _ => answer,
        };
        match field {
            Some(field) if answer.is_empty() => Err(super::empty(field)),
            _ => self.answer(Parameters::new().with(name, answer)).await,
        }
    }

    /// Answers the challenge.
    pub async fn answer(&self, responses: Parameters) -> Result<SignInStep, Error> {
        self.0.client.answer(self, responses).await
    }

    /// Answers the challenge by several texts, in Cognito's names.
    pub async fn answer_all(&self, responses: Vec<(String, String)>) -> Result<SignInStep, Error> {
        let mut given = Parameters::new();
        for (name, value) in responses {
            given.set(name, value);
        }
        self.answer(given).await
    }

    /// As whom the challenge is answered: an alias may not answer all of them.
    pub fn user_id(&self) -> &str {
        ["USER_ID_FOR_SRP", "USERNAME"]
            .into_iter()
            .find_map(|name| self.parameter(name))
            .unwrap_or(&self.0.username)
    }

    /// Which form the errors of the answer belong to.
    pub fn form(&self) -> Form {
        match &self.0.challenge {
            ChallengeName::NewPasswordRequired => Form::NewPassword,
            ChallengeName::Password | ChallengeName::PasswordSrp => Form::SignIn,
            _ => Form::Code,
        }
    }

    /// The text from which [`decode`](Self::decode) makes the challenge again. It holds Cognito's
    /// session, which ends after minutes, and nothing that the person gave but their name.
    pub fn encode(&self, at: i64) -> String {
        let text = |text: &str| Value::from(text);
        let parameters = self.0.parameters.iter();
        let parameters = parameters.map(|(name, value)| (name.to_owned(), text(value)));
        let available = self.0.available.iter().map(|name| text(name.as_str()));
        let session = self.session();
        json::write(&Value::object([
            ("at", at.into()),
            ("username", text(&self.0.username)),
            ("challenge", text(self.0.challenge.as_str())),
            (
                "session",
                session.map_or(Value::Null, |session| text(session.expose())),
            ),
            ("parameters", Value::Object(parameters.collect())),
            ("available", Value::Array(available.collect())),
        ]))
    }

    /// The challenge of a text, and when it was written.
    pub fn decode(client: &Client, text: &str) -> Option<(Self, i64)> {
        let value = json::parse(text).ok()?;
        let mut parameters = Parameters::new();
        for (name, value) in value.field("parameters")?.as_object()? {
            parameters.set(name.clone(), value.as_str()?);
        }
        let available = value.field("available")?.as_array()?.iter();
        let available = available.filter_map(Value::as_str);
        let answer = RespondToAuthChallengeResponse {
            challenge_name: Some(ChallengeName::from_name(value.string("challenge")?)),
            session: value.string("session").map(Secret::from),
            challenge_parameters: parameters,
            available_challenges: available.map(ChallengeName::from_name).collect(),
            ..Default::default()
        };
        let pending = Pending::of(client, value.string("username")?, answer)?;
        Some((pending, value.integer("at")?))
    }
}

/// Cognito lists names as a JSON array in a text: `["SMS_MFA"]`.
pub(super) fn strings(text: &str) -> Vec<String> {
    let list = json::parse(text).unwrap_or_default();
    let names = list.as_array().unwrap_or(&[]).iter();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn lacking(name: &str) -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        ["Cognito's answer lacks ", name].concat(),
    )
}
