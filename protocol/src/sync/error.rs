//! Errors of Cognito Sync.

use core::fmt;

use crate::http::{HttpResponse, Malformation};
use crate::idp::describe::names;
use crate::idp::error::bare;
use crate::text::has;

/// An error of Cognito Sync.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of Cognito Sync failed.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The exceptions of the operations that an identity's credentials may call.
    pub enum ErrorCode {
        /// Cognito failed.
        InternalError => "InternalErrorException",
        /// The identity pool's Lambda function failed, or its response is invalid.
        InvalidLambdaFunctionOutput => "InvalidLambdaFunctionOutputException",
        /// A parameter is not valid. The message says which, and [`reason`] returns what to do.
        InvalidParameter => "InvalidParameterException",
        /// The identity pool's Lambda function is called too often.
        LambdaThrottled => "LambdaThrottledException",
        /// There would be too many datasets or records, or too much data.
        LimitExceeded => "LimitExceededException",
        /// The credentials are not for this identity, or their role does not allow it.
        NotAuthorized => "NotAuthorizedException",
        /// The record or the dataset was changed in the meantime.
        ResourceConflict => "ResourceConflictException",
        /// There is no such dataset.
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

/// An error after which the dataset has to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A record was changed meanwhile: read the changes.
    Conflict,
    /// The dataset has never had the requested sync count: read everything.
    UnknownSyncCount,
    /// The sync session token has expired, or belongs to another dataset or identity: read the changes.
    SyncSession,
}

/// Returns why the dataset has to be read again, if it has to. The message distinguishes errors with the same status:
/// an error for a sync count can also have the status 400 (<https://github.com/aws/aws-sdk-net/issues/430>).
pub fn reason(error: &ServiceError) -> Option<Reason> {
    let says = |text: &str| has(&error.message, text);
    if says("No such SyncCount") {
        Some(Reason::UnknownSyncCount)
    } else if says("SyncSessionToken not valid") {
        Some(Reason::SyncSession)
    } else if error.code == ErrorCode::ResourceConflict || says("Current SyncCount for") {
        Some(Reason::Conflict)
    } else {
        None
    }
}

/// Reads an unsuccessful response. The body only has the message. The exception's name is in a header that a page may
/// not be able to read: then it is derived from the status.
pub(super) fn read(response: &HttpResponse) -> ResponseError {
    let body = match response.value() {
        Ok(body) => body,
        Err(Malformation::TooLarge) => return response.malformed(Malformation::TooLarge).into(),
        Err(_) => Default::default(),
    };
    let message = body.string("message").or_else(|| body.string("Message"));
    let named = response.error_type.as_deref();
    let named = body.string("__type").or(named).map(bare);
    let code = match named {
        Some(name) => Some(ErrorCode::from_name(name)),
        // Without a message, the response is from something between the page and the service.
        None => message.and_then(|_| by_status(response.status)),
    };
    let Some(code) = code else {
        return response.malformed(Malformation::UnexpectedStatus).into();
    };
    ResponseError::Service(ServiceError {
        code,
        message: message.unwrap_or_default().to_owned(),
        reason_code: None,
        status: response.status,
        request_id: response.request_id.clone(),
    })
}

/// Returns the exception for a status, from AWS's model of the service. For 400, the most common one.
fn by_status(status: u16) -> Option<ErrorCode> {
    Some(match status {
        400 => ErrorCode::InvalidParameter,
        403 => ErrorCode::NotAuthorized,
        404 => ErrorCode::ResourceNotFound,
        409 => ErrorCode::ResourceConflict,
        429 => ErrorCode::TooManyRequests,
        500..=599 => ErrorCode::InternalError,
        _ => return None,
    })
}
