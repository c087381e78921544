//! GetTokensFromRefreshToken, RevokeToken, GlobalSignOut, and checking access tokens.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::request::Input;
use super::rules::{CLIENT_ID, CLIENT_SECRET, DEVICE_KEY, TOKEN};
use crate::account::RefreshEndpoint;
use crate::config::QuotaCategory::UserToken;
use crate::errors::Failure;
use crate::state::{Context, State};
use crate::timestamp::Timestamp;
use crate::tokens::{TokenSet, USER_ADMIN_SCOPE};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "GetTokensFromRefreshToken",
        get_tokens_from_refresh_token,
        Some(UserToken),
        Serves,
    ),
    Operation::new("RevokeToken", revoke_token, Some(UserToken), Serves),
    Operation::new("GlobalSignOut", global_sign_out, Some(UserToken), Serves),
];

/// [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html)
fn get_tokens_from_refresh_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("RefreshToken", &TOKEN);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret = input.optional("ClientSecret", &CLIENT_SECRET);
    let device_key = input.optional("DeviceKey", &DEVICE_KEY);
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    if client.secret.as_deref() != secret {
        return Err(Failure::client_secret_not_verified(&client.id));
    }
    let set = context.refresh(&client, token, RefreshEndpoint::Api { device_key }, |_| {
        Ok(())
    })?;
    Ok(json!({ "AuthenticationResult": authentication_result(set) }))
}

/// [RevokeToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html)
///
/// An unknown token counts as revoked, as in RFC 7009, section 2.2.
fn revoke_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("Token", &TOKEN);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret = input.optional("ClientSecret", &CLIENT_SECRET);
    let associated = input.optional_choice("RevokeAssociatedSessions", &["NONE", "LINKED"]);
    input.finish()?;

    let (context, client) = state.of_client(now, client_id)?;
    if client.secret.as_deref() != secret {
        return Err(Failure::client_secret_wrong());
    }
    if !client.enable_token_revocation {
        return Err(Failure::revocation_not_enabled());
    }
    // Signed tokens have three parts; refresh tokens have five.
    if token.split('.').count() == 3 {
        return Err(Failure::not_a_refresh_token());
    }
    let grant = context.pool.grants.of_refresh_token(token);
    let origin = grant.filter(|grant| grant.client_id == client.id);
    let origin = origin.and_then(|grant| grant.origin_session_id.clone());
    context.pool.grants.revoke(token, &client.id);
    // "the parent SSO session that the token session came through; the other token sessions that came
    // through that SSO session aren't revoked"
    if let Some(origin) = origin.filter(|_| associated == Some("LINKED")) {
        context.pool.hosted.end_session(&origin);
    }
    Ok(json!({}))
}

/// [GlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html)
fn global_sign_out(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    bearer.context.pool.grants.revoke_all(&bearer.username);
    Ok(json!({}))
}

/// `AuthenticationResult`.
pub(super) fn authentication_result(set: TokenSet) -> Value {
    let mut result = json!({
        "AccessToken": set.access_token,
        "ExpiresIn": set.expires_in,
        "IdToken": set.id_token,
        "TokenType": "Bearer",
    });
    if let Some(token) = set.refresh_token {
        result["RefreshToken"] = token.into();
    }
    result
}

/// The user of an access token.
pub(super) struct Bearer<'a> {
    pub(super) context: Context<'a>,
    /// `cognito:username`.
    pub(super) username: String,
    pub(super) client_id: String,
    /// The `origin_jti` of the token's grant.
    pub(super) origin_jti: String,
}

/// Checks an access token and its scope for managing the account.
// Source: API_GetUser ("It must include the scope aws.cognito.signin.user.admin").
pub(super) fn bearer<'a>(
    state: &'a mut State,
    now: Timestamp,
    token: &str,
) -> Result<Bearer<'a>, Failure> {
    let (context, grant) = state.of_access_token(now, token)?;
    if !grant.scopes.iter().any(|scope| scope == USER_ADMIN_SCOPE) {
        return Err(Failure::access_token_scopes());
    }
    Ok(Bearer {
        context,
        username: grant.username,
        client_id: grant.client_id,
        origin_jti: grant.origin_jti,
    })
}
