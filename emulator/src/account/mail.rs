//! Whether AWS lets a pool send its messages.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html>

use crate::config::AccountSettings;
use crate::errors::Failure;
use crate::state::{Channel, Context};

const COGNITO: &str = "cognito-idp.amazonaws.com";

/// Whether a message arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Arrives,
    /// The service takes it, and keeps it: it is in its sandbox.
    Held,
}

impl Context<'_> {
    /// Whether the pool may send a message to an address or a number, and whether that arrives.
    /// A pool without a configuration of its own sends by Cognito's.
    pub(super) fn may_send(&self, channel: Channel, to: &str) -> Result<Reach, Failure> {
        match channel {
            Channel::Email => self.may_mail(to),
            Channel::Sms => self.may_text(to),
        }
    }

    /// What is to be said where a message must arrive.
    // Source: API_SignUp (`CodeDeliveryFailureException`), user-pool-sms-settings.
    pub(super) fn must_arrive(&self, channel: Channel, to: &str) -> Result<(), Failure> {
        match (self.may_send(channel, to)?, channel) {
            (Reach::Arrives, _) => Ok(()),
            (Reach::Held, Channel::Email) => Err(Failure::not_verified_in_sandbox("Email address")),
            (Reach::Held, Channel::Sms) => Err(Failure::not_verified_in_sandbox("Phone number")),
        }
    }

    // Source: user-pool-email, API_SignUp (`InvalidEmailRoleAccessPolicyException`).
    fn may_mail(&self, to: &str) -> Result<Reach, Failure> {
        let Some(configuration) = &self.pool.settings.email_configuration else {
            return Ok(Reach::Arrives);
        };
        let mut identities = self.account.identities.iter();
        let identity = identities.find(|one| one.arn == configuration.source_arn);
        if !identity.is_some_and(|one| one.verified && one.senders.iter().any(|it| it == COGNITO)) {
            return Err(Failure::identity_not_allowed());
        }
        Ok(
            match self.account.ses_sandbox && !is_verified(self.account, to) {
                true => Reach::Held,
                false => Reach::Arrives,
            },
        )
    }

    // Source: user-pool-sms-settings, API_SmsConfigurationType.
    fn may_text(&self, to: &str) -> Result<Reach, Failure> {
        let Some(configuration) = &self.pool.settings.sms_configuration else {
            return Ok(Reach::Arrives);
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
                true => Reach::Arrives,
                false => Reach::Held,
            },
        )
    }
}

/// By itself, or by its domain.
fn is_verified(account: &AccountSettings, to: &str) -> bool {
    let domain = to.split_once('@').map_or("", |(_, domain)| domain);
    let mut verified = account.identities.iter().filter(|one| one.verified);
    verified.any(|one| one.name() == to || one.name() == domain)
}
