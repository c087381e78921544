//! The public documents for verifying a pool's tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>

use ::http::StatusCode;
use serde_json::json;

use crate::http::{Request, Response, header};
use crate::state::{Pool, State};

/// `/<pool id>/.well-known/jwks.json` and `/<pool id>/.well-known/openid-configuration`.
pub(super) fn document(state: &State, request: &Request, path: &str) -> Option<Response> {
    let (pool_id, name) = path.strip_prefix('/')?.split_once("/.well-known/")?;
    let pool = state.pools.iter().find(|pool| pool.settings.id == pool_id);
    let Some(pool) = pool else {
        let problem = json!({ "message": format!("User pool {pool_id} does not exist.") });
        return Some(crate::http::json(StatusCode::NOT_FOUND, &problem));
    };
    match name {
        "jwks.json" => Some(jwks(pool)),
        "openid-configuration" => Some(openid_configuration(pool, request)),
        _ => None,
    }
}

fn jwks(pool: &Pool) -> Response {
    let keys = [pool.id_token_key.jwk(), pool.access_token_key.jwk()];
    let keys: Vec<_> = keys.into_iter().flatten().collect();
    crate::http::json(StatusCode::OK, &json!({ "keys": keys }))
}

/// The endpoints have the request's host, since the real ones are at AWS. The issuer is the real one, since clients compare
/// it with the tokens.
fn openid_configuration(pool: &Pool, request: &Request) -> Response {
    let here = format!("http://{}", header(request, "host").unwrap_or("localhost"));
    let pages = pool.settings.domain.as_ref().unwrap_or(&here);
    let id = &pool.settings.id;
    let document = json!({
        "authorization_endpoint": format!("{pages}/oauth2/authorize"),
        "end_session_endpoint": format!("{pages}/logout"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": pool.settings.issuer(),
        "jwks_uri": format!("{here}/{id}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": format!("{pages}/oauth2/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": format!("{pages}/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": format!("{pages}/oauth2/userInfo"),
    });
    crate::http::json(StatusCode::OK, &document)
}
