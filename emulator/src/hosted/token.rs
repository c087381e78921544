//! `POST /oauth2/token`
//! ([token endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html)):
//! tokens for an authorization code or a refresh token.

use ::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::client_auth::{self, OauthError};
use super::form::{Form, is_form};
use crate::account::RefreshEndpoint;
use crate::config::{ClientSettings, OauthFlow, Trigger};
use crate::http::{Request, Response};
use crate::state::hosted::AuthorizationCode;
use crate::state::{Context, State};
use crate::timestamp::Timestamp;
use crate::tokens::{SignedIn, TokenSet};

/// The `triggerSource` of the pre token generation trigger for the hosted pages.
// Source: cognito-user-pools-working-with-lambda-triggers (`TokenGeneration_HostedAuth`: "Amazon Cognito
// authenticates the user from your managed login sign-in page"). Assumed: that it runs when the code is exchanged, and
// that users of the pool itself have the same.
pub(super) const TRIGGER_SOURCE: &str = "TokenGeneration_HostedAuth";

pub(super) fn token(state: &mut State, now: Timestamp, request: &Request) -> Response {
    match grant(state, now, request) {
        Ok(body) => client_auth::json_response(StatusCode::OK, &body),
        Err(error) => error.into_response(StatusCode::BAD_REQUEST),
    }
}

// Source: token-endpoint#post-token-negative.
fn grant(state: &mut State, now: Timestamp, request: &Request) -> Result<Value, OauthError> {
    let form = Form::of_body(request);
    if !is_form(request) || form.repeats("code") || form.repeats("refresh_token") {
        return Err(OauthError::InvalidRequest);
    }
    let grant_type = form.get("grant_type").ok_or(OauthError::InvalidRequest)?;
    let client = client_auth::client(state, request, &form)?;
    let (mut context, client) = state
        .of_client(now, &client.id)
        .map_err(|_| OauthError::InvalidClient)?;
    match grant_type {
        "authorization_code" => by_code(&mut context, &client, &form),
        "refresh_token" => by_refresh_token(&mut context, &client, &form),
        _ => Err(OauthError::UnsupportedGrantType),
    }
}

// Source: token-endpoint#post-token-negative. Assumed: what the app receives when the trigger refuses.
fn by_code(
    context: &mut Context<'_>,
    client: &ClientSettings,
    form: &Form,
) -> Result<Value, OauthError> {
    if !client.allowed_oauth_flows.contains(&OauthFlow::Code) {
        return Err(OauthError::UnauthorizedClient);
    }
    let key = form.get("code").ok_or(OauthError::InvalidRequest)?;
    let redirect_uri = form.get("redirect_uri").ok_or(OauthError::InvalidRequest)?;
    let codes = &mut context.pool.hosted.codes;
    // Another client's code stays valid for that client.
    let is_ours = codes
        .get(key)
        .is_some_and(|code| code.client_id == client.id);
    let code = if is_ours { codes.remove(key) } else { None };
    let code = code.ok_or(OauthError::InvalidGrant)?;
    if code.redirect_uri != redirect_uri {
        return Err(OauthError::InvalidRedirect);
    }
    let is_good = context.now < code.expires && verifier_fits(&code, form.get("code_verifier"));
    if !is_good {
        return Err(OauthError::InvalidGrant);
    }
    let user = context.pool.users.by_username(&code.username);
    if !user.is_some_and(|user| user.enabled) {
        return Err(OauthError::InvalidGrant);
    }
    let proof = SignedIn {
        username: &code.username,
        scopes: code.scopes.clone(),
        nonce: code.nonce.as_deref(),
        resource: code.resource.as_deref(),
        auth_time: code.auth_time,
        origin_session: Some(&code.session_id),
        methods: code.methods.clone(),
    };
    context
        .trigger_from(Trigger::PreTokenGeneration, TRIGGER_SOURCE, &code.username)
        .map_err(|_| OauthError::InvalidGrant)?;
    let tokens = context
        .sign_in(client, &proof)
        .ok_or(OauthError::InvalidGrant)?;
    Ok(body(tokens, &code.scopes))
}

// Source: token-endpoint#post-token-negative.
fn by_refresh_token(
    context: &mut Context<'_>,
    client: &ClientSettings,
    form: &Form,
) -> Result<Value, OauthError> {
    let token = form
        .get("refresh_token")
        .ok_or(OauthError::InvalidRequest)?;
    let scopes = context
        .pool
        .grants
        .of_refresh_token(token)
        .map(|grant| grant.scopes.clone());
    let tokens = context.refresh(client, token, RefreshEndpoint::Token, |_| Ok(()));
    let tokens = tokens.map_err(|_| OauthError::InvalidGrant)?;
    Ok(body(tokens, &scopes.unwrap_or_default()))
}

// Source: token-endpoint, authorization-endpoint ("An ID token is only returned if `openid` scope is requested").
fn body(tokens: TokenSet, scopes: &[String]) -> Value {
    let mut body = json!({
        "access_token": tokens.access_token,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    });
    if scopes.iter().any(|scope| scope == "openid") {
        body["id_token"] = tokens.id_token.into();
    }
    if let Some(token) = tokens.refresh_token {
        body["refresh_token"] = token.into();
    }
    body
}

/// Checks the code verifier ([RFC 7636, section 4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6)). A verifier without
/// a challenge is refused, too, since an attacker may have removed the challenge.
fn verifier_fits(code: &AuthorizationCode, verifier: Option<&str>) -> bool {
    match (&code.code_challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) if (43..=128).contains(&verifier.len()) => {
            let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
            URL_SAFE_NO_PAD.encode(digest) == *challenge
        }
        _ => false,
    }
}
