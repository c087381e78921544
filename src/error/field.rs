//! Maps errors of Cognito to the fields of forms.

use super::{ErrorKind, Field};
use crate::protocol::text::{cut_text, has};

/// The form that caused a request. The same exception can mean different things in different forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Sign-in: user name and password.
    SignIn,
    /// Sign-up.
    SignUp,
    /// A code that was sent to the user.
    Code,
    /// A new password, with the current one or a code as proof.
    NewPassword,
    /// The account of the signed-in user.
    Account,
    /// No form: a request for the session itself.
    Session,
}

/// Returns the field to which an error of this kind belongs, if any.
pub(super) fn field(kind: ErrorKind, message: &str, form: Form) -> Option<Field> {
    match kind {
        ErrorKind::WrongCredentials if matches!(form, Form::SignIn | Form::NewPassword) => {
            Some(Field::Password)
        }
        ErrorKind::UserNotFound if form == Form::SignIn => Some(Field::Password),
        ErrorKind::UserNotFound | ErrorKind::UsernameExists => Some(Field::Username),
        ErrorKind::InvalidPassword | ErrorKind::PasswordReused => Some(new_password(form)),
        ErrorKind::CodeMismatch | ErrorKind::CodeExpired | ErrorKind::EnableSoftwareTokenMfa => {
            Some(Field::Code)
        }
        ErrorKind::AliasExists | ErrorKind::InvalidInput => named_field(message, form),
        _ => None,
    }
}

fn new_password(form: Form) -> Field {
    match form {
        Form::SignIn | Form::SignUp => Field::Password,
        _ => Field::NewPassword,
    }
}

/// Returns the field that a message names: "Value at 'password' failed …", "Invalid email address
/// format.", "Username should be an email."
fn named_field(message: &str, form: Form) -> Option<Field> {
    if let Some(path) = constrained_field(message) {
        return match path {
            "proposedPassword" => Some(Field::NewPassword),
            "previousPassword" => Some(Field::Password),
            "userCode" => Some(Field::Code),
            path => mentioned_field(path, form),
        };
    }
    mentioned_field(message, form)
}

/// Returns the request field in a message such as "1 validation error detected: Value at
/// 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+".
/// The value and the pattern in such a message may contain the name of another field.
fn constrained_field(message: &str) -> Option<&str> {
    let (before, _) = cut_text(message, "' failed to satisfy constraint")?;
    before.rsplit('\'').next()
}

fn mentioned_field(message: &str, form: Form) -> Option<Field> {
    let says = |texts: &[&str]| texts.iter().any(|text| has(message, text));
    if says(&["username", "Username"]) {
        Some(Field::Username)
    } else if says(&["assword"]) {
        Some(new_password(form))
    } else if says(&["onfirmationCode", "'code'", "onfirmation code"]) {
        Some(Field::Code)
    } else if says(&["email", "Email"]) {
        Some(Field::Email)
    } else if says(&["phone", "Phone"]) {
        Some(Field::PhoneNumber)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::service::tests::error;
    use super::*;

    #[test]
    fn assigns_errors_to_fields() {
        let field = |code, message, form| error(code, message, form).field();
        let policy = "Password did not conform with policy: Password not long enough";
        assert_eq!(
            field("InvalidPasswordException", policy, Form::SignUp),
            Some(Field::Password)
        );
        assert_eq!(
            field("InvalidPasswordException", policy, Form::NewPassword),
            Some(Field::NewPassword)
        );
        let wrong = "Incorrect username or password.";
        assert_eq!(
            field("NotAuthorizedException", wrong, Form::SignIn),
            Some(Field::Password)
        );
        let email = "An account with the given email already exists.";
        assert_eq!(
            field("AliasExistsException", email, Form::Code),
            Some(Field::Email)
        );
        assert_eq!(
            field(
                "InvalidParameterException",
                "Invalid phone number format.",
                Form::SignUp
            ),
            Some(Field::PhoneNumber)
        );
    }

    /// Messages of Cognito, as quoted in issues of aws-amplify and amazon-cognito-identity-dart-2.
    #[test]
    fn finds_the_field_only_in_the_constraint() {
        let field = |message, form| error("InvalidParameterException", message, form).field();
        for (message, form, expected) in [
            (
                "1 validation error detected: Value at 'password' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [\\S]+",
                Form::SignUp,
                Some(Field::Password),
            ),
            (
                "1 validation error detected: Value at 'username' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
                Form::SignIn,
                Some(Field::Username),
            ),
            (
                "1 validation error detected: Value 'username 1' at 'confirmationCode' failed to \
                 satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
                Form::Code,
                Some(Field::Code),
            ),
            (
                "1 validation error detected: Value 'my email' at 'userCode' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: [0-9]+",
                Form::Account,
                Some(Field::Code),
            ),
            (
                "1 validation error detected: Value at 'proposedPassword' failed to satisfy \
                 constraint: Member must have length greater than or equal to 6",
                Form::NewPassword,
                Some(Field::NewPassword),
            ),
            (
                "1 validation error detected: Value at 'previousPassword' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: [\\S]+",
                Form::NewPassword,
                Some(Field::Password),
            ),
            (
                "1 validation error detected: Value 'email' at 'clientId' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: [\\w+]+",
                Form::SignIn,
                None,
            ),
        ] {
            assert_eq!(field(message, form), expected, "{message}");
        }
        let about_recovery = "Cannot reset password for the user as there is no \
             registered/verified email or phone_number";
        let error = error("InvalidParameterException", about_recovery, Form::Code);
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::NoVerifiedAddress, None)
        );
    }
}
