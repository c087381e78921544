//! The session engine: what begins, renews, watches and ends a session, in all tabs at once.
//!
//! `begin` checks new tokens and makes a session of them, `refresh` renews it by what `new_tokens` brings, `watch` keeps
//! it fresh while nobody asks, `limits` ends it by time, `sign_out` and `hosted` end it because somebody asks,
//! `accounts` keeps several people's, `remember` says for how long, `take_over` looks for another library's. `observe`
//! tells the app who is signed in at any time, `api` sends the tokens to the app's own servers, `derived_token` has
//! narrower ones made for them, `step_up` says whether a sign-in is strong enough. How a person came to a session
//! belongs to the flows.

#[cfg(feature = "accounts")]
pub(crate) mod accounts;
#[cfg(feature = "api")]
mod api;
pub(crate) mod begin;
mod derived_token;
#[cfg(feature = "redirect")]
mod hosted;
mod limits;
mod new_tokens;
mod observe;
pub(crate) mod refresh;
mod remember;
mod sign_out;
mod step_up;
#[cfg(feature = "migrate")]
mod take_over;
mod token_input;
pub(crate) mod watch;

#[cfg(feature = "accounts")]
pub use accounts::{Account, Accounts};
#[cfg(feature = "api")]
pub use api::{Api, ApiToken, FinalUrl};
pub use observe::AuthState;
pub use sign_out::SignOutReport;
