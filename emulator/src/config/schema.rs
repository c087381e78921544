//! Settings of a pool's attributes and groups.

use serde::Deserialize;

/// One attribute of a pool; see [`SchemaAttributeType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaAttribute {
    /// A standard name, or one that starts with `custom:`.
    pub name: String,
    /// The type of its values.
    // Source: API_SchemaAttributeType. Assumed: String where there is no setting.
    #[serde(default)]
    pub attribute_data_type: AttributeDataType,
    /// Whether its value can change once it has one.
    // Source: API_SchemaAttributeType. Assumed: true where there is no setting.
    #[serde(default = "yes")]
    pub mutable: bool,
    /// The minimum length in characters.
    #[serde(default)]
    pub min_length: Option<usize>,
    /// The maximum length in characters.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// Of a number.
    #[serde(default)]
    pub min_value: Option<i64>,
    /// Of a number.
    #[serde(default)]
    pub max_value: Option<i64>,
}

/// `AttributeDataType`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum AttributeDataType {
    /// Any text.
    #[default]
    String,
    /// A whole number.
    Number,
    /// `YYYY-MM-DD`, or with a time.
    DateTime,
    /// `true` or `false`.
    Boolean,
}

/// One group; see [`GroupType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GroupType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// The name of the group.
    pub name: String,
    /// The IAM role of its members.
    #[serde(default)]
    pub role_arn: Option<String>,
    /// The precedence: the lowest comes first, a group without one last.
    // Source: API_GroupType ("take precedence over groups with higher or null `Precedence` values").
    #[serde(default)]
    pub precedence: Option<u32>,
}

/// How changes of addresses and numbers are handled; see
/// [`UserAttributeUpdateSettingsType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttributeUpdateSettings {
    /// `email`, `phone_number`: the old value stays until the new one is verified.
    pub attributes_require_verification_before_update: Vec<String>,
}

/// `AdvancedSecurityMode`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AdvancedSecurityMode {
    /// No risk is assessed.
    #[default]
    Off,
    /// Users are notified of a sign-in after wrong passwords, and can give feedback.
    Audit,
    /// Like `Audit`; the emulator blocks no sign-ins.
    Enforced,
}

fn yes() -> bool {
    true
}
