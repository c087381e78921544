//! Checking and updating a user's attributes.

use std::collections::BTreeMap;

use crate::config::{AttributeDataType, ClientSettings, PoolSettings, SchemaAttribute};
use crate::errors::Failure;
use crate::state::{CodePurpose, Context, Delivery};

/// The attributes of a request, by name.
pub(crate) type Attributes = BTreeMap<String, String>;

/// [Standard attributes](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#cognito-user-pools-standard-attributes).
const STANDARD: [&str; 19] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// Attributes that app clients cannot set.
const NOT_FOR_CLIENTS: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// Whether the pool has an attribute of this name.
pub(super) fn exists(pool: &PoolSettings, name: &str) -> bool {
    STANDARD.contains(&name)
        || pool.custom_attributes.iter().any(|other| other == name)
        || rules(pool, name).is_some()
}

/// Whether an app client can write the attribute. "All app clients can write user pool required attributes"
/// ([permissions](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes)).
pub(super) fn is_writable(pool: &PoolSettings, client: &ClientSettings, name: &str) -> bool {
    let is_required = pool.required_attributes.iter().any(|other| other == name);
    !NOT_FOR_CLIENTS.contains(&name) && (is_required || client.may_write(name))
}

/// Whether the attribute can change once it has a value.
pub(super) fn is_mutable(pool: &PoolSettings, name: &str) -> bool {
    rules(pool, name).is_none_or(|rules| rules.mutable)
}

/// Checks names and values against the pool's schema.
// Source: user-pool-settings-attributes#cognito-user-pools-standard-attributes, API_SchemaAttributeType.
// Assumed: the message.
pub(crate) fn check_schema(pool: &PoolSettings, attributes: &Attributes) -> Result<(), Failure> {
    let unknown = |name: &str| format!("{name}: Attribute does not exist in the schema.");
    let problem = |(name, value): (&String, &String)| match exists(pool, name) {
        false => Some(unknown(name)),
        true => rules(pool, name)
            .filter(|_| !value.is_empty())
            .and_then(|rules| broken_rule(rules, value))
            .map(|rule| format!("{name}: {rule}")),
    };
    let problems: Vec<_> = attributes.iter().filter_map(problem).collect();
    if !problems.is_empty() {
        return Err(Failure::schema(&problems));
    }
    let is_bad = |name: &str, fits: fn(&str) -> bool| {
        attributes
            .get(name)
            .is_some_and(|value| !value.is_empty() && !fits(value))
    };
    // "Value must be a valid 10 character date in the format YYYY-MM-DD":
    // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#cognito-user-pools-standard-attributes
    if is_bad("birthdate", is_date) {
        return Err(Failure::schema(&[
            "birthdate: Attribute must be a date".to_owned()
        ]));
    }
    if is_bad("email", is_email) {
        return Err(Failure::invalid_parameter("Invalid email address format."));
    }
    if is_bad("phone_number", is_phone_number) {
        return Err(Failure::invalid_parameter("Invalid phone number format."));
    }
    Ok(())
}

fn rules<'a>(pool: &'a PoolSettings, name: &str) -> Option<&'a SchemaAttribute> {
    pool.schema.iter().find(|rules| rules.name == name)
}

/// The schema error for a value that breaks a rule.
fn broken_rule(rules: &SchemaAttribute, value: &str) -> Option<&'static str> {
    let length = value.chars().count();
    let is_short = rules.min_length.is_some_and(|least| length < least);
    let is_long = rules.max_length.is_some_and(|most| length > most);
    match rules.attribute_data_type {
        AttributeDataType::String if is_short => {
            Some("String must be longer than the minimum length")
        }
        AttributeDataType::String if is_long => {
            Some("String must be shorter than the maximum length")
        }
        AttributeDataType::String => None,
        AttributeDataType::Number => match value.parse::<i64>() {
            Err(_) => Some("Attribute must be a number"),
            Ok(number) if rules.min_value.is_some_and(|least| number < least) => {
                Some("Number must be larger than the minimum value")
            }
            Ok(number) if rules.max_value.is_some_and(|most| number > most) => {
                Some("Number must be smaller than the maximum value")
            }
            Ok(_) => None,
        },
        AttributeDataType::Boolean => {
            (!matches!(value, "true" | "false")).then_some("Attribute must be a boolean")
        }
        AttributeDataType::DateTime => {
            let is_date = value.parse::<jiff::civil::Date>().is_ok()
                || value.parse::<jiff::Timestamp>().is_ok();
            (!is_date).then_some("Attribute must be a date")
        }
    }
}

/// Checks that all attributes are present that the pool requires.
// Source: user-pool-settings-attributes#cognito-user-pools-standard-attributes. Assumed: the message.
pub(crate) fn check_required(pool: &PoolSettings, attributes: &Attributes) -> Result<(), Failure> {
    let is_missing = |name: &&String| attributes.get(*name).is_none_or(String::is_empty);
    let required = |name: &String| format!("{name}: The attribute is required");
    let problems: Vec<_> = pool
        .required_attributes
        .iter()
        .filter(is_missing)
        .map(required)
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::schema(&problems))
    }
}

