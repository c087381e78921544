//! The account of the person who is signed in.

use std::fmt;

use crate::client::{Client, needed};
use crate::error::{Error, Form};
use crate::protocol::json::Value;

/// The person who is signed in, as Cognito knows them now.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The user's name in the pool, which does not change.
    pub username: String,
    /// The attributes that this app client may read.
    pub attributes: Vec<Attribute>,
    /// The factor that is asked for first, in Cognito's name (`SOFTWARE_TOKEN_MFA`).
    pub preferred_mfa: Option<String>,
    /// The factors that are set up, in Cognito's names.
    pub mfa: Vec<String>,
}

/// One attribute of a user.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribute {
    /// Its name: `email`, `custom:team`.
    pub name: String,
    /// Its value, always as text.
    pub value: String,
}

impl User {
    /// The value of the attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let attribute = self
            .attributes
            .iter()
            .find(|attribute| attribute.name == name)?;
        Some(&attribute.value)
    }
}

impl Client {
    /// Asks Cognito who is signed in.
    ///
    /// # Errors
    /// Those of [`session`](Self::session), and
    /// [`NotAuthorized`](crate::ErrorKind::NotAuthorized) where the access token was revoked or
    /// lacks the scope `aws.cognito.signin.user.admin`.
    pub async fn user(&self) -> Result<User, Error> {
        let input = self.token_input().await?;
        let answer = self.ask("GetUser", input, Form::Account).await?;
        let list = |name| answer.field(name).and_then(Value::as_array);
        let mut attributes = Vec::new();
        for attribute in list("UserAttributes").unwrap_or_default() {
            attributes.push(Attribute {
                name: needed(attribute, "Name")?.to_owned(),
                value: attribute.string("Value").unwrap_or_default().to_owned(),
            });
        }
        Ok(User {
            username: needed(&answer, "Username")?.to_owned(),
            attributes,
            preferred_mfa: answer.string("PreferredMfaSetting").map(str::to_owned),
            mfa: answer
                .field("UserMFASettingList")
                .map(Value::strings)
                .unwrap_or_default(),
        })
    }

    /// Changes the password of the person who is signed in.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials) where the present password is
    /// wrong, [`InvalidPassword`](crate::ErrorKind::InvalidPassword),
    /// [`PasswordReused`](crate::ErrorKind::PasswordReused),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts), and those of
    /// [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), Error> {
        let mut input = self.token_input().await?;
        input.text("PreviousPassword", current);
        input.text("ProposedPassword", new);
        let answer = self.ask("ChangePassword", input, Form::NewPassword);
        answer.await.map(drop)
    }

    /// Deletes the account of the person who is signed in, for good, and signs out here.
    ///
    /// # Errors
    /// Those of [`session`](Self::session); nobody is signed out then.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>
    pub async fn delete_user(&self) -> Result<(), Error> {
        let input = self.token_input().await?;
        self.ask("DeleteUser", input, Form::Account).await?;
        // What a store has not removed yet is tried again behind.
        let _ = self.forget_session().await;
        Ok(())
    }

    pub(super) async fn access_token(&self) -> Result<String, Error> {
        Ok(self.session().await?.access_token().to_owned())
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
