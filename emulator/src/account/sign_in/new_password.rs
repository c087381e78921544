//! NEW_PASSWORD_REQUIRED: the user replaces a temporary password.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>

use serde_json::Value;

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step};
use crate::account::attributes::{Attributes, check_required, check_schema, check_writable};
use crate::config::{ClientSettings, UserStatus};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Progress};

impl Context<'_> {
    /// Starts NEW_PASSWORD_REQUIRED, and returns its `Session`.
    pub(crate) fn start_new_password(&mut self, client: &ClientSettings, username: &str) -> String {
        let challenged = ChallengedUser {
            username: Some(username.to_owned()),
            name: username.to_owned(),
            progress: Progress::default(),
        };
        self.issue_challenge(client, &challenged, ChallengeKind::NewPassword)
    }

    /// Issues NEW_PASSWORD_REQUIRED with the user's attributes and the names of missing ones.
    pub(super) fn issue_new_password_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Result<Step, Failure> {
        let user = self.user(challenged.username()?)?;
        let attributes = serde_json::to_string(&user.attributes).unwrap_or_default();
        let missing = |name: &&String| user.attribute(name).is_none_or(str::is_empty);
        let required: Vec<_> = self
            .pool
            .settings
            .required_attributes
            .iter()
            .filter(missing)
            .map(|name| format!("userAttributes.{name}"))
            .collect();
        let user_id = user.username.clone();
        let session = self.issue_challenge(client, challenged, ChallengeKind::NewPassword);
        Ok(Step::Challenge(
            IssuedChallenge::new("NEW_PASSWORD_REQUIRED", session)
                .with("USER_ID_FOR_SRP", user_id)
                .with("requiredAttributes", Value::from(required).to_string())
                .with("userAttributes", attributes),
        ))
    }

    /// The user of a `Session` of NEW_PASSWORD_REQUIRED.
    // Source: API_RespondToAuthChallenge.
    pub(crate) fn new_password_session(
        &self,
        client: &ClientSettings,
        session: &str,
    ) -> Result<String, Failure> {
        let challenge = self.challenge(client, session)?;
        match challenge.kind {
            ChallengeKind::NewPassword => {
                challenge.username.clone().ok_or(Failure::session_invalid())
            }
            _ => Err(Failure::session_invalid()),
        }
    }

    /// Answers NEW_PASSWORD_REQUIRED, and continues the sign-in.
    pub(crate) fn answer_new_password(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        password: &str,
        given: Attributes,
    ) -> Result<Step, Failure> {
        let (_, challenged) = self.open_challenge(client, answer)?;
        self.replace_temporary_password(client, answer.session, password, given)?;
        self.next(client, challenged)
    }

    /// Answers NEW_PASSWORD_REQUIRED with a password and the attributes that were missing, all
    /// checked before anything changes. Returns the `cognito:username`.
    // Source: API_RespondToAuthChallenge ("you can't modify a required attribute that already has a value").
    pub(crate) fn replace_temporary_password(
        &mut self,
        client: &ClientSettings,
        session: &str,
        password: &str,
        given: Attributes,
    ) -> Result<String, Failure> {
        let username = self.new_password_session(client, session)?;
        check_writable(&self.pool.settings, client, &given)?;
        check_schema(&self.pool.settings, &given)?;
        self.check_aliases(&username, &given)?;
        let mut all = self.user(&username)?.attributes.clone();
        let has_value = |name: &String| all.get(name).is_some_and(|value| !value.is_empty());
        let required = &self.pool.settings.required_attributes;
        let mut fixed = required.iter().filter(|name| has_value(name));
        if let Some(name) = fixed.find(|name| given.contains_key(*name)) {
            return Err(Failure::attribute_already_provided(name));
        }
        all.extend(given.clone());
        check_required(&self.pool.settings, &all)?;
        self.check_new_password(&username, password)?;
        self.use_session(session);
        self.store_attributes(&username, given)?;
        self.set_password(&username, password, UserStatus::Confirmed)?;
        Ok(username)
    }
}
