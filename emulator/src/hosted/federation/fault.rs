//! Why a sign-in at a provider fails, and what the app receives.
//!
//! Cognito hands on what a provider says, and finds words of its own for the rest, which
//! [it may change](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html).

use crate::account::NotAdmitted;
use crate::config::{ProviderSettings, ProviderType};
use crate::outgoing::Wanted;

/// `error` and `error_description`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) error: String,
    pub(super) description: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something has to be fetched first.
    Wanted(Wanted),
    Fault(Fault),
}

impl Stop {
    /// What Cognito makes of everything that it does not take.
    // Source: authorization-endpoint#get-authorize-negative (`error=invalid_request`). Assumed: of all of them.
    pub(super) fn invalid(description: &str) -> Self {
        Fault::invalid(description).into()
    }
}

impl Fault {
    // Source: authorization-endpoint#get-authorize-negative.
    pub(super) fn invalid(description: &str) -> Self {
        Self {
            error: "invalid_request".to_owned(),
            description: description.to_owned(),
        }
    }

    // Source: federation-endpoint-idp-responses ("Your IdP didn't send claims that map to required attributes").
    // Assumed: the words, which the page says are not fixed; those of a subject in another case are what people have
    // posted of usernames that are taken.
    pub(super) fn not_admitted(provider: &ProviderSettings, reason: &NotAdmitted) -> Self {
        let is_saml = provider.provider_type == ProviderType::Saml;
        let invalid = |problem: &str| match is_saml {
            true => format!("Invalid SAML response received: Invalid user attributes: {problem}"),
            false => format!("Invalid user attributes: {problem}"),
        };
        let description = match reason {
            NotAdmitted::Required(names) if is_saml => {
                let required = |name: &String| format!("{name}: The attribute is required");
                invalid(&names.iter().map(required).collect::<Vec<_>>().join("; "))
            }
            NotAdmitted::Required(names) => format!("attributes required: [{}]", names.join(", ")),
            NotAdmitted::Attributes(problem) => invalid(problem),
            NotAdmitted::Disabled => "User is disabled.".to_owned(),
            NotAdmitted::OtherCase(username) => {
                format!("Already found an entry for username {username}")
            }
            NotAdmitted::Trigger(failure) => failure.message().to_owned(),
        };
        Self::invalid(&description)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Wanted> for Stop {
    fn from(wanted: Wanted) -> Self {
        Self::Wanted(wanted)
    }
}
