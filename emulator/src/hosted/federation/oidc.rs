//! Sign-in at an OpenID Connect provider
//! ([Core 1.0](https://openid.net/specs/openid-connect-core-1_0.html), the code flow).
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-idp.html>

use std::collections::BTreeMap;

use ::http::{Method, StatusCode, header};
use serde_json::Value;

use super::error::{FederationError, Interruption};
use super::provider_return::ProviderReturn;
use super::verify::{self, Expected};
use super::{ProviderRedirect, absolute};
use crate::account::{Profile, flattened};
use crate::config::{ProviderSettings, ProviderType, RequestMethod};
use crate::hosted::form::Form;
use crate::hosted::redirect;
use crate::hosted::visit::Visit;
use crate::http::{Request, Response};
use crate::outgoing::{NeedsRequest, ProviderResponses};
use crate::state::State;
use crate::timestamp::Timestamp;

const RETURN: &str = "/oauth2/idpresponse";

/// The endpoints of a provider.
struct Endpoints {
    authorize: String,
    token: String,
    keys: String,
    user_info: Option<String>,
}

/// Builds the redirect to the authorization endpoint. The ID token has to repeat the nonce.
// Source: authorization-endpoint#get-authorize-request-parameters (`login_hint`, `prompt`),
// amazon-cognito-user-pools-using-the-id-token ("automatically generates and validates a nonce when you authenticate
// through a third-party identity provider"). Assumed: that the provider gets a nonce of Cognito's own, not the app's.
pub(super) fn build_redirect(
    visit: &mut Visit<'_>,
    provider: &ProviderSettings,
) -> Result<ProviderRedirect, Interruption> {
    let endpoints = endpoints(provider, &visit.address, visit.responses)?;
    let nonce = visit.context.random.base64url::<24>();
    let details = &provider.details;
    let mut more = vec![
        ("client_id", details.client_id.clone().unwrap_or_default()),
        ("redirect_uri", format!("{}{RETURN}", visit.address)),
        (
            "scope",
            details.authorize_scopes.clone().unwrap_or_default(),
        ),
        ("response_type", "code".to_owned()),
        ("nonce", nonce.clone()),
    ];
    // "You can't forward login hints to SAML, Apple, Login With Amazon, Google, or Facebook (Meta) IdPs".
    if let (Some(hint), ProviderType::Oidc) =
        (&visit.authorization.login_hint, provider.provider_type)
    {
        more.push(("login_hint", hint.clone()));
    }
    if let Some(prompt) = &visit.authorization.prompt_of_provider {
        more.push(("prompt", prompt.clone()));
    }
    Ok(ProviderRedirect {
        address: endpoints.authorize,
        state: "state",
        more,
        hidden: nonce,
    })
}

/// `/oauth2/idpresponse`: by GET, or by POST from providers that send forms.
pub(in crate::hosted) fn idp_response(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    responses: &ProviderResponses,
) -> Result<Response, NeedsRequest> {
    let given = match *request.method() {
        Method::POST => Form::of_body(request),
        _ => Form::of_query(request),
    };
    let is_oidc = |kind| kind != ProviderType::Saml;
    let provider_return =
        match ProviderReturn::find(state, now, request, given.text("state"), is_oidc) {
            Ok(provider_return) => provider_return,
            Err(redirect) => return Ok(redirect.into_response()),
        };
    let outcome = match profile(&provider_return, now, &given, responses) {
        Ok(profile) => Ok(profile),
        Err(Interruption::Failed(error)) => Err(error),
        Err(Interruption::NeedsRequest(wanted)) => return Err(wanted),
    };
    Ok(provider_return.finish(state, now, request, outcome))
}

