//! Stores an unconfirmed sign-up and an unfinished password reset in this tab. They survive a reload of
//! the page because codes come by e-mail, and people open their mail in the same tab. Both are stored
//! like an unfinished sign-in, as a challenge with an empty name.

use super::delivery::{CodeDelivery, Medium};
use super::recover::ResetPasswordStep;
use super::sign_in::PendingChallenge;
use super::sign_up::ConfirmSignUpStep;
use crate::client::Client;
use crate::platform::LocalFuture;
use crate::protocol::json::{self, Object};
use crate::protocol::secret::Secret;

/// Lifetime of a sign-up's code, in milliseconds: one day.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>
const SIGN_UP_CODE_LIFETIME_MS: i64 = 24 * 60 * 60 * 1000;

/// Lifetime of a code for a forgotten password, in milliseconds: one hour.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>
const RESET_CODE_LIFETIME_MS: i64 = 60 * 60 * 1000;

pub(super) const SIGN_UP_KEY: &str = "signUp";
pub(super) const RESET_KEY: &str = "resetPassword";

impl Client {
    /// Returns the unconfirmed sign-up of this tab. It holds the user's name, where the code was sent,
    /// and the session for [`sign_in_signed_up`] (valid for a few minutes); never the password.
    ///
    /// `None` if there is none, or if its code has expired. Nothing is stored if the client's
    /// [`storage`](crate::ClientConfig::storage) is memory.
    ///
    /// [`sign_in_signed_up`]: Self::sign_in_signed_up
    pub async fn resume_sign_up(&self) -> Option<ConfirmSignUpStep> {
        let pending = self.load_challenge(SIGN_UP_KEY, SIGN_UP_CODE_LIFETIME_MS);
        let pending = pending.await?;
        let mut step = self.confirm_sign_up(pending.username());
        step.sub = pending.parameter("sub").map(str::to_owned);
        step.session = pending.session();
        step.delivery = delivery(&pending);
        Some(step)
    }

    /// Returns the unfinished password reset for which this tab requested a code. It holds the user's
    /// name and where the code was sent.
    ///
    /// `None` if there is none, or if its code has expired. Nothing is stored if the client's
    /// [`storage`](crate::ClientConfig::storage) is memory.
    pub async fn resume_reset_password(&self) -> Option<ResetPasswordStep> {
        let pending = self.load_challenge(RESET_KEY, RESET_CODE_LIFETIME_MS);
        let pending = pending.await?;
        let mut step = self.reset_password(pending.username());
        step.delivery = delivery(&pending);
        Some(step)
    }

    pub(super) fn save_reset(&self, step: &ResetPasswordStep) -> LocalFuture<'_, ()> {
        let delivery = step.delivery.as_ref();
        self.save_step(RESET_KEY, step.username(), delivery, Object::new(), None)
    }

    pub(super) fn save_sign_up(&self, step: &ConfirmSignUpStep) -> LocalFuture<'_, ()> {
        let mut parameters = Object::new();
        parameters.optional("sub", step.sub.as_deref());
        let (delivery, session) = (step.delivery.as_ref(), step.session.as_ref());
        self.save_step(SIGN_UP_KEY, step.username(), delivery, parameters, session)
    }

    /// Boxed, so that each caller's future does not contain a copy of it.
    fn save_step(
        &self,
        key: &'static str,
        username: &str,
        delivery: Option<&CodeDelivery>,
        mut parameters: Object,
        session: Option<&Secret>,
    ) -> LocalFuture<'_, ()> {
        if let Some(delivery) = delivery {
            parameters.text("medium", delivery.medium.name());
            parameters.text("destination", &delivery.destination);
            parameters.text("attribute", &delivery.attribute);
        }
        let mut response = Object::new();
        response.text("ChallengeName", "");
        response.optional("Session", session.map(Secret::expose));
        response.object("ChallengeParameters", parameters);
        let response = json::parse(&response.end()).unwrap_or_default();
        let pending = PendingChallenge::of(self, username, response);
        Box::pin(async move {
            if let Some(pending) = pending {
                self.save_challenge(key, &pending).await;
            }
        })
    }

    pub(crate) fn forget_sign_up(&self) -> LocalFuture<'_, ()> {
        self.forget_challenge(SIGN_UP_KEY)
    }
}

fn delivery(pending: &PendingChallenge) -> Option<CodeDelivery> {
    let parameter = |name| pending.parameter(name).map(str::to_owned);
    Some(CodeDelivery {
        medium: Medium::from_name(parameter("medium")?),
        destination: parameter("destination").unwrap_or_default(),
        attribute: parameter("attribute").unwrap_or_default(),
    })
}
