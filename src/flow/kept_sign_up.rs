//! An unconfirmed sign-up and a password's reset survive a reload of the page: their codes come by
//! e-mail, and people look for it in the very tab. They are kept as an unfinished sign-in is: as a
//! challenge, of a name that Cognito does not have.

use super::delivery::{CodeDelivery, Medium};
use super::recover::ResetPasswordStep;
use super::sign_in::Pending;
use super::sign_up::ConfirmSignUpStep;
use crate::client::Client;
use crate::platform::LocalFuture;
use crate::protocol::json::{self, Object};
use crate::protocol::secret::Secret;

/// How long a code of a sign-up is good for, in milliseconds: a day.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>
const LONGEST: i64 = 24 * 60 * 60 * 1000;

/// How long a code for a forgotten password is good for, in milliseconds: an hour.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>
const LONGEST_RESET: i64 = 60 * 60 * 1000;

/// Under which key a sign-up is kept.
pub(super) const KEY: &str = "signUp";
/// Under which key the reset of a password is kept.
pub(super) const RESET: &str = "resetPassword";

impl Client {
    /// The sign-up that this tab left unconfirmed. It holds the user's name, where the code went, and
    /// what Cognito gave to sign in by after the confirmation ([`sign_in_signed_up`]; for some minutes);
    /// never the password.
    ///
    /// `None` where there is none, or where its code is too old. Nothing is kept where the client's
    /// [`storage`](crate::ClientConfig::storage) is the memory.
    ///
    /// [`sign_in_signed_up`]: Self::sign_in_signed_up
    pub async fn resume_sign_up(&self) -> Option<ConfirmSignUpStep> {
        let pending = self.kept(KEY, LONGEST).await?;
        let own = |name| pending.parameter(name).map(str::to_owned);
        let mut step = self.confirm_sign_up(pending.username());
        step.sub = own("sub");
        step.session = pending.session();
        step.delivery = delivery(&pending);
        Some(step)
    }

    /// The reset of a password for which this tab had a code sent and that was not ended since. It holds
    /// the user's name and where the code went.
    ///
    /// `None` where there is none, or where its code is too old. Nothing is kept where the client's
    /// [`storage`](crate::ClientConfig::storage) is the memory.
    pub async fn resume_reset_password(&self) -> Option<ResetPasswordStep> {
        let pending = self.kept(RESET, LONGEST_RESET).await?;
        let mut step = self.reset_password(pending.username());
        step.delivery = delivery(&pending);
        Some(step)
    }

    pub(super) fn keep_reset(&self, step: &ResetPasswordStep) -> LocalFuture<'_, ()> {
        let delivery = step.delivery.as_ref();
        self.keep_step(RESET, step.username(), delivery, Object::new(), None)
    }

    /// One piece of code, however many places keep one: a future of its own would be compiled into
    /// each of them.
    pub(super) fn keep_sign_up(&self, step: &ConfirmSignUpStep) -> LocalFuture<'_, ()> {
        let mut parameters = Object::new();
        parameters.optional("sub", step.sub.as_deref());
        let (delivery, session) = (step.delivery.as_ref(), step.session.as_ref());
        self.keep_step(KEY, step.username(), delivery, parameters, session)
    }

    fn keep_step(
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
        let mut answer = Object::new();
        answer.text("ChallengeName", "");
        answer.optional("Session", session.map(Secret::expose));
        answer.object("ChallengeParameters", parameters);
        let answer = json::parse(&answer.end()).unwrap_or_default();
        let pending = Pending::of(self, username, answer);
        Box::pin(async move {
            if let Some(pending) = pending {
                self.keep(key, &pending).await;
            }
        })
    }

    pub(crate) fn drop_sign_up(&self) -> LocalFuture<'_, ()> {
        self.drop_kept(KEY)
    }
}

/// Where the code of what was kept went.
fn delivery(pending: &Pending) -> Option<CodeDelivery> {
    let own = |name| pending.parameter(name).map(str::to_owned);
    Some(CodeDelivery {
        medium: Medium::of(own("medium")?),
        destination: own("destination").unwrap_or_default(),
        attribute: own("attribute").unwrap_or_default(),
    })
}
