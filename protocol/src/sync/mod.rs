//! The operations of Cognito Sync (`cognito-sync`) that an identity's credentials may call, as data.
//!
//! A dataset is a list of records, pairs of a key and a value, of an identity of an identity pool. Each change
//! increments the dataset's sync count, which is also stored with the record. A change of a record must name the
//! record's count. [`request`] builds the HTTP request of an operation, which must be signed by [`sigv4`](crate::sigv4)
//! for [`SERVICE`]. [`response`] reads its response.
//!
//! The operations for devices (`RegisterDevice`, `SubscribeToDataset`, `UnsubscribeFromDataset`) are not included,
//! because they are for the push services of phones. Nor is the header `x-amz-Client-Context`, which "is not yet
//! implemented".
//!
//! AWS has not accepted new customers for the service since 30 July 2026.
//!
//! <https://docs.aws.amazon.com/cognitosync/latest/APIReference/Welcome.html>

mod error;
mod operation;
mod record;

// The tests sign requests.
#[cfg(all(test, feature = "aws"))]
mod tests;

pub use error::{ErrorCode, Reason, ResponseError, ServiceError, reason};
pub use operation::{
    DeleteDataset, DescribeDataset, DescribeIdentityUsage, Identity, ListDatasets, ListRecords,
    Operation, UpdateRecords,
};
pub use record::*;

use crate::http::{HttpRequest, HttpResponse, Malformation};
use crate::idp::ResponseBody;
use crate::json::{self, Value};
use crate::region::dns_suffix;

/// The name under which the service signs.
pub const SERVICE: &str = "cognito-sync";

/// The largest accepted response, in bytes. A dataset has up to 1 MB, and JSON may escape a character as six.
pub const BODY_LIMIT: usize = 8 << 20;

/// The maximum number of datasets of an identity.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>
pub const MAX_DATASETS: usize = 20;
/// The maximum number of records of a dataset.
pub const MAX_RECORDS: usize = 1024;
/// The maximum size of a dataset, in bytes.
pub const MAX_DATASET_BYTES: usize = 1 << 20;
/// The maximum length of a record's key, in characters.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
pub const MAX_KEY_LENGTH: usize = 1024;
/// The maximum length of a record's value, in characters.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
pub const MAX_VALUE_LENGTH: usize = 1_048_575;

/// Returns the HTTP request that calls the operation at the endpoint, an address without a trailing slash. It must be
/// signed.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    operation.request(endpoint)
}

/// Reads the response of an operation.
///
/// # Errors
/// [`ResponseError::Service`] if the service refused, [`ResponseError::Malformed`] if the response is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(error::read(response));
    }
    let body = body_of(response).map_err(|kind| response.malformed(kind))?;
    // Without the body, which may be large and has been parsed.
    let head = HttpResponse {
        status: response.status,
        request_id: response.request_id.clone(),
        ..HttpResponse::default()
    };
    ResponseBody::new(head, body).read::<O::Response, _>()
}

/// Returns the address of a Region's API, without a trailing slash.
///
/// <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub fn endpoint(region: &str) -> String {
    ["https://", SERVICE, ".", region, ".", dns_suffix(region)].concat()
}

/// Whether this is a valid name of a dataset: 1 to 128 of the characters `a-z A-Z 0-9 _ . : -`, except `.` and `..`,
/// which a URL cannot have in its path.
///
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Dataset.html>
pub fn is_dataset_name(name: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
    (1..=128).contains(&name.len()) && name.bytes().all(is_allowed) && !matches!(name, "." | "..")
}

fn body_of(response: &HttpResponse) -> Result<Value, Malformation> {
    if response.body.len() > BODY_LIMIT {
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
