//! Verifying and deleting attributes of a signed-in user.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>

use crate::config::ClientSettings;
use crate::errors::Failure;
use crate::state::{CodeCheck, CodePurpose, Context, Delivery};

impl Context<'_> {
    /// Sends a code to an address or a number: to the pending one, if there is one.
    pub(crate) fn send_attribute_code(
        &mut self,
        username: &str,
        attribute: &str,
    ) -> Result<Delivery, Failure> {
        check_contact(attribute)?;
        let purpose = CodePurpose::Attribute(attribute.to_owned());
        self.send_code(username, attribute, purpose, attribute)
    }

    /// Verifies an address or a number with its code. A pending value replaces the old one.
    // Source: API_VerifyUserAttribute, user-pool-settings-email-phone-verification. Assumed: the error for too many
    // attempts.
    pub(crate) fn verify_attribute(
        &mut self,
        username: &str,
        attribute: &str,
        code: &str,
    ) -> Result<(), Failure> {
        check_contact(attribute)?;
        let now = self.now;
        let purpose = CodePurpose::Attribute(attribute.to_owned());
        let user = self.user_mut(username)?;
        match user.codes.check(now, &purpose, code) {
            CodeCheck::Right => {}
            CodeCheck::Wrong => return Err(Failure::code_mismatch()),
            CodeCheck::Expired => return Err(Failure::code_expired()),
            CodeCheck::TooManyTries => return Err(Failure::limit_exceeded()),
        }
        let value = user.pending_attributes.get(attribute).cloned();
        let value = value.or_else(|| user.attribute(attribute).map(str::to_owned));
        let value = value.ok_or(Failure::code_expired())?;
        self.check_alias_free(username, attribute, &value)?;
        let user = self.user_mut(username)?;
        user.codes.spend(&purpose);
        user.pending_attributes.remove(attribute);
        user.attributes.insert(attribute.to_owned(), value);
        user.attributes
            .insert(format!("{attribute}_verified"), "true".to_owned());
        user.modified = now;
        Ok(())
    }

    /// Deletes attributes. Those that the pool requires or uses for sign-in cannot be deleted.
    // Source: API_DeleteUserAttributes. Assumed: the cases.
    pub(crate) fn delete_attributes(
        &mut self,
        client: &ClientSettings,
        username: &str,
        names: &[&str],
    ) -> Result<(), Failure> {
        let settings = &self.pool.settings;
        let known = |name: &str| super::attributes::exists(settings, name);
        if let Some(name) = names.iter().find(|name| !known(name)) {
            return Err(Failure::schema(&[format!(
                "{name}: Attribute does not exist in the schema."
            )]));
        }
        if !names
            .iter()
            .all(|name| super::attributes::is_writable(settings, client, name))
        {
            return Err(Failure::attribute_not_writable());
        }
        let is_fixed = |name: &str| {
            settings
                .required_attributes
                .iter()
                .any(|other| other == name)
                || settings
                    .username_attributes
                    .iter()
                    .any(|other| other == name)
        };
        if let Some(name) = names.iter().find(|name| is_fixed(name)) {
            return Err(Failure::attribute_cannot_be_deleted(name));
        }
        if let Some(name) = names
            .iter()
            .find(|name| !super::attributes::is_mutable(settings, name))
        {
            return Err(Failure::attribute_not_mutable(name));
        }
        let now = self.now;
        let user = self.user_mut(username)?;
        for name in names {
            user.attributes.remove(*name);
            user.attributes.remove(&format!("{name}_verified"));
            user.pending_attributes.remove(*name);
        }
        user.modified = now;
        Ok(())
    }

    /// Rejects an address or a number that another user signs in with.
    // Source: user-pool-settings-attributes#user-pool-settings-aliases, API_VerifyUserAttribute.
    fn check_alias_free(
        &self,
        username: &str,
        attribute: &str,
        value: &str,
    ) -> Result<(), Failure> {
        let settings = &self.pool.settings;
        let is_alias = settings
            .alias_attributes
            .iter()
            .any(|name| name == attribute);
        let holder = self.pool.users.alias_holder(attribute, value, username);
        match is_alias && holder.is_some() {
            true => Err(Failure::alias_exists(attribute)),
            false => Ok(()),
        }
    }
}

// Source: user-pool-settings-attributes#cognito-user-pools-standard-attributes ("Only the email and
// phone_number attributes can be verified"). Assumed: the message.
fn check_contact(attribute: &str) -> Result<(), Failure> {
    match attribute {
        "email" | "phone_number" => Ok(()),
        _ => Err(Failure::not_verifiable()),
    }
}
