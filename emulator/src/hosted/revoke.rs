//! `POST /oauth2/revoke`
//! ([revocation endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html)).

use ::http::StatusCode;

use super::client_auth::{self, OauthError};
use super::form::Form;
use crate::http::{Request, Response};
use crate::state::State;
use crate::timestamp::Timestamp;

/// Revokes the grant of a refresh token. An unknown token counts as revoked
/// ([RFC 7009, section 2.2](https://www.rfc-editor.org/rfc/rfc7009#section-2.2)).
// Source: revocation-endpoint#revocation-response-error (200 with an empty body; 401 of wrong credentials, 400 of all
// else).
pub(super) fn revoke(state: &mut State, now: Timestamp, request: &Request) -> Response {
    match end(state, now, request) {
        Ok(()) => client_auth::uncached(Response::new(Vec::new())),
        Err(error @ (OauthError::InvalidClient | OauthError::InvalidClientSecret)) => {
            error.into_response(StatusCode::UNAUTHORIZED)
        }
        Err(error) => error.into_response(StatusCode::BAD_REQUEST),
    }
}

// Source: revocation-endpoint#revocation-response-error, token-revocation ("You can revoke refresh tokens only in app
// clients with token revocation enabled"). Assumed: which of several faults is reported first.
fn end(state: &mut State, now: Timestamp, request: &Request) -> Result<(), OauthError> {
    let form = Form::of_body(request);
    let token = form.get("token").ok_or(OauthError::InvalidRequest)?;
    let client = client_auth::client(state, request, &form)?;
    if !client.enable_token_revocation {
        return Err(OauthError::InvalidRequest);
    }
    // Signed tokens have three parts; refresh tokens have five.
    if token.split('.').count() == 3 {
        return Err(OauthError::UnsupportedTokenType);
    }
    let found = state.of_client(now, &client.id);
    let (context, client) = found.map_err(|_| OauthError::InvalidClient)?;
    context.pool.grants.revoke(token, &client.id);
    Ok(())
}
