//! Reading a request, with the complaints that Cognito makes about one.

use serde_json::{Map, Value};

use crate::errors::Failure;

/// The body as an object.
pub(super) fn parse(body: &[u8]) -> Result<Map<String, Value>, Failure> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Failure::serialization()),
    }
}
