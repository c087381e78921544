//! The return of a user from an identity provider.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html>

use std::time::Duration;

use super::error::FederationError;
use crate::account::Profile;
use crate::config::{ProviderSettings, ProviderType};
use crate::hosted::browser::Browser;
use crate::hosted::finish;
use crate::hosted::page_error::PageError;
use crate::hosted::redirect::Redirect;
use crate::hosted::visit::{self, Visit};
use crate::http::{Request, Response};
use crate::outgoing::ProviderResponses;
use crate::state::hosted::Departure;
use crate::state::{Method, Methods, State};
use crate::timestamp::Timestamp;

/// A federated sign-in whose user has returned in the same browser.
pub(super) struct ProviderReturn {
    pub(super) provider: ProviderSettings,
    pub(super) departure: Departure,
    /// The base URL of the hosted pages.
    pub(super) here: String,
    pub(super) pool_id: String,
    /// How far the emulator's clock is ahead of the real time.
    pub(super) clock_offset: Duration,
    key: String,
}

impl ProviderReturn {
    /// Finds the sign-in with this `state`, at a provider of this protocol.
    ///
    /// # Errors
    /// An error page if there is no such sign-in, or if it was started in another browser.
    // Source: cognito-user-pools-oidc-flow, cognito-user-pools-SAML-session-initiation ("cancels sessions that don't
    // receive a response"), cognito-user-pools-saml-idp-things-to-know ("No replayed assertions"). Assumed: the message
    // of the page.
    pub(super) fn find(
        state: &State,
        now: Timestamp,
        request: &Request,
        key: &str,
        is_protocol: fn(ProviderType) -> bool,
    ) -> Result<Self, Redirect> {
        let nothing = || PageError::UnknownState.page(None);
        let mut pools = state.pools.iter();
        let found = pools.find_map(|pool| Some((pool, pool.hosted.departure(now, key)?)));
        let (pool, departure) = found.ok_or_else(nothing)?;
        let mut providers = pool.settings.providers.iter();
        let provider = providers
            .find(|it| it.name == departure.provider && is_protocol(it.provider_type))
            .ok_or_else(nothing)?;
        if !Browser::is_bound(request, &departure.browser) {
            return Err(nothing());
        }
        Ok(Self {
            provider: provider.clone(),
            departure: departure.clone(),
            here: visit::address(&pool.settings, request),
            pool_id: pool.settings.id.clone(),
            clock_offset: state.clock_offset,
            key: key.to_owned(),
        })
    }

    /// Ends the sign-in, and redirects to the app with the response or an error.
    // Source: federation-endpoint-idp-responses.
    pub(super) fn finish(
        self,
        state: &mut State,
        now: Timestamp,
        request: &Request,
        outcome: Result<Profile, FederationError>,
    ) -> Response {
        if let Some(context) = state.by_pool(now, &self.pool_id) {
            context.pool.hosted.end_departure(&self.key);
        }
        let responses = ProviderResponses::default();
        let begun = request_with_link(request, &self.departure.link);
        let mut visit = match Visit::open(state, now, &begun, &responses) {
            Ok(visit) => visit,
            Err(redirect) => return redirect.into_response(),
        };
        let client = visit.authorization.client.clone();
        let admitted = outcome.and_then(|profile| {
            let admitted = visit
                .context
                .sign_in_federated(&client, &self.provider, &profile);
            admitted.map_err(|reason| FederationError::refused_profile(&self.provider, &reason))
        });
        // "If you do not provide a `nonce` value in your request, Amazon Cognito automatically generates and validates
        // a nonce when you authenticate through a third-party identity provider, then adds it … to the ID token":
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
        if visit.authorization.nonce.is_none() {
            visit.authorization.nonce = Some(match self.provider.provider_type {
                ProviderType::Saml => visit.context.random.base64url::<24>(),
                _ => self.departure.hidden.clone(),
            });
        }
        let response = match admitted {
            Ok(username) => finish::sign_in(&mut visit, &username, Methods::of(Method::Federation)),
            Err(error) => visit.authorization.fail(&error.error, &error.description),
        };
        visit.close(response)
    }
}

/// The original authorization request, with the headers of the current one.
fn request_with_link(request: &Request, link: &str) -> Request {
    let mut begun = Request::new(Vec::new());
    *begun.uri_mut() = link.parse().unwrap_or_default();
    *begun.headers_mut() = request.headers().clone();
    begun
}
