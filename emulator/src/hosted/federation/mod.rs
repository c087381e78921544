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
mod saml;
mod verify;

pub(super) use oidc::idp_response as oidc_response;
pub(super) use saml::idp_response as saml_response;

use super::redirect;
use super::visit::Visit;
use crate::config::{ProviderSettings, ProviderType};
use crate::http::Response;
use crate::outgoing::Wanted;
use crate::state::hosted::Departure;
use fault::Stop;

/// The way to a provider, but for the state of the sign-in.
struct Trip {
    address: String,
    /// The name of the parameter that the provider hands back.
    state: &'static str,
    more: Vec<(&'static str, String)>,
    /// What the provider must repeat where it can be trusted.
    hidden: String,
}

/// Sends the person to a provider, and remembers where to go afterwards.
// Source: cognito-user-pools-oidc-flow, cognito-user-pools-saml-idp-things-to-know (the relay state is "an opaque
// reference to state information").
pub(super) fn depart(
    visit: &mut Visit<'_>,
    provider: &ProviderSettings,
) -> Result<Response, Wanted> {
    let trip = match provider.provider_type {
        ProviderType::Saml => saml::trip(visit, provider),
        _ => oidc::trip(visit, provider),
    };
    let trip = match trip {
        Ok(trip) => trip,
        Err(Stop::Wanted(wanted)) => return Err(wanted),
        Err(Stop::Fault(fault)) => {
            return Ok(visit.authorization.fail(&fault.error, &fault.description));
        }
    };
    let departure = Departure {
        provider: provider.name.clone(),
        link: visit.authorization.link("/oauth2/authorize", &[]),
        hidden: trip.hidden,
        browser: visit.browser.bind(visit.context.random),
        begun: visit.context.now,
    };
    let hosted = &mut visit.context.pool.hosted;
    let key = hosted.add_departure(visit.context.random, visit.context.now, departure);
    let more = trip
        .more
        .iter()
        .map(|(name, value)| (*name, Some(value.as_str())));
    let state = std::iter::once((trip.state, Some(key.as_str())));
    let all: Vec<_> = more.chain(state).collect();
    let part = redirect::Part::Query;
    Ok(redirect::found(&redirect::with(&trip.address, part, &all)))
}

/// A URL, or one of the emulator's own paths where the emulator is.
fn absolute(here: &str, url: &str) -> String {
    match url.starts_with('/') {
        true => format!("{here}{url}"),
        false => url.to_owned(),
    }
}
