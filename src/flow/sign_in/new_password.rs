//! Replacing a temporary password: `NEW_PASSWORD_REQUIRED`.

use std::fmt;

use super::challenge::{PendingChallenge, Responses, strings};
use super::{SignInStep, empty};
use crate::error::{Error, Field};

/// Waits for a new password, which replaces the temporary one that an administrator set:
/// `NEW_PASSWORD_REQUIRED`.
#[derive(Clone)]
pub struct NewPasswordStep {
    pending: PendingChallenge,
    missing: Vec<String>,
}

const ATTRIBUTE_PREFIX: &str = "userAttributes.";

impl NewPasswordStep {
    pub(super) fn new(pending: PendingChallenge) -> Self {
        let listed = pending.parameter("requiredAttributes").unwrap_or_default();
        let mut missing = strings(listed);
        for name in &mut missing {
            if let Some(bare) = name.strip_prefix(ATTRIBUTE_PREFIX) {
                *name = bare.to_owned();
            }
        }
        NewPasswordStep { pending, missing }
    }

    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        self.pending.username()
    }

    /// The attributes that the pool requires and the user does not have yet: `email`, `name`.
    pub fn missing_attributes(&self) -> &[String] {
        &self.missing
    }

    pub(super) fn pending(&self) -> &PendingChallenge {
        &self.pending
    }

    /// Sets the password and the missing attributes, as pairs of name and value.
    ///
    /// # Errors
    /// [`InvalidPassword`](crate::ErrorKind::InvalidPassword),
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if an attribute is missing or malformed,
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired) if Cognito's session has expired (after three
    /// minutes, unless the app client sets another duration).
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
        let mut responses = Responses::of("NEW_PASSWORD", new_password);
        for (name, value) in attributes {
            responses.add(&[ATTRIBUTE_PREFIX, name].concat(), value);
        }
        self.pending.answer(responses).await
    }
}

impl fmt::Debug for NewPasswordStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPasswordStep")
            .field("username", &self.username())
            .field("missing", &self.missing)
            .finish_non_exhaustive()
    }
}
