//! What goes along with the requests of a flow: for the pool's Lambda triggers, for threat
//! protection, for analytics.

use std::fmt;
use std::sync::Arc;

use crate::client::Client;
use crate::protocol::http::HttpRequest;
use crate::protocol::json::{self, Value};

/// The operations that take `ClientMetadata`, the first seven of them the other two as well; a test
/// holds them against AWS's model.
const OPERATIONS: [&str; 10] = [
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "UpdateUserAttributes",
    "GetUserAttributeVerificationCode",
    "GetTokensFromRefreshToken",
];
const PEOPLE: usize = 7;

/// What goes along with the requests of a client: see [`Client::with_extras`].
#[derive(Clone, Default)]
pub struct Extras {
    metadata: Vec<(String, Value)>,
    analytics: Vec<(String, Value)>,
    context: Vec<(String, Value)>,
}

impl Extras {
    /// Nothing.
    pub fn new() -> Self {
        Extras::default()
    }

    /// One more value for the pool's Lambda triggers (`ClientMetadata`). It is no place for secrets:
    /// Cognito neither validates nor encrypts it.
    pub fn client_metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata
            .push((name.into(), Value::String(value.into())));
        self
    }

    /// The Amazon Pinpoint endpoint to which what the person does is counted (`AnalyticsMetadata`).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsMetadataType.html>
    pub fn analytics_endpoint(mut self, id: impl Into<String>) -> Self {
        let id = Value::String(id.into());
        self.analytics = vec![("AnalyticsEndpointId".to_owned(), id)];
        self
    }

    /// What threat protection knows the person's device by (`UserContextData`): what
    /// `AmazonCognitoAdvancedSecurityData.getData` makes of the user's name, the pool's id and the
    /// client's.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-app.html>
    pub fn user_context(mut self, encoded_data: impl Into<String>) -> Self {
        let data = Value::String(encoded_data.into());
        self.context = vec![("EncodedData".to_owned(), data)];
        self
    }

    /// What is added to the end of a request's object.
    pub(crate) fn end_of(&self, operation: &str) -> String {
        let Some(place) = OPERATIONS.iter().position(|name| *name == operation) else {
            return String::new();
        };
        let people = place < PEOPLE;
        let mut end = String::new();
        for (name, fields, taken) in [
            ("ClientMetadata", &self.metadata, true),
            ("AnalyticsMetadata", &self.analytics, people),
            ("UserContextData", &self.context, people),
        ] {
            if taken && !fields.is_empty() {
                end.push_str(",\"");
                end.push_str(name);
                end.push_str("\":");
                end.push_str(&json::write(&Value::Object(fields.clone())));
            }
        }
        end
    }
}

impl Client {
    /// This client, with something to send along: each flow that begins with it sends it with every
    /// request that takes it, its later steps included. The session and all else are shared with the
    /// client that it came from, which sends what it sent before.
    pub fn with_extras(&self, extras: Extras) -> Client {
        self.accompanied(Arc::new(extras))
    }
}

/// Adds to the end of a request's object, which is never empty where there is something to add.
pub(crate) fn add(request: &mut HttpRequest, end: &str) {
    if let Some(body) = &mut request.body
        && !end.is_empty()
        && body.ends_with('}')
    {
        body.pop();
        body.push_str(end);
        body.push('}');
    }
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
        let model = include_str!("../protocol/idp/model.json");
        let model: serde_json::Value = serde_json::from_str(model).unwrap();
        let extras = Extras::new()
            .client_metadata("a", "\"quoted\"")
            .analytics_endpoint("e")
            .user_context("c");
        for (operation, of) in model["operations"].as_object().unwrap() {
            let end = extras.end_of(operation);
            let object = ["{\"x\":1", &end, "}"].concat();
            let object: serde_json::Value = serde_json::from_str(&object).unwrap();
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
        assert_eq!(Extras::new().end_of("SignUp"), "");
        assert!(!format!("{extras:?}").contains("quoted"));
    }
}
