//! Grants: finished sign-ins with their tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html>

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::state::Methods;
use crate::timestamp::Timestamp;

/// A sign-in of a user in a client. All its tokens have its `origin_jti`.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) origin_jti: String,
    pub(crate) client_id: String,
    pub(crate) username: String,
    /// The scopes of the access token.
    pub(crate) scopes: Vec<String>,
    /// The `aud` of the access token.
    pub(crate) resource: Option<String>,
    pub(crate) auth_time: Timestamp,
    /// Its id in ListUserSessions.
    pub(crate) session_id: String,
    /// The authentication methods.
    pub(crate) methods: Methods,
    /// The hosted pages' session that it comes from.
    pub(crate) origin_session_id: Option<String>,
    pub(crate) last_active: Timestamp,
    /// The key of the device.
    pub(crate) device_key: Option<String>,
    pub(crate) sign_in_method: SignInMethod,
    pub(crate) revoked: bool,
}

/// How the sign-in was done, which decides how its tokens can be renewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SignInMethod {
    /// By the hosted pages.
    #[default]
    Hosted,
    /// By the API.
    Api,
    /// By the API, with the flow USER_PASSWORD_AUTH.
    Password,
}

struct RefreshToken {
    origin_jti: String,
    expires: Timestamp,
    /// When it was exchanged for a newer one.
    replaced: Option<Timestamp>,
}

/// The result of looking up a refresh token.
pub(crate) enum RefreshOutcome {
    /// Valid, with the grant and the token's expiration.
    Good(Box<Grant>, Timestamp),
    Unknown,
    Expired,
    Revoked,
    /// Replaced by a newer one, and used after the grace period.
    Reused,
}

/// The grants of a pool.
#[derive(Default)]
pub(crate) struct Grants {
    grants: BTreeMap<String, Grant>,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    access_tokens: BTreeMap<String, AccessToken>,
    last_pruned: Option<Timestamp>,
}

struct AccessToken {
    origin_jti: String,
    expires: Timestamp,
}

/// How often expired tokens are removed.
// Assumed: (a limit of the emulator's).
const PRUNING: Duration = Duration::from_secs(600);
// Assumed: (a limit of the emulator's).
const REMEMBERED: Duration = Duration::from_secs(30 * 86_400);

impl Grants {
    pub(crate) fn add(&mut self, grant: Grant) {
        self.grants.insert(grant.origin_jti.clone(), grant);
    }

    pub(crate) fn add_refresh_token(
        &mut self,
        token: String,
        origin_jti: &str,
        expires: Timestamp,
    ) {
        let origin_jti = origin_jti.to_owned();
        self.refresh_tokens.insert(
            token,
            RefreshToken {
                origin_jti,
                expires,
                replaced: None,
            },
        );
    }

    /// Records the grant of an access token, by its `jti`.
    pub(crate) fn add_access_token(&mut self, jti: String, origin_jti: &str, expires: Timestamp) {
        let origin_jti = origin_jti.to_owned();
        let token = AccessToken {
            origin_jti,
            expires,
        };
        self.access_tokens.insert(jti, token);
    }

    /// Removes expired access tokens, refresh tokens that expired long ago, and grants without tokens.
    pub(crate) fn prune(&mut self, now: Timestamp) {
        if self.last_pruned.is_some_and(|at| now.since(at) < PRUNING) {
            return;
        }
        self.last_pruned = Some(now);
        self.access_tokens.retain(|_, token| now < token.expires);
        self.refresh_tokens
            .retain(|_, token| now < token.expires + REMEMBERED);
        let access = self.access_tokens.values().map(|token| &token.origin_jti);
        let refresh = self.refresh_tokens.values().map(|token| &token.origin_jti);
        let used: BTreeSet<_> = access.chain(refresh).cloned().collect();
        self.grants.retain(|origin, _| used.contains(origin));
    }

    /// The grants of a user that can still be renewed, oldest first.
    pub(crate) fn of_user(&self, now: Timestamp, username: &str) -> Vec<&Grant> {
        let live: BTreeSet<_> = self
            .refresh_tokens
            .values()
            .filter(|token| now < token.expires)
            .map(|token| &token.origin_jti)
            .collect();
        let is_live = |grant: &&Grant| {
            grant.username == username && !grant.revoked && live.contains(&grant.origin_jti)
        };
        let mut grants: Vec<_> = self.grants.values().filter(is_live).collect();
        grants.sort_by_key(|grant| grant.auth_time);
        grants
    }

