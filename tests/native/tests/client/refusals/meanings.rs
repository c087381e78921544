//! The meaning of each exception, in a table written independently of the library.

/// For each exception of the model: the name of its kind in JavaScript, whether the same
/// call can succeed later, and whether a developer has to change something.
pub const MEANINGS: [(&str, &str, Retry, Developer); 44] = {
    use Developer::{Changes, Waits};
    use Retry::{Later, Never};
    [
        ("AliasExistsException", "aliasExists", Never, Waits),
        (
            "CodeDeliveryFailureException",
            "codeDeliveryFailed",
            Never,
            Changes,
        ),
        ("CodeMismatchException", "codeMismatch", Never, Waits),
        (
            "ConcurrentModificationException",
            "concurrentModification",
            Later,
            Waits,
        ),
        ("DeviceKeyExistsException", "deviceKeyExists", Never, Waits),
        (
            "EnableSoftwareTokenMFAException",
            "enableSoftwareTokenMfa",
            Never,
            Waits,
        ),
        ("ExpiredCodeException", "codeExpired", Never, Waits),
        (
            "FeatureUnavailableInTierException",
            "featureUnavailableInTier",
            Never,
            Changes,
        ),
        ("ForbiddenException", "forbidden", Never, Changes),
        ("InternalErrorException", "serviceUnavailable", Later, Waits),
        (
            "InvalidEmailRoleAccessPolicyException",
            "invalidEmailRoleAccessPolicy",
            Never,
            Changes,
        ),
        (
            "InvalidLambdaResponseException",
            "invalidLambdaResponse",
            Never,
            Changes,
        ),
        ("InvalidParameterException", "invalidInput", Never, Waits),
        ("InvalidPasswordException", "invalidPassword", Never, Waits),
        (
            "InvalidSmsRoleAccessPolicyException",
            "invalidSmsRoleAccessPolicy",
            Never,
            Changes,
        ),
        (
            "InvalidSmsRoleTrustRelationshipException",
            "invalidSmsRoleTrustRelationship",
            Never,
            Changes,
        ),
        (
            "InvalidUserPoolConfigurationException",
            "invalidUserPoolConfiguration",
            Never,
            Changes,
        ),
        ("LimitExceededException", "tooManyAttempts", Never, Waits),
        (
            "MFAMethodNotFoundException",
            "mfaMethodNotFound",
            Never,
            Changes,
        ),
        ("NotAuthorizedException", "notAuthorized", Never, Waits),
        (
            "OperationNotEnabledException",
            "unavailableInRegion",
            Later,
            Changes,
        ),
        (
            "PasswordHistoryPolicyViolationException",
            "passwordReused",
            Never,
            Waits,
        ),
        (
            "PasswordResetRequiredException",
            "passwordResetRequired",
            Never,
            Waits,
        ),
        (
            "RefreshTokenReuseException",
            "refreshTokenReuse",
            Never,
            Waits,
        ),
        (
            "ResourceNotFoundException",
            "resourceNotFound",
            Never,
            Waits,
        ),
        (
            "SoftwareTokenMFANotFoundException",
            "softwareTokenMfaNotFound",
            Never,
            Changes,
        ),
        (
            "TooManyFailedAttemptsException",
            "tooManyFailedAttempts",
            Never,
            Waits,
        ),
        ("TooManyRequestsException", "throttled", Later, Waits),
        ("UnauthorizedException", "unauthorized", Never, Changes),
        ("UnexpectedLambdaException", "lambdaFailed", Never, Changes),
        (
            "UnsupportedOperationException",
            "unsupportedOperation",
            Never,
            Changes,
        ),
        (
            "UnsupportedTokenTypeException",
            "unsupportedTokenType",
            Never,
            Waits,
        ),
        (
            "UserLambdaValidationException",
            "lambdaRejected",
            Never,
            Changes,
        ),
        (
            "UserNotConfirmedException",
            "userNotConfirmed",
            Never,
            Waits,
        ),
        ("UserNotFoundException", "userNotFound", Never, Waits),
        (
            "UserPoolAddOnNotEnabledException",
            "userPoolAddOnNotEnabled",
            Never,
            Changes,
        ),
        ("UsernameExistsException", "usernameExists", Never, Waits),
        (
            "WebAuthnChallengeNotFoundException",
            "webAuthnChallengeNotFound",
            Never,
            Waits,
        ),
        (
            "WebAuthnClientMismatchException",
            "webAuthnClientMismatch",
            Never,
            Changes,
        ),
        (
            "WebAuthnConfigurationMissingException",
            "webAuthnConfigurationMissing",
            Never,
            Changes,
        ),
        (
            "WebAuthnCredentialNotSupportedException",
            "webAuthnCredentialNotSupported",
            Never,
            Waits,
        ),
        (
            "WebAuthnNotEnabledException",
            "webAuthnNotEnabled",
            Never,
            Changes,
        ),
        (
            "WebAuthnOriginNotAllowedException",
            "webAuthnOriginNotAllowed",
            Never,
            Changes,
        ),
        (
            "WebAuthnRelyingPartyMismatchException",
            "webAuthnRelyingPartyMismatch",
            Never,
            Changes,
        ),
    ]
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    Later,
    Never,
}

/// A part of the error's help for developers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Developer {
    Changes,
    Waits,
}
