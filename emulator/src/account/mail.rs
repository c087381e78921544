//! Whether the AWS account allows a pool to send e-mail and text messages.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html>

use crate::config::AccountSettings;
use crate::errors::Failure;
use crate::state::{Channel, Context};

const COGNITO: &str = "cognito-idp.amazonaws.com";

/// Whether a message is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SendOutcome {
    Delivered,
    /// Accepted but not delivered, since the AWS account is in the sandbox.
    HeldInSandbox,
}

impl Context<'_> {
    /// Checks whether the pool may send a message to an address or a number, and whether it is delivered. A pool without
    /// a configuration uses Cognito's default, which always delivers.
    pub(super) fn check_sending(&self, channel: Channel, to: &str) -> Result<SendOutcome, Failure> {
        match channel {
            Channel::Email => self.check_email(to),
            Channel::Sms => self.check_sms(to),
        }
    }

    /// Checks that a message would be delivered.
    // Source: API_SignUp (`CodeDeliveryFailureException`), user-pool-sms-settings.
    pub(super) fn ensure_delivered(&self, channel: Channel, to: &str) -> Result<(), Failure> {
        match (self.check_sending(channel, to)?, channel) {
            (SendOutcome::Delivered, _) => Ok(()),
            (SendOutcome::HeldInSandbox, Channel::Email) => {
                Err(Failure::not_verified_in_sandbox("Email address"))
            }
            (SendOutcome::HeldInSandbox, Channel::Sms) => {
                Err(Failure::not_verified_in_sandbox("Phone number"))
            }
        }
    }

    // Source: user-pool-email, API_SignUp (`InvalidEmailRoleAccessPolicyException`).
    fn check_email(&self, to: &str) -> Result<SendOutcome, Failure> {
        let Some(configuration) = &self.pool.settings.email_configuration else {
            return Ok(SendOutcome::Delivered);
        };
        let mut identities = self.account.identities.iter();
        let identity = identities.find(|one| one.arn == configuration.source_arn);
        if !identity.is_some_and(|one| one.verified && one.senders.iter().any(|it| it == COGNITO)) {
            return Err(Failure::identity_not_allowed());
        }
        Ok(
            match self.account.ses_sandbox && !is_verified(self.account, to) {
                true => SendOutcome::HeldInSandbox,
                false => SendOutcome::Delivered,
            },
        )
    }

    // Source: user-pool-sms-settings, API_SmsConfigurationType.
    fn check_sms(&self, to: &str) -> Result<SendOutcome, Failure> {
        let Some(configuration) = &self.pool.settings.sms_configuration else {
            return Ok(SendOutcome::Delivered);
        };
        let mut roles = self.account.roles.iter();
        let role = roles.find(|role| role.arn == configuration.sns_caller_arn);
        let trusting = role.filter(|role| {
            role.trusts.iter().any(|service| service == COGNITO)
                && (role.external_id.is_none() || role.external_id == configuration.external_id)
        });
        let role = trusting.ok_or(Failure::role_not_trusting())?;
        if !role.allows.iter().any(|action| action == "sns:Publish") {
            return Err(Failure::role_cannot_publish());
        }
        let verified = self.account.sns_sandbox.as_ref();
        Ok(
            match verified.is_none_or(|all| all.iter().any(|one| one == to)) {
                true => SendOutcome::Delivered,
                false => SendOutcome::HeldInSandbox,
            },
        )
    }
}

/// Whether an address, its domain, or a number is verified.
fn is_verified(account: &AccountSettings, to: &str) -> bool {
    let domain = to.split_once('@').map_or("", |(_, domain)| domain);
    let mut verified = account.identities.iter().filter(|one| one.verified);
    verified.any(|one| one.name() == to || one.name() == domain)
}
