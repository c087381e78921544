//! The group `profile`: the account of the signed-in person.

use std::fmt;

use super::delivery::CodeDelivery;
use crate::client::{Client, required_string};
use crate::error::{Error, Form};
use crate::protocol::idp;
use crate::protocol::json::Value;

/// The account of the signed-in person: attributes and their verification, password, and deletion.
/// [`Client::profile`] returns it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let profile = client.profile();
/// println!("{:?}", profile.user().await?.attribute("email"));
///
/// // A new address has to be verified: Cognito sends a code to it.
/// for sent in profile.update_attributes(&[("email", "ada@example.org")]).await? {
///     println!("a code went to {:?}", sent.destination);
/// }
/// profile.verify_attribute("email", "123456").await?;
///
/// profile.change_password("correct horse", "battery staple").await?;
/// # Ok(())
/// # }
/// ```
///
/// [`Session::claims`](crate::Session::claims) has the claims of the tokens, without a request.
/// [`Client::forgot_password`] is for people who have forgotten their password.
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
#[derive(Clone, Debug)]
pub struct Profile(Client);

/// The signed-in person, as Cognito currently stores them.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The user's name in the pool, which does not change.
    pub username: String,
    /// The attributes that this app client may read.
    pub attributes: Vec<Attribute>,
    /// The preferred second factor, in Cognito's name (`SOFTWARE_TOKEN_MFA`).
    pub preferred_mfa: Option<String>,
    /// The second factors that are set up, in Cognito's names.
    pub mfa: Vec<String>,
}

/// One attribute of a user.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribute {
    /// Its name: `email`, `custom:team`.
    pub name: String,
    /// Its value, always a string.
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

    /// Whether the e-mail address is verified; `None` if Cognito does not say.
    pub fn email_verified(&self) -> Option<bool> {
        self.flag("email_verified")
    }

    /// Whether the phone number is verified; `None` if Cognito does not say.
    pub fn phone_number_verified(&self) -> Option<bool> {
        self.flag("phone_number_verified")
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.attribute(name).map(|value| value == "true")
    }
}

impl Client {
    /// Returns the profile of the signed-in person.
    pub fn profile(&self) -> Profile {
        Profile(self.clone())
    }
}

impl Profile {
    /// Fetches the signed-in person's data from Cognito.
    ///
    /// # Errors
    /// Those of [`Client::session`], and
    /// [`NotAuthorized`](crate::ErrorKind::NotAuthorized) if the access token was revoked or
    /// lacks the scope `aws.cognito.signin.user.admin`.
    pub async fn user(&self) -> Result<User, Error> {
        let input = self.0.token_input().await?;
        let response = self
            .0
            .send_operation("GetUser", input, Form::Account)
            .await?;
        let list = |name| response.field(name).and_then(Value::as_array);
        let mut attributes = Vec::new();
        for attribute in list("UserAttributes").unwrap_or_default() {
            attributes.push(Attribute {
                name: required_string(attribute, "Name")?.to_owned(),
                value: attribute.string("Value").unwrap_or_default().to_owned(),
            });
        }
        Ok(User {
            username: required_string(&response, "Username")?.to_owned(),
            attributes,
            preferred_mfa: response.string("PreferredMfaSetting").map(str::to_owned),
            mfa: response
                .field("UserMFASettingList")
                .map(Value::strings)
                .unwrap_or_default(),
        })
    }

    /// Changes attributes, given as pairs of name and value: `email`, `name`, `custom:team`. For
    /// attributes that have to be verified, returns where the codes were sent; the old value may stay
    /// until the verification. Sends nothing if `attributes` is empty.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput),
    /// [`AliasExists`](crate::ErrorKind::AliasExists),
    /// [`OperationNotEnabled`](crate::ErrorKind::OperationNotEnabled) if the app client may not write one of
    /// them, and those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>
    pub async fn update_attributes(
        &self,
        attributes: &[(&str, &str)],
    ) -> Result<Vec<CodeDelivery>, Error> {
        if attributes.is_empty() {
            return Ok(Vec::new());
        }
        let own = |(name, value): &(&str, &str)| idp::Attribute::new(*name, *value);
        let request = idp::UpdateUserAttributes {
            user_attributes: attributes.iter().map(own).collect(),
            access_token: self.0.access_token().await?.into(),
            ..Default::default()
        };
        let response = self.0.call(&request, Form::Account).await?;
        let sent = response.code_delivery_details_list.into_iter();
        Ok(sent
            .filter_map(|details| CodeDelivery::from_details(Some(details)))
            .collect())
    }

    /// Deletes attributes.
    ///
    /// # Errors
    /// As [`update_attributes`](Self::update_attributes).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>
    pub async fn delete_attributes(&self, names: &[&str]) -> Result<(), Error> {
        if names.is_empty() {
            return Ok(());
        }
        let request = idp::DeleteUserAttributes {
            user_attribute_names: names.iter().map(|name| (*name).to_owned()).collect(),
            access_token: self.0.access_token().await?.into(),
        };
        self.0.call(&request, Form::Account).await.map(drop)
    }

    /// Has a code sent for the verification of an attribute: `email` or `phone_number`.
    ///
    /// # Errors
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts), and those of
    /// [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
    pub async fn send_attribute_code(
        &self,
        attribute: &str,
    ) -> Result<Option<CodeDelivery>, Error> {
        let request = idp::GetUserAttributeVerificationCode {
            access_token: self.0.access_token().await?.into(),
            attribute_name: attribute.to_owned(),
            ..Default::default()
        };
        let response = self.0.call(&request, Form::Code).await?;
        Ok(CodeDelivery::from_details(response.code_delivery_details))
    }

    /// Verifies an attribute with the code that was sent.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch),
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired), and those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
    pub async fn verify_attribute(&self, attribute: &str, code: &str) -> Result<(), Error> {
        let request = idp::VerifyUserAttribute {
            access_token: self.0.access_token().await?.into(),
            attribute_name: attribute.to_owned(),
            code: code.trim().into(),
        };
        self.0.call(&request, Form::Code).await.map(drop)
    }

    /// Changes the password of the signed-in person.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials) if the current password is
    /// wrong, [`InvalidPassword`](crate::ErrorKind::InvalidPassword),
    /// [`PasswordReused`](crate::ErrorKind::PasswordReused),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts), and those of
    /// [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("PreviousPassword", current);
        input.text("ProposedPassword", new);
        let response = self
            .0
            .send_operation("ChangePassword", input, Form::NewPassword);
        response.await.map(drop)
    }

    /// Sets a first password for a signed-in person who has none because they sign in with codes or passkeys.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials) if there is a password already, and those of
    /// [`change_password`](Self::change_password).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
    pub async fn set_password(&self, new: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("ProposedPassword", new);
        let response = self
            .0
            .send_operation("ChangePassword", input, Form::NewPassword);
        response.await.map(drop)
    }

    /// Deletes the account of the signed-in person permanently, and signs out here.
    ///
    /// # Errors
    /// Those of [`Client::session`]; the person stays signed in then.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>
    pub async fn delete_user(&self) -> Result<(), Error> {
        let input = self.0.token_input().await?;
        self.0
            .send_operation("DeleteUser", input, Form::Account)
            .await?;
        // If the store fails, removal is retried in the background.
        let _ = self.0.remove_session().await;
        Ok(())
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
