//! Additional fields of requests: for the pool's Lambda triggers, threat protection and analytics.

use std::fmt;
use std::sync::Arc;

use crate::protocol::http::HttpRequest;
use crate::protocol::idp;
use crate::protocol::json::{self, Object};

/// Names and values. Each name occurs once.
type Metadata = Vec<(String, String)>;

/// Returns the fields of `ClientMetadata` for an operation of this name.
type MetadataOf = dyn Fn(&str) -> Metadata + Send + Sync;

/// Additional fields of a client's requests. See [`Client::with_extras`](crate::Client::with_extras).
#[derive(Clone, Default)]
pub struct Extras {
    /// The fields of `ClientMetadata`.
    metadata: Metadata,
    /// Returns further fields of `ClientMetadata` for each request.
    metadata_of: Option<Arc<MetadataOf>>,
    /// The other fields as JSON, each with a leading comma.
    context: String,
}

impl Extras {
    /// Creates empty extras.
    pub fn new() -> Self {
        Extras::default()
    }

    /// Adds a value for the pool's Lambda triggers (`ClientMetadata`). It must not be a secret: Cognito neither
    /// validates nor encrypts it.
    ///
    /// It replaces the value of the same name of
    /// [`ClientConfig::client_metadata`](crate::ClientConfig::client_metadata) and
    /// [`client_metadata_with`](crate::ClientConfig::client_metadata_with).
    pub fn client_metadata(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        set(&mut self.metadata, name.as_ref(), value.as_ref());
        self
    }

    pub(super) fn client_metadata_with(
        mut self,
        metadata_of: impl Fn(&str) -> Metadata + Send + Sync + 'static,
    ) -> Self {
        self.metadata_of = Some(Arc::new(metadata_of));
        self
    }

    /// **Has no effect any more.** Sets the Amazon Pinpoint endpoint for the user's events (`AnalyticsMetadata`).
    ///
    /// Amazon Pinpoint ended on 2026-10-30
    /// (<https://docs.aws.amazon.com/pinpoint/latest/userguide/migrate.html>). The field is still part of
    /// Cognito's API and is sent.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsMetadataType.html>
    pub fn analytics_endpoint(self, id: impl AsRef<str>) -> Self {
        self.with("AnalyticsMetadata\":{\"AnalyticsEndpointId", id.as_ref())
    }

    /// Sets the device fingerprint for threat protection (`UserContextData`): the result of
    /// `AmazonCognitoAdvancedSecurityData.getData` for the username, the pool's id and the client's id.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-app.html>
    pub fn user_context(self, encoded_data: impl AsRef<str>) -> Self {
        self.with("UserContextData\":{\"EncodedData", encoded_data.as_ref())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.metadata.is_empty() && self.metadata_of.is_none() && self.context.is_empty()
    }

    /// Adds a field whose value is an object with one field. `names` is the JSON from the first name to the second one.
    fn with(mut self, names: &str, value: &str) -> Self {
        self.context.push_str(",\"");
        self.context.push_str(names);
        self.context.push_str("\":");
        json::write_string(&mut self.context, value);
        self.context.push('}');
        self
    }

    /// Appends these extras and those of the configuration to a request's JSON object, which is never empty for
    /// operations that accept them.
    pub(crate) fn add(&self, configured: &Extras, operation: &str, request: &mut HttpRequest) {
        if !idp::takes_client_metadata(operation) {
            return;
        }
        let Some(body) = &mut request.body else {
            return;
        };
        // `ClientMetadata` of the request itself takes precedence. Within a value, the quotes would be escaped.
        let has_metadata = body.contains("\"ClientMetadata\":");
        body.pop();
        if !has_metadata {
            push_metadata(body, &self.metadata_over(configured, operation));
        }
        if idp::takes_user_context(operation) {
            body.push_str(&self.context);
        }
        body.push('}');
    }

    fn metadata_over(&self, configured: &Extras, operation: &str) -> Metadata {
        let mut all = configured.metadata.clone();
        let made = configured.metadata_of.as_ref().map(|make| make(operation));
        for (name, value) in made.iter().flatten().chain(&self.metadata) {
            set(&mut all, name, value);
        }
        all
    }
}

fn set(metadata: &mut Metadata, name: &str, value: &str) {
    metadata.retain(|(other, _)| other != name);
    metadata.push((name.to_owned(), value.to_owned()));
}

fn push_metadata(body: &mut String, metadata: &Metadata) {
    if metadata.is_empty() {
        return;
    }
    let mut object = Object::new();
    for (name, value) in metadata {
        object.text(name, value);
    }
    body.push_str(",\"ClientMetadata\":");
    body.push_str(&object.end());
}

/// Does not show the values.
impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extras").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_extras_to_the_operations_that_accept_them() {
        let model = include_str!("../../protocol/src/idp/model.json");
        let model: serde_json::Value = serde_json::from_str(model).unwrap();
        let extras = Extras::new()
            .client_metadata("a", "\"quoted\"")
            .analytics_endpoint("e")
            .user_context("c");
        let ended = |extras: &Extras, operation: &str| {
            let mut request = HttpRequest {
                method: "POST",
                url: String::new(),
                headers: Vec::new(),
                body: Some("{\"x\":1}".to_owned()),
            };
            extras.add(&Extras::new(), operation, &mut request);
            request.body.unwrap()
        };
        for (operation, of) in model["operations"].as_object().unwrap() {
            let object: serde_json::Value =
                serde_json::from_str(&ended(&extras, operation)).unwrap();
            for (name, value) in [
                ("ClientMetadata", serde_json::json!({ "a": "\"quoted\"" })),
                (
                    "AnalyticsMetadata",
                    serde_json::json!({ "AnalyticsEndpointId": "e" }),
                ),
                ("UserContextData", serde_json::json!({ "EncodedData": "c" })),
            ] {
                let taken = of["input"].get(name).is_some();
                assert_eq!(object.get(name), taken.then_some(&value), "{operation}");
            }
        }
        assert_eq!(ended(&Extras::new(), "SignUp"), "{\"x\":1}");
        assert!(!format!("{extras:?}").contains("quoted"));
    }
}
