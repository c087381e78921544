//! The end of a sign-in: the redirect to the app with a code or tokens.

use std::time::Duration;

use super::parameters::ResponseType;
use super::token::TRIGGER_SOURCE;
use super::visit::Visit;
use crate::config::Trigger;
use crate::http::Response;
use crate::state::Methods;
use crate::state::hosted::AuthorizationCode;
use crate::tokens::SignedIn;

/// [Codes](https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html)
/// are valid for five minutes.
// Source: authorization-endpoint ("The authorization code is valid for five minutes").
const CODE_LIFETIME: Duration = Duration::from_secs(300);

/// Starts a session in this browser, and redirects to the app.
pub(super) fn sign_in(visit: &mut Visit<'_>, username: &str, methods: Methods) -> Response {
    let context = &mut visit.context;
    visit
        .browser
        .sign_in(context.pool, context.random, context.now, username, methods);
    finish(visit)
}

/// Redirects to the app for the user who is signed in in this browser.
pub(super) fn finish(visit: &mut Visit<'_>) -> Response {
    match visit.authorization.response_type {
        ResponseType::Code => with_code(visit),
        ResponseType::Token => with_tokens(visit),
    }
    .unwrap_or_else(|| visit.go("/login", &[]))
}

fn with_code(visit: &mut Visit<'_>) -> Option<Response> {
    let login = visit.browser.login(visit.context.pool)?;
    let authorization = &visit.authorization;
    let now = visit.context.now;
    let code = AuthorizationCode {
        client_id: authorization.client.id.clone(),
        redirect_uri: authorization.redirect_uri.clone(),
        username: login.username.clone(),
        scopes: authorization.scopes.clone(),
        nonce: authorization.nonce.clone(),
        resource: authorization.resource.clone(),
        code_challenge: authorization.code_challenge.clone(),
        auth_time: login.auth_time,
        session_id: login.session_id.clone(),
        methods: login.methods.clone(),
        expires: now + CODE_LIFETIME,
    };
    let key = visit.context.random.uuid();
    let codes = &mut visit.context.pool.hosted.codes;
    codes.retain(|_, code| now < code.expires);
    codes.insert(key.clone(), code);
    Some(authorization.response(&[("code", Some(&key))]))
}

// Source: authorization-endpoint (no ID token without `openid`, and no refresh token). Assumed: `Bearer`, where the
// page has `bearer`, and the order; what the app receives when the trigger refuses.
fn with_tokens(visit: &mut Visit<'_>) -> Option<Response> {
    let login = visit.browser.login(visit.context.pool)?;
    let (username, auth_time) = (login.username.clone(), login.auth_time);
    let session_id = login.session_id.clone();
    let methods = login.methods.clone();
    let authorization = &visit.authorization;
    let allowed =
        visit
            .context
            .trigger_from(Trigger::PreTokenGeneration, TRIGGER_SOURCE, &username);
    if let Err(failure) = allowed {
        return Some(authorization.fail("invalid_request", failure.message()));
    }
    let proof = SignedIn {
        username: &username,
        scopes: authorization.scopes.clone(),
        nonce: authorization.nonce.as_deref(),
        resource: authorization.resource.as_deref(),
        auth_time,
        origin_session: Some(&session_id),
        methods,
    };
    let tokens = visit
        .context
        .sign_in_implicitly(&authorization.client, &proof)?;
    let is_openid = authorization.scopes.iter().any(|scope| scope == "openid");
    let expires_in = tokens.expires_in.to_string();
    Some(authorization.response(&[
        ("id_token", is_openid.then_some(tokens.id_token.as_str())),
        ("access_token", Some(&tokens.access_token)),
        ("expires_in", Some(&expires_in)),
        ("token_type", Some("Bearer")),
    ]))
}
