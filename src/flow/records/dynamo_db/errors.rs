//! The meaning of DynamoDB's errors.

use crate::error::{Error, ErrorKind};
use crate::protocol::dynamodb::{CancellationReason, ErrorCode, ResponseError};

/// Replaces DynamoDB's "Requested resource not found".
const NO_TABLE: &str =
    "records: DynamoDB has no table of this name in the Region. docs/RECORDS.md has its definition";

pub(super) fn service_error(error: ResponseError) -> Error {
    match error {
        ResponseError::Malformed(error) => error.into(),
        ResponseError::Service(error) => {
            let kind = kind_of(&error.code, error.status);
            let message = match error.code {
                ErrorCode::ResourceNotFound => NO_TABLE.to_owned(),
                _ => error.message,
            };
            Error::new(kind, message)
                .with_code(error.code.as_str())
                .with_response(error.status, error.request_id)
        }
    }
}

/// The error for the reason why a transaction was cancelled.
pub(super) fn cancellation_error(reason: &CancellationReason) -> Error {
    let kind = match reason {
        // Another transaction is in progress; that takes milliseconds.
        CancellationReason::TransactionConflict
        | CancellationReason::ProvisionedThroughputExceeded
        | CancellationReason::ThrottlingError => ErrorKind::Throttled,
        CancellationReason::ConditionalCheckFailed => ErrorKind::ConcurrentModification,
        CancellationReason::ItemCollectionSizeLimitExceeded => ErrorKind::LimitExceeded,
        CancellationReason::ValidationError => ErrorKind::InvalidInput,
        _ => ErrorKind::Other,
    };
    Error::new(kind, "the transaction was cancelled").with_code(reason.as_str())
}

fn kind_of(code: &ErrorCode, status: u16) -> ErrorKind {
    match code {
        ErrorCode::AccessDenied
        | ErrorCode::ExpiredToken
        | ErrorCode::InvalidSignature
        | ErrorCode::UnrecognizedClient => ErrorKind::AwsRefused,
        ErrorCode::ResourceNotFound => ErrorKind::Configuration,
        ErrorCode::ProvisionedThroughputExceeded
        | ErrorCode::ReplicatedWriteConflict
        | ErrorCode::RequestLimitExceeded
        | ErrorCode::Throttling
        | ErrorCode::TransactionConflict
        | ErrorCode::TransactionInProgress => ErrorKind::Throttled,
        ErrorCode::TransactionCanceled => ErrorKind::ConcurrentModification,
        ErrorCode::ItemCollectionSizeLimitExceeded => ErrorKind::LimitExceeded,
        ErrorCode::Validation => ErrorKind::InvalidInput,
        ErrorCode::InternalServerError => ErrorKind::ServiceUnavailable,
        _ => match status {
            429 => ErrorKind::Throttled,
            500.. => ErrorKind::ServiceUnavailable,
            _ => ErrorKind::Other,
        },
    }
}
