//! Users.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html>

use std::collections::BTreeMap;

use super::{
    AuthEvent, Codes, Devices, ExternalIdentity, Lockout, Passkey, Registration, SecondFactors,
};
use crate::config::UserStatus;
use crate::crypto::srp::{Identity, Verifier};
use crate::random::Random;
use crate::timestamp::Timestamp;

/// A user of a pool.
pub(crate) struct User {
    /// `cognito:username`: a UUID in pools with sign-in by e-mail or phone number.
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) status: UserStatus,
    pub(crate) enabled: bool,
    pub(crate) groups: Vec<String>,
    /// The linked accounts at identity providers.
    pub(crate) identities: Vec<ExternalIdentity>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) codes: Codes,
    pub(crate) lockout: Lockout,
    /// The lockout after wrong MFA codes or one-time passwords.
    pub(crate) code_lockout: Lockout,
    pub(crate) mfa: SecondFactors,
    pub(crate) passkeys: Vec<Passkey>,
    pub(crate) registration: Option<Registration>,
    pub(crate) devices: Devices,
    /// New values that replace the old ones once they are verified.
    pub(crate) pending_attributes: BTreeMap<String, String>,
    pub(crate) events: Vec<AuthEvent>,
    /// The expiration of a temporary password.
    pub(crate) temporary_until: Option<Timestamp>,
    password: Option<Verifier>,
    earlier_passwords: Vec<Verifier>,
}

impl User {
    pub(crate) fn new(username: String, sub: String, now: Timestamp) -> Self {
        Self {
            username,
            sub,
            attributes: BTreeMap::new(),
            status: UserStatus::Unconfirmed,
            enabled: true,
            groups: Vec::new(),
            identities: Vec::new(),
            created: now,
            modified: now,
            codes: Codes::default(),
            lockout: Lockout::default(),
            code_lockout: Lockout::default(),
            mfa: SecondFactors::default(),
            passkeys: Vec::new(),
            registration: None,
            devices: Devices::default(),
            pending_attributes: BTreeMap::new(),
            events: Vec::new(),
            temporary_until: None,
            password: None,
            earlier_passwords: Vec::new(),
        }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        match name {
            "sub" => Some(&self.sub),
            _ => self.attributes.get(name).map(String::as_str),
        }
    }

    /// The attribute `identities`, if the user has any.
    pub(crate) fn identities_attribute(&self) -> Option<String> {
        let all: Vec<_> = self
            .identities
            .iter()
            .map(ExternalIdentity::attribute)
            .collect();
        (!all.is_empty()).then(|| serde_json::Value::from(all).to_string())
    }

    /// Whether `email` or `phone_number` is verified.
    pub(crate) fn has_verified(&self, name: &str) -> bool {
        let is_true = |value: &str| value.eq_ignore_ascii_case("true");
        self.attributes.contains_key(name)
            && self
                .attribute(&format!("{name}_verified"))
                .is_some_and(is_true)
    }

    pub(crate) fn verifier(&self) -> Option<&Verifier> {
        self.password.as_ref()
    }

    pub(crate) fn has_password(&self, pool_name: &str, password: &str) -> bool {
        let identity = Identity {
            pool_name,
            user_id: &self.username,
        };
        self.password
            .as_ref()
            .is_some_and(|verifier| verifier.matches(identity, password))
    }

    /// Whether `password` is the current one or among the last `count`.
    pub(crate) fn had_password(&self, pool_name: &str, password: &str, count: usize) -> bool {
        let identity = Identity {
            pool_name,
            user_id: &self.username,
        };
        let earlier = self.earlier_passwords.iter().rev();
        let last = self.password.iter().chain(earlier).take(count);
        last.into_iter()
            .any(|verifier| verifier.matches(identity, password))
    }

    pub(crate) fn set_password(&mut self, random: &mut Random, pool_name: &str, password: &str) {
        let identity = Identity {
            pool_name,
            user_id: &self.username,
        };
        let verifier = Verifier::new(random, identity, password);
        self.earlier_passwords
            .extend(self.password.replace(verifier));
        self.temporary_until = None;
    }
}