    /// Records that a grant was used.
    pub(crate) fn touch(&mut self, now: Timestamp, origin_jti: &str) {
        if let Some(grant) = self.grants.get_mut(origin_jti) {
            grant.last_active = now;
        }
    }

    /// Revokes the least recently used grants of a user, until `left` remain: "the next
    /// successful authentication automatically evicts that user's least recently used token session before
    /// it creates the new session"
    /// ([MaxPerUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolTokenSessionConfigType.html)).
    pub(crate) fn evict(&mut self, now: Timestamp, username: &str, left: usize) {
        let mut grants = self.of_user(now, username);
        grants.sort_by_key(|grant| grant.last_active);
        let too_many = grants.len().saturating_sub(left);
        let evicted: Vec<_> = grants
            .iter()
            .take(too_many)
            .map(|it| it.origin_jti.clone())
            .collect();
        for origin_jti in evicted {
            self.revoke_session(&origin_jti);
        }
    }

    /// Revokes a grant.
    pub(crate) fn revoke_session(&mut self, origin_jti: &str) {
        if let Some(grant) = self.grants.get_mut(origin_jti) {
            grant.revoked = true;
        }
    }

    /// Revokes all grants that come from a session of the hosted pages.
    pub(crate) fn revoke_all_from(&mut self, session_id: &str) {
        for grant in self.grants.values_mut() {
            grant.revoked |= grant.origin_session_id.as_deref() == Some(session_id);
        }
    }

    /// The grant of the access token with this `jti`.
    pub(crate) fn of_access_token(&self, jti: &str) -> Option<&Grant> {
        self.grants.get(&self.access_tokens.get(jti)?.origin_jti)
    }

    /// The grant with this `origin_jti`.
    pub(crate) fn get(&self, origin_jti: &str) -> Option<&Grant> {
        self.grants.get(origin_jti)
    }

    /// The grant of a refresh token.
    pub(crate) fn of_refresh_token(&self, token: &str) -> Option<&Grant> {
        self.grants.get(&self.refresh_tokens.get(token)?.origin_jti)
    }

    /// Looks up a refresh token of this client.
    pub(crate) fn look_up(
        &self,
        now: Timestamp,
        token: &str,
        client_id: &str,
        grace: Duration,
    ) -> RefreshOutcome {
        let Some(entry) = self.refresh_tokens.get(token) else {
            return RefreshOutcome::Unknown;
        };
        let grant = self.grants.get(&entry.origin_jti);
        let Some(grant) = grant.filter(|grant| grant.client_id == client_id) else {
            return RefreshOutcome::Unknown;
        };
        if grant.revoked {
            return RefreshOutcome::Revoked;
        }
        if now >= entry.expires {
            return RefreshOutcome::Expired;
        }
        match entry.replaced {
            Some(at) if now.since(at) >= grace => RefreshOutcome::Reused,
            _ => RefreshOutcome::Good(Box::new(grant.clone()), entry.expires),
        }
    }

    /// Marks a refresh token as replaced by a newer one.
    pub(crate) fn replace(&mut self, now: Timestamp, token: &str) {
        if let Some(entry) = self.refresh_tokens.get_mut(token) {
            entry.replaced.get_or_insert(now);
        }
    }

    /// Revokes the grant of a refresh token. Returns `false` for a token that is not of this client.
    pub(crate) fn revoke(&mut self, token: &str, client_id: &str) -> bool {
        let Some(entry) = self.refresh_tokens.get(token) else {
            return false;
        };
        match self.grants.get_mut(&entry.origin_jti) {
            Some(grant) if grant.client_id == client_id => {
                grant.revoked = true;
                true
            }
            _ => false,
        }
    }

    /// Revokes every grant of a user.
    pub(crate) fn revoke_all(&mut self, username: &str) {
        for grant in self
            .grants
            .values_mut()
            .filter(|grant| grant.username == username)
        {
            grant.revoked = true;
        }
    }
}
