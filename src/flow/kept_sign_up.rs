//! An unconfirmed sign-up survives a reload of the page: its code comes by e-mail, and people look for
//! it in the very tab. It is kept as an unfinished sign-in is: as a challenge, of a name that Cognito
//! does not have.

use super::delivery::{CodeDelivery, Medium};
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

/// Under which key it is kept.
pub(super) const KEY: &str = "signUp";

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
        step.delivery = own("medium").map(|medium| CodeDelivery {
            medium: Medium::of(medium),
            destination: own("destination").unwrap_or_default(),
            attribute: own("attribute").unwrap_or_default(),
        });
        Some(step)
    }

    /// One piece of code, however many places keep one: a future of its own would be compiled into
    /// each of them.
    pub(super) fn keep_sign_up(&self, step: &ConfirmSignUpStep) -> LocalFuture<'_, ()> {
        let mut parameters = Object::new();
        parameters.optional("sub", step.sub.as_deref());
        if let Some(delivery) = &step.delivery {
            parameters.text("medium", delivery.medium.name());
            parameters.text("destination", &delivery.destination);
            parameters.text("attribute", &delivery.attribute);
        }
        let mut answer = Object::new();
        answer.text("ChallengeName", "");
        answer.optional("Session", step.session.as_ref().map(Secret::expose));
        answer.object("ChallengeParameters", parameters);
        let answer = json::parse(&answer.end()).unwrap_or_default();
        let pending = Pending::of(self, step.username(), answer);
        Box::pin(async move {
            if let Some(pending) = pending {
                self.keep(KEY, &pending).await;
            }
        })
    }

    pub(crate) fn drop_sign_up(&self) -> LocalFuture<'_, ()> {
        self.drop_kept(KEY)
    }
}
