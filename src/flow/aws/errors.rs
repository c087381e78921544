//! The meaning of error responses: of the identity pool, of STS, and of services that received a signed request.

use crate::error::{Error, ErrorKind};
use crate::protocol::identity::{self, ErrorCode};
use crate::protocol::idp::{ResponseError, ServiceError};
use crate::protocol::json;
use crate::protocol::sts;
use crate::protocol::text::{cut, has};
use crate::protocol::xml_error::code_and_message;

pub(super) fn identity_error(error: identity::ResponseError) -> Error {
    match error {
        ResponseError::Malformed(error) => error.into(),
        ResponseError::Service(error) => {
            let kind = identity_kind(&error);
            let name = error.code.as_str().to_owned();
            with_response(kind, name, error)
        }
    }
}

pub(super) fn sts_error(error: sts::ResponseError) -> Error {
    match error {
        ResponseError::Malformed(error) => error.into(),
        ResponseError::Service(error) => {
            let kind = sts_kind(&error.code, error.status);
            let name = error.code.as_str().to_owned();
            with_response(kind, name, error)
        }
    }
}

fn with_response<C>(kind: ErrorKind, name: String, error: ServiceError<C>) -> Error {
    Error::new(kind, error.message)
        .with_code(name)
        .with_response(error.status, error.request_id)
}

fn identity_kind(error: &identity::ServiceError) -> ErrorKind {
    let says = |text: &str| has(&error.message, text);
    match &error.code {
        ErrorCode::NotAuthorized if says("Unauthenticated access is not supported") => {
            ErrorKind::GuestsNotAllowed
        }
        // The login's key, the registered app clients, or the Region of the pool.
        ErrorCode::NotAuthorized
            if says("doesn't match providerName")
                || says("must match iss")
                || says("Couldn't verify signed token")
                || says("not from a supported provider") =>
        {
            ErrorKind::IdentityPoolConfiguration
        }
        // Expired, revoked, or damaged.
        ErrorCode::NotAuthorized if says("Invalid login token") => ErrorKind::TokenRejected,
        ErrorCode::NotAuthorized => ErrorKind::NotAuthorized,
        ErrorCode::InvalidIdentityPoolConfiguration => ErrorKind::IdentityPoolConfiguration,
        ErrorCode::InvalidParameter if says("(classic) flow") => {
            ErrorKind::IdentityPoolConfiguration
        }
        ErrorCode::InvalidParameter => ErrorKind::InvalidInput,
        ErrorCode::ResourceNotFound if says("IdentityPool") => ErrorKind::IdentityPoolConfiguration,
        ErrorCode::ResourceNotFound => ErrorKind::ResourceNotFound,
        ErrorCode::ResourceConflict => ErrorKind::ConcurrentModification,
        ErrorCode::TooManyRequests => ErrorKind::Throttled,
        ErrorCode::InternalError | ErrorCode::ExternalService => ErrorKind::ServiceUnavailable,
        _ => kind_from_status(error.status),
    }
}

fn sts_kind(code: &sts::ErrorCode, status: u16) -> ErrorKind {
    match code {
        sts::ErrorCode::ExpiredToken => ErrorKind::TokenRejected,
        sts::ErrorCode::AccessDenied
        | sts::ErrorCode::InvalidIdentityToken
        | sts::ErrorCode::IdpRejectedClaim
        | sts::ErrorCode::RegionDisabled => ErrorKind::IdentityPoolConfiguration,
        sts::ErrorCode::ValidationError
        | sts::ErrorCode::MalformedPolicyDocument
        | sts::ErrorCode::PackedPolicyTooLarge => ErrorKind::InvalidInput,
        sts::ErrorCode::Throttling => ErrorKind::Throttled,
        sts::ErrorCode::IdpCommunication
        | sts::ErrorCode::InternalFailure
        | sts::ErrorCode::ServiceUnavailable => ErrorKind::ServiceUnavailable,
        _ => kind_from_status(status),
    }
}

fn kind_from_status(status: u16) -> ErrorKind {
    match status {
        429 => ErrorKind::Throttled,
        500.. => ErrorKind::ServiceUnavailable,
        _ => ErrorKind::Other,
    }
}

/// The error codes of services that are about a signature, credentials or permissions.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
const KNOWN_CODES: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "PermanentRedirect",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnauthorizedAccess",
    "UnrecognizedClientException",
];

/// Reads the error response of a service to a signed request, in XML (S3) or JSON (most others).
pub(super) fn service_error(status: u16, body: &str) -> Option<Error> {
    let (name, message) = code_and_message(body).or_else(|| parse_json_error(body))?;
    let is_known = KNOWN_CODES.contains(&name.as_str()) || status == 403;
    is_known.then(|| {
        Error::new(ErrorKind::AwsRefused, message)
            .with_code(name)
            .with_response(status, None)
    })
}

fn parse_json_error(body: &str) -> Option<(String, String)> {
    let value = json::parse(body).ok()?;
    let message = value.string("message").or_else(|| value.string("Message"));
    let message = message.unwrap_or_default().to_owned();
    let name = value.string("__type").or_else(|| value.string("code"));
    let name = name.map(|name| cut(name, b'#').1.unwrap_or(name).to_owned());
    // API Gateway has no error code, only a message.
    Some((
        name.unwrap_or_else(|| code_from_message(&message).to_owned()),
        message,
    ))
}

fn code_from_message(message: &str) -> &'static str {
    let known = [
        ("Signature expired", "RequestTimeTooSkewed"),
        ("Signature not yet current", "RequestTimeTooSkewed"),
        (
            "signature we calculated does not match",
            "SignatureDoesNotMatch",
        ),
        (
            "Credential should be scoped",
            "AuthorizationHeaderMalformed",
        ),
        (
            "security token included in the request is expired",
            "ExpiredToken",
        ),
        (
            "security token included in the request is invalid",
            "InvalidToken",
        ),
        ("not authorized to perform", "AccessDenied"),
        ("Missing Authentication Token", "MissingAuthenticationToken"),
    ];
    let found = known.into_iter().find(|(text, _)| has(message, text));
    found.map_or("Forbidden", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_from_xml_and_from_json() {
        for (status, body, name) in [
            (
                403,
                "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>",
                Some("RequestTimeTooSkewed"),
            ),
            (
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code></Error>",
                Some("AuthorizationHeaderMalformed"),
            ),
            (404, "<Error><Code>NoSuchKey</Code></Error>", None),
            (
                400,
                r#"{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"m"}"#,
                Some("ExpiredTokenException"),
            ),
            (400, r#"{"__type":"ValidationException"}"#, None),
            (
                403,
                r#"{"message":"Signature expired: 20261129T120000Z is now earlier than …"}"#,
                Some("RequestTimeTooSkewed"),
            ),
            (
                403,
                r#"{"Message":"User: x is not authorized to perform: y"}"#,
                Some("AccessDenied"),
            ),
            (403, r#"{"message":"Forbidden"}"#, Some("Forbidden")),
            (403, "", None),
            (403, "<html>", None),
        ] {
            let error = service_error(status, body);
            assert_eq!(error.as_ref().and_then(Error::code), name, "{body}");
            assert!(error.is_none_or(|error| !error.help().is_empty()), "{body}");
        }
    }
}
