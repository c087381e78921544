//! The errors of DynamoDB.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html>

use ::http::StatusCode;
use serde_json::{Value, json};

use super::{MEDIA_TYPE, WINDOW};
use crate::access::{SignatureError, signature_failure};
use crate::http::{Response, response, set};
use crate::timestamp::Timestamp;

/// An error response of DynamoDB.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DynamoDbError {
    Signature(SignatureError),
    /// Denied by IAM, with the message.
    Forbidden(String),
    UnknownOperation,
    Serialization,
    Validation(String),
    /// There is no such table. Operations on tables have its name in the message.
    NoTable(Option<String>),
    TableInUse(String),
    Condition,
    Throughput,
    /// A cancelled transaction, with a reason for each item.
    Cancelled(Vec<CancellationReason>),
    OtherParameters,
}

/// The cancellation reason of an item of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CancellationReason {
    None,
    Condition,
}

impl DynamoDbError {
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::Validation(message.into())
    }

    /// A required member is missing.
    pub(super) fn is_null(name: &str) -> Self {
        let mut chars = name.chars();
        let first = chars.next().map(|c| c.to_ascii_lowercase());
        let name: String = first.into_iter().chain(chars).collect();
        Self::validation(format!(
            "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
        ))
    }

    pub(super) fn into_response(self, now: Timestamp) -> Response {
        let (namespace, kind, message) = self.describe(now);
        let mut body = json!({ "__type": format!("{namespace}#{kind}") });
        let name = match self {
            // DynamoDB uses this spelling for some of its errors.
            Self::Cancelled(_) | Self::Forbidden(_) => "Message",
            _ => "message",
        };
        if !message.is_empty() {
            body[name] = message.into();
        }
        if let Self::Cancelled(reasons) = &self {
            body["CancellationReasons"] = reasons.iter().map(|it| it.to_json()).collect();
        }
        let body = body.to_string().into_bytes();
        let mut refusal = response(StatusCode::BAD_REQUEST, MEDIA_TYPE, body);
        set(&mut refusal, "x-amzn-errortype", kind);
        refusal
    }

    // Source: Programming.Errors, CommonErrors. Assumed: the message and namespaces, as reports have them.
    fn describe(&self, now: Timestamp) -> (&'static str, &'static str, String) {
        const OWN: &str = "com.amazonaws.dynamodb.v20120810";
        const SERVICE: &str = "com.amazon.coral.service";
        const VALIDATE: &str = "com.amazon.coral.validate";
        let own = |kind, message: &str| (OWN, kind, message.to_owned());
        match self {
            Self::Signature(fault) => {
                let (kind, message) = of_signature(fault, now);
                (SERVICE, kind, message)
            }
            Self::Forbidden(message) => (SERVICE, "AccessDeniedException", message.clone()),
            Self::UnknownOperation => (SERVICE, "UnknownOperationException", String::new()),
            Self::Serialization => (SERVICE, "SerializationException", String::new()),
            Self::Validation(message) => (VALIDATE, "ValidationException", message.clone()),
            Self::NoTable(None) => own("ResourceNotFoundException", "Requested resource not found"),
            Self::NoTable(Some(name)) => own(
                "ResourceNotFoundException",
                &format!("Requested resource not found: Table: {name} not found"),
            ),
            Self::TableInUse(name) => own(
                "ResourceInUseException",
                &format!("Table already exists: {name}"),
            ),
            Self::Condition => own(
                "ConditionalCheckFailedException",
                "The conditional request failed",
            ),
            Self::Throughput => own(
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
                 provisioning level with the UpdateTable API.",
            ),
            Self::Cancelled(reasons) => {
                let codes: Vec<_> = reasons.iter().map(|it| it.code()).collect();
                let message = format!(
                    "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
                    codes.join(", ")
                );
                own("TransactionCanceledException", &message)
            }
            Self::OtherParameters => own(
                "IdempotentParameterMismatchException",
                "A request with the same token, but different parameters, was made before",
            ),
        }
    }
}

impl CancellationReason {
    fn code(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Condition => "ConditionalCheckFailed",
        }
    }

    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html.
    fn to_json(self) -> Value {
        match self {
            Self::None => json!({ "Code": self.code() }),
            Self::Condition => {
                json!({ "Code": self.code(), "Message": "The conditional request failed" })
            }
        }
    }
}

// Source: CommonErrors (the types). Assumed: the messages, as reports have them.
fn of_signature(fault: &SignatureError, now: Timestamp) -> (&'static str, String) {
    let failure = signature_failure(fault, "dynamodb", WINDOW, now);
    let message = match fault {
        SignatureError::Missing => "Request is missing Authentication Token".to_owned(),
        SignatureError::Service(_) => format!("{} ", failure.message()),
        SignatureError::Region(_) | SignatureError::Day => {
            "Credential should be scoped to a valid region. ".to_owned()
        }
        _ => failure.message().to_owned(),
    };
    (failure.kind(), message)
}
