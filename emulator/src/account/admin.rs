//! Users whom administrators make.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html>

use super::attributes::{Attributes, check_schema};
use crate::config::UserStatus;
use crate::errors::Failure;
use crate::state::Context;

/// A user to be made.
pub(crate) struct NewUser<'a> {
    pub(crate) name: &'a str,
    /// Made up where there is none.
    pub(crate) password: Option<&'a str>,
    pub(crate) attributes: Attributes,
    /// The attribute that the invitation goes to; none is sent without.
    pub(crate) invite_to: Option<&'a str>,
}

impl Context<'_> {
    /// Makes a user who must choose a new password, and gives the `cognito:username`.
    pub(crate) fn create_user(&mut self, new: NewUser<'_>) -> Result<String, Failure> {
        check_schema(&self.pool.settings, &new.attributes)?;
        let user = self.draft(new.name, new.attributes)?;
        if let Some(password) = new.password {
            self.check_policy(password)?;
        }
        self.check_free(new.name, &user)?;
        let username = user.username.clone();
        self.pool.users.add(user);
        self.invite(&username, new.password, new.invite_to)?;
        Ok(username)
    }

    /// Sends the invitation again, with a new temporary password.
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
            .unwrap_or_else(|| self.make_password());
        self.set_password(username, &password, UserStatus::ForceChangePassword)?;
        if let Some(attribute) = attribute {
            self.send_invitation(username, attribute, &password);
        }
        Ok(())
    }
}
