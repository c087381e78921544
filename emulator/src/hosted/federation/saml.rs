//! Sign-in at a SAML 2.0 provider.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>

use ::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::{FederationError, Interruption};
use super::provider_return::ProviderReturn;
use super::{ProviderRedirect, oidc};
use crate::account::Profile;
use crate::config::{ProviderSettings, ProviderType};
use crate::hosted::form::Form;
use crate::hosted::parameters::Prompt;
use crate::hosted::visit::Visit;
use crate::http::{Request, Response};
use crate::outgoing::{NeedsRequest, ProviderResponses};
use crate::saml::{
    self, AuthnRequest, Expected, Metadata, Refusal, certificate_key, redirect_parameter,
};
use crate::state::State;
use crate::timestamp::Timestamp;

const RETURN: &str = "/saml2/idpresponse";

/// Builds the redirect to the provider's sign-in page, with a SAML request.
// Source: cognito-user-pools-saml-idp-things-to-know ("includes a SAML request in a URL parameter of the HTTP GET
// request"), authorization-endpoint#get-authorize-request-parameters (`login_hint` is not for SAML). Assumed:
// `ForceAuthn` for `prompt=login`.
pub(super) fn build_redirect(
    visit: &mut Visit<'_>,
    provider: &ProviderSettings,
) -> Result<ProviderRedirect, Interruption> {
    let metadata = metadata(provider, visit.responses)?;
    let id = format!("_{}", visit.context.random.uuid());
    let request = AuthnRequest {
        id: &id,
        issued: &visit.context.now.to_text(),
        destination: &metadata.sso_url,
        consumer: &format!("{}{RETURN}", visit.address),
        issuer: &entity_id(&visit.context.pool.settings.id),
        force: visit.authorization.prompt == Prompt::Login,
    };
    let request = redirect_parameter(&request.to_xml());
    Ok(ProviderRedirect {
        address: metadata.sso_url,
        state: "RelayState",
        more: vec![("SAMLRequest", request)],
        hidden: id,
    })
}

/// `POST /saml2/idpresponse`
pub(in crate::hosted) fn idp_response(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    responses: &ProviderResponses,
) -> Result<Response, NeedsRequest> {
    let form = Form::of_body(request);
    let is_saml = |kind| kind == ProviderType::Saml;
    let provider_return =
        match ProviderReturn::find(state, now, request, form.text("RelayState"), is_saml) {
            Ok(provider_return) => provider_return,
            Err(redirect) => return Ok(redirect.into_response()),
        };
    let outcome = match profile(&provider_return, now, form.text("SAMLResponse"), responses) {
        Ok(profile) => Ok(profile),
        Err(Interruption::Failed(error)) => Err(error),
        Err(Interruption::NeedsRequest(wanted)) => return Err(wanted),
    };
    Ok(provider_return.finish(state, now, request, outcome))
}

// Source: cognito-user-pools-saml-idp-things-to-know, cognito-user-pools-specifying-attribute-mapping (`NameID`).
// Assumed: the message.
fn profile(
    provider_return: &ProviderReturn,
    now: Timestamp,
    response: &str,
    responses: &ProviderResponses,
) -> Result<Profile, Interruption> {
    let metadata = metadata(&provider_return.provider, responses)?;
    let base64: String = response.split_ascii_whitespace().collect();
    let document = STANDARD.decode(base64).ok();
    let document = document.and_then(|bytes| String::from_utf8(bytes).ok());
    let seconds = |moment: u64| i64::try_from(moment).unwrap_or(i64::MAX);
    let ours = now.seconds();
    let audience = entity_id(&provider_return.pool_id);
    let expected = Expected {
        issuer: &metadata.entity_id,
        keys: &metadata.keys,
        audiences: &[&audience],
        consumer: &format!("{}{RETURN}", provider_return.here),
        request: Some(&provider_return.departure.hidden),
        now: seconds(ours),
        unshifted_now: seconds(ours.saturating_sub(provider_return.clock_offset.as_secs())),
    };
    let assertion = saml::read(&document.unwrap_or_default(), &expected).map_err(refused)?;
    let claims = assertion.attributes;
    let named = provider_return.provider.username_claim();
    let subject = match named.filter(|name| *name != "NameID") {
        Some(name) => claims.get(name).cloned(),
        None => Some(assertion.name_id),
    };
    Ok(Profile {
        subject: subject
            .filter(|subject| !subject.is_empty())
            .ok_or(Interruption::invalid(
                "The claim for the user name is missing",
            ))?,
        issuer: Some(metadata.entity_id),
        claims,
    })
}

/// The error for a refused response, with Cognito's message where it is known.
// Source: federation-endpoint-idp-responses. Assumed: `access_denied` of a provider that says no, and the message.
fn refused(refusal: Refusal) -> FederationError {
    match refusal {
        Refusal::Status(code, message) => {
            let is_no = matches!(code.as_str(), "AuthnFailed" | "RequestDenied");
            FederationError {
                error: if is_no {
                    "access_denied"
                } else {
                    "invalid_request"
                }
                .to_owned(),
                description: match message.is_empty() {
                    true => format!("Error in SAML response processing: {code}"),
                    false => message,
                },
            }
        }
        Refusal::Signature => FederationError::invalid(
            "Error in SAML response processing: SAML Assertion signature is invalid",
        ),
        Refusal::Part(part) => FederationError::invalid(&format!(
            "Invalid SAML response received: {part} is not valid"
        )),
    }
}

// Source: API_CreateIdentityProvider (`MetadataFile`, `MetadataURL`). Assumed: the message.
fn metadata(
    provider: &ProviderSettings,
    responses: &ProviderResponses,
) -> Result<Metadata, Interruption> {
    let details = &provider.details;
    let read = |document: &str| {
        let unread = || Interruption::invalid(&format!("{} has no metadata to use", provider.name));
        Metadata::read(document).ok_or_else(unread)
    };
    if let Some(document) = &details.metadata_file {
        return read(document);
    }
    if let Some(url) = &details.metadata_url {
        let response = responses.to(oidc::addressed(url, Method::GET, Vec::new()))?;
        let response = response.filter(|response| response.status() == StatusCode::OK);
        let nothing = || Interruption::invalid(&format!("{} cannot be reached", provider.name));
        return read(&String::from_utf8_lossy(
            response.ok_or_else(nothing)?.body(),
        ));
    }
    let key = details.certificate.as_deref().and_then(certificate_key);
    Ok(Metadata {
        entity_id: details.entity_id.clone().unwrap_or_default(),
        sso_url: details.sso_url.clone().unwrap_or_default(),
        keys: key.into_iter().collect(),
    })
}

/// The entity id of a pool as a SAML service provider.
// Source: cognito-user-pools-saml-idp-things-to-know ("User pool ID is SP entity ID").
fn entity_id(pool_id: &str) -> String {
    format!("urn:amazon:cognito:sp:{pool_id}")
}
