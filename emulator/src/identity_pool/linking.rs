//! Finds, links and creates the identity of a request.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>

use super::login::Login;
use crate::errors::Failure;
use crate::state::{Identity, IdentityPool, IdentityStatus, LinkedLogin, State};
use crate::timestamp::Timestamp;

/// The pool and the identity with this id.
// Source: API_GetCredentialsForIdentity (`ResourceNotFoundException`).
pub(super) fn find<'a>(
    state: &'a State,
    identity_id: &str,
) -> Result<(&'a IdentityPool, &'a Identity), Failure> {
    let mut pools = state.identity_pools.iter();
    pools
        .find_map(|pool| Some((pool, pool.get(identity_id)?)))
        .ok_or_else(|| Failure::no_such_identity(identity_id))
}

/// Checks that an identity is an enabled guest and that the pool allows guests.
// Source: authentication-flow ("It is not possible to get an unauthenticated token for authenticated or disabled
// identities"), API_CreateIdentityPool.
pub(super) fn guest(pool: &IdentityPool, identity: &Identity) -> Result<(), Failure> {
    if !identity.is_guest() || identity.standing != IdentityStatus::Enabled {
        return Err(Failure::identity_forbidden(&identity.id));
    }
    match pool.settings.allow_unauthenticated_identities {
        true => Ok(()),
        false => Err(Failure::no_guests()),
    }
}

/// Links logins to the named identity, or merges it with the one that they were linked to. Returns the id of the resulting
/// identity.
// Source: authentication-flow ("you must pass at least one valid token for a login already associated with that identity",
// "If you pass in a token for a login that is not already associated with any identity, the login is considered to be
// "linked"", "You may only link one login per public provider", "the two identities are merged"). Assumed: that a guest is
// merged into somebody who is known, and of two that are known the other one into the one that is named; that a
// disabled identity is answered by the one that took its place.
pub(super) fn resolve(
    pool: &mut IdentityPool,
    identity_id: &str,
    logins: &[Login],
    now: Timestamp,
) -> Result<String, Failure> {
    let identity = pool.get(identity_id).cloned();
    let identity = identity.ok_or_else(|| Failure::no_such_identity(identity_id))?;
    let owners = owners(pool, logins);
    match &identity.standing {
        IdentityStatus::Enabled => {}
        IdentityStatus::MergedInto(other) if owners.contains(other) => {
            return resolve(pool, &other.clone(), logins, now);
        }
        IdentityStatus::MergedInto(_) | IdentityStatus::Disabled => {
            return Err(Failure::identity_forbidden(identity_id));
        }
    }
    let is_own = owners.iter().any(|owner| owner == identity_id);
    if !identity.is_guest() && !is_own {
        return Err(Failure::logins_do_not_match());
    }
    let other = owners.into_iter().find(|owner| owner != identity_id);
    let (kept, merged) = match (other, identity.is_guest()) {
        (None, _) => (identity_id.to_owned(), None),
        (Some(other), true) => (other, Some(identity_id.to_owned())),
        (Some(other), false) => (identity_id.to_owned(), Some(other)),
    };
    let gone = merged.as_deref().and_then(|id| pool.get(id));
    let gone = gone.map(|it| it.logins.clone()).unwrap_or_default();
    let links: Vec<LinkedLogin> = logins.iter().map(|login| login.link.clone()).collect();
    check_one_a_provider(pool, &kept, gone.iter().chain(&links))?;
    if let Some(merged) = &merged {
        pool.merge(merged, &kept, now);
    }
    for link in links {
        if pool.owner(&link) != Some(kept.as_str()) {
            pool.link(&kept, link, now);
        }
    }
    Ok(kept)
}

/// The identity that logins are linked to; a new one if there is none.
// Source: authentication-flow#getid ("creates a new authenticated identity or returns the identity already associated
// with that particular login"). Assumed: that several logins of several identities are one person's.
pub(super) fn of_logins(
    state: &mut State,
    pool_id: &str,
    logins: &[Login],
    now: Timestamp,
) -> Result<String, Failure> {
    let new_id = new_id(state, pool_id);
    let pool = state.identity_pool_mut(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let known = owners(pool, logins).into_iter().next();
    let id = known.unwrap_or_else(|| {
        pool.add(new_id.clone(), now);
        new_id
    });
    resolve(pool, &id, logins, now)
}

/// A new identity id: the pool's Region and a UUID.
pub(super) fn new_id(state: &mut State, pool_id: &str) -> String {
    let region = pool_id.split_once(':').map_or("", |(region, _)| region);
    format!("{region}:{}", state.random.uuid())
}

fn owners(pool: &IdentityPool, logins: &[Login]) -> Vec<String> {
    let mut owners: Vec<String> = Vec::new();
    for login in logins {
        match pool.owner(&login.link) {
            Some(owner) if !owners.iter().any(|it| it == owner) => owners.push(owner.to_owned()),
            _ => {}
        }
    }
    owners
}

// Source: authentication-flow ("Attempts to link more than one login with a public provider results in a
// `ResourceConflictException` error response").
fn check_one_a_provider<'a>(
    pool: &IdentityPool,
    id: &str,
    more: impl Iterator<Item = &'a LinkedLogin>,
) -> Result<(), Failure> {
    let developer = pool.settings.developer_provider_name.as_deref();
    let identity = pool.get(id);
    for login in more.filter(|login| developer != Some(login.provider.as_str())) {
        let there = identity.and_then(|it| it.login_at(&login.provider));
        if there.is_some_and(|it| it != login) {
            return Err(Failure::logins_conflict());
        }
    }
    Ok(())
}
