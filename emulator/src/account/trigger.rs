//! Lambda triggers that fail, as the pool's settings have them.

use crate::config::{Trigger, TriggerErrorKind};
use crate::errors::Failure;
use crate::state::Context;

impl Context<'_> {
    /// What a trigger says when it is called for `username`.
    pub(crate) fn trigger(&self, trigger: Trigger, username: &str) -> Result<(), Failure> {
        let is_meant = |name: &Option<String>| {
            name.as_ref()
                .is_none_or(|name| name.eq_ignore_ascii_case(username))
        };
        let errors = &self.pool.settings.trigger_errors;
        let error = errors
            .iter()
            .find(|error| error.trigger == trigger && is_meant(&error.username));
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
