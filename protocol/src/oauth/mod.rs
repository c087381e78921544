//! The hosted UI: its URLs, the callback, and the token endpoint.
//!
//! Endpoints:
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html>. The
//! protocol: RFC 6749 (OAuth 2.0), RFC 7636 (PKCE), OpenID Connect Core 1.0.

mod authorize;
mod callback;
mod logout;
pub mod percent;
mod pkce;
mod token;

#[cfg(test)]
mod tests;

pub use authorize::{AuthorizeRequest, Grant, Page};
pub use callback::{Callback, CallbackError, Stateless, strip_callback, strip_stateless};
pub use logout::{LogoutRequest, LogoutTarget};
pub use pkce::Pkce;
pub use token::{
    CodeExchange, TokenError, TokenErrorCode, TokenRefusal, TokenResponse, refresh_request,
    revoke_request, token_response, user_info_request,
};
