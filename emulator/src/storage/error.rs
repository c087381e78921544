//! The errors of S3.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use ::http::StatusCode;

use super::WINDOW;
use super::target::Target;
use crate::access::SignatureError;
use crate::http::{Request, Response, response};
use crate::signing::{Malformed, Signature};
use crate::state::State;
use crate::timestamp::Timestamp;
use crate::xml::Element;

/// An error response of S3.
#[derive(Debug)]
pub(super) enum S3Error {
    /// The request is not signed.
    Anonymous,
    /// Denied by IAM, with the message.
    Forbidden(String),
    Signature(SignatureError),
    Cors(&'static str),
    NoSuchBucket,
    NoSuchKey,
    KeyTooLong,
    MaxKeys,
    IncompleteBody,
    NotImplemented,
}

impl S3Error {
    // Source: ErrorResponses (codes and statuses).
    pub(super) fn into_response(
        self,
        state: &mut State,
        now: Timestamp,
        request: &Request,
        target: &Target,
    ) -> Response {
        let (status, code, mut message) = self.describe();
        let region = state
            .bucket(&target.bucket)
            .map(|it| it.settings.region.clone());
        let region = region.filter(|_| matches!(self, Self::Signature(SignatureError::Region(_))));
        if let Some(region) = &region {
            message = format!("{message}; expecting '{region}'");
        }
        let mut elements = vec![
            Element::text("Code", code),
            Element::text("Message", message),
        ];
        elements.extend(self.details(now, request, target));
        elements.extend(region.map(|region| Element::text("Region", region)));
        let id = state.random.base64url::<12>().to_ascii_uppercase();
        elements.push(Element::text("RequestId", id));
        elements.push(Element::text("HostId", state.random.base64::<42>()));
        let text = Element::of("Error", elements).to_document();
        response(status, "application/xml", text.into_bytes())
    }

    // Source: ErrorResponses. Assumed: the message of a key that belongs to no session's token.
    fn describe(&self) -> (StatusCode, &'static str, String) {
        let is = |status, code, message: &str| (status, code, message.to_owned());
        let forbidden = |code, message: &str| is(StatusCode::FORBIDDEN, code, message);
        let bad = |code, message: &str| is(StatusCode::BAD_REQUEST, code, message);
        match self {
            Self::Anonymous => forbidden("AccessDenied", "Access S3Error"),
            Self::Forbidden(message) => forbidden("AccessDenied", message),
            Self::Cors(message) => {
                forbidden("AccessForbidden", &format!("CORSResponse: {message}"))
            }
            Self::NoSuchBucket => is(
                StatusCode::NOT_FOUND,
                "NoSuchBucket",
                "The specified bucket does not exist",
            ),
            Self::NoSuchKey => is(
                StatusCode::NOT_FOUND,
                "NoSuchKey",
                "The specified key does not exist.",
            ),
            Self::KeyTooLong => bad("KeyTooLongError", "Your key is too long"),
            Self::MaxKeys => bad(
                "InvalidArgument",
                "Provided max-keys not an integer or within integer range",
            ),
            Self::IncompleteBody => {
                bad("IncompleteBody", "The request body terminated unexpectedly")
            }
            Self::NotImplemented => is(
                StatusCode::NOT_IMPLEMENTED,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
            ),
            Self::Signature(fault) => of_signature(fault),
        }
    }

