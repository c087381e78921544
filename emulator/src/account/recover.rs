//! Recovering an account with a code.

use crate::config::{ClientSettings, MfaKind, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{CodeCheck, CodePurpose, Context, Delivery, User};

impl Context<'_> {
    /// Sends a code to a verified address or number.
    ///
    /// Where the client must not know who has an account, an unknown user, is disabled
    /// or cannot be reached looks like any other
    /// ([managing error responses](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html)).
    pub(crate) fn forgot_password(
        &mut self,
        client: &ClientSettings,
        name: &str,
    ) -> Result<Delivery, Failure> {
        match self.recovery_target(name) {
            Ok((username, attribute)) => {
                self.send_code(&username, attribute, CodePurpose::ForgotPassword, attribute)
            }
            Err(RecoveryError::State(failure)) => Err(failure),
            Err(RecoveryError::Hidden(_)) if client.hides_users() => {
                Ok(self.simulated_delivery(name))
            }
            Err(RecoveryError::Hidden(failure)) => Err(failure),
        }
    }

    /// Sets a new password with the code that was sent.
    // Source: cognito-user-pool-managing-errors, API_ConfirmForgotPassword. Assumed: the error for too many
    // attempts.
    pub(crate) fn confirm_forgot_password(
        &mut self,
        client: &ClientSettings,
        name: &str,
        code: &str,
        password: &str,
    ) -> Result<(), Failure> {
        let user = self.pool.users.find_mut(name).filter(|user| user.enabled);
        let Some(user) = user else {
            return Err(match client.hides_users() {
                true => Failure::code_mismatch(),
                false => Failure::username_client_not_found(),
            });
        };
        let username = user.username.clone();
        match user
            .codes
            .check(self.now, &CodePurpose::ForgotPassword, code)
        {
            CodeCheck::Right => {}
            CodeCheck::Wrong => return Err(Failure::code_mismatch()),
            CodeCheck::Expired => return Err(Failure::code_expired()),
            CodeCheck::TooManyTries => return Err(Failure::limit_exceeded()),
        }
        // The code is spent last, so that it stays valid if the policy rejects the password.
        self.check_new_password(&username, password)?;
        self.set_password(&username, password, UserStatus::Confirmed)?;
        if let Some(user) = self.pool.users.by_username_mut(&username) {
            user.codes.spend(&CodePurpose::ForgotPassword);
        }
        self.trigger(Trigger::PostConfirmation, &username)
    }

    /// Resets a user's password by an administrator, and sends the code.
    // Source: API_AdminResetUserPassword.
    pub(crate) fn reset_by_admin(&mut self, username: &str) -> Result<(), Failure> {
        let (username, attribute) = match self.recovery_target(username) {
            Ok(found) => found,
            Err(RecoveryError::State(failure) | RecoveryError::Hidden(failure)) => {
                return Err(failure);
            }
        };
        self.send_code(&username, attribute, CodePurpose::ForgotPassword, attribute)?;
        let now = self.now;
        let user = self.user_mut(&username)?;
        user.status = UserStatus::ResetRequired;
        user.modified = now;
        Ok(())
    }

    /// The simulated delivery for an unknown user: to the address or number that was entered, otherwise to an invented
    /// one, which is always the same for a name. "The simulated delivery medium is determined by the
    /// input username format and verification settings of the user pool"
    /// ([managing error responses](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html)).
    pub(super) fn simulated_delivery(&self, name: &str) -> Delivery {
        if name.contains('@') {
            return Delivery::to("email", name);
        }
        if name.starts_with('+') {
            return Delivery::to("phone_number", name);
        }
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.pool.simulation_key);
        let tag = ring::hmac::sign(&key, name.to_lowercase().as_bytes());
        let letter = |at: usize| {
            tag.as_ref()
                .get(at)
                .map_or('a', |byte| char::from(b'a' + byte % 26))
        };
        let verified = &self.pool.settings.auto_verified_attributes;
        if verified.as_slice() == ["phone_number"] {
            let digit = |at: usize| tag.as_ref().get(at).map_or(0, |byte| byte % 10);
            let digits: String = (0..11).map(|at| char::from(b'0' + digit(at))).collect();
            return Delivery::to("phone_number", &format!("+{digits}"));
        }
        Delivery::to("email", &format!("{}@{}", letter(0), letter(1)))
    }

    /// The user, and the attribute that the code is sent to.
    // Source: cognito-user-pool-managing-errors, managing-users-passwords. Assumed: which users have no password that can
    // be reset.
    fn recovery_target(&self, name: &str) -> Result<(String, &'static str), RecoveryError> {
        let user = self.pool.users.find(name);
        let user = user.ok_or(RecoveryError::Hidden(Failure::username_client_not_found()))?;
        if !user.enabled {
            return Err(RecoveryError::Hidden(Failure::user_disabled()));
        }
        let has_no_password = [
            UserStatus::ForceChangePassword,
            UserStatus::ExternalProvider,
        ];
        if has_no_password.contains(&user.status) {
            return Err(RecoveryError::State(Failure::cannot_be_reset()));
        }
        match self.recovery_attribute(user) {
            Some(attribute) => Ok((user.username.clone(), attribute)),
            None => Err(RecoveryError::Hidden(Failure::no_way_to_recover())),
        }
    }

    /// The attribute that a user's code is sent to. "If you do not specify `AccountRecoverySetting`, Amazon Cognito sends the
    /// recovery code to a verified phone number first, and to a verified email address if users don't have a
    /// phone number attribute." "Users whose preferred MFA is by email message can't receive a password-reset
    /// code by email", nor by text message whose preferred MFA is that; and "when you define
    /// `AccountRecoverySetting` and a user has SMS MFA configured, SMS cannot be used"
    /// ([password reset](https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html)).
    fn recovery_attribute(&self, user: &User) -> Option<&'static str> {
        let setting = &self.pool.settings.account_recovery_setting;
        let attributes: Vec<_> = match setting.as_slice() {
            [] => vec!["phone_number", "email"],
            ways => ways.iter().filter_map(|way| way.attribute()).collect(),
        };
        let kinds = self.second_factors(user);
        let preferred = user.mfa.preferred.filter(|kind| kinds.contains(kind));
        // A single factor counts as preferred.
        let preferred = preferred.or(match kinds.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        let is_free = |attribute: &&'static str| match *attribute {
            "email" => preferred != Some(MfaKind::Email),
            _ => preferred != Some(MfaKind::Sms) && (setting.is_empty() || !user.mfa.sms),
        };
        let is_good = |attribute: &&'static str| user.has_verified(attribute) && is_free(attribute);
        attributes.into_iter().find(is_good)
    }
}

/// Why a password cannot be reset.
enum RecoveryError {
    /// An error for every client.
    State(Failure),
    /// An error only for clients that may know which users exist.
    Hidden(Failure),
}
