//! Maps errors of Cognito to kinds.

use vestibule_chunk::chunk;

use super::field::{Form, field};
use super::{Error, ErrorKind};
use crate::protocol::http::{HttpResponse, Malformation, Malformed};
use crate::protocol::idp::{self, ErrorCode, ResponseError, ServiceError};
use crate::protocol::jwt::{JwtError, TokenRejected};
use crate::protocol::text::has;

/// Returns the error for an unsuccessful or invalid response of an operation.
#[chunk(errors)]
pub(crate) fn refusal(response: &HttpResponse, form: Form) -> Error {
    let error = match response.json() {
        _ if !response.is_success() => idp::refusal(response),
        Err(malformed) => ResponseError::Malformed(malformed),
        Ok(_) => ResponseError::Malformed(response.malformed(Malformation::NotJson)),
    };
    Error::from_operation(error, form)
}

impl Error {
    /// Not generic, so that it is compiled once for all operations.
    pub(crate) fn from_operation(error: ResponseError, form: Form) -> Self {
        match error {
            ResponseError::Service(error) => from_service(error, form),
            ResponseError::Malformed(error) => error.into(),
        }
    }
}

impl From<Malformed> for Error {
    fn from(error: Malformed) -> Self {
        let message = match error.kind {
            Malformation::Empty => "the response is empty",
            Malformation::TooLarge => "the response is larger than any that Cognito gives",
            Malformation::NotJson => {
                "the response is not JSON: something else than Cognito gave it"
            }
            Malformation::NotXml => "the response is not XML: something else than AWS gave it",
            Malformation::MissingField(name) => name,
            Malformation::UnexpectedStatus => "the response is an error that is not Cognito's",
        };
        let message = match error.kind {
            Malformation::MissingField(name) => ["the response lacks the field ", name].concat(),
            _ => message.to_owned(),
        };
        let kind = match error.status {
            429 => ErrorKind::Throttled,
            500.. => ErrorKind::ServiceUnavailable,
            _ => ErrorKind::InvalidResponse,
        };
        Error::new(kind, message).with_response(error.status, error.request_id)
    }
}

impl From<JwtError> for Error {
    fn from(error: JwtError) -> Self {
        let message = match error {
            JwtError::Algorithm => "the token is not signed by RS256",
            JwtError::NotCompact | JwtError::Header | JwtError::Payload => "the token is no JWT",
        };
        Error::new(ErrorKind::TokenRejected, message)
    }
}

impl From<TokenRejected> for Error {
    fn from(error: TokenRejected) -> Self {
        let message = match error {
            TokenRejected::Issuer => "another pool issued the token",
            TokenRejected::Audience => "the token is for another app client",
            TokenRejected::TokenUse => "the token is of the other kind: ID or access",
            TokenRejected::Expired => "the token has expired, by the time of this machine",
            TokenRejected::IssuedInFuture => {
                "the token was issued in the future, by the time of this machine"
            }
            TokenRejected::Nonce => "the token does not belong to this sign-in (nonce)",
            TokenRejected::AccessTokenHash => "the two tokens do not belong together (at_hash)",
            TokenRejected::Subject => "the two tokens are of different users (sub)",
        };
        Error::new(ErrorKind::TokenRejected, message)
    }
}

fn from_service(error: ServiceError, form: Form) -> Error {
    let kind = kind(&error);
    let field = field(kind, &error.message, form);
    let error_of = Error::new(kind, error.message)
        .with_code(error.code.as_str())
        .with_response(error.status, error.request_id);
    match field {
        Some(field) => error_of.with_field(field),
        None => error_of,
    }
}