/// The user's profile at the provider.
// Source: cognito-user-pools-oidc-flow (the order of the steps: code, tokens, keys, the ID token, userinfo),
// federation-endpoint-idp-responses. Assumed: that an error of the provider's authorization endpoint goes to the app as
// it came, all other messages, and that a userinfo of somebody else is refused.
fn profile(
    provider_return: &ProviderReturn,
    now: Timestamp,
    given: &Form,
    responses: &ProviderResponses,
) -> Result<Profile, Interruption> {
    if let Some(error) = given.get("error") {
        return Err(Interruption::Failed(FederationError {
            error: error.to_owned(),
            description: given.get("error_description").unwrap_or(error).to_owned(),
        }));
    }
    let code = given.get("code").ok_or(Interruption::invalid(
        "The code is missing in the provider's answer",
    ))?;
    let provider = &provider_return.provider;
    let endpoints = endpoints(provider, &provider_return.here, responses)?;
    let tokens = exchange(provider_return, &endpoints.token, code, responses)?;
    let token = |name: &str| tokens.get(name).and_then(Value::as_str);
    let id_token =
        token("id_token").ok_or(Interruption::invalid("The provider gave no id_token"))?;
    let keys = fetch(provider, responses, get(&endpoints.keys))?;
    let expected = Expected {
        issuer: provider.details.oidc_issuer.as_deref().unwrap_or_default(),
        client_id: provider.details.client_id.as_deref().unwrap_or_default(),
        nonce: &provider_return.departure.hidden,
        now,
        clock_offset: provider_return.clock_offset,
    };
    let mut claims = verify::id_token(id_token, &keys, &expected)?;
    if let (Some(url), Some(token)) = (&endpoints.user_info, token("access_token")) {
        let more = fetch(provider, responses, ask_about(provider, url, token))?;
        // OpenID Connect Core, section 5.3.2: prevents substitution of another user's claims.
        if more.get("sub") != claims.get("sub") {
            return Err(Interruption::invalid("The userinfo is about somebody else"));
        }
        if let (Value::Object(claims), Value::Object(more)) = (&mut claims, more) {
            claims.extend(more);
        }
    }
    let claims = texts(&claims);
    let subject = claims
        .get(provider.username_claim().unwrap_or("sub"))
        .filter(|subject| !subject.is_empty())
        .ok_or(Interruption::invalid(
            "The claim for the user name is missing",
        ))?;
    Ok(Profile {
        subject: subject.clone(),
        issuer: None,
        claims,
    })
}

/// The endpoints of the settings; missing ones are read from the
/// [discovery document](https://openid.net/specs/openid-connect-discovery-1_0.html).
// Source: API_CreateIdentityProvider (`oidc_issuer`, or each address), cognito-user-pools-oidc-flow. Assumed: the message.
fn endpoints(
    provider: &ProviderSettings,
    here: &str,
    responses: &ProviderResponses,
) -> Result<Endpoints, Interruption> {
    let details = &provider.details;
    let is_whole = details.authorize_url.is_some()
        && details.token_url.is_some()
        && details.jwks_uri.is_some();
    let found = match is_whole {
        true => Value::Null,
        false => discover(provider, responses)?,
    };
    let one = |set: &Option<String>, name: &str| {
        let found = || found.get(name).and_then(Value::as_str);
        set.as_deref().or_else(found).map(|url| absolute(here, url))
    };
    let must = |set: &Option<String>, name: &str| {
        one(set, name)
            .ok_or_else(|| Interruption::invalid(&format!("{} has no {name}", provider.name)))
    };
    Ok(Endpoints {
        authorize: must(&details.authorize_url, "authorization_endpoint")?,
        token: must(&details.token_url, "token_endpoint")?,
        keys: must(&details.jwks_uri, "jwks_uri")?,
        user_info: one(&details.attributes_url, "userinfo_endpoint"),
    })
}

