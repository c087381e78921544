//! The hosted pages and the OAuth 2.0 endpoints of a user pool
//! ([reference](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html)).
//!
//! A file per page or endpoint. `authorization` reads what an app asks for, `visit` joins it
//! with the browser that came, `pages` has the HTML, `finish` sends the person back to the
//! app. What happens to an account lives in [`account`](crate::account).
//!
//! One thing here is not Cognito's: the sign-in page has a *Cancel* button, which sends the
//! person back with `error=access_denied`. In Cognito that answer comes from another provider
//! where the person says no; apps must be able to meet it without one.

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
use crate::moment::Moment;
use crate::outgoing::{Answers, Wanted};
use crate::state::State;
use page_error::PageError;
use visit::Visit;

/// The answer to a request for a hosted page or an OAuth endpoint; none for other paths, and
/// none for the preflight requests of browsers, which the API answers.
pub(crate) fn handle(
    state: &mut State,
    now: Moment,
    request: &Request,
    answers: &Answers,
) -> Option<Result<Response, Wanted>> {
    let endpoint = endpoint(request.uri().path())?;
    let handler = match *request.method() {
        Method::OPTIONS => return None,
        Method::GET => endpoint.get,
        Method::POST => endpoint.post,
        _ => None,
    };
    let came = Came {
        now,
        request,
        answers,
    };
    Some(match handler {
        Some(Handler::Program(answer)) => Ok(answer(state, now, request)),
        Some(Handler::Arrival(answer)) => answer(state, now, request, answers),
        Some(Handler::Page(answer)) => came.visit(state, |visit| Ok(answer(visit))),
        Some(Handler::Way(answer)) => came.visit(state, answer),
        None => Ok(not_allowed(&endpoint)),
    })
}

/// What answers at one path.
struct Endpoint {
    get: Option<Handler>,
    post: Option<Handler>,
}

#[derive(Clone, Copy)]
enum Handler {
    /// Reads the request by itself.
    Program(fn(&mut State, Moment, &Request) -> Response),
    /// For a person in a browser, on the way to an app.
    Page(fn(&mut Visit<'_>) -> Response),
    /// The same, and it may need something from elsewhere.
    Way(fn(&mut Visit<'_>) -> Result<Response, Wanted>),
    /// For a person who comes back from an identity provider.
    Arrival(fn(&mut State, Moment, &Request, &Answers) -> Result<Response, Wanted>),
}

fn endpoint(path: &str) -> Option<Endpoint> {
    use Handler::{Arrival, Page, Program, Way};
    let (get, post) = match path {
        "/oauth2/authorize" => (Some(Way(authorize::authorize)), None),
        "/oauth2/idpresponse" => {
            let both = Some(Arrival(federation::oidc_response));
            (both, both)
        }
        "/oauth2/token" => (None, Some(Program(token::token))),
        "/oauth2/userInfo" => {
            let both = Some(Program(user_info::user_info));
            (both, both)
        }
        "/oauth2/revoke" => (None, Some(Program(revoke::revoke))),
        "/saml2/idpresponse" => (None, Some(Arrival(federation::saml_response))),
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
        "/logout" => (Some(Program(logout::logout)), None),
        "/error" => (Some(Program(error_page::show)), None),
        _ => return None,
    };
    Some(Endpoint { get, post })
}

/// A request for a page.
struct Came<'a> {
    now: Moment,
    request: &'a Request,
    answers: &'a Answers,
}

impl Came<'_> {
    /// Lets `answer` meet a person whose app may ask for this, and whose form is one of ours.
    // Source: authorization-endpoint#get-authorize-request-parameters (`client_id`). Assumed: the words of the page.
    fn visit(
        &self,
        state: &mut State,
        answer: impl FnOnce(&mut Visit<'_>) -> Result<Response, Wanted>,
    ) -> Result<Response, Wanted> {
        let mut visit = match Visit::open(state, self.now, self.request, self.answers) {
            Ok(visit) => visit,
            Err(elsewhere) => return Ok(elsewhere.into_response()),
        };
        let client = &visit.authorization.client;
        if !client.supports_provider("COGNITO") && is_for_own_users(self.request) {
            let error = PageError::NoSuchProvider.page(Some(&client.id));
            return Ok(error.into_response());
        }
        if self.request.method() == Method::POST && !visit.has_own_form() {
            let words = "This form is out of date. Go back to the app and start again.";
            return Ok(pages::error(StatusCode::FORBIDDEN, Some(words), None));
        }
        let response = answer(&mut visit)?;
        Ok(visit.close(response))
    }
}

/// Whether a page is of no use to people of identity providers.
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
