//! What goes along with the requests of a flow: for the pool's Lambda triggers, for threat
//! protection, for analytics.

use std::fmt;
use std::sync::Arc;

use crate::protocol::http::HttpRequest;
use crate::protocol::idp;
use crate::protocol::json::{self, Object};

/// Names with values, each name once.
type Metadata = Vec<(String, String)>;

/// Gives the fields of `ClientMetadata` for a request, by the name of its operation.
type MetadataOf = dyn Fn(&str) -> Metadata + Send + Sync;

/// What goes along with the requests of a client: see [`Client::with_extras`](crate::Client::with_extras).
#[derive(Clone, Default)]
pub struct Extras {
    /// The fields of `ClientMetadata`.
    metadata: Metadata,
    /// Gives more of them for each request.
    metadata_of: Option<Arc<MetadataOf>>,
    /// The other fields, each with a comma in front.
    context: String,
}

impl Extras {
    /// Nothing.
    pub fn new() -> Self {
        Extras::default()
    }

    /// One more value for the pool's Lambda triggers (`ClientMetadata`). It is no place for secrets:
    /// Cognito neither validates nor encrypts it.
    ///
    /// In place of the value of the same name of
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

    /// **Counts nothing any more**: the Amazon Pinpoint endpoint to which what the person did was counted
    /// (`AnalyticsMetadata`).
    ///
    /// Amazon Pinpoint ended on 2026-10-30
    /// (<https://docs.aws.amazon.com/pinpoint/latest/userguide/migrate.html>). The field is still part of
    /// Cognito's API and is sent.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsMetadataType.html>
    pub fn analytics_endpoint(self, id: impl AsRef<str>) -> Self {
        self.with("AnalyticsMetadata\":{\"AnalyticsEndpointId", id.as_ref())
    }

    /// What threat protection knows the person's device by (`UserContextData`): what
    /// `AmazonCognitoAdvancedSecurityData.getData` makes of the user's name, the pool's id and the
    /// client's.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-app.html>
    pub fn user_context(self, encoded_data: impl AsRef<str>) -> Self {
        self.with("UserContextData\":{\"EncodedData", encoded_data.as_ref())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.metadata.is_empty() && self.metadata_of.is_none() && self.context.is_empty()
    }

    /// A field with an object of one field, whose names have what JSON wants between them.
    fn with(mut self, names: &str, value: &str) -> Self {
        self.context.push_str(",\"");
        self.context.push_str(names);
        self.context.push_str("\":");
        json::write_string(&mut self.context, value);
        self.context.push('}');
        self
    }

    /// Adds to the end of a request's object, which is never empty where there is something to add: these,
    /// in place of those of the client's configuration or besides.
    pub(crate) fn add(&self, configured: &Extras, operation: &str, request: &mut HttpRequest) {
        if !idp::takes_client_metadata(operation) {
            return;
        }
        let Some(body) = &mut request.body else {
            return;
        };
        // What the app itself has written into the request stands. In a value, the quotes would be escaped.
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

/// Never shows what is sent along.
impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extras").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_goes_with_the_operations_that_take_it() {
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