// Source: federation-endpoint-idp-responses (`/.well-known/openid-configuration`). Assumed: the message, and that
// another issuer in the document is refused (OpenID Connect Discovery, section 4.3).
fn discover(
    provider: &ProviderSettings,
    responses: &ProviderResponses,
) -> Result<Value, Interruption> {
    let issuer = provider.details.oidc_issuer.as_deref().unwrap_or_default();
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let document = fetch(provider, responses, get(&url))?;
    // Section 4.3: the document has to be the issuer's.
    match document.get("issuer").and_then(Value::as_str) == Some(issuer) {
        true => Ok(document),
        false => Err(Interruption::invalid(&format!(
            "{} has another issuer in its discovery document",
            provider.name
        ))),
    }
}

/// Exchanges the code for tokens. Cognito sends the client's secret in the body.
// Source: cognito-user-pools-oidc-flow. Assumed: that the secret is in the body.
fn exchange(
    provider_return: &ProviderReturn,
    url: &str,
    code: &str,
    responses: &ProviderResponses,
) -> Result<Value, Interruption> {
    let details = &provider_return.provider.details;
    let back = format!("{}{RETURN}", provider_return.here);
    let body = redirect::query(&[
        ("grant_type", Some("authorization_code")),
        ("code", Some(code)),
        ("redirect_uri", Some(&back)),
        ("client_id", details.client_id.as_deref()),
        ("client_secret", details.client_secret.as_deref()),
    ]);
    let mut request = addressed(url, Method::POST, body.into_bytes());
    let form = header::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    fetch(&provider_return.provider, responses, request)
}

// Source: cognito-user-pools-oidc-flow ("authorizes a request to the IdP `userInfo` endpoint with the access token"),
// API_CreateIdentityProvider (`attributes_request_method`).
fn ask_about(provider: &ProviderSettings, url: &str, access_token: &str) -> Request {
    let method = match provider.details.attributes_request_method {
        RequestMethod::Get => Method::GET,
        RequestMethod::Post => Method::POST,
    };
    let mut request = addressed(url, method, Vec::new());
    if let Ok(value) = header::HeaderValue::from_str(&format!("Bearer {access_token}")) {
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    request
}

fn get(url: &str) -> Request {
    addressed(url, Method::GET, Vec::new())
}

pub(super) fn addressed(url: &str, method: Method, body: Vec<u8>) -> Request {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = url.parse().unwrap_or_default();
    let accept = header::HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::ACCEPT, accept);
    request
}

/// The provider's JSON response. The error for a failed request names the provider and the status.
// Source: federation-endpoint-idp-responses ("Amazon Cognito adds the provider name and HTTP error code"),
// authorization-endpoint#get-authorize-negative. Assumed: the message where there is no answer, or one that is not JSON.
fn fetch(
    provider: &ProviderSettings,
    responses: &ProviderResponses,
    request: Request,
) -> Result<Value, Interruption> {
    let name = &provider.name;
    let response = responses.to(request)?;
    let response =
        response.ok_or_else(|| Interruption::invalid(&format!("{name} cannot be reached")))?;
    let json: Option<Value> = serde_json::from_slice(response.body()).ok();
    if response.status() == StatusCode::OK {
        let unread = || Interruption::invalid(&format!("{name} gave something that is not JSON"));
        return json.ok_or_else(unread);
    }
    let text = |field: &str| json.as_ref()?.get(field)?.as_str();
    let error = text("error").unwrap_or_default();
    let message = text("error_description").unwrap_or_default();
    let status = response.status().as_u16();
    let description = format!("{name} Error - {status} {error} {message}");
    Err(Interruption::invalid(description.trim_end()))
}

/// The claims as text.
fn texts(claims: &Value) -> BTreeMap<String, String> {
    let Some(claims) = claims.as_object() else {
        return BTreeMap::new();
    };
    let single = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = |value: &Value| match value {
        Value::Array(values) if values.len() > 1 => {
            flattened(&values.iter().map(single).collect::<Vec<_>>())
        }
        Value::Array(values) => values.first().map(single).unwrap_or_default(),
        other => single(other),
    };
    let there = claims.iter().filter(|(_, value)| !value.is_null());
    there
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}
