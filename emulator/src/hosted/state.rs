//! What the hosted pages remember of one pool.

use std::collections::BTreeMap;

use crate::moment::Moment;

/// Codes on their way to a client, and browsers in which somebody is signed in.
#[derive(Default)]
pub(crate) struct HostedState {
    pub(crate) codes: BTreeMap<String, AuthorizationCode>,
    /// By the value of the cookie.
    pub(crate) logins: BTreeMap<String, BrowserLogin>,
}

/// An authorization code.
pub(crate) struct AuthorizationCode {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// `cognito:username`.
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    /// S256.
    pub(crate) code_challenge: Option<String>,
    pub(crate) auth_time: Moment,
    pub(crate) expires: Moment,
}

/// A browser in which somebody is signed in.
pub(crate) struct BrowserLogin {
    /// `cognito:username`.
    pub(crate) username: String,
    pub(crate) auth_time: Moment,
    pub(crate) expires: Moment,
}
