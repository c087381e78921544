//! The session engine: starts, renews, watches and ends sessions, in all tabs at once.
//!
//! - `start` checks new tokens and stores a session. `refresh` renews it with the tokens that `new_tokens` requests.
//! - `watch` renews it in the background and handles messages of other tabs. `observe` reports the state to the app.
//! - `sign_out` and `hosted` end it for the user, and `limits` after a timeout.
//! - `accounts` handles several accounts, `remember` for how long the browser remembers a user, and `import` the
//!   session of another library.
//! - `api` sends tokens to the app's own servers, `derived_token` requests tokens with fewer scopes, and `step_up`
//!   checks the authentication level.
//!
//! How a user signs in belongs to the flows.

mod access_token;
#[cfg(feature = "accounts")]
pub(crate) mod accounts;
#[cfg(feature = "api")]
mod api;
mod derived_token;
#[cfg(feature = "redirect")]
mod hosted;
#[cfg(feature = "migrate")]
mod import;
mod limits;
mod new_tokens;
mod observe;
pub(crate) mod refresh;
mod remember;
mod sign_out;
pub(crate) mod start;
mod step_up;
pub(crate) mod watch;

#[cfg(feature = "accounts")]
pub use accounts::{Account, Accounts};
#[cfg(feature = "api")]
pub use api::{Api, ApiToken, FinalUrl};
pub use observe::AuthState;
pub use sign_out::SignOutReport;
