//! Which field of which form an answer of Cognito belongs to.

use super::{ErrorKind, Field};
use crate::protocol::text::{cut_text, has};

/// Where a person stands when the answer comes: the same exception means different things there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A user name and a password.
    SignIn,
    /// A new user.
    SignUp,
    /// A code that was sent.
    Code,
    /// A new password in place of another one, with the present one or a code as proof.
    NewPassword,
    /// The account of somebody who is signed in.
    Account,
    /// No form: the session itself.
    Session,
}

/// The field at which an error of that kind stands, if at one.
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

/// The field that a message speaks of: "Value at 'password' failed …", "Invalid email address
/// format.", "Username should be an email."
fn named_field(message: &str, form: Form) -> Option<Field> {
    if let Some(path) = constrained(message) {
        return match path {
            "proposedPassword" => Some(Field::NewPassword),
            "previousPassword" => Some(Field::Password),
            "userCode" => Some(Field::Code),
            path => spoken_of(path, form),
        };
    }
    spoken_of(message, form)
}

/// What a request's field is called by a message such as "1 validation error detected: Value at
/// 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+".
/// The value and the pattern beside it may hold the name of any field.
fn constrained(message: &str) -> Option<&str> {
    let (before, _) = cut_text(message, "' failed to satisfy constraint")?;
    before.rsplit('\'').next()
}

fn spoken_of(message: &str, form: Form) -> Option<Field> {
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
    fn an_error_stands_at_its_field() {
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

    /// In Cognito's own words, as issues of aws-amplify and amazon-cognito-identity-dart-2 quote them.
    #[test]
    fn a_constraint_names_the_field_and_neither_its_value_nor_its_pattern_does() {
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