fn kind(error: &ServiceError) -> ErrorKind {
    let says = |text: &str| has(&error.message, text);
    match &error.code {
        ErrorCode::NotAuthorized => not_authorized(&error.message),
        ErrorCode::InvalidParameter
            if says("flow not enabled") || says("is not enabled for the client") =>
        {
            ErrorKind::FlowNotEnabled
        }
        ErrorCode::InvalidParameter if says("already confirmed") => ErrorKind::AlreadyConfirmed,
        ErrorCode::InvalidParameter if says("no registered/verified") => {
            ErrorKind::NoVerifiedAddress
        }
        ErrorCode::InvalidParameter => ErrorKind::InvalidInput,
        ErrorCode::UserNotFound => ErrorKind::UserNotFound,
        ErrorCode::UserNotConfirmed => ErrorKind::UserNotConfirmed,
        ErrorCode::PasswordResetRequired => ErrorKind::PasswordResetRequired,
        ErrorCode::UsernameExists => ErrorKind::UsernameExists,
        ErrorCode::AliasExists => ErrorKind::AliasExists,
        ErrorCode::InvalidPassword => ErrorKind::InvalidPassword,
        ErrorCode::PasswordHistoryPolicyViolation => ErrorKind::PasswordReused,
        ErrorCode::CodeMismatch => ErrorKind::CodeMismatch,
        ErrorCode::ExpiredCode => ErrorKind::CodeExpired,
        ErrorCode::CodeDeliveryFailure => ErrorKind::CodeDeliveryFailed,
        ErrorCode::LimitExceeded => ErrorKind::TooManyAttempts,
        ErrorCode::TooManyRequests => ErrorKind::Throttled,
        ErrorCode::ResourceNotFound if says("lient") || says("ool") => ErrorKind::ClientNotFound,
        ErrorCode::ResourceNotFound => ErrorKind::ResourceNotFound,
        ErrorCode::UserLambdaValidation => ErrorKind::LambdaRejected,
        ErrorCode::UnexpectedLambda => ErrorKind::LambdaFailed,
        ErrorCode::InternalError => ErrorKind::ServiceUnavailable,
        ErrorCode::ConcurrentModification => ErrorKind::ConcurrentModification,
        ErrorCode::DeviceKeyExists => ErrorKind::DeviceKeyExists,
        ErrorCode::EnableSoftwareTokenMfa => ErrorKind::EnableSoftwareTokenMfa,
        ErrorCode::FeatureUnavailableInTier => ErrorKind::FeatureUnavailableInTier,
        ErrorCode::Forbidden => ErrorKind::Forbidden,
        ErrorCode::InvalidEmailRoleAccessPolicy => ErrorKind::InvalidEmailRoleAccessPolicy,
        ErrorCode::InvalidLambdaResponse => ErrorKind::InvalidLambdaResponse,
        ErrorCode::InvalidSmsRoleAccessPolicy => ErrorKind::InvalidSmsRoleAccessPolicy,
        ErrorCode::InvalidSmsRoleTrustRelationship => ErrorKind::InvalidSmsRoleTrustRelationship,
        ErrorCode::InvalidUserPoolConfiguration => ErrorKind::InvalidUserPoolConfiguration,
        ErrorCode::MfaMethodNotFound => ErrorKind::MfaMethodNotFound,
        ErrorCode::OperationNotEnabled => ErrorKind::UnavailableInRegion,
        ErrorCode::RefreshTokenReuse => ErrorKind::RefreshTokenReuse,
        ErrorCode::SoftwareTokenMfaNotFound => ErrorKind::SoftwareTokenMfaNotFound,
        ErrorCode::TooManyFailedAttempts => ErrorKind::TooManyFailedAttempts,
        ErrorCode::Unauthorized => ErrorKind::Unauthorized,
        ErrorCode::UnsupportedOperation => ErrorKind::UnsupportedOperation,
        ErrorCode::UnsupportedTokenType => ErrorKind::UnsupportedTokenType,
        ErrorCode::UserPoolAddOnNotEnabled => ErrorKind::UserPoolAddOnNotEnabled,
        ErrorCode::WebAuthnChallengeNotFound => ErrorKind::WebAuthnChallengeNotFound,
        ErrorCode::WebAuthnClientMismatch => ErrorKind::WebAuthnClientMismatch,
        ErrorCode::WebAuthnConfigurationMissing => ErrorKind::WebAuthnConfigurationMissing,
        ErrorCode::WebAuthnCredentialNotSupported => ErrorKind::WebAuthnCredentialNotSupported,
        ErrorCode::WebAuthnNotEnabled => ErrorKind::WebAuthnNotEnabled,
        ErrorCode::WebAuthnOriginNotAllowed => ErrorKind::WebAuthnOriginNotAllowed,
        ErrorCode::WebAuthnRelyingPartyMismatch => ErrorKind::WebAuthnRelyingPartyMismatch,
        _ if error.status == 429 || has(error.code.as_str(), "Throttling") => ErrorKind::Throttled,
        _ if error.status >= 500 => ErrorKind::ServiceUnavailable,
        _ => ErrorKind::Other,
    }
}

