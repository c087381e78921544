//! The attributes of the person who is signed in: changed, deleted, verified.

use super::account::User;
use super::delivery::CodeDelivery;
use crate::client::Client;
use crate::error::{Error, Form};
use crate::protocol::idp;

impl User {
    /// Whether the e-mail address was verified; `None` where Cognito does not say so.
    pub fn email_verified(&self) -> Option<bool> {
        self.flag("email_verified")
    }

    /// Whether the phone number was verified; `None` where Cognito does not say so.
    pub fn phone_number_verified(&self) -> Option<bool> {
        self.flag("phone_number_verified")
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.attribute(name).map(|value| value == "true")
    }
}

impl Client {
    /// Changes attributes, as name and value: `email`, `name`, `custom:team`. Where one of them has
    /// to be verified first, the answer says where its code went; the old value may hold until then. Nothing is sent where there are none.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput),
    /// [`AliasExists`](crate::ErrorKind::AliasExists),
    /// [`OperationNotEnabled`](crate::ErrorKind::OperationNotEnabled) where the app client may not write one of
    /// them, and those of [`session`](Self::session).
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
            access_token: self.access_token().await?.into(),
            ..Default::default()
        };
        let answer = self.call(&request, Form::Account).await?;
        let sent = answer.code_delivery_details_list.into_iter();
        Ok(sent
            .filter_map(|details| CodeDelivery::read(Some(details)))
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
            access_token: self.access_token().await?.into(),
        };
        self.call(&request, Form::Account).await.map(drop)
    }

    /// Has a code sent that verifies an attribute: `email` or `phone_number`.
    ///
    /// # Errors
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts), and those of
    /// [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
    pub async fn send_attribute_code(
        &self,
        attribute: &str,
    ) -> Result<Option<CodeDelivery>, Error> {
        let request = idp::GetUserAttributeVerificationCode {
            access_token: self.access_token().await?.into(),
            attribute_name: attribute.to_owned(),
            ..Default::default()
        };
        let answer = self.call(&request, Form::Code).await?;
        Ok(CodeDelivery::read(answer.code_delivery_details))
    }

    /// Verifies an attribute by the code that was sent.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch),
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired), and those of [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
    pub async fn verify_attribute(&self, attribute: &str, code: &str) -> Result<(), Error> {
        let request = idp::VerifyUserAttribute {
            access_token: self.access_token().await?.into(),
            attribute_name: attribute.to_owned(),
            code: code.trim().into(),
        };
        self.call(&request, Form::Code).await.map(drop)
    }
}
