//! The hosted pages and the OAuth 2.0 endpoints of a user pool
//! ([reference](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html)).
//!
//! Each page or endpoint has a file. `authorization` reads an app's request, `visit` combines it with the browser's session,
//! `pages` renders HTML, and `finish` redirects to the app. Operations on accounts are in [`account`](crate::account).
//!
//! Unlike Cognito's, the sign-in page has a *Cancel* button, which redirects to the app with `error=access_denied`. Cognito
//! sends this error only if the user cancels at another provider; here apps can be tested without one.

mod authorization;
mod authorize;
mod browser;
mod client_auth;
mod confirm;
mod error_page;
mod federation;
mod finish;
mod form;
mod login;
mod logout;
mod new_password;
mod page_error;
mod pages;
mod parameters;
mod recover;
mod redirect;
mod revoke;
mod second_factor;
mod sign_up;
mod token;
mod user_info;
mod visit;

use ::http::{Method, StatusCode};

use crate::http::{Request, Response, response, set};
use crate::outgoing::{NeedsRequest, ProviderResponses};
use crate::state::State;
use crate::timestamp::Timestamp;
use page_error::PageError;
use visit::Visit;

/// Handles a request for a hosted page or an OAuth endpoint. Returns `None` for other paths and for preflight requests,
/// which the API handles.
pub(crate) fn handle(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    responses: &ProviderResponses,
) -> Option<Result<Response, NeedsRequest>> {
    let endpoint = endpoint(request.uri().path())?;
    let handler = match *request.method() {
        Method::OPTIONS => return None,
        Method::GET => endpoint.get,
        Method::POST => endpoint.post,
        _ => None,
    };
    let page_request = PageRequest {
        now,
        request,
        responses,
    };
    Some(match handler {
        Some(Handler::Api(handler)) => Ok(handler(state, now, request)),
        Some(Handler::ProviderReturn(handler)) => handler(state, now, request, responses),
        Some(Handler::Page(handler)) => page_request.visit(state, |visit| Ok(handler(visit))),
        Some(Handler::FetchingPage(handler)) => page_request.visit(state, handler),
        None => Ok(not_allowed(&endpoint)),
    })
}

/// The handlers of a path.
struct Endpoint {
    get: Option<Handler>,
    post: Option<Handler>,
}

#[derive(Clone, Copy)]
enum Handler {
    /// An endpoint for programs.
    Api(fn(&mut State, Timestamp, &Request) -> Response),
    /// A page for an authorization request.
    Page(fn(&mut Visit<'_>) -> Response),
    /// A page that may need a response of an identity provider.
    FetchingPage(fn(&mut Visit<'_>) -> Result<Response, NeedsRequest>),
    /// The return from an identity provider.
    ProviderReturn(
        fn(&mut State, Timestamp, &Request, &ProviderResponses) -> Result<Response, NeedsRequest>,
    ),
}

fn endpoint(path: &str) -> Option<Endpoint> {
    use Handler::{Api, FetchingPage, Page, ProviderReturn};
    let (get, post) = match path {
        "/oauth2/authorize" => (Some(FetchingPage(authorize::authorize)), None),
        "/oauth2/idpresponse" => {
            let both = Some(ProviderReturn(federation::oidc_response));
            (both, both)
        }
        "/oauth2/token" => (None, Some(Api(token::token))),
        "/oauth2/userInfo" => {
            let both = Some(Api(user_info::user_info));
            (both, both)
        }
        "/oauth2/revoke" => (None, Some(Api(revoke::revoke))),
        "/saml2/idpresponse" => (None, Some(ProviderReturn(federation::saml_response))),
        "/login" => (Some(Page(login::show)), Some(Page(login::submit))),
        "/signup" => (Some(Page(sign_up::show)), Some(Page(sign_up::submit))),
        "/confirm" => (Some(Page(confirm::show)), Some(Page(confirm::submit))),
        "/resendcode" => (None, Some(Page(confirm::resend))),
        "/forgotPassword" => (
            Some(Page(recover::show_forgot)),
            Some(Page(recover::submit_forgot)),
        ),
        "/confirmForgotPassword" => (
            Some(Page(recover::show_confirm)),
            Some(Page(recover::submit_confirm)),
        ),
        "/changePassword" => (
            Some(Page(new_password::show)),
            Some(Page(new_password::submit)),
        ),
        "/mfa" => (
            Some(Page(second_factor::show)),
            Some(Page(second_factor::submit)),
        ),
        "/logout" => (Some(Api(logout::logout)), None),
        "/error" => (Some(Api(error_page::show)), None),
        _ => return None,
    };
    Some(Endpoint { get, post })
}

/// A request for a page.
struct PageRequest<'a> {
    now: Timestamp,
    request: &'a Request,
    responses: &'a ProviderResponses,
}

impl PageRequest<'_> {
    /// Runs `answer` if the authorization request is valid and a submitted form has the CSRF token.
    // Source: authorization-endpoint#get-authorize-request-parameters (`client_id`). Assumed: the message of the page.
    fn visit(
        &self,
        state: &mut State,
        handler: impl FnOnce(&mut Visit<'_>) -> Result<Response, NeedsRequest>,
    ) -> Result<Response, NeedsRequest> {
        let mut visit = match Visit::open(state, self.now, self.request, self.responses) {
            Ok(visit) => visit,
            Err(redirect) => return Ok(redirect.into_response()),
        };
        let client = &visit.authorization.client;
        if !client.supports_provider("COGNITO") && is_for_own_users(self.request) {
            let error = PageError::NoSuchProvider.page(Some(&client.id));
            return Ok(error.into_response());
        }
        if self.request.method() == Method::POST && !visit.has_own_form() {
            let message = "This form is out of date. Go back to the app and start again.";
            return Ok(pages::error(StatusCode::FORBIDDEN, Some(message), None));
        }
        let response = handler(&mut visit)?;
        Ok(visit.close(response))
    }
}

/// Whether a page is only for users of the pool itself.
fn is_for_own_users(request: &Request) -> bool {
    let is_common = matches!(request.uri().path(), "/oauth2/authorize" | "/login");
    !is_common || request.method() == Method::POST
}

fn not_allowed(endpoint: &Endpoint) -> Response {
    let allowed = match (endpoint.get, endpoint.post) {
        (Some(_), Some(_)) => "GET, POST",
        (Some(_), None) => "GET",
        _ => "POST",
    };
    let body = b"Method not allowed".to_vec();
    let mut response = response(
        StatusCode::METHOD_NOT_ALLOWED,
        "text/plain; charset=utf-8",
        body,
    );
    set(&mut response, "allow", allowed);
    response
}
