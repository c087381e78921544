//! Errors of challenges and Lambda triggers.

use super::Failure;

/// Challenges.
impl Failure {
    /// A wrong code, or a code for another challenge.
    pub(crate) fn code_or_state() -> Self {
        Self::new(
            "CodeMismatchException",
            "Invalid code or auth state for the user.",
        )
    }

    pub(crate) fn software_token_mismatch() -> Self {
        Self::new("CodeMismatchException", "Invalid code received for user")
    }

    pub(crate) fn software_token_used() -> Self {
        Self::new(
            "ExpiredCodeException",
            "Your software token has already been used once.",
        )
    }

    pub(crate) fn attribute_already_provided(name: &str) -> Self {
        Self::new(
            "NotAuthorizedException",
            format!("Cannot modify an already provided {name}"),
        )
    }

    pub(crate) fn challenge_not_supported() -> Self {
        Self::new(
            "InvalidParameterException",
            "ADMIN_NO_SRP_AUTH is not supported by this operation.",
        )
    }

    pub(crate) fn no_such_mfa() -> Self {
        Self::new("InvalidParameterException", "Invalid MFA type selected.")
    }

    pub(crate) fn mfa_not_found() -> Self {
        Self::new(
            "MFAMethodNotFoundException",
            "No MFA mechanism is registered in the account.",
        )
    }

    pub(crate) fn no_mfa_in_pool() -> Self {
        Self::new(
            "InvalidUserPoolConfigurationException",
            "The user pool requires MFA and has no MFA method.",
        )
    }

    pub(crate) fn set_up_unfinished() -> Self {
        Self::new(
            "InvalidParameterException",
            "MFA setup is not complete for the user.",
        )
    }

    pub(crate) fn no_such_choice() -> Self {
        Self::new(
            "InvalidParameterException",
            "Selected challenge is not available.",
        )
    }

    pub(crate) fn no_first_factor() -> Self {
        Self::new(
            "NotAuthorizedException",
            "No authentication factor is available for the user.",
        )
    }

    pub(crate) fn passkey_refused(problem: &str) -> Self {
        Self::new(
            "NotAuthorizedException",
            format!("Invalid WebAuthn credential: {problem}"),
        )
    }

    pub(crate) fn device_not_found() -> Self {
        Self::new("ResourceNotFoundException", "Device does not exist.")
    }

    pub(crate) fn custom_auth_not_configured() -> Self {
        Self::new(
            "InvalidParameterException",
            "Custom auth lambda trigger is not configured for the user pool.",
        )
    }
}

/// Lambda triggers.
impl Failure {
    /// `message` is the function's error.
    pub(crate) fn user_lambda_validation(trigger: &str, message: &str) -> Self {
        Self::new(
            "UserLambdaValidationException",
            format!("{trigger} failed with error {message}."),
        )
    }

    pub(crate) fn unexpected_lambda(trigger: &str, message: &str) -> Self {
        Self::new(
            "UnexpectedLambdaException",
            format!("{trigger} invocation failed due to error {message}."),
        )
    }

    pub(crate) fn invalid_lambda_response(trigger: &str) -> Self {
        Self::new(
            "InvalidLambdaResponseException",
            format!("{trigger} invocation failed due to unrecognizable lambda output"),
        )
    }
}
