//! Errors of second factors, passkeys, devices, sessions and attributes.

use super::Failure;

/// Second factors.
impl Failure {
    pub(crate) fn software_token_not_found() -> Self {
        Self::new(
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA does not exist for the user.",
        )
    }

    pub(crate) fn software_tokens_not_enabled() -> Self {
        Self::new(
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool.",
        )
    }

    pub(crate) fn cannot_enable_software_token() -> Self {
        Self::new(
            "EnableSoftwareTokenMFAException",
            "Code mismatch and fail enable Software Token MFA",
        )
    }

    pub(crate) fn software_token_not_verified() -> Self {
        Self::new(
            "InvalidParameterException",
            "User has not verified software token mfa",
        )
    }

    pub(crate) fn mfa_not_enabled(kind: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("{kind} is not enabled for the user pool"),
        )
    }

    pub(crate) fn no_delivery_for_mfa(kind: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("User does not have delivery config set to turn on {kind}"),
        )
    }

    pub(crate) fn preferred_mfa_is_off(kind: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("{kind} must be enabled to be the preferred MFA"),
        )
    }

    pub(crate) fn one_preferred_mfa() -> Self {
        Self::new(
            "InvalidParameterException",
            "Only one MFA method can be preferred",
        )
    }

    pub(crate) fn passkey_alone() -> Self {
        Self::new(
            "InvalidParameterException",
            "Another MFA method must be enabled besides WEB_AUTHN",
        )
    }
}

/// Passkeys.
impl Failure {
    pub(crate) fn passkeys_not_enabled() -> Self {
        Self::new(
            "WebAuthnNotEnabledException",
            "WebAuthn is not enabled for the user pool.",
        )
    }

    pub(crate) fn passkeys_not_configured() -> Self {
        Self::new(
            "WebAuthnConfigurationMissingException",
            "The user pool has no relying party ID.",
        )
    }

    pub(crate) fn passkey_challenge_not_found() -> Self {
        Self::new(
            "WebAuthnChallengeNotFoundException",
            "The challenge was not found or has expired.",
        )
    }

    pub(crate) fn passkey_origin() -> Self {
        Self::new(
            "WebAuthnOriginNotAllowedException",
            "The origin is not allowed for the relying party.",
        )
    }

    pub(crate) fn passkey_relying_party() -> Self {
        Self::new(
            "WebAuthnRelyingPartyMismatchException",
            "The credential is for another relying party.",
        )
    }

    pub(crate) fn passkey_client() -> Self {
        Self::new(
            "WebAuthnClientMismatchException",
            "The registration was started by another app client.",
        )
    }

    pub(crate) fn passkey_not_supported() -> Self {
        Self::new(
            "WebAuthnCredentialNotSupportedException",
            "The credential's key or attestation is not supported.",
        )
    }

    pub(crate) fn passkey_malformed() -> Self {
        Self::new("InvalidParameterException", "Invalid credential")
    }

    pub(crate) fn passkey_not_found() -> Self {
        Self::new(
            "ResourceNotFoundException",
            "WebAuthn credential does not exist.",
        )
    }

    pub(crate) fn too_many_passkeys() -> Self {
        Self::new(
            "LimitExceededException",
            "The user has the maximum number of WebAuthn credentials.",
        )
    }
}

/// Devices and sign-ins.
impl Failure {
    pub(crate) fn devices_not_enabled() -> Self {
        Self::new(
            "InvalidUserPoolConfigurationException",
            "Device tracking is not enabled for the user pool.",
        )
    }

    pub(crate) fn device_key_invalid() -> Self {
        Self::new("InvalidParameterException", "Invalid device key given.")
    }

    pub(crate) fn device_key_exists() -> Self {
        Self::new("DeviceKeyExistsException", "Device key already exists.")
    }

    pub(crate) fn session_not_found() -> Self {
        Self::new("ResourceNotFoundException", "Session does not exist.")
    }

    pub(crate) fn session_is_current() -> Self {
        Self::new(
            "InvalidParameterException",
            "The current session cannot be revoked.",
        )
    }

    pub(crate) fn page_token_invalid() -> Self {
        Self::new(
            "InvalidParameterException",
            "Invalid pagination token given.",
        )
    }
}

/// Attributes, and feedback on sign-ins.
impl Failure {
    pub(crate) fn not_verifiable() -> Self {
        Self::new(
            "InvalidParameterException",
            "Only email and phone_number can be verified.",
        )
    }

    pub(crate) fn attribute_not_mutable(name: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("user.{name}: Attribute cannot be updated."),
        )
    }

    pub(crate) fn attribute_cannot_be_deleted(name: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("user.{name}: Required attribute cannot be deleted."),
        )
    }

    pub(crate) fn risk_not_assessed() -> Self {
        Self::new(
            "UserPoolAddOnNotEnabledException",
            "User pool add-ons are not enabled.",
        )
    }

    pub(crate) fn no_such_event() -> Self {
        Self::new("ResourceNotFoundException", "Auth event does not exist.")
    }

    pub(crate) fn feedback_token_invalid() -> Self {
        Self::new("NotAuthorizedException", "Invalid feedback token")
    }
}
