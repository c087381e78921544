//! Who may do what: tokens of others that stand for somebody, roles that are taken on, and what IAM says then.
//!
//! It stands above the services' state and below the services.

mod assume;
mod authenticate;
mod saml;
mod web_identity;
mod words;

pub(crate) use assume::{Assumption, NotAssumed, assume};
pub(crate) use authenticate::{Fault, Principal, Skew, Wanted, authenticate};
pub(crate) use saml::{SamlFault, SamlIdentity, verify_assertion};
pub(crate) use web_identity::{COGNITO_ISSUER, TAGS, TokenFault, WebIdentity, verify};
pub(crate) use words::{refused, why_not, words_of_skew};
