//! Users' accounts at identity providers.

use serde_json::{Value, json};

use crate::timestamp::Timestamp;

/// A user's account at an identity provider.
#[derive(Debug, Clone)]
pub(crate) struct ExternalIdentity {
    /// The user's id at the provider.
    pub(crate) user_id: String,
    pub(crate) provider_name: String,
    pub(crate) provider_type: &'static str,
    /// The entity id of a SAML provider.
    pub(crate) issuer: Option<String>,
    pub(crate) created: Timestamp,
}

impl ExternalIdentity {
    /// The form in the claim `identities` of an ID token, in which all values are strings
    /// ([example](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html)).
    // Source: amazon-cognito-user-pools-using-the-id-token (its example). Assumed: that `issuer` is the entity id
    // of a SAML provider.
    pub(crate) fn claim(&self) -> Value {
        json!({
            "dateCreated": self.created.millis().to_string(),
            "userId": self.user_id,
            "providerName": self.provider_name,
            "providerType": self.provider_type,
            "issuer": self.issuer,
            "primary": "true",
        })
    }

    /// The form in the attribute `identities`.
    // Source: cognito-user-pools-identity-federation (that there is one). Assumed: the types of its values.
    pub(crate) fn attribute(&self) -> Value {
        json!({
            "userId": self.user_id,
            "providerName": self.provider_name,
            "providerType": self.provider_type,
            "issuer": self.issuer,
            "primary": true,
            "dateCreated": self.created.millis(),
        })
    }
}