    /// The error's elements besides its message.
    // Source: ErrorResponses, sigv4-query-string-auth. Assumed: which elements each has, as reports have them.
    fn details(&self, now: Timestamp, request: &Request, target: &Target) -> Vec<Element> {
        let text = |name: &str, value: &str| Element::text(name, value);
        match self {
            Self::NoSuchBucket => vec![text("BucketName", &target.bucket)],
            Self::NoSuchKey => vec![text("Key", &target.key)],
            Self::Signature(SignatureError::UnknownKey(id)) => vec![text("AWSAccessKeyId", id)],
            Self::Signature(SignatureError::Skewed(skew)) => vec![
                text("RequestTime", &skew.time),
                text("ServerTime", &now.to_text()),
                text(
                    "MaxAllowedSkewMilliseconds",
                    &WINDOW.as_millis().to_string(),
                ),
            ],
            Self::Signature(SignatureError::Expired { expires }) => vec![
                text("Expires", &Timestamp::from_seconds(*expires).to_text()),
                text("ServerTime", &now.to_text()),
            ],
            Self::Signature(SignatureError::HeadersNotSigned(names)) => {
                vec![text("HeadersNotSigned", &names.join(", "))]
            }
            Self::Signature(SignatureError::Payload { given_hash, actual }) => vec![
                text("ClientComputedContentSHA256", given_hash),
                text("S3ComputedContentSHA256", actual),
            ],
            Self::Signature(SignatureError::Signature(mismatch)) => {
                let signature = Signature::read(request).ok().flatten();
                let given = signature.as_ref().map(|it| it.given.as_str());
                let id = signature
                    .as_ref()
                    .map(|it| it.credential.access_key_id.as_str());
                vec![
                    text("AWSAccessKeyId", id.unwrap_or_default()),
                    text("StringToSign", &mismatch.string_to_sign),
                    text("SignatureProvided", given.unwrap_or_default()),
                    text(
                        "CanonicalRequest",
                        &without_token(&mismatch.canonical_request),
                    ),
                ]
            }
            _ => Vec::new(),
        }
    }
}

/// Removes the session token from a canonical request, so that it is not in error messages.
fn without_token(canonical: &str) -> String {
    let line = |line: &str| match line.strip_prefix("x-amz-security-token:") {
        Some(_) => "x-amz-security-token:…".to_owned(),
        None if line.contains("X-Amz-Security-Token=") => "…".to_owned(),
        None => line.to_owned(),
    };
    canonical.lines().map(line).collect::<Vec<_>>().join("\n")
}

// Source: ErrorResponses. Assumed: the message of a malformed header.
fn of_signature(fault: &SignatureError) -> (StatusCode, &'static str, String) {
    let is = |status, code, message: &str| (status, code, message.to_owned());
    let forbidden = |code, message: &str| is(StatusCode::FORBIDDEN, code, message);
    let bad = |code, message: &str| is(StatusCode::BAD_REQUEST, code, message);
    match fault {
        SignatureError::Missing => forbidden("AccessDenied", "Access S3Error"),
        SignatureError::Malformed(Malformed::Algorithm) => bad(
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        ),
        SignatureError::Malformed(Malformed::TooLong) => bad(
            "AuthorizationQueryParametersError",
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds",
        ),
        SignatureError::Malformed(Malformed::Part(name)) => bad(
            "AuthorizationHeaderMalformed",
            &format!("The authorization header is malformed; {name} is missing or not valid."),
        ),
        SignatureError::Service(service) => bad(
            "AuthorizationHeaderMalformed",
            &format!(
                "The authorization header is malformed; incorrect service \"{service}\". This endpoint belongs to \"s3\"."
            ),
        ),
        SignatureError::Region(region) => bad(
            "AuthorizationHeaderMalformed",
            &format!("The authorization header is malformed; the region '{region}' is wrong"),
        ),
        SignatureError::Day => bad(
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; Invalid credential date.",
        ),
        SignatureError::UnknownKey(_) => forbidden(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        SignatureError::Token => bad(
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
        ),
        SignatureError::SessionExpired => bad("ExpiredToken", "The provided token has expired."),
        SignatureError::Skewed(_) => forbidden(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        SignatureError::Expired { .. } => forbidden("AccessDenied", "Request has expired"),
        SignatureError::HeadersNotSigned(_) => forbidden(
            "AccessDenied",
            "There were headers present in the request which were not signed",
        ),
        SignatureError::NoPayloadHash => bad(
            "InvalidRequest",
            "Missing required header for this request: x-amz-content-sha256",
        ),
        SignatureError::Payload { .. } => bad(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        SignatureError::Signature(_) => forbidden(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        ),
    }
}
