//! The URL that begins a sign-in at the hosted UI.

use super::percent::Query;
use crate::text::join;

/// What the hosted UI shows first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// `/oauth2/authorize`: the sign-in, or straight to an identity provider where one is named,
    /// or straight back where the browser is signed in already.
    #[default]
    Authorize,
    /// `/login`: always the sign-in page.
    Login,
    /// `/signup`
    SignUp,
    /// `/forgotPassword`
    ForgotPassword,
}

/// What the browser brings back: `response_type` (RFC 6749, section 3.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// A code, in the query, to be exchanged for tokens.
    #[default]
    Code,
    /// The tokens themselves, in the fragment.
    Implicit,
}

/// The parameters of a sign-in at the hosted UI.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
#[derive(Clone, Debug, Default)]
pub struct AuthorizeRequest {
    /// The page to begin with.
    pub page: Page,
    /// What is to come back.
    pub grant: Grant,
    /// The app client's id.
    pub client_id: String,
    /// Where the browser comes back to; one of the app client's callback URLs, to the letter.
    pub redirect_uri: String,
    /// The scopes; none stands for all of the app client's.
    pub scopes: Vec<String>,
    /// Comes back as it is, and ties the answer to this request.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: Option<String>,
    /// The challenge of [`Pkce`](super::Pkce); its method is always S256.
    pub code_challenge: Option<String>,
    /// The name of an identity provider to go to at once, as in `Google`.
    pub identity_provider: Option<String>,
    /// Another identifier of a provider, such as an e-mail domain.
    pub idp_identifier: Option<String>,
    /// The language of managed login's pages, as in `de`.
    pub lang: Option<String>,
    /// The user name to fill in, or to pass on to the provider.
    pub login_hint: Option<String>,
    /// `none`, `login`, `select_account` or `consent`, apart by spaces.
    pub prompt: Option<String>,
    /// The resource server that the access token is for (RFC 8707).
    pub resource: Option<String>,
    /// The levels that the sign-in is to reach, apart by spaces, the highest one first.
    pub acr_values: Option<String>,
    /// How many seconds ago the person may have signed in.
    pub max_age: Option<String>,
}

impl AuthorizeRequest {
    /// The URL to go to. The domain is a host such as `auth.example.com`, or an origin such as
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

/// The URL of a path of the hosted UI with these parameters; with none, without a `?`.
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
