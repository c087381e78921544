//! What people and their apps can do with an account, whichever door they come through:
//! the API and the hosted pages both end up here.
//!
//! Each file adds a family of actions to [`Context`](crate::state::Context). They take values
//! and give values; nothing here reads a request or writes a response.

mod admin;
mod attributes;
mod client;
mod delivery;
mod password;
mod recover;
mod session;
mod sign_in;
mod sign_up;

pub(crate) use admin::NewUser;
pub(crate) use attributes::Attributes;
pub(crate) use delivery::Delivery;
pub(crate) use sign_in::{Proof, SignedInState};
pub(crate) use sign_up::AliasConflict;