/// `NotAuthorizedException` has many causes, which only the message distinguishes.
fn not_authorized(message: &str) -> ErrorKind {
    let known = [
        (
            "Incorrect username or password",
            ErrorKind::WrongCredentials,
        ),
        ("attempts exceeded", ErrorKind::TooManyAttempts),
        ("User is disabled", ErrorKind::UserDisabled),
        ("secret hash", ErrorKind::ClientSecretRequired),
        ("SECRET_HASH", ErrorKind::ClientSecretRequired),
        ("Invalid session for the user", ErrorKind::SignInExpired),
        (
            "Temporary password has expired",
            ErrorKind::TemporaryPasswordExpired,
        ),
        (
            "cannot be reset in the current state",
            ErrorKind::CannotResetPassword,
        ),
        // "User cannot be confirmed. Current status is CONFIRMED"; in some Regions and versions "User
        // cannot confirm because user status is not UNCONFIRMED." and "User cannot be confirm."
        ("User cannot be confirm", ErrorKind::AlreadyConfirmed),
        ("User cannot confirm", ErrorKind::AlreadyConfirmed),
        ("SignUp is not permitted", ErrorKind::OperationNotEnabled),
        (
            "Auto verification not turned on",
            ErrorKind::OperationNotEnabled,
        ),
        (
            "write unauthorized attribute",
            ErrorKind::OperationNotEnabled,
        ),
    ];
    let found = known.into_iter().find(|(text, _)| has(message, text));
    found.map_or(ErrorKind::NotAuthorized, |(_, kind)| kind)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::error) fn error(code: &str, message: &str, form: Form) -> Error {
        let service = ServiceError {
            code: ErrorCode::from_name(code),
            message: message.to_owned(),
            reason_code: None,
            status: 400,
            request_id: Some("7f".to_owned()),
        };
        Error::from_operation(ResponseError::Service(service), form)
    }

    #[test]
    fn distinguishes_kinds_by_message() {
        for (message, kind) in [
            (
                "Incorrect username or password.",
                ErrorKind::WrongCredentials,
            ),
            ("Password attempts exceeded", ErrorKind::TooManyAttempts),
            ("User is disabled.", ErrorKind::UserDisabled),
            (
                "Unable to verify secret hash for client x",
                ErrorKind::ClientSecretRequired,
            ),
            (
                "Invalid session for the user, session is expired.",
                ErrorKind::SignInExpired,
            ),
            (
                "User cannot be confirmed. Current status is CONFIRMED",
                ErrorKind::AlreadyConfirmed,
            ),
            (
                "User cannot be confirm. Current status is CONFIRMED",
                ErrorKind::AlreadyConfirmed,
            ),
            (
                "User cannot confirm because user status is not UNCONFIRMED.",
                ErrorKind::AlreadyConfirmed,
            ),
            (
                "Temporary password has expired and must be reset by an administrator.",
                ErrorKind::TemporaryPasswordExpired,
            ),
            (
                "User password cannot be reset in the current state.",
                ErrorKind::CannotResetPassword,
            ),
            (
                "SignUp is not permitted for this user pool",
                ErrorKind::OperationNotEnabled,
            ),
            (
                "Cannot resend codes. Auto verification not turned on.",
                ErrorKind::OperationNotEnabled,
            ),
            (
                "A client attempted to write unauthorized attribute",
                ErrorKind::OperationNotEnabled,
            ),
            ("Refresh Token has been revoked", ErrorKind::NotAuthorized),
        ] {
            assert_eq!(
                error("NotAuthorizedException", message, Form::SignIn).kind(),
                kind
            );
        }
        for flow in [
            "USER_PASSWORD_AUTH flow not enabled for this client",
            "USER_SRP_AUTH is not enabled for the client.",
        ] {
            let error = error("InvalidParameterException", flow, Form::SignIn);
            assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
            assert!(error.help().contains("ALLOW_USER_PASSWORD_AUTH"));
        }
    }

    #[test]
    fn every_exception_has_its_own_kind() {
        let mut kinds = std::collections::HashMap::new();
        for name in ErrorCode::NAMES {
            let error = error(name, "", Form::Account);
            assert_eq!(error.code(), Some(*name));
            assert_ne!(error.kind(), ErrorKind::Other, "{name}");
            let other = kinds.insert(error.kind(), name);
            assert_eq!(other, None, "{name} is {:?} as well", error.kind());
        }
    }

    #[test]
    fn keeps_the_details_of_an_unknown_exception() {
        let error = error("BrandNewException", "hm", Form::SignIn);
        assert_eq!(error.kind(), ErrorKind::Other);
        assert_eq!(error.code(), Some("BrandNewException"));
        assert_eq!(
            (error.status(), error.request_id()),
            (Some(400), Some("7f"))
        );
        assert_eq!(error.to_string(), "hm (BrandNewException)");
    }
}
