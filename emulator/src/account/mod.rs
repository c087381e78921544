//! Operations on accounts, for both the API and the hosted pages.
//!
//! Each file adds a group of operations to [`Context`](crate::state::Context). They take and return plain values; nothing
//! here reads a request or writes a response.

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
pub(crate) use derived_token::{Requested, TokenExchange};
pub(crate) use device::{Confirmation, DeviceToConfirm};
pub(crate) use federation::{FederationRefusal, Profile, flattened};
pub(crate) use mfa::Preference;
pub(crate) use session::RefreshEndpoint;
pub(crate) use sign_in::{
    Admitted, Answer, ChoiceInput, IssuedChallenge, SignedInState, SrpProof, Step, Target, Tokens,
};

use crate::errors::Failure;
use crate::state::{Context, User};

impl Context<'_> {
    /// The user with this `cognito:username`; an error if it has been deleted.
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
