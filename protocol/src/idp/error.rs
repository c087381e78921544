//! Errors of the service, and responses that are not from the service.

use super::describe::names;
use crate::http::{HttpResponse, Malformation, Malformed};
use crate::text::cut;
use core::fmt;

/// Why an operation failed. `C` is the service's enum of error names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseError<C = ErrorCode> {
    /// The service returned an error.
    Service(ServiceError<C>),
    /// The response is not one of the service.
    Malformed(Malformed),
}

/// An error of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError<C = ErrorCode> {
    /// The name of the error.
    pub code: C,
    /// The service's message. Empty if there is none.
    pub message: String,
    /// The reason that `InvalidParameterException` has in some cases.
    pub reason_code: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The request id, for AWS support.
    pub request_id: Option<String>,
}

names! {
    /// The exceptions of all operations that need no IAM key.
    pub enum ErrorCode {
        /// Another user has this e-mail address or phone number.
        AliasExists => "AliasExistsException",
        /// The code could not be delivered.
        CodeDeliveryFailure => "CodeDeliveryFailureException",
        /// The code is not the one that was sent.
        CodeMismatch => "CodeMismatchException",
        /// Two requests changed the same resource at the same time.
        ConcurrentModification => "ConcurrentModificationException",
        /// The device already exists.
        DeviceKeyExists => "DeviceKeyExistsException",
        /// The code did not match, so the authenticator app could not be set up.
        EnableSoftwareTokenMfa => "EnableSoftwareTokenMFAException",
        /// The code has expired.
        ExpiredCode => "ExpiredCodeException",
        /// The pool's plan does not include the feature.
        FeatureUnavailableInTier => "FeatureUnavailableInTierException",
        /// A firewall (AWS WAF) or a policy refused the request.
        Forbidden => "ForbiddenException",
        /// Cognito failed.
        InternalError => "InternalErrorException",
        /// Cognito may not send e-mail for the pool.
        InvalidEmailRoleAccessPolicy => "InvalidEmailRoleAccessPolicyException",
        /// The response of a Lambda trigger is invalid.
        InvalidLambdaResponse => "InvalidLambdaResponseException",
        /// A parameter is not valid; the message says which.
        InvalidParameter => "InvalidParameterException",
        /// The password does not meet the pool's policy.
        InvalidPassword => "InvalidPasswordException",
        /// Cognito may not send text messages for the pool.
        InvalidSmsRoleAccessPolicy => "InvalidSmsRoleAccessPolicyException",
        /// The role for text messages does not trust Cognito.
        InvalidSmsRoleTrustRelationship => "InvalidSmsRoleTrustRelationshipException",
        /// The pool's configuration is not valid.
        InvalidUserPoolConfiguration => "InvalidUserPoolConfigurationException",
        /// Too many attempts; wait some time.
        LimitExceeded => "LimitExceededException",
        /// No such second factor is set up.
        MfaMethodNotFound => "MFAMethodNotFoundException",
        /// Wrong user name or password, a token that is not valid any more, or a flow that is not allowed. The message
        /// says which.
        NotAuthorized => "NotAuthorizedException",
        /// The operation is not enabled for the pool.
        OperationNotEnabled => "OperationNotEnabledException",
        /// The password was used before.
        PasswordHistoryPolicyViolation => "PasswordHistoryPolicyViolationException",
        /// The password must be reset first.
        PasswordResetRequired => "PasswordResetRequiredException",
        /// The refresh token was replaced by a newer one.
        RefreshTokenReuse => "RefreshTokenReuseException",
        /// There is no such pool, app client or other resource.
        ResourceNotFound => "ResourceNotFoundException",
        /// No authenticator app is set up.
        SoftwareTokenMfaNotFound => "SoftwareTokenMFANotFoundException",
        /// Too many wrong attempts.
        TooManyFailedAttempts => "TooManyFailedAttemptsException",
        /// Too many requests; try again later.
        TooManyRequests => "TooManyRequestsException",
        /// The request is not authorized.
        Unauthorized => "UnauthorizedException",
        /// A Lambda trigger failed.
        UnexpectedLambda => "UnexpectedLambdaException",
        /// The operation is not supported here.
        UnsupportedOperation => "UnsupportedOperationException",
        /// Tokens of this type cannot be revoked.
        UnsupportedTokenType => "UnsupportedTokenTypeException",
        /// A Lambda trigger refused. The message is the trigger's.
        UserLambdaValidation => "UserLambdaValidationException",
        /// The user has not confirmed the sign-up.
        UserNotConfirmed => "UserNotConfirmedException",
        /// There is no such user.
        UserNotFound => "UserNotFoundException",
        /// Threat protection is not enabled for the pool.
        UserPoolAddOnNotEnabled => "UserPoolAddOnNotEnabledException",
        /// The user name is taken.
        UsernameExists => "UsernameExistsException",
        /// The passkey challenge is not known.
        WebAuthnChallengeNotFound => "WebAuthnChallengeNotFoundException",
        /// The passkey belongs to another app client.
        WebAuthnClientMismatch => "WebAuthnClientMismatchException",
        /// Passkeys are not configured for the pool.
        WebAuthnConfigurationMissing => "WebAuthnConfigurationMissingException",
        /// The passkey is of a kind that is not supported.
        WebAuthnCredentialNotSupported => "WebAuthnCredentialNotSupportedException",
        /// Passkeys are not enabled.
        WebAuthnNotEnabled => "WebAuthnNotEnabledException",
        /// The page's origin may not use passkeys of this pool.
        WebAuthnOriginNotAllowed => "WebAuthnOriginNotAllowedException",
        /// The page's domain is not the pool's relying party.
        WebAuthnRelyingPartyMismatch => "WebAuthnRelyingPartyMismatchException",
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<C: fmt::Display> fmt::Display for ServiceError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)?;
        f.write_str(": ")?;
        f.write_str(&self.message)?;
        write!(f, " [status {}", self.status)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str("]")
    }
}

impl<C: fmt::Debug + fmt::Display> core::error::Error for ServiceError<C> {}

impl<C: fmt::Display> fmt::Display for ResponseError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::Malformed(error) => error.fmt(f),
        }
    }
}

impl<C: fmt::Debug + fmt::Display> core::error::Error for ResponseError<C> {}

impl<C> From<Malformed> for ResponseError<C> {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

/// Reads an unsuccessful response. `code` parses the service's names.
pub(crate) fn read<C>(response: &HttpResponse, code: fn(&str) -> C) -> ResponseError<C> {
    let body = match response.json() {
        Ok(body) => body,
        Err(error) if response.error_type.is_none() => {
            let kind = match error.kind {
                Malformation::TooLarge => error.kind,
                _ => Malformation::UnexpectedStatus,
            };
            return response.malformed(kind).into();
        }
        Err(_) => Default::default(),
    };
    let Some(name) = body.string("__type").or(response.error_type.as_deref()) else {
        return response.malformed(Malformation::UnexpectedStatus).into();
    };
    let message = body.string("message").or_else(|| body.string("Message"));
    ResponseError::Service(ServiceError {
        code: code(bare(name)),
        message: message.unwrap_or_default().to_owned(),
        reason_code: body.string("reasonCode").map(str::to_owned),
        status: response.status,
        request_id: response.request_id.clone(),
    })
}

/// Removes the namespace before `#`, and the suffix of the header after `:`.
pub(crate) fn bare(name: &str) -> &str {
    let (name, _) = cut(name, b':');
    cut(name, b'#').1.unwrap_or(name)
}
