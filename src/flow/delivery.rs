//! Where a code was sent: `CodeDeliveryDetails`.

use crate::client::missing_field;
use crate::error::Error;
use crate::protocol::idp::CodeDeliveryDetails;
use crate::protocol::json::Value;

/// Where Cognito sent a code. Most of the destination is masked.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeDelivery {
    /// How it was sent.
    pub medium: Medium,
    /// The masked address or phone number: `a***@e***`, `+*******1234`.
    pub destination: String,
    /// The attribute that the code verifies: `email` or `phone_number`.
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
    /// By a medium that this version does not know, in Cognito's name.
    Other(String),
}

impl CodeDelivery {
    /// Reads `CodeDeliveryDetails` of a response; `None` if they contain no medium.
    pub(crate) fn from_response(response: &Value) -> Result<Option<Self>, Error> {
        let name = "CodeDeliveryDetails";
        if *response == Value::Null {
            return Err(missing_field(name));
        }
        let read = |details: &Value| {
            Some(CodeDelivery::new(
                details.string("DeliveryMedium")?,
                details.string("Destination"),
                details.string("AttributeName"),
            ))
        };
        Ok(response.field(name).and_then(read))
    }

    /// `medium` is in Cognito's name.
    pub(crate) fn new(medium: &str, destination: Option<&str>, attribute: Option<&str>) -> Self {
        CodeDelivery {
            medium: match medium {
                "EMAIL" => Medium::Email,
                "SMS" => Medium::Sms,
                other => Medium::Other(other.to_owned()),
            },
            destination: destination.unwrap_or_default().to_owned(),
            attribute: attribute.unwrap_or_default().to_owned(),
        }
    }

    pub(crate) fn from_details(details: Option<CodeDeliveryDetails>) -> Option<Self> {
        let details = details?;
        Some(CodeDelivery::new(
            details.delivery_medium?.as_str(),
            details.destination.as_deref(),
            details.attribute_name.as_deref(),
        ))
    }
}

impl Medium {
    /// The name in stored data and in the npm package.
    pub(crate) fn name(&self) -> &str {
        match self {
            Medium::Email => "email",
            Medium::Sms => "sms",
            Medium::Other(name) => name,
        }
    }

    pub(crate) fn from_name(name: String) -> Self {
        match name.as_str() {
            "email" => Medium::Email,
            "sms" => Medium::Sms,
            _ => Medium::Other(name),
        }
    }
}
