//! Types that several families share.

use super::describe::{Kind, Need, names, nested, record};
use super::wire::{Wire, Writer, put};
use crate::json::{self, Value};
use crate::secret::Secret;
use core::fmt;
use std::borrow::Cow;

/// Names with values, as in `AuthParameters` or `ClientMetadata`. `Debug` shows only the names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    entries: Vec<(Cow<'static, str>, Secret)>,
}

impl Parameters {
    /// Creates empty parameters.
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// Adds a parameter, or replaces it.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets the value of this name.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) {
        self.put(name.into(), value.into());
    }

    fn put(&mut self, name: Cow<'static, str>, value: Secret) {
        match self.entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name, value)),
        }
    }

    /// Returns the value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.entries.iter().find(|(known, _)| known == name)?;
        Some(value.expose())
    }

    /// Returns all names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .map(|(name, value)| (name.as_ref(), value.expose()))
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.entries.iter().map(|(name, value)| (name, value));
        f.debug_map().entries(names).finish()
    }
}

/// An empty map is omitted, and a missing one is empty.
impl Wire for Parameters {
    const KIND: Kind = Kind::Map;
    const NEED: Need = Need::Optional;

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn write(&self, writer: &mut Writer) {
        writer.raw("{");
        for (name, value) in self.iter() {
            writer.name(name);
            writer.text(value);
        }
        writer.raw("}");
    }

    fn read(&mut self, value: &Value) -> bool {
        let Some(fields) = value.as_object() else {
            return false;
        };
        // Cognito sometimes sends `null` for a missing parameter.
        let mut given = fields.iter().filter(|(_, value)| *value != Value::Null);
        given.all(|(name, value)| {
            let text = value.as_str();
            self.put(name.clone().into(), text.unwrap_or_default().into());
            text.is_some()
        })
    }
}

/// A time in milliseconds since 1970-01-01T00:00:00Z. On the wire it is in seconds, sometimes with a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Wire for Timestamp {
    const KIND: Kind = Kind::Timestamp;

    fn write(&self, writer: &mut Writer) {
        writer.integer(self.0.div_euclid(1000));
        // The fraction of a negative time would have the wrong sign.
        let millis = if self.0 > 0 { self.0 % 1000 } else { 0 };
        if millis > 0 {
            // With leading zeros.
            let digits = json::integer_text(1000 + millis);
            writer.raw(".");
            writer.raw(digits.get(1..).unwrap_or_default());
        }
    }

    fn read(&mut self, value: &Value) -> bool {
        put(self, value.as_millis().map(Self))
    }
}

/// A JSON document of another standard, passed through unchanged.
impl Wire for Value {
    const KIND: Kind = Kind::Document;

    fn write(&self, writer: &mut Writer) {
        writer.raw(&json::write(self));
    }

    fn read(&mut self, value: &Value) -> bool {
        self.clone_from(value);
        true
    }
}

record! {
    /// An attribute of a user, standard or custom.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AttributeType.html>
    pub struct Attribute {
        /// The name, such as `email` or `custom:team`; up to 32 characters without `custom:`.
        pub name: String => "Name",
        /// The value, up to 2,048 characters. Personal data, so `Debug` does not show it.
        pub value: Option<Secret> => "Value",
    }

    /// Where Cognito sent a code.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html>
    pub struct CodeDeliveryDetails {
        /// The address or number, masked by Cognito, such as `a***@e***`.
        pub destination: Option<String> => "Destination",
        /// How it is sent.
        pub delivery_medium: Option<DeliveryMedium> => "DeliveryMedium",
        /// The attribute with the destination, such as `email`.
        pub attribute_name: Option<String> => "AttributeName",
    }

    /// The Amazon Pinpoint endpoint for this user's events.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsMetadataType.html>
    pub struct AnalyticsMetadata {
        /// The endpoint's id.
        pub analytics_endpoint_id: Option<String> => "AnalyticsEndpointId",
    }

    /// The user's device, for threat protection.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserContextDataType.html>
    pub struct UserContextData {
        /// The IP address of the user's device. Only an app client with a secret may send it.
        pub ip_address: Option<Secret> => "IpAddress",
        /// The fingerprint from `amazon-cognito-advanced-security-data.min.js`.
        pub encoded_data: Option<Secret> => "EncodedData",
    }
}

nested!(
    Attribute,
    CodeDeliveryDetails,
    AnalyticsMetadata,
    UserContextData
);

names! {
    /// How a code is sent.
    pub enum DeliveryMedium {
        /// As a text message.
        Sms => "SMS",
        /// By e-mail.
        Email => "EMAIL",
    }
}

impl Attribute {
    /// Creates an attribute with a value.
    pub fn new(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            value: Some(value.into()),
        }
    }

    /// The value as text; empty where there is none.
    pub fn text(&self) -> &str {
        self.value.as_ref().map_or("", Secret::expose)
    }
}
