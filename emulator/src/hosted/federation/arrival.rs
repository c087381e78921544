//! Somebody who comes back from a provider.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html>

use std::time::Duration;

use super::fault::Fault;
use crate::account::Profile;
use crate::config::{ProviderSettings, ProviderType};
use crate::hosted::browser::Browser;
use crate::hosted::finish;
use crate::hosted::page_error::PageError;
use crate::hosted::redirect::Elsewhere;
use crate::hosted::visit::{self, Visit};
use crate::http::{Request, Response};
use crate::moment::Moment;
use crate::outgoing::Answers;
use crate::state::hosted::Departure;
use crate::state::{Method, Methods, State};

/// A sign-in that was begun here, in the browser that has come back.
pub(super) struct Arrival {
    pub(super) provider: ProviderSettings,
    pub(super) departure: Departure,
    /// The address of these pages.
    pub(super) here: String,
    pub(super) pool_id: String,
    /// How far the emulator's clock is ahead of everybody else's.
    pub(super) advanced: Duration,
    key: String,
}

impl Arrival {
    /// The sign-in under this `state`, at a provider of this protocol.
    ///
    /// # Errors
    /// The page that says so where there is none, or it was begun elsewhere.
    // Source: cognito-user-pools-oidc-flow, cognito-user-pools-SAML-session-initiation ("cancels sessions that don't
    // receive a response"), cognito-user-pools-saml-idp-things-to-know ("No replayed assertions"). Assumed: the words
    // of the page.
    pub(super) fn find(
        state: &State,
        now: Moment,
        request: &Request,
        key: &str,
        is_protocol: fn(ProviderType) -> bool,
    ) -> Result<Self, Elsewhere> {
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
            advanced: state.advanced,
            key: key.to_owned(),
        })
    }

    /// Ends the sign-in: back to the app, with what it asked for or with what went wrong.
    // Source: federation-endpoint-idp-responses.
    pub(super) fn finish(
        self,
        state: &mut State,
        now: Moment,
        request: &Request,
        outcome: Result<Profile, Fault>,
    ) -> Response {
        if let Some(context) = state.by_pool(now, &self.pool_id) {
            context.pool.hosted.end_departure(&self.key);
        }
        let answers = Answers::default();
        let begun = again(request, &self.departure.link);
        let mut visit = match Visit::open(state, now, &begun, &answers) {
            Ok(visit) => visit,
            Err(elsewhere) => return elsewhere.into_response(),
        };
        let client = visit.authorization.client.clone();
        let admitted = outcome.and_then(|profile| {
            let admitted = visit.context.admit(&client, &self.provider, &profile);
            admitted.map_err(|reason| Fault::not_admitted(&self.provider, &reason))
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
            Err(fault) => visit.authorization.fail(&fault.error, &fault.description),
        };
        visit.close(response)
    }
}

/// The request that the sign-in began with, from the browser as it is now.
fn again(request: &Request, link: &str) -> Request {
    let mut begun = Request::new(Vec::new());
    *begun.uri_mut() = link.parse().unwrap_or_default();
    *begun.headers_mut() = request.headers().clone();
    begun
}
