//! Federated sign-in
//! ([OpenID Connect](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html),
//! [SAML](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html)).
//!
//! `oidc` and `saml` redirect to the provider and read its response; `provider_return` finds the sign-in of a returning
//! user and finishes it. [`account`](crate::account) creates or updates the user.

mod error;
mod oidc;
mod provider_return;
mod saml;
mod verify;

pub(super) use oidc::idp_response as oidc_response;
pub(super) use saml::idp_response as saml_response;

use super::redirect;
use super::visit::Visit;
use crate::config::{ProviderSettings, ProviderType};
use crate::http::Response;
use crate::outgoing::NeedsRequest;
use crate::state::hosted::Departure;
use error::Interruption;

/// A redirect to a provider, without the parameter for the sign-in's state.
struct ProviderRedirect {
    address: String,
    /// The name of the parameter that the provider returns unchanged.
    state: &'static str,
    more: Vec<(&'static str, String)>,
    /// The nonce or request id, which the provider has to repeat in its signed response.
    hidden: String,
}

/// Redirects to a provider, and stores the authorization request.
// Source: cognito-user-pools-oidc-flow, cognito-user-pools-saml-idp-things-to-know (the relay state is "an opaque
// reference to state information").
pub(super) fn redirect_to_provider(
    visit: &mut Visit<'_>,
    provider: &ProviderSettings,
) -> Result<Response, NeedsRequest> {
    let provider_redirect = match provider.provider_type {
        ProviderType::Saml => saml::build_redirect(visit, provider),
        _ => oidc::build_redirect(visit, provider),
    };
    let provider_redirect = match provider_redirect {
        Ok(provider_redirect) => provider_redirect,
        Err(Interruption::NeedsRequest(wanted)) => return Err(wanted),
        Err(Interruption::Failed(error)) => {
            return Ok(visit.authorization.fail(&error.error, &error.description));
        }
    };
    let departure = Departure {
        provider: provider.name.clone(),
        link: visit.authorization.link("/oauth2/authorize", &[]),
        hidden: provider_redirect.hidden,
        browser: visit.browser.bind(visit.context.random),
        begun: visit.context.now,
    };
    let hosted = &mut visit.context.pool.hosted;
    let key = hosted.add_departure(visit.context.random, visit.context.now, departure);
    let more = provider_redirect
        .more
        .iter()
        .map(|(name, value)| (*name, Some(value.as_str())));
    let state = std::iter::once((provider_redirect.state, Some(key.as_str())));
    let all: Vec<_> = more.chain(state).collect();
    let part = redirect::ResponseMode::Query;
    Ok(redirect::found(&redirect::with(
        &provider_redirect.address,
        part,
        &all,
    )))
}

/// A URL as it is, or a path of the emulator as an absolute URL.
fn absolute(here: &str, url: &str) -> String {
    match url.starts_with('/') {
        true => format!("{here}{url}"),
        false => url.to_owned(),
    }
}
