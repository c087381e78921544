//! The password policy, and setting a password under it.

use crate::config::{PasswordPolicy, UserStatus};
use crate::errors::Failure;
use crate::state::Context;

/// Cognito's symbols; a space counts when it is neither first nor last
/// ([password requirements](https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html)).
const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ";

impl Context<'_> {
    /// Checks a password against the policy.
    // Source: managing-users-passwords#user-pool-settings-policies.
    pub(crate) fn check_policy(&self, password: &str) -> Result<(), Failure> {
        match policy_violation(&self.pool.settings.password_policy, password) {
            None => Ok(()),
            Some(problem) => Err(Failure::invalid_password(problem)),
        }
    }

    /// Checks a new password against the policy and the user's password history.
    // Source: managing-users-passwords#user-pool-settings-policies, API_ChangePassword
    // (`PasswordHistoryPolicyViolationException`).
    pub(crate) fn check_new_password(&self, username: &str, password: &str) -> Result<(), Failure> {
        self.check_policy(password)?;
        let count = self.pool.settings.password_policy.password_history_size;
        let user = self
            .pool
            .users
            .by_username(username)
            .ok_or(Failure::user_not_found())?;
        if count > 0 && user.had_password(self.pool.name(), password, count) {
            return Err(Failure::password_used_before());
        }
        Ok(())
    }

    /// Sets a checked password, and resets the lockout.
    // Source: API_AdminSetUserPassword.
    pub(crate) fn set_password(
        &mut self,
        username: &str,
        password: &str,
        status: UserStatus,
    ) -> Result<(), Failure> {
        let pool_name = self.pool.name().to_owned();
        let user = self
            .pool
            .users
            .by_username_mut(username)
            .ok_or(Failure::user_not_found())?;
        user.set_password(self.random, &pool_name, password);
        user.status = status;
        user.modified = self.now;
        user.lockout.succeed();
        if status == UserStatus::ForceChangePassword {
            let days = self
                .pool
                .settings
                .password_policy
                .temporary_password_validity_days;
            let validity = std::time::Duration::from_secs(u64::from(days) * 86_400);
            user.temporary_until = Some(self.now + validity);
        }
        Ok(())
    }

    /// Changes the password of a signed-in user who knows the old one. "Users who don't have a
    /// password can submit ChangePassword API requests without the `PreviousPassword` parameter"
    /// ([passwordless sign-in](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passwordless)).
    pub(crate) fn change_password(
        &mut self,
        username: &str,
        previous: Option<&str>,
        proposed: &str,
    ) -> Result<(), Failure> {
        let now = self.now;
        let pool_name = self.pool.name().to_owned();
        let user = self
            .pool
            .users
            .by_username_mut(username)
            .ok_or(Failure::user_not_found())?;
        if user.lockout.is_locked(now) {
            return Err(Failure::limit_exceeded());
        }
        let knows = match previous {
            Some(previous) => user.has_password(&pool_name, previous),
            None => user.verifier().is_none(),
        };
        if !knows {
            user.lockout.fail(now);
            return Err(Failure::incorrect_credentials());
        }
        self.check_new_password(username, proposed)?;
        self.set_password(username, proposed, UserStatus::Confirmed)
    }

    /// Generates a temporary password that fits the policy.
    pub(crate) fn generate_password(&mut self) -> String {
        let length = self.pool.settings.password_policy.minimum_length.max(8);
        let mut password = String::from("aA1!");
        while password.len() < length {
            password.push_str(&self.random.base64url::<3>().replace(['-', '_'], "x"));
        }
        password
    }
}

/// Cognito's message for the first rule that the password breaks.
fn policy_violation(policy: &PasswordPolicy, password: &str) -> Option<&'static str> {
    let has = |is: fn(char) -> bool| password.chars().any(is);
    if password.chars().count() < policy.minimum_length {
        return Some("Password not long enough");
    }
    if policy.require_uppercase && !has(|c| c.is_ascii_uppercase()) {
        return Some("Password must have uppercase characters");
    }
    if policy.require_lowercase && !has(|c| c.is_ascii_lowercase()) {
        return Some("Password must have lowercase characters");
    }
    if policy.require_numbers && !has(|c| c.is_ascii_digit()) {
        return Some("Password must have numeric characters");
    }
    if policy.require_symbols && !has(|c| SYMBOLS.contains(c)) {
        return Some("Password must have symbol characters");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::policy_violation;
    use crate::config::PasswordPolicy;

    #[test]
    fn each_broken_rule_has_its_message() {
        let policy = PasswordPolicy {
            require_symbols: true,
            ..PasswordPolicy::default()
        };
        let expected = [
            ("aB1!", Some("Password not long enough")),
            ("abcdefg1!", Some("Password must have uppercase characters")),
            ("ABCDEFG1!", Some("Password must have lowercase characters")),
            ("ABCdefgh!", Some("Password must have numeric characters")),
            ("ABCdefg12", Some("Password must have symbol characters")),
            ("ABCdefg 12", None),
            ("Ünïcödé 12 abC😀", None),
        ];
        for (password, problem) in expected {
            assert_eq!(policy_violation(&policy, password), problem, "{password}");
        }
    }
}
