//! Errors of tokens.

use super::Failure;

/// Tokens.
impl Failure {
    pub(crate) fn access_token_invalid() -> Self {
        Self::not_authorized("Invalid Access Token")
    }

    pub(crate) fn access_token_signature() -> Self {
        Self::not_authorized("Could not verify signature for Access Token")
    }

    pub(crate) fn access_token_expired() -> Self {
        Self::not_authorized("Access Token has expired")
    }

    pub(crate) fn access_token_revoked() -> Self {
        Self::not_authorized("Access Token has been revoked")
    }

    pub(crate) fn access_token_of_another() -> Self {
        Self::not_authorized("Access Token does not belong to the user.")
    }

    pub(crate) fn no_such_level() -> Self {
        Self::invalid_parameter(
            "None of the values in TARGET_ACR_VALUES is a level of the user pool.",
        )
    }

    pub(crate) fn no_factor_for_level() -> Self {
        Self::invalid_parameter(
            "The user has no factors configured to satisfy the requested ACR level.",
        )
    }

    pub(crate) fn level_already_met() -> Self {
        Self::invalid_parameter("The access token already meets the requested ACR level.")
    }

    pub(crate) fn access_token_scopes() -> Self {
        Self::not_authorized("Access Token does not have required scopes")
    }

    pub(crate) fn refresh_token_invalid() -> Self {
        Self::not_authorized("Invalid Refresh Token")
    }

    pub(crate) fn refresh_token_expired() -> Self {
        Self::not_authorized("Refresh Token has expired")
    }

    pub(crate) fn refresh_token_revoked() -> Self {
        Self::not_authorized("Refresh Token has been revoked")
    }

    pub(crate) fn refresh_token_reused() -> Self {
        Self::new(
            "RefreshTokenReuseException",
            "Refresh token has been invalidated by rotation",
        )
    }

    pub(crate) fn audience_and_resource() -> Self {
        Self::invalid_parameter("Audiences and Resources cannot be requested together.")
    }

    pub(crate) fn exchanged_token_not_valid() -> Self {
        Self::not_authorized("Invalid token")
    }

    pub(crate) fn exchanged_token_expired() -> Self {
        Self::not_authorized("Token has expired")
    }

    pub(crate) fn no_scope_left() -> Self {
        Self::invalid_parameter("None of the requested scopes can be granted.")
    }

    pub(crate) fn revocation_not_enabled() -> Self {
        Self::new(
            "UnsupportedOperationException",
            "Token revocation is not enabled for this client",
        )
    }

    pub(crate) fn not_a_refresh_token() -> Self {
        Self::new("UnsupportedTokenTypeException", "Unsupported token type")
    }

    pub(crate) fn client_secret_not_verified(client_id: &str) -> Self {
        Self::not_authorized(format!(
            "Unable to verify client secret for client {client_id}"
        ))
    }

    pub(crate) fn client_secret_wrong() -> Self {
        Self::new(
            "UnauthorizedException",
            "Unable to verify the client secret",
        )
    }
}
