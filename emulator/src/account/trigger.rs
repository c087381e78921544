//! Failing Lambda triggers, which the pool's settings define.

use crate::config::{Trigger, TriggerErrorKind};
use crate::errors::Failure;
use crate::state::Context;

impl Context<'_> {
    /// Calls a trigger for `username`.
    pub(crate) fn trigger(&self, trigger: Trigger, username: &str) -> Result<(), Failure> {
        self.trigger_from(trigger, "", username)
    }

    /// Calls a trigger with this
    /// [`triggerSource`](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
    pub(crate) fn trigger_from(
        &self,
        trigger: Trigger,
        source: &str,
        username: &str,
    ) -> Result<(), Failure> {
        let is_meant = |name: &Option<String>| {
            name.as_ref()
                .is_none_or(|name| name.eq_ignore_ascii_case(username))
        };
        let errors = &self.pool.settings.trigger_errors;
        let is_from = |wanted: &Option<String>| wanted.as_deref().is_none_or(|it| it == source);
        let error = errors.iter().find(|error| {
            error.trigger == trigger && is_from(&error.source) && is_meant(&error.username)
        });
        let Some(error) = error else {
            return Ok(());
        };
        let name = trigger.as_str();
        Err(match error.kind {
            TriggerErrorKind::UserLambdaValidation => {
                Failure::user_lambda_validation(name, &error.message)
            }
            TriggerErrorKind::UnexpectedLambda => Failure::unexpected_lambda(name, &error.message),
            TriggerErrorKind::InvalidLambdaResponse => Failure::invalid_lambda_response(name),
        })
    }
}
