//! What Cognito says and hears, as values: requests are made from values, responses are read into
//! values, and nothing here sends, waits, stores, or asks for the time.
//!
//! | module | subject |
//! |---|---|
//! | [`idp`] | the user pool's operations (`cognito-idp`), each one a request and a response struct |
//! | [`oauth`] | the hosted UI: authorize and logout URLs, the callback, the token endpoint, PKCE |
//! | [`srp`] | Secure Remote Password, so that a password is proved and not sent |
//! | [`jwt`] | JSON Web Tokens: parsing, the checks on their claims, key sets |
//! | `identity` | the identity pool's operations (`cognito-identity`) that need no key (feature `aws`) |
//! | `sts` | a role's credentials for a token: query in, XML out (feature `aws`) |
//! | `dynamodb` | DynamoDB: items read and written at once, each under a condition (feature `dynamodb`) |
//! | `sigv4` | Signature Version 4: requests and URLs signed for any AWS service (feature `aws`) |
//! | `sync` | Cognito Sync's operations (`cognito-sync`): datasets and their records (feature `sync`) |
//! | [`json`] | the JSON value, its parser and its writer |
//! | [`region`] | AWS Regions: addresses of the API, and issuers |
//! | [`http`] | requests and responses as plain values |
//! | [`secret`] | strings that must not be shown |
//!
//! What belongs here: anything that can be said as "this value in, that value out" about a format
//! or a protocol of Cognito. What does not: input and output, `async`, clocks, random sources,
//! browser types, and the order in which a person goes through steps. Where a protocol needs
//! randomness or the time, it takes them as an argument. Every error type is this crate's own.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "aws", feature = "srp"))]
mod calendar;
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
