//! Every error of the API, in one place: type, message, status.

use std::borrow::Cow;

use ::http::StatusCode;
use serde_json::json;

use crate::http::{Response, response, set};

/// An error as Cognito gives it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    kind: &'static str,
    message: Option<Cow<'static, str>>,
    status: StatusCode,
}

impl Failure {
    fn new(kind: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: Some(message.into()),
            status: StatusCode::BAD_REQUEST,
        }
    }

    fn silent(kind: &'static str) -> Self {
        Self {
            kind,
            message: None,
            status: StatusCode::BAD_REQUEST,
        }
    }

    /// The type, such as `NotAuthorizedException`.
    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    /// The words, empty where Cognito gives none.
    pub(crate) fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    pub(crate) fn into_response(self, media_type: &'static str) -> Response {
        let mut body = json!({ "__type": self.kind });
        if let Some(message) = &self.message {
            body["message"] = message.as_ref().into();
        }
        let mut response = response(self.status, media_type, body.to_string().into_bytes());
        set(
            &mut response,
            "x-amzn-errortype",
            &format!("{}:", self.kind),
        );
        if let Some(message) = &self.message {
            set(&mut response, "x-amzn-errormessage", message);
        }
        response
    }

    pub(crate) fn unknown_operation() -> Self {
        Self::silent("UnknownOperationException")
    }

    pub(crate) fn serialization() -> Self {
        Self::silent("SerializationException")
    }
}
