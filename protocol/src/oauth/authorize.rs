//! The URL that starts a sign-in at the hosted UI.

use super::percent::Query;
use crate::text::join;

/// The first page of the hosted UI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// `/oauth2/authorize`: the sign-in page, or the identity provider if one is named, or the redirect URI if the
    /// browser is already signed in.
    #[default]
    Authorize,
    /// `/login`: always the sign-in page.
    Login,
    /// `/signup`
    SignUp,
    /// `/forgotPassword`
    ForgotPassword,
}

/// The response type (`response_type`, RFC 6749, section 3.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// A code in the query, to be exchanged for tokens.
    #[default]
    Code,
    /// The tokens, in the fragment.
    Implicit,
}

/// The parameters of a sign-in at the hosted UI.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
#[derive(Clone, Debug, Default)]
pub struct AuthorizeRequest {
    /// The first page.
    pub page: Page,
    /// The response type.
    pub grant: Grant,
    /// The app client's id.
    pub client_id: String,
    /// The redirect URI: exactly one of the app client's callback URLs.
    pub redirect_uri: String,
    /// The scopes. Empty for all scopes of the app client.
    pub scopes: Vec<String>,
    /// Returned unchanged. It links the response to this request.
    pub state: String,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// The challenge of [`Pkce`](super::Pkce); its method is always S256.
    pub code_challenge: Option<String>,
    /// The name of an identity provider to redirect to, such as `Google`.
    pub identity_provider: Option<String>,
    /// Another identifier of a provider, such as an e-mail domain.
    pub idp_identifier: Option<String>,
    /// The language of managed login's pages, such as `de`.
    pub lang: Option<String>,
    /// The user name to fill in, or to pass on to the provider.
    pub login_hint: Option<String>,
    /// `none`, `login`, `select_account` or `consent`, separated by spaces.
    pub prompt: Option<String>,
    /// The resource server that the access token is for (RFC 8707).
    pub resource: Option<String>,
    /// The accepted authentication levels, separated by spaces, the highest one first.
    pub acr_values: Option<String>,
    /// The maximum age of the sign-in, in seconds.
    pub max_age: Option<String>,
}

impl AuthorizeRequest {
    /// Returns the URL. The domain is a host such as `auth.example.com`, or an origin such as
    /// `http://127.0.0.1:9000`.
    pub fn url(&self, domain: &str) -> String {
        let path = match self.page {
            Page::Authorize => "/oauth2/authorize",
            Page::Login => "/login",
            Page::SignUp => "/signup",
            Page::ForgotPassword => "/forgotPassword",
        };
        let mut query = Query::default();
        query.add("client_id", &self.client_id);
        self.add_to(&mut query);
        endpoint(domain, path, query)
    }

    /// Adds all parameters but the client's id.
    pub(super) fn add_to(&self, query: &mut Query) {
        query.add("response_type", self.grant.response_type());
        query.add("redirect_uri", &self.redirect_uri);
        if !self.scopes.is_empty() {
            query.add("scope", &join(&self.scopes, ' '));
        }
        query.add("state", &self.state);
        query.add_some("nonce", &self.nonce);
        if let Some(challenge) = &self.code_challenge {
            query.add("code_challenge", challenge);
            query.add("code_challenge_method", "S256");
        }
        query.add_some("identity_provider", &self.identity_provider);
        query.add_some("idp_identifier", &self.idp_identifier);
        query.add_some("lang", &self.lang);
        query.add_some("login_hint", &self.login_hint);
        query.add_some("prompt", &self.prompt);
        query.add_some("resource", &self.resource);
        query.add_some("acr_values", &self.acr_values);
        query.add_some("max_age", &self.max_age);
    }
}

impl Grant {
    /// The value of `response_type`.
    pub fn response_type(self) -> &'static str {
        match self {
            Grant::Code => "code",
            Grant::Implicit => "token",
        }
    }
}

/// Returns the URL of a path of the hosted UI with these parameters.
pub(super) fn endpoint(domain: &str, path: &str, query: Query) -> String {
    let mut url = String::new();
    if !(domain.starts_with("https://") || domain.starts_with("http://")) {
        url.push_str("https://");
    }
    url.push_str(domain.strip_suffix('/').unwrap_or(domain));
    url.push_str(path);
    let query = query.finish();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    url
}
