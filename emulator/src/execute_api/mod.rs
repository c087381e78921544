//! APIs of Amazon API Gateway with IAM authorization, whose methods echo the request and the caller.
//!
//! Their URLs are `/execute-api/<id>/<stage>/…` and `<id>.execute-api.….localhost`.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
//! - <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>
//! - <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

use std::time::Duration;

use ::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::access::{
    Principal, SignatureError, SignatureRequirements, authenticate, denial_message,
    signature_failure,
};
use crate::config::ApiSettings;
use crate::http::{Request, Response, header, set};
use crate::iam::Question;
use crate::signing::{Signature, Style};
use crate::state::State;
use crate::timestamp::Timestamp;

/// The maximum difference between a request's time and the server's.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (five minutes).
const WINDOW: Duration = Duration::from_secs(300);
const SERVICE: &str = "execute-api";

/// An error: its type and its message.
struct ApiError(&'static str, String);

/// Handles a request for an API; `None` for other requests.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let (id, path) = address(request)?;
    let mut response = match *request.method() {
        Method::OPTIONS => preflight(),
        _ => run(state, now, request, &id, &path).unwrap_or_else(refusal),
    };
    let request_id = state.random.uuid();
    set(&mut response, "x-amzn-requestid", &request_id);
    set(&mut response, "access-control-allow-origin", "*");
    let exposed = "x-amzn-RequestId,x-amzn-ErrorType,Date";
    set(&mut response, "access-control-expose-headers", exposed);
    if let Ok(date) = jiff::Timestamp::from_second(now.seconds().cast_signed()) {
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set(&mut response, "date", &date);
    }
    Some(response)
}

/// The id of the API, and the path beginning with the stage.
fn address(request: &Request) -> Option<(String, String)> {
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix("/execute-api/") {
        let (id, path) = rest.split_once('/').unwrap_or((rest, ""));
        return Some((id.to_owned(), path.to_owned()));
    }
    let (id, _) = header(request, "host")?.split_once(".execute-api.")?;
    Some((id.to_owned(), path.trim_start_matches('/').to_owned()))
}

// Source: api-gateway-control-access-using-iam-policies-to-invoke-api (`execute-api:Invoke`, and the ARN), access-control-iam.
fn run(
    state: &State,
    now: Timestamp,
    request: &Request,
    id: &str,
    path: &str,
) -> Result<Response, ApiError> {
    let (stage, path) = path.split_once('/').unwrap_or((path, ""));
    let is_it = |api: &&ApiSettings| api.id == id && api.stages.iter().any(|it| it == stage);
    let api = state.apis.iter().find(is_it);
    let api = api.ok_or(ApiError("ForbiddenException", "Forbidden".to_owned()))?;
    let wanted = SignatureRequirements {
        service: SERVICE,
        region: Some(&api.region),
        style: Style::Other,
        window: WINDOW,
    };
    let principal = authenticate(state, now, request, wanted);
    let principal = principal.map_err(|fault| denied(&fault, now))?;
    let method = request.method();
    let account = state.account.id();
    let of_api = format!("{id}/{stage}/{method}/{path}");
    let resource = format!("arn:aws:execute-api:{}:{account}:{of_api}", api.region);
    let question = Question {
        action: "execute-api:Invoke",
        resource: &resource,
        keys: &principal.keys(),
    };
    if let Some(message) = denial_message(&principal, &question) {
        // The message has only the last digits of the account.
        let masked = format!("********{}", account.get(8..).unwrap_or_default());
        let shown = format!("arn:aws:execute-api:{}:{masked}:{of_api}", api.region);
        let message = message.replace(&resource, &shown);
        return Err(ApiError("AccessDeniedException", message));
    }
    Ok(crate::http::json(
        StatusCode::OK,
        &echo(state, request, &principal, path),
    ))
}

/// The request and the caller, in the form of a Lambda proxy integration's event.
// Source: api-gateway-mapping-template-reference (`identity`). Assumed: that `cognitoAuthenticationProvider` is made of `amr`.
fn echo(state: &State, request: &Request, principal: &Principal, path: &str) -> Value {
    let pairs = request
        .uri()
        .query()
        .map(crate::http::form)
        .unwrap_or_default();
    let pairs = pairs
        .into_iter()
        .filter(|(name, _)| !name.starts_with("X-Amz-"));
    let query: Map<String, Value> = pairs.map(|(name, value)| (name, value.into())).collect();
    let key = |name: &str| {
        principal
            .keys()
            .first(&format!("cognito-identity.amazonaws.com:{name}"))
    };
    let amr = principal.keys().all("cognito-identity.amazonaws.com:amr");
    let (kind, providers) = match amr.split_first() {
        Some((kind, providers)) => (Some(kind.clone()), providers.join(",")),
        None => (None, String::new()),
    };
    let signature = Signature::read(request).ok().flatten();
    json!({
        "httpMethod": request.method().as_str(),
        "path": format!("/{path}"),
        "queryStringParameters": query,
        "body": String::from_utf8_lossy(request.body()),
        "requestContext": { "identity": {
            "accessKey": signature.map(|it| it.credential.access_key_id),
            "accountId": state.account.id(),
            "caller": principal.user_id(),
            "userArn": principal.arn(),
            "cognitoIdentityId": key("sub"),
            "cognitoIdentityPoolId": key("aud"),
            "cognitoAuthenticationType": kind,
            "cognitoAuthenticationProvider": (!providers.is_empty()).then_some(providers),
        } },
    })
}

// Source: supported-gateway-response-types (403 of each). Assumed: the messages, as reports have them.
fn denied(fault: &SignatureError, now: Timestamp) -> ApiError {
    let failure = signature_failure(fault, SERVICE, WINDOW, now);
    let message = match fault {
        SignatureError::Region(_) | SignatureError::Day => {
            "Credential should be scoped to a valid region."
        }
        _ => failure.message(),
    };
    ApiError(failure.kind(), message.to_owned())
}

/// Builds the error response. IAM's messages are in `Message`, all others in `message`.
// Source: supported-gateway-response-types. Assumed: the two spellings, as reports have them.
fn refusal(ApiError(kind, message): ApiError) -> Response {
    let body = match kind {
        "AccessDeniedException" => json!({ "Message": message }),
        _ => json!({ "message": message }),
    };
    let mut response = crate::http::json(StatusCode::FORBIDDEN, &body);
    set(&mut response, "x-amzn-errortype", kind);
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = "authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-user-agent,\
                   x-api-key";
    set(&mut response, "access-control-allow-headers", headers);
    let methods = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT";
    set(&mut response, "access-control-allow-methods", methods);
    set(&mut response, "access-control-max-age", "600");
    response
}
