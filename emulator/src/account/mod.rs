//! What people and their apps can do with an account, whichever door they come through:
//! the API and the hosted pages both end up here.
//!
//! Each file adds a family of actions to [`Context`](crate::state::Context). They take values
//! and give values; nothing here reads a request or writes a response.

mod admin;
mod attributes;
mod client;
mod confirm;
mod delivery;
mod derived_token;
mod device;
mod federation;
mod mail;
mod mfa;
mod passkey;
mod password;
mod recover;
mod risk;
mod session;
mod sign_in;
mod sign_up;
mod trigger;
mod verify;

pub(crate) use admin::NewUser;
pub(crate) use attributes::Attributes;
pub(crate) use confirm::AliasConflict;
pub(crate) use derived_token::{Derivation, Requested};
pub(crate) use device::{Confirmation, DeviceToConfirm};
pub(crate) use federation::{NotAdmitted, Profile, flattened};
pub(crate) use mfa::Preference;
pub(crate) use session::RefreshEndpoint;
pub(crate) use sign_in::{
    Admitted, Answer, Ask, Claim, Given, SignedInState, Step, Target, Tokens,
};

use crate::errors::Failure;
use crate::state::{Context, User};

impl Context<'_> {
    /// The user with this `cognito:username`, who may have been deleted meanwhile.
    // Source: API_GetUser (`UserNotFoundException`).
    pub(crate) fn user(&self, username: &str) -> Result<&User, Failure> {
        let user = self.pool.users.by_username(username);
        user.ok_or(Failure::user_not_found())
    }

    // Source: API_GetUser (`UserNotFoundException`).
    pub(crate) fn user_mut(&mut self, username: &str) -> Result<&mut User, Failure> {
        let user = self.pool.users.by_username_mut(username);
        user.ok_or(Failure::user_not_found())
    }
}
