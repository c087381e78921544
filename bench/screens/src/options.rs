//! The options of the screens, for the page with and without a prerendered form.

use vestibule::ui::{Options, Provider, SignUpField};

pub fn options() -> Options {
    Options::new()
        .app("Notes")
        .provider(Provider::new("Google", "Google"))
        .sign_up_field(SignUpField::new("name", "Your name").autocomplete("name"))
}
