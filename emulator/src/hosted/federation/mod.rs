//! To an identity provider and back
//! ([OpenID Connect](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html),
//! [SAML](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html)).
//!
//! `oidc` and `saml` each send a person away and read what the provider says; `arrival` finds the
//! sign-in that somebody comes back to, and finishes it. What becomes of the person is decided in
//! [`account`](crate::account).

mod arrival;
mod fault;
mod oidc;
mod verify;

pub(super) use oidc::idp_response as oidc_response;

use super::authorization::Prompt;
use super::redirect;
use super::state::Departure;
use super::visit::Visit;
use crate::config::{ProviderSettings, ProviderType};
use crate::http::Response;
use crate::outgoing::Wanted;
use fault::Stop;

/// Sends the person to a provider, and remembers where to go afterwards.
pub(super) fn depart(
    visit: &mut Visit<'_>,
    provider: &ProviderSettings,
) -> Result<Response, Wanted> {
    let address = match provider.provider_type {
        ProviderType::Saml => Err(Stop::invalid("SAML is not there yet")),
        _ => oidc::destination(visit, provider),
    };
    let (address, hidden) = match address {
        Ok(found) => found,
        Err(Stop::Wanted(wanted)) => return Err(wanted),
        Err(Stop::Fault(fault)) => {
            return Ok(visit.authorization.fail(&fault.error, &fault.description));
        }
    };
    let departure = Departure {
        provider: provider.name.clone(),
        link: visit.authorization.link("/oauth2/authorize", &[]),
        hidden: hidden.clone(),
        browser: visit.browser.bind(visit.context.random),
        begun: visit.context.now,
    };
    let hosted = &mut visit.context.pool.hosted;
    let key = hosted.add_departure(visit.context.random, visit.context.now, departure);
    let prompt = match visit.authorization.prompt {
        Prompt::Login => Some("login"),
        Prompt::SelectAccount => Some("select_account"),
        Prompt::Automatic | Prompt::None => None,
    };
    let more = [
        ("state", Some(key.as_str())),
        ("nonce", Some(hidden.as_str())),
        ("login_hint", visit.authorization.login_hint.as_deref()),
        ("prompt", prompt),
    ];
    Ok(redirect::found(&redirect::with(
        &address,
        redirect::Part::Query,
        &more,
    )))
}

/// A URL, or one of the emulator's own paths where the emulator is.
fn absolute(here: &str, url: &str) -> String {
    match url.starts_with('/') {
        true => format!("{here}{url}"),
        false => url.to_owned(),
    }
}
