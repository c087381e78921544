//! What DynamoDB refuses.

use core::fmt;

use crate::http::HttpResponse;
use crate::idp::describe::names;
use crate::json::{self, Value};

/// A refusal of DynamoDB.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of DynamoDB has no result.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The exceptions of the operations that are here, and those of any signed request.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
    pub enum ErrorCode {
        /// The policies do not allow it.
        AccessDenied => "AccessDeniedException",
        /// The session token has expired.
        ExpiredToken => "ExpiredTokenException",
        /// The same token came with another request.
        IdempotentParameterMismatch => "IdempotentParameterMismatchException",
        /// DynamoDB failed; try again.
        InternalServerError => "InternalServerError",
        /// The signature is not good.
        InvalidSignature => "InvalidSignatureException",
        /// The partition's items have more than 10 GB, where the table has a local index.
        ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceededException",
        /// More than the table has been provisioned for; try again.
        ProvisionedThroughputExceeded => "ProvisionedThroughputExceededException",
        /// A Region of a global table has another state of the item for the moment; try again.
        ReplicatedWriteConflict => "ReplicatedWriteConflictException",
        /// More than the account may; try again.
        RequestLimitExceeded => "RequestLimitExceeded",
        /// There is no such table.
        ResourceNotFound => "ResourceNotFoundException",
        /// Too many requests; try again.
        Throttling => "ThrottlingException",
        /// Nothing was written: [`cancellation_reasons`] says why.
        TransactionCanceled => "TransactionCanceledException",
        /// A transaction with the item is under way; try again.
        TransactionConflict => "TransactionConflictException",
        /// The transaction of this token is under way; try again.
        TransactionInProgress => "TransactionInProgressException",
        /// The key is nobody's.
        UnrecognizedClient => "UnrecognizedClientException",
        /// The request is not valid; the message says what of it.
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
        /// The partition's items have more than 10 GB.
        ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
        /// Another transaction has the item; try again.
        TransactionConflict => "TransactionConflict",
        /// More than the table has been provisioned for; try again.
        ProvisionedThroughputExceeded => "ProvisionedThroughputExceeded",
        /// Too many requests; try again.
        ThrottlingError => "ThrottlingError",
        /// The item is not valid.
        ValidationError => "ValidationError",
    }
}

/// Why a transaction was cancelled: one reason for each of its items, in their order. Empty where the answer is no
/// such refusal.
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
