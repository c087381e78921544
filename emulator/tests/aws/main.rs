//! What people get for a sign-in at AWS: identities, roles and credentials, and what these may do.

mod api;
mod assertion;
mod config;
mod developer;
mod dynamodb;
mod identities;
mod lists;
mod logins;
mod roles;
mod saml;
mod sign;
mod storage;
mod sts;
mod support;
mod sync;
