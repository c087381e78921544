//! Errors of identity pools. Messages without a source are known from public reports.

use super::Failure;

/// Identities.
impl Failure {
    pub(crate) fn no_such_identity_pool(id: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("IdentityPool '{id}' not found."),
        )
    }

    pub(crate) fn no_such_identity(id: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("Identity '{id}' not found."),
        )
    }

    pub(crate) fn identity_forbidden(id: &str) -> Self {
        Self::not_authorized(format!("Access to Identity '{id}' is forbidden."))
    }

    pub(crate) fn no_guests() -> Self {
        Self::not_authorized("Unauthenticated access is not supported for this identity pool.")
    }

    pub(crate) fn logins_do_not_match() -> Self {
        Self::not_authorized(
            "Logins don't match. Please include at least one valid login for this identity or identity pool.",
        )
    }

    pub(crate) fn logins_conflict() -> Self {
        Self::new(
            "ResourceConflictException",
            "Logins are already linked to another account.",
        )
    }

    pub(crate) fn no_classic_flow() -> Self {
        Self::invalid_parameter("Basic (classic) flow is not enabled, please use enhanced flow.")
    }
}

/// Tokens of providers.
impl Failure {
    /// `problem` begins with a capital letter and ends with a full stop.
    pub(crate) fn login_token(problem: &str) -> Self {
        Self::not_authorized(format!("Invalid login token. {problem}"))
    }

    pub(crate) fn provider_not_supported() -> Self {
        Self::not_authorized("Token is not from a supported provider of this identity pool.")
    }
}

/// Roles.
impl Failure {
    pub(crate) fn identity_pool_roles() -> Self {
        Self::new(
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        )
    }

    pub(crate) fn ambiguous_role(provider: &str) -> Self {
        Self::not_authorized(format!(
            "The ambiguous role mapping rules for: {provider} denied this request."
        ))
    }

    pub(crate) fn role_forbidden(arn: &str) -> Self {
        Self::not_authorized(format!("Access to Role '{arn}' is forbidden."))
    }
}

/// Signatures.
impl Failure {
    pub(crate) fn incomplete_signature() -> Self {
        Self::new(
            "IncompleteSignatureException",
            "The request signature does not conform to AWS standards.",
        )
    }

    pub(crate) fn unrecognized_client() -> Self {
        Self::new(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(
            "ExpiredTokenException",
            "The security token included in the request is expired",
        )
    }

    pub(crate) fn invalid_signature(message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new("InvalidSignatureException", message)
    }

    pub(crate) fn access_denied(message: String) -> Self {
        Self::new("AccessDeniedException", message)
    }
}

/// Developer-authenticated identities.
impl Failure {
    pub(crate) fn developer_provider() -> Self {
        Self::invalid_parameter("Please provide the developer provider of this identity pool.")
    }

    pub(crate) fn developer_user_taken() -> Self {
        Self::new(
            "DeveloperUserAlreadyRegisteredException",
            "The developer user identifier is already registered with another identity.",
        )
    }

    pub(crate) fn no_developer_user() -> Self {
        Self::new(
            "ResourceNotFoundException",
            "The developer user identifier was not found.",
        )
    }
}
