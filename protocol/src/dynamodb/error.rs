//! Errors of DynamoDB.

use core::fmt;

use crate::http::HttpResponse;
use crate::idp::describe::names;
use crate::json::{self, Value};

/// An error of DynamoDB.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of DynamoDB failed.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The exceptions of these operations, and those of any signed request.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
    pub enum ErrorCode {
        /// The policies do not allow it.
        AccessDenied => "AccessDeniedException",
        /// The session token has expired.
        ExpiredToken => "ExpiredTokenException",
        /// The token was used with another request.
        IdempotentParameterMismatch => "IdempotentParameterMismatchException",
        /// DynamoDB failed; try again.
        InternalServerError => "InternalServerError",
        /// The signature is not valid.
        InvalidSignature => "InvalidSignatureException",
        /// The partition exceeds 10 GB, in a table with a local index.
        ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceededException",
        /// The table's provisioned throughput is exceeded; try again.
        ProvisionedThroughputExceeded => "ProvisionedThroughputExceededException",
        /// The item is being changed in another Region of a global table; try again.
        ReplicatedWriteConflict => "ReplicatedWriteConflictException",
        /// The account's throughput is exceeded; try again.
        RequestLimitExceeded => "RequestLimitExceeded",
        /// There is no such table.
        ResourceNotFound => "ResourceNotFoundException",
        /// Too many requests; try again.
        Throttling => "ThrottlingException",
        /// Nothing was written. [`cancellation_reasons`] returns why.
        TransactionCanceled => "TransactionCanceledException",
        /// Another transaction uses the item; try again.
        TransactionConflict => "TransactionConflictException",
        /// The transaction with this token is running; try again.
        TransactionInProgress => "TransactionInProgressException",
        /// The access key is unknown.
        UnrecognizedClient => "UnrecognizedClientException",
        /// The request is not valid. The message says why.
        Validation => "ValidationException",
    }
}

names! {
    /// Why an item of a transaction could not be written.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html>
    pub enum CancellationReason {
        /// This item is not the reason.
        None => "None",
        /// Its condition does not hold.
        ConditionalCheckFailed => "ConditionalCheckFailed",
        /// The partition exceeds 10 GB.
        ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
        /// Another transaction uses the item; try again.
        TransactionConflict => "TransactionConflict",
        /// The table's provisioned throughput is exceeded; try again.
        ProvisionedThroughputExceeded => "ProvisionedThroughputExceeded",
        /// Too many requests; try again.
        ThrottlingError => "ThrottlingError",
        /// The item is not valid.
        ValidationError => "ValidationError",
    }
}

/// Returns why a transaction was cancelled: one reason for each of its items, in order. Empty for any other response.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors>
pub fn cancellation_reasons(response: &HttpResponse) -> Vec<CancellationReason> {
    let body = json::parse(&response.body).unwrap_or_default();
    let reasons = body.field("CancellationReasons").and_then(Value::as_array);
    let reason = |it: &Value| CancellationReason::from_name(it.string("Code").unwrap_or("None"));
    reasons.unwrap_or_default().iter().map(reason).collect()
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
