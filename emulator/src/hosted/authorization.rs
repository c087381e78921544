//! The authorization request of an app
//! ([authorize endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html)).
//!
//! Every page has the whole request in its URL, and reads and checks it again.

use std::sync::Arc;

use super::form::Form;
use super::page_error::PageError;
use super::parameters::{
    Denial, Prompt, ResponseType, code_challenge, is_resource, prompt, response_type, scopes,
};
use super::redirect::{self, Redirect, ResponseMode};
use crate::config::{ClientSettings, OauthFlow, ProviderSettings};
use crate::http::{Request, Response};
use crate::state::State;

/// The parameters that pages pass on to each other.
const PARAMETERS: [&str; 16] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
    "acr_values",
    "max_age",
];

/// The parameters that the logout endpoint passes on.
const LOGOUT_PARAMETERS: [&str; 6] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
];

/// A valid authorization request.
pub(super) struct Authorization {
    pub(super) client: Arc<ClientSettings>,
    pub(super) redirect_uri: String,
    pub(super) response_type: ResponseType,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    /// The PKCE code challenge (S256).
    pub(super) code_challenge: Option<String>,
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Prompt,
    /// The values of `prompt` that identity providers get: all but `none`.
    pub(super) prompt_of_provider: Option<String>,
    /// The resource that the access token is bound to (RFC 8707).
    pub(super) resource: Option<String>,
    /// The maximum age of the sign-in, in seconds
    /// ([authorize endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html)).
    pub(super) max_age: Option<u64>,
    /// The requested levels, of which the first that the user can reach applies
    /// ([step-up](https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html#login-endpoint-step-up)).
    pub(super) acr_values: Option<String>,
    pub(super) sign_in_method: SignInMethod,
    state: Option<String>,
    query: String,
}

/// How the user signs in.
pub(super) enum SignInMethod {
    /// By any of the client's methods.
    Any,
    /// As a user of the pool, not of a provider.
    Cognito,
    /// By this provider.
    Provider(Box<ProviderSettings>),
}

impl Authorization {
    /// Reads and checks the query.
    ///
    /// # Errors
    /// The redirect for an invalid request: to the app once the client and the redirect URI are valid, otherwise to the
    /// error page.
    // Source: authorization-endpoint#get-authorize-negative. Assumed: which of several faults is reported first.
    pub(super) fn read(state: &State, request: &Request) -> Result<Self, Redirect> {
        Self::of_query(state, Form::of_query(request))
    }

    /// Reads and checks the authorization request in the parameters of the logout endpoint. Only the parameters that it
    /// accepts count; a provider is ignored.
    ///
    /// # Errors
    /// The redirect for an invalid request.
    // Source: logout-endpoint#get-logout-request-parameters ("the logout endpoint doesn't support automatic IdP redirect
    // with `identity_provider` or `idp_identifier` parameters"). Assumed: that parameters which it does not take are
    // passed over, and no error.
    pub(super) fn read_after_logout(state: &State, query: &Form) -> Result<Self, Redirect> {
        Self::of_query(state, query.only(&LOGOUT_PARAMETERS))
    }

