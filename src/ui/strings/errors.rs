//! The messages for errors.

use crate::protocol::text::{cut_text, has};
use crate::ui::Text;
use crate::{Error, ErrorKind, Field};

use super::{StepStrings, Strings};

impl Strings {
    /// Returns the message for an error.
    ///
    /// It depends on [`Error::kind`], for [`ErrorKind::InvalidInput`] also on [`Error::field`], and for
    /// [`ErrorKind::InvalidPassword`] on the rule that Cognito names. An unknown user and a wrong password have the
    /// same message. Cognito's own texts are not shown, except for [`ErrorKind::LambdaRejected`]: that is the text of
    /// the app's own trigger, in whatever language.
    pub fn for_error(&self, error: &Error) -> Text {
        match self.own_step_strings().for_error(error) {
            Some(text) => Text::Borrowed(text),
            None => self.for_common_error(error),
        }
    }

    /// Returns the message without the ones that only the screens for new passwords need.
    pub(in crate::ui) fn for_common_error(&self, error: &Error) -> Text {
        match error.kind() {
            ErrorKind::LambdaRejected => trigger_message(error, self.error_not_allowed),
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

    /// Returns the message for a kind of error.
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

impl StepStrings {
    /// Returns the message for an error that has a more specific one here than in [`Strings`].
    pub(in crate::ui) fn for_error(&self, error: &Error) -> Option<&'static str> {
        match error.kind() {
            ErrorKind::InvalidPassword => self.of_policy(error.message()),
            _ => None,
        }
    }
}

/// Returns the text of a Lambda trigger, without Cognito's prefix: "PreSignUp failed with error ".
fn trigger_message(error: &Error, otherwise: &'static str) -> Text {
    let message = error.message();
    let text = cut_text(message, "failed with error ");
    let text = text.map_or(message, |(_, after)| after).trim();
    let is_for_machines = has(text, "failed to satisfy constraint");
    if text.is_empty() || is_for_machines {
        return Text::Borrowed(otherwise);
    }
    let mut sentence = String::from(text);
    if !matches!(text.as_bytes().last(), Some(b'.' | b'!' | b'?')) {
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
            let text = Strings::ENGLISH.for_error(&Error::new(*kind, ""));
            assert!(text.ends_with('.'), "{kind:?}: {text}");
        }
    }

    #[test]
    fn no_sentence_tells_whether_a_user_exists() {
        let text_of = |kind| Strings::ENGLISH.for_error(&Error::new(kind, "User does not exist."));
        for kind in [ErrorKind::UserNotFound, ErrorKind::UserDisabled] {
            assert_eq!(text_of(kind), text_of(ErrorKind::WrongCredentials));
        }
        for kind in [ErrorKind::UsernameExists, ErrorKind::AliasExists] {
            for telling in ["exist", "taken", "account", "already", "another user"] {
                assert!(
                    !text_of(kind).contains(telling),
                    "{kind:?}: {}",
                    text_of(kind)
                );
            }
        }
    }

    #[test]
    fn what_a_password_lacks_is_told_in_words_of_ours() {
        let steps = StepStrings::ENGLISH;
        for (rule, text) in [
            ("Password not long enough", steps.password_short),
            (
                "Password must have uppercase characters",
                steps.password_uppercase,
            ),
            (
                "Password must have lowercase characters",
                steps.password_lowercase,
            ),
            (
                "Password must have numeric characters",
                steps.password_number,
            ),
            (
                "Password must have symbol characters",
                steps.password_symbol,
            ),
            (
                "Password must satisfy regular expression pattern: ^\\S.*\\S$",
                steps.password_space,
            ),
            ("Password must rhyme", Strings::ENGLISH.error_weak_password),
        ] {
            for policy in ["policy", "password policy"] {
                let message = format!("Password did not conform with {policy}: {rule}");
                let error = Error::new(ErrorKind::InvalidPassword, message);
                assert_eq!(Strings::ENGLISH.for_error(&error), text, "{rule}");
            }
        }
    }

    #[test]
    fn only_a_trigger_speaks_for_itself() {
        let text = "PreSignUp failed with error Dies ist nur für Mitglieder";
        for kind in ErrorKind::ALL {
            let error = Error::new(*kind, text);
            let is_shown = Strings::ENGLISH.for_error(&error).contains("Mitglieder");
            assert_eq!(is_shown, *kind == ErrorKind::LambdaRejected, "{kind:?}");
        }
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
                let text = Strings::ENGLISH.for_error(&error);
                for sign in ["expression", "constraint", "\\S", "'"] {
                    assert!(!text.contains(sign), "{kind:?}: {text}");
                }
            }
        }
    }
}
