//! Where a code was sent.

use crate::client::lacking;
use crate::error::Error;
use crate::protocol::idp::CodeDeliveryDetails;
use crate::protocol::json::Value;

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
    /// Of an answer's `CodeDeliveryDetails`; none where they name no medium.
    pub(crate) fn of_answer(answer: &Value) -> Result<Option<Self>, Error> {
        let name = "CodeDeliveryDetails";
        if *answer == Value::Null {
            return Err(lacking(name));
        }
        let read = |details: &Value| {
            Some(CodeDelivery::of(
                details.string("DeliveryMedium")?,
                details.string("Destination"),
                details.string("AttributeName"),
            ))
        };
        Ok(answer.field(name).and_then(read))
    }

    /// `medium` in Cognito's name.
    pub(crate) fn of(medium: &str, destination: Option<&str>, attribute: Option<&str>) -> Self {
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

    pub(crate) fn read(details: Option<CodeDeliveryDetails>) -> Option<Self> {
        let details = details?;
        Some(CodeDelivery::of(
            details.delivery_medium?.as_str(),
            details.destination.as_deref(),
            details.attribute_name.as_deref(),
        ))
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
