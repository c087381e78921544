//! A challenge that waits for its response. All steps of a sign-in wrap one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Credentials, SignInStep};
use crate::client::Client;
use crate::config::Remember;
use crate::error::{Error, ErrorKind, Field, Form};
use crate::protocol::json::{self, Object, Value};
use crate::protocol::secret::Secret;

/// The challenge that asks for the choice of a first factor.
pub(super) const SELECT_CHALLENGE: &str = "SELECT_CHALLENGE";

/// A challenge that waits for its response. Clones share the session, so that none of them uses a
/// session that Cognito has replaced.
#[derive(Clone)]
pub(crate) struct PendingChallenge(Arc<Inner>);

struct Inner {
    client: Client,
    username: String,
    session: Mutex<Option<Secret>>,
    /// Cognito's response without its `Session`.
    response: Value,
    /// The first factor that the person chose and that has not been sent yet: the response to
    /// `SELECT_CHALLENGE` contains the password as well.
    chosen_factor: Option<String>,
    /// Whether the challenge asks for the first factor, so that no other one was given before.
    is_first_factor: AtomicBool,
}

/// The responses to a challenge: `ChallengeResponses`.
pub(crate) struct Responses {
    fields: Object,
    /// `USERNAME`, if it is among them.
    pub user: Option<String>,
    pub has_device_key: bool,
}

impl Responses {
    pub fn new() -> Self {
        Responses {
            fields: Object::new(),
            user: None,
            has_device_key: false,
        }
    }

    /// A single response.
    pub fn of(name: &str, value: &str) -> Self {
        let mut responses = Responses::new();
        responses.add(name, value);
        responses
    }

    pub fn add(&mut self, name: &str, value: &str) {
        if name == "USERNAME" {
            self.user = Some(value.to_owned());
        }
        self.has_device_key |= name == "DEVICE_KEY";
        self.fields.text(name, value);
    }

    pub fn fields(&self) -> Object {
        self.fields.clone()
    }
}

impl PendingChallenge {
    /// Reads the challenge of a response; `None` if the response contains none.
    pub fn of(client: &Client, username: &str, response: Value) -> Option<Self> {
        Self::new(client, username, response, None)
    }

    fn new(
        client: &Client,
        username: &str,
        mut response: Value,
        chosen_factor: Option<String>,
    ) -> Option<Self> {
        response.string("ChallengeName")?;
        let session = response.take_string("Session").map(Secret::from);
        Some(PendingChallenge(Arc::new(Inner {
            client: client.clone(),
            username: username.to_owned(),
            session: Mutex::new(session),
            response,
            chosen_factor,
            is_first_factor: AtomicBool::default(),
        })))
    }

    /// A challenge for the password of a chosen factor, in a sign-in for which nothing was sent yet.
    pub fn awaiting_password(client: &Client, username: &str, choice: &str) -> Option<Self> {
        let response = Value::object([("ChallengeName", SELECT_CHALLENGE.into())]);
        Self::new(client, username, response, Some(choice.to_owned()))
    }

    /// A challenge for the password of a chosen factor. Choice and password are sent together.
    pub fn with_chosen_factor(&self, choice: &str) -> Self {
        PendingChallenge(Arc::new(Inner {
            client: self.0.client.clone(),
            username: self.0.username.clone(),
            session: Mutex::new(self.session()),
            response: self.0.response.clone(),
            chosen_factor: Some(choice.to_owned()),
            is_first_factor: AtomicBool::default(),
        }))
    }

    /// Whether the challenge asks for the first factor.
    pub fn is_first_factor(&self) -> bool {
        self.0.is_first_factor.load(Ordering::Relaxed)
    }

    fn set_first_factor(&self) {
        self.0.is_first_factor.store(true, Ordering::Relaxed);
    }

    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// The challenge, or the factor that the person chose, in Cognito's names.
    pub fn challenge(&self) -> &str {
        self.chosen_factor().unwrap_or(self.challenge_name())
    }

    /// `ChallengeName`: the challenge for which Cognito expects a response.
    pub fn challenge_name(&self) -> &str {
        self.0.response.string("ChallengeName").unwrap_or_default()
    }

    /// The factor that the person chose and that has not been sent yet.
    pub fn chosen_factor(&self) -> Option<&str> {
        self.0.chosen_factor.as_deref()
    }

