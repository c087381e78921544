//! Operations without a signature.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::linking::{self, find, resolve};
use super::login::{self, DEVELOPER, Login};
use super::rules::{ACCOUNT_ID, ARN, IDENTITY_ID, logins};
use super::{Operation, role, token};
use crate::errors::Failure;
use crate::idp::request::Input;
use crate::state::{Identity, Session, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "GetId",
        run: get_id,
    },
    Operation {
        name: "GetCredentialsForIdentity",
        run: get_credentials_for_identity,
    },
    Operation {
        name: "GetOpenIdToken",
        run: get_open_id_token,
    },
    Operation {
        name: "UnlinkIdentity",
        run: unlink_identity,
    },
];

/// The lifetime of GetOpenIdToken's tokens.
// Source: API_GetOpenIdToken ("The OpenID token is valid for 10 minutes").
const TOKEN_LIFETIME: Duration = Duration::from_secs(600);

/// [GetId](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html)
// Assumed: that `AccountId` is not checked.
fn get_id(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    input.optional("AccountId", &ACCOUNT_ID);
    let tokens = logins(&mut input)?;
    input.finish()?;

    let pool = state.identity_pool(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let settings = pool.settings.clone();
    if tokens.is_empty() {
        if !settings.allow_unauthenticated_identities {
            return Err(Failure::no_guests());
        }
        let id = linking::new_id(state, pool_id);
        if let Some(pool) = state.identity_pool_mut(pool_id) {
            pool.add(id.clone(), now);
        }
        return Ok(json!({ "IdentityId": id }));
    }
    let logins = login::check_all(state, now, &settings, &tokens)?;
    let id = linking::of_logins(state, pool_id, &logins, now)?;
    Ok(json!({ "IdentityId": id }))
}

/// [GetCredentialsForIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html)
fn get_credentials_for_identity(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let identity_id = input.required("IdentityId", &IDENTITY_ID);
    let custom = input.optional("CustomRoleArn", &ARN);
    let tokens = logins(&mut input)?;
    input.finish()?;

    let proved = prove(state, now, identity_id, &tokens)?;
    let settings = state
        .identity_pool(&proved.pool_id)
        .map(|it| it.settings.clone());
    let settings = settings.ok_or_else(|| Failure::no_such_identity(identity_id))?;
    let role_arn = role::choose(&settings, &proved.identity, &proved.logins, custom)?;
    let mut tags = role::tags(&settings, &proved.logins);
    tags.extend(proved.tags);
    let session = role::credentials(state, now, &settings, &proved.identity, tags, &role_arn)?;
    Ok(json!({
        "IdentityId": proved.identity.id,
        "Credentials": credentials(&session),
    }))
}

/// [GetOpenIdToken](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html)
// Source: authentication-flow (the basic flow), API_CreateIdentityPool (`AllowClassicFlow`).
fn get_open_id_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let identity_id = input.required("IdentityId", &IDENTITY_ID);
    let tokens = logins(&mut input)?;
    input.finish()?;

    if !find(state, identity_id)?.0.settings.allows_classic_flow() {
        return Err(Failure::no_classic_flow());
    }
    let proved = prove(state, now, identity_id, &tokens)?;
    let token = token::make(
        state,
        now,
        &proved.pool_id,
        &proved.identity,
        TOKEN_LIFETIME,
        &proved.tags,
    );
    Ok(json!({ "IdentityId": proved.identity.id, "Token": token }))
}

/// [UnlinkIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html)
// Assumed: that a provider without a login is not an error.
fn unlink_identity(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let identity_id = input.required("IdentityId", &IDENTITY_ID);
    input.present("Logins");
    let tokens = logins(&mut input)?;
    input.present("LoginsToRemove");
    let removed = input.texts("LoginsToRemove");
    input.finish()?;

    let (pool, identity) = find(state, identity_id)?;
    let settings = pool.settings.clone();
    let own = identity.logins.clone();
    let logins = login::check_all(state, now, &settings, &tokens)?;
    if !logins.iter().any(|login| own.contains(&login.link)) {
        return Err(Failure::logins_do_not_match());
    }
    if let Some(pool) = state.identity_pool_mut(&settings.id) {
        let is_removed =
            |login: &crate::state::LinkedLogin| removed.contains(&login.provider.as_str());
        pool.unlink(identity_id, is_removed, now);
    }
    Ok(json!({}))
}

/// An identity that the request may use.
struct AuthorizedIdentity {
    pool_id: String,
    identity: Identity,
    logins: Vec<Login>,
    /// The session tags that the server has set.
    tags: BTreeMap<String, String>,
}

/// The identity of a request: a guest, that of the identity pool's own token, or that of the logins.
// Source: authentication-flow, developer-authenticated-identities. Assumed: that a token of the identity pool itself has to
// be the only login.
fn prove(
    state: &mut State,
    now: Timestamp,
    identity_id: &str,
    tokens: &BTreeMap<&str, &str>,
) -> Result<AuthorizedIdentity, Failure> {
    let (pool, identity) = find(state, identity_id)?;
    let settings = pool.settings.clone();
    let proved = |identity: Identity, logins, tags| AuthorizedIdentity {
        pool_id: settings.id.clone(),
        identity,
        logins,
        tags,
    };
    if tokens.is_empty() {
        linking::guest(pool, identity)?;
        return Ok(proved(identity.clone(), Vec::new(), BTreeMap::new()));
    }
    if let Some(token) = tokens.get(DEVELOPER) {
        let identity = identity.clone();
        let shown = login::check_developer(state, now, &settings, identity_id, token)?;
        if identity.standing != crate::state::IdentityStatus::Enabled {
            return Err(Failure::identity_forbidden(identity_id));
        }
        return Ok(proved(identity, Vec::new(), shown.tags()));
    }
    let logins = login::check_all(state, now, &settings, tokens)?;
    let pool = state.identity_pool_mut(&settings.id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity(identity_id))?;
    let id = resolve(pool, identity_id, &logins, now)?;
    let identity = pool.get(&id).cloned();
    let identity = identity.ok_or_else(|| Failure::no_such_identity(&id))?;
    Ok(proved(identity, logins, BTreeMap::new()))
}

/// `Credentials`, with the expiration as a number.
// Source: API_Credentials.
fn credentials(session: &Session) -> Value {
    json!({
        "AccessKeyId": session.access_key_id,
        "SecretKey": session.secret,
        "SessionToken": session.token,
        "Expiration": session.expires.seconds(),
    })
}
