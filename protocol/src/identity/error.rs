//! Errors of the identity pool.

use crate::idp::describe::names;
use core::fmt;

/// An error of the identity pool.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of the identity pool failed.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The exceptions of the operations that need no IAM key.
    pub enum ErrorCode {
        /// A provider failed: Facebook, say.
        ExternalService => "ExternalServiceException",
        /// Cognito failed.
        InternalError => "InternalErrorException",
        /// No role is set for the identity, or its trust does not let the identity pool assume it.
        InvalidIdentityPoolConfiguration => "InvalidIdentityPoolConfigurationException",
        /// A parameter is not valid; the message says which.
        InvalidParameter => "InvalidParameterException",
        /// The account has as many identity pools as it may have.
        LimitExceeded => "LimitExceededException",
        /// A token is not valid, or the identity does not belong to it. The message says which.
        NotAuthorized => "NotAuthorizedException",
        /// The login belongs to another identity.
        ResourceConflict => "ResourceConflictException",
        /// There is no such identity pool or identity; the message says which.
        ResourceNotFound => "ResourceNotFoundException",
        /// Too many requests; try again later.
        TooManyRequests => "TooManyRequestsException",
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
