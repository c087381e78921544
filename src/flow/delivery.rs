//! Where a code was sent.

use crate::protocol::idp::{CodeDeliveryDetails, DeliveryMedium};

/// Where Cognito sent a code, told as far as somebody else may read it over a shoulder.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeDelivery {
    /// How it was sent.
    pub medium: Medium,
    /// Whereto, with most of it hidden: `a***@e***`, `+*******1234`.
    pub destination: String,
    /// The attribute that is confirmed by the code: `email` or `phone_number`.
    pub attribute: String,
}

/// How a code was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Medium {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// By a way that this version does not know, under Cognito's name for it.
    Other(String),
}

impl CodeDelivery {
    pub(crate) fn read(details: Option<CodeDeliveryDetails>) -> Option<Self> {
        let details = details?;
        Some(CodeDelivery {
            medium: match details.delivery_medium? {
                DeliveryMedium::Email => Medium::Email,
                DeliveryMedium::Sms => Medium::Sms,
                other => Medium::Other(other.as_str().to_owned()),
            },
            destination: details.destination.unwrap_or_default(),
            attribute: details.attribute_name.unwrap_or_default(),
        })
    }
}

impl Medium {
    /// The name that it is kept and told under.
    pub(crate) fn name(&self) -> &str {
        match self {
            Medium::Email => "email",
            Medium::Sms => "sms",
            Medium::Other(name) => name,
        }
    }

    pub(crate) fn of(name: String) -> Self {
        match name.as_str() {
            "email" => Medium::Email,
            "sms" => Medium::Sms,
            _ => Medium::Other(name),
        }
    }
}
