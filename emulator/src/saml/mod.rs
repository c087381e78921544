//! SAML 2.0, as far as a service provider needs it that sends people away by the HTTP-Redirect
//! binding and takes them back by HTTP-POST
//! ([core](https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf),
//! [bindings](https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf),
//! [profiles](https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf)).
//!
//! `request` writes what is sent, `metadata` reads what a provider says of itself, `response` reads
//! and checks what comes back, with the help of `signature` and `c14n`. Nothing here knows a pool,
//! a user or a request of HTTP.

mod c14n;
mod metadata;
mod request;
mod response;
mod signature;
mod xml;

pub(crate) use metadata::{Metadata, certificate_key};
pub(crate) use request::{AuthnRequest, redirect_parameter};
pub(crate) use response::{Expected, Refusal, read};

/// `urn:oasis:names:tc:SAML:2.0:assertion`
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
