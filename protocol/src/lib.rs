//! Amazon Cognito's protocols as plain values: builds requests and parses responses. It does no I/O, and needs no
//! clock.
//!
//! | module | subject |
//! |---|---|
//! | [`idp`] | the user pool's operations (`cognito-idp`), each one a request and a response struct |
//! | [`oauth`] | the hosted UI: authorize and logout URLs, the callback, the token endpoint, PKCE |
//! | [`srp`] | Secure Remote Password: proves a password without sending it |
//! | [`jwt`] | JSON Web Tokens: parsing, checks of claims, key sets |
//! | `identity` | the identity pool's operations (`cognito-identity`) that need no key (feature `aws`) |
//! | `sts` | credentials of a role for a token, by the AWS Security Token Service (feature `aws`) |
//! | `dynamodb` | DynamoDB: reads, and conditional writes in transactions (feature `dynamodb`) |
//! | `sigv4` | Signature Version 4: signed requests and URLs for any AWS service (feature `aws`) |
//! | `sync` | Cognito Sync's operations (`cognito-sync`): datasets and their records (feature `sync`) |
//! | [`json`] | JSON values, a parser and a writer |
//! | [`region`] | AWS Regions: endpoints of the API, and issuers |
//! | [`http`] | HTTP requests and responses as plain values |
//! | [`secret`] | strings that `Debug` does not show |
//!
//! This crate contains functions from values to values for the formats and protocols of Cognito. It does not contain
//! I/O, `async`, clocks, random sources, browser types, or the order of a flow's steps. Functions that need randomness
//! or the time take them as arguments. All error types are defined in this crate.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod calendar;
pub mod challenge;
#[cfg(feature = "dynamodb")]
pub mod dynamodb;
pub mod http;
#[cfg(feature = "aws")]
pub mod identity;
pub mod idp;
pub mod json;
pub mod jwt;
pub mod oauth;
pub mod region;
pub mod secret;
#[cfg(feature = "aws")]
pub mod sigv4;
#[cfg(feature = "srp")]
pub mod srp;
#[cfg(feature = "aws")]
pub mod sts;
#[cfg(feature = "sync")]
pub mod sync;

#[doc(hidden)]
pub mod text;
#[cfg(feature = "aws")]
mod xml;
#[cfg(feature = "aws")]
pub mod xml_error;
