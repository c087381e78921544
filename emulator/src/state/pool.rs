//! User pools.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html>

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::hosted::HostedState;
use super::{Challenge, Grants, SecondFactors, SoftwareToken, User, Users};
use crate::config::{
    ClientSettings, ConfigError, PoolSettings, TokenSignatures, UserMfaSettings, UserSettings,
    UserStatus,
};
use crate::crypto::jwt::SigningKey;
use crate::crypto::totp;
use crate::random::Random;
use crate::timestamp::Timestamp;

const ID_TOKEN_KEY: &str = include_str!("../../keys/development-only-id-token.pem");
const ACCESS_TOKEN_KEY: &str = include_str!("../../keys/development-only-access-token.pem");

/// A user pool with its clients, users and sign-ins.
pub(crate) struct Pool {
    pub(crate) settings: PoolSettings,
    pub(crate) clients: BTreeMap<String, Arc<ClientSettings>>,
    pub(crate) users: Users,
    /// The open challenges by `Session`, or by secret block for SRP.
    pub(crate) challenges: BTreeMap<String, Challenge>,
    pub(crate) grants: Grants,
    /// The state of the hosted pages.
    pub(crate) hosted: HostedState,
    pub(crate) id_token_key: SigningKey,
    pub(crate) access_token_key: SigningKey,
    /// The key from which simulated responses for unknown users are derived.
    pub(crate) simulation_key: [u8; 32],
}

impl Pool {
    pub(crate) fn new(
        mut settings: PoolSettings,
        random: &mut Random,
    ) -> Result<Self, ConfigError> {
        let clients = std::mem::take(&mut settings.clients);
        let first_users = std::mem::take(&mut settings.users);
        let id_key = settings.id_token_key_file.as_deref();
        let access_key = settings.access_token_key_file.as_deref();
        let mut pool = Self {
            id_token_key: key(&settings, id_key, ID_TOKEN_KEY, "id")?,
            access_token_key: key(&settings, access_key, ACCESS_TOKEN_KEY, "access")?,
            clients: clients
                .into_iter()
                .map(|c| (c.id.clone(), Arc::new(c)))
                .collect(),
            users: Users::new(&settings),
            challenges: BTreeMap::new(),
            grants: Grants::default(),
            hosted: HostedState::default(),
            simulation_key: random.bytes(),
            settings,
        };
        for user in first_users {
            pool.seed(user, random);
        }
        Ok(pool)
    }

    /// The pool's name in SRP proofs: the part of its id after the underscore.
    pub(crate) fn name(&self) -> &str {
        self.settings
            .id
            .split_once('_')
            .map_or("", |(_, name)| name)
    }

    pub(crate) fn client(&self, id: &str) -> Option<Arc<ClientSettings>> {
        self.clients.get(id).cloned()
    }

    /// A new user with a `cognito:username` and a `sub` for a sign-up as `name`.
    pub(crate) fn new_user(&self, name: &str, random: &mut Random, now: Timestamp) -> User {
        let sub = random.uuid();
        if self.settings.username_attributes.is_empty() {
            return User::new(name.to_owned(), sub, now);
        }
        let mut user = User::new(sub.clone(), sub, now);
        let attribute = if name.contains('@') {
            "email"
        } else {
            "phone_number"
        };
        user.attributes
            .insert(attribute.to_owned(), name.to_owned());
        user
    }

    /// Removes challenges that expired long ago.
    pub(crate) fn forget_old_challenges(&mut self, now: Timestamp) {
        // Kept for an hour after the expiration, so that a late answer gets another error than an invented session.
        let kept = Duration::from_secs(3600);
        self.challenges
            .retain(|_, challenge| now < challenge.expires + kept);
    }

    fn seed(&mut self, settings: UserSettings, random: &mut Random) {
        // There is no clock at this point, so users of the configuration have no creation time.
        let mut user = self.new_user(&settings.username, random, Timestamp::from_seconds(0));
        user.attributes.extend(settings.attributes);
        user.status = settings.status;
        user.enabled = settings.enabled;
        user.groups = settings.groups;
        if !settings.password.is_empty() {
            user.set_password(random, self.name(), &settings.password);
        }
        user.mfa = second_factors(settings.mfa);
        if user.status == UserStatus::Confirmed && user.attributes.contains_key("email") {
            user.attributes
                .entry("email_verified".to_owned())
                .or_insert_with(|| "true".to_owned());
        }
        self.users.add(user);
    }
}

/// The second factors of the configuration, whose secrets have been validated.
fn second_factors(settings: UserMfaSettings) -> SecondFactors {
    let secret = settings.software_token_secret.as_deref();
    let token = secret
        .and_then(totp::from_base32)
        .map(|secret| SoftwareToken {
            secret,
            name: String::new(),
            last_step: None,
        });
    SecondFactors {
        sms: settings.sms,
        email: settings.email,
        software_token: token.is_some(),
        token,
        preferred: settings.preferred,
        ..SecondFactors::default()
    }
}

fn key(
    settings: &PoolSettings,
    file: Option<&Path>,
    development: &str,
    purpose: &str,
) -> Result<SigningKey, ConfigError> {
    if settings.token_signatures == TokenSignatures::Placeholder {
        return Ok(SigningKey::placeholder(&settings.id, purpose));
    }
    let path = || {
        file.map_or_else(
            || "(built in)".to_owned(),
            |path| path.display().to_string(),
        )
    };
    let failed = |problem: String| ConfigError::Key {
        path: path(),
        problem,
    };
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| failed(error.to_string()));
    let pem = file.map_or_else(|| Ok(development.to_owned()), read)?;
    SigningKey::from_pem(&pem, &settings.id, purpose).map_err(failed)
}
