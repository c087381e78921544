//! The errors of STS.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors>

use std::time::Duration;

use ::http::StatusCode;

use super::NAMESPACE;
use crate::access::{SamlError, SignatureError, TokenError, skew_message};
use crate::http::{Response, response};
use crate::timestamp::Timestamp;
use crate::xml::Element;

/// The maximum difference between a request's time and the server's.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
pub(super) const WINDOW: Duration = Duration::from_secs(900);

/// An error response of STS.
#[derive(Debug)]
pub(super) struct StsError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl StsError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
    }

    pub(super) fn no_action(action: &str) -> Self {
        let message = format!("Could not find operation {action} for version 2011-06-15");
        Self::new(StatusCode::BAD_REQUEST, "InvalidAction", message)
    }

    pub(super) fn access_denied(action: &str) -> Self {
        let message = format!("Not authorized to perform {action}");
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    pub(super) fn identity_token(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidIdentityToken", message)
    }

    pub(super) fn rejected_by(provider: &str) -> Self {
        let message = format!("{provider}: {provider} responded with HTTP/1.1 400 Bad Request");
        Self::new(StatusCode::FORBIDDEN, "IDPRejectedClaim", message)
    }

    pub(super) fn policy(problem: &str) -> Self {
        let message = format!("Syntax errors in policy: {problem}");
        Self::new(StatusCode::BAD_REQUEST, "MalformedPolicyDocument", message)
    }

    /// An invalid ID token.
    // Source: API_AssumeRoleWithWebIdentity#API_AssumeRoleWithWebIdentity_Errors (the codes). Assumed: the message, as
    // reports have them.
    pub(super) fn token(fault: &TokenError) -> Self {
        match fault {
            TokenError::Malformed => Self::identity_token(
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            ),
            TokenError::Signature => {
                Self::identity_token("The signature of the ID Token could not be verified.")
            }
            TokenError::UnknownIssuer(issuer) => Self::identity_token(format!(
                "No OpenIDConnect provider found in your account for {issuer}"
            )),
            TokenError::Expired { now, expires } => Self::new(
                StatusCode::BAD_REQUEST,
                "ExpiredTokenException",
                format!(
                    "Token expired: current date/time {now} must be before the expiration date/time {expires}"
                ),
            ),
            TokenError::MissingClaim(name) => {
                Self::identity_token(format!("Missing a required claim: {name}"))
            }
        }
    }

    pub(super) fn no_session_name() -> Self {
        Self::identity_token("RoleSessionName is required in AuthnResponse")
    }

    /// An invalid SAML assertion.
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html. Assumed: the message of a part that is
    // missing.
    pub(super) fn assertion(fault: SamlError) -> Self {
        match fault {
            SamlError::NoProvider => Self::identity_token("Specified provider doesn't exist"),
            SamlError::Signature => Self::identity_token("Response signature invalid"),
            SamlError::Expired => Self::new(
                StatusCode::BAD_REQUEST,
                "ExpiredTokenException",
                "Token must be redeemed within 5 minutes of issuance",
            ),
            SamlError::Part(part) => {
                Self::identity_token(format!("SAML Assertion is not valid: {part}"))
            }
        }
    }

    /// An invalid signature.
    // Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    pub(super) fn signature(fault: &SignatureError, now: Timestamp) -> Self {
        let forbidden = |code, message: &str| Self::new(StatusCode::FORBIDDEN, code, message);
        match fault {
            SignatureError::Missing => forbidden(
                "MissingAuthenticationToken",
                "Request is missing Authentication Token",
            ),
            SignatureError::Malformed(_) | SignatureError::HeadersNotSigned(_) => Self::new(
                StatusCode::BAD_REQUEST,
                "IncompleteSignature",
                "The request signature does not conform to AWS standards.",
            ),
            SignatureError::UnknownKey(_) | SignatureError::Token => forbidden(
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
            ),
            SignatureError::SessionExpired => forbidden(
                "ExpiredToken",
                "The security token included in the request is expired",
            ),
            SignatureError::Skewed(skew) => {
                forbidden("SignatureDoesNotMatch", &skew_message(skew, now, WINDOW))
            }
            SignatureError::Expired { .. } => {
                forbidden("SignatureDoesNotMatch", "Signature expired")
            }
            SignatureError::Service(_) | SignatureError::Region(_) | SignatureError::Day => {
                forbidden(
                    "SignatureDoesNotMatch",
                    "Credential should be scoped to correct service: 'sts'. ",
                )
            }
            SignatureError::NoPayloadHash
            | SignatureError::Payload { .. }
            | SignatureError::Signature(_) => forbidden(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details.",
            ),
        }
    }

    pub(super) fn into_response(self, id: &str) -> Response {
        let error = Element::of(
            "Error",
            vec![
                Element::text("Type", "Sender"),
                Element::text("Code", self.code),
                Element::text("Message", self.message),
            ],
        );
        let root = Element::of("ErrorResponse", vec![error, Element::text("RequestId", id)]);
        response(self.status, "text/xml", root.to_xml(NAMESPACE).into_bytes())
    }
}
