//! `GET /oauth2/authorize`.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>

use super::authorization::SignInMethod;
use super::parameters::{Denial, Prompt};
use super::visit::Visit;
use super::{federation, finish, second_factor};
use crate::http::Response;
use crate::outgoing::NeedsRequest;

/// Redirects back to the app if the user is signed in, otherwise to an identity provider or to the sign-in page.
// Source: authorization-endpoint#get-authorize-request-parameters (`prompt`, `login_required`),
// login-endpoint#login-endpoint-step-up. Assumed: that `prompt=none` says so of a level that is wanting.
pub(super) fn authorize(visit: &mut Visit<'_>) -> Result<Response, NeedsRequest> {
    let provider = match &visit.authorization.sign_in_method {
        SignInMethod::Provider(provider) => Some(provider.clone()),
        SignInMethod::Any | SignInMethod::Cognito => None,
    };
    let is_signed_in = is_signed_in(visit);
    let login = visit.browser.login(visit.context.pool);
    let lacks_level = login.is_some_and(|login| visit.lacks_level(login));
    match (visit.authorization.prompt, is_signed_in, provider) {
        (Prompt::Automatic | Prompt::OfProvider, true, None) if lacks_level => {
            Ok(second_factor::step_up(visit))
        }
        (Prompt::None, true, _) if lacks_level => {
            Ok(visit.authorization.deny(Denial::LoginRequired))
        }
        (Prompt::Automatic | Prompt::None, true, _) | (Prompt::OfProvider, true, None) => {
            Ok(finish::finish(visit))
        }
        (Prompt::None, false, _) => Ok(visit.authorization.deny(Denial::LoginRequired)),
        (_, _, Some(provider)) => federation::redirect_to_provider(visit, &provider),
        (_, _, None) => Ok(visit.go("/login", &[])),
    }
}

/// Whether a user is signed in by the requested method.
// Source: cognito-user-pools-identity-federation ("If your user signs in again with a different IdP … they must
// provide credentials").
pub(super) fn is_signed_in(visit: &Visit<'_>) -> bool {
    let pool = &visit.context.pool;
    let Some(login) = visit.browser.login(pool) else {
        return false;
    };
    if visit.is_too_old(login) {
        return false;
    }
    let user = pool.users.by_username(&login.username);
    let identities = user.map(|user| user.identities.as_slice());
    let mut identities = identities.unwrap_or_default().iter();
    match &visit.authorization.sign_in_method {
        SignInMethod::Any => true,
        SignInMethod::Cognito => identities.next().is_none(),
        SignInMethod::Provider(provider) => {
            identities.any(|identity| identity.provider_name == provider.name)
        }
    }
}
