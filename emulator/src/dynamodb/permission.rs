//! What IAM is asked about a request.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>

use super::Call;
use super::error::DynamoDbError;
use crate::access::denial_message;
use crate::iam::{Keys, Question};

/// What a policy may look at, besides action and table.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The partition keys of the items; `None` for what is about a table.
    pub(super) leading_keys: Vec<String>,
    /// The top-level attributes in the request.
    pub(super) attributes: Vec<String>,
    /// The value of `Select`, such as `SPECIFIC_ATTRIBUTES`, for a read.
    pub(super) select: Option<&'static str>,
    pub(super) is_in_transaction: bool,
}

/// Checks whether the caller is allowed to do this to the table.
// Source: specifying-conditions (`dynamodb:LeadingKeys`, `dynamodb:Attributes`, `dynamodb:Select`), list_amazondynamodb
// (`dynamodb:EnclosingOperation`, `dynamodb:ReturnValues`).
pub(super) fn check(
    call: &Call<'_>,
    action: &str,
    table: &str,
    asked: &Asked,
) -> Result<(), DynamoDbError> {
    let mut keys: Keys = call.caller.keys();
    if !asked.leading_keys.is_empty() {
        keys.set_all("dynamodb:LeadingKeys", asked.leading_keys.clone());
    }
    if !asked.attributes.is_empty() {
        keys.set_all("dynamodb:Attributes", asked.attributes.clone());
    }
    if let Some(select) = asked.select {
        keys.set("dynamodb:Select", select);
    }
    if asked.is_in_transaction {
        keys.set("dynamodb:EnclosingOperation", "TransactWriteItems");
    }
    let returned = call.members.get("ReturnValues");
    if let Some(returned) = returned.and_then(|it| it.as_str()) {
        keys.set("dynamodb:ReturnValues", returned);
    }
    let question = Question {
        action,
        resource: &call.arn(table),
        keys: &keys,
    };
    match denial_message(call.caller, &question) {
        None => Ok(()),
        Some(message) => Err(DynamoDbError::Forbidden(message)),
    }
}