    // Source: authorization-endpoint#get-authorize-negative.
    fn of_query(state: &State, query: Form) -> Result<Self, Redirect> {
        let target = Target::read(state, &query)?;
        let text = |name: &str| query.get(name).map(str::to_owned);
        let read = || -> Result<_, Denial> {
            if PARAMETERS.iter().any(|name| query.repeats(name)) {
                return Err(Denial::InvalidRequest);
            }
            let response_type = response_type(&target.client, query.get("response_type"))?;
            let scopes = scopes(&target.client, query.text("scope"))?;
            let code_challenge = code_challenge(&query)?;
            let prompt = prompt(query.text("prompt"))?;
            if query
                .get("resource")
                .is_some_and(|resource| !is_resource(resource))
            {
                return Err(Denial::InvalidRequest);
            }
            let max_age = match query.get("max_age") {
                Some(text) => Some(text.parse().map_err(|_| Denial::InvalidRequest)?),
                None => None,
            };
            Ok((response_type, scopes, code_challenge, prompt, max_age))
        };
        let (response_type, scopes, code_challenge, prompt, max_age) =
            read().map_err(|denial| target.deny(denial))?;
        let sign_in_method = sign_in_method(state, &target.client, &query)?;
        let carried = PARAMETERS.map(|name| (name, query.get(name)));
        Ok(Self {
            response_type,
            scopes,
            nonce: text("nonce"),
            code_challenge,
            login_hint: text("login_hint"),
            prompt,
            prompt_of_provider: text("prompt")
                .filter(|_| !matches!(prompt, Prompt::Automatic | Prompt::None)),
            resource: text("resource"),
            max_age,
            acr_values: text("acr_values"),
            sign_in_method,
            query: redirect::query(&carried),
            client: target.client,
            redirect_uri: target.redirect_uri,
            state: target.state,
        })
    }

    /// The URL of another page for the same request.
    pub(super) fn link(&self, path: &str, more: &[(&str, &str)]) -> String {
        let more = more.iter().map(|(name, value)| (*name, Some(*value)));
        let more = redirect::query(&more.collect::<Vec<_>>());
        let mark = if more.is_empty() { "" } else { "&" };
        format!("{path}?{}{mark}{more}", self.query)
    }

    /// The URL of the sign-in page after a sign-out: with the parameters that the logout endpoint accepts, and with all
    /// scopes of the client if none is requested.
    // Source: logout-endpoint#get-logout-request-parameters ("The additional parameters that you add to the logout
    // request must be in the list").
    pub(super) fn link_after_logout(&self, query: &Form) -> String {
        let scopes = self.scopes.join(" ");
        let carried = LOGOUT_PARAMETERS.map(|name| match name {
            "scope" => (name, Some(scopes.as_str())),
            _ => (name, query.get(name)),
        });
        format!("/login?{}", redirect::query(&carried))
    }

    /// Redirects to the app with the response and its `state`.
    pub(super) fn response(&self, parameters: &[(&str, Option<&str>)]) -> Response {
        let part = match self.response_type {
            ResponseType::Code => ResponseMode::Query,
            ResponseType::Token => ResponseMode::Fragment,
        };
        let mut parameters = parameters.to_vec();
        parameters.push(("state", self.state.as_deref()));
        redirect::found(&redirect::with(&self.redirect_uri, part, &parameters))
    }

    /// Redirects to the app with the error of a federated sign-in.
    pub(super) fn fail(&self, error: &str, description: &str) -> Response {
        let part = match self.response_type {
            ResponseType::Code => ResponseMode::Query,
            ResponseType::Token => ResponseMode::Fragment,
        };
        let parameters = [
            ("error_description", Some(description)),
            ("state", self.state.as_deref()),
            ("error", Some(error)),
        ];
        redirect::found(&redirect::with(&self.redirect_uri, part, &parameters))
    }

    /// Redirects to the app with an error.
    pub(super) fn deny(&self, denial: Denial) -> Response {
        let part = match self.response_type {
            ResponseType::Code => ResponseMode::Query,
            ResponseType::Token => ResponseMode::Fragment,
        };
        denied(&self.redirect_uri, part, self.state.as_deref(), denial).into_response()
    }
}

/// The client and the redirect URI, which have to be valid before an error can be sent to the app.
struct Target {
    client: Arc<ClientSettings>,
    redirect_uri: String,
    part: ResponseMode,
    state: Option<String>,
}

