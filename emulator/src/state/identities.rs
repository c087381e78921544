//! The identities of one identity pool: who has which, and what becomes of one that is merged into another.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>

use std::collections::BTreeMap;

use super::datasets::Datasets;
use crate::config::IdentityPoolSettings;
use crate::timestamp::Timestamp;

/// An identity pool with its identities.
pub(crate) struct IdentityPool {
    pub(crate) settings: IdentityPoolSettings,
    identities: BTreeMap<String, Identity>,
    /// The identities' ids by login.
    owners: BTreeMap<LinkedLogin, String>,
    /// The identities' Cognito Sync datasets.
    pub(crate) datasets: Datasets,
}

/// One identity.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) id: String,
    /// The linked logins: none for a guest, at most one for each provider, any number for developer-authenticated logins.
    pub(crate) logins: Vec<LinkedLogin>,
    pub(crate) standing: IdentityStatus,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// A user's login at a provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LinkedLogin {
    /// A key of `Logins`.
    pub(crate) provider: String,
    /// The user's id at the provider, as in `amr` of the identity pool's tokens.
    pub(crate) subject: String,
}

/// The state of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IdentityStatus {
    Enabled,
    /// Disabled, since its last login was unlinked.
    Disabled,
    /// Merged into the identity with this id.
    MergedInto(String),
}

impl IdentityPool {
    pub(crate) fn new(settings: IdentityPoolSettings) -> Self {
        Self {
            settings,
            identities: BTreeMap::new(),
            owners: BTreeMap::new(),
            datasets: Datasets::default(),
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Identity> {
        self.identities.get(id)
    }

    /// All identities, ordered by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Identity> {
        self.identities.values()
    }

    /// The id of the identity that has a login.
    pub(crate) fn owner(&self, login: &LinkedLogin) -> Option<&str> {
        self.owners.get(login).map(String::as_str)
    }

    /// Adds a guest.
    pub(crate) fn add(&mut self, id: String, now: Timestamp) {
        let identity = Identity {
            id: id.clone(),
            logins: Vec::new(),
            standing: IdentityStatus::Enabled,
            created: now,
            modified: now,
        };
        self.identities.insert(id, identity);
    }

    /// Links a login to an identity, and unlinks it from any other.
    pub(crate) fn link(&mut self, id: &str, login: LinkedLogin, now: Timestamp) {
        if let Some(identity) = self.identities.get_mut(id) {
            identity.logins.retain(|other| *other != login);
            identity.logins.push(login.clone());
            identity.modified = now;
            self.owners.insert(login, id.to_owned());
        }
    }

    /// Unlinks logins. An identity without any login is disabled.
    // Source: API_UnlinkIdentity ("Removing the last linked login will make this identity inaccessible").
    pub(crate) fn unlink(
        &mut self,
        id: &str,
        is_unlinked: impl Fn(&LinkedLogin) -> bool,
        now: Timestamp,
    ) {
        let Some(identity) = self.identities.get_mut(id) else {
            return;
        };
        let (gone, left) = identity.logins.drain(..).partition(|it| is_unlinked(it));
        identity.logins = left;
        identity.modified = now;
        if identity.logins.is_empty() {
            identity.standing = IdentityStatus::Disabled;
        }
        let gone: Vec<LinkedLogin> = gone;
        for login in gone {
            self.owners.remove(&login);
        }
    }

    /// Merges two identities: the first is disabled, the second gets the logins of both.
    // Source: authentication-flow ("Once merged, one identity becomes the parent/owner of all associated logins and
    // the other is disabled").
    pub(crate) fn merge(&mut self, id: &str, into: &str, now: Timestamp) {
        let Some(identity) = self.identities.get_mut(id) else {
            return;
        };
        let logins = std::mem::take(&mut identity.logins);
        identity.standing = IdentityStatus::MergedInto(into.to_owned());
        identity.modified = now;
        self.datasets.merge(id, into);
        for login in logins {
            self.link(into, login, now);
        }
    }

    /// Removes an identity. Returns `false` if there is none.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        self.owners.retain(|_, owner| owner != id);
        self.datasets.forget(id);
        self.identities.remove(id).is_some()
    }
}

impl Identity {
    pub(crate) fn is_guest(&self) -> bool {
        self.logins.is_empty()
    }

    pub(crate) fn login_at(&self, provider: &str) -> Option<&LinkedLogin> {
        self.logins.iter().find(|login| login.provider == provider)
    }

    /// The `amr` of an identity's tokens.
    // Source: role-trust-and-permissions ("it sets the `amr` of the token as either `unauthenticated` or `authenticated`.
    // If `amr` is `authenticated`, the token includes any providers used during authentication"). Assumed: the third
    // form, `<provider>:<who>`, as API Gateway's `cognitoAuthenticationProvider` has it.
    pub(crate) fn amr(&self) -> Vec<String> {
        if self.is_guest() {
            return vec!["unauthenticated".to_owned()];
        }
        let mut amr = vec!["authenticated".to_owned()];
        for login in &self.logins {
            amr.push(login.provider.clone());
            amr.push(format!("{}:{}", login.provider, login.subject));
        }
        amr
    }
}
