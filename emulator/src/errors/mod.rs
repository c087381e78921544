//! All errors of the API: type, message and status.
//!
//! The messages are Cognito's, as far as they are known, since clients compare them.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html#API_InitiateAuth_Errors> (and each operation's own list)

mod environment;
mod factors;
mod identity_pool;
mod sign_in;
mod sync;
mod tokens;

use std::borrow::Cow;

use ::http::StatusCode;
use serde_json::json;

use crate::http::{Response, response, set};

/// The maximum length of a message that is repeated in a header, in bytes.
const MAX_HEADER: usize = 8192;

/// An error response of Cognito.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    kind: &'static str,
    message: Option<Cow<'static, str>>,
}

impl Failure {
    /// The type, such as `NotAuthorizedException`.
    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    /// The message; empty if Cognito sends none.
    pub(crate) fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    pub(crate) fn into_response(self, media_type: &'static str) -> Response {
        let mut body = json!({ "__type": self.kind });
        if let Some(message) = &self.message {
            body["message"] = message.as_ref().into();
        }
        let body = body.to_string().into_bytes();
        let mut response = response(StatusCode::BAD_REQUEST, media_type, body);
        set(
            &mut response,
            "x-amzn-errortype",
            &format!("{}:", self.kind),
        );
        // HTTP clients limit the length of headers.
        let short = |message: &&Cow<'static, str>| message.len() <= MAX_HEADER;
        if let Some(message) = self.message.as_ref().filter(short) {
            set(
                &mut response,
                "x-amzn-errormessage",
                &message.replace('\n', " "),
            );
        }
        response
    }

    pub(super) fn new(kind: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: Some(message.into()),
        }
    }

    pub(super) fn not_authorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("NotAuthorizedException", message)
    }
}

/// The protocol.
impl Failure {
    pub(crate) fn unknown_operation() -> Self {
        Self {
            kind: "UnknownOperationException",
            message: None,
        }
    }

    pub(crate) fn serialization() -> Self {
        Self {
            kind: "SerializationException",
            message: None,
        }
    }

    pub(crate) fn missing_authentication_token() -> Self {
        Self::new(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        )
    }

    pub(crate) fn invalid_parameter(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::invalid_parameter(format!("Missing required parameter {name}"))
    }
}

/// Pools and app clients.
impl Failure {
    pub(crate) fn no_such_client(id: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("User pool client {id} does not exist."),
        )
    }

    pub(crate) fn no_such_pool(id: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("User pool {id} does not exist."),
        )
    }

    pub(crate) fn no_such_group() -> Self {
        Self::new("ResourceNotFoundException", "Group not found.")
    }

    pub(crate) fn secret_hash_missing(client_id: &str) -> Self {
        Self::not_authorized(format!(
            "Client {client_id} is configured with secret but SECRET_HASH was not received"
        ))
    }

    pub(crate) fn secret_hash_wrong(client_id: &str) -> Self {
        Self::not_authorized(format!(
            "Unable to verify secret hash for client {client_id}"
        ))
    }

    /// `USER_PASSWORD_AUTH flow not enabled for this client`.
    pub(crate) fn flow_not_enabled(flow: &str) -> Self {
        match flow {
            "USER_SRP_AUTH" => {
                Self::invalid_parameter("USER_SRP_AUTH is not enabled for the client.")
            }
            _ => Self::invalid_parameter(format!("{flow} flow not enabled for this client")),
        }
    }

    pub(crate) fn flow_not_supported() -> Self {
        Self::invalid_parameter("Initiate Auth method not supported.")
    }

    pub(crate) fn sign_up_not_permitted() -> Self {
        Self::not_authorized("SignUp is not permitted for this user pool")
    }

    pub(crate) fn attribute_not_writable() -> Self {
        Self::not_authorized("A client attempted to write unauthorized attribute")
    }
}

/// Users and their passwords.
impl Failure {
    pub(crate) fn incorrect_credentials() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    pub(crate) fn attempts_exceeded() -> Self {
        Self::not_authorized("Password attempts exceeded")
    }

