//! Reports events of the screens to the script.

use vestibule::ui::{Options, Screen, use_auth};
use vestibule::{Client, Error};
use wasm_bindgen_futures::spawn_local;

use super::listener::Listener;
use super::view;

/// Returns the options with hooks that report errors and pass on style sheets.
pub fn with_errors(options: Options, client: &Client, listener: &Listener) -> Options {
    let (errors, styles, client) = (listener.clone(), listener.clone(), client.clone());
    options
        .on_error(move |error| {
            let (listener, client, error) = (errors.clone(), client.clone(), error.clone());
            spawn_local(async move {
                listener.send("error", &explained(&client, &error).await);
            });
        })
        .adopt_styles(move |name, css| {
            styles.hand_over("styles", name, &css.into());
        })
}

/// Returns the options with hooks that report each screen that is shown, and who is signed in.
pub fn with_screens(options: Options, listener: &Listener) -> Options {
    let listener = listener.clone();
    options.on_screen(move |it| {
        // The context of the screen has the session.
        let session = use_auth().and_then(|auth| auth.session_now());
        if let (Screen::SignedIn, Some(session)) = (it, &session) {
            listener.send("signed-in", &view::person(session));
        }
        listener.send("step", &view::screen(it.name(), session.is_some()));
    })
}

/// Returns an error as JSON, with the help for the developer.
pub async fn explained(client: &Client, error: &Error) -> String {
    view::error(error, client.explain(error).await)
}
