//! The operations of Amazon DynamoDB that a store of records needs: reading an item, querying a partition, and
//! conditional writes in a transaction.
//!
//! [`request`] builds the HTTP request of an operation, which must be signed for the service `dynamodb`. [`response`]
//! reads its response.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html>

mod error;
mod item;
mod operation;

#[cfg(test)]
mod tests;

pub use error::{CancellationReason, ErrorCode, ResponseError, ServiceError, cancellation_reasons};
pub use item::Item;
pub use operation::{
    Expression, GetItem, GetItemResponse, Operation, Query, QueryResponse, TransactWriteItem,
    TransactWriteItems,
};

use crate::http::{HttpRequest, HttpResponse, Malformation};
use crate::idp::error::read;
use crate::json::{self, Value};
use crate::region::dns_suffix;

/// The largest accepted response, in bytes. A page of a query has up to 1 MB of data, and JSON may escape a character
/// as six.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>
pub const BODY_LIMIT: usize = 8 << 20;

/// Returns the HTTP request that calls the operation at the endpoint, such as
/// `https://dynamodb.eu-west-1.amazonaws.com/`.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers: vec![
            ("Content-Type", "application/x-amz-json-1.0".to_owned()),
            ("X-Amz-Target", ["DynamoDB_20120810.", O::NAME].concat()),
        ],
        body: Some(operation.write().end()),
    }
}

/// Reads the response of an operation.
///
/// # Errors
/// [`ResponseError::Service`] if the service refused, [`ResponseError::Malformed`] if the response is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(read(response, ErrorCode::from_name));
    }
    let body = body_of(response).map_err(|kind| response.malformed(kind))?;
    let fields = O::read(&body).map_err(Malformation::MissingField);
    Ok(fields.map_err(|kind| response.malformed(kind))?)
}

/// Returns the address of a Region's API, without a trailing slash.
///
/// <https://docs.aws.amazon.com/general/latest/gr/ddb.html>
pub fn endpoint(region: &str) -> String {
    ["https://dynamodb.", region, ".", dns_suffix(region)].concat()
}

fn body_of(response: &HttpResponse) -> Result<Value, Malformation> {
    if response.body.len() > BODY_LIMIT {
        return Err(Malformation::TooLarge);
    }
    if response.body.trim_ascii().is_empty() {
        return Err(Malformation::Empty);
    }
    json::parse(&response.body).map_err(|_| Malformation::NotJson)
}
