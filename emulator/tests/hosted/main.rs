//! Tests of the hosted pages and the OAuth endpoints, through [`Emulator::handle`].
//!
//! [`Emulator::handle`]: vestibule_emulator::Emulator::handle

mod authorize;
mod authorize_session;
mod federation;
mod federation_checks;
mod federation_triggers;
mod login;
mod logout;
mod new_password;
mod provider;
mod recover;
mod revoke;
mod saml;
mod saml_checks;
mod saml_idp;
mod second_factor;
mod sign_up;
mod support;
mod token;
mod user_info;
