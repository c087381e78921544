//! The users of a pool, and finding them by name or alias.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases>

use std::collections::BTreeMap;

use super::User;
use crate::config::{PoolSettings, UserStatus};

/// The users of one pool, by username.
pub(crate) struct Users {
    by_username: BTreeMap<String, User>,
    username_attributes: Vec<String>,
    alias_attributes: Vec<String>,
    case_sensitive: bool,
}

impl Users {
    pub(crate) fn new(settings: &PoolSettings) -> Self {
        Self {
            by_username: BTreeMap::new(),
            username_attributes: settings.username_attributes.clone(),
            alias_attributes: settings.alias_attributes.clone(),
            case_sensitive: settings.username_case_sensitive,
        }
    }

    /// The user with this name: the username, or an attribute that the pool uses for sign-in. Aliases have to be verified.
    pub(crate) fn find(&self, name: &str) -> Option<&User> {
        let key = self.key_of(name)?;
        self.by_username.get(&key)
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut User> {
        let key = self.key_of(name)?;
        self.by_username.get_mut(&key)
    }

    /// The user with exactly this `cognito:username`.
    pub(crate) fn by_username_mut(&mut self, username: &str) -> Option<&mut User> {
        self.by_username.get_mut(&self.fold(username))
    }

    pub(crate) fn by_username(&self, username: &str) -> Option<&User> {
        self.by_username.get(&self.fold(username))
    }

    /// The number of users.
    pub(crate) fn len(&self) -> usize {
        self.by_username.len()
    }

    pub(crate) fn add(&mut self, user: User) {
        self.by_username.insert(self.fold(&user.username), user);
    }

    pub(crate) fn remove(&mut self, username: &str) -> Option<User> {
        self.by_username.remove(&self.fold(username))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.by_username.values()
    }

    /// Another user than `but` with this verified alias.
    pub(crate) fn alias_holder(&self, name: &str, value: &str, but: &str) -> Option<&User> {
        let value = self.fold(value);
        self.iter().find(|user| {
            user.username != but
                && user.has_verified_alias(name)
                && user
                    .attribute(name)
                    .is_some_and(|own| self.fold(own) == value)
        })
    }

    /// Another user than `but` with this attribute, verified or not.
    pub(crate) fn attribute_holder(&self, name: &str, value: &str, but: &str) -> Option<&User> {
        let value = self.fold(value);
        self.iter().find(|user| {
            user.username != but
                && user
                    .attribute(name)
                    .is_some_and(|own| self.fold(own) == value)
        })
    }

    fn key_of(&self, name: &str) -> Option<String> {
        let folded = self.fold(name);
        if self.by_username.contains_key(&folded) {
            return Some(folded);
        }
        let is_meant = |user: &&User| self.is_called(user, &folded);
        self.iter()
            .find(is_meant)
            .map(|user| self.fold(&user.username))
    }

    fn is_called(&self, user: &User, folded: &str) -> bool {
        // Users of identity providers cannot sign in by name.
        if user.status == UserStatus::ExternalProvider {
            return false;
        }
        let has = |name: &String| {
            user.attribute(name)
                .is_some_and(|value| self.fold(value) == folded)
        };
        self.username_attributes.iter().any(has)
            || self
                .alias_attributes
                .iter()
                .any(|name| has(name) && user.has_verified_alias(name))
    }

    fn fold(&self, name: &str) -> String {
        if self.case_sensitive {
            name.to_owned()
        } else {
            name.to_lowercase()
        }
    }
}

impl User {
    /// Whether the alias counts: e-mail addresses and phone numbers have to be verified, a preferred username does not.
    fn has_verified_alias(&self, name: &str) -> bool {
        name == "preferred_username" || self.has_verified(name)
    }
}
