//! What a person goes through, as one type per step: each holds what it needs and has the methods
//! that make sense then.
//!
//! Flows know Cognito's protocol and the [`platform`](crate::platform)'s traits, and neither a
//! browser nor a screen. Every method takes `&self`, so that an error loses nothing: the step is
//! still there, to be tried again.

mod account;
mod delivery;
mod operation;
mod recover;
#[cfg(feature = "redirect")]
mod redirect;
mod sign_in;
mod sign_up;

pub use account::{Attribute, User};
pub use delivery::{CodeDelivery, Medium};
pub use recover::ResetPasswordStep;
#[cfg(feature = "redirect")]
pub use redirect::{HostedScreen, Redirect, RedirectOutcome};
pub use sign_in::{NewPasswordStep, Password, SignInStep, UnsupportedStep};
pub use sign_up::{ConfirmSignUpStep, SignUp, SignUpStep, SignedUp};
