//! What a person is sent away with.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{ASSERTION, PROTOCOL};
use crate::http::escape;

/// `samlp:AuthnRequest` (core, section 3.4.1).
pub(crate) struct AuthnRequest<'a> {
    pub(crate) id: &'a str,
    /// `2026-11-25T09:00:00Z`
    pub(crate) issued: &'a str,
    pub(crate) destination: &'a str,
    /// Where the answer goes.
    pub(crate) consumer: &'a str,
    /// Who asks.
    pub(crate) issuer: &'a str,
    /// Whether the person must sign in even if the provider knows who it is.
    pub(crate) force: bool,
}

impl AuthnRequest<'_> {
    pub(crate) fn to_xml(&self) -> String {
        let force = if self.force {
            " ForceAuthn=\"true\""
        } else {
            ""
        };
        format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{PROTOCOL}\" xmlns:saml=\"{ASSERTION}\" ID=\"{id}\" \
             Version=\"2.0\" IssueInstant=\"{issued}\" Destination=\"{destination}\" \
             AssertionConsumerServiceURL=\"{consumer}\" \
             ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"{force}>\
             <saml:Issuer>{issuer}</saml:Issuer></samlp:AuthnRequest>",
            id = escape(self.id),
            issued = escape(self.issued),
            destination = escape(self.destination),
            consumer = escape(self.consumer),
            issuer = escape(self.issuer),
        )
    }
}

/// The value of `SAMLRequest`: deflated, in base64 (bindings, section 3.4.4.1).
pub(crate) fn redirect_parameter(xml: &str) -> String {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = deflated.write_all(xml.as_bytes());
    STANDARD.encode(deflated.finish().unwrap_or_default())
}
