//! The sentence that belongs to an error.

use crate::protocol::text::{cut_text, has};
use crate::ui::Text;
use crate::{Error, ErrorKind, Field};

use super::Strings;

impl Strings {
    /// The sentence for a person that belongs to an error.
    ///
    /// It is chosen by [`Error::kind`], for [`ErrorKind::InvalidInput`] by [`Error::field`], too. For
    /// [`ErrorKind::InvalidPassword`] and [`ErrorKind::LambdaRejected`] it is Cognito's own text, which
    /// says what is missing, unless it speaks in regular expressions. An unknown user and a wrong
    /// password read the same.
    pub fn for_error(&self, error: &Error) -> Text {
        match error.kind() {
            ErrorKind::InvalidPassword => own_words(error, self.error_weak_password),
            ErrorKind::LambdaRejected => own_words(error, self.error_not_allowed),
            ErrorKind::InvalidInput => Text::Borrowed(self.for_field(error.field())),
            kind => Text::Borrowed(self.for_kind(kind)),
        }
    }

    fn for_field(&self, field: Option<Field>) -> &'static str {
        match field {
            Some(Field::Username) => self.error_username,
            Some(Field::Email) => self.error_email,
            Some(Field::PhoneNumber) => self.error_phone_number,
            Some(Field::Password | Field::NewPassword) => self.error_password,
            Some(Field::Code) => self.error_code,
            None => self.error_input,
        }
    }

    /// The sentence for a kind of error, where its own text says nothing more.
    pub fn for_kind(&self, kind: ErrorKind) -> &'static str {
        use ErrorKind as Kind;
        match kind {
            Kind::Network => self.error_network,
            Kind::Timeout => self.error_timeout,
            Kind::ServiceUnavailable | Kind::InvalidResponse | Kind::LambdaFailed => {
                self.error_service
            }
            Kind::UnavailableInRegion => self.error_region,
            Kind::Throttled | Kind::TooManyAttempts | Kind::TooManyFailedAttempts => {
                self.error_too_many
            }
            Kind::WrongCredentials | Kind::UserNotFound | Kind::UserDisabled => {
                self.error_credentials
            }
            Kind::UsernameExists => self.error_username_exists,
            Kind::AliasExists => self.error_alias_exists,
            Kind::AlreadyConfirmed => self.error_already_confirmed,
            Kind::TemporaryPasswordExpired => self.error_temporary_password,
            Kind::CannotResetPassword => self.error_cannot_reset,
            Kind::NoVerifiedAddress => self.error_no_verified_address,
            Kind::UserNotConfirmed => self.error_unconfirmed,
            Kind::PasswordResetRequired => self.error_reset_required,
            Kind::InvalidPassword => self.error_weak_password,
            Kind::PasswordReused => self.error_password_reused,
            Kind::CodeMismatch | Kind::EnableSoftwareTokenMfa => self.error_code,
            Kind::CodeExpired => self.error_code_expired,
            Kind::PasswordNeeded => self.error_password_needed,
            Kind::CodeDeliveryFailed => self.error_code_delivery,
            Kind::InvalidInput => self.error_input,
            Kind::NotAuthorized | Kind::LambdaRejected => self.error_not_allowed,
            Kind::Configuration
            | Kind::FlowNotEnabled
            | Kind::ClientNotFound
            | Kind::BlockedByPolicy
            | Kind::DynamicImportMissing
            | Kind::NoBrowser
            | Kind::ClientSecretRequired
            | Kind::FeatureUnavailableInTier
            | Kind::LevelAlreadyMet
            | Kind::InvalidEmailRoleAccessPolicy
            | Kind::InvalidLambdaResponse
            | Kind::InvalidSmsRoleAccessPolicy
            | Kind::InvalidSmsRoleTrustRelationship
            | Kind::InvalidUserPoolConfiguration
            | Kind::OperationNotEnabled
            | Kind::UserPoolAddOnNotEnabled
            | Kind::WebAuthnConfigurationMissing
            | Kind::WebAuthnNotEnabled
            | Kind::WebAuthnOriginNotAllowed
            | Kind::WebAuthnRelyingPartyMismatch
            | Kind::PasskeyOriginRefused
            | Kind::Unsupported => self.error_setup,
            Kind::AccessDenied
            | Kind::PasskeyCancelled
            | Kind::PopupClosed
            | Kind::PopupTimeout => self.error_cancelled,
            Kind::LevelUnavailable | Kind::LevelNotReached => self.error_level,
            Kind::MfaMethodNotFound => self.error_second_factor,
            Kind::WebAssemblyMissing | Kind::PasskeyUnavailable => self.error_browser,
            Kind::PopupBlocked => self.error_popup_blocked,
            Kind::UnknownState
            | Kind::IncompleteCallback
            | Kind::CodeUsed
            | Kind::ProviderError
            | Kind::TokenRejected => self.error_redirect,
            Kind::SessionExpired | Kind::SignedOut => self.session_ended,
            Kind::SignInExpired => self.error_sign_in_expired,
            Kind::Storage => self.error_storage,
            _ => self.error_other,
        }
    }
}

