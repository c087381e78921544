//! Cognito Sync's operations (`cognito-sync`) that an identity's own credentials may call, as data.
//!
//! A dataset is a list of records, each a key with a value, that belongs to an identity of an identity pool. Each change
//! raises the dataset's sync count, and the record keeps the count of its last change: whoever changes the record has to
//! name it. [`request`] makes any operation into an HTTP request, which is to be signed by [`sigv4`](crate::sigv4) as
//! [`SERVICE`]; [`response`] reads any answer.
//!
//! The operations for devices (`RegisterDevice`, `SubscribeToDataset`, `UnsubscribeFromDataset`) are left out: they are for
//! the push services of phones. So is the header `x-amz-Client-Context`, which "is not yet implemented".
//!
//! AWS takes no new customers for the service since 30 July 2026.
//!
//! <https://docs.aws.amazon.com/cognitosync/latest/APIReference/Welcome.html>

mod error;
mod operation;
mod record;

// They sign.
#[cfg(all(test, feature = "aws"))]
mod tests;

pub use error::{ErrorCode, Reason, ResponseError, ServiceError, reason};
pub use operation::{
    DeleteDataset, DescribeDataset, DescribeIdentityUsage, Identity, ListDatasets, ListRecords,
    Operation, UpdateRecords,
};
pub use record::*;

use crate::http::{HttpRequest, HttpResponse, Malformation};
use crate::idp::Answer;
use crate::json::{self, Value};
use crate::region::dns_suffix;

/// The name under which the service signs.
pub const SERVICE: &str = "cognito-sync";

/// The longest answer that is read, in bytes: a dataset has up to 1 MB, which JSON can write six times as long.
pub const ANSWER_LIMIT: usize = 8 << 20;

/// The most datasets of an identity.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>
pub const MOST_DATASETS: usize = 20;
/// The most records of a dataset.
pub const MOST_RECORDS: usize = 1024;
/// The most bytes of a dataset.
pub const LARGEST_DATASET: usize = 1 << 20;
/// The longest key of a record, in characters.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
pub const LONGEST_KEY: usize = 1024;
/// The longest value of a record, in characters.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
pub const LONGEST_VALUE: usize = 1_048_575;

/// The HTTP request that calls the operation at the endpoint, an address without a slash at its end. It has to be
/// signed.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    operation.request(endpoint)
}

/// Reads the answer to an operation.
///
/// # Errors
/// [`ResponseError::Service`] where the service refused, [`ResponseError::Malformed`] where the answer is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(error::read(response));
    }
    let body = body_of(response).map_err(|kind| response.malformed(kind))?;
    // Without the text, which is long at times, and has been read.
    let answer = HttpResponse {
        status: response.status,
        request_id: response.request_id.clone(),
        ..HttpResponse::default()
    };
    Answer::of(answer, body).read::<O::Response, _>()
}

/// The address of a Region's API, without a slash at its end.
///
/// <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub fn endpoint(region: &str) -> String {
    ["https://", SERVICE, ".", region, ".", dns_suffix(region)].concat()
}

/// Whether a dataset can have this name: 1 to 128 of the characters `a-z A-Z 0-9 _ . : -`. `.` and `..` are none, since an
/// address cannot have them in its path.
///
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Dataset.html>
pub fn is_dataset_name(name: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
    (1..=128).contains(&name.len()) && name.bytes().all(is_allowed) && !matches!(name, "." | "..")
}

fn body_of(response: &HttpResponse) -> Result<Value, Malformation> {
    if response.body.len() > ANSWER_LIMIT {
        return Err(Malformation::TooLarge);
    }
    if response.body.trim_ascii().is_empty() {
        return Err(Malformation::Empty);
    }
    match json::parse(&response.body) {
        Ok(body @ Value::Object(_)) => Ok(body),
        _ => Err(Malformation::NotJson),
    }
}
