//! Signing up.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>

use super::attributes::{Attributes, check_required, check_schema, check_writable};
use super::attributes::{is_email, is_phone_number};
use crate::config::{ClientSettings, FirstFactor, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{CodePurpose, Context, Delivery, User};

/// A finished sign-up.
pub(crate) struct SignedUp {
    pub(crate) username: String,
    pub(crate) sub: String,
    /// Whether the pool's trigger has confirmed the account.
    pub(crate) is_confirmed: bool,
    /// `None` if the pool verifies none of the user's attributes.
    pub(crate) delivery: Option<Delivery>,
}

impl Context<'_> {
    /// Creates an unconfirmed user and sends the code. An empty password counts as none, which passwordless pools
    /// allow.
    // Source: API_SignUp, how-to-create-user-accounts ("Disabling self-registration"), quotas. Assumed: the
    // message.
    pub(crate) fn sign_up(
        &mut self,
        client: &ClientSettings,
        name: &str,
        password: &str,
        attributes: Attributes,
    ) -> Result<SignedUp, Failure> {
        if self.pool.settings.admin_create_user_only {
            return Err(Failure::sign_up_not_permitted());
        }
        let most = self.account.users_per_pool;
        if most.is_some_and(|most| self.pool.users.len() >= most) {
            return Err(Failure::too_many_users());
        }
        check_writable(&self.pool.settings, client, &attributes)?;
        let mut user = self.new_unsaved_user(name, attributes)?;
        check_required(&self.pool.settings, &user.attributes)?;
        let has_password = !password.is_empty();
        if has_password || !self.can_do_without_password(client, &user) {
            self.check_policy(password)?;
        }
        self.check_no_preferred_name(&user)?;
        self.check_free(name, &user)?;
        self.trigger(Trigger::PreSignUp, name)?;
        self.pre_sign_up(&mut user);
        if has_password {
            user.set_password(self.random, self.pool.name(), password);
        }
        let (username, sub) = (user.username.clone(), user.sub.clone());
        let is_confirmed = user.status == UserStatus::Confirmed;
        self.pool.users.add(user);
        let delivery = match is_confirmed {
            true => None,
            false => self.send_sign_up_code(&username)?,
        };
        Ok(SignedUp {
            username,
            sub,
            is_confirmed,
            delivery,
        })
    }

    /// Whether a user may sign up without a password: "passwordless sign-in is active in your user pool and
    /// app client", "users provide attribute values for the passwordless sign-in methods", and "your user pool
    /// automatically verifies the attributes"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>).
    fn can_do_without_password(&self, client: &ClientSettings, user: &User) -> bool {
        let settings = &self.pool.settings;
        let is_verified = |name: &str| {
            settings
                .auto_verified_attributes
                .iter()
                .any(|it| it == name)
        };
        let ways = [
            (FirstFactor::EmailOtp, "email"),
            (FirstFactor::SmsOtp, "phone_number"),
        ];
        let has = |(factor, name): &(FirstFactor, &str)| {
            settings.sign_in_policy.allows(*factor)
                && is_verified(name)
                && user.attribute(name).is_some_and(|value| !value.is_empty())
        };
        client.allows_flow("USER_AUTH") && ways.iter().any(has)
    }

    /// "If you select `preferred_username` as an alias, your user can provide the value only when they confirm
    /// an account. They can't provide the value during registration"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases>).
    fn check_no_preferred_name(&self, user: &User) -> Result<(), Failure> {
        let name = "preferred_username";
        let is_alias = self
            .pool
            .settings
            .alias_attributes
            .iter()
            .any(|it| it == name);
        match is_alias && user.attribute(name).is_some() {
            true => Err(Failure::preferred_name_unconfirmed()),
            false => Ok(()),
        }
    }

    /// Applies the pool's `PreSignUp` trigger.
    fn pre_sign_up(&self, user: &mut User) {
        let trigger = self.pool.settings.pre_sign_up;
        if trigger.auto_confirm_user {
            user.status = UserStatus::Confirmed;
        }
        let verified = [
            ("email", trigger.auto_verify_email),
            ("phone_number", trigger.auto_verify_phone),
        ];
        for (name, is_verified) in verified {
            if is_verified && user.attributes.contains_key(name) {
                user.attributes
                    .insert(format!("{name}_verified"), "true".to_owned());
            }
        }
    }

    /// Creates a user that is not in the pool yet. Checks the name and the attributes, but not whether the name is free or
    /// required attributes are missing.
    pub(crate) fn new_unsaved_user(
        &mut self,
        name: &str,
        attributes: Attributes,
    ) -> Result<User, Failure> {
        self.check_name(name)?;
        let mut user = self.pool.new_user(name, self.random, self.now);
        user.attributes.extend(attributes);
        check_schema(&self.pool.settings, &user.attributes)?;
        for contact in ["email", "phone_number"] {
            if user.attributes.contains_key(contact) {
                let flag = format!("{contact}_verified");
                user.attributes
                    .entry(flag)
                    .or_insert_with(|| "false".to_owned());
            }
        }
        Ok(user)
    }

    /// Rejects a name or a sign-in address that is taken.
    // Source: cognito-user-pool-managing-errors, user-pool-settings-attributes#user-pool-settings-aliases.
    pub(crate) fn check_free(&self, name: &str, user: &User) -> Result<(), Failure> {
        let settings = &self.pool.settings;
        for attribute in &settings.username_attributes {
            let value = user.attribute(attribute);
            let taken = |value| {
                self.pool
                    .users
                    .attribute_holder(attribute, value, "")
                    .is_some()
            };
            if value.is_some_and(taken) {
                return Err(Failure::account_exists(attribute));
            }
        }
        if self.pool.users.by_username(name).is_some() {
            return Err(Failure::user_exists());
        }
        self.check_aliases(&user.username, &user.attributes)
    }

    // Source: user-pool-settings-attributes#user-pool-settings-aliases. Assumed: the message.
    fn check_name(&self, name: &str) -> Result<(), Failure> {
        let settings = &self.pool.settings;
        let by = |attribute: &str| {
            settings
                .username_attributes
                .iter()
                .any(|other| other == attribute)
        };
        let fits = (by("email") && is_email(name)) || (by("phone_number") && is_phone_number(name));
        if !settings.username_attributes.is_empty() && !fits {
            return Err(Failure::invalid_parameter(
                match (by("email"), by("phone_number")) {
                    (true, true) => "Username should be either an email or a phone number.",
                    (true, false) => "Username should be an email.",
                    _ => "Username should be a phone number.",
                },
            ));
        }
        let alias = |attribute: &str| {
            settings
                .alias_attributes
                .iter()
                .any(|other| other == attribute)
        };
        if alias("email") && is_email(name) {
            return Err(Failure::invalid_parameter(
                "Username cannot be of email format, since user pool is configured for email alias.",
            ));
        }
        if alias("phone_number") && is_phone_number(name) {
            return Err(Failure::invalid_parameter(
                "Username cannot be of phone number format, since user pool is configured for phone number alias.",
            ));
        }
        Ok(())
    }

    /// Sends the code to the phone number if the pool verifies phone numbers, otherwise to the e-mail address.
    // Source: user-pool-settings-email-phone-verification ("Amazon Cognito sends a verification code to the
    // phone number").
    pub(super) fn send_sign_up_code(
        &mut self,
        username: &str,
    ) -> Result<Option<Delivery>, Failure> {
        let user = self
            .pool
            .users
            .by_username(username)
            .ok_or(Failure::user_not_found())?;
        let verified = &self.pool.settings.auto_verified_attributes;
        let usable = |name: &&str| {
            verified.iter().any(|other| other == name) && user.attributes.contains_key(*name)
        };
        let Some(attribute) = ["phone_number", "email"].into_iter().find(usable) else {
            return Ok(None);
        };
        self.send_code(username, attribute, CodePurpose::SignUp, attribute)
            .map(Some)
    }
}
