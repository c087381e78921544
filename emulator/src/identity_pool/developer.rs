//! Operations for servers and administrators, which need a signature and a policy that allows them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::linking::{self, find};
use super::login;
use super::rules::{
    DEVELOPER_PROVIDER, DEVELOPER_USER, IDENTITY_ID, PAGE_TOKEN, TAG_VALUE, logins,
};
use super::{Operation, token};
use crate::errors::Failure;
use crate::idp::request::Input;
use crate::state::{Identity, IdentityStatus, LinkedLogin, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "GetOpenIdTokenForDeveloperIdentity",
        run: get_open_id_token_for_developer_identity,
    },
    Operation {
        name: "LookupDeveloperIdentity",
        run: lookup_developer_identity,
    },
    Operation {
        name: "MergeDeveloperIdentities",
        run: merge_developer_identities,
    },
    Operation {
        name: "UnlinkDeveloperIdentity",
        run: unlink_developer_identity,
    },
    Operation {
        name: "DescribeIdentity",
        run: describe_identity,
    },
    Operation {
        name: "ListIdentities",
        run: list_identities,
    },
    Operation {
        name: "DeleteIdentities",
        run: delete_identities,
    },
];

/// The default lifetime of a token for a developer-authenticated identity, in seconds.
// Source: API_GetOpenIdTokenForDeveloperIdentity ("If you don't provide an expiration time, the token is valid for 15
// minutes").
const TOKEN_LIFETIME: i64 = 900;

/// [GetOpenIdTokenForDeveloperIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html)
// Source: API_GetOpenIdTokenForDeveloperIdentity ("You can only specify one developer provider as part of the `Logins` map"),
// authentication-flow. Assumed: the message if there is none, and that a user who is linked to another identity is refused.
fn get_open_id_token_for_developer_identity(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    let identity_id = input.optional("IdentityId", &IDENTITY_ID);
    input.present("Logins");
    let mut tokens = logins(&mut input)?;
    let tags = input.texts_by_name("PrincipalTags", &TAG_VALUE);
    let seconds = input
        .number("TokenDuration", 1, 86_400)
        .unwrap_or(TOKEN_LIFETIME);
    input.finish()?;

    let pool = state.identity_pool(pool_id);
    let settings = pool.map(|pool| pool.settings.clone());
    let settings = settings.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let provider = settings.developer_provider_name.as_deref();
    let user = provider.and_then(|provider| tokens.remove(provider));
    let (provider, user) = provider.zip(user).ok_or(Failure::developer_provider())?;
    let link = developer_link(pool_id, provider, user);
    let logins = login::check_all(state, now, &settings, &tokens)?;

    let new_id = linking::new_id(state, pool_id);
    let pool = state.identity_pool_mut(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let owner = pool.owner(&link).map(str::to_owned);
    let known = logins
        .iter()
        .find_map(|it| pool.owner(&it.link).map(str::to_owned));
    let id = match (identity_id, owner, known) {
        (Some(id), Some(owner), _) if id != owner => {
            return Err(Failure::developer_user_taken());
        }
        (Some(id), ..) => {
            // "Current Behavior: Error "Logins don't match"" of an identity whose own login is not among them:
            // https://github.com/aws/aws-sdk-net/issues/1112
            let identity = pool.get(id).ok_or_else(|| Failure::no_such_identity(id))?;
            let is_own = |it: &login::Login| identity.logins.contains(&it.link);
            let may =
                identity.is_guest() || identity.logins.contains(&link) || logins.iter().any(is_own);
            if identity.standing != IdentityStatus::Enabled {
                return Err(Failure::identity_forbidden(id));
            }
            if !may {
                return Err(Failure::logins_do_not_match());
            }
            id.to_owned()
        }
        (None, Some(owner), _) => owner,
        (None, None, Some(known)) => known,
        (None, None, None) => {
            pool.add(new_id.clone(), now);
            new_id
        }
    };
    pool.link(&id, link, now);
    for login in logins {
        match pool.owner(&login.link) {
            Some(owner) if owner != id => return Err(Failure::logins_conflict()),
            Some(_) => {}
            None => pool.link(&id, login.link, now),
        }
    }
    let identity = pool.get(&id).cloned();
    let identity = identity.ok_or_else(|| Failure::no_such_identity(&id))?;
    let tags: BTreeMap<String, String> = tags
        .into_iter()
        .map(|(tag, value)| (tag.to_owned(), value.to_owned()))
        .collect();
    let lifetime = Duration::from_secs(seconds.unsigned_abs());
    let token = token::make(state, now, pool_id, &identity, lifetime, &tags);
    Ok(json!({ "IdentityId": id, "Token": token }))
}

/// [LookupDeveloperIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_LookupDeveloperIdentity.html)
// Source: API_LookupDeveloperIdentity ("Either `IdentityID` or `DeveloperUserIdentifier` must not be null", "Otherwise, a
// `ResourceConflictException` is thrown"). Assumed: that all of an identity's users are on one page.
fn lookup_developer_identity(
    state: &mut State,
    _now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    let identity_id = input.optional("IdentityId", &IDENTITY_ID);
    let user = input.optional("DeveloperUserIdentifier", &DEVELOPER_USER);
    input.number("MaxResults", 1, 60);
    input.optional("NextToken", &PAGE_TOKEN);
    input.finish()?;

    let pool = state.identity_pool(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let provider = pool.settings.developer_provider_name.as_deref();
    let provider = provider.ok_or(Failure::developer_provider())?;
    let owner = user.map(|user| {
        let owner = pool.owner(&developer_link(pool_id, provider, user));
        owner.map(str::to_owned).ok_or(Failure::no_developer_user())
    });
    let id = match (identity_id, owner.transpose()?) {
        (None, None) => return Err(Failure::missing_parameter("IdentityId")),
        (Some(id), Some(owner)) if id != owner => return Err(Failure::logins_conflict()),
        (Some(id), _) => id.to_owned(),
        (None, Some(owner)) => owner,
    };
    let identity = pool
        .get(&id)
        .ok_or_else(|| Failure::no_such_identity(&id))?;
    let prefix = format!("{pool_id}:");
    let users: Vec<&str> = identity
        .logins
        .iter()
        .filter(|login| login.provider == provider)
        .filter_map(|login| login.subject.strip_prefix(&prefix))
        .collect();
    Ok(json!({ "IdentityId": id, "DeveloperUserIdentifierList": users }))
}

/// [MergeDeveloperIdentities](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_MergeDeveloperIdentities.html)
// Source: API_MergeDeveloperIdentities ("Amazon Cognito associates the given source user (`SourceUserIdentifier`) with the
// `IdentityId` of the `DestinationUserIdentifier`", "If the users to be merged are associated with the same public provider,
// but as two different users, an exception will be thrown").
fn merge_developer_identities(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    let provider = input.required("DeveloperProviderName", &DEVELOPER_PROVIDER);
    let source = input.required("SourceUserIdentifier", &DEVELOPER_USER);
    let destination = input.required("DestinationUserIdentifier", &DEVELOPER_USER);
    input.finish()?;

    let pool = state.identity_pool_mut(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let owner = |user| {
        let owner = pool.owner(&developer_link(pool_id, provider, user));
        owner.map(str::to_owned).ok_or(Failure::no_developer_user())
    };
    let (from, into) = (owner(source)?, owner(destination)?);
    if from != into {
        let logins = |id: &str| pool.get(id).map(|it| it.logins.clone()).unwrap_or_default();
        let (gone, kept) = (logins(&from), logins(&into));
        let is_other = |a: &LinkedLogin, b: &LinkedLogin| {
            a.provider == b.provider && a.subject != b.subject && a.provider != provider
        };
        if gone.iter().any(|a| kept.iter().any(|b| is_other(a, b))) {
            return Err(Failure::logins_conflict());
        }
        pool.merge(&from, &into, now);
    }
    Ok(json!({ "IdentityId": into }))
}

/// [UnlinkDeveloperIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkDeveloperIdentity.html)
// Source: API_UnlinkDeveloperIdentity ("removing the last linked login makes this identity inaccessible" in other words).
fn unlink_developer_identity(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    let identity_id = input.required("IdentityId", &IDENTITY_ID);
    let provider = input.required("DeveloperProviderName", &DEVELOPER_PROVIDER);
    let user = input.required("DeveloperUserIdentifier", &DEVELOPER_USER);
    input.finish()?;

    let pool = state.identity_pool_mut(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let link = developer_link(pool_id, provider, user);
    if pool.owner(&link) != Some(identity_id) {
        return Err(Failure::no_developer_user());
    }
    pool.unlink(identity_id, |login| *login == link, now);
    Ok(json!({}))
}

/// [DescribeIdentity](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_DescribeIdentity.html)
fn describe_identity(
    state: &mut State,
    _now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let identity_id = input.required("IdentityId", &IDENTITY_ID);
    input.finish()?;
    Ok(described(find(state, identity_id)?.1))
}

/// [ListIdentities](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_ListIdentities.html)
// Assumed: that a page begins after the identity in `NextToken`.
fn list_identities(
    state: &mut State,
    _now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("IdentityPoolId", &IDENTITY_ID);
    input.present("MaxResults");
    let most = input.number("MaxResults", 1, 60).unwrap_or(60);
    let after = input.optional("NextToken", &PAGE_TOKEN);
    let hides_disabled = input.flag("HideDisabled");
    input.finish()?;

    let pool = state.identity_pool(pool_id);
    let pool = pool.ok_or_else(|| Failure::no_such_identity_pool(pool_id))?;
    let most = usize::try_from(most).unwrap_or(60);
    let is_shown = |it: &&Identity| !hides_disabled || it.standing == IdentityStatus::Enabled;
    let is_after = |it: &&Identity| after.is_none_or(|after| it.id.as_str() > after);
    let mut found: Vec<_> = pool
        .iter()
        .filter(is_shown)
        .filter(is_after)
        .take(most + 1)
        .collect();
    let has_more = found.len() > most;
    found.truncate(most);
    let all: Vec<_> = found.iter().map(|it| described(it)).collect();
    let mut response = json!({ "IdentityPoolId": pool_id, "Identities": all });
    if let Some(last) = found.last().filter(|_| has_more) {
        response["NextToken"] = last.id.as_str().into();
    }
    Ok(response)
}

/// [DeleteIdentities](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_DeleteIdentities.html)
// Source: API_DeleteIdentities (1 to 60). Assumed: that an unknown identity counts as deleted.
fn delete_identities(
    state: &mut State,
    _now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    input.present("IdentityIdsToDelete");
    let ids = input.texts_up_to("IdentityIdsToDelete", 60, &IDENTITY_ID);
    input.finish()?;
    for id in ids {
        for pool in &mut state.identity_pools {
            pool.remove(id);
        }
    }
    Ok(json!({ "UnprocessedIdentityIds": [] }))
}

/// The linked login of a developer-authenticated user.
fn developer_link(pool_id: &str, provider: &str, user: &str) -> LinkedLogin {
    LinkedLogin {
        provider: provider.to_owned(),
        subject: format!("{pool_id}:{user}"),
    }
}

// Source: API_IdentityDescription.
fn described(identity: &Identity) -> Value {
    let logins: Vec<_> = identity.logins.iter().map(|it| &it.provider).collect();
    json!({
        "IdentityId": identity.id,
        "Logins": logins,
        "CreationDate": identity.created.seconds(),
        "LastModifiedDate": identity.modified.seconds(),
    })
}
