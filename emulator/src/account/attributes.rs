//! A user's attributes: what may be set, by whom, and what follows.

use std::collections::BTreeMap;

use super::Delivery;
use crate::config::{ClientSettings, PoolSettings};
use crate::errors::Failure;
use crate::state::{CodePurpose, Context};

/// Attributes by name, as a request carries them.
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

/// What only Cognito and administrators set.
const NOT_FOR_CLIENTS: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// Checks names and values against the pool's schema.
pub(crate) fn check_schema(pool: &PoolSettings, attributes: &Attributes) -> Result<(), Failure> {
    let exists =
        |name: &String| STANDARD.contains(&name.as_str()) || pool.custom_attributes.contains(name);
    let unknown = |name: &String| format!("{name}: Attribute does not exist in the schema.");
    let problems: Vec<_> = attributes
        .keys()
        .filter(|name| !exists(name))
        .map(unknown)
        .collect();
    if !problems.is_empty() {
        return Err(Failure::schema(&problems));
    }
    if attributes
        .get("email")
        .is_some_and(|value| !is_email(value))
    {
        return Err(Failure::invalid_parameter("Invalid email address format."));
    }
    if attributes
        .get("phone_number")
        .is_some_and(|value| !is_phone_number(value))
    {
        return Err(Failure::invalid_parameter("Invalid phone number format."));
    }
    Ok(())
}

/// Checks that nothing is missing that the pool requires.
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

/// Checks that a client may write all of these.
pub(crate) fn check_writable(
    client: &ClientSettings,
    attributes: &Attributes,
) -> Result<(), Failure> {
    let writable =
        |name: &String| !NOT_FOR_CLIENTS.contains(&name.as_str()) && client.may_write(name);
    if attributes.keys().all(writable) {
        Ok(())
    } else {
        Err(Failure::attribute_not_writable())
    }
}

impl Context<'_> {
    /// Changes a user's own attributes. A new address or number is no longer verified, and a
    /// code goes there where the pool verifies such attributes.
    pub(crate) fn update_attributes(
        &mut self,
        client: &ClientSettings,
        username: &str,
        attributes: Attributes,
    ) -> Result<Vec<Delivery>, Failure> {
        check_writable(client, &attributes)?;
        check_schema(&self.pool.settings, &attributes)?;
        self.check_aliases(username, &attributes)?;
        let changed = self.store_attributes(username, attributes)?;
        let verified = &self.pool.settings.auto_verified_attributes;
        let to_verify: Vec<_> = changed
            .into_iter()
            .filter(|name| verified.contains(name))
            .collect();
        to_verify
            .iter()
            .map(|name| {
                let purpose = CodePurpose::Attribute(name.clone());
                self.send_code(username, name, purpose, name)
            })
            .collect()
    }

    /// Writes attributes that have been checked, and says which addresses and numbers changed.
    pub(crate) fn store_attributes(
        &mut self,
        username: &str,
        attributes: Attributes,
    ) -> Result<Vec<String>, Failure> {
        let now = self.now;
        let user = self
            .pool
            .users
            .by_username_mut(username)
            .ok_or(Failure::user_not_found())?;
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

    /// Refuses an alias that somebody else already signs in with.
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
                // An unverified address is nobody's yet; preferred usernames are never verified.
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
    fn addresses_and_numbers() {
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
