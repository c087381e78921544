//! Reads the responses of the app's own API: datasets, records, and errors.

use super::Position;
use crate::config::{DatasetSummary, RemoteRecord};
use crate::error::{Error, ErrorKind, OWN_API_ANSWERED};
use crate::platform::Timestamp;
use crate::protocol::http::HttpResponse;
use crate::protocol::json::{self, Value, integer_text};

/// Reads a whole dataset, or the stored records of one.
pub(super) fn parse_dataset(
    response: &HttpResponse,
) -> Result<(Position, Vec<RemoteRecord>), Error> {
    let body = parse_body(response)?;
    let tag = response.etag.as_deref().unwrap_or_default();
    // A proxy that compresses the response weakens the tag, and a weak tag never matches `If-Match` (RFC 9110, 13.1.1).
    let tag = tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    if tag.is_empty() {
        return Err(Error::new(
            ErrorKind::InvalidResponse,
            "the app's own API answered with no ETag, or Access-Control-Expose-Headers does not name it",
        ));
    }
    let created = body.integer("created").filter(|it| *it > 0);
    let created = created.ok_or_else(|| missing_field("created"))?;
    let records = body.field("records").and_then(Value::as_array);
    let records = records.ok_or_else(|| missing_field("records"))?;
    let records: Option<Vec<_>> = records.iter().map(record).collect();
    let records = records.ok_or_else(|| missing_field("key, version or modified"))?;
    Ok((Position { created, tag }, records))
}

fn record(value: &Value) -> Option<RemoteRecord> {
    let version = u64::try_from(value.integer("version")?).ok()?;
    (version > 0).then_some(RemoteRecord {
        key: value.string("key")?.to_owned(),
        value: value.string("value").map(str::to_owned),
        version,
        modified: timestamp(value, "modified")?,
        modified_by: value.string("modifiedBy").unwrap_or_default().to_owned(),
    })
}

pub(super) fn summary(value: &Value) -> Option<DatasetSummary> {
    let count = |name| u64::try_from(value.integer(name)?).ok();
    Some(DatasetSummary {
        name: value.string("name")?.to_owned(),
        created: timestamp(value, "created"),
        modified: timestamp(value, "modified"),
        modified_by: value.string("modifiedBy").unwrap_or_default().to_owned(),
        bytes: count("bytes"),
        records: count("records"),
    })
}

fn timestamp(value: &Value, name: &str) -> Option<Timestamp> {
    let millis = u64::try_from(value.integer(name)?).ok()?;
    Some(Timestamp::from_millis(millis))
}

pub(super) fn parse_body(response: &HttpResponse) -> Result<Value, Error> {
    let value = json::parse(&response.body);
    value.map_err(|_| {
        Error::new(
            ErrorKind::InvalidResponse,
            "the app's own API answered with no JSON",
        )
    })
}

pub(super) fn missing_field(name: &str) -> Error {
    let problem = ["the app's own API answered with no ", name].concat();
    Error::new(ErrorKind::InvalidResponse, problem)
}

pub(super) fn error_response(response: &HttpResponse) -> Error {
    let kind = match response.status {
        401 | 403 => ErrorKind::NotAuthorized,
        400 | 422 => ErrorKind::InvalidInput,
        413 => ErrorKind::LimitExceeded,
        429 => ErrorKind::Throttled,
        500.. => ErrorKind::ServiceUnavailable,
        _ => ErrorKind::InvalidResponse,
    };
    let problem = [OWN_API_ANSWERED, &integer_text(response.status.into())].concat();
    Error::new(kind, problem).with_response(response.status, response.request_id.clone())
}
