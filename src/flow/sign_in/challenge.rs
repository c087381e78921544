//! A challenge that waits for its answer: what all steps of a sign-in are made of.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Credentials, SignInStep};
use crate::client::Client;
use crate::config::Remember;
use crate::error::{Error, ErrorKind, Field, Form};
use crate::protocol::json::{self, Object, Value};
use crate::protocol::secret::Secret;

/// The choice of a first factor.
pub(super) const SELECT_CHALLENGE: &str = "SELECT_CHALLENGE";

/// A challenge that waits for its answer. Clones share the session, so that none of them answers
/// in one that Cognito has replaced.
#[derive(Clone)]
pub(crate) struct Pending(Arc<Inner>);

struct Inner {
    client: Client,
    username: String,
    session: Mutex<Option<Secret>>,
    /// What Cognito answered, its session taken out.
    answer: Value,
    /// The first factor that the person chose and that Cognito does not know of yet: the answer to
    /// `SELECT_CHALLENGE` takes the password along.
    chosen: Option<String>,
    /// Whether the answer is the first factor, which the person chose: nothing else was shown before.
    is_first: AtomicBool,
}

/// What is sent in answer to a challenge: `ChallengeResponses`.
pub(crate) struct Responses {
    fields: Object,
    /// `USERNAME`, where it is among them.
    pub user: Option<String>,
    pub names_device: bool,
}

impl Responses {
    pub fn new() -> Self {
        Responses {
            fields: Object::new(),
            user: None,
            names_device: false,
        }
    }

    /// One response alone.
    pub fn of(name: &str, value: &str) -> Self {
        let mut responses = Responses::new();
        responses.add(name, value);
        responses
    }

    pub fn add(&mut self, name: &str, value: &str) {
        if name == "USERNAME" {
            self.user = Some(value.to_owned());
        }
        self.names_device |= name == "DEVICE_KEY";
        self.fields.text(name, value);
    }

    pub fn fields(&self) -> Object {
        self.fields.clone()
    }
}

impl Pending {
    /// The challenge of an answer; none where it asks for nothing.
    pub fn of(client: &Client, username: &str, answer: Value) -> Option<Self> {
        Self::new(client, username, answer, None)
    }

    fn new(
        client: &Client,
        username: &str,
        mut answer: Value,
        chosen: Option<String>,
    ) -> Option<Self> {
        answer.string("ChallengeName")?;
        let session = answer.take_string("Session").map(Secret::from);
        Some(Pending(Arc::new(Inner {
            client: client.clone(),
            username: username.to_owned(),
            session: Mutex::new(session),
            answer,
            chosen,
            is_first: AtomicBool::default(),
        })))
    }

    /// The password that goes with a choice, in a sign-in that Cognito knows nothing of yet.
    pub fn password_first(client: &Client, username: &str, choice: &str) -> Option<Self> {
        let answer = Value::object([("ChallengeName", SELECT_CHALLENGE.into())]);
        Self::new(client, username, answer, Some(choice.to_owned()))
    }

    /// The password that goes with a choice: both are sent at once.
    pub fn with_choice(&self, choice: &str) -> Self {
        Pending(Arc::new(Inner {
            client: self.0.client.clone(),
            username: self.0.username.clone(),
            session: Mutex::new(self.session()),
            answer: self.0.answer.clone(),
            chosen: Some(choice.to_owned()),
            is_first: AtomicBool::default(),
        }))
    }

    /// Whether the answer is the first factor.
    pub fn is_first(&self) -> bool {
        self.0.is_first.load(Ordering::Relaxed)
    }

    fn set_first(&self) {
        self.0.is_first.store(true, Ordering::Relaxed);
    }

    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The user's name, as the person gave it.
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// What the person is asked for, in Cognito's name: the challenge, or the factor that they chose.
    pub fn challenge(&self) -> &str {
        self.chosen().unwrap_or(self.challenge_name())
    }

    /// The challenge that Cognito waits for, `ChallengeName`.
    pub fn challenge_name(&self) -> &str {
        self.0.answer.string("ChallengeName").unwrap_or_default()
    }

    /// What the person chose and Cognito does not know of yet.
    pub fn chosen(&self) -> Option<&str> {
        self.0.chosen.as_deref()
    }

