//! `/oauth2/userInfo`
//! ([userInfo endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html)).

use ::http::StatusCode;
use serde_json::{Map, Value, json};

use super::client_auth::{json_response, uncached};
use crate::http::{Request, Response, header, set};
use crate::state::State;
use crate::timestamp::Timestamp;
use crate::tokens::attribute_claims;

const BAD_TOKEN: &str = "Access token is expired, disabled, or deleted, or the user has globally \
                         signed out.";

/// The user's attributes that the access token's scopes cover.
// Source: userinfo-endpoint ("The `openid` scope must be one of the access token claims"). Assumed: the message where it
// is not, `identities`, and that POST does as well (OpenID Connect Core, section 5.3.1).
pub(super) fn user_info(state: &mut State, now: Timestamp, request: &Request) -> Response {
    let Some(token) = bearer(request) else {
        let message = "Bad OAuth2 request at UserInfo Endpoint";
        return refused(StatusCode::BAD_REQUEST, "invalid_request", message);
    };
    let invalid = |message| refused(StatusCode::UNAUTHORIZED, "invalid_token", message);
    let Ok((context, grant)) = state.of_access_token(now, token) else {
        return invalid(BAD_TOKEN);
    };
    if !grant.scopes.iter().any(|scope| scope == "openid") {
        return invalid("Access token does not contain openid scope");
    }
    let Some(user) = context.pool.users.by_username(&grant.username) else {
        return invalid(BAD_TOKEN);
    };
    let Some(client) = context.pool.client(&grant.client_id) else {
        return invalid(BAD_TOKEN);
    };
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), user.sub.clone().into());
    if let Value::Object(attributes) = attribute_claims(user, &client, &grant.scopes) {
        claims.extend(
            attributes
                .into_iter()
                .map(|(name, value)| (name, as_text(value))),
        );
    }
    if let Some(identities) = user.identities_attribute() {
        claims.insert("identities".to_owned(), identities.into());
    }
    claims.insert("username".to_owned(), user.username.clone().into());
    json_response(StatusCode::OK, &Value::Object(claims))
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = header(request, "authorization")?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Booleans are text here.
// Source: userinfo-endpoint ("returns the values for `email_verified` and `phone_number_verified` as strings").
fn as_text(value: Value) -> Value {
    match value {
        Value::Bool(value) => value.to_string().into(),
        other => other,
    }
}

// Source: userinfo-endpoint#get-userinfo-negative. Assumed: the scheme `Bearer`, which RFC 6750 requires and the page's
// example lacks, and the body.
fn refused(status: StatusCode, error: &str, message: &str) -> Response {
    let body = json!({ "error": error, "error_description": message });
    let mut response = uncached(json_response(status, &body));
    let challenge = format!("Bearer error=\"{error}\", error_description=\"{message}\"");
    set(&mut response, "www-authenticate", &challenge);
    response
}
