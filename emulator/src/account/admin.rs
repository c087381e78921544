//! Users that administrators create.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html>

use super::attributes::{Attributes, check_required, check_schema};
use crate::config::{FirstFactor, UserStatus};
use crate::errors::Failure;
use crate::state::{Context, User};

/// A user to create.
pub(crate) struct NewUser<'a> {
    pub(crate) name: &'a str,
    /// Generated if there is none.
    pub(crate) password: Option<&'a str>,
    pub(crate) attributes: Attributes,
    /// The attribute with the invitation's address; without it no invitation is sent.
    pub(crate) invite_to: Option<&'a str>,
}

impl Context<'_> {
    /// Creates a user who must choose a new password, and returns the `cognito:username`. "When you create users
    /// without passwords, they immediately go into a `CONFIRMED` state", where the pool has one-time passwords
    /// and an attribute of the user takes one; those "must have values for all required attributes", and
    /// elsewhere in such a pool "you can't automatically generate a password"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>).
    pub(crate) fn create_user(&mut self, new: NewUser<'_>) -> Result<String, Failure> {
        check_schema(&self.pool.settings, &new.attributes)?;
        let mut user = self.new_unsaved_user(new.name, new.attributes)?;
        if let Some(password) = new.password {
            self.check_policy(password)?;
        }
        self.check_free(new.name, &user)?;
        let username = user.username.clone();
        if new.password.is_none() && self.pool.settings.sign_in_policy.is_passwordless() {
            if !self.can_get_code(&user) {
                return Err(Failure::temporary_password_missing());
            }
            check_required(&self.pool.settings, &user.attributes)?;
            user.status = UserStatus::Confirmed;
            self.pool.users.add(user);
            if let Some(attribute) = new.invite_to {
                self.send_invitation(&username, attribute, None);
            }
            return Ok(username);
        }
        self.pool.users.add(user);
        self.invite(&username, new.password, new.invite_to)?;
        Ok(username)
    }

    /// Whether the pool allows a one-time password as first factor for an attribute that the user has.
    fn can_get_code(&self, user: &User) -> bool {
        let policy = &self.pool.settings.sign_in_policy;
        (policy.allows(FirstFactor::EmailOtp) && user.attribute("email").is_some())
            || (policy.allows(FirstFactor::SmsOtp) && user.attribute("phone_number").is_some())
    }

    /// Sends the invitation again, with a new temporary password.
    // Source: API_AdminCreateUser (`MessageAction`).
    pub(crate) fn invite_again(
        &mut self,
        name: &str,
        password: Option<&str>,
        attribute: &str,
    ) -> Result<String, Failure> {
        let user = self
            .pool
            .users
            .find(name)
            .ok_or(Failure::user_not_found())?;
        if user.status != UserStatus::ForceChangePassword {
            return Err(Failure::not_resendable(user.status.as_str()));
        }
        let username = user.username.clone();
        if let Some(password) = password {
            self.check_policy(password)?;
        }
        self.invite(&username, password, Some(attribute))?;
        Ok(username)
    }

    fn invite(
        &mut self,
        username: &str,
        password: Option<&str>,
        attribute: Option<&str>,
    ) -> Result<(), Failure> {
        let password = password
            .map(str::to_owned)
            .unwrap_or_else(|| self.generate_password());
        self.set_password(username, &password, UserStatus::ForceChangePassword)?;
        if let Some(attribute) = attribute {
            self.send_invitation(username, attribute, Some(&password));
        }
        Ok(())
    }
}