    /// Every parameter that is a text, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.given().and_then(Value::as_object);
        fields
            .unwrap_or_default()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.given()?.string(name)
    }

    fn given(&self) -> Option<&Value> {
        self.0.answer.field("ChallengeParameters")
    }

    pub fn session(&self) -> Option<Secret> {
        self.locked().clone()
    }

    /// Goes on in a session that took the place of the one before.
    pub async fn go_on_in(&self, session: Option<&str>) {
        if session.is_some() {
            *self.locked() = session.map(Secret::from);
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
        for name in ["MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP"] {
            if let Some(listed) = self.parameter(name) {
                return strings(listed);
            }
        }
        let available = self.0.answer.field("AvailableChallenges");
        let mut available = available.map(Value::strings).unwrap_or_default();
        if cfg!(not(feature = "srp")) {
            available.retain(|choice| choice != "PASSWORD_SRP");
        }
        available
    }

    /// Answers the challenge by one text: a code, an address, a choice.
    pub async fn submit(&self, answer: &str) -> Result<SignInStep, Error> {
        let (name, field) = match self.challenge() {
            "SMS_MFA" => ("SMS_MFA_CODE", Some(Field::Code)),
            "SMS_OTP" => ("SMS_OTP_CODE", Some(Field::Code)),
            "EMAIL_OTP" => ("EMAIL_OTP_CODE", Some(Field::Code)),
            "SOFTWARE_TOKEN_MFA" => ("SOFTWARE_TOKEN_MFA_CODE", Some(Field::Code)),
            "MFA_SETUP" => ("EMAIL", Some(Field::Email)),
            "WEB_AUTHN" => ("CREDENTIAL", None),
            _ => ("ANSWER", None),
        };
        // People copy codes and addresses with blanks around them.
        let answer = match field {
            Some(Field::Code | Field::Email) => answer.trim_ascii(),
            _ => answer,
        };
        match field {
            Some(field) if answer.is_empty() => Err(super::empty(field)),
            _ => {
                let step = self.answer(Responses::of(name, answer)).await?;
                if self.challenge_name() == SELECT_CHALLENGE {
                    step.mark_first().await;
                }
                Ok(step)
            }
        }
    }

    /// Starts the sign-in over by the same first factor, which sends another code.
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        if !self.is_first() {
            let message = "Cognito sends another code only to a sign-in that starts over";
            return Err(Error::new(ErrorKind::PasswordNeeded, message));
        }
        let credentials = Credentials::choice(self.username()).preferred(self.challenge());
        self.0.client.sign_in(credentials).await
    }

    /// Answers the challenge.
    pub async fn answer(&self, responses: Responses) -> Result<SignInStep, Error> {
        self.0.client.answer(self, responses).await
    }

    /// Answers the challenge by several texts, in Cognito's names.
    pub async fn answer_all(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        let mut given = Responses::new();
        for (name, value) in responses {
            given.add(name, value);
        }
        self.answer(given).await
    }

    /// As whom the challenge is answered: an alias may not answer all of them.
    pub fn user_id(&self) -> &str {
        self.parameter("USER_ID_FOR_SRP")
            .or(self.parameter("USERNAME"))
            .unwrap_or(&self.0.username)
    }

    /// Whether the challenge cannot be answered: a text message can be set up as a second factor only by
    /// an administrator, or by the hosted pages, who give the account a number.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>
    pub fn is_dead_end(&self) -> bool {
        self.challenge() == "MFA_SETUP" && self.choices() == ["SMS_MFA"]
    }

    /// Which form the errors of the answer belong to.
    pub fn form(&self) -> Form {
        match self.challenge() {
            "NEW_PASSWORD_REQUIRED" => Form::NewPassword,
            "PASSWORD" | "PASSWORD_SRP" => Form::SignIn,
            _ => Form::Code,
        }
    }

    /// The text from which [`decode`](Self::decode) makes the challenge again. It holds Cognito's
    /// session, which ends after minutes, and nothing that the person gave but their name.
    pub fn encode(&self, at: i64) -> String {
        let mut text = Object::new();
        text.number("at", at);
        text.text("username", &self.0.username);
        let session = self.session();
        text.optional("session", session.as_ref().map(Secret::expose));
        let is_brief = self.0.client.0.remember == Remember::Briefly;
        text.flag("brief", is_brief);
        text.optional("chosen", self.chosen());
        text.flag("first", self.is_first());
        text.value("answer", &self.0.answer);
        text.end()
    }

    /// The challenge of a text, and when it was written.
    pub fn decode(client: &Client, text: &str) -> Option<(Self, i64)> {
        let value = json::parse(text).ok()?;
        let answer = value.field("answer")?.clone();
        let chosen = value.string("chosen").map(str::to_owned);
        let client = client.remember(Remember::read(&value));
        let pending = Pending::new(&client, value.string("username")?, answer, chosen)?;
        *pending.locked() = value.string("session").map(Secret::from);
        if value.field("first").and_then(Value::as_bool) == Some(true) {
            pending.set_first();
        }
        Some((pending, value.integer("at")?))
    }
}

impl SignInStep {
    /// Takes note that the person has shown nothing else yet, where the step waits for a code.
    pub(super) async fn mark_first(&self) {
        if let Self::SmsCode(step) | Self::EmailCode(step) = self {
            step.0.set_first();
            step.0.0.client.keep_sign_in(&step.0).await;
        }
    }
}

/// Cognito lists names as a JSON array in a text: `["SMS_MFA"]`.
pub(super) fn strings(text: &str) -> Vec<String> {
    json::parse(text).unwrap_or_default().strings()
}