    /// Every parameter that is a string, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.challenge_parameters().and_then(Value::as_object);
        fields
            .unwrap_or_default()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.challenge_parameters()?.string(name)
    }

    fn challenge_parameters(&self) -> Option<&Value> {
        self.0.response.field("ChallengeParameters")
    }

    pub fn session(&self) -> Option<Secret> {
        self.lock_session().clone()
    }

    /// Replaces the session, and stores the challenge with it.
    pub async fn replace_session(&self, session: Option<&str>) {
        if session.is_some() {
            *self.lock_session() = session.map(Secret::from);
            self.0.client.save_sign_in(self).await;
        }
    }

    fn lock_session(&self) -> std::sync::MutexGuard<'_, Option<Secret>> {
        self.0
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The factors that the person can choose or set up, in Cognito's names.
    pub fn choices(&self) -> Vec<String> {
        for name in ["MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP"] {
            if let Some(listed) = self.parameter(name) {
                return strings(listed);
            }
        }
        let available = self.0.response.field("AvailableChallenges");
        let mut available = available.map(Value::strings).unwrap_or_default();
        if cfg!(not(feature = "srp")) {
            available.retain(|choice| choice != "PASSWORD_SRP");
        }
        available
    }

    /// Answers the challenge with one value: a code, an address, a choice.
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
        // Copied codes and addresses often have spaces around them.
        let answer = match field {
            Some(Field::Code | Field::Email) => answer.trim_ascii(),
            _ => answer,
        };
        match field {
            Some(field) if answer.is_empty() => Err(super::empty(field)),
            _ => {
                let step = self.answer(Responses::of(name, answer)).await?;
                if self.challenge_name() == SELECT_CHALLENGE {
                    step.mark_as_first_factor().await;
                }
                Ok(step)
            }
        }
    }

    /// Restarts the sign-in with the same first factor, which sends another code.
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        if !self.is_first_factor() {
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

    /// Answers the challenge with several values, in Cognito's names.
    pub async fn answer_all(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        let mut given = Responses::new();
        for (name, value) in responses {
            given.add(name, value);
        }
        self.answer(given).await
    }

    /// The `USERNAME` of the response. Some challenges do not accept an alias.
    pub fn user_id(&self) -> &str {
        self.parameter("USER_ID_FOR_SRP")
            .or(self.parameter("USERNAME"))
            .unwrap_or(&self.0.username)
    }

    /// Whether the challenge cannot be answered: text messages can be set up as a second factor only
    /// after an administrator or the hosted UI has added a phone number.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>
    pub fn is_dead_end(&self) -> bool {
        self.challenge() == "MFA_SETUP" && self.choices() == ["SMS_MFA"]
    }

    /// The form whose fields errors refer to.
    pub fn form(&self) -> Form {
        match self.challenge() {
            "NEW_PASSWORD_REQUIRED" => Form::NewPassword,
            "PASSWORD" | "PASSWORD_SRP" => Form::SignIn,
            _ => Form::Code,
        }
    }

    /// Serializes the challenge for [`decode`](Self::decode). The text contains Cognito's session, which
    /// expires within minutes, and of the person's input only the user name. `at` is the time in
    /// milliseconds since 1970.
    pub fn encode(&self, at: i64) -> String {
        let mut text = Object::new();
        text.number("at", at);
        text.text("username", &self.0.username);
        let session = self.session();
        text.optional("session", session.as_ref().map(Secret::expose));
        let is_brief = self.0.client.0.remember == Remember::Briefly;
        text.flag("brief", is_brief);
        text.optional("chosen", self.chosen_factor());
        text.flag("first", self.is_first_factor());
        text.value("answer", &self.0.response);
        text.end()
    }

    /// Restores a challenge, and returns it with the time at which it was stored.
    pub fn decode(client: &Client, text: &str) -> Option<(Self, i64)> {
        let value = json::parse(text).ok()?;
        let response = value.field("answer")?.clone();
        let chosen_factor = value.string("chosen").map(str::to_owned);
        let client = client.remember(Remember::read(&value));
        let pending =
            PendingChallenge::new(&client, value.string("username")?, response, chosen_factor)?;
        *pending.lock_session() = value.string("session").map(Secret::from);
        if value.field("first").and_then(Value::as_bool) == Some(true) {
            pending.set_first_factor();
        }
        Some((pending, value.integer("at")?))
    }
}

impl SignInStep {
    /// Marks a step that waits for a code as the first factor, and stores it.
    pub(super) async fn mark_as_first_factor(&self) {
        if let Self::SmsCode(step) | Self::EmailCode(step) = self {
            step.0.set_first_factor();
            step.0.0.client.save_sign_in(&step.0).await;
        }
    }
}

/// Parses a list of names, which Cognito writes as a JSON array in a string: `["SMS_MFA"]`.
pub(super) fn strings(text: &str) -> Vec<String> {
    json::parse(text).unwrap_or_default().strings()
}
