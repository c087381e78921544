//! Delivery details of codes and messages.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html>

use serde_json::{Value, json};

use super::Channel;

/// The destination of a message (`CodeDeliveryDetails`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) attribute: String,
    pub(crate) channel: Channel,
    /// The masked address or number.
    pub(crate) destination: String,
}

impl Delivery {
    pub(crate) fn to(attribute: &str, value: &str) -> Self {
        Self {
            attribute: attribute.to_owned(),
            channel: Channel::of(attribute),
            destination: mask(value),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "AttributeName": self.attribute,
            "DeliveryMedium": self.channel.as_str(),
            "Destination": self.destination,
        })
    }
}

/// `a***@e***` and `+*******2000`, as Cognito hides addresses and numbers.
fn mask(value: &str) -> String {
    if let Some((name, host)) = value.split_once('@') {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        return format!("{}***@{}***", first(name), first(host));
    }
    let digits: Vec<char> = value.trim_start_matches('+').chars().collect();
    let hidden = digits.len().saturating_sub(4);
    let shown: String = digits.iter().skip(hidden).collect();
    format!("+{}{shown}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn destinations_are_masked() {
        assert_eq!(mask("ada@example.com"), "a***@e***");
        assert_eq!(mask("+12065550100"), "+*******0100");
        assert_eq!(mask("1"), "+1");
        assert_eq!(mask(""), "+");
    }
}
