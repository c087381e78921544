//! How the screens of the page look, with and without a form in it from the beginning.

use vestibule::ui::{Options, Provider, SignUpField};

pub fn options() -> Options {
    Options::new()
        .app("Notes")
        .provider(Provider::new("Google", "Google"))
        .sign_up_field(SignUpField::new("name", "Your name").autocomplete("name"))
}
