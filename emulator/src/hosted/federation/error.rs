//! The errors of federated sign-ins, as the app receives them.
//!
//! Cognito passes on the provider's errors. Its own messages for other errors
//! [may change](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html).

use crate::account::FederationRefusal;
use crate::config::{ProviderSettings, ProviderType};
use crate::outgoing::NeedsRequest;

/// `error` and `error_description`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FederationError {
    pub(super) error: String,
    pub(super) description: String,
}

/// Why a step of a federated sign-in has no result.
#[derive(Debug)]
pub(super) enum Interruption {
    /// A response of the provider is missing.
    NeedsRequest(NeedsRequest),
    Failed(FederationError),
}

impl Interruption {
    /// The error for everything that is not valid.
    // Source: authorization-endpoint#get-authorize-negative (`error=invalid_request`). Assumed: of all of them.
    pub(super) fn invalid(description: &str) -> Self {
        FederationError::invalid(description).into()
    }
}

impl FederationError {
    // Source: authorization-endpoint#get-authorize-negative.
    pub(super) fn invalid(description: &str) -> Self {
        Self {
            error: "invalid_request".to_owned(),
            description: description.to_owned(),
        }
    }

    // Source: federation-endpoint-idp-responses ("Your IdP didn't send claims that map to required attributes").
    // Assumed: the message, which the page says are not fixed; those of a subject in another case are what people have
    // posted of usernames that are taken.
    pub(super) fn refused_profile(provider: &ProviderSettings, reason: &FederationRefusal) -> Self {
        let is_saml = provider.provider_type == ProviderType::Saml;
        let invalid = |problem: &str| match is_saml {
            true => format!("Invalid SAML response received: Invalid user attributes: {problem}"),
            false => format!("Invalid user attributes: {problem}"),
        };
        let description = match reason {
            FederationRefusal::Required(names) if is_saml => {
                let required = |name: &String| format!("{name}: The attribute is required");
                invalid(&names.iter().map(required).collect::<Vec<_>>().join("; "))
            }
            FederationRefusal::Required(names) => {
                format!("attributes required: [{}]", names.join(", "))
            }
            FederationRefusal::Attributes(problem) => invalid(problem),
            FederationRefusal::Disabled => "User is disabled.".to_owned(),
            FederationRefusal::OtherCase(username) => {
                format!("Already found an entry for username {username}")
            }
            FederationRefusal::Trigger(failure) => failure.message().to_owned(),
        };
        Self::invalid(&description)
    }
}

impl From<FederationError> for Interruption {
    fn from(error: FederationError) -> Self {
        Self::Failed(error)
    }
}

impl From<NeedsRequest> for Interruption {
    fn from(wanted: NeedsRequest) -> Self {
        Self::NeedsRequest(wanted)
    }
}
