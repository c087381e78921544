//! The URL that ends a sign-in at the hosted UI.

use super::authorize::{AuthorizeRequest, endpoint};
use super::percent::Query;

/// A sign-out at the hosted UI.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
#[derive(Clone, Debug)]
pub struct LogoutRequest {
    /// The app client's id.
    pub client_id: String,
    /// Where the logout redirects to.
    pub target: LogoutTarget,
}

/// Where a logout redirects to.
#[derive(Clone, Debug)]
pub enum LogoutTarget {
    /// A page of the app: exactly one of the app client's sign-out URLs.
    Page(String),
    /// A new sign-in with these parameters.
    SignIn(Box<AuthorizeRequest>),
}

impl LogoutRequest {
    /// Returns the URL. The domain is as in [`AuthorizeRequest::url`].
    pub fn url(&self, domain: &str) -> String {
        let mut query = Query::default();
        query.add("client_id", &self.client_id);
        match &self.target {
            LogoutTarget::Page(uri) => query.add("logout_uri", uri),
            LogoutTarget::SignIn(request) => request.add_to(&mut query),
        }
        endpoint(domain, "/logout", query)
    }
}
