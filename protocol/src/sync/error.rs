//! What Cognito Sync refuses.

use core::fmt;

use crate::http::{HttpResponse, Malformation};
use crate::idp::describe::names;
use crate::idp::error::bare;
use crate::text::has;

/// A refusal of Cognito Sync.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of Cognito Sync has no result.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The exceptions of the operations that an identity's own credentials may call.
    pub enum ErrorCode {
        /// Cognito failed.
        InternalError => "InternalErrorException",
        /// The identity pool's Lambda function failed, or its answer could not be used.
        InvalidLambdaFunctionOutput => "InvalidLambdaFunctionOutputException",
        /// A parameter is not valid; the message says which, and [`reason`] what to do about it.
        InvalidParameter => "InvalidParameterException",
        /// The identity pool's Lambda function is called too often.
        LambdaThrottled => "LambdaThrottledException",
        /// There would be too many datasets or records, or too much in them.
        LimitExceeded => "LimitExceededException",
        /// The credentials are not for this identity, or their role does not allow it.
        NotAuthorized => "NotAuthorizedException",
        /// Somebody else has changed the record or the dataset meanwhile.
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

/// A refusal that is answered by reading the dataset again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody else has changed a record meanwhile: read what has changed since.
    Conflict,
    /// The dataset has never had the sync count that was named: read everything.
    UnknownSyncCount,
    /// The session's token has expired, or is of another dataset or identity: read what has changed since.
    SyncSession,
}

/// Why the service refused, where the dataset is to be read again. Known by the message where the status says too
/// little: a refusal for a sync count came as a 400 as well
/// (<https://github.com/aws/aws-sdk-net/issues/430>).
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

/// Reads the answer of a request that did not succeed. The body has the message alone, and the exception's name is in a
/// header that a page need not see: then it is known by the status.
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
        // Without a message something between the page and the service has answered.
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

/// By AWS's model of the service. Of the several that have 400, that of most refusals.
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