/// Cognito's text without the part that names its own machinery: what stands behind
/// "Password did not conform with policy: " or "PreSignUp failed with error ".
fn own_words(error: &Error, otherwise: &'static str) -> Text {
    let message = error.message();
    let words = ["policy: ", "failed with error "]
        .iter()
        .find_map(|mark| cut_text(message, mark).map(|(_, after)| after))
        .unwrap_or(message)
        .trim();
    let is_for_machines = ["regular expression", "failed to satisfy constraint"]
        .iter()
        .any(|sign| has(words, sign));
    if words.is_empty() || is_for_machines {
        return Text::Borrowed(otherwise);
    }
    let mut sentence = String::from(words);
    if !matches!(words.as_bytes().last(), Some(b'.' | b'!' | b'?')) {
        sentence.push('.');
    }
    Text::Owned(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        for kind in ErrorKind::ALL {
            let words = Strings::ENGLISH.for_error(&Error::new(*kind, ""));
            assert!(words.ends_with('.'), "{kind:?}: {words}");
        }
    }

    #[test]
    fn no_sentence_tells_whether_a_user_exists() {
        let words = |kind| Strings::ENGLISH.for_error(&Error::new(kind, "User does not exist."));
        for kind in [ErrorKind::UserNotFound, ErrorKind::UserDisabled] {
            assert_eq!(words(kind), words(ErrorKind::WrongCredentials));
        }
        for kind in [ErrorKind::UsernameExists, ErrorKind::AliasExists] {
            for telling in ["exist", "taken", "account", "already", "another user"] {
                assert!(!words(kind).contains(telling), "{kind:?}: {}", words(kind));
            }
        }
    }

    #[test]
    fn a_weak_password_is_told_in_the_words_of_cognito() {
        let error = Error::new(
            ErrorKind::InvalidPassword,
            "Password did not conform with policy: Password not long enough",
        );
        assert_eq!(
            Strings::ENGLISH.for_error(&error),
            "Password not long enough."
        );
    }

    #[test]
    fn nobody_reads_a_regular_expression() {
        let constraint = "1 validation error detected: Value at 'password' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$";
        let policy = "Password did not conform with policy: Password must satisfy regular \
             expression pattern: ^\\S.*\\S$";
        let fields = [
            Field::Password,
            Field::NewPassword,
            Field::Code,
            Field::Username,
            Field::Email,
            Field::PhoneNumber,
        ];
        for (kind, message) in [
            (ErrorKind::InvalidInput, constraint),
            (ErrorKind::InvalidPassword, constraint),
            (ErrorKind::InvalidPassword, policy),
            (ErrorKind::LambdaRejected, constraint),
        ] {
            for field in fields.into_iter().map(Some).chain([None]) {
                let error = Error::new(kind, message);
                let error = match field {
                    Some(field) => error.with_field(field),
                    None => error,
                };
                let words = Strings::ENGLISH.for_error(&error);
                for sign in ["expression", "constraint", "\\S", "'"] {
                    assert!(!words.contains(sign), "{kind:?}: {words}");
                }
            }
        }
    }
}