/// Checks that a client may write all of these attributes. Unknown ones pass; the schema check rejects them.
// Source: user-pool-settings-attributes#user-pool-settings-attribute-permissions-and-scopes. Assumed: the
// message, and that permissions are not checked for unknown attributes.
pub(crate) fn check_writable(
    pool: &PoolSettings,
    client: &ClientSettings,
    attributes: &Attributes,
) -> Result<(), Failure> {
    let is_refused = |name: &&String| {
        let is_known = exists(pool, name) || NOT_FOR_CLIENTS.contains(&name.as_str());
        is_known && !is_writable(pool, client, name)
    };
    match attributes.keys().find(is_refused) {
        Some(_) => Err(Failure::attribute_not_writable()),
        None => Ok(()),
    }
}

impl Context<'_> {
    /// Changes a user's own attributes. A new address or number is unverified, and gets a code if the pool verifies such
    /// attributes. If the pool requires it, the new value is stored only after its verification.
    pub(crate) fn update_attributes(
        &mut self,
        client: &ClientSettings,
        username: &str,
        mut attributes: Attributes,
    ) -> Result<Vec<Delivery>, Failure> {
        check_writable(&self.pool.settings, client, &attributes)?;
        check_schema(&self.pool.settings, &attributes)?;
        self.check_mutable(username, &attributes)?;
        self.check_aliases(username, &attributes)?;
        let mut to_verify = self.defer_unverified_changes(username, &mut attributes)?;
        let changed = self.store_attributes(username, attributes)?;
        let verified = &self.pool.settings.auto_verified_attributes;
        let is_verified = |name: &String| verified.contains(name);
        to_verify.extend(changed.into_iter().filter(is_verified));
        to_verify
            .iter()
            .map(|name| {
                let purpose = CodePurpose::Attribute(name.clone());
                self.send_code(username, name, purpose, name)
            })
            .collect()
    }

    /// Moves changes that have to be verified first to the pending attributes. Returns their names.
    fn defer_unverified_changes(
        &mut self,
        username: &str,
        attributes: &mut Attributes,
    ) -> Result<Vec<String>, Failure> {
        let settings = &self.pool.settings;
        let names = settings
            .user_attribute_update_settings
            .attributes_require_verification_before_update
            .clone();
        let user = self.user_mut(username)?;
        let mut held = Vec::new();
        for name in names {
            let is_change =
                |value: &String| !value.is_empty() && user.attribute(&name) != Some(value);
            if attributes.get(&name).is_some_and(is_change)
                && let Some(value) = attributes.remove(&name)
            {
                user.pending_attributes.insert(name.clone(), value);
                held.push(name);
            }
        }
        Ok(held)
    }

    /// "You can only write a value to an immutable attribute when you create a user"
    /// ([custom attributes](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-custom-attributes)).
    // Source: API_SchemaAttributeType (`Mutable`). Assumed: the message.
    fn check_mutable(&self, username: &str, attributes: &Attributes) -> Result<(), Failure> {
        let user = self.user(username)?;
        let settings = &self.pool.settings;
        let is_fixed = |(name, value): &(&String, &String)| {
            !is_mutable(settings, name) && user.attribute(name) != Some(value.as_str())
        };
        match attributes.iter().find(is_fixed) {
            Some((name, _)) => Err(Failure::attribute_not_mutable(name)),
            None => Ok(()),
        }
    }

    /// Stores checked attributes. Returns the names of changed addresses and numbers.
    // Source: user-pool-settings-email-phone-verification, API_UpdateUserAttributes.
    pub(crate) fn store_attributes(
        &mut self,
        username: &str,
        attributes: Attributes,
    ) -> Result<Vec<String>, Failure> {
        let now = self.now;
        let user = self.user_mut(username)?;
        let mut changed = Vec::new();
        for (name, value) in attributes {
            let is_contact = name == "email" || name == "phone_number";
            if is_contact && user.attribute(&name) != Some(&value) {
                user.attributes
                    .insert(format!("{name}_verified"), "false".to_owned());
                changed.push(name.clone());
            }
            if value.is_empty() {
                user.attributes.remove(&name);
            } else {
                user.attributes.insert(name, value);
            }
        }
        user.modified = now;
        Ok(changed)
    }

    /// Rejects an alias that another user signs in with.
    // Source: user-pool-settings-attributes#user-pool-settings-aliases.
    pub(crate) fn check_aliases(
        &self,
        username: &str,
        attributes: &Attributes,
    ) -> Result<(), Failure> {
        for (name, value) in attributes {
            let settings = &self.pool.settings;
            let users = &self.pool.users;
            let signs_in_with = settings.username_attributes.contains(name);
            let taken = if signs_in_with {
                users.attribute_holder(name, value, username).is_some()
            } else {
                // Only verified addresses are aliases; preferred usernames are never verified.
                settings.alias_attributes.contains(name)
                    && name == "preferred_username"
                    && users.alias_holder(name, value, username).is_some()
            };
            if taken {
                return Err(Failure::alias_exists(name));
            }
        }
        Ok(())
    }
}

/// Something, an @, something with a dot inside; no spaces.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let dotted = host
        .split_once('.')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    !name.is_empty() && dotted && !host.ends_with('.') && !text.contains(char::is_whitespace)
}

/// `YYYY-MM-DD`
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// E.164: a plus and up to 15 digits.
pub(crate) fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_phone_number};

    #[test]
    fn email_addresses_and_phone_numbers_are_checked() {
        for good in ["a@b.c", "ada+test@example.com", "ünï@exämple.com"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.c", "a@b", "a@.c", "a@b.", "a b@c.d"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_phone_number("+12065550100"));
        for bad in ["12065550100", "+", "+1-206", "+1234567890123456"] {
            assert!(!is_phone_number(bad), "{bad}");
        }
    }
}