impl Target {
    // Source: authorization-endpoint#get-authorize-request-parameters. Assumed: that these stay on a page.
    fn read(state: &State, query: &Form) -> Result<Self, Redirect> {
        let client = client(state, query)?;
        let refuse = |error: PageError| error.page(Some(&client.id));
        let uri = query
            .get("redirect_uri")
            .ok_or(refuse(PageError::Missing("redirect_uri")))?;
        if query.repeats("redirect_uri") || has_no_grant(&client) {
            return Err(refuse(PageError::InvalidRequest));
        }
        if !client.allows_callback(uri) {
            return Err(refuse(PageError::RedirectMismatch));
        }
        Ok(Self {
            redirect_uri: uri.to_owned(),
            part: match query.get("response_type") {
                Some("token") => ResponseMode::Fragment,
                _ => ResponseMode::Query,
            },
            state: query.get("state").map(str::to_owned),
            client,
        })
    }

    fn deny(&self, denial: Denial) -> Redirect {
        denied(&self.redirect_uri, self.part, self.state.as_deref(), denial)
    }
}

/// The client that `client_id` names.
// Source: authorization-endpoint#get-authorize-request-parameters. Assumed: the message of the page.
pub(super) fn client(state: &State, query: &Form) -> Result<Arc<ClientSettings>, Redirect> {
    let id = query
        .get("client_id")
        .ok_or(PageError::Missing("client_id").page(None))?;
    if query.repeats("client_id") {
        return Err(PageError::InvalidRequest.page(None));
    }
    let client = state.pools.iter().find_map(|pool| pool.client(id));
    client.ok_or_else(|| PageError::UnknownClient.page(Some(id)))
}

/// The requested provider, if the client supports it. Without one the user chooses on the sign-in page, even if the client
/// has only one provider.
// Source: authorization-endpoint ("If you include an `identity_provider` or `idp_identifier` parameter in the URL, it
// silently redirects your user to the sign-in page for that identity provider … Otherwise, it redirects to the Login
// endpoint"), cognito-user-pools-managing-saml-idp-naming ("If you assign only one SAML IdP to your app client, the
// hosted UI sign-in page displays a button to sign in with that IdP"). Assumed: that the case of an identifier does not
// count, that `identity_provider` goes before `idp_identifier`, and the message of the error.
fn sign_in_method(
    state: &State,
    client: &ClientSettings,
    query: &Form,
) -> Result<SignInMethod, Redirect> {
    let pools = state.pools.iter();
    let mut pools = pools.filter(|pool| pool.clients.contains_key(&client.id));
    let providers = pools.next().map(|pool| pool.settings.providers.as_slice());
    let mut providers = providers
        .unwrap_or_default()
        .iter()
        .filter(|provider| client.supports_provider(&provider.name));
    let found = match (query.get("identity_provider"), query.get("idp_identifier")) {
        (Some("COGNITO"), _) if client.supports_provider("COGNITO") => {
            return Ok(SignInMethod::Cognito);
        }
        (Some(name), _) => providers.find(|provider| provider.name == name),
        (None, Some(identifier)) => providers.find(|provider| {
            let identifiers = &provider.idp_identifiers;
            identifiers
                .iter()
                .any(|one| one.eq_ignore_ascii_case(identifier))
        }),
        (None, None) => return Ok(SignInMethod::Any),
    };
    match found {
        Some(provider) => Ok(SignInMethod::Provider(Box::new(provider.clone()))),
        None => Err(PageError::NoSuchProvider.page(Some(&client.id))),
    }
}

/// The redirect with an error, with the parameters in Cognito's order.
fn denied(uri: &str, part: ResponseMode, state: Option<&str>, denial: Denial) -> Redirect {
    let (error, description) = denial.message();
    let parameters = [
        ("error_description", description),
        ("state", state),
        ("error", Some(error)),
    ];
    Redirect(redirect::with(uri, part, &parameters))
}

fn has_no_grant(client: &ClientSettings) -> bool {
    let of_people = [OauthFlow::Code, OauthFlow::Implicit];
    !of_people
        .iter()
        .any(|flow| client.allowed_oauth_flows.contains(flow))
}
