//! Identity pools and AWS services: identities, roles, credentials and permissions.

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
