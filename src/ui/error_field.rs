//! The state of a form's fields, and the field that an error is about.

use crate::{Error, ErrorKind, Field};

use super::dom::Values;
use super::field::{Check, CustomMessage, PasswordFeedback};
use super::reactive::Reactive;
use super::{Notice, Text};

/// The state of a field.
#[derive(Clone)]
pub(super) struct FieldState {
    pub name: Text,
    pub field: Option<Field>,
    pub missing: Option<&'static str>,
    pub custom_message: Option<CustomMessage>,
    pub check: Option<Check>,
    pub password_feedback: Option<&'static PasswordFeedback>,
    pub error: Reactive<Option<Notice>>,
    /// Whether the password is readable.
    pub revealed: Reactive<bool>,
}

impl FieldState {
    /// Returns what is wrong with the field's value.
    pub fn problem(&self, values: &Values) -> Option<Text> {
        match values.raw(&self.name) {
            "" => self.missing.map(Text::Borrowed),
            value => self.check.as_ref().and_then(|check| check(values, value)),
        }
    }
}

/// Returns the field that an error belongs to.
pub(super) fn field_of_error<'a>(
    fields: &'a [FieldState],
    error: &Error,
) -> Option<&'a FieldState> {
    let find = |field: Field| {
        fields
            .iter()
            .find(|candidate| candidate.field == Some(field))
    };
    // A failed sign-in does not tell whether the username or the password was wrong, so it belongs to neither field.
    // Where a form asks for the current password beside a new one, the current one was wrong.
    if is_about_credentials(error) {
        return find(Field::NewPassword).and(find(Field::Password));
    }
    let field = error.field()?;
    let related = match field {
        Field::Password => Field::NewPassword,
        Field::NewPassword => Field::Password,
        _ => Field::Username,
    };
    find(field).or_else(|| find(related))
}

/// Returns the message that a field has for this error in place of the usual one.
pub(super) fn custom_message(fields: &[FieldState], error: &Error) -> Option<&'static str> {
    let mut messages = fields.iter().filter_map(|field| field.custom_message);
    messages.find_map(|(kinds, text)| kinds.contains(&error.kind()).then_some(text))
}

/// Returns whether an error says that the username and the password do not match.
pub(super) fn is_about_credentials(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WrongCredentials | ErrorKind::UserNotFound
    )
}
