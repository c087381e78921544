//! The `cognito-identity` API: JSON 1.1 over `POST /`.
//!
//! `public` has the operations without a signature, `developer` those for servers, which `authorize` checks. `login` checks
//! the providers' tokens, `linking` finds the identity, `role` chooses its role, and `token` creates the identity pool's
//! tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html>

mod authorize;
mod developer;
mod linking;
mod login;
mod public;
mod role;
mod rules;
mod scope_down;
mod token;

use ::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::errors::Failure;
use crate::http::{Request, Response, header, response};
use crate::idp::{self, MEDIA_TYPE};
use crate::state::{QuotaKey, State};
use crate::timestamp::Timestamp;

const TARGET_PREFIX: &str = "AWSCognitoIdentityService.";

/// The function of an operation.
type Run = fn(&mut State, Timestamp, &Map<String, Value>) -> Result<Value, Failure>;

struct Operation {
    name: &'static str,
    run: Run,
}

/// Handles a call of the API; `None` for other requests.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let is_call = request.method() == Method::POST && request.uri().path() == "/";
    let name = header(request, "x-amz-target")?.strip_prefix(TARGET_PREFIX)?;
    if !is_call {
        return None;
    }
    let outcome = match dispatch(state, now, request, name) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(failure) => failure.into_response(MEDIA_TYPE),
    };
    Some(idp::finished(state, now, outcome))
}

/// Checks the account's quota.
// Source: API_GetId (`TooManyRequestsException`), quotas.
fn count(state: &mut State, now: Timestamp, name: &'static str) -> Result<(), Failure> {
    let most = state.account.identity_request_rates.get(name);
    let most = most.copied().unwrap_or(u32::MAX);
    match state.requests.count(now, QuotaKey::Operation(name), most) {
        true => Ok(()),
        false => Err(Failure::too_many_requests()),
    }
}

/// Handles `/.well-known/openid-configuration` and `/.well-known/jwks_uri` of the identity pools' issuer; `None` for other
/// paths.
// Source: open-id (that the tokens are of OpenID Connect). Assumed: the documents, which AWS's issuer has there.
pub(crate) fn document(state: &State, request: &Request) -> Option<Response> {
    let key = state.identity_token_key.as_ref()?;
    let document = match request.uri().path() {
        "/.well-known/jwks_uri" => {
            let keys: Vec<_> = key.jwk().into_iter().collect();
            json!({ "keys": keys })
        }
        "/.well-known/openid-configuration" => {
            let here = format!("http://{}", header(request, "host").unwrap_or("localhost"));
            json!({
                "issuer": crate::access::COGNITO_ISSUER,
                "jwks_uri": format!("{here}/.well-known/jwks_uri"),
                "response_types_supported": ["token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS512"],
            })
        }
        _ => return None,
    };
    let mut response = crate::http::json(StatusCode::OK, &document);
    crate::http::set(&mut response, "access-control-allow-origin", "*");
    Some(response)
}

// Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html
fn dispatch(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    name: &str,
) -> Result<Value, Failure> {
    let is_it = |operation: &&Operation| operation.name == name;
    let public = public::OPERATIONS.iter().find(is_it);
    let developer = developer::OPERATIONS.iter().find(is_it);
    let operation = public.or(developer);
    let operation = operation.ok_or(Failure::unknown_operation())?;
    let is_json = |media_type: &str| media_type.starts_with(MEDIA_TYPE);
    if !header(request, "content-type").is_some_and(is_json) {
        return Err(Failure::unknown_operation());
    }
    let members = idp::request::parse(request.body())?;
    count(state, now, operation.name)?;
    if developer.is_some() {
        authorize::authorize_call(state, now, request, name, &members)?;
    }
    (operation.run)(state, now, &members)
}