    pub(crate) fn user_disabled() -> Self {
        Self::not_authorized("User is disabled.")
    }

    pub(crate) fn temporary_password_expired() -> Self {
        Self::not_authorized(
            "Temporary password has expired and must be reset by an administrator.",
        )
    }

    pub(crate) fn temporary_password_missing() -> Self {
        Self::invalid_parameter("A temporary password is required for the user.")
    }

    pub(crate) fn user_not_found() -> Self {
        Self::new("UserNotFoundException", "User does not exist.")
    }

    /// The error of ForgotPassword and related operations for an unknown user.
    pub(crate) fn username_client_not_found() -> Self {
        Self::new(
            "UserNotFoundException",
            "Username/client id combination not found.",
        )
    }

    pub(crate) fn user_not_confirmed() -> Self {
        Self::new("UserNotConfirmedException", "User is not confirmed.")
    }

    pub(crate) fn password_reset_required() -> Self {
        Self::new(
            "PasswordResetRequiredException",
            "Password reset required for the user",
        )
    }

    pub(crate) fn user_exists() -> Self {
        Self::new("UsernameExistsException", "User already exists")
    }

    /// `attribute` is `email` or `phone_number`.
    pub(crate) fn account_exists(attribute: &str) -> Self {
        Self::new(
            "UsernameExistsException",
            format!("An account with the given {attribute} already exists."),
        )
    }

    pub(crate) fn alias_exists(attribute: &str) -> Self {
        Self::new(
            "AliasExistsException",
            format!("An account with the given {attribute} already exists."),
        )
    }

    pub(crate) fn preferred_name_unconfirmed() -> Self {
        Self::invalid_parameter("User is not confirmed, preferred_username cannot be set.")
    }

    pub(crate) fn cannot_be_confirmed(status: &str) -> Self {
        Self::not_authorized(format!(
            "User cannot be confirmed. Current status is {status}"
        ))
    }

    pub(crate) fn already_confirmed() -> Self {
        Self::invalid_parameter("User is already confirmed.")
    }

    pub(crate) fn no_way_to_recover() -> Self {
        Self::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    }

    pub(crate) fn cannot_be_reset() -> Self {
        Self::not_authorized("User password cannot be reset in the current state.")
    }

    pub(crate) fn not_resendable(status: &str) -> Self {
        Self::new(
            "UnsupportedUserStateException",
            format!("Resend not possible. {status} user is not eligible for resend."),
        )
    }

    /// `problem` is Cognito's message for the broken rule.
    pub(crate) fn invalid_password(problem: &str) -> Self {
        Self::new(
            "InvalidPasswordException",
            format!("Password did not conform with policy: {problem}"),
        )
    }

    pub(crate) fn password_used_before() -> Self {
        Self::new(
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used",
        )
    }

    pub(crate) fn schema(problems: &[String]) -> Self {
        let problems = problems.join("\n");
        Self::invalid_parameter(format!(
            "Attributes did not conform to the schema: {problems}"
        ))
    }
}

/// Codes and challenges.
impl Failure {
    pub(crate) fn code_mismatch() -> Self {
        Self::new(
            "CodeMismatchException",
            "Invalid verification code provided, please try again.",
        )
    }

    pub(crate) fn code_expired() -> Self {
        Self::new(
            "ExpiredCodeException",
            "Invalid code provided, please request a code again.",
        )
    }

    pub(crate) fn limit_exceeded() -> Self {
        Self::new(
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
        )
    }

    pub(crate) fn session_invalid() -> Self {
        Self::not_authorized("Invalid session for the user.")
    }

    pub(crate) fn session_expired() -> Self {
        Self::not_authorized("Invalid session for the user, session is expired.")
    }

    pub(crate) fn session_used() -> Self {
        Self::not_authorized("Invalid session for the user, session can only be used once.")
    }

    pub(crate) fn timestamp_format() -> Self {
        Self::invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    }
}
