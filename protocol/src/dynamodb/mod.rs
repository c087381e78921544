//! Amazon DynamoDB, as much as a store of records needs: one item is read, the items of a partition are read, and
//! several are written at once, each where its condition holds.
//!
//! [`request`] makes an operation into an HTTP request, which is to be signed for the service `dynamodb`; [`response`]
//! reads the answer.
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

/// The longest answer that is read, in bytes. A page of a query has up to 1 MB of data, in which JSON may write a
/// character as six.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>
pub const BODY_LIMIT: usize = 8 << 20;

/// The HTTP request that calls the operation at the endpoint, such as `https://dynamodb.eu-west-1.amazonaws.com/`.
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

/// Reads the answer to an operation.
///
/// # Errors
/// [`ResponseError::Service`] where the service refused, [`ResponseError::Malformed`] where the answer is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(read(response, ErrorCode::from_name));
    }
    let body = body_of(response).map_err(|kind| response.malformed(kind))?;
    let answer = O::read(&body).map_err(Malformation::MissingField);
    Ok(answer.map_err(|kind| response.malformed(kind))?)
}

/// The address of a Region's API, without a slash at its end.
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
