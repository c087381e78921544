//! Which field of a form an error is about.

use crate::{Error, ErrorKind, Field};

use super::form::Known;

/// The field that an error belongs to.
pub(super) fn at_fault<'a>(known: &'a [Known], error: &Error) -> Option<&'a Known> {
    let at = |field: Field| known.iter().find(|known| known.of == Some(field));
    // What is wrong with a sign-in is no more the password's fault than the name's. Where a
    // new password is asked for besides, it is the present one that was wrong.
    if is_about_credentials(error) {
        return at(Field::NewPassword).and(at(Field::Password));
    }
    let field = error.field()?;
    let near = match field {
        Field::Password => Field::NewPassword,
        Field::NewPassword => Field::Password,
        _ => Field::Username,
    };
    at(field).or_else(|| at(near))
}

/// What a field says of this error in place of the usual words.
pub(super) fn own_sentence(known: &[Known], error: &Error) -> Option<&'static str> {
    let mut sentences = known.iter().filter_map(|known| known.sentence);
    sentences.find_map(|(kinds, own)| kinds.contains(&error.kind()).then_some(own))
}

/// Whether an error says that name and password do not fit.
pub(super) fn is_about_credentials(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WrongCredentials | ErrorKind::UserNotFound
    )
}
