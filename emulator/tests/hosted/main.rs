//! The hosted pages and the OAuth endpoints, through [`Emulator::handle`] alone.
//!
//! [`Emulator::handle`]: vestibule_emulator::Emulator::handle

mod authorize;
mod login;
mod logout;
mod new_password;
mod recover;
mod revoke;
mod sign_up;
mod support;
mod token;
mod user_info;
